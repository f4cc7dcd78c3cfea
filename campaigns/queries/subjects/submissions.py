"""Missions that were done: they count once a submission is verified, until it is taken back."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import EarningRule, Submission
from campaigns.queries.missions.terms import REASONS
from campaigns.queries.subjects.told import Source, Told, label_of
from record.models import Entry


class Submissions:
    label = label_of(Submission)
    good = frozenset({"submission.verified"})
    bad = frozenset({"submission.revoked"})

    def of_entry(self, entry: Entry) -> Submission | None:
        if entry.subject_kind != self.label:
            return None
        rows = Submission.objects.select_related("program", "member", "mission")
        return rows.filter(pk=entry.subject_id).first()

    def told(self, subject: Any) -> Told:
        """The points are those promised when it was taken."""
        done: Submission = subject
        return Told(
            done.program, done.member, EarningRule.What.MISSION, points=done.points, place=done.mission.place_id
        )

    def stands(self, subject: Any) -> bool:
        return Submission.objects.filter(pk=subject.pk, state=Submission.State.VERIFIED).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Submission.objects.select_related("mission").in_bulk(list(numbers))
        return {
            number: Source(
                one.mission.name, one.get_absolute_url(), _why_not(one), reverse("submissions:edit", args=[number])
            )
            for number, one in found.items()
        }


def _why_not(submission: Submission) -> str:
    reason = str(REASONS.get(submission.reason, ""))
    return (
        _("It was taken back: %(reason)s. %(words)s") % {"reason": reason, "words": submission.words} if reason else ""
    )
