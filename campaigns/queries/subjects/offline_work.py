"""Translations, events and other work away from the pages: they count once somebody else verified them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from campaigns.models import OfflineWork
from campaigns.queries.subjects.told import Source, Told, label_of
from record.models import Entry


class Work:
    label = label_of(OfflineWork)
    good = frozenset({"work.verified"})
    bad = frozenset({"work.revoked"})

    def of_entry(self, entry: Entry) -> OfflineWork | None:
        if entry.subject_kind != self.label:
            return None
        return OfflineWork.objects.select_related("program", "member").filter(pk=entry.subject_id).first()

    def told(self, subject: Any) -> Told:
        work: OfflineWork = subject
        return Told(work.program, work.member, work.kind, minutes=work.minutes, pieces=work.pieces)

    def stands(self, subject: Any) -> bool:
        return OfflineWork.objects.filter(pk=subject.pk, state=OfflineWork.State.VERIFIED).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = OfflineWork.objects.in_bulk(list(numbers))
        return {
            number: Source(
                work.title,
                work.get_absolute_url(),
                str(work.get_code_display()),
                reverse("logged_work:edit", args=[number]),
            )
            for number, work in found.items()
        }
