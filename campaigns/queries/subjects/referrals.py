"""Orders that came by an advocate's link or code: they count from the end of their hold until they are sent back."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import Conversion, EarningRule
from campaigns.queries.subjects.told import Source, Told, label_of
from record.models import Entry


class Referrals:
    label = label_of(Conversion)
    good = frozenset({"referral.converted"})
    bad = frozenset({"referral.clawed_back"})

    def of_entry(self, entry: Entry) -> Conversion | None:
        if entry.subject_kind != self.label:
            return None
        found = Conversion.objects.select_related("program", "link__member", "rule")
        return found.filter(pk=entry.subject_id).first()

    def told(self, subject: Any) -> Told:
        conversion: Conversion = subject
        points = conversion.rule.points
        return Told(conversion.program, conversion.link.member, EarningRule.What.REFERRAL, points=points)

    def stands(self, subject: Any) -> bool:
        return Conversion.objects.filter(pk=subject.pk, state=Conversion.State.COUNTED).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Conversion.objects.select_related("link").in_bulk(list(numbers))
        return {number: _source(conversion) for number, conversion in found.items()}


def _source(conversion: Conversion) -> Source:
    told = {"link": conversion.link.name, "day": date_format(conversion.ordered_at, "j M Y")}
    title = _("%(link)s, order of %(day)s") % told
    staff = reverse("conversions:edit", args=[conversion.pk])
    return Source(title, f"/portal/share/#conversion-{conversion.pk}", _("The order was paid back."), staff)
