from tests.advocates.joining import joining, staff
from tests.fakes.smtp import postbox

__all__ = ["joining", "postbox", "staff"]
