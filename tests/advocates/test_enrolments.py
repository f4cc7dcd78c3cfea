from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.actions import enrolments
from advocates.models import Enrolment, Grant
from advocates.queries import is_enrolled
from advocates.rights import examine
from advocates.tasks import end_what_ended
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, verbs
from tests.factories import UserFactory
from tests.stage import Stage, stage


def enrolment_of(on: Stage) -> Enrolment:
    return Enrolment.objects.get(program=on.program, member=on.advocate)


def test_a_manager_enrols_a_member_for_a_term(joining: Joining) -> None:
    enrolment = enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    assert (enrolment.term_starts, enrolment.term_ends) == (joining.at, joining.at + days(100))
    assert verbs(enrolment) == ["enrolment.begun"]
    letter = Letter.objects.get(member=joining.applicant)
    assert letter.about == "enrolment_begun"
    assert "Say hello to Mara." in letter.text
    assert is_enrolled(joining.applicant, joining.program, joining.at)


def test_nobody_else_enrols_and_nobody_enrols_themselves(joining: Joining) -> None:
    """I5. Guard: the comparison in `begin_term`; below it the constraint `nobody_enrols_themselves`."""
    for outsider in (joining.stranger, joining.applicant):
        with pytest.raises(Forbidden):
            enrolments.enrol(joining.program, member=UserFactory(), actor=outsider, at=joining.at)
    with pytest.raises(Forbidden) as refused:
        enrolments.enrol(joining.program, member=joining.manager, actor=joining.manager, at=joining.at)
    assert refused.value.code == "to_oneself"
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            program=joining.program, member=joining.manager, enrolled_by=joining.manager,
            term_starts=joining.at, term_ends=joining.at + days(1),
        )  # fmt: skip


def test_a_closed_account_and_an_advocate_are_not_enrolled(joining: Joining) -> None:
    with pytest.raises(Invalid):
        enrolments.enrol(
            joining.program, member=UserFactory(is_active=False), actor=joining.manager, at=joining.at
        )  # fmt: skip
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    with pytest.raises(Conflict):
        enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)


def test_a_new_term_may_begin_when_the_last_is_over_though_nobody_has_swept(joining: Joining) -> None:
    first = enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    later = first.term_ends
    assert not is_enrolled(joining.applicant, joining.program, later)
    second = enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=later)
    first.refresh_from_db()
    assert (first.end, first.ended_at) == (Enrolment.End.TERM, later)
    assert second.term_starts == later


def test_leaving_hands_back_every_right_at_once(db: None) -> None:
    """Guard: `grants.end_all` in `_end`; without it the grant stays live."""
    on = stage()
    live, offered = on.grant(), on.grant(right="post", state=Grant.State.OFFERED, answered_at=None)
    assert examine(on.advocate, "reply", on.place(), at=on.now).allowed
    enrolments.leave(enrolment_of(on), actor=on.advocate, at=on.now)
    live.refresh_from_db()
    offered.refresh_from_db()
    assert live.state == Grant.State.RESIGNED
    assert offered.state == Grant.State.DECLINED
    assert examine(on.advocate, "reply", on.place(), at=on.now).refusal is not None
    enrolment = enrolment_of(on)
    assert (enrolment.end, enrolment.ended_by) == (Enrolment.End.LEFT, on.advocate)
    assert Entry.objects.get(verb="enrolment.ended").data == {"member": on.advocate.pk, "how": "left", "grants": 2}
    assert [letter.about for letter in Letter.objects.filter(member=on.advocate)] == ["enrolment_ended_left"]


def test_nobody_leaves_for_somebody_else_or_twice(db: None) -> None:
    on = stage()
    for other in (on.manager, UserFactory()):
        with pytest.raises(NotFound):
            enrolments.leave(enrolment_of(on), actor=other, at=on.now)
    enrolments.leave(enrolment_of(on), actor=on.advocate, at=on.now)
    with pytest.raises(Conflict):
        enrolments.leave(enrolment_of(on), actor=on.advocate, at=on.now)


def test_a_manager_ends_an_enrolment_for_a_reason_that_the_advocate_reads(db: None) -> None:
    on = stage()
    grant = on.grant()
    enrolments.end(enrolment_of(on), reason="Sold pans on the side.", actor=on.manager, at=on.now)
    grant.refresh_from_db()
    assert (grant.state, grant.end_reason) == (Grant.State.REVOKED, "Sold pans on the side.")
    letter = Letter.objects.get(member=on.advocate)
    assert letter.about == "enrolment_ended_removed"
    assert "Sold pans on the side." in letter.text


def test_ending_an_enrolment_is_for_other_managers_only_and_wants_a_reason(joining: Joining) -> None:
    enrolment = enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    for outsider in (joining.stranger, joining.applicant):
        with pytest.raises(Forbidden):
            enrolments.end(enrolment, reason="Because", actor=outsider, at=joining.at)
    with pytest.raises(Invalid) as refused:
        enrolments.end(enrolment, reason=" ", actor=joining.manager, at=joining.at)
    assert refused.value.code == "no_reason"
    enrolments.end(enrolment, reason="Enough.", actor=joining.manager, at=joining.at)
    with pytest.raises(Conflict):
        enrolments.end(enrolment, reason="Enough.", actor=joining.manager, at=joining.at)


def test_a_manager_who_is_an_advocate_leaves_like_everybody(db: None) -> None:
    """I5. Guard: the comparison in `end`."""
    on = stage()
    Enrolment.objects.filter(pk=enrolment_of(on).pk).update(member=on.manager)
    with pytest.raises(Forbidden) as refused:
        enrolments.end(Enrolment.objects.get(), reason="Mine", actor=on.manager, at=on.now)
    assert refused.value.code == "own_enrolment"


def test_terms_that_are_over_end_with_their_rights_and_others_stay(db: None) -> None:
    on = stage()
    grant, running = on.grant(ends_at=on.now + days(500)), stage(hostname="other.example", slug="other")
    Enrolment.objects.filter(pk=enrolment_of(on).pk).update(term_ends=on.now - timedelta(seconds=1))
    assert enrolments.end_terms(at=on.now) == 1
    assert enrolments.end_terms(at=on.now) == 0
    grant.refresh_from_db()
    assert (grant.state, grant.ended_by) == (Grant.State.EXPIRED, None)
    assert enrolment_of(on).end == Enrolment.End.TERM
    assert enrolment_of(running).ended_at is None
    assert Letter.objects.get(member=on.advocate).about == "enrolment_ended_term"


def test_one_sweep_ends_terms_and_grants(db: None) -> None:
    on = stage()
    on.grant(offered_at=on.now - days(9), ends_at=timezone.now() - timedelta(seconds=1))
    Enrolment.objects.filter(pk=enrolment_of(on).pk).update(term_ends=timezone.now() - timedelta(seconds=1))
    other = stage(hostname="other.example", slug="other")
    other.grant(offered_at=on.now - days(9), ends_at=timezone.now() - timedelta(seconds=1))
    assert end_what_ended() == 2
    assert end_what_ended() == 0
    assert not Grant.objects.exclude(state=Grant.State.EXPIRED).exists()


def test_a_closed_account_gets_no_letter_about_its_end(db: None) -> None:
    on = stage()
    on.advocate.is_active = False
    on.advocate.save()
    enrolments.end(enrolment_of(on), reason="Account closed.", actor=on.manager, at=on.now)
    assert not Letter.objects.exists()
