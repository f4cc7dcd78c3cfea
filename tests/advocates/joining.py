"""A program that asks four questions, its manager, an applicant, and the manager of another program."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from advocates.actions import applications, programs
from advocates.models import Application, Program, Question
from record.models import Entry
from sitewide.models import Letter
from tests import stage
from tests.factories import ProgramFactory, UserFactory, manager_of


@dataclass(frozen=True)
class Joining:
    """Who and what a test about joining needs. `at` is now."""

    program: Program
    manager: User
    stranger: User
    applicant: User
    text: Question
    choice: Question
    link: Question
    consent: Question
    at: datetime

    @property
    def answers(self) -> dict[int, str]:
        return {self.text.pk: "I bake bread.", self.choice.pk: "Years", self.consent.pk: "yes"}

    def form(self, **fields: str) -> dict[str, str]:
        """The answers as the browser sends them; `fields` by the name of the question above."""
        named = {f"q{pk}": answer for pk, answer in self.answers.items()}
        return named | {f"q{getattr(self, name).pk}": value for name, value in fields.items()}

    def draft(self, applicant: User | None = None) -> Application:
        return applications.begin(self.program, applicant=applicant or self.applicant, at=self.at)

    def sent(self, applicant: User | None = None) -> Application:
        person = applicant or self.applicant
        return applications.submit(self.draft(person), answers=self.answers, actor=person, at=self.at)

    def asked(self) -> Application:
        return applications.ask_more(self.sent(), note="Which bread?", actor=self.manager, at=self.at)

    def in_state(self, state: str) -> Application:
        """An application that came to this state by the actions."""
        who: dict[str, Any] = {"actor": self.manager, "at": self.at}
        if state == Application.State.DRAFT:
            return self.draft()
        one = self.sent()
        if state == Application.State.ASKED:
            return applications.ask_more(one, note="More?", **who)
        if state == Application.State.ACCEPTED:
            applications.accept(one, **who)
        if state == Application.State.DECLINED:
            applications.decline(one, reason="no_room", note="", reapply_on=None, **who)
        if state == Application.State.WITHDRAWN:
            applications.withdraw(one, actor=self.applicant, at=self.at)
        one.refresh_from_db()
        return one


@pytest.fixture
def joining(db: None) -> Joining:
    cache.clear()
    program = ProgramFactory(name="Ember and Pan", answer_days=7, enrolment_days=100, welcome="Say hello to Mara.")
    elsewhere = ProgramFactory(name="Canary Cruises", hostname="canary.example")
    ask = Question.objects.create
    return Joining(
        program=program,
        manager=manager_of(program, name="Mara"),
        stranger=manager_of(elsewhere, name="Otto"),
        applicant=UserFactory(name="Ines"),
        text=ask(program=program, label="What do you cook?", max_length=100, position=1),
        choice=ask(program=program, kind="choice", label="For how long?", choices="Months\nYears", position=2),
        link=ask(program=program, kind="link", label="Where can we read you?", required=False, position=3),
        consent=ask(program=program, kind="consent", label="I am an adult.", position=4),
        at=timezone.now(),
    )


def signed_in(person: User, *, recent: bool = True) -> Client:
    """`recent`: who has just proven who they are."""
    return stage.signed_in(person, recent=recent)


def verbs(subject: Any) -> list[str]:
    """What the record says was done to a thing, oldest first."""
    found = Entry.objects.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).order_by("id")
    return list(found.values_list("verb", flat=True))


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def staff(joining: Joining) -> Client:
    """A manager who was appointed, so with the workbench."""
    member = UserFactory(name="Nina")
    programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    return signed_in(member)


def last_letter(person: User) -> Letter:
    letter = Letter.objects.filter(member=person).order_by("-pk").first()
    assert letter is not None
    return letter
