"""Giving, answering, passing on, narrowing and ending rights. Each is one change, on the record, with a letter."""

from advocates.actions.grants.answering import accept, decline, resign
from advocates.actions.grants.ending import end_all, expire_ended, revoke
from advocates.actions.grants.issuing import issue, proposed
from advocates.actions.grants.narrowing import narrow
from advocates.actions.grants.passing import pass_on, take_back
from advocates.actions.grants.templates import save_template

__all__ = [
    "accept",
    "decline",
    "end_all",
    "expire_ended",
    "issue",
    "narrow",
    "pass_on",
    "proposed",
    "resign",
    "revoke",
    "save_template",
    "take_back",
]
