"""Flow 3: a flag becomes a case, a decision with reasons, an appeal, and somebody else's judgement."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cms.models import Message
from moderation.models import Appeal, Case
from record.queries import verify
from record.tasks import settle
from sitewide.tasks import deliver_due
from tests.kept import kept
from tests.moderation.stage import Stage, staged

pytestmark = [pytest.mark.flow, pytest.mark.django_db]


stage = kept(staged)


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_flag_leads_to_a_decision_an_appeal_and_a_message_that_is_back(stage: Stage) -> None:
    message = stage.say("Your pans are rubbish.")
    reader, moderator = browser_of(stage.reader), browser_of(stage.moderator)
    author, manager = browser_of(stage.author), browser_of(stage.manager)

    reader.post(f"/portal/flag/{message.pk}/", {"clause": stage.clause.pk, "note": "Not kind."})
    settle()
    page = moderator.post("/desk/next/", follow=True)
    assert "Not kind." in page.text
    case = Case.objects.get()
    sent = {"act": "remove", "clause": stage.clause.pk, "reason": "Criticise, but be fair.", "version": case.version}
    moderator.post(f"/desk/cases/{case.pk}/decide/", sent | {"read_at": timezone.now().isoformat()})
    assert Message.objects.get().state == Message.State.REMOVED

    notices = author.get("/portal/decisions/")
    assert "Criticise, but be fair." in notices.text
    decision = case.decisions.get()
    author.post(f"/portal/decisions/{decision.pk}/appeal/", {"text": "That is an opinion."})
    appeal = Appeal.objects.get()
    assert moderator.get(f"/desk/appeals/{appeal.pk}/").status_code == 403
    manager.post(f"/desk/appeals/{appeal.pk}/", {"overturn": "yes", "reason": "An opinion is allowed."})
    assert Message.objects.get().state == Message.State.PUBLISHED
    log = Client().get(f"/decisions/{decision.pk}/")
    assert "An opinion is allowed." in log.text
    assert stage.moderator.name not in log.text

    settle()
    deliver_due()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([stage.author.email] * 3 + [stage.reader.email])
    assert verify().fault is None
