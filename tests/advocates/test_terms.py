"""Terms renew or end; both sides hear of it in time, and who was an advocate keeps a page."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.actions import enrolments, terms
from advocates.models import Enrolment, Grant, Renewal, TermReminder
from advocates.tasks import remind_of_terms
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, UserFactory, manager_of
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

on = kept(stage, clock="now", enrolment_days=100)


def ending(on: Stage, **left: float) -> Enrolment:
    """The advocate's enrolment, with so much left of its term."""
    enrolment = Enrolment.objects.get(program=on.program, member=on.advocate)
    enrolment.term_starts, enrolment.term_ends = on.later(days=-200), on.later(**left)
    enrolment.save()
    return enrolment


def abouts(person: object) -> list[str]:
    return list(Letter.objects.filter(member=person).order_by("pk").values_list("about", flat=True))


def test_a_manager_renews_a_term_before_its_end(on: Stage) -> None:
    before = ending(on, days=20)
    grant = on.grant()
    after = enrolments.renew(before, actor=on.manager, at=on.now)
    assert after.term_ends == before.term_ends + timedelta(days=100)
    renewal = Renewal.objects.get()
    assert (renewal.by, renewal.before, renewal.until) == (on.manager, before.term_ends, after.term_ends)
    assert Entry.objects.get(verb="enrolment.renewed").data["member"] == on.advocate.pk
    assert abouts(on.advocate) == ["enrolment_renewed"]
    assert Grant.objects.get().ends_at == grant.ends_at


def test_a_term_that_is_over_or_has_ended_is_not_renewed(on: Stage) -> None:
    with pytest.raises(Conflict) as refused:
        enrolments.renew(ending(on, seconds=0), actor=on.manager, at=on.now)
    assert refused.value.code == "ended"
    enrolment = ending(on, days=5)
    enrolments.leave(enrolment, actor=on.advocate, at=on.now)
    with pytest.raises(Conflict):
        enrolments.renew(enrolment, actor=on.manager, at=on.now)


def test_a_term_is_renewed_in_its_last_sixty_days_only(on: Stage) -> None:
    """So that two presses do not make two terms of one. Guard: the comparison with `RENEW_WITHIN`."""
    with pytest.raises(Conflict) as refused:
        enrolments.renew(ending(on, days=60, seconds=1), actor=on.manager, at=on.now)
    assert refused.value.code == "too_early"
    enrolment = enrolments.renew(ending(on, days=60), actor=on.manager, at=on.now)
    with pytest.raises(Conflict):
        enrolments.renew(enrolment, actor=on.manager, at=on.now)


def test_renewing_is_for_other_managers_and_for_open_accounts(on: Stage) -> None:
    """I5. Guard: the comparison of actor and member in `renew`."""
    enrolment = ending(on, days=20)
    for outsider in (on.advocate, UserFactory(), manager_of(stage(hostname="other.example", slug="other").program)):
        with pytest.raises(Forbidden):
            enrolments.renew(enrolment, actor=outsider, at=on.now)
    Enrolment.objects.filter(pk=enrolment.pk).update(member=on.manager)
    with pytest.raises(Forbidden) as refused:
        enrolments.renew(enrolment, actor=on.manager, at=on.now)
    assert refused.value.code == "to_oneself"
    Enrolment.objects.filter(pk=enrolment.pk).update(member=UserFactory(is_active=False))
    with pytest.raises(Invalid):
        enrolments.renew(enrolment, actor=on.manager, at=on.now)


def test_a_renewal_is_early_and_longer_whoever_writes_it(on: Stage) -> None:
    """Guard: the constraint `a_renewal_is_early`."""
    enrolment = ending(on, days=20)
    for at, until in ((on.now, enrolment.term_ends), (enrolment.term_ends, on.later(days=99))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Renewal.objects.create(enrolment=enrolment, at=at, by=on.manager, before=enrolment.term_ends, until=until)


def test_both_sides_hear_thirty_and_seven_days_before_the_end_each_once(on: Stage) -> None:
    other, enrolment = manager_of(on.program), ending(on, days=30, seconds=1)
    assert terms.remind(at=on.now) == 0
    for at in (on.later(seconds=2), on.later(days=3), on.later(days=23, seconds=2), on.later(days=29)):
        terms.remind(at=at)
    assert abouts(on.advocate) == ["enrolment_ends"] * 2
    for manager in (on.manager, other):
        assert abouts(manager) == ["enrolment_to_renew"] * 2
    assert list(TermReminder.objects.order_by("pk").values_list("days", flat=True)) == [30, 7]
    letter = Letter.objects.filter(member=other).order_by("-pk")[0]
    assert f"/admin/rights/advocates/edit/{enrolment.pk}/" in letter.text
    assert "ends in 6 days" in letter.text


def test_of_two_reminders_due_at_once_the_later_is_written(on: Stage) -> None:
    ending(on, days=5)
    assert [terms.remind(at=on.now), terms.remind(at=on.now)] == [1, 0]
    assert abouts(on.advocate) == ["enrolment_ends"]


def test_after_a_renewal_the_new_end_is_called_to_mind_again(on: Stage) -> None:
    enrolment = ending(on, days=5)
    terms.remind(at=on.now)
    renewed = enrolments.renew(enrolment, actor=on.manager, at=on.now)
    assert terms.remind(at=on.now) == 0
    assert terms.remind(at=renewed.term_ends - timedelta(days=5)) == 1


def test_nobody_hears_of_terms_that_have_ended_or_are_shorter_than_the_notice(on: Stage) -> None:
    enrolments.leave(ending(on, days=5), actor=on.advocate, at=on.now)
    EnrolmentFactory(program=on.program, term_starts=on.later(days=-1), term_ends=on.later(days=5))
    assert remind_of_terms() == 0


def test_a_manager_who_is_the_advocate_gets_the_advocates_letter_only(on: Stage) -> None:
    Enrolment.objects.filter(pk=ending(on, days=5).pk).update(member=on.manager)
    terms.remind(at=on.now)
    assert abouts(on.manager) == ["enrolment_ends"]


def test_an_unanswered_term_ends_with_its_rights_and_an_exit_letter(on: Stage) -> None:
    enrolment, grant = ending(on, days=5), on.grant(ends_at=on.later(days=50))
    over = on.later(days=5)
    assert enrolments.end_terms(at=over) == 1
    grant.refresh_from_db()
    assert grant.state == Grant.State.EXPIRED
    letter = Letter.objects.get(member=on.advocate)
    assert letter.about == "enrolment_ended_term"
    for told in (f"{over:%Y}", "posts 0, replies 0, decisions 0", f"/people/{enrolment.member.handle}/"):
        assert told in letter.text
        assert told in letter.html


def test_each_way_out_has_an_exit_letter_with_the_page_that_stays(on: Stage) -> None:
    enrolments.leave(ending(on, days=5), actor=on.advocate, at=on.now)
    again = enrolments.enrol(on.program, member=on.advocate, actor=on.manager, at=on.now)
    enrolments.end(again, reason="Enough.", actor=on.manager, at=on.now)
    for about in ("enrolment_ended_left", "enrolment_ended_removed"):
        letter = Letter.objects.get(about=about)
        assert f"/people/{on.advocate.handle}/" in letter.text
        assert "You were an advocate from" in letter.text


def test_who_was_an_advocate_keeps_a_page_that_says_since_when_until_when(on: Stage) -> None:
    """Guard: `known_people` asks for no running term; with `ended_at=None` the page is gone (404)."""
    on.program.time_zone = "UTC"
    enrolments.leave(ending(on, days=5), actor=on.advocate, at=on.now)
    page = signed_in(UserFactory()).get(f"/people/{on.advocate.handle}/")
    assert page.status_code == 200
    assert page.context["term"].since == on.later(days=-200)
    assert page.context["term"].until == on.now
    assert "was a community advocate from" in page.content.decode()
    assert on.advocate.name in signed_in(UserFactory()).get("/people/?all=1").content.decode()
    assert on.advocate.name not in signed_in(UserFactory()).get("/people/").content.decode()


def test_past_grants_of_alumni_stay_in_the_register(on: Stage) -> None:
    grant = on.grant(reason="Knew every pan.")
    enrolments.leave(ending(on, days=5), actor=on.advocate, at=on.now)
    client = signed_in(UserFactory())
    assert "Knew every pan." in client.get(f"/register/{grant.pk}/").content.decode()
    assert f"/register/{grant.pk}/" in client.get(f"/people/{on.advocate.handle}/").content.decode()


def test_an_earlier_term_stands_beside_the_one_that_runs(on: Stage) -> None:
    enrolments.leave(ending(on, days=5), actor=on.advocate, at=on.later(days=-50))
    enrolments.enrol(on.program, member=on.advocate, actor=on.manager, at=on.later(days=-1))
    page = signed_in(UserFactory()).get(f"/people/{on.advocate.handle}/")
    assert page.context["term"].runs
    assert [term.until for term in page.context["earlier"]] == [on.later(days=-50)]


def test_a_closed_account_has_no_page_though_it_had_a_term(on: Stage) -> None:
    enrolments.leave(ending(on, days=5), actor=on.advocate, at=on.now)
    on.advocate.is_active = False
    on.advocate.save()
    assert signed_in(UserFactory()).get(f"/people/{on.advocate.handle}/").status_code == 404


def test_a_manager_renews_in_the_workbench(on: Stage) -> None:
    enrolment = ending(on, days=20)
    client = signed_in(UserFactory(is_superuser=True))
    path = f"/admin/rights/advocates/edit/{enrolment.pk}/"
    assert "Renew the term" in client.get(path).content.decode()
    assert client.post(path, {"act": "renew"}).status_code == 302
    enrolment.refresh_from_db()
    assert enrolment.term_ends == on.later(days=120)
    page = client.get(path)
    assert "Renew the term" not in page.content.decode()
    assert client.post(path, {"act": "renew"}).status_code == 409
    assert f"{on.later(days=120):%Y}" in page.content.decode()


def test_the_workbench_lists_the_terms_to_renew_or_to_end(on: Stage) -> None:
    ending(on, days=20)
    later = EnrolmentFactory(program=on.program, term_ends=timezone.now() + timedelta(days=90)).member
    client = signed_in(UserFactory(is_superuser=True))
    page = client.get("/admin/rights/advocates/?still=soon").content.decode()
    assert on.advocate.name in page
    assert later.name not in page
