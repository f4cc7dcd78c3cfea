"""Which courses a right of the program rests on."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import CoursePage, PolicyVersion, Program, Requirement, Right
from advocates.queries.courses import questions_of
from advocates.quizzes import fault
from record.actions import write
from sitewide.errors import Conflict, Invalid

LATEST = timedelta(days=366)


@transaction.atomic
def require(
    program: Program, *, right: str, course: CoursePage, actor: User, at: datetime, binds_from: datetime | None = None
) -> Requirement:
    """From `binds_from` on (else at once) nobody without a valid certification of the course uses the right.

    Refuses whoever is no manager (403); an unknown right, a course of another program or that is not published, a quiz
    that cannot be answered, a beginning in the past or more than 366 days ahead (422); a course that the right
    requires already (409).
    """
    must_manage(actor, program)
    if right not in Right.values:
        raise Invalid(_("There is no such right."), code="unknown_right")
    if Program.objects.of_page(course) != program or not course.live:
        raise Invalid(_("This is no published course of the program."), code="unknown_course")
    questions, clauses = questions_of(course), PolicyVersion.objects.cited(program, at)
    if not questions or any(fault(question, clauses) for question in questions):
        raise Invalid(_("Nobody could pass this course: its quiz cannot be answered."), code="unanswerable")
    if binds_from is not None and binds_from < at:
        raise Invalid(_("A course cannot be required in the past."), code="binds_in_the_past")
    if binds_from is not None and binds_from > at + LATEST:
        told = {"days": LATEST.days}
        raise Invalid(_("Choose a day at most %(days)s days ahead.") % told, code="binds_too_late")
    try:
        with transaction.atomic():
            made = Requirement.objects.create(
                program=program, right=right, course=course, made_at=at, made_by=actor, binds_from=binds_from or at
            )
    except IntegrityError as error:
        raise Conflict(_("This right requires the course already."), code="required_already") from error
    facts: dict[str, Any] = {"right": right, "course": course.pk, "binds_from": made.binds_from.isoformat()}
    write("requirement.made", at=at, subject=made, actor=actor, program=program, **facts)
    return made


@transaction.atomic
def waive(requirement: Requirement, *, actor: User, at: datetime) -> Requirement:
    """The right no longer rests on the course. Refuses whoever is no manager (403), one that is waived already (409)."""
    rows = Requirement.objects.select_for_update(of=("self",)).select_related("program")
    requirement = rows.get(pk=requirement.pk)
    must_manage(actor, requirement.program)
    if requirement.ended_at is not None:
        raise Conflict(_("This is waived already."), code="already_waived")
    requirement.ended_at, requirement.ended_by = at, actor
    requirement.save(update_fields=["ended_at", "ended_by"])
    facts: dict[str, Any] = {"right": requirement.right, "course": requirement.course_id}
    write("requirement.waived", at=at, subject=requirement, actor=actor, program=requirement.program, **facts)
    return requirement
