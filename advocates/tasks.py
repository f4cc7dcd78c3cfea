from celery import shared_task
from django.utils import timezone

from advocates.actions import access, certifications, drills, enrolments, grants, probation, terms


@shared_task(name="advocates.tasks.end_what_ended")
def end_what_ended() -> int:
    """End the terms that are over, with their rights, then the grants whose own time is over; answers how many.

    Swept by beat and safe to run twice or at once. Nothing depends on its hour: the rule of rights looks at the dates.
    """
    now = timezone.now()
    return enrolments.end_terms(at=now) + grants.expire_ended(at=now)


@shared_task(name="advocates.tasks.remind_of_certifications")
def remind_of_certifications() -> int:
    """Write the letters about certifications that end soon or have ended, each once; answers how many."""
    return certifications.remind(at=timezone.now())


@shared_task(name="advocates.tasks.remind_of_terms")
def remind_of_terms() -> int:
    """Write the letters about terms that end soon, to both sides, each once; answers of how many terms."""
    return terms.remind(at=timezone.now())


@shared_task(name="advocates.tasks.answer_drill")
def answer_drill(*, drill_id: int) -> None:
    """The worker's part in a drill; safe to run twice."""
    drills.answer(drill_id, at=timezone.now())


@shared_task(name="advocates.tasks.weigh_probation")
def weigh_probation() -> int:
    """Propose the end of every probation that may end; the record's consumer does it sooner. Safe to run twice or at once."""
    return probation.weigh_all(at=timezone.now())


@shared_task(name="advocates.tasks.review_access")
def review_access() -> int:
    """Open the access reviews whose time has come, write their letters, and end what was not confirmed in time.

    Swept by beat and safe to run twice, at once, or to be killed anywhere; answers how many grants ended.
    """
    now = timezone.now()
    access.open_due(at=now)
    access.remind(at=now)
    return access.close_due(at=now)
