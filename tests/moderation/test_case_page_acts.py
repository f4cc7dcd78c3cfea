"""What the case page offers is what the action takes, no more and no less, and each act says what it will do.

Guards: `offered_to`. Without its `halted`, `tripped` or `stops` an act is offered that is refused; with `SHOWING` left
out whenever there are stops, a manager whom the restriction names is not offered what they may do.
"""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from advocates.actions import restrictions
from advocates.models import Exercise
from cms.actions import messages
from cms.models import Message, Trip
from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.acts import LEFT, OPTIONS, Undo
from moderation.models import Act, Case
from sitewide.errors import Refused
from tests.factories import EnrolmentFactory, GrantFactory, HaltFactory, attest_everything
from tests.moderation.stage import Stage

NOW = timezone.now
STATES = ("held", "published", "hidden", "hidden unseen", "removed", "locked")
BARS = ("", "halted", "tripped", "restricted", "restricted, named", "place halted", "quota used")


def a_post(stage: Stage) -> Message:
    """By an advocate, so that restrictions hold for it."""
    if not stage.author.enrolments.exists():
        EnrolmentFactory(program=stage.program, member=stage.author)
        attest_everything(stage.author, stage.program)
        scope = stage.kitchen.page_ptr
        GrantFactory(program=stage.program, advocate=stage.author, scope=scope, right="post", granted_by=stage.manager)
    return messages.post(stage.kitchen, author=stage.author, title="Rust", body="It comes off.", at=NOW())


def put(message: Message, state: str, stage: Stage) -> Message:
    """Brought there by the actions."""
    by = {"actor": stage.manager, "at": NOW()}
    if state in {"held", "hidden unseen"}:
        message = messages.hold(message, reason="rule", **by)
        Message.objects.filter(pk=message.pk).update(published_at=None)
    acts = {
        "hidden": messages.hide, "hidden unseen": messages.hide, "removed": messages.remove, "locked": messages.lock,
    }  # fmt: skip
    if state in acts:
        acts[state](message, **by)
    message.refresh_from_db()
    return message


def bar(message: Message, bar: str, stage: Stage, person: User) -> None:
    if bar == "halted":
        HaltFactory(level="message", program=stage.program, message_id=message.pk)
    elif bar == "place halted":
        HaltFactory(level="place", program=stage.program, place=stage.kitchen.page_ptr)
    elif bar == "tripped":
        Trip.objects.create(program=stage.program, message=message, at=NOW())
    elif bar.startswith("restricted"):
        restrictions.restrict(
            stage.program, kind="quiet", place=stage.kitchen, reason="The recall.", actor=stage.manager, at=NOW(),
            starts_at=NOW(), ends_at=NOW() + timedelta(days=2), overriders=[stage.manager] if "named" in bar else [],
        )  # fmt: skip
    elif bar == "quota used":
        type(stage.grant).objects.filter(pk=stage.grant.pk).update(per_day=1)
        Exercise.objects.create(grant=stage.grant, right="moderate", place_id=stage.kitchen.pk, at=NOW())


def offered_on(page: str) -> set[str]:
    """The acts that a form of the page sends to the case."""
    buttons = re.findall(r'<button [^>]*name="act" value="(\w+)"', page)
    return {*buttons, *re.findall(r'<input type="hidden" name="act" value="(\w+)">', page)}


def taken_from(person: User, case: Case, stage: Stage) -> set[str]:
    """The acts that the action takes, each tried and rolled back."""
    taken = set()
    for act in Act.values:
        try:
            with transaction.atomic():
                decide(
                    case, moderator=person, act=act, clause=stage.clause, reason="Be kind.", version=case.version,
                    at=NOW(), override="The recall is over.",
                )  # fmt: skip
                taken.add(act)
                raise Refused("rolled back")
        except Refused:
            continue
    return taken


SITUATIONS = [
    *product(["moderator", "manager"], STATES, BARS),
    *(("manager of an escalated case", state, "") for state in STATES),
]


@pytest.mark.parametrize(("who", "state", "barred"), SITUATIONS)
def test_the_page_offers_exactly_what_the_action_takes(stage: Stage, who: str, state: str, barred: str) -> None:
    person = stage.moderator if who == "moderator" else stage.manager
    case = stage.case(a_post(stage))
    cases.claim(case, moderator=person, at=NOW())
    Case.objects.filter(pk=case.pk).update(escalated="escalated" in who)
    bar(put(case.message, state, stage), barred, stage, person)
    case.refresh_from_db()
    client = Client()
    client.force_login(person)
    page = client.get(f"/desk/cases/{case.pk}/").text
    assert offered_on(page) == taken_from(person, case, stage)
    if not offered_on(page):
        assert "You can read, but not decide" in page


def test_what_is_withdrawn_or_decided_offers_nothing(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    client = Client()
    client.force_login(stage.moderator)
    assert offered_on(client.get(f"/desk/cases/{case.pk}/").text)
    decide(
        case,
        moderator=stage.moderator,
        act="warn",
        clause=stage.clause,
        reason="Be kind.",
        version=case.version,
        at=NOW(),
    )
    assert not offered_on(client.get(f"/desk/cases/{case.pk}/").text)


def test_who_has_not_claimed_it_is_offered_the_claim_alone_and_only_if_it_would_be_taken(stage: Stage) -> None:
    case = stage.case()
    client = Client()
    client.force_login(stage.moderator)
    page = client.get(f"/desk/cases/{case.pk}/").text
    assert not offered_on(page)
    assert f'action="/desk/cases/{case.pk}/claim/"' in page
    HaltFactory(level="place", program=stage.program, place=stage.kitchen.page_ptr)
    assert f'action="/desk/cases/{case.pk}/claim/"' not in client.get(f"/desk/cases/{case.pk}/").text
    assert client.post(f"/desk/cases/{case.pk}/claim/").status_code == 403


def test_each_act_says_what_it_will_do_and_whether_it_can_be_undone(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    client = Client()
    client.force_login(stage.moderator)
    page = client.get(f"/desk/cases/{case.pk}/").text
    said = re.findall(r'<dt>(.+?) <span class="undo undo-(\w+)">(.+?)</span></dt><dd>(.+?)</dd>', page)
    assert [undo for _label, undo, _words, _effect in said] == [
        "freely", "freely", "appeal", "appeal", "appeal", "never",
    ]  # fmt: skip
    assert all(effect.count(".") >= 2 for *_start, effect in said)
    for option in (*OPTIONS.values(), *LEFT.values()):
        assert str(option.effect).endswith(".")
        assert str(option.how).endswith(".")
        assert option.undo in Undo
