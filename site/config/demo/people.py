"""Members, staff and advocates of the demo program, by the same actions that real ones come by."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from accounts.models import User
from advocates.actions import applications, enrolments, policies, programs
from advocates.actions.naming import Wish
from advocates.actions.questions import save_question
from advocates.models import Application, Enrolment, PolicyVersion, Program, Question
from config.demo import texts
from config.demo.cast import CAST, PASSWORD, Person
from config.demo.places import PICTURES
from sitewide.images import reencode

ANSWERS = {
    "ines": (
        "The 28 cm cast-iron pan, since 2009. Every day but Mondays.",
        "The first kettle lid rattled. The second does not.",
    ),
    "greta": ("Three of your knives and far too many stones.", "The old handles drank water. The new ones are better."),
    "tomasz": ("Forty years of school kitchens, mostly your big pots.", "The rivets of the 2004 ladle."),
    "priya": ("A 24 cm pan and a bread tin, for two years.", "I wanted a lid for the 24 cm pan and there is none."),
}
NAMED = {"kenji": Wish("pseudonym", "Quiet Whetstone")}
"""Who chose otherwise than to be named by their name."""
COMMON = ("A pan, a pot and a kettle of yours, for some years now.", "Waiting for spare parts took too long once.")


def operator(at: datetime) -> User:
    """Who runs the installation: begins the program and appoints its first manager. Has no password."""
    found = User.objects.filter(is_superuser=True).order_by("pk").first()
    return found or User.objects.create_superuser(
        "operator@demo.example",
        None,
        name="Demo operator",
        handle="demo-operator",
        date_joined=at - timedelta(days=140),
    )


def everybody(at: datetime) -> dict[str, User]:
    """The cast as members with verified addresses and the one password."""
    return {handle: _member(person, at) for handle, person in CAST.items()}


def _member(person: Person, at: datetime) -> User:
    joined = at - timedelta(days=person.joined)
    user = User.objects.create_user(
        person.email, PASSWORD, name=person.name, handle=person.handle, about=person.about, date_joined=joined
    )
    if person.portrait:
        with (PICTURES / f"portrait-{person.portrait:02}.webp").open("rb") as file:
            portrait = reencode(file)
        user.picture.save(f"{person.handle}.{portrait.format.lower()}", ContentFile(portrait.content))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def staff(program: Program, people: dict[str, User], operator: User, at: datetime) -> None:
    begun = at - timedelta(days=129)
    programs.appoint_manager(program, member=people["marta"], actor=operator, at=begun, title="Community")
    programs.appoint_manager(program, member=people["owen"], actor=people["marta"], at=begun, title="Repair bench")


def rules(program: Program, manager: User, at: datetime) -> list[PolicyVersion]:
    """The two policies: one for advocates to attest, one for all messages."""
    begun = at - timedelta(days=128)
    for kind, label, help_text, choices, longest in texts.QUESTIONS:
        question = Question(
            program=program, kind=kind, label=label, help_text=help_text, choices=choices, max_length=longest
        )
        question.position = program.questions.count()
        save_question(question, actor=manager, at=begun)
    agreement = policies.create_policy(program, name="Advocate agreement", actor=manager, at=begun)
    house = policies.create_policy(
        program, name="House rules", actor=manager, at=begun, attested=True, governs_messages=True
    )
    return [
        policies.publish(agreement, text=texts.AGREEMENT, clauses=texts.AGREEMENT_CLAUSES, actor=manager, at=begun),
        policies.publish(house, text=texts.HOUSE_RULES, clauses=texts.HOUSE_CLAUSES, actor=manager, at=begun),
    ]


def apply(program: Program, applicant: User, at: datetime) -> Application:
    """An application with every question answered, sent at this moment."""
    application = applications.begin(program, applicant=applicant, at=at)
    return applications.submit(application, answers=_answers(program, applicant), actor=applicant, at=at)


def _answers(program: Program, applicant: User) -> dict[int, str]:
    first, second = ANSWERS.get(applicant.handle or "", COMMON)
    said: dict[str, Any] = {Question.Kind.LINK: f"https://example.org/{applicant.handle}", Question.Kind.CONSENT: "yes"}
    told = iter((first, second))
    answers = {}
    for question in program.questions.all():
        if question.kind == Question.Kind.CHOICE:
            answers[question.pk] = next(iter(question.options()))
        else:
            answers[question.pk] = said.get(question.kind) or next(told)
    return answers


def enrol(application: Application, reviewer: User, signed: Iterable[PolicyVersion]) -> None:
    """Accepted two days after it was sent, and every policy attested the day after, by the name of one's choice."""
    assert application.submitted_at is not None, "it was sent"
    at, member = application.submitted_at, application.applicant
    applications.accept(application, actor=reviewer, at=at + timedelta(days=2), note="A pleasure to read. Welcome.")
    named = NAMED.get(member.handle or "", Wish("name"))
    for version in signed:
        policies.attest(version, member=member, at=at + timedelta(days=3), named=named)


def terms(program: Program, people: dict[str, User], at: datetime) -> None:
    """Two terms are renewed, one person has left, and the other terms are to renew or to end."""
    of = {row.member_id: row for row in Enrolment.objects.filter(program=program, ended_at=None)}
    for handle in ("ines", "tomasz"):
        enrolments.renew(of[people[handle].pk], actor=people["marta"], at=at - timedelta(days=10))
    enrolments.leave(of[people["luca"].pk], actor=people["luca"], at=at - timedelta(days=18))
