"""What each act is called on the desk, what it will do, and whether it can be undone."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from advocates.models import Clause
from cms.models import Message
from moderation.models import AGAINST, Act, acts_for

State = Message.State


class Undo(TextChoices):
    """Whether what an act does can be undone, and by whom."""

    FREELY = "freely", _("can be undone")
    APPEAL = "appeal", _("undone only on appeal")
    NEVER = "never", _("cannot be undone")


class Option(NamedTuple):
    """One act as a moderator chooses it: what it will do, whether that can be undone, and how it comes about.

    `key` is the key that presses it; `question` is asked before, if any.
    """

    act: str
    label: StrOrPromise
    effect: StrOrPromise
    undo: Undo
    how: StrOrPromise
    key: str
    look: str = "button-secondary"
    question: StrOrPromise = ""

    @property
    def is_against(self) -> bool:
        return self.act in AGAINST


HIDE = Option(
    Act.HIDE, _("Hide"), _("Readers see a line that says why; its author is told and can appeal."), Undo.FREELY,
    _("Staff can have somebody look again, and an appeal can show it again."), "h",
)  # fmt: skip
REMOVE = Option(
    Act.REMOVE, _("Remove"), _("It is gone for readers; its author is told why and can appeal."), Undo.APPEAL,
    _("Only an appeal or a second look by staff brings it back."), "r",
    "button-danger-quiet", _("Remove this message? Its author is told why and can appeal."),
)  # fmt: skip
LOCK = Option(
    Act.LOCK, _("Lock"), _("It stays, but takes no more answers and edits; its author is told why."), Undo.APPEAL,
    _("Only an appeal of its author unlocks it."), "l",
)  # fmt: skip
WARN = Option(
    Act.WARN, _("Warn"), _("It stays as it is; its author reads your words, and the warning is in their history."),
    Undo.APPEAL, _("What was read stays read; an appeal takes the warning out of their history."), "w",
)  # fmt: skip
ESCALATE = Option(
    Act.ESCALATE, _("Hand to staff"), _("The program's staff decide; the case leaves your queue."), Undo.NEVER,
    _("You cannot take it back."), "e", "button-ghost",
)  # fmt: skip
RESTORE = Option(
    Act.RESTORE, _("Show again"), _("Readers see it again; its author is told."), Undo.FREELY,
    _("It can be hidden again later."), "o", "",
)  # fmt: skip
APPROVE = Option(
    Act.APPROVE, _("Publish"), _("Readers see it from now on; its author is told."), Undo.FREELY,
    _("It can be hidden again later."), "a", "",
)  # fmt: skip
OPTIONS: dict[str, Option] = {
    Act.APPROVE: APPROVE,
    Act.HIDE: HIDE,
    Act.REMOVE: REMOVE,
    Act.RESTORE: RESTORE,
    Act.LOCK: LOCK,
    Act.WARN: WARN,
    Act.ESCALATE: ESCALATE,
}
LEFT: dict[str, Option] = {
    State.PUBLISHED: Option(
        Act.DISMISS, _("Leave it"), _("It keeps to the rules and stays; whoever flagged it is told."), Undo.FREELY,
        _("A new flag brings it back."), "a", "",
    ),
    State.HIDDEN: Option(
        Act.DISMISS, _("Leave it hidden"), _("It stays hidden; its author can still appeal."), Undo.FREELY,
        _("Staff can have somebody look again."), "d",
    ),
    State.REMOVED: Option(
        Act.DISMISS, _("Leave it removed"), _("It stays removed; its author can still appeal."), Undo.FREELY,
        _("Staff can have somebody look again."), "d",
    ),
}  # fmt: skip
"""What a dismissal is called for a message in which state."""

TOGETHER: dict[str, Option] = {
    Act.APPROVE: OPTIONS[Act.APPROVE],
    Act.DISMISS: Option(
        Act.DISMISS,
        _("Leave them as they are"),
        _("They stay as they are. Whoever flagged is told."),
        Undo.FREELY,
        _("A new flag brings one back."),
        "",
    ),
    Act.HIDE: HIDE,
    Act.REMOVE: REMOVE,
    Act.LOCK: LOCK,
    Act.WARN: WARN,
    Act.RESTORE: RESTORE,
    Act.ESCALATE: ESCALATE,
}
"""What can be decided on many messages at once; whether it makes sense for each is told in the preview."""

DONE: dict[str, StrOrPromise] = {
    Act.APPROVE: _("Published. Its author is told."),
    Act.HIDE: _("Hidden. Its author is told why and can appeal."),
    Act.REMOVE: _("Removed. Its author is told why and can appeal."),
    Act.RESTORE: _("Shown again. Its author is told."),
    Act.LOCK: _("Locked. Its author is told why and can appeal."),
    Act.WARN: _("Its author is warned and can appeal."),
    Act.ESCALATE: _("Handed to the program's staff."),
    Act.DISMISS: _("Left as it is. Whoever flagged it is told."),
}


def options_for(message: Message, *, escalated: bool) -> list[Option]:
    """What can be decided for this message, the harmless first; handing to staff only once."""
    acts = [act for act in acts_for(message) if not (act == Act.ESCALATE and escalated)]
    return [LEFT[message.state] if act == Act.DISMISS else OPTIONS[act] for act in acts]


def suggested_words(clause: Clause) -> str:
    """Words for the author to begin with, which the moderator changes at will."""
    policy = clause.version.policy.name
    opening = gettext("This goes against “%(title)s” (%(policy)s, %(code)s).") % {
        "title": clause.title, "policy": policy, "code": clause.code,
    }  # fmt: skip
    return f"{opening} {clause.text}".strip()
