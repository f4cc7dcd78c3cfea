import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import enrolments, policies
from advocates.forms.policy_source import parse, source_of, written
from advocates.models import Attestation, Clause, CommunityManager, Policy, PolicyVersion
from advocates.queries.policies import coverage, coverages, standings
from advocates.rights import examine
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, verbs
from tests.factories import UserFactory, manager_of
from tests.stage import stage

CLAUSES = [("2", "Be kind", "Always."), ("10", "Leave in peace", ""), ("1", "Be honest", "Say what you get.")]


def agreement(joining: Joining) -> Policy:
    return policies.create_policy(joining.program, name="Advocate agreement", actor=joining.manager, at=joining.at)


def published(joining: Joining, policy: Policy | None = None, text: str = "We promise.") -> PolicyVersion:
    policy = policy or agreement(joining)
    return policies.publish(policy, text=text, clauses=CLAUSES, actor=joining.manager, at=joining.at)


def enrol(joining: Joining) -> None:
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)


def test_a_policy_has_one_name_in_a_program(joining: Joining) -> None:
    policy = agreement(joining)
    assert (policy.slug, verbs(policy)) == ("advocate-agreement", ["policy.created"])
    with pytest.raises(Conflict):
        agreement(joining)
    with pytest.raises(Invalid):
        policies.create_policy(joining.program, name=" ?! ", actor=joining.manager, at=joining.at)
    with pytest.raises(Forbidden):
        policies.create_policy(joining.program, name="Mine", actor=joining.stranger, at=joining.at)


def test_a_version_carries_the_hash_of_its_whole_text_clauses_in_their_order(joining: Joining) -> None:
    version = published(joining)
    whole = "We promise.\n\n1 Be honest\nSay what you get.\n\n2 Be kind\nAlways.\n\n10 Leave in peace"
    assert version.whole_text() == whole
    assert version.sha256 == hashlib.sha256(whole.encode()).hexdigest()
    assert [clause.code for clause in version.ordered_clauses()] == ["1", "2", "10"]
    assert Entry.objects.get(verb="policy.published").data["sha256"] == version.sha256


def test_a_number_that_is_none_to_reckon_with_is_put_in_order_all_the_same(joining: Joining) -> None:
    """A raised two is a digit, but no whole number. Guard: `isdecimal` in `in_order`."""
    policy = agreement(joining)
    odd = [("2", "Two", ""), ("1²", "Odd", "")]
    version = policies.publish(policy, text="Odd.", clauses=odd, actor=joining.manager, at=joining.at)
    assert [clause.code for clause in version.ordered_clauses()] == ["1²", "2"]


def test_versions_are_numbered_and_the_newest_is_the_one_in_force(joining: Joining) -> None:
    first = published(joining)
    second = policies.publish(
        first.policy, text="We promise more.", clauses=[], actor=joining.manager, at=joining.at + days(1)
    )
    assert (first.number, second.number) == (1, 2)
    assert list(PolicyVersion.objects.current(joining.at)) == [first]
    assert list(PolicyVersion.objects.current(joining.at + days(1))) == [second]


def test_what_says_the_same_again_is_not_published(joining: Joining) -> None:
    first = published(joining)
    with pytest.raises(Conflict) as refused:
        published(joining, first.policy)
    assert refused.value.code == "unchanged"


@pytest.mark.parametrize(
    ("text", "clauses", "code"),
    [
        ("  ", [], "empty"),
        ("x" * 60_001, [], "too_long"),
        ("Text", [("", "No number", "")], "clause"),
        ("Text", [("1", " ", "No title")], "clause"),
        ("Text", [("1", "One", ""), ("1", "Again", "")], "clause_twice"),
        ("Text", [("1", "One", "x" * 8_001)], "too_long"),
    ],
)
def test_a_text_that_cannot_be_cited_is_refused(
    joining: Joining, text: str, clauses: list[tuple[str, str, str]], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        policies.publish(agreement(joining), text=text, clauses=clauses, actor=joining.manager, at=joining.at)
    assert refused.value.code == code
    assert not PolicyVersion.objects.exists()


def test_only_a_manager_publishes_and_never_into_the_past(joining: Joining) -> None:
    policy = agreement(joining)
    for outsider in (joining.stranger, joining.applicant):
        with pytest.raises(Forbidden):
            policies.publish(policy, text="Mine", clauses=[], actor=outsider, at=joining.at)
    with pytest.raises(Invalid):
        policies.publish(
            policy, text="Back", clauses=[], actor=joining.manager, at=joining.at, binds_from=joining.at - days(1)
        )


def test_a_published_text_and_its_clauses_never_change(joining: Joining) -> None:
    """Guards: the triggers `policy_text_immutable` and `policy_clause_immutable`."""
    version = published(joining)
    for change in (
        lambda: PolicyVersion.objects.update(text="Changed"),
        lambda: Clause.objects.update(text="Changed"),
        lambda: Clause.objects.first().delete(),  # type: ignore[union-attr]
        lambda: PolicyVersion.objects.filter(pk=version.pk).update(sha256="0" * 64),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_advocate_attests_what_is_in_force_once(joining: Joining) -> None:
    enrol(joining)
    version = published(joining)
    signed = policies.attest(version, member=joining.applicant, at=joining.at)
    again = policies.attest(version, member=joining.applicant, at=joining.at + days(1))
    assert (again.pk, again.at) == (signed.pk, joining.at)
    assert verbs(signed) == ["policy.attested"]
    assert Entry.objects.get(verb="policy.attested").data == {
        "version": version.pk, "sha256": version.sha256, "method": "portal", "language": "en",
    }  # fmt: skip


def test_what_is_replaced_or_still_to_come_is_not_attested(joining: Joining) -> None:
    enrol(joining)
    first = published(joining)
    second = policies.publish(first.policy, text="New.", clauses=[], actor=joining.manager, at=joining.at + days(1))
    with pytest.raises(Conflict) as refused:
        policies.attest(first, member=joining.applicant, at=joining.at + days(1))
    assert refused.value.code == "replaced"
    with pytest.raises(NotFound):
        policies.attest(second, member=joining.applicant, at=joining.at)


def test_only_advocates_and_managers_of_the_program_attest(joining: Joining) -> None:
    version = published(joining)
    for outsider in (joining.applicant, joining.stranger, UserFactory()):
        with pytest.raises(Forbidden):
            policies.attest(version, member=outsider, at=joining.at)
    assert policies.attest(version, member=joining.manager, at=joining.at).method == "portal"


def test_rights_stop_with_a_new_version_and_work_again_once_it_is_attested(db: None) -> None:
    on = stage()
    on.grant()
    assert examine(on.advocate, "reply", on.place(), at=on.now).allowed
    new = policies.publish(
        on.policy.policy, text="Stricter.", clauses=[], actor=on.manager, at=on.now, binds_from=on.later(hours=1)
    )
    assert examine(on.advocate, "reply", on.place(), at=on.now).allowed
    stopped = examine(on.advocate, "reply", on.place(), at=on.later(hours=1)).refusal
    assert stopped is not None
    assert stopped.code == "attested"
    policies.attest(new, member=on.advocate, at=on.later(hours=1))
    assert examine(on.advocate, "reply", on.place(), at=on.later(hours=1)).allowed


def test_the_list_says_what_is_owed_soon_signed_and_only_to_be_read(joining: Joining) -> None:
    enrol(joining)
    first = published(joining)
    soon = policies.create_policy(joining.program, name="Photos", actor=joining.manager, at=joining.at)
    policies.publish(
        soon, text="Soon.", clauses=[], actor=joining.manager, at=joining.at, binds_from=joining.at + days(9)
    )  # fmt: skip
    read = policies.create_policy(
        joining.program, name="Privacy", actor=joining.manager, at=joining.at, attested=False
    )  # fmt: skip
    policies.publish(read, text="Read.", clauses=[], actor=joining.manager, at=joining.at)
    policies.create_policy(joining.program, name="Empty", actor=joining.manager, at=joining.at)

    def states(at_days: float) -> dict[str, str]:
        found = standings(joining.applicant, joining.program, at=joining.at + days(at_days))
        return {standing.version.policy.name: standing.state for standing in found}

    assert states(0) == {"Advocate agreement": "needed", "Photos": "soon", "Privacy": "open"}
    policies.attest(first, member=joining.applicant, at=joining.at)
    assert states(0) == {"Photos": "soon", "Advocate agreement": "signed", "Privacy": "open"}
    policies.publish(
        first.policy, text="Newer.", clauses=[], actor=joining.manager, at=joining.at + days(1),
        binds_from=joining.at + days(5),
    )  # fmt: skip
    assert states(2)["Advocate agreement"] == "soon"
    assert states(5)["Advocate agreement"] == "needed"


def test_everybody_who_must_sign_staff_too_is_told_once_by_the_reader_of_the_record(joining: Joining) -> None:
    """The letters are written by a consumer: publishing itself writes none."""
    enrol(joining)
    Letter.objects.all().delete()
    published(joining)
    assert not Letter.objects.exists()
    settle()
    settle()
    letters = Letter.objects.filter(about="policy_published")
    assert {letter.member for letter in letters} == {joining.applicant, joining.manager}
    assert len(letters) == 2
    assert "Advocate agreement" in letters[0].subject


def test_a_policy_that_nobody_has_to_sign_is_published_without_letters(joining: Joining) -> None:
    enrol(joining)
    Letter.objects.all().delete()
    policy = policies.create_policy(
        joining.program, name="Privacy", actor=joining.manager, at=joining.at, attested=False
    )  # fmt: skip
    published(joining, policy)
    settle()
    assert not Letter.objects.exists()


def signed_of(policy: Policy, joining: Joining) -> tuple[int, int]:
    found = coverage(policy, at=joining.at + timedelta(seconds=1))
    return found.signed, found.of


def test_the_coverage_counts_everybody_who_must_sign_staff_too(joining: Joining) -> None:
    enrol(joining)
    version = published(joining)
    assert signed_of(version.policy, joining) == (0, 2)
    policies.attest(version, member=joining.manager, at=joining.at)
    assert signed_of(version.policy, joining) == (1, 2)
    policies.attest(version, member=joining.applicant, at=joining.at)
    assert signed_of(version.policy, joining) == (2, 2)
    published(joining, version.policy, text="New text.")
    assert signed_of(version.policy, joining) == (0, 2)


def test_a_manager_who_is_an_advocate_too_counts_once_and_another_programs_signature_not_at_all(
    joining: Joining,
) -> None:
    """Guard: the count of distinct members in `coverages`, and its bound to the policy."""
    version = published(joining)
    CommunityManager.objects.create(program=joining.program, member=joining.applicant, since=joining.at)
    enrol_by = manager_of(joining.program)
    enrolments.enrol(joining.program, member=joining.applicant, actor=enrol_by, at=joining.at)
    policies.attest(version, member=joining.applicant, at=joining.at)
    changed = policies.publish(
        version.policy, text="Typo mended.", clauses=CLAUSES, actor=joining.manager, at=joining.at, change="editorial"
    )
    policies.attest(changed, member=joining.applicant, at=joining.at)
    other = policies.create_policy(joining.program, name="Photos", actor=joining.manager, at=joining.at)
    published(joining, other)
    assert signed_of(version.policy, joining) == (1, 3)
    assert signed_of(other, joining) == (0, 3)


def test_the_figures_of_all_policies_cost_three_queries(joining: Joining, django_assert_max_num_queries: Any) -> None:
    for name in ("Agreement", "Photos", "Privacy"):
        policy = policies.create_policy(joining.program, name=name, actor=joining.manager, at=joining.at)
        published(joining, policy)
    with django_assert_max_num_queries(3):
        assert len(coverages(joining.program, at=joining.at)) == 3


def test_a_source_is_read_as_an_introduction_and_numbered_clauses() -> None:
    source = "Hello.\r\n\r\nTwo lines.\r\n\r\n## 1. Be honest\r\nAlways.\r\n\r\nReally.\r\n##2 Be kind\r\n## 3.1: Leave"
    assert parse(source) == (
        "Hello.\n\nTwo lines.",
        [("1", "Be honest", "Always.\n\nReally."), ("2", "Be kind", ""), ("3.1", "Leave", "")],
    )
    assert parse("Only text") == ("Only text", [])
    assert parse("## Be kind\nText")[1] == [("", "Be kind", "Text")]


def test_a_version_comes_back_as_the_source_it_was_published_from(joining: Joining) -> None:
    version = published(joining)
    text, clauses = parse(source_of(version))
    assert PolicyVersion.hash_of(version.whole_text()) == version.sha256
    assert (text, clauses) == ("We promise.", sorted(CLAUSES, key=lambda clause: int(clause[0])))
    assert written(text, clauses) == source_of(version)
    assert not Attestation.objects.exists()
