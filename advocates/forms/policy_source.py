"""A policy as one writes it: paragraphs, then clauses whose headings begin with `##` and a number."""

import re
from collections.abc import Iterable

from advocates.models import PolicyVersion

HEADING = re.compile(r"^##[ \t]*(?:(?P<code>(?=[\w.]*\d)[\w.]+?)[.:)]?(?=[ \t]|$))?[ \t]*(?P<title>.*)$", re.MULTILINE)
Clauses = list[tuple[str, str, str]]


def parse(source: str) -> tuple[str, Clauses]:
    """The introduction and the clauses (number, title, text). A heading without number or title leaves that empty."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    headings = list(HEADING.finditer(source))
    ends = [*(heading.start() for heading in headings[1:]), len(source)] if headings else []
    introduction = source[: headings[0].start()] if headings else source
    clauses = [
        (heading["code"] or "", (heading["title"] or "").strip(), source[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    ]
    return introduction.strip(), clauses


def source_of(version: PolicyVersion) -> str:
    """The source from which the version could have been published."""
    clauses = [(clause.code, clause.title, clause.text) for clause in version.ordered_clauses()]
    return written(version.text, clauses)


def written(text: str, clauses: Iterable[tuple[str, str, str]]) -> str:
    parts = [text, *(f"## {code} {title}\n{body}".strip() for code, title, body in clauses)]
    return "\n\n".join(part for part in parts if part)
