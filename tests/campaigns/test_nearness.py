"""Whoever stands near to somebody decides nothing about their points, work, ideas or badges."""

from datetime import timedelta

import pytest

from campaigns.actions import adjustments, hints, ideas, offline_work, referrals
from campaigns.actions.offline_work import Logged
from campaigns.actions.recognition import badges
from campaigns.models import Achievement, Adjustment, Award, Hint
from moderation.models import Tie
from tests.campaigns.sharing.conftest import idea_of, shop
from tests.factories import manager_of
from tests.refusing import refusal

__all__ = ["shop"]
pytestmark = pytest.mark.django_db


def smith(program):
    return Achievement.objects.create(
        program=program, name="Smith", description="Smiths.", criteria="Forge.", rule="hand"
    )


def test_a_manager_of_the_same_household_decides_nothing_about_an_advocate(cast, shop):
    """Guard: `must_not_be_near` in each action: taken out of one, that one is not refused. A tie that
    ended later still counts for what was done while it held."""
    member, by = cast.advocate, {"actor": cast.manager, "at": cast.at}
    order = shop.told()
    work = offline_work.log(
        cast.program,
        Logged("event", "A stall", "All day", cast.at.astimezone(cast.program.zone).date(), 60, link="https://a.example/"),
        actor=member, at=cast.at,
    )  # fmt: skip
    idea = idea_of(cast, member)
    hint = Hint.objects.create(
        program=cast.program, kind="place", key="k", figure=9, usual=1, begins=cast.at, found_at=cast.at
    )  # fmt: skip
    hint.people.set([member])
    asked = Adjustment.objects.create(
        program=cast.program, member=member, points=900, reason="A fair", key="k", asked_by=manager_of(cast.program),
        asked_at=cast.at,
    )  # fmt: skip
    badge = smith(cast.program)
    given = badges.award(badge, member=member, reason="For the fair", **by)
    Tie.objects.create(
        program=cast.program, person=cast.manager, other=member, kind="household", said_by=cast.manager,
        since=cast.at - timedelta(days=9), ended_at=cast.at + timedelta(minutes=1), ended_by=cast.manager,
    )  # fmt: skip
    decisions = {
        "let_count": lambda: referrals.let_count(order, reason="Fine", **by),
        "refuse": lambda: referrals.refuse(order, reason="Not so", **by),
        "verify": lambda: offline_work.verify(work, **by),
        "send_back": lambda: offline_work.send_back(work, code="too_much", note="More", **by),
        "dismiss": lambda: hints.dismiss(hint, note="Nothing", **by),
        "adjust": lambda: adjustments.adjust(cast.program, member=member, points=5, reason="Fair", key="n", **by),
        "confirm": lambda: adjustments.confirm(asked, **by),
        "idea": lambda: ideas.decide(idea, state="planned", reason="Soon", due=None, **by),
        "award": lambda: badges.award(badge, member=member, reason="Again", **by),
        "take": lambda: badges.revoke(given, reason="Not so", **by),
    }  # fmt: skip
    assert {name: refusal(act) for name, act in decisions.items()} == dict.fromkeys(decisions, "near")
    assert Award.objects.get().revoked_at is None
    referrals.let_count(order, reason="Fine", **by | {"actor": asked.asked_by})
