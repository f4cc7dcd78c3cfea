"""Editing with a public history, withdrawing, and what others do with a message."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from advocates.actions.grants import revoke
from advocates.models import Exercise
from advocates.rights import NotAllowed
from cms import screening
from cms.actions import messages
from cms.models import Message, Thread
from cms.queries.said import shown_versions
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.cms.conftest import Cast, another_advocate
from tests.factories import HaltFactory, UserFactory


@pytest.fixture
def said(cast: Cast) -> Message:
    return messages.post(cast.page, author=cast.advocate, title="Season it", body="<p>Oil.</p>", at=cast.at)


def edited(cast: Cast, said: Message, **fields: object) -> Message:
    sent = {
        "title": "Season it well",
        "body": "<p>Oil, then heat.</p>",
        "actor": said.author,
        "at": cast.later(hours=1),
    }
    return messages.edit(said, **sent | fields)


def verbs(said: Message) -> list[str]:
    about = Entry.objects.filter(subject_kind="cms.message", subject_id=said.pk).order_by("id")
    return list(about.values_list("verb", flat=True))


def test_an_edit_keeps_what_readers_saw_before(cast: Cast, said: Message) -> None:
    changed = edited(cast, said)
    assert (changed.title, changed.body, changed.state) == ("Season it well", "<p>Oil, then heat.</p>", "published")
    before = shown_versions(changed)
    assert [(version.number, version.title, version.body) for version in before] == [(1, "Season it", "<p>Oil.</p>")]
    assert verbs(said) == ["message.published", "message.edited"]


def test_an_edit_needs_no_quota_but_a_live_grant(cast: Cast, said: Message) -> None:
    for _use in range(cast.may_post.per_day - 1):
        messages.post(cast.page, author=cast.advocate, title="More", body="x", at=cast.at)
    edited(cast, said)
    assert Exercise.objects.filter(grant=cast.may_post).count() == cast.may_post.per_day
    revoke(cast.may_post, reason="Moved on", actor=cast.manager, at=timezone.now())
    with pytest.raises(NotAllowed) as refusal:
        edited(cast, said, title="Again", at=timezone.now())
    assert refusal.value.code == "granted"


def test_a_halt_stops_edits_of_what_was_said_under_a_right(cast: Cast, said: Message) -> None:
    HaltFactory(program=cast.program)
    with pytest.raises(NotAllowed):
        edited(cast, said)
    assert not said.versions.exists()


def test_an_edit_that_changes_nothing_leaves_no_version(cast: Cast, said: Message) -> None:
    assert edited(cast, said, title=said.title, body=said.body).edited_at is None
    assert verbs(said) == ["message.published"]


def test_an_edit_is_sanitised_and_needs_words(cast: Cast, said: Message) -> None:
    """I11."""
    assert edited(cast, said, body="<p>x<script>y</script></p>").body == "<p>x</p>"
    with pytest.raises(Invalid):
        edited(cast, said, body="")


def test_nobody_edits_the_words_of_others(cast: Cast, said: Message) -> None:
    for other in (cast.member, cast.manager):
        with pytest.raises(Forbidden):
            edited(cast, said, actor=other)


def test_an_edit_on_probation_waits_again(cast: Cast) -> None:
    advocate = another_advocate(cast, "post", probation_uses=2)
    first = messages.post(cast.page, author=advocate, title="One", body="x", at=cast.at)
    messages.release(first, actor=cast.manager, at=cast.at)
    assert edited(cast, first).state == "held"
    assert verbs(first) == ["message.held", "message.released", "message.edited", "message.held"]


def test_an_edit_is_screened_again(cast: Cast, said: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int | None] = []

    def screen(draft: screening.Draft) -> list[screening.Hit]:
        seen.append(draft.message_id)
        return [screening.Hit(4, "word", holds=True)]

    monkeypatch.setattr(screening, "_screens", [screen])
    assert (edited(cast, said).state, seen) == ("held", [said.pk])


def test_what_nobody_read_is_no_public_history(cast: Cast) -> None:
    """Without `shown` in `_keep` the author's unread first text would be public after the release."""
    advocate = another_advocate(cast, "post", probation_uses=1)
    waits = messages.post(cast.page, author=advocate, title="Rude", body="rude", at=cast.at)
    edited(cast, waits)
    freed = messages.release(waits, actor=cast.manager, at=cast.later(hours=2))
    assert freed.versions.count() == 1
    assert shown_versions(freed) == []


def test_a_comment_is_edited_as_plain_text(cast: Cast) -> None:
    said = messages.comment(cast.page, author=cast.member, body="One", at=cast.at)
    assert edited(cast, said, title="ignored", body="<b>Two</b>").body == "<p>&lt;b&gt;Two&lt;/b&gt;</p>"


@pytest.mark.parametrize("act", [messages.hide, messages.remove, messages.lock])
def test_what_others_took_away_or_locked_is_not_edited(cast: Cast, said: Message, act: Callable[..., Message]) -> None:
    act(said, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        edited(cast, said)


def test_nothing_is_edited_in_a_closed_conversation(cast: Cast, said: Message) -> None:
    messages.lock_thread(cast.page, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        edited(cast, said)


def test_an_author_withdraws_for_good(cast: Cast, said: Message) -> None:
    assert messages.withdraw(said, actor=cast.advocate, at=cast.at).state == "withdrawn"
    with pytest.raises(Conflict):
        messages.withdraw(said, actor=cast.advocate, at=cast.at)
    with pytest.raises(Conflict):
        messages.restore(said, actor=cast.manager, at=cast.at)


def test_nobody_withdraws_for_others_and_nobody_what_was_removed(cast: Cast, said: Message) -> None:
    with pytest.raises(Forbidden):
        messages.withdraw(said, actor=cast.manager, at=cast.at)
    messages.remove(said, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        messages.withdraw(said, actor=cast.advocate, at=cast.at)


def test_a_removed_message_names_its_rule_and_comes_back_without_it(cast: Cast, said: Message) -> None:
    assert messages.remove(said, actor=cast.manager, at=cast.at, clause="Be kind").clause == "Be kind"
    back = messages.restore(said, actor=cast.manager, at=cast.later(days=1), grant=cast.may_reply)
    assert (back.state, back.clause, back.published_at) == ("published", "", cast.at)
    assert Entry.objects.get(verb="message.restored").grant_id == cast.may_reply.pk


def test_a_held_message_is_released_at_that_moment(cast: Cast, said: Message) -> None:
    assert messages.hold(said, reason="flags", actor=None, at=cast.at).hold_reason == "flags"
    assert Entry.objects.filter(verb="message.held").get().data["reason"] == "flags"
    assert messages.release(said, actor=cast.manager, at=cast.later(hours=3)).published_at == cast.at


STEPS = {"hold": "held", "release": "published", "hide": "hidden", "remove": "removed", "restore": "published"}
STARTS = {"published": (), "held": ("hold",), "hidden": ("hide",), "removed": ("remove",)}
ALLOWED = {
    ("published", "hold"), ("published", "hide"), ("published", "remove"), ("held", "release"), ("held", "hide"),
    ("held", "remove"), ("hidden", "remove"), ("hidden", "restore"), ("removed", "restore"),
}  # fmt: skip


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("act", STEPS)
def test_only_known_steps_lead_from_state_to_state(cast: Cast, said: Message, start: str, act: str) -> None:
    for step in STARTS[start]:
        do(cast, said, step)
    if (start, act) in ALLOWED:
        assert do(cast, said, act).state == STEPS[act]
        assert STEPS[act] in Message.TRANSITIONS[start]
    else:
        with pytest.raises(Conflict):
            do(cast, said, act)


def do(cast: Cast, said: Message, act: str) -> Message:
    fields = {"reason": "why"} if act == "hold" else {}
    done: Message = getattr(messages, act)(said, actor=cast.manager, at=cast.at, **fields)
    return done


@pytest.mark.parametrize("act", ["hold", "hide", "remove", "lock", "pin"])
def test_readers_see_every_such_change(cast: Cast, said: Message, act: str) -> None:
    before = Thread.objects.get(page=cast.page).version
    do(cast, said, act)
    assert Thread.objects.get(page=cast.page).version == before + 1


def test_only_managers_pin_and_close(cast: Cast, said: Message) -> None:
    stranger = UserFactory()
    for person in (stranger, cast.advocate):
        for act in (messages.pin, messages.unpin):
            with pytest.raises(Forbidden):
                act(said, actor=person, at=cast.at)
        for close in (messages.lock_thread, messages.unlock_thread):
            with pytest.raises(Forbidden):
                close(cast.page, actor=person, at=cast.at)


def test_only_a_published_top_is_pinned_and_once(cast: Cast, said: Message) -> None:
    answer = messages.comment(cast.page, author=cast.member, body="x", at=cast.at, answers=said)
    with pytest.raises(Conflict):
        messages.pin(answer, actor=cast.manager, at=cast.at)
    assert messages.pin(said, actor=cast.manager, at=cast.at).pinned
    with pytest.raises(Conflict):
        messages.pin(said, actor=cast.manager, at=cast.at)
    assert not messages.unpin(said, actor=cast.manager, at=cast.at).pinned
    assert verbs(said)[-2:] == ["message.pinned", "message.unpinned"]


def test_locks_are_set_and_lifted_once(cast: Cast, said: Message) -> None:
    messages.lock(said, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        messages.lock(said, actor=cast.manager, at=cast.at)
    assert not messages.unlock(said, actor=cast.manager, at=cast.at).locked
    assert messages.lock_thread(cast.page, actor=cast.manager, at=cast.at).locked
    with pytest.raises(Conflict):
        messages.lock_thread(cast.page, actor=cast.manager, at=cast.at)
    assert not messages.unlock_thread(cast.page, actor=cast.manager, at=cast.at).locked
