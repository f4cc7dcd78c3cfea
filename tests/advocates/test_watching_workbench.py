"""Probation and access reviews in the workbench, and probation on the advocate's card."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from advocates.actions import access, probation
from advocates.models import AccessReview, CommunityManager, Grant, ProbationProposal, ReviewedGrant
from tests.advocates.probation import approved, on_probation, remove, say
from tests.factories import ProgramFactory, manager_of
from tests.kept import kept
from tests.stage import Stage, enrolled, signed_in, stage

pytestmark = pytest.mark.django_db
Answer = ReviewedGrant.Answer


def at_work(user: User) -> Client:
    """Signed in to the workbench, having just proven who they are."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return signed_in(user)


on = kept(stage, clock="now", second_factor_required=False)


@pytest.fixture
def desk(on: Stage) -> Client:
    return at_work(on.manager)


@pytest.fixture
def proposal(on: Stage) -> ProbationProposal:
    grant = on_probation(on)
    approved(on, 2)
    made = probation.weigh(grant, at=on.now)
    assert made is not None
    return made


def review(on: Stage) -> AccessReview:
    return access.open_review(on.program, actor=on.manager, at=on.now)


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_the_list_shows_how_far_along_each_grant_on_probation_is(
    on: Stage, desk: Client, proposal: ProbationProposal
) -> None:
    other = on_probation(on, needed=7, right="reply", advocate=enrolled(on, name="Zora"))
    on.grant(right="reply", advocate=enrolled(on, name="Nobody on probation"))
    page = text(desk.get(reverse("probation:index")))
    assert "2 of 2" in page
    assert "end proposed" in page
    assert "0 of 7" in page
    assert str(other.advocate) in page
    assert "Nobody on probation" not in page


def test_the_page_shows_each_use_with_what_was_decided_and_ends_the_probation(
    on: Stage, desk: Client, proposal: ProbationProposal
) -> None:
    remove(on, say(on, on.later(minutes=-5)), on.later(minutes=-4))
    address = reverse("probation:edit", args=[proposal.grant_id])
    page = text(desk.get(address))
    assert page.count(">counts<") == 2
    assert "End the probation" in page
    refused = desk.post(address, {"act": "keep", "keep-reason": ""})
    assert refused.status_code == 422
    assert desk.post(address, {"act": "confirm", "confirm-reason": "Well done."}).status_code == 302
    assert not Grant.objects.get(pk=proposal.grant_id).on_probation
    again = desk.post(address, {"act": "confirm", "confirm-reason": ""})
    assert again.status_code == 409


def test_a_manager_on_probation_cannot_decide_about_themselves(on: Stage, proposal: ProbationProposal) -> None:
    CommunityManager.objects.create(program=on.program, member=on.advocate, since=on.now)
    own = at_work(on.advocate)
    address = reverse("probation:edit", args=[proposal.grant_id])
    response = own.post(address, {"act": "confirm", "confirm-reason": ""})
    assert response.status_code in (302, 403)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_another_programs_grants_and_rounds_do_not_exist(on: Stage, proposal: ProbationProposal) -> None:
    round_ = review(on)
    stranger = at_work(manager_of(ProgramFactory(hostname="other.example")))
    assert stranger.get(reverse("probation:edit", args=[proposal.grant_id])).status_code == 404
    assert "end proposed" not in text(stranger.get(reverse("probation:index")))
    assert stranger.get(reverse("access_reviews:round", args=[round_.pk])).status_code == 404
    assert stranger.post(reverse("access_reviews:index"), {"program": on.program.pk}).status_code == 404


def test_a_round_is_opened_by_a_press_and_listed_with_its_progress(on: Stage, desk: Client) -> None:
    nothing = desk.post(reverse("access_reviews:index"), {"program": on.program.pk})
    assert nothing.status_code == 422
    on.grant()
    done = desk.post(reverse("access_reviews:index"), {"program": on.program.pk})
    assert done.status_code == 302
    page = text(desk.get(reverse("access_reviews:index")))
    assert "0 of 1 answered" in page
    assert desk.post(reverse("access_reviews:index"), {"program": on.program.pk}).status_code == 409


def test_one_is_kept_one_narrowed_and_one_ended_from_the_list(on: Stage, desk: Client) -> None:
    kept, small, over = (on.grant(per_day=9, advocate=enrolled(on)) for _one in range(3))
    address = reverse("access_reviews:round", args=[review(on).pk])
    rows = {item.grant_id: item.pk for item in ReviewedGrant.objects.all()}
    assert desk.post(address, {"item": rows[kept.pk], "act": "keep"}).status_code == 302
    wrong = desk.post(address, {"item": rows[small.pk], "act": "narrow", f"narrow-{rows[small.pk]}-reason": "Less."})
    assert (wrong.status_code, "Nothing would become narrower" in text(wrong)) == (422, True)
    number = rows[small.pk]
    sent = {"item": number, "act": "narrow", f"narrow-{number}-per_day": 2, f"narrow-{number}-reason": "Less."}
    assert desk.post(address, sent).status_code == 302
    number = rows[over.pk]
    without = desk.post(address, {"item": number, "act": "end"})
    assert without.status_code == 422
    assert desk.post(address, {"item": number, "act": "end", f"end-{number}-reason": "Unused."}).status_code == 302
    answers = dict(ReviewedGrant.objects.values_list("grant", "answer"))
    assert answers == {kept.pk: Answer.KEPT, small.pk: Answer.NARROWED, over.pk: Answer.ENDED}
    assert "3 of 3 answered" in text(desk.get(address))
    assert "Unused." in text(desk.get(f"{address}?whose=all"))


def test_a_last_day_ends_at_midnight_of_the_programs_zone(on: Stage, desk: Client) -> None:
    grant = on.grant()
    address = reverse("access_reviews:round", args=[review(on).pk])
    number, day = ReviewedGrant.objects.get().pk, on.later(days=5).date()
    sent = {"item": number, "act": "narrow", f"narrow-{number}-ends_on": day.isoformat()}
    assert desk.post(address, sent | {f"narrow-{number}-reason": "Season over."}).status_code == 302
    grant.refresh_from_db()
    assert grant.ends_at.astimezone(on.program.zone).strftime("%Y-%m-%d %H:%M") == f"{day + timedelta(days=1)} 00:00"


def test_many_are_kept_at_once_each_an_answer_of_its_own_and_what_is_refused_is_told(on: Stage, desk: Client) -> None:
    grants_ = [on.grant(advocate=enrolled(on)) for _one in range(3)]
    address = reverse("access_reviews:round", args=[review(on).pk])
    numbers = list(ReviewedGrant.objects.values_list("pk", flat=True))
    access.keep(ReviewedGrant.objects.get(grant=grants_[0]), actor=on.manager, at=on.now)
    told = desk.post(address, {"act": "keep_many", "items": [*numbers, "x", "9" * 30]}, follow=True)
    assert "2 grants are kept." in text(told)
    assert "This grant is answered already." in text(told)
    assert ReviewedGrant.objects.filter(answer="kept", answered_by=on.manager).count() == 3


def test_nobody_sees_a_grant_of_their_own_in_a_round(on: Stage, desk: Client) -> None:
    own = on.grant(advocate=on.manager, granted_by=manager_of(on.program))
    address = reverse("access_reviews:round", args=[review(on).pk])
    number = ReviewedGrant.objects.get(grant=own).pk
    assert f"grant-{own.pk}" not in text(desk.get(f"{address}?whose=all"))
    assert desk.post(address, {"item": number, "act": "keep"}).status_code == 404


def test_a_long_round_comes_in_pages_and_costs_the_same_on_each(
    on: Stage, desk: Client, django_assert_max_num_queries: object
) -> None:
    for _one in range(25):
        on.grant(advocate=enrolled(on))
    address = reverse("access_reviews:round", args=[review(on).pk])
    desk.get(address)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        page = desk.get(address)
    assert page.content.count(b'class="wb-review"') == 20
    assert len(page.context["entries"]) == 20
    older = desk.get(f"{address}{page.context['older_url']}")
    assert len(older.context["entries"]) == 5


@pytest.mark.parametrize("sent", [{"act": "keep"}, {"act": "keep", "item": "x"}, {"act": "rule", "item": "1"}, {}])
def test_what_names_nothing_of_the_round_is_no_address(on: Stage, desk: Client, sent: dict[str, str]) -> None:
    on.grant()
    assert desk.post(reverse("access_reviews:round", args=[review(on).pk]), sent).status_code == 404


def test_the_advocate_sees_how_far_along_probation_is(on: Stage, proposal: ProbationProposal) -> None:
    page = text(signed_in(on.advocate).get("/portal/rights/"))
    assert "2 of 2 approved" in page
    assert "Its end is proposed: a manager decides." in page
    probation.confirm(proposal, actor=on.manager, at=on.now)
    assert "approved" not in text(signed_in(on.advocate).get("/portal/rights/"))
