"""Pieces of a brand page that are the same for every reader, made once and shared.

A thread is made once for each `Thread.version`: what readers see of messages changes with that alone, also when
somebody is named otherwise. The rest that is in it (portraits, addresses of pictures) is at most a minute old. What is
personal is laid over it by the page.
A process remembers the pieces that it shows, and shares what it made through the cache with the others.
"""

from collections.abc import Callable
from itertools import zip_longest
from secrets import token_hex
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from advocates.models import Program
from cms.models import BrandPage
from cms.queries.places import ShownPage
from cms.queries.said import speakers_on
from cms.queries.threads import thread_page
from sitewide.memory import Memory

SECONDS = 60
SPEAKERS_SECONDS = 10
_pieces: Memory[SafeString] = Memory(seconds=30, most=400)
_pages: Memory[list[str]] = Memory(seconds=SPEAKERS_SECONDS, most=200)
_CUT = mark_safe(f"<!--{token_hex(12)}-->")  # noqa: S308 - nobody can guess it, so nobody can write it
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


def laid_over(request: HttpRequest, context: dict[str, Any], personal: dict[str, Any]) -> str:
    """The whole page for somebody signed in: one that is the same for all of them, and over it what is the reader's.

    `context` is what all share, `personal` what they do not; the shared page is made without it.
    """
    page, program = context["page"], context["program"]
    shown = (program.name, program.tagline, program.brand_color, request.path, get_language())
    key = f"{page.pk}:{page.stamp}:{page.version}:{page.closed}:{context['number']}:{shown}"
    shared = _pages.find(key)
    if shared is None:
        whole = render_to_string("cms/brand_page.html", pieces_of(context) | {"laid": _CUT}, request)
        shared = whole.split(_CUT)
        _pages.keep(key, shared)
    own = render_to_string("cms/personal.html", context | personal | {"cut": _CUT}, request).split(_CUT)
    return "".join(part for pair in zip_longest(shared, own, fillvalue="") for part in pair)


def pieces_of(context: dict[str, Any]) -> dict[str, Any]:
    """What the page of a context shows to everybody: content, conversation, and who speaks there."""
    page = context["page"]
    return context | {
        "content": content_html(page),
        "conversation": thread_html(page, context["number"]),
        "speakers": speakers_html(page, context["program"]),
    }


def speakers_html(page: ShownPage, program: Program) -> SafeString:
    """Who may post or reply here: what the register says, at most `SPEAKERS_SECONDS` old."""
    key = f"speakers:{page.pk}:{page.translation_key}:{page.version}"
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
