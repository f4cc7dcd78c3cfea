"""Everything that happens to a message. One function is one change; see the module of each.

The body of a post or reply is HTML, that of a comment plain text; both are made safe here, whoever calls.
"""

from cms.actions.messages.changing import edit, withdraw
from cms.actions.messages.deciding import hide, hold, lock, release, remove, restore, unlock
from cms.actions.messages.marking import lock_thread, pin, unlock_thread, unpin
from cms.actions.messages.speaking import comment, post, reply

__all__ = [
    "comment",
    "edit",
    "hide",
    "hold",
    "lock",
    "lock_thread",
    "pin",
    "post",
    "release",
    "remove",
    "reply",
    "restore",
    "unlock",
    "unlock_thread",
    "unpin",
    "withdraw",
]
