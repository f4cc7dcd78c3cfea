from tests.advocates.joining import joining
from tests.fakes.smtp import postbox

__all__ = ["joining", "postbox"]
