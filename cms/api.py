"""Reading a brand page's conversation and speaking in it, for programs."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema

from accounts.api import Token, asker
from advocates.api import program_asked
from cms import marks
from cms.actions import messages
from cms.models import BrandPage, Message
from cms.queries.places import brand_page
from sitewide.api import idempotent, page_of
from sitewide.errors import NotFound
from sitewide.limits import count, limited
from sitewide.text import MAX_MESSAGE

router = Router(tags=["messages"])


class MessageOut(Schema):
    """A message as readers see it; `state` is `held` while it waits for approval. `grant_id` leads to the register."""

    id: int
    page_id: int
    kind: str
    state: str
    author: str
    relation: str
    disclosure: str
    grant_id: int | None
    answers_id: int | None
    title: str
    body_html: str
    written_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    url: str


class MessagePage(Schema):
    """A page of messages, newest first; `next` is the cursor of the page after, empty at the end."""

    items: list[MessageOut]
    next: str


class PostIn(Schema):
    """`body` is text with the light marks of the portal: **bold**, *slanted*, lists, quotes, links."""

    title: str = Field(max_length=140)
    body: str = Field(max_length=MAX_MESSAGE)


class ReplyIn(Schema):
    """`answers_id` is the message that is answered; it stands on the same page. `body` as in a post."""

    body: str = Field(max_length=MAX_MESSAGE)
    answers_id: int


class AnswerIn(Schema):
    """`answers_id` is the message that is answered, if any; it stands on the same page."""

    body: str = Field(max_length=MAX_MESSAGE)
    answers_id: int | None = None


@router.get("/pages/{page_id}/messages", response=MessagePage, auth=Token("register"), summary="Read a conversation")
@limited("api_read")
def conversation(request: HttpRequest, page_id: int, after: str = "") -> MessagePage:
    """What is published on the page, fifty a page."""
    page = _brand_page(request, page_id)
    published = Message.objects.filter(page=page, state=Message.State.PUBLISHED).select_related("author", "exercise")
    found, following = page_of(published, after)
    return MessagePage(items=[told(message) for message in found], next=following)


@router.post("/pages/{page_id}/posts", response={201: MessageOut}, auth=Token("post"), summary="Send a post")
@limited("api_write")
@idempotent
def post(request: HttpRequest, page_id: int, sent: PostIn) -> tuple[int, MessageOut]:
    """Uses the owner's right to post once; held while their grant is on probation."""
    count(request, "post")
    body = marks.to_html(sent.body)
    page, author = _brand_page(request, page_id), asker(request)
    return 201, told(messages.post(page, author=author, title=sent.title, body=body, at=timezone.now()))


@router.post(
    "/pages/{page_id}/replies", response={201: MessageOut}, auth=Token("reply"), summary="Send an official reply"
)
@limited("api_write")
@idempotent
def reply(request: HttpRequest, page_id: int, sent: ReplyIn) -> tuple[int, MessageOut]:
    """Uses the owner's right to reply once; held while their grant is on probation."""
    count(request, "post")
    page = _brand_page(request, page_id)
    answers, body = _answered(page, sent.answers_id), marks.to_html(sent.body)
    return 201, told(messages.reply(page, author=asker(request), body=body, answers=answers, at=timezone.now()))


@router.post("/pages/{page_id}/comments", response={201: MessageOut}, auth=Token("comment"), summary="Comment")
@limited("api_write")
@idempotent
def comment(request: HttpRequest, page_id: int, sent: AnswerIn) -> tuple[int, MessageOut]:
    """In plain text, as any member with a verified address."""
    count(request, "comment")
    page = _brand_page(request, page_id)
    answers = _answered(page, sent.answers_id)
    return 201, told(messages.comment(page, author=asker(request), body=sent.body, answers=answers, at=timezone.now()))


def _brand_page(request: HttpRequest, page_id: int) -> BrandPage:
    return brand_page(program_asked(request), page_id)


def _answered(page: BrandPage, number: int | None) -> Message | None:
    if number is None:
        return None
    found = Message.objects.filter(pk=number, page=page, state=Message.State.PUBLISHED).first()
    if found is None:
        raise NotFound(_("There is no such message on this page."))
    return found


def told(message: Message) -> MessageOut:
    """The message in the API's words."""
    plain = ("id", "page_id", "kind", "state", "relation", "disclosure", "answers_id", "title")
    times = ("written_at", "published_at", "edited_at")
    return MessageOut(
        **{name: getattr(message, name) for name in plain + times}, author=message.author.address,
        grant_id=message.exercise.grant_id if message.exercise else None, body_html=message.body,
        url=message.get_absolute_url(),
    )  # fmt: skip
