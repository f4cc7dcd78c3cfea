"""Posts for later: planned by their author, sent by beat when they are due, held with a reason where they cannot be."""

from cms.actions.scheduling.planning import cancel, cancel_all, change, schedule
from cms.actions.scheduling.sending import give_back, release, send, send_due

__all__ = ["cancel", "cancel_all", "change", "give_back", "release", "schedule", "send", "send_due"]
