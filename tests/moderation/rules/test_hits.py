"""What rules found is written down, shadows too; people mark what was nothing."""

from typing import Any

import pytest
from django.utils import timezone

from cms.actions import messages
from cms.models import Message
from moderation import tally
from moderation.actions import rules
from moderation.actions.decisions import decide
from moderation.actions.hits import mark_false, unmark_false
from moderation.models import Case, RuleHit
from moderation.queries.hits import spans_of
from moderation.queries.rule_figures import figures_of
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Forbidden
from tests.factories import UserFactory
from tests.moderation.rules.conftest import Make
from tests.moderation.stage import Stage, staged

NOW = timezone.now


def test_a_rule_in_shadow_writes_down_and_does_nothing(stage: Stage, rule: Make) -> None:
    """Asking shadows in `screen` as well, instead of reading the record, makes this fail."""
    watched = rule(active=False, shadow=True)
    message = stage.say("You idiot")
    settle()
    assert message.state == Message.State.PUBLISHED
    assert not Case.objects.exists()
    hit = RuleHit.objects.get()
    assert (hit.rule, hit.message, hit.detail, hit.acted) == (watched, message, "idiot", False)


@pytest.mark.parametrize("kind", ["pace", "repeat"])
def test_a_shadow_counts_as_the_rule_would_have(stage: Stage, rule: Make, kind: str) -> None:
    rule(kind=kind, count=3, minutes=60, active=False, shadow=True)
    for _time in range(4):
        stage.say("The very same words once more, said by the very same person")
    settle()
    assert RuleHit.objects.count() == 2


def test_hits_of_rules_that_act_are_written_down_once_for_an_entry(stage: Stage, rule: Make) -> None:
    made = rule(words="idiot\nmoron", holds=False)
    message = stage.say("idiot and moron")
    settle()
    messages.edit(message, title="", body="idiot only", actor=stage.author, at=NOW())
    settle()
    for entry in Entry.objects.filter(verb__in=tally.VERBS):
        tally.handle(entry)
    assert list(RuleHit.objects.order_by("pk").values_list("detail", "acted")) == [
        ("idiot, moron", True),
        ("idiot", True),
    ]
    assert figures_of([made], at=NOW())[made.pk].hits == 1, "one message, edited"


def test_figures_count_what_was_decided_and_what_was_marked(stage: Stage, rule: Make) -> None:
    made = rule(holds=False)
    for number, act in enumerate(["hide", "dismiss", "", ""]):
        message = stage.say(f"idiot {number}")
        settle()
        if act:
            case = Case.objects.get(message=message)
            words: dict[str, Any] = {"clause": None, "reason": ""}
            words |= {"clause": stage.clause, "reason": "Not so."} if act == "hide" else {}
            decide(case, moderator=stage.moderator, version=case.version, at=NOW(), act=act, **words)
    mark_false(RuleHit.objects.order_by("-pk")[0], actor=stage.moderator, at=NOW())
    figures = figures_of([made], at=NOW())[made.pk]
    assert (figures.hits, figures.right, figures.false, figures.waiting, figures.precision) == (4, 1, 2, 1, 33)


def test_figures_are_of_the_settings_of_now(stage: Stage, rule: Make) -> None:
    made = rule(holds=False)
    stage.say("idiot")
    settle()
    made.words = "idiot\nmoron"
    rules.save_rule(made, actor=stage.manager, at=NOW())
    assert figures_of([made], at=NOW())[made.pk].hits == 0


def test_figures_of_many_rules_cost_one_query(stage: Stage, rule: Make, django_assert_num_queries: Any) -> None:
    made = [rule(name=f"{number}") for number in range(5)]
    stage.say("idiot")
    settle()
    with django_assert_num_queries(1):
        assert sum(one.hits for one in figures_of(made, at=NOW()).values()) == 5


def test_a_hit_is_marked_and_unmarked_on_the_record(stage: Stage, rule: Make) -> None:
    rule(holds=False)
    stage.say("idiot")
    settle()
    hit = RuleHit.objects.get()
    for act in (mark_false, mark_false, unmark_false, unmark_false):
        hit = act(hit, actor=stage.manager, at=NOW())
    verbs = Entry.objects.filter(verb__startswith="rule.hit").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["rule.hit_false", "rule.hit_not_false"]


def test_only_managers_and_moderators_of_the_place_mark_a_hit(stage: Stage, rule: Make) -> None:
    rule(holds=False)
    stage.say("idiot", page=stage.garden)
    settle()
    hit = RuleHit.objects.get()
    for person in (stage.moderator, stage.author, UserFactory(), staged(hostname="other.example").manager):
        with pytest.raises(Forbidden):
            mark_false(hit, actor=person, at=NOW())
    mark_false(hit, actor=stage.moderator_of(stage.garden), at=NOW())


def test_spans_say_where_in_the_plain_text_each_rule_found_something(stage: Stage, rule: Make) -> None:
    rule(holds=False)
    rule(kind="patterns", name="Numbers", words=r"\d{5}", holds=False)
    rule(kind="sites", name="Sites", words="bad.example", holds=False)
    rule(kind="pace", name="Pace", count=1, holds=False)
    message = stage.say("You <idiot>, call 12345 & see bad.example,\n\nidіot")
    found = [(span.rule, span.text) for span in spans_of(message)]
    assert found == [("Insults", "idiot"), ("Numbers", "12345"), ("Sites", "bad.example"), ("Insults", "idіot")]


def test_spans_cost_nothing_more_for_rules_about_the_whole_message(
    stage: Stage, rule: Make, django_assert_max_num_queries: Any
) -> None:
    rule()
    rule(kind="repeat", count=2)
    message = stage.say("idiot")
    spans_of(message)
    with django_assert_max_num_queries(2):
        spans_of(message)
