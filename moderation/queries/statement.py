"""The statement of reasons for a decision against a message, as its author is given it.

Its contents are those of Article 17(3) of Regulation (EU) 2022/2065, the Digital Services Act: what is done, where and
for how long (a), on which facts and whether after a notice (b), the use of automated means (c), the clause and why it is
broken (e), and the ways to redress (f). A ground in law (d) is none of ours: decisions rest on the program's rules.
"""

from dataclasses import dataclass
from datetime import datetime

from cms.models import Message
from moderation.models import WINDOW, Case, Cause, Decision
from sitewide.languages import SPOKEN

CODES = frozenset(code for code, _name in SPOKEN)
HELD_BY_MACHINE = frozenset({"breaker", "rule"})
"""Why a message waited; for the others, probation and a halt, a person had decided beforehand."""


@dataclass(frozen=True, slots=True)
class CitedClause:
    """The clause as it stood when it was cited: of which policy, in which version, in the reader's language if there is one."""

    policy: str
    version: int
    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """`notice`: a reader flagged it; `machine`: a rule or the breaker pointed at it before a person looked, who decided."""

    notice: bool
    machine: bool
    clause: CitedClause | None
    until: datetime


def statement_of(decision: Decision, language: str) -> Statement:
    """Read it, with the clause in that language where the policy is translated; three queries."""
    return stated(decision, cited_in(decision, language))


def stated(decision: Decision, clause: CitedClause | None = None) -> Statement:
    """The same with a clause that is known; without a query where the causes are loaded. Only those before the decision."""
    causes = [cause for cause in decision.case.causes.all() if cause.at <= decision.at]
    notice = any(cause.kind == Cause.Kind.FLAG for cause in causes)
    return Statement(notice, any(_by_machine(cause) for cause in causes), clause, decision.at + WINDOW)


def _by_machine(cause: Cause) -> bool:
    return cause.kind == Cause.Kind.RULE or (cause.kind == Cause.Kind.HELD and cause.detail in HELD_BY_MACHINE)


def cited_in(decision: Decision, language: str) -> CitedClause | None:
    clause = decision.clause
    if clause is None:
        return None
    version = clause.version
    title, text = clause.title, clause.text
    translation = version.translations.filter(language=language).first()
    for code, its_title, its_text in translation.clauses if translation else ():
        if code == clause.code:
            title, text = its_title, its_text
    return CitedClause(str(version.policy), version.number, clause.code, title, text)


def language_of_author(case: Case) -> str:
    """The language that the author wrote in, as far as it was told apart and is spoken here; else that of the page."""
    return case.language if case.language in CODES else language_of_page(case.message)


def language_of_page(message: Message) -> str:
    """The language of the page when the message was said: no account says in which language its person reads."""
    wanted = (message.language, message.program.language)
    return next((code for code in wanted if code in CODES), "en")
