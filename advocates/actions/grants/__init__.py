"""Giving, answering, narrowing and ending rights. Each is one change, on the record, with a letter to the advocate."""

from advocates.actions.grants.answering import accept, decline, resign
from advocates.actions.grants.ending import end_all, expire_ended, revoke
from advocates.actions.grants.issuing import issue
from advocates.actions.grants.narrowing import narrow

__all__ = ["accept", "decline", "end_all", "expire_ended", "issue", "narrow", "resign", "revoke"]
