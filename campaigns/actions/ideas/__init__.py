"""Ideas: submitted, voted for, discussed, merged, decided on in public."""

from campaigns.actions.ideas.deciding import decide
from campaigns.actions.ideas.discussing import comment
from campaigns.actions.ideas.flagging import flag, hide, settle_flags, show
from campaigns.actions.ideas.merging import merge, unmerge
from campaigns.actions.ideas.reminding import remind
from campaigns.actions.ideas.submitting import submit
from campaigns.actions.ideas.voting import vote, withdraw_vote
from campaigns.actions.ideas.weighing import weigh

__all__ = [
    "comment",
    "decide",
    "flag",
    "hide",
    "merge",
    "remind",
    "settle_flags",
    "show",
    "submit",
    "unmerge",
    "vote",
    "weigh",
    "withdraw_vote",
]
