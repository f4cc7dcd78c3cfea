"""What of points, work and sharing waits for a manager, counted for the first pages; one query for all of it."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from campaigns.models import Adjustment, Conversion, Fulfilment, Hint, Idea, OfflineWork, Redemption
from campaigns.queries.needs import Need
from campaigns.queries.referrals import waits_for_a_look
from campaigns.queries.reward_needs import Handled, beyond_budget, of_rewards
from campaigns.queries.rewards import to_handle
from sitewide.days import DayIn

SAID: dict[str, tuple[Any, Any, str]] = {
    "adjustment": (
        ngettext_lazy("%(n)s adjustment waits for a second manager", "%(n)s adjustments wait for a second manager", "n"),
        gettext_lazy("Points by hand above the program's limit."), "/admin/rewards/adjustments/",
    ),
    "referral": (
        ngettext_lazy("%(n)s order by referral to look at", "%(n)s orders by referral to look at", "n"),
        gettext_lazy("Something about it is unusual; nobody decides by that alone."), "/admin/sharing/orders/",
    ),
    "idea": (
        ngettext_lazy("%(n)s idea is overdue for an answer", "%(n)s ideas are overdue for an answer", "n"),
        gettext_lazy("Everybody can see that the answer is late."), "/admin/sharing/ideas/",
    ),
    "work": (
        ngettext_lazy("%(n)s piece of logged work to verify", "%(n)s pieces of logged work to verify", "n"),
        gettext_lazy("Points follow when somebody has looked at the evidence."), "/admin/rewards/work/",
    ),
    "hint": (
        ngettext_lazy("%(n)s hint about how points were earned", "%(n)s hints about how points were earned", "n"),
        gettext_lazy("Nothing happens by itself: a person looks and answers."), "/admin/rewards/hints/",
    ),
}  # fmt: skip


def waiting_counts(program_ids: Collection[int], *, at: datetime) -> dict[str, int]:
    """How many wait, by a kind of `SAID`, or for rewards: to approve, to fulfil, and those that are short of budget.

    Kinds of which nothing waits are left out; what is overdue is so by its program's day. One query.
    """
    today = DayIn("program__time_zone", at)
    redeemed = to_handle(Redemption.objects.filter(reward__program__in=program_ids))
    first, *others = (
        _counted("adjustment", Adjustment.objects.filter(program__in=program_ids, state=Adjustment.State.WAITING)),
        _counted("referral", Conversion.objects.filter(waits_for_a_look(), program__in=program_ids)),
        _counted("idea", Idea.objects.filter(program__in=program_ids, due__lt=today, hidden_at=None)),
        _counted("work", OfflineWork.objects.filter(program__in=program_ids, state=OfflineWork.State.SUBMITTED)),
        _counted("approve", redeemed.filter(fulfilment__state=Fulfilment.State.WAITING)),
        _counted("fulfil", redeemed.filter(fulfilment__state__in=Fulfilment.TO_DO)),
        _counted("short", beyond_budget(program_ids)),
        _counted("hint", Hint.objects.filter(program__in=program_ids, state=Hint.State.OPEN)),
    )
    found = first.union(*others, all=True) if program_ids else ()
    return {row["wait"]: row["many"] for row in found if row["many"]}


def _counted(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    named = rows.order_by().annotate(wait=Value(kind, output_field=CharField())).values("wait")
    counted: QuerySet[Any, dict[str, Any]] = named.annotate(many=Count("pk")).values("wait", "many")
    return counted


def lines(counts: Mapping[str, int]) -> Iterator[tuple[str, str, str]]:
    """Title, text and address of each kind that waits, in the order of `SAID`; no query."""
    for kind, (title, text, url) in SAID.items():
        if many := counts.get(kind):
            yield str(title % {"n": many}), str(text), url


def of_points(program_id: int, at: datetime) -> Iterator[Need]:
    """All of it as lines of the portal's first page; one query."""
    counts = waiting_counts([program_id], at=at)
    yield from of_rewards(Handled(counts.get("approve", 0), counts.get("fulfil", 0)), counts.get("short", 0))
    for title, text, url in lines(counts):
        yield Need("act", "scale", title, text, url, _("See to it"))
