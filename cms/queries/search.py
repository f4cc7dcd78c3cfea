"""Search over the pages and published messages of one program. The one door to Wagtail's search backend."""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Q, QuerySet
from wagtail.models import Page

from advocates.models import Program
from cms.models import Message
from sitewide.characters import settled

MOST_CHARACTERS = 100
_WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def asked(text: str) -> str:
    """What is searched for: the words alone, so that no sign of any backend's query language is left."""
    return " ".join(_WORDS.findall(settled(text)[:MOST_CHARACTERS].replace("\n", " ")))


def pages_found(program: Program, words: str, most: int = 10) -> list[Page]:
    """Live, public pages of the program that hold the words, best first. SQLite's index fails on quotation marks and
    signs of its own language: `words` comes from `asked`."""
    pages = Page.objects.live().public().descendant_of(program.root_page, inclusive=True)
    plain = re.sub(r"[-'’]", " ", words)
    return list(pages.specific().search(plain)[:most])


def messages_found(program: Program, words: str) -> QuerySet[Message]:
    """Readable messages of the program that hold every word, newest first."""
    said = Message.objects.readable().filter(program=program)
    found = _by_index(said, words) if connection.vendor == "postgresql" else _by_letters(said, words)
    return found.select_related("author", "page", "exercise").order_by("-published_at", "-pk")


def _by_index(said: QuerySet[Message], words: str) -> QuerySet[Message]:
    """With the index `message_words`; the vector must read as it does there."""
    query = SearchQuery(words, config="english", search_type="websearch")
    return said.annotate(words=SearchVector("title", "body", config="english")).filter(words=query)


def _by_letters(said: QuerySet[Message], words: str) -> QuerySet[Message]:
    for word in words.split():
        said = said.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return said
