"""Cases whose answer is known: mixed among the live ones, made and retired by managers."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import Message
from moderation.actions import blind, gold
from moderation.models import Decision, GoldCase
from moderation.queries.quality import quality_of
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.factories import UserFactory
from tests.moderation.people.conftest import As
from tests.moderation.people.learning import live
from tests.moderation.people.test_blind import forms_of, known, rates
from tests.moderation.stage import CANARY, Stage


def test_a_known_case_looks_like_a_live_one_and_is_revealed_afterwards(
    stage: Stage, client_of: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guards: `given_to` in `shown` of views/cases.py, without which the page tells what was decided; `known_copy`, without which
    it shows whose words they were, and what became of them.
    """
    rates(stage, second_percent=0, gold_percent=50)
    author = UserFactory(name="Quentin Quill", handle="quill")
    decision = live(stage, "remove", case=stage.case(stage.say(f"<p>{CANARY}</p> says Quentin Quill", author=author)))
    made = known(stage, decision)
    Message.objects.filter(pk=decision.case.message_id).update(body="<p>Changed since.</p>")
    with pytest.raises(IntegrityError), transaction.atomic():
        GoldCase.objects.filter(pk=made.pk).update(body="Another")
    other = stage.moderator_of()
    monkeypatch.setattr(blind, "lot", lambda _said: 0.0)
    client = client_of(other)
    waiting = stage.case(stage.say("Live."))
    began = client.post("/desk/next/")
    assert began["Location"] == f"/desk/cases/{decision.case_id}/"
    page = client.get(began["Location"])
    live_page = client_of(stage.moderator).post(f"/desk/cases/{waiting.pk}/claim/", follow=True)
    assert CANARY in page.text
    assert f"Member {made.stranger}" in page.text
    assert page.text.count('aria-current="true"') == live_page.text.count('aria-current="true"') == 1, "in the queue"
    live_words = ("known", "mod-", "is removed", "Insults are hidden", decision.reason, "This case is decided")
    for telling in (*live_words, "Quentin", "quill", "Changed since", f"/people/{author.pk}/"):
        assert telling not in page.text, telling
    assert forms_of(page.text, decision.case_id) == forms_of(live_page.text, waiting.pk)
    for alike in ("data-release", 'name="act" value="hide"', 'name="act" value="dismiss"', "Give it back"):
        assert alike in page.text
        assert alike in live_page.text
    sent = {"act": "hide", "clause": stage.clause.pk, "reason": "Unkind.", "version": 1, "read_at": timezone.now()}
    after = client.post(f"/desk/cases/{decision.case_id}/decide/", sent, follow=True)
    assert "Insults are hidden." in after.text
    assert Message.objects.get(pk=decision.case.message_id).state == Message.State.REMOVED
    assert Decision.objects.filter(case=decision.case).count() == 1
    found = quality_of(other, stage.program, at=timezone.now())
    assert found.gold is not None
    assert (found.gold.value, found.gold.n) == (1.0, 1)


@pytest.mark.parametrize(
    ("fields", "code"), [({"act": "approve"}, "act"), ({"clause": None}, "clause"), ({"why": " "}, "why")]
)
def test_a_known_answer_makes_sense(stage: Stage, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        known(stage, **fields)
    assert refused.value.code == code


def test_known_cases_are_made_once_by_managers_from_decisions_that_stand_and_retired(stage: Stage) -> None:
    decision = live(stage)
    with pytest.raises(Forbidden):
        known(stage, decision, actor=stage.moderator)
    escalated = live(stage, "escalate")
    with pytest.raises(Conflict):
        known(stage, escalated)
    made = known(stage, decision)
    with pytest.raises(Conflict):
        known(stage, decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoldCase.objects.filter(pk=made.pk).update(act="warn")
    with pytest.raises(Forbidden):
        gold.retire(made, actor=stage.author, at=timezone.now())
    gold.retire(made, actor=stage.manager, at=timezone.now())
    with pytest.raises(Conflict):
        gold.retire(made, actor=stage.manager, at=timezone.now())
