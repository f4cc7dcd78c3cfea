"""What reviewers said of an application, who may read it, and how often reviewers agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F, Q, QuerySet

from accounts.models import User
from advocates.models import Application, ConflictOfInterest, Criterion, Nomination, Program, Review

Advice = Review.Advice
LATEST_REVIEWS = 1_000


def _sent_at(application: Application) -> datetime:
    """When what counts was sent; of a draft, which nobody judges, when it was begun."""
    return application.submitted_at or application.begun_at


def criteria_of(program: Program) -> list[Criterion]:
    """What reviewers judge by now, in order."""
    return list(Criterion.objects.filter(program=program, retired=False))


def has_conflict(person: User, application: Application) -> bool:
    return ConflictOfInterest.objects.filter(application=application, reviewer=person).exists()


def has_nominated(person: User, application: Application) -> bool:
    return Nomination.objects.filter(application=application, nominator=person).exists()


def possible_reviewers(application: Application) -> QuerySet[User]:
    """The managers who have not judged what was sent last, are in no conflict, did not nominate, and did not apply."""
    judged = Review.objects.filter(application=application, sent_at=_sent_at(application))
    away = ConflictOfInterest.objects.filter(application=application)
    found = User.objects.filter(manages__program=application.program_id, is_active=True)
    found = found.exclude(pk__in=judged.values("reviewer")).exclude(pk__in=away.values("reviewer"))
    named = Nomination.objects.filter(application=application).values("nominator")
    return found.exclude(pk=application.applicant_id).exclude(pk__in=named).order_by("pk")


@dataclass(frozen=True, slots=True)
class Vetting:
    """The reviews that count: of what was sent last, by people without a conflict who did not nominate, the
    oldest first.

    `asked` is how many the program wants; where two disagree, one more is needed.
    """

    asked: int
    reviews: tuple[Review, ...]

    @property
    def accepting(self) -> int:
        return sum(review.advice == Advice.ACCEPT for review in self.reviews)

    @property
    def declining(self) -> int:
        return len(self.reviews) - self.accepting

    @property
    def needed(self) -> int:
        """How many reviews there must be in all, as it stands."""
        split = self.asked > 1 and len(self.reviews) >= self.asked and bool(self.accepting and self.declining)
        return self.asked + 1 if split else self.asked

    @property
    def complete(self) -> bool:
        return len(self.reviews) >= self.needed

    @property
    def against(self) -> bool:
        """Whether of two or three more advise to decline than to accept; a single one decides anyway."""
        return self.asked > 1 and self.declining > self.accepting

    def by(self, person: User) -> Review | None:
        return next((review for review in self.reviews if review.reviewer_id == person.pk), None)

    def readable_by(self, person: User, application: Application) -> tuple[Review, ...]:
        """All of them once the person gave their own, all are there, or it is decided; before that none."""
        may = not application.is_open or self.complete or self.by(person) is not None
        return self.reviews if may else ()

    def may_be_known_to(self, person: User, application: Application) -> bool:
        """Whether the person may read who invited the applicant: of two reviewers neither before their own review."""
        return self.asked == 1 or not application.is_open or self.complete or self.by(person) is not None


def vetting_of(application: Application) -> Vetting:
    """As it stands; reads the reviews with their scores."""
    counted = Review.objects.filter(application=application, sent_at=_sent_at(application))
    away = ConflictOfInterest.objects.filter(application=application).values("reviewer")
    named = Nomination.objects.filter(application=application).values("nominator")
    rows = (
        counted.exclude(reviewer__in=away)
        .exclude(reviewer__in=named)
        .select_related("reviewer")
        .prefetch_related("scores__criterion")
    )
    return Vetting(max(application.reviewers, application.program.reviewers), tuple(rows.order_by("pk")))


def may_be_decided(application: Application, vetting: Vetting, at: datetime) -> bool:
    """Whether the reviews suffice. One reviewer is who decides; of two both have judged, and a third where they differ.

    An applicant who was asked for more and is silent for the days of an answer can be declined without them.
    """
    if vetting.asked == 1 or vetting.complete:
        return True
    asked = application.steps.filter(state=Application.State.ASKED).last()
    silent_since = at - timedelta(days=application.program.answer_days)
    return application.state == Application.State.ASKED and asked is not None and asked.at <= silent_since


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two reviewers of the same application advised, in counts of pairs."""

    both_accept: int
    both_decline: int
    split: int

    @property
    def pairs(self) -> int:
        return self.both_accept + self.both_decline + self.split

    @property
    def percent(self) -> int | None:
        return round(100 * (self.both_accept + self.both_decline) / self.pairs) if self.pairs else None

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance, 1 at most, 0 for none; None where everybody always advised the same.

        Fleiss' kappa for two reviewers, which is Scott's pi: who of the two is first means nothing.
        Source: Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971).
        """
        if not self.pairs:
            return None
        accepting = (2 * self.both_accept + self.split) / (2 * self.pairs)
        by_chance = accepting**2 + (1 - accepting) ** 2
        return None if by_chance == 1 else (1 - self.split / self.pairs - by_chance) / (1 - by_chance)


def agreement_of(program: Program) -> Agreement:
    """Over the newest 1,000 reviews; of each sending of an application the first two count, since both were blind."""
    rows = Review.objects.filter(application__program=program).order_by("-pk")
    newest = rows.values_list("application_id", "sent_at", "pk", "advice")[:LATEST_REVIEWS]
    pairs = []
    for _sending, group in groupby(sorted(newest), key=lambda row: row[:2]):
        advices = [row[3] for row in group][:2]
        if len(advices) == 2:
            pairs.append(set(advices))
    accept = sum(pair == {Advice.ACCEPT} for pair in pairs)
    decline = sum(pair == {Advice.DECLINE} for pair in pairs)
    return Agreement(accept, decline, len(pairs) - accept - decline)


COUNTED = Q(reviews__sent_at=F("submitted_at"))
"""Of an application's reviews those of what was sent last."""
