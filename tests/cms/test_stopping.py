"""A halted message: out of sight, unanswered, undecided under a right, until somebody lifts the halt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from advocates import rights
from advocates.actions import halts
from cms.actions import messages
from cms.models import Message
from moderation.models import Case
from record.actions import Number
from record.tasks import settle
from tests.cms.conftest import Cast
from tests.factories import BrandPageFactory, ProgramFactory
from tests.refusing import refusal


def press(cast: Cast, message: Message) -> Any:
    return halts.halt(cast.program, level="message", message_id=message.pk, actor=cast.manager, at=cast.at)


def test_a_halted_message_goes_out_of_sight_with_its_press(cast: Cast) -> None:
    said = messages.comment(cast.page, author=cast.member, body="Hello", at=cast.at)
    halt = press(cast, said)
    assert press(cast, said) == halt
    said.refresh_from_db()
    assert (said.state, said.hold_reason, halt.place_id) == ("held", "halt", cast.page.pk)
    settle()
    assert Case.objects.get().message == said


def test_nobody_shows_answers_edits_or_decides_on_it_meanwhile(cast: Cast) -> None:
    """I3. Guards: `_must_not_be_halted` in deciding, and `message_ids` in the rule; without them it comes back."""
    said = messages.post(cast.page, author=cast.advocate, title="Rust", body="<p>It is rust.</p>", at=cast.at)
    halt = press(cast, said)
    about = rights.Place.on(cast.page, cast.program, (said.pk, None))
    for right in ("reply", "post", "moderate"):
        assert rights.examine(cast.advocate, right, about, at=cast.at).refusal.code == "halted"  # type: ignore[union-attr]
    acts: list[Callable[[], Any]] = [
        lambda: messages.release(said, actor=cast.manager, at=cast.at),
        lambda: messages.edit(said, title="Rust", body="<p>More.</p>", actor=cast.advocate, at=cast.at),
        lambda: messages.reply(cast.page, author=cast.advocate, body="<p>Yes</p>", answers=said, at=cast.at),
    ]
    assert {refusal(act) for act in acts} == {"halted"}
    hidden = messages.hide(said, actor=cast.manager, at=cast.at)
    assert refusal(lambda: messages.restore(hidden, actor=cast.manager, at=cast.at)) == "halted"
    halts.lift(halt, reason="All clear.", actor=cast.manager, at=cast.later(minutes=1))
    assert messages.restore(hidden, actor=cast.manager, at=cast.at).state == "published"


def test_a_reply_that_waited_is_not_sent_into_a_halted_branch(cast: Cast) -> None:
    """Nor where only the number of what is answered is known, as in the portal. Guard: the top among `message_ids`."""
    said = messages.comment(cast.page, author=cast.member, body="Hello", at=cast.at)
    below = messages.reply(cast.page, author=cast.advocate, body="<p>Yes</p>", answers=said, at=cast.at)
    press(cast, said)
    late = cast.at + timedelta(minutes=5)
    act = lambda: messages.reply(cast.page, author=cast.advocate, body="<p>So</p>", answers=Number(below.pk), at=late)  # noqa: E731
    assert refusal(act) == "halted"


def test_what_is_hidden_already_stays_hidden(cast: Cast) -> None:
    said = messages.comment(cast.page, author=cast.member, body="Hello", at=cast.at)
    messages.hide(said, actor=cast.manager, at=cast.at)
    press(cast, said)
    assert Message.objects.get(pk=said.pk).state == "hidden"


def test_another_programs_message_is_not_there(cast: Cast) -> None:
    there = BrandPageFactory(parent=ProgramFactory(hostname="other.example").root_page)
    said = messages.comment(there, author=cast.member, body="Hello", at=cast.at)
    assert refusal(lambda: press(cast, said)) == "nothing_to_halt"
    assert Message.objects.get().state == "published"
