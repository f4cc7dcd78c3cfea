"""Editorial, material and urgent versions: what each asks, whom it stops, and that no grant is touched by it."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import policies
from advocates.models import Attestation, Grant, PolicyTranslation, PolicyVersion
from advocates.queries.cards import held_by
from advocates.queries.policies import standings
from advocates.queries.register import grants_of, shown_state
from advocates.queries.suspended import with_suspension, would_suspend
from advocates.rights import examine, facts_of
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.models import Letter
from tests.kept import kept
from tests.stage import Stage, enrolled, signed_in, stage

on = kept(stage, clock="now")


def publish(on: Stage, change: str, at: datetime | None = None, **more: Any) -> PolicyVersion:
    number = on.policy.policy.versions.count() + 1
    return policies.publish(
        on.policy.policy, text=f"Text {number}.", clauses=[], actor=on.manager, at=at or on.now, change=change, **more
    )


def allowed(on: Stage, at: datetime) -> bool:
    return examine(on.advocate, "reply", on.place(), at=at).allowed


def test_an_urgent_version_suspends_at_once_and_the_signature_alone_brings_the_right_back(on: Stage) -> None:
    grant = on.grant()
    row = Grant.objects.filter(pk=grant.pk).values().get()
    urgent = publish(on, "urgent")
    refusal = examine(on.advocate, "reply", on.place(), at=on.now).refusal
    assert refusal is not None
    assert refusal.code == "attested"
    policies.attest(urgent, member=on.advocate, at=on.later(minutes=1))
    assert allowed(on, on.later(minutes=1))
    assert Grant.objects.filter(pk=grant.pk).values().get() == row
    assert not Entry.objects.filter(grant_id=grant.pk).exists()


def test_a_material_version_gives_fourteen_days_unless_said_and_then_suspends(on: Stage) -> None:
    on.grant()
    version = publish(on, "material")
    assert version.binds_from == on.later(days=14)
    assert allowed(on, on.later(days=13, hours=23))
    assert not allowed(on, on.later(days=14))


def test_an_editorial_version_asks_nobody_and_signing_the_one_before_stays_enough(on: Stage) -> None:
    """Guard: `change <> 'editorial'` in the facts of the rule of rights."""
    on.grant()
    publish(on, "editorial")
    assert allowed(on, on.later(days=30))
    assert [standing.state for standing in standings(on.advocate, on.program, at=on.now)] == ["signed"]
    settle()
    assert not Letter.objects.filter(about="policy_published").exists()


def test_who_joins_after_an_editorial_version_signs_that_one(on: Stage) -> None:
    newcomer = enrolled(on)
    other = policies.create_policy(on.program, name="Photos", actor=on.manager, at=on.now)
    policies.publish(other, text="One.", clauses=[], actor=on.manager, at=on.now)
    second = policies.publish(other, text="Two.", clauses=[], actor=on.manager, at=on.now, change="editorial")
    assert facts_of(newcomer, on.program, at=on.now).unattested == 1
    policies.attest(second, member=newcomer, at=on.now)
    assert facts_of(newcomer, on.program, at=on.now).unattested == 0


def test_an_editorial_version_after_a_material_one_does_not_lift_what_that_asks(on: Stage) -> None:
    on.grant()
    publish(on, "material", binds_from=on.later(days=2))
    publish(on, "editorial", at=on.later(days=1))
    assert allowed(on, on.later(days=1))
    assert not allowed(on, on.later(days=2))
    standing = standings(on.advocate, on.program, at=on.later(days=1))[0]
    assert (standing.state, standing.due) == ("soon", on.later(days=2))


def test_a_material_version_with_time_left_does_not_soften_an_urgent_one_before_it(on: Stage) -> None:
    on.grant()
    publish(on, "urgent")
    last = publish(on, "material", binds_from=on.later(days=20))
    assert not allowed(on, on.now)
    policies.attest(last, member=on.advocate, at=on.now)
    assert allowed(on, on.now)


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ("cosmetic", {}, "unknown_change"),
        ("urgent", {"binds_from": 3}, "no_grace"),
        ("editorial", {"binds_from": 3}, "no_grace"),
        ("material", {"binds_from": -1}, "binds_in_the_past"),
        ("urgent", {"language": "tlh"}, "unknown_language"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(on: Stage, change: str, more: dict[str, Any], code: str) -> None:
    days = more.pop("binds_from", None)
    with pytest.raises(Invalid) as refused:
        publish(on, change, **more | ({"binds_from": on.later(days=days)} if days else {}))
    assert refused.value.code == code
    assert on.policy.policy.versions.count() == 1


def test_a_first_version_is_no_editorial_change(on: Stage) -> None:
    policy = policies.create_policy(on.program, name="Photos", actor=on.manager, at=on.now)
    with pytest.raises(Invalid) as refused:
        policies.publish(policy, text="One.", clauses=[], actor=on.manager, at=on.now, change="editorial")
    assert refused.value.code == "first_is_asked"


def test_the_database_knows_no_urgent_change_with_time(on: Stage) -> None:
    """Guard: the constraint `only_a_material_change_gives_time`."""
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(
            policy=on.policy.policy, number=9, text="x", sha256="0" * 64, published_at=on.now, published_by=on.manager,
            binds_from=on.later(days=1), change="urgent",
        )  # fmt: skip


def test_a_signature_and_a_translation_are_never_changed_or_taken_back(on: Stage) -> None:
    """Guards: the triggers `attestation_append_only` and `policy_translation_immutable`."""
    policies.translate(
        on.policy, language="de", text="Sei ehrlich.", clauses=[("1", "Ehrlich", ""), ("2", "Freundlich", "")],
        actor=on.manager, at=on.now,
    )  # fmt: skip
    for change in (
        lambda: Attestation.objects.update(at=on.now),
        lambda: Attestation.objects.all().delete(),
        lambda: PolicyTranslation.objects.update(text="Anders"),
        lambda: PolicyTranslation.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_grants_of_who_must_sign_are_shown_as_suspended_everywhere(on: Stage) -> None:
    grant, other = on.grant(), on.grant(advocate=enrolled(on), right="post")
    urgent = publish(on, "urgent")
    policies.attest(urgent, member=other.advocate, at=on.now)
    shown = {row.pk: shown_state(row, on.now).value for row in grants_of(on.program, at=on.now)}
    assert shown == {grant.pk: "suspended", other.pk: "live"}
    assert [row.pk for row in grants_of(on.program, at=on.now, state="suspended")] == [grant.pk]
    assert [row.pk for row in grants_of(on.program, at=on.now, state="live")] == [other.pk]
    held = held_by(on.advocate, on.program, facts_of(on.advocate, on.program, at=on.now), at=on.now)
    assert (held.live[0].state, held.live[0].fix_url) == ("suspended", "/portal/policies/")
    person = signed_in(on.advocate)
    for path in ("/register/", f"/register/{grant.pk}/", "/people/", "/portal/", "/portal/rights/", on.kitchen.url):
        page = person.get(path).content.decode()
        assert "pill-suspended" in page or "suspended: must" in page, path
    assert [row["state"] for row in person.get("/register/grants.json").json()["grants"]] == ["live", "suspended"]


def test_lists_call_suspended_exactly_what_the_rule_of_rights_refuses_for_it(on: Stage) -> None:
    """The list asks the database in its own way: both must always say the same."""
    grant = on.grant()
    for step, change in enumerate(["editorial", "material", "urgent", "editorial", "material", "urgent"], start=1):
        version = publish(on, change, at=on.later(days=step * 20))
        for day in (step * 20, step * 20 + 15):
            at = on.later(days=day)
            told = with_suspension(Grant.objects.filter(pk=grant.pk), at).get().suspended
            assert told == bool(facts_of(on.advocate, on.program, at=at).unattested), (step, day)
        if step != 2:
            policies.attest(version, member=on.advocate, at=on.later(days=step * 20 + 16))


def test_a_manager_is_told_how_many_grants_an_urgent_version_will_suspend(on: Stage) -> None:
    on.grant()
    on.grant(right="post", state="offered", answered_at=None)
    assert would_suspend(on.program, on.now) == 1
    publish(on, "urgent")
    assert would_suspend(on.program, on.now) == 0


GERMAN = [("1", "Sei ehrlich", "Immer."), ("2", "Sei freundlich", "")]


def test_a_version_is_signed_in_the_language_it_was_read_in(on: Stage) -> None:
    newcomer = enrolled(on)
    urgent = policies.publish(
        on.policy.policy, text="Be honest.", clauses=[("1", "Be honest", ""), ("2", "Be kind", "")], actor=on.manager,
        at=on.now,
    )  # fmt: skip
    german = policies.translate(
        urgent, language="de", text="Sei ehrlich.", clauses=GERMAN, actor=on.manager, at=on.now
    )  # fmt: skip
    signed = policies.attest(urgent, member=newcomer, at=on.now, language="de", method="totp")
    assert (signed.language, signed.method) == ("de", "totp")
    entry = Entry.objects.get(verb="policy.attested")
    assert (entry.data["language"], entry.data["sha256"]) == ("de", german.sha256)
    with pytest.raises(NotFound):
        policies.attest(urgent, member=on.advocate, at=on.now, language="fr")


@pytest.mark.parametrize(
    ("language", "clauses", "kind", "code"),
    [
        ("de", [("1", "Ehrlich", "")], Invalid, "clauses_differ"),
        ("de", [*GERMAN, ("3", "Mehr", "")], Invalid, "clauses_differ"),
        ("xx-nope", GERMAN, Invalid, "unknown_language"),
        ("en", GERMAN, Conflict, "translated_already"),
    ],
)
def test_a_translation_has_a_known_language_and_the_very_clauses(
    on: Stage, language: str, clauses: list[tuple[str, str, str]], kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as refused:
        policies.translate(on.policy, language=language, text="T.", clauses=clauses, actor=on.manager, at=on.now)
    assert refused.value.code == code  # type: ignore[attr-defined]
    assert not PolicyTranslation.objects.exists()
