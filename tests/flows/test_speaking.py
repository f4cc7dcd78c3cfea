"""From a question to an official reply, a correction and a withdrawal, through the pages that people use."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User
from advocates.actions import grants
from cms.actions import messages
from cms.models import Message
from record.models import Entry
from record.queries import verify
from record.tasks import settle
from tests.factories import BrandPageFactory, EnrolmentFactory, ProgramFactory, UserFactory, manager_of

pytestmark = [pytest.mark.flow, pytest.mark.django_db]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def key_in(client: Client, address: str) -> str:
    found = re.search(r'name="key" value="(\w+)"', client.get(address).content.decode())
    assert found
    return found[1]


def a_picture() -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (1200, 900), "#345").save(made, "PNG")
    return SimpleUploadedFile("lid.png", made.getvalue(), "image/png")


def test_a_question_is_answered_under_a_right_corrected_in_public_and_taken_back() -> None:
    cache.clear()
    at = timezone.now() - timedelta(hours=1)
    program = ProgramFactory(name="Kestrel", disclosure="I get points for this.")
    page = BrandPageFactory(parent=program.root_page, title="Pans", slug="pans")
    manager, advocate, reader = manager_of(program), UserFactory(name="Ada"), UserFactory(name="Noor")
    EnrolmentFactory(program=program, member=advocate)
    for right in ("post", "reply"):
        offered = grants.issue(
            program, advocate=advocate, right=right, scope=page, reason="Knows pans.", per_day=2, actor=manager, at=at,
            probation_uses=1 if right == "post" else 0,
        )  # fmt: skip
        grants.accept(offered, actor=advocate, at=at)
    ada, noor, anybody = signed_in(advocate), signed_in(reader), Client()
    say, write = f"/portal/say/{page.pk}/", f"/portal/write/{page.pk}/"

    assert noor.post(say, {"body": "Does the lid fit?", "key": key_in(noor, say)}).status_code == 302
    question = Message.objects.get()
    sent = {"as": "reply", "act": "send", "answers": question.pk, "body": "It **fits**.", "key": key_in(ada, write)}
    for _press in range(2):
        assert ada.post(write, sent).status_code == 302
    text = anybody.get("/pans/").content.decode()
    for words in ("Does the lid fit?", "Official reply", "<strong>fits</strong>", "I get points for this."):
        assert words in text
    assert "1 of 2 left" in ada.get("/pans/").content.decode()

    answer = Message.objects.get(kind="reply")
    ada.post(f"/portal/said/{answer.pk}/edit/", {"body": "It fits **since 2024**."})
    text = anybody.get(answer.get_absolute_url()).content.decode()
    assert "since 2024" in text
    assert "It <strong>fits</strong>." in text
    assert "Knows pans." in text

    post = {
        "as": "post",
        "act": "send",
        "title": "Lids",
        "body": "All fit.",
        "picture_1": a_picture(),
        "alt_1": "A lid",
    }
    assert "Waiting for approval" in ada.post(write, post | {"key": "p"}, follow=True).content.decode()
    assert "All fit." not in anybody.get("/pans/").content.decode()
    held = Message.objects.get(kind="post")
    messages.release(held, actor=manager, at=timezone.now())
    text = anybody.get("/pans/").content.decode()
    assert "All fit." in text
    assert 'alt="A lid"' in text

    assert noor.post(f"/portal/said/{question.pk}/withdraw/").status_code == 302
    text = anybody.get("/pans/").content.decode()
    assert "Its author withdrew this message." in text
    assert "Does the lid fit?" not in text

    settle()
    spoken = Entry.objects.filter(verb__startswith="message.").order_by("id").values_list("verb", flat=True)
    assert list(spoken) == [
        "message.published", "message.published", "message.edited", "message.held", "message.released",
        "message.withdrawn",
    ]  # fmt: skip
    assert verify().fault is None
