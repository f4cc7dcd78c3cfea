"""Pieces of a brand page that are the same for every reader, made once and shared.

A thread is made once for each `Thread.version`: what readers see of messages changes with that alone. The rest that is
in it (names, portraits, addresses of pictures) is at most a minute old. What is personal is laid over it by the page.
A process remembers the pieces that it shows, and shares what it made through the cache with the others.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from advocates.models import Program
from cms.memory import Memory
from cms.models import BrandPage
from cms.queries.places import ShownPage
from cms.queries.said import speakers_on
from cms.queries.threads import thread_page

SECONDS = 60
SPEAKERS_SECONDS = 10
_pieces: Memory[SafeString] = Memory(seconds=30, most=400)
_speakers: Memory[SafeString] = Memory(seconds=SPEAKERS_SECONDS, most=400)


def thread_html(page: ShownPage, number: int) -> SafeString:
    """One page of the conversation; opening and closing it counts its version on, too."""

    def make() -> str:
        known = {"page": page, "thread": thread_page(page.pk, number), "closed": page.closed}
        return render_to_string("cms/thread.html", known)

    return _shared(f"thread:{page.pk}:{page.translation_key}:{page.version}:{number}", make)


def content_html(page: ShownPage) -> SafeString:
    """What editors wrote: hero and blocks."""

    def make() -> str:
        return render_to_string("cms/content.html", {"page": BrandPage.objects.get(pk=page.pk), "jump": True})

    return _shared(f"content:{page.pk}:{page.translation_key}:{page.stamp}", make)


def speakers_html(page: ShownPage, program: Program) -> SafeString:
    """Who may post or reply here: what the register says, at most `SPEAKERS_SECONDS` old."""
    key = f"speakers:{page.pk}:{page.translation_key}"
    kept = _speakers.find(key)
    if kept is None:
        grants = speakers_on(page.path, program, timezone.now())
        kept = mark_safe(render_to_string("cms/speakers.html", {"grants": grants}))  # noqa: S308 - our own template
        _speakers.keep(key, kept)
    return kept


def _shared(key: str, make: Callable[[], str]) -> SafeString:
    kept = _pieces.find(key)
    if kept is None:
        html: str | None = cache.get(key)
        if html is None:
            html = str(make())
            cache.set(key, html, SECONDS)
        kept = mark_safe(html)  # noqa: S308 - made by our own templates
        _pieces.keep(key, kept)
    return kept
