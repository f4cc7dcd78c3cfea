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
from advocates.models import Program
from cms.actions import messages
from cms.models import BrandPage, Message
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


@pytest.fixture
def pans() -> BrandPage:
    cache.clear()
    program = ProgramFactory(name="Kestrel", disclosure="I get points for this.")
    page: BrandPage = BrandPageFactory(parent=program.root_page, title="Pans", slug="pans")
    return page


@pytest.fixture
def manager(pans: BrandPage) -> User:
    return manager_of(Program.objects.get())


@pytest.fixture
def ada(pans: BrandPage, manager: User) -> Client:
    """An advocate who may post, on probation, and reply, twice a day each."""
    program, at = Program.objects.get(), timezone.now() - timedelta(hours=1)
    advocate = EnrolmentFactory(program=program, member=UserFactory(name="Ada")).member
    for right in ("post", "reply"):
        offered = grants.issue(
            program, advocate=advocate, right=right, scope=pans, reason="Knows pans.", per_day=2, actor=manager, at=at,
            probation_uses=1 if right == "post" else 0,
        )  # fmt: skip
        grants.accept(offered, actor=advocate, at=at)
    return signed_in(advocate)


def read(path: str = "/pans/") -> str:
    """As anybody reads it."""
    return Client().get(path).content.decode()


def answers_officially(ada: Client, question: Message, write: str) -> Message:
    """Sent twice by a hasty press, said once."""
    sent = {"as": "reply", "act": "send", "answers": question.pk, "body": "It **fits**.", "key": key_in(ada, write)}
    for _press in range(2):
        assert ada.post(write, sent).status_code == 302
    text = read()
    for words in ("Does the lid fit?", "Official reply", "<strong>fits</strong>", "I get points for this."):
        assert words in text
    assert "1 of 2 left" in ada.get("/pans/").content.decode()
    return Message.objects.get(kind="reply")


def corrects(ada: Client, answer: Message) -> None:
    ada.post(f"/portal/said/{answer.pk}/edit/", {"body": "It fits **since 2024**."})
    text = read(answer.get_absolute_url())
    for words in ("since 2024", "It <strong>fits</strong>.", "Knows pans."):
        assert words in text


def posts_on_probation(ada: Client, write: str, manager: User) -> None:
    """With a picture; readers see it once it is released."""
    post = {"as": "post", "act": "send", "title": "Lids", "body": "All fit.", "key": "p"}
    sent = post | {"picture_1": a_picture(), "alt_1": "A lid"}
    assert "Waiting for approval" in ada.post(write, sent, follow=True).content.decode()
    assert "All fit." not in read()
    messages.release(Message.objects.get(kind="post"), actor=manager, at=timezone.now())
    text = read()
    assert "All fit." in text
    assert 'alt="A lid"' in text


def test_a_question_is_answered_under_a_right_corrected_in_public_and_taken_back(
    pans: BrandPage, ada: Client, manager: User
) -> None:
    noor = signed_in(UserFactory(name="Noor"))
    say, write = f"/portal/say/{pans.pk}/", f"/portal/write/{pans.pk}/"

    assert noor.post(say, {"body": "Does the lid fit?", "key": key_in(noor, say)}).status_code == 302
    question = Message.objects.get()
    corrects(ada, answers_officially(ada, question, write))
    posts_on_probation(ada, write, manager)

    assert noor.post(f"/portal/said/{question.pk}/withdraw/").status_code == 302
    text = read()
    assert "Its author withdrew this message." in text
    assert "Does the lid fit?" not in text

    settle()
    spoken = Entry.objects.filter(verb__startswith="message.").order_by("id").values_list("verb", flat=True)
    assert list(spoken) == [
        "message.published", "message.published", "message.edited", "message.held", "message.released",
        "message.withdrawn",
    ]  # fmt: skip
    assert verify().fault is None
