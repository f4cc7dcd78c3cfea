"""Reads of the playbook; one file per concept. What the console asks is named here."""

from moderation.queries.playbook.suggestion import Suggested, suggestion, suggestions

__all__ = ["Suggested", "suggestion", "suggestions"]
