import pytest
from django.test import Client
from django.utils import timezone

from moderation.actions.appeals import appeal
from moderation.actions.decisions import decide
from moderation.actions.rules import save_rule
from moderation.models import Case, Rule
from record.models import Entry
from sitewide.errors import Forbidden, Invalid
from tests.factories import UserFactory
from tests.moderation.stage import CANARY, Stage, staged
from tests.stage import signed_in

NOW = timezone.now


@pytest.fixture
def workbench(stage: Stage) -> Client:
    """Signed in as a manager of the one program."""
    from advocates.actions.programs import appoint_manager

    boss, person = UserFactory(is_superuser=True), UserFactory()
    appoint_manager(stage.program, member=person, actor=boss, at=NOW())
    return signed_in(person)


def rule(stage: Stage, **fields: object) -> Rule:
    return Rule(program=stage.program, **{"kind": "words", "name": "Insults", "words": "idiot", "severity": 2} | fields)


def test_a_rule_is_set_and_changed_on_the_record(stage: Stage) -> None:
    made = save_rule(rule(stage), actor=stage.manager, at=NOW())
    made.active = False
    save_rule(made, actor=stage.manager, at=NOW())
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == ["rule.added", "rule.changed"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"words": "\n"}, "no_words"),
        ({"words": "x\n" * 10_001}, "too_long"),
        ({"severity": 5}, "severity"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(stage: Stage, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_rule(rule(stage, **wrong), actor=stage.manager, at=NOW())
    assert refused.value.code == code


def test_nobody_but_a_manager_of_the_program_sets_its_rules(stage: Stage) -> None:
    for person in (stage.moderator, staged(hostname="other.example").manager):
        with pytest.raises(Forbidden):
            save_rule(rule(stage), actor=person, at=NOW())


def test_the_workbench_lists_the_programs_own_cases_appeals_and_rules_only(stage: Stage, workbench: Client) -> None:
    elsewhere = staged(hostname="other.example")
    for one, words in ((stage, "ours"), (elsewhere, CANARY)):
        case = one.case(one.say(words))
        said = {"act": "hide", "clause": one.clause, "reason": words}
        decision = decide(case, moderator=one.manager, version=case.version, at=NOW(), **said)
        appeal(decision, by=one.author, text=words, at=NOW())
        save_rule(rule(one, name=words), actor=one.manager, at=NOW())
    for path in ("cases", "appeals", "rules"):
        page = workbench.get(f"/admin/moderation/{path}/")
        assert page.status_code == 200
        assert "ours" in page.text
        assert CANARY not in page.text
    foreign = Rule.objects.get(name=CANARY)
    assert workbench.get(f"/admin/moderation/rules/edit/{foreign.pk}/").status_code == 404


def test_a_manager_sets_a_rule_in_the_workbench(stage: Stage, workbench: Client) -> None:
    sent = {"program": stage.program.pk, "name": "Insults", "kind": "words", "words": "", "newcomer_days": 7}
    sent |= {"count": 5, "minutes": 10, "percent": 80, "people": 1, "language": ""}
    sent |= {"severity": 2, "holds": "on", "active": "on"}
    refused = workbench.post("/admin/moderation/rules/new/", sent)
    assert "names its words" in refused.text
    assert workbench.post("/admin/moderation/rules/new/", sent | {"words": "idiot"}).status_code == 302
    assert Rule.objects.get().words == "idiot"


def test_staff_have_a_decided_message_looked_at_again(stage: Stage, workbench: Client) -> None:
    case = stage.case()
    words = {"act": "hide", "clause": stage.clause, "reason": "Be kind."}
    decide(case, moderator=stage.moderator, version=case.version, at=NOW(), **words)
    assert "Open another case" in workbench.get(f"/desk/cases/{case.pk}/").text
    assert workbench.post(f"/desk/cases/{case.pk}/again/", {"note": "The press asked"}).status_code == 302
    assert Case.objects.get(state="open").causes.get().detail == "The press asked"
    assert workbench.post(f"/desk/cases/{case.pk}/again/").status_code == 409
