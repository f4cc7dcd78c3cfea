"""The rule of rights: the one place that decides whether an advocate may do something.

`examine` reads and explains. `exercise` decides the same inside the caller's transaction with the grant's row locked,
uses one unit of quota and returns the Exercise that the message or decision must carry. `facts_of` loads once what is
needed to answer many questions about one person in one request.
"""

from advocates.rights.answer import CHECKS, Check, NotAllowed, RightsAnswer
from advocates.rights.decide import examine, exercise
from advocates.rights.facts import Facts, Place, facts_of, midnight
from advocates.rights.origin import UNTOLD, Origin
from advocates.rights.rule import answer, covers, stops
from advocates.rights.silence import is_silent, must_be_heard, must_not_be_silent_until

__all__ = [
    "CHECKS",
    "UNTOLD",
    "Check",
    "Facts",
    "NotAllowed",
    "Origin",
    "Place",
    "RightsAnswer",
    "answer",
    "covers",
    "examine",
    "exercise",
    "facts_of",
    "is_silent",
    "midnight",
    "must_be_heard",
    "must_not_be_silent_until",
    "stops",
]
