"""What became of a message, as far as it says whether a rule was right about it."""

from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from cms.models import Message
from moderation.models import AGAINST, Case, Decision

GONE = (Message.State.HIDDEN, Message.State.REMOVED)


class Outcome(TextChoices):
    """A hit is false where the message was looked at and stands, where nobody ever acted against it, or where marked."""

    AGAINST = "against", _("acted against")
    STANDS = "stands", _("looked at and let stand")
    UNTOUCHED = "untouched", _("never acted against")
    MARKED = "marked", _("marked as a false hit")
    WAITING = "waiting", _("not decided yet")


FALSE = frozenset({Outcome.STANDS, Outcome.UNTOUCHED, Outcome.MARKED})


def with_outcome(rows: QuerySet[Any], *, to_message: str = "", marked: Q | None = None) -> QuerySet[Any]:
    """The rows with `outcome`; `to_message` is the lookup from a row to its message, `marked` who marked it as false."""
    step = f"{to_message}__" if to_message else ""
    key = OuterRef(to_message or "pk")
    final = Decision.objects.filter(case__message=key).exclude(act="escalate").order_by("-pk")
    known = rows.annotate(
        final_act=Subquery(final.values("act")[:1]),
        final_overturned=Subquery(final.values("overturned_at")[:1]),
        is_open=Exists(Case.objects.filter(message=key, state=Case.State.OPEN)),
    )
    whens = [
        When(Q(**{f"{step}state__in": GONE}), then=Value(Outcome.AGAINST)),
        When(Q(final_act__in=AGAINST, final_overturned=None), then=Value(Outcome.AGAINST)),
        When(Q(final_act__isnull=False), then=Value(Outcome.STANDS)),
        When(Q(is_open=True) | Q(**{f"{step}state": Message.State.HELD}), then=Value(Outcome.WAITING)),
    ]
    if marked is not None:
        whens.insert(0, When(marked, then=Value(Outcome.MARKED)))
    found: QuerySet[Any] = known.annotate(
        outcome=When_(*whens, default=Value(Outcome.UNTOUCHED), output_field=CharField())
    )
    return found
