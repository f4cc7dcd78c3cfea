"""What each act about a person is called, what it will do, and whether it can be undone."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from moderation.models import PersonAct


class PersonOption(NamedTuple):
    kind: str
    label: StrOrPromise
    effect: StrOrPromise
    undo: StrOrPromise


PERSON_OPTIONS = (
    PersonOption(
        PersonAct.WARN, _("Warn them"), _("They read your words; nothing else changes."),
        _("Cannot be undone by itself: it falls when an appeal overturns the decision."),
    ),
    PersonOption(
        PersonAct.STRIKE, _("Give a strike"),
        _("It counts as long as the program says, with the weight of the rule. At a threshold more is proposed, never done."),
        _("Can be undone at any time, and falls with the decision."),
    ),
    PersonOption(
        PersonAct.MUTE, _("Mute"),
        _("From now on they neither comment nor, by any right, post or reply in this program. At most 30 days; ends by itself."),
        _("Can be undone at any time, and falls with the decision."),
    ),
    PersonOption(
        PersonAct.SUSPEND, _("Suspend"),
        _("The same, and they cannot moderate either. At most 365 days; ends by itself."),
        _("Can be undone at any time, and falls with the decision."),
    ),
)  # fmt: skip
