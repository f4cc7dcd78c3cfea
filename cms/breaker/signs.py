"""The signs that trip the breaker, over acts already loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.breaker.sketch import alike

SENTENCES = {
    "people": _("%(count)s people said nearly the same within %(minutes)s minutes."),
    "places": _("Nearly the same text on %(count)s places within %(minutes)s minutes."),
    "pace": _("%(count)s acts within %(minutes)s minutes; this person's busiest so far were %(busiest)s."),
    "domain": _("A link to a site that nobody linked to before: %(domains)s."),
    "device": _("From a browser in which this person never proved who they are."),
}
Cause = tuple[str, dict[str, Any]]


class Thresholds(Protocol):
    """What of a `Breaker` the signs are judged by."""

    minutes: int
    alike: int
    alike_people: int
    alike_places: int
    pace: int
    pace_percent: int
    new_domains: bool
    new_devices: bool


class Act(NamedTuple):
    """One thing said under a right. `message_id` is 0 for one that is not stored yet."""

    message_id: int
    author_id: int
    page_id: int
    at: datetime
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Judged:
    """Why the act trips the breaker (nothing where it does not), and the numbers of the messages that are like it."""

    causes: tuple[Cause, ...]
    alike: tuple[int, ...] = ()


def judge(
    limits: Thresholds, act: Act, before: Sequence[Act], *, new_domains: Sequence[str] = (), new_device: bool = False
) -> Judged:
    """Judge the act by what was said before it: by others within the minutes, by the author as far back as is known.

    Clocks may differ by the minutes: what seems to lie ahead counts, too.
    """
    since = act.at - timedelta(minutes=limits.minutes)
    told = {"minutes": limits.minutes}
    until = act.at + timedelta(minutes=limits.minutes)
    near = [one for one in before if since < one.at <= until and one.message_id != act.message_id]
    like = [near[place] for place in alike(act.sketch, [one.sketch for one in near], limits.alike)]
    people, places = (
        len({act.author_id, *(one.author_id for one in like)}),
        len({act.page_id, *(o.page_id for o in like)}),
    )
    causes: list[Cause] = []
    if limits.alike_people and people >= limits.alike_people:
        causes.append(("people", told | {"count": people}))
    if limits.alike_places and places >= limits.alike_places:
        causes.append(("places", told | {"count": places}))
    causes += _pace(limits, act, before, near, since)
    if limits.new_domains and new_domains:
        causes.append(("domain", {"domains": ", ".join(new_domains)}))
    if limits.new_devices and new_device:
        causes.append(("device", {}))
    return Judged(tuple(causes), tuple(one.message_id for one in like) if causes else ())


def sentence(cause: Sequence[Any]) -> str:
    """A cause, as it is kept, for people."""
    code, values = cause
    told: str = gettext(str(SENTENCES[code])) % values
    return told


def _pace(limits: Thresholds, act: Act, before: Sequence[Act], near: Sequence[Act], since: datetime) -> list[Cause]:
    """More acts than always usual, and more than the share of the busiest stretch before this one."""
    count = 1 + sum(one.author_id == act.author_id for one in near)
    if not limits.pace or count <= limits.pace:
        return []
    own = sorted(one.at for one in before if one.author_id == act.author_id and one.at <= since)
    busiest = _busiest(own, timedelta(minutes=limits.minutes))
    if count * 100 <= busiest * limits.pace_percent:
        return []
    return [("pace", {"minutes": limits.minutes, "count": count, "busiest": busiest})]


def _busiest(times: Sequence[datetime], stretch: timedelta) -> int:
    """The most acts that ever fell into one stretch."""
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - stretch:
            first += 1
        most = max(most, last - first + 1)
    return most
