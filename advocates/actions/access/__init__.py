"""The access review: a round over all live grants, in which each is confirmed by a person or ends."""

from advocates.actions.access.answering import end, keep, narrow
from advocates.actions.access.closing import close_due
from advocates.actions.access.opening import open_due, open_review
from advocates.actions.access.reminding import remind

__all__ = ["close_due", "end", "keep", "narrow", "open_due", "open_review", "remind"]
