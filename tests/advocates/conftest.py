from tests.advocates.joining import joining, staff
from tests.advocates.named import version
from tests.fakes.smtp import postbox

__all__ = ["joining", "postbox", "staff", "version"]
