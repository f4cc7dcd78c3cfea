"""What people are told by mail about what was done about them, and those who proposed it: in the author's language."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, override

from accounts.models import User
from advocates.models import Program
from advocates.queries import address_of
from moderation.models import Appeal, AppealMessage, Measure, MeasureProposal
from moderation.queries.pseudonyms import name_of
from moderation.queries.statement import cited_in, language_of_author
from sitewide.mail import write_letter


def tell_of_measure(measure: Measure) -> None:
    """What was done about them, by which clause, why, until when, by whom under which pseudonym, and how to appeal."""
    language = language_of_author(measure.decision.case)
    clause = cited_in(measure.decision, language)
    told = {"measure": measure, "clause": clause, "by": name_of(measure.program_id, measure.by_id)}
    _write(measure.person, measure.program, "measure_taken", measure.at, language, **told)


def tell_of_end(measure: Measure, *, at: datetime) -> None:
    """That it is over, and why where somebody ended it."""
    language = language_of_author(measure.decision.case)
    _write(measure.person, measure.program, "measure_ended", at, language, measure=measure)


def tell_of_answer(proposal: MeasureProposal) -> None:
    """Whoever proposed it reads what came of it; nobody where a threshold did."""
    if proposal.by is not None and proposal.answered_at is not None:
        _write(proposal.by, proposal.program, "measure_answered", proposal.answered_at, proposal=proposal)


def tell_of_turn(said: AppealMessage, readers: list[User]) -> None:
    """That somebody wrote in the conversation about an appeal; those who judge stand under their pseudonym."""
    case = said.appeal.decision.case
    program: Program = case.program
    speaker = name_of(program.pk, said.by_id) if said.from_panel else str(said.by)
    language = language_of_author(case) if said.from_panel else ""
    for reader in readers:
        _write(reader, program, "appeal_turn", said.at, language, said=said, appeal=said.appeal, speaker=speaker)


def tell_of_late_appeal(appeal: Appeal, readers: list[User], *, at: datetime) -> None:
    """That the promised answer is due or late."""
    program: Program = appeal.decision.case.program
    for reader in readers:
        _write(reader, program, "appeal_runs_late", at, appeal=appeal, late=appeal.due_at <= at)


def _write(reader: User, program: Program, about: str, at: datetime, language: str = "", /, **context: Any) -> None:
    """Nobody without an active account gets a letter. Without a language it is the one of the installation."""
    if not reader.is_active:
        return
    known = {"reader": reader, "program": program, "base_url": address_of(program)}
    with override(language or get_language()):
        write_letter(to=reader.email, about=about, context=known | context, at=at, member=reader)
