"""The rule of rights: each check by its code, the choice among several grants, and what an exercise leaves behind."""

from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocates.models import Enrolment, Exercise, Grant, Halt, PolicyVersion, Restriction
from advocates.rights import CHECKS, NotAllowed, Place, examine, exercise
from record.models import Entry
from tests.advocates.asking import ask, refused_by, use
from tests.factories import BrandPageFactory, HaltFactory, ProgramFactory, UserFactory, manager_of
from tests.kept import kept
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def test_every_check_is_answered_in_the_fixed_order(on: Stage) -> None:
    assert tuple(check.code for check in ask(on).checks) == CHECKS


def test_an_enrolled_attested_holder_of_a_live_grant_may(on: Stage) -> None:
    grant = on.grant(per_day=3, in_total=10)
    answer = ask(on)
    assert answer.allowed
    assert not answer.held
    assert (answer.grant_id, answer.left_today, answer.left_total) == (grant.pk, 3, 10)


def test_every_sentence_can_be_read(on: Stage) -> None:
    on.grant()
    for answer in (ask(on), ask(on, "post"), ask(on, person=UserFactory())):
        for check in answer.checks:
            assert check.sentence.endswith(".")
            assert "%" not in check.sentence
            assert check.title


@pytest.mark.parametrize("level", Halt.Level.values)
def test_a_halt_of_each_level_stops_what_it_names(on: Stage, level: str) -> None:
    grant = on.grant()
    named = {"right": {"right": "reply"}, "place": {"place": on.kitchen}, "person": {"person": on.advocate}}
    named |= {"grant": {"grant": grant}, "message": {"message_id": 7}, "everything": {"program": None}}
    HaltFactory(**{"program": on.program, "level": level} | named.get(level, {}))
    place = replace(on.place(), message_ids=(7, None))
    assert refused_by(ask(on, place=place)) == ("halted", f"halt_{level}")


@pytest.mark.parametrize("level", ["right", "place", "person", "grant", "message"])
def test_a_halt_of_something_else_stops_nothing(on: Stage, level: str) -> None:
    on.grant()
    other = on.grant(advocate=enrolled(on), right="post", scope=on.pans)
    named = {"right": {"right": "post"}, "place": {"place": on.pans}, "person": {"person": other.advocate}}
    named |= {"grant": {"grant": other}, "message": {"message_id": 8}}
    HaltFactory(program=on.program, level=level, **named[level])
    assert ask(on, place=replace(on.place(), message_ids=(7, None))).allowed


def test_a_halt_of_a_place_stops_what_lies_below(on: Stage) -> None:
    on.grant()
    HaltFactory(program=on.program, level="place", place=on.kitchen)
    assert refused_by(ask(on, place=on.place(on.pans))) == ("halted", "halt_place")


def test_a_lifted_halt_stops_nothing(on: Stage) -> None:
    on.grant()
    HaltFactory(
        program=on.program, lifted_at=on.now, lifted_by=on.manager, lift_reason="It was a drill.",
        lift_proposed_by=manager_of(on.program), lift_proposed_at=on.now,
    )  # fmt: skip
    assert ask(on).allowed


def test_a_halt_of_another_program_stops_nothing_here(on: Stage) -> None:
    on.grant()
    HaltFactory(program=ProgramFactory(hostname="other.example"))
    assert ask(on).allowed


def test_a_stranger_is_not_enrolled(on: Stage) -> None:
    assert refused_by(ask(on, person=UserFactory())) == ("enrolled", "not_enrolled")


@pytest.mark.parametrize(
    ("starts", "ends", "why"), [(-2, -1, "term_over"), (1, 2, "not_yet")], ids=["over", "not begun"]
)
def test_an_enrolment_counts_only_inside_its_term(on: Stage, starts: int, ends: int, why: str) -> None:
    on.grant()
    term = {"term_starts": on.later(days=starts), "term_ends": on.later(days=ends)}
    Enrolment.objects.filter(member=on.advocate).update(**term)
    assert refused_by(ask(on)) == ("enrolled", why)


def test_an_ended_enrolment_counts_as_none(on: Stage) -> None:
    on.grant()
    Enrolment.objects.filter(member=on.advocate).update(ended_at=on.now, end="left")
    assert refused_by(ask(on)) == ("enrolled", "not_enrolled")


@pytest.mark.parametrize("state", [state for state in Grant.State.values if state not in ("live", "offered")])
def test_an_ended_grant_lets_nobody_reply(on: Stage, state: str) -> None:
    on.grant(state=state, ended_at=on.now)
    assert refused_by(ask(on)) == ("granted", "no_grant")


def test_an_offer_is_no_right_yet(on: Stage) -> None:
    on.grant(state="offered", answered_at=None)
    assert refused_by(ask(on)) == ("granted", "only_offered")


def test_an_expired_grant_lets_nobody_reply_even_before_it_is_swept_up(on: Stage) -> None:
    on.grant(starts_at=on.later(days=-2), ends_at=on.now)
    assert refused_by(ask(on)) == ("granted", "no_grant")


def test_a_grant_that_begins_tomorrow_does_not_count_today(on: Stage) -> None:
    on.grant(starts_at=on.later(days=1))
    assert refused_by(ask(on)) == ("granted", "not_started")


def test_no_right_implies_another(on: Stage) -> None:
    on.grant(right="moderate")
    assert refused_by(ask(on, "post")) == ("granted", "no_grant")
    assert refused_by(ask(on, "reply")) == ("granted", "no_grant")


def test_a_grant_covers_what_lies_below_and_nothing_beside_or_above(on: Stage) -> None:
    on.grant(scope=on.pans)
    beside = BrandPageFactory(parent=on.program.root_page)
    assert ask(on, place=on.place(on.pans)).allowed
    assert refused_by(ask(on, place=on.place(on.kitchen))) == ("granted", "no_grant")
    assert refused_by(ask(on, place=on.place(beside))) == ("granted", "no_grant")
    below = BrandPageFactory(parent=on.pans)
    assert ask(on, place=on.place(below)).allowed


def test_a_grant_of_another_program_covers_nothing_here(on: Stage) -> None:
    other = stage(hostname="other.example")
    other.grant(advocate=on.advocate, scope=other.kitchen)
    assert refused_by(ask(on)) == ("granted", "no_grant")
    assert refused_by(ask(on, place=other.place())) == ("enrolled", "not_enrolled")


def test_a_new_version_of_a_policy_must_be_attested_once_it_binds(on: Stage) -> None:
    on.grant()
    newer = PolicyVersion(policy=on.policy.policy, number=2, text="Be kinder.", sha256=PolicyVersion.hash_of("x"))
    newer.published_at, newer.published_by, newer.binds_from = on.now, on.manager, on.later(days=7)
    newer.save()
    assert ask(on).allowed
    late = examine(on.advocate, "reply", on.place(), at=on.later(days=7))
    assert refused_by(late) == ("attested", "unattested")


def test_a_policy_that_needs_no_signature_stops_nobody(on: Stage) -> None:
    on.grant()
    policy = PolicyVersion.objects.create(
        policy=on.program.policies.create(name="Guide", slug="guide", attested=False), number=1, text="Tips",
        sha256=PolicyVersion.hash_of("Tips"), published_at=on.now, published_by=on.manager, binds_from=on.now,
    )  # fmt: skip
    assert policy.pk
    assert ask(on).allowed


def test_a_program_that_demands_a_second_factor_refuses_without_one(on: Stage) -> None:
    on.grant()
    on.program.second_factor_required = True
    on.program.save()
    assert refused_by(ask(on)) == ("secured", "unsecured")
    Authenticator.objects.create(user=on.advocate, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert refused_by(ask(on)) == ("secured", "unsecured"), "recovery codes alone are no second factor"
    Authenticator.objects.create(user=on.advocate, type=Authenticator.Type.TOTP, data={})
    assert ask(on).allowed


def test_on_probation_every_use_is_held_and_those_of_a_moderator_are_not(on: Stage) -> None:
    on.grant(probation_uses=1)
    on.grant(right="moderate", probation_uses=1)
    assert use(on).held
    assert use(on).held, "however many: only a person ends probation"
    assert not use(on, "moderate").held


def test_of_two_grants_the_one_with_uses_left_is_taken_then_the_narrower(on: Stage) -> None:
    wide = on.grant(scope=on.program.root_page, per_day=5)
    narrow = on.grant(scope=on.kitchen, per_day=1)
    assert use(on).grant_id == narrow.pk
    assert use(on).grant_id == wide.pk


def test_a_halted_grant_gives_way_to_another_that_covers_the_place(on: Stage) -> None:
    halted, other = on.grant(scope=on.kitchen), on.grant(scope=on.program.root_page)
    HaltFactory(program=on.program, level="grant", grant=halted)
    assert use(on).grant_id == other.pk


def test_an_answer_costs_one_query_and_two_while_something_is_halted(on: Stage) -> None:
    on.grant()
    place = on.place()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        examine(on.advocate, "reply", place, at=on.now)
    assert len(asked) == 1
    HaltFactory(program=on.program, level="person", person=on.manager)
    with CaptureQueriesContext(connection) as asked:
        examine(on.advocate, "reply", place, at=on.now)
    assert len(asked) == 2


def test_an_answer_costs_two_queries_however_much_is_halted_and_restricted(on: Stage) -> None:
    """Guard: `stopping` loads both with one query; halts and restrictions apart would be a third."""
    on.grant()
    for person in (on.manager, UserFactory()):
        HaltFactory(program=on.program, level="person", person=person)
    HaltFactory(program=on.program, level="place", place=on.pans)
    for page in (on.pans, on.kitchen):
        Restriction.objects.create(
            program=on.program, kind="quiet", place=page, reason="A recall.", starts_at=on.now, ends_at=on.later(days=1),
            set_by=on.manager,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        answer = examine(on.advocate, "reply", on.place(), at=on.now)
    assert len(asked) == 2
    assert [check.why for check in answer.checks if not check.passed] == ["quiet"]
    assert examine(on.advocate, "reply", on.place(on.pans), at=on.now).refusal.why == "halt_place"


def test_an_exercise_is_on_the_record_with_its_grant_and_without_words(on: Stage) -> None:
    grant = on.grant()
    used = use(on, text="a secret draft")
    entry = Entry.objects.get(verb="right.exercised")
    assert (entry.actor_id, entry.grant_id, entry.subject_id) == (on.advocate.pk, grant.pk, used.pk)
    assert "secret" not in str(entry.data)


def test_a_refused_exercise_leaves_nothing_and_tells_every_check(on: Stage) -> None:
    with pytest.raises(NotAllowed) as refusal:
        use(on)
    assert refusal.value.status == 403
    assert [check["code"] for check in refusal.value.detail["checks"]] == list(CHECKS)
    assert {check["outcome"] for check in refusal.value.detail["checks"]} == {"passed", "failed"}
    assert not Exercise.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_right_is_never_exercised_outside_a_transaction() -> None:
    on = stage()
    on.grant()
    with pytest.raises(transaction.TransactionManagementError):
        exercise(on.advocate, "reply", on.place(), at=on.now)


def test_no_exercise_is_stored_without_a_live_grant(on: Stage) -> None:
    """I1, in the database: the trigger `exercise_of_a_live_grant`; without it the row is stored."""
    dead = on.grant(state="revoked", ended_at=on.now)
    with pytest.raises(IntegrityError, match="only while its grant is live"), transaction.atomic():
        Exercise.objects.create(grant=dead, right="reply", place=on.kitchen, at=on.now)


def test_no_exercise_is_stored_of_another_right_or_outside_the_dates(on: Stage) -> None:
    """I1, in the database: the trigger `exercise_of_a_live_grant` compares right and time, too."""
    grant = on.grant()
    for right, at in (("post", on.now), ("reply", grant.ends_at), ("reply", on.later(days=-2))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Exercise.objects.create(grant=grant, right=right, place=on.kitchen, at=at)


def test_an_exercise_is_never_changed_or_deleted(on: Stage) -> None:
    """I1, in the database: the trigger `exercise_append_only`."""
    on.grant()
    used = use(on)
    for change in (lambda: Exercise.objects.filter(pk=used.pk).update(held=True), used.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_page_outside_every_program_is_no_place(on: Stage) -> None:
    with pytest.raises(Exception, match="belongs to no program"):
        Place.of(on.program.root_page.get_parent())
    assert Place.of(on.pans).program == on.program
    assert timezone.is_aware(on.now)
