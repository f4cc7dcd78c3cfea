"""How the demo program judges applications: by criteria, two reviewers alone."""

from datetime import datetime, timedelta

from accounts.models import User
from advocates.actions import invitations, nominations, programs, reviews
from advocates.models import Application, Criterion, Program

CRITERIA = (
    ("Knows the things", "1: has heard of them. 5: has mended, compared and lent them out.", 5),
    ("Fair to others", "1: wants to win. 5: says what speaks against them, too.", 5),
    ("Has time", "1: once a month. 3: most days.", 3),
)
NOTES = {
    "accept": ("Shows the work, and the mistakes.", "Writes as people talk. I would ask them about rivets."),
    "decline": ("The pictures are from our own catalogue.", "Nothing here that we could confirm."),
}


def by_two(program: Program, people: dict[str, User], at: datetime) -> None:
    """From this moment on two judge, by three criteria."""
    for position, (label, help_text, most) in enumerate(CRITERIA):
        criterion = Criterion(program=program, label=label, help_text=help_text, most=most, position=position)
        reviews.save_criterion(criterion, actor=people["marta"], at=at)
    programs.change_program(program, actor=people["marta"], at=at, reviewers=2)
    program.refresh_from_db(fields=["reviewers"])


def judge(application: Application, by: list[User], advice: str, at: datetime) -> None:
    """A review by each of them, an hour apart."""
    low = 1 if advice == "decline" else 3
    for turn, reviewer in enumerate(by):
        points = {
            one.pk: min(low + (turn + position) % 2, one.most) for position, one in enumerate(_criteria(application))
        }
        reviews.give(
            application, points=points, advice=advice, note=NOTES[advice][turn], actor=reviewer,
            at=at + timedelta(hours=turn),
        )  # fmt: skip


def links(program: Program, people: dict[str, User], at: datetime) -> None:
    """One link that is open, one that was revoked. Nobody knows their addresses."""
    for who, purpose, uses, ago, lasts in (
        ("marta", "Repair day in Bristol, the card at the till", 25, 12, 60),
        ("owen", "Letter to the knife club", 10, 40, 90),
    ):
        made_at = at - timedelta(days=ago)
        link, _secret = invitations.make(
            program, purpose=purpose, most_uses=uses, ends_at=made_at + timedelta(days=lasts), actor=people[who],
            at=made_at,
        )  # fmt: skip
        if who == "owen":
            invitations.revoke(link, actor=people["marta"], at=at - timedelta(days=30))


def nominated(application: Application, by: User, email: str, at: datetime) -> None:
    """By an advocate, two days before; the applicant agreed."""
    reason = "Answers beginners on the cookware page as if she had all day. She should do it under a right."
    made = nominations.nominate(application.program, email=email, reason=reason, actor=by, at=at - timedelta(days=2))
    nominations.agree(made, actor=application.applicant, at=at)


def _criteria(application: Application) -> list[Criterion]:
    return list(Criterion.objects.filter(program=application.program_id))
