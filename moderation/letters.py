"""What authors and those who flagged are told by mail: rows written with what they tell."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, override

from accounts.models import User
from advocates.models import Program
from advocates.queries import address_of
from cms.models import Message
from moderation.models import UNTOLD, Appeal, Decision, Flag
from moderation.queries.promise import Clock
from moderation.queries.pseudonyms import name_of
from moderation.queries.statement import language_of_author, language_of_page, statement_of
from sitewide.mail import write_letter
from sitewide.text import excerpt


def tell_author(decision: Decision) -> None:
    """What was decided on their message; where it is against it, the statement of reasons, in the author's language."""
    if decision.act in UNTOLD:
        return
    message = decision.case.message
    language = language_of_author(decision.case)
    told = {"decision": decision, "by": name_of(decision.case.program_id, decision.by_id)}
    statement = statement_of(decision, language) if decision.is_against else None
    _write(message.author, "decision_made", message, language, at=decision.at, statement=statement, **told)


def answer_flags(decision: Decision) -> None:
    """Thanks to everybody whose flag led to the case, and what came of it, in the language of the page they read."""
    for flag in Flag.objects.filter(cause__case=decision.case).select_related("by", "message__page"):
        answer_flag(flag, decision, at=decision.at)


def answer_flag(flag: Flag, decision: Decision, *, at: datetime) -> None:
    told = {"decision": decision, "acted": decision.act not in UNTOLD}
    _write(flag.by, "flag_answered", flag.message, language_of_page(flag.message), at=at, **told)


def confirm_appeal(appeal: Appeal) -> None:
    """That it arrived, who reads it and until when."""
    case = appeal.decision.case
    _write(appeal.by, "appeal_received", case.message, language_of_author(case), at=appeal.at, appeal=appeal)


def tell_of_appeal(appeal: Appeal) -> None:
    """How the appeal ended and why."""
    assert appeal.decided_at is not None, "only of an appeal that is decided"
    case = appeal.decision.case
    _write(appeal.by, "appeal_decided", case.message, language_of_author(case), at=appeal.decided_at, appeal=appeal)


def tell_of_alarm(reader: User, program: Program, clock: Clock, *, at: datetime) -> None:
    """That cases run out of the promised time, or are late, where this person can decide them."""
    if not reader.is_active:
        return
    known = {"reader": reader, "program": program, "clock": clock, "base_url": address_of(program)}
    write_letter(to=reader.email, about="promise_runs_out", context=known, at=at, member=reader)


def _write(reader: User, about: str, message: Message, language: str = "", /, *, at: datetime, **context: Any) -> None:
    """A letter to this reader; nobody without an active account gets one."""
    if not reader.is_active:
        return
    program: Program = message.program
    known = {
        "reader": reader,
        "program": program,
        "message": message,
        "said": excerpt(message.body, 120),
        "base_url": address_of(program),
    }
    with override(language or get_language()):
        write_letter(to=reader.email, about=about, context=known | context, at=at, member=reader)
