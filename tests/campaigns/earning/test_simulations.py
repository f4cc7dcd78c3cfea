"""What the last quarter would have cost under other rules, before they are switched on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.actions import simulations
from campaigns.actions.earning import set_rule
from campaigns.models import Contribution, Simulation, Treasury
from campaigns.queries import balance_of
from campaigns.queries.reckoning import Terms
from campaigns.queries.rules import current_rules
from campaigns.queries.simulated import report_of
from campaigns.queries.simulating import spread
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.campaigns.conftest import Cast
from tests.campaigns.test_workbench import into_the_workbench
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db
DRAFT = (Terms("reply", 20, per_pair=2, pair_days=7),)


def run(cast: Cast, draft=DRAFT) -> Simulation:
    made = simulations.simulate(cast.program, draft, actor=cast.manager, at=cast.at)
    assert simulations.run_next(clock=lambda: cast.at) == made
    assert simulations.run_next(clock=lambda: cast.at + timedelta(hours=1)) is None
    made.refresh_from_db()
    return made


@pytest.fixture
def quarter(cast: Cast, earned) -> None:
    """The advocate replied four times to one person in one week, the moderator once; one was taken back, one is older."""
    for days in (10, 9, 8, 7):
        earned(cast.advocate, at=cast.at - timedelta(days=days), partner=cast.member)
    earned(cast.moderator, at=cast.at - timedelta(days=3), partner=cast.advocate)
    earned(cast.moderator, at=cast.at - timedelta(days=2), partner=cast.member, state="reversed", standing=0)
    earned(cast.moderator, at=cast.at - timedelta(days=100), partner=cast.member)
    earned(cast.moderator, "mission", at=cast.at - timedelta(days=1), points=40, promised=40)


def test_the_draft_is_reckoned_over_what_really_happened_and_changes_nothing(cast, quarter):
    """Worked out by hand: replies now 4 + 1 at 10 points, in the draft 2 + 1 at 20; the mission keeps its promise."""
    before = list(Contribution.objects.order_by("pk").values())
    result = run(cast).result
    reply = result["kinds"]["reply"]
    assert (reply["count"], reply["was"], reply["now"], reply["then"]) == (6, 50, 50, 60)
    assert (reply["none_now"], reply["none_then"]) == (0, 2)
    assert result["kinds"]["mission"]["then"] == 40
    assert (result["total"]["now"], result["total"]["then"]) == (90, 100)
    assert (result["people"], result["gain"], result["lose"], result["same"]) == (2, 1, 0, 1)
    assert result["most_gain"] == [[cast.moderator.pk, 50, 60]]
    assert list(Contribution.objects.order_by("pk").values()) == before


def test_todays_rules_reckoned_again_cost_what_was_credited(cast):
    """The simulator and what really pays reckon by the same function over the same facts."""
    set_rule(cast.program, what="post", points=20, per_day=2, active=True, actor=cast.manager, at=cast.at)
    for title in "abc":
        cast.says(title)
    settle()
    made = simulations.simulate(cast.program, DRAFT, actor=cast.manager, at=cast.at + timedelta(minutes=1))
    simulations.run_next(clock=lambda: cast.at)
    made.refresh_from_db()
    posts = made.result["kinds"]["post"]
    assert posts["now"] == posts["was"] == balance_of(cast.program, cast.advocate) == 40
    assert (posts["count"], posts["none_now"]) == (3, 1)


def test_switched_on_the_draft_holds_from_then_on_with_its_reason_and_once(cast, quarter):
    made = run(cast)
    with pytest.raises(Invalid):
        simulations.switch_on(made, reason=" ", actor=cast.manager, at=cast.at)
    simulations.switch_on(made, reason="Fewer, better.", actor=cast.manager, at=cast.at)
    rule = current_rules(cast.program).get(what="reply")
    assert (rule.points, rule.per_pair, rule.reason) == (20, 2, "Fewer, better.")
    entry = Entry.objects.get(verb="earning.switched_on")
    assert (entry.data["now"], entry.data["then"], entry.actor_id) == (90, 100, cast.manager.pk)
    with pytest.raises(Conflict):
        simulations.switch_on(made, reason="Again.", actor=cast.manager, at=cast.at)


def test_a_draft_made_beside_other_rules_or_still_under_way_is_not_switched_on(cast, quarter):
    waiting = simulations.simulate(cast.program, DRAFT, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        simulations.switch_on(waiting, reason="Now.", actor=cast.manager, at=cast.at)
    simulations.run_next(clock=lambda: cast.at)
    set_rule(cast.program, what="post", points=1, per_day=None, active=True, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict, match="rules changed"):
        simulations.switch_on(waiting, reason="Now.", actor=cast.manager, at=cast.at)


def test_who_does_not_manage_and_what_changes_nothing_is_refused(cast):
    for person in (cast.advocate, manager_of(ProgramFactory(hostname="other.example"))):
        with pytest.raises(Forbidden):
            simulations.simulate(cast.program, DRAFT, actor=person, at=cast.at)
    for draft in ((Terms("reply", 10),), (), (Terms("reply", -1),)):
        with pytest.raises(Invalid):
            simulations.simulate(cast.program, draft, actor=cast.manager, at=cast.at)


def test_a_run_that_a_killed_worker_left_is_begun_anew(cast, quarter):
    made = simulations.simulate(cast.program, DRAFT, actor=cast.manager, at=cast.at)
    Simulation.objects.filter(pk=made.pk).update(beaten_at=cast.at, looked_at=3)
    assert simulations.run_next(clock=lambda: cast.at + timedelta(seconds=30)) is None
    assert simulations.run_next(clock=lambda: cast.at + timedelta(minutes=2)) == made


def test_figures_for_people_are_worth_money_and_spread_by_nearest_rank(cast, quarter):
    Treasury.objects.create(program=cast.program, currency="eur", value_of_100=80)
    report = report_of(run(cast))
    assert report.worth == ["0.72 EUR", "0.80 EUR", "0.08 EUR"]
    assert spread([]) == [0, 0, 0, 0]
    assert spread(range(1, 11)) == [1, 5, 9, 10]


def test_a_manager_drafts_tries_and_switches_on_in_the_workbench(cast, quarter, client):
    desk = into_the_workbench(client, cast.manager)
    address = reverse("simulations:draft")
    sheet = desk.get(address).context["sheet"]
    typed: dict[str, object] = {"rules-TOTAL_FORMS": len(sheet.forms), "rules-INITIAL_FORMS": len(sheet.forms)}
    for form in sheet.forms:
        for field in form:
            if (value := field.value()) is not None and value is not False:
                typed[field.html_name] = value
    assert desk.post(address, typed).status_code == 422, "nothing was changed"
    line = next(form for form in sheet.forms if form.initial["what"] == "reply")
    sent = desk.post(address, typed | {f"{line.prefix}-points": "20", f"{line.prefix}-per_pair": "2"})
    made = Simulation.objects.get()
    assert sent["Location"] == reverse("simulations:edit", args=[made.pk])
    waits = desk.get(sent["Location"])
    assert "It waits for a worker" in waits.content.decode()
    assert waits["Refresh"] == "3"
    simulations.run_next(clock=lambda: cast.at)
    shown = desk.get(sent["Location"]).content.decode()
    assert "At most 2 with the same person earn points in 7 days." in shown
    assert desk.post(sent["Location"], {"act": "switch_on", "switch_on-reason": "Fewer, better."}).status_code == 302
    assert "Fewer, better." in desk.get(reverse("earning_rules:history")).content.decode()
    assert "Fewer, better." in desk.get("/go/points/").content.decode()
    stranger = into_the_workbench(client, manager_of(ProgramFactory(hostname="other.example")))
    assert stranger.get(sent["Location"]).status_code == 404
