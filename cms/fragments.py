"""Pieces of a brand page that are the same for every reader, made once and shared.

A thread is made once for each `Thread.version`: what readers see of messages changes with that alone. The rest that is
in it (names, portraits, addresses of pictures) is at most `SECONDS` old. What is personal is laid over it by the page.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from cms.models import BrandPage
from cms.queries.threads import thread_page

SECONDS = 60


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


def _shared(key: str, make: Callable[[], str]) -> SafeString:
    html = cache.get(key)
    if html is None:
        html = str(make())
        cache.set(key, html, SECONDS)
    return mark_safe(html)  # noqa: S308 - made by our own templates
