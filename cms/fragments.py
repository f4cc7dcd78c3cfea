"""Pieces of a brand page that are the same for every reader, made once and shared.

A thread is made once for each `Thread.version`: what readers see of messages changes with that alone. The rest that is
in it (names, portraits, addresses of pictures) is at most `SECONDS` old. What is personal is laid over it by the page.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from advocates.models import Program
from cms.models import BrandPage
from cms.queries.said import speakers_on
from cms.queries.threads import thread_page

SECONDS = 60
SPEAKERS_SECONDS = 10


def thread_html(page: BrandPage, version: int, number: int, *, closed: bool) -> SafeString:
    """One page of the conversation; opening and closing it counts its version on, too."""

    def make() -> str:
        known = {"page": page, "thread": thread_page(page.pk, number), "closed": closed}
        return render_to_string("cms/thread.html", known)

    return _shared(f"thread:{page.pk}:{page.translation_key}:{version}:{number}", make)


def content_html(page: BrandPage, stamp: str) -> SafeString:
    """What editors wrote: hero and blocks. `stamp` changes with title, introduction and blocks."""

    def make() -> str:
        return render_to_string("cms/content.html", {"page": page, "jump": True})

    return _shared(f"content:{page.pk}:{page.translation_key}:{stamp}:{page.picture_id}", make)


def speakers_html(page: BrandPage, program: Program) -> SafeString:
    """Who may post or reply here: what the register says, at most `SPEAKERS_SECONDS` old."""

    def make() -> str:
        return render_to_string("cms/speakers.html", {"grants": speakers_on(page, program, timezone.now())})

    return _shared(f"speakers:{page.pk}:{page.translation_key}", make, SPEAKERS_SECONDS)


def _shared(key: str, make: Callable[[], str], seconds: int = SECONDS) -> SafeString:
    html = cache.get(key)
    if html is None:
        html = str(make())
        cache.set(key, html, seconds)
    shared: SafeString = mark_safe(html)  # noqa: S308 - made by our own templates
    return shared
