"""A restriction stops what waits from being released, unless somebody whom it names says why it may be said."""

from time import perf_counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocates.actions import restrictions
from advocates.models import Override, Restriction
from advocates.rights import stops
from cms.actions import messages
from cms.models import Message
from record.models import Entry
from sitewide.errors import Refused
from tests.cms.conftest import Cast, a_comment, a_post
from tests.factories import manager_of

pytestmark = pytest.mark.django_db


def quiet(cast: Cast, *named: User, **fields: Any) -> Restriction:
    """A quiet period from tomorrow until the day after, set now; everything in the tests happens in it or before."""
    known = {"kind": "quiet", "place": cast.page, "reason": "The recall.", "actor": cast.manager, "at": cast.at}
    known |= {"starts_at": cast.later(days=1), "ends_at": cast.later(days=2), "overriders": named}
    return restrictions.restrict(cast.program, **known | fields)


def held(cast: Cast, **fields: Any) -> Message:
    """A post of the advocate that waits."""
    return messages.hold(a_post(cast, **fields), reason="rule", actor=None, at=cast.at)


def refusal(message: Message, cast: Cast, **about: Any) -> str:
    known = {"actor": cast.manager, "at": cast.later(hours=30)}
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        messages.release(message, **known | about)
    message.refresh_from_db()
    assert (message.state, Entry.objects.count()) == ("held", before)
    return refused.value.code


def test_what_waits_is_not_released_in_a_quiet_period(cast: Cast) -> None:
    """Guard: `_must_be_unrestricted` in `release`; without it the message appears."""
    quiet(cast)
    waits = held(cast)
    assert refusal(waits, cast) == "restricted"
    assert messages.release(waits, actor=cast.manager, at=cast.later(days=3)).state == "published"


def test_what_readers_never_saw_is_not_restored_in_a_quiet_period(cast: Cast) -> None:
    """Guard: `_must_be_unrestricted` in `restore`; without it hiding and showing again goes around every embargo."""
    quiet(cast, cast.manager)
    waits = messages.hold(a_post(cast), reason="rule", actor=None, at=cast.at)
    Message.objects.update(published_at=None)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=30)}
    messages.hide(waits, **about)
    with pytest.raises(Refused) as refused, transaction.atomic():
        messages.restore(waits, **about)
    assert refused.value.code == "restricted"
    assert messages.restore(waits, **about, override="About the recall.").state == "published"
    assert Override.objects.get().by == cast.manager


def test_what_readers_saw_before_comes_back_in_a_quiet_period(cast: Cast) -> None:
    quiet(cast)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=30)}
    seen = a_post(cast)
    messages.hide(seen, **about)
    assert messages.restore(seen, **about).state == "published"


@pytest.mark.parametrize(
    "text", ["new prіces", "ｎｅｗ ｐｒｉｃｅｓ", "new-prices", "new príces", "NEW  prices", "n\u200bew pri­ces"]
)
def test_an_embargoed_phrase_is_found_however_it_is_spelt(cast: Cast, text: str) -> None:
    """Guard: `_compared`; with the text only in lower case a look-alike letter or a hyphen speaks despite the embargo."""
    embargo = Restriction(kind="embargo", words="New prices", place=Page.objects.get(pk=cast.page.pk))
    embargo.ends_at = timezone.now()
    assert stops(embargo, cast.page.path, f"Soon: {text}!")
    assert not stops(embargo, cast.page.path, "Renew prices, new apriceship")


def test_a_comment_is_under_no_restriction(cast: Cast) -> None:
    quiet(cast)
    waits = messages.hold(a_comment(cast), reason="rule", actor=None, at=cast.at)
    assert messages.release(waits, actor=cast.manager, at=cast.later(hours=30)).state == "published"


def test_who_is_named_lets_it_be_said_with_a_reason(cast: Cast) -> None:
    restriction = quiet(cast, cast.manager)
    waits = held(cast)
    freed = messages.release(
        waits, actor=cast.manager, at=cast.later(hours=30), override="It tells how to send it back."
    )
    assert freed.state == "published"
    kept = Override.objects.get()
    assert (kept.restriction, kept.exercise_id, kept.by, kept.advocate) == (
        restriction, waits.exercise_id, cast.manager, cast.advocate,
    )  # fmt: skip
    assert kept.reason == "It tells how to send it back."
    assert Entry.objects.get(verb="restriction.overridden").data["advocate"] == cast.advocate.pk


def test_nobody_else_does(cast: Cast) -> None:
    """Guard: `must_override`; without its checks every manager overrides every restriction."""
    named = manager_of(cast.program)
    restriction = quiet(cast, named)
    waits = held(cast)
    assert refusal(waits, cast, override="Please.") == "not_named"
    assert refusal(waits, cast, override=" ", actor=named) == "restricted"
    assert refusal(waits, cast, override="Please.", actor=None) == "to_oneself"
    cast.program.managers.filter(member=named).delete()
    assert refusal(waits, cast, override="Please.", actor=named) == "not_named"
    assert not restriction.overrides.exists()


def test_nobody_overrides_for_themselves(cast: Cast) -> None:
    """I5. Guards: `to_oneself` in `must_override`, and the constraint under it."""
    cast.program.managers.create(member=cast.advocate, since=cast.at)
    restriction = quiet(cast, cast.advocate)
    waits = held(cast)
    assert refusal(waits, cast, override="Mine.", actor=cast.advocate) == "to_oneself"
    with pytest.raises(IntegrityError, match="nobody_overrides_for_themselves"), transaction.atomic():
        Override.objects.create(
            restriction=restriction, exercise=waits.exercise, advocate=cast.advocate, by=cast.advocate, reason="Because",
            at=cast.at,
        )  # fmt: skip


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(reason="Other."), lambda rows: rows._raw_delete("default")]
)
def test_an_override_is_never_changed_or_deleted(cast: Cast, change: Any) -> None:
    """Guard: the trigger `override_append_only`."""
    quiet(cast, cast.manager)
    messages.release(held(cast), actor=cast.manager, at=cast.later(hours=30), override="It helps.")
    with pytest.raises(IntegrityError), transaction.atomic():
        change(Override.objects.all())


def test_every_restriction_that_stops_it_must_name_them(cast: Cast) -> None:
    quiet(cast, cast.manager)
    quiet(cast, kind="embargo", words="heat")
    quiet(cast, kind="embargo", words="steam")
    assert refusal(held(cast), cast, override="Please.") == "not_named"


def said_against(words: str, text: str) -> str:
    """The word of the text that an embargo of these words stops."""
    place = Page(path="0001")
    now = timezone.now()
    check = stops(
        Restriction(kind="embargo", words=words, place=place, reason="Because", ends_at=now), "00010001", text
    )
    return str(check.values["word"]) if check else ""


@pytest.mark.parametrize(
    ("words", "text", "stopped"),
    [
        ("recall*", "The RECALLED pans", "recalled"), ("recall*", "Total recall", "recall"), ("recall*", "A trecall", ""),
        ("kr-*", "Model KR-2041 cracks", "kr-2041"), ("*gate", "pangate and more", "pangate"),
        ("price of *", "price of oil", "price of oil"),
        ("a*b.c", "axxb.c", "axxb.c"), ("a*b.c", "axxbzc", ""), ("recall", "recalled", ""),
    ],
)  # fmt: skip
def test_a_pattern_stops_every_word_that_it_fits(words: str, text: str, stopped: str) -> None:
    assert said_against(words, text) == stopped


def test_no_text_makes_a_pattern_slow() -> None:
    """Guard: the bound of what a `*` takes. With `\\w*` in its place this takes minutes."""
    begun = perf_counter()
    assert said_against("\n".join(f"ab{n}*cd*ef" for n in range(20)), "ab1" + "cdx" * 6_000) == ""
    assert perf_counter() - begun < 5


@pytest.mark.parametrize("words", ["*", "a*", "- *", "ab*cd*ef*gh"])
def test_a_pattern_that_fits_nearly_everything_is_refused(cast: Cast, words: str) -> None:
    with pytest.raises(Refused) as refused:
        quiet(cast, kind="embargo", words=words)
    assert refused.value.code == "wide"


def test_only_managers_are_named(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        quiet(cast, cast.advocate)
    assert refused.value.code == "overrider"
