"""Applications: a person's own, and those that wait for a reviewer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from accounts.models import User
from advocates.models import Application, Program


def open_application(program: Program, applicant: User) -> Application | None:
    """The one that is a draft, sent, or waiting for more."""
    return Application.objects.filter(program=program, applicant=applicant, state__in=Application.OPEN).first()


def applications_of(program: Program, applicant: User) -> list[Application]:
    """All of a person's, newest first, with their steps."""
    found = Application.objects.filter(program=program, applicant=applicant).prefetch_related("steps")
    return list(found.order_by("-begun_at", "-pk"))


def closed_until(program: Program, applicant: User, at: datetime) -> date | None:
    """The day from which the person may apply again, while it is still to come in the program's time zone."""
    declined = Application.objects.filter(program=program, applicant=applicant, state=Application.State.DECLINED)
    last = declined.exclude(reapply_on=None).order_by("-decided_at").first()
    day = last.reapply_on if last else None
    return day if day and day > at.astimezone(program.zone).date() else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many applications wait for the program, the oldest since when, and until when an answer is promised."""

    program: Program
    count: int
    oldest: datetime | None

    @property
    def promised(self) -> datetime | None:
        return self.oldest + timedelta(days=self.program.answer_days) if self.oldest else None

    def is_late(self, at: datetime) -> bool:
        return self.promised is not None and self.promised < at


def waiting(program: Program) -> Waiting:
    sent = Application.objects.filter(program=program, state=Application.State.SUBMITTED)
    return Waiting(program, sent.count(), sent.aggregate(oldest=Min("submitted_at"))["oldest"])


def promised_at(application: Application) -> datetime | None:
    """When the applicant was promised an answer."""
    if application.submitted_at is None:
        return None
    return application.submitted_at + timedelta(days=application.program.answer_days)
