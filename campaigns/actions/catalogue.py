"""The catalogue of rewards, and the stock of codes behind each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.models import Reward, RewardCode
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line

LONGEST_CODE = 80
MOST_CODES = 5_000
MOST_POINTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What members read about a reward and what it costs, in points."""

    name: str
    points: int
    text: str = ""
    how_to_use: str = ""
    picture: Image | None = None
    active: bool = True


@transaction.atomic
def offer(program: Program, terms: Terms, *, actor: User, at: datetime) -> Reward:
    """Put a reward into the catalogue. Refuses 404 whoever does not manage the program, 422 no name or no price."""
    _must_manage(actor, program)
    return _set(Reward(program=program), terms, "reward.offered", actor=actor, at=at)


@transaction.atomic
def change(reward: Reward, terms: Terms, *, actor: User, at: datetime) -> Reward:
    """Change what is said of a reward, its price, or whether it is offered; what was redeemed stays as it was."""
    row = Reward.objects.select_for_update(of=("self",), no_key=True).select_related("program").get(pk=reward.pk)
    _must_manage(actor, row.program)
    return _set(row, terms, "reward.changed", actor=actor, at=at)


def _set(reward: Reward, terms: Terms, verb: str, *, actor: User, at: datetime) -> Reward:
    reward.name, reward.text = one_line(terms.name, 100), one_line(terms.text, 400)
    reward.how_to_use, reward.points = one_line(terms.how_to_use, 400), terms.points
    reward.picture, reward.active = terms.picture, terms.active
    if not reward.name or not 1 <= reward.points <= MOST_POINTS:
        raise Invalid(_("A reward has a name and costs from 1 to 1,000,000 points."), code="bad_reward")
    reward.save()
    write(verb, at=at, actor=actor, program=reward.program, subject=reward, points=reward.points, active=reward.active)
    return reward


@transaction.atomic
def stock(reward: Reward, *, codes: Iterable[str], actor: User, at: datetime) -> int:
    """Put codes into a reward's stock; answers how many were new. Refuses an empty list and codes too long."""
    _must_manage(actor, reward.program)
    fresh = _read(codes)
    Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    known = set(RewardCode.objects.filter(reward=reward, code__in=fresh).values_list("code", flat=True))
    added = [RewardCode(reward=reward, code=code) for code in fresh if code not in known]
    RewardCode.objects.bulk_create(added)
    write("reward.stocked", at=at, actor=actor, program=reward.program, subject=reward, codes=len(added))
    return len(added)


def _read(codes: Iterable[str]) -> list[str]:
    """Each code once, in one line, without blank ones."""
    given = [raw.strip() for raw in codes if raw.strip()]
    if not given or len(given) > MOST_CODES:
        raise Invalid(_("Give at least one code, one a line, and at most 5,000 at once."), code="codes_missing")
    if any(len(code) > LONGEST_CODE for code in given):
        raise Invalid(_("A code has at most 80 characters."), code="code_too_long")
    return list(dict.fromkeys(one_line(code, LONGEST_CODE) for code in given))


@transaction.atomic
def take_out(code: RewardCode, *, actor: User, at: datetime) -> None:
    """Take a code that nobody has out of the stock, for instance a mistyped one. Refuses with 409 one that is gone."""
    row = RewardCode.objects.select_for_update(of=("self",)).select_related("reward__program").filter(pk=code.pk)
    locked = row.first()
    if locked is None or not manages(actor, locked.reward.program):
        raise NotFound(_("There is no such code."))
    if locked.redemption_id is not None:
        raise Conflict(_("Somebody has redeemed this code already; it stays."), code="redeemed")
    locked.delete()
    reward = locked.reward
    write("reward.unstocked", at=at, actor=actor, program=reward.program, subject=reward, code=code.pk)


def _must_manage(actor: User, program: Program) -> None:
    if not manages(actor, program):
        raise NotFound(_("There is no such reward."))
