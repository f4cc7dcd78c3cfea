"""What a policy text must look like to be published and cited."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from sitewide.characters import settled
from sitewide.errors import Invalid
from sitewide.text import one_line

MOST_IN_TEXT = 60_000
MOST_IN_CLAUSE = 8_000
MOST_CLAUSES = 200
Clauses = Sequence[tuple[str, str, str]]


def tidy_text(text: str) -> str:
    """The introduction without odd characters. Refuses (422) an empty or overlong one."""
    text = settled(text).strip()
    if not text:
        raise Invalid(_("A policy says something."), code="empty")
    if len(text) > MOST_IN_TEXT:
        told = {"length": len(text), "limit": MOST_IN_TEXT}
        raise Invalid(_("This text is too long: %(length)d characters of %(limit)d.") % told, code="too_long")
    return text


def tidy_clauses(clauses: Clauses) -> list[tuple[str, str, str]]:
    """The clauses (number, title, text) likewise. Refuses (422) one that cannot be cited, two alike, and too many."""
    tidy = [(one_line(code, 12), one_line(title, 120), settled(body).strip()) for code, title, body in clauses]
    if any(not code or not title for code, title, _body in tidy):
        raise Invalid(_("Each clause has a number and a title."), code="clause")
    if len(tidy) > MOST_CLAUSES or any(len(body) > MOST_IN_CLAUSE for _code, _title, body in tidy):
        told = {"limit": MOST_IN_CLAUSE, "most": MOST_CLAUSES}
        raise Invalid(
            _("A policy has at most %(most)d clauses, each of at most %(limit)d characters.") % told, code="too_long"
        )
    codes = [code for code, _title, _body in tidy]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        told_twice = {"codes": ", ".join(twice)}
        raise Invalid(_("These numbers are there twice: %(codes)s.") % told_twice, code="clause_twice")
    return tidy
