"""Every string of the corpora in every place of the case page: legible, and inert whatever it is.

As message, title, name of the author, note of a flag, earlier version, answer, source, and under the mark of a rule. The
texts are taken as they are, as if nothing had cleaned them before they were stored; the page is the last wall.

Guards: `revealed` in the partials; with `{{ cause.flag.note|safe }}` in causes.html this fails at the first chunk.
"""

import re
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from advocates.models import Clause, Policy, PolicyVersion, Program
from advocates.queries.changes import compared
from cms.models import BrandPage, Message
from moderation.legible import legible
from moderation.models import Cause, Flag
from moderation.queries.case_file import CaseFile, Edit
from moderation.shown import Found
from tests import corpora
from tests.sitewide.safety import elements
from tests.sitewide.test_revealing import MARK

AT_ONCE = 25
NEVER = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "meta",
    "link",
    "img",
    "video",
    "audio",
    "math",
    "template",
}


def strings() -> list[str]:
    lookalikes = [entry["payload"] for entry in corpora.entries("confusables/dev/confusables.json")]
    return corpora.markup() + corpora.naughty() + lookalikes


def page_of(texts: list[str]) -> str:
    """The message, its thread, edits, links and flags as the console renders them."""
    at, joined = timezone.now(), "\n\n".join(texts)
    author = User(pk=7, name=texts[0][:60], email="a@example.org")
    message = Message(
        pk=9, kind="post", state="hidden", title=texts[0], body=joined, author=author, written_at=at, disclosure=texts[0],
        program=Program(pk=1), page=BrandPage(pk=1, title="Page"),
    )  # fmt: skip
    clause = Clause(code="1", title="Be kind", version=PolicyVersion(policy=Policy(name="Rules")))
    answers = [
        Message(pk=n, body=text, author=author, written_at=at, state="published") for n, text in enumerate(texts)
    ]
    edits = [
        Edit(n, at, author, True, compared(before, text))
        for n, (before, text) in enumerate(zip(["", *texts], texts, strict=False))
    ]
    causes = [Cause(kind="flag", at=at, flag=Flag(clause=clause, note=text)) for text in texts]
    causes += [Cause(kind="rule", at=at, detail=texts[0])]
    file: Any = CaseFile(
        case=None, message=message, root=answers[0], parent=answers[-1], answers=answers, edits=edits, causes=causes,
        legible=legible(message.title, joined, [Found(0, 40, texts[0])], name=author.name), pictures=[], history=None,
        clauses=[], suggested=None,
    )  # fmt: skip
    parts = ("causes", "message")
    return "".join(render_to_string(f"moderation/partials/{part}.html", {"file": file}) for part in parts)


def must_be_inert(html: str) -> None:
    """No element that does something, no attribute that runs or styles, no address that is fetched."""
    for element in elements(html):
        assert element.tag not in NEVER, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), html
            assert name not in {"style", "src", "srcset", "srcdoc", "action", "formaction", "data", "background"}, name
            if name == "href" and element.tag == "a" and not value.startswith("/"):
                assert value.lower().startswith(("http://", "https://")), value
                assert set(element.attrib["rel"].split()) >= {"noopener", "noreferrer", "nofollow"}
                assert element.attrib["target"] == "_blank"


def read_back(html: str) -> str:
    """What the page says, marks read back, without blanks."""
    parts, end = [], 0
    for mark in MARK.finditer(html):
        parts += [re.sub(r"<[^<>]*>", "", html[end : mark.start()])]
        parts += ["".join(f"\0{code}\0" for code in mark["codes"].split())]
        end = mark.end()
    text = unescape("".join([*parts, re.sub(r"<[^<>]*>", "", html[end:])]))
    return "".join(re.sub("\0([0-9A-F]+)\0", lambda code: chr(int(code[1], 16)), text).split())


@pytest.mark.django_db
def test_every_string_of_the_corpora_is_legible_and_inert_wherever_the_case_page_shows_it() -> None:
    texts = strings()
    assert len(texts) > 6_500
    for start in range(0, len(texts), AT_ONCE):
        chunk = texts[start : start + AT_ONCE]
        html = page_of(chunk)
        must_be_inert(html)
        said = read_back(html)
        for text in chunk:
            assert said.count("".join(text.split())) >= 2, f"{text!r} is not to be read as a note and as a version"
