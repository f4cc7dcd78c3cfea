"""In which of the languages that a text has somebody reads it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag and by the name that its readers know."""

    tag: str
    name: str


def named(tag: str) -> Language:
    return Language(tag, str(LANG_INFO.get(tag, {}).get("name_local", tag)))


def every_language() -> list[tuple[str, str]]:
    """Tag and name of each language we know, for a form."""
    known = ((tag, f"{info['name']} ({tag})") for tag, info in LANG_INFO.items() if "name" in info)
    return sorted(known, key=lambda choice: choice[1])


def language_for(request: HttpRequest, available: Iterable[str]) -> str:
    """What the reader chose by `?language=`, else what their browser asks for first, else that of the pages; of the
    languages there are, whose first is the original and what everybody else gets."""
    tags = list(available)
    asked = [tag for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for wanted in (request.GET.get("language", ""), *asked, get_language() or ""):
        for tag in tags:
            if wanted and tag.casefold() == wanted.casefold():
                return tag
        for tag in tags:
            if wanted and tag.split("-")[0].casefold() == wanted.split("-")[0].casefold():
                return tag
    return tags[0]
