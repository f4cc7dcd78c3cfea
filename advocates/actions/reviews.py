"""Judging applications by the program's criteria: each reviewer alone, before they see what another said."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.applications import for_review, noted, tell
from advocates.actions.authority import must_manage
from advocates.models import Application, ConflictOfInterest, Criterion, Program, Review, Score
from advocates.queries.vetting import criteria_of, has_conflict, has_nominated, possible_reviewers, vetting_of
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line


@transaction.atomic
def save_criterion(criterion: Criterion, *, actor: User, at: datetime) -> Criterion:
    """Judge by a new criterion, or describe an old one differently.

    Refuses whoever is no manager (403), no label or a scale outside 2 to 10 (422), and another meaning or scale for a
    criterion that reviews have used (409): retire it and make a new one.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=criterion.program_id)
    must_manage(actor, program)
    criterion.label = one_line(criterion.label, 120)
    if not criterion.label:
        raise Invalid(_("A criterion has a name."), code="empty")
    if not 2 <= criterion.most <= 10:
        raise Invalid(_("A scale has 2 to 10 points."), code="no_scale")
    new = criterion.pk is None
    if not new:
        _must_mean_the_same(criterion)
    criterion.save()
    write("criterion.added" if new else "criterion.changed", at=at, subject=criterion, actor=actor, program=program)
    return criterion


def _must_mean_the_same(criterion: Criterion) -> None:
    before = Criterion.objects.get(pk=criterion.pk)
    same = (before.label, before.most, before.program_id) == (criterion.label, criterion.most, criterion.program_id)
    if not same and before.scores.exists():
        raise Conflict(_("Reviews have used this criterion: retire it and make a new one."), code="used")


@transaction.atomic
def give(
    application: Application, *, points: Mapping[int, int], advice: str, note: str, actor: User, at: datetime
) -> Review:
    """Judge an application as it was sent last: points by criterion, an advice, a note for the other reviewers.

    When it makes two of two disagree, whoever may judge as the third is told. Refuses who does not manage the program
    or is in conflict (404), the applicant (403), an application that does not wait, a second review by the same person,
    one more than is needed (409), an advice, points or note that cannot be (422).
    """
    application = for_review(application, actor)
    if application.state != Application.State.SUBMITTED or application.submitted_at is None:
        raise Conflict(_("Only an application that waits is judged."), code=application.state)
    before = vetting_of(application)
    if before.by(actor):
        raise Conflict(_("You have judged this application already."), code="already_reviewed")
    if before.complete:
        raise Conflict(_("Enough people have judged this application."), code="enough_reviews")
    judged = _judged(application.program, points)
    if advice not in Review.Advice.values:
        raise Invalid(_("Advise to accept or to decline."), code="no_advice")
    review = Review.objects.create(
        application=application, reviewer=actor, sent_at=application.submitted_at, advice=advice, note=noted(note),
        at=at,
    )  # fmt: skip
    Score.objects.bulk_create(Score(review=review, criterion=one, points=given) for one, given in judged.items())
    write("review.given", at=at, subject=review, actor=actor, program=application.program)
    _ask_a_third(application, at)
    return review


@transaction.atomic
def declare_conflict(application: Application, *, reason: str, actor: User, at: datetime) -> ConflictOfInterest:
    """Step back from an open application: it does not exist for this person any more, and their review does not count.

    Refuses who does not manage the program or did so before (404), the applicant (403), a decided application (409),
    and without a reason (422).
    """
    application = for_review(application, actor)
    if not application.is_open:
        raise Conflict(_("This application is decided."), code=application.state)
    kept = one_line(reason, 400)
    if not kept:
        raise Invalid(_("Say what brings you near to the applicant."), code="no_reason")
    conflict = ConflictOfInterest.objects.create(application=application, reviewer=actor, reason=kept, at=at)
    write("conflict.declared", at=at, subject=conflict, actor=actor, program=application.program)
    return conflict


def _judged(program: Program, points: Mapping[int, int]) -> dict[Criterion, int]:
    """The points of every criterion, none left out. Refuses (422) a missing one and points outside the scale."""
    judged = {}
    for criterion in criteria_of(program):
        given = points.get(criterion.pk, 0)
        if not 1 <= given <= criterion.most:
            told = {"criterion": criterion.label, "most": criterion.most}
            sentence = _("Give “%(criterion)s” 1 to %(most)s points.") % told
            raise Invalid(sentence, code="no_points", detail={"criterion": criterion.pk})
        judged[criterion] = given
    return judged


def _ask_a_third(application: Application, at: datetime) -> None:
    """Tell who may judge as the third: managers, and where none is left, who runs the installation."""
    now = vetting_of(application)
    if now.complete or len(now.reviews) < now.asked:
        return
    third = list(possible_reviewers(application))
    runs = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=application.applicant_id)
    for person in third or [
        one for one in runs if not (now.by(one) or has_conflict(one, application) or has_nominated(one, application))
    ]:
        tell(application, "third", at=at, to=person)
