"""The words of the filters: what each can be set to, and what is set."""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from advocates.queries.languages import named
from cms.models import BrandPage
from moderation.models import Case, Cause
from moderation.queries.filters import EVERY, LEVELS, SWITCHES, UNREAD, Filters
from moderation.queries.queue import ORDER, waiting
from moderation.queries.standing import Standing
from moderation.views.narrowing import with_filters

MOST_PLACES, MOST_LOOKED_AT = 200, 500
Choice = tuple[str, StrOrPromise]


def choices_of(standing: Standing, filters: Filters, reads: list[str]) -> list[dict[str, Any]]:
    """The filters with several values, each with its choices and the one that is set; two queries."""
    own = _("those I read") if reads else _("every language")
    languages: list[Choice] = [(EVERY, _("show all languages"))] if reads else []
    if standing.is_staff:
        languages.append((UNREAD, _("those that no moderator reads")))
    levels = (_("medium and above"), _("high and above"), _("the highest only"))
    return [
        _select("place", _("Where"), _("everywhere"), _places(standing), filters),
        _select("cause", _("Why it is here"), _("any reason"), list(Cause.Kind.choices), filters),
        _select("language", _("Language"), own, [*languages, *_languages(standing, filters)], filters),
        _select("urgency", _("Urgency"), _("any"), list(zip(LEVELS, levels, strict=True)), filters),
    ]


def switches_of(standing: Standing) -> list[Choice]:
    """The filters that are on or off."""
    words = {
        "overdue": _("overdue"), "escalated": _("escalated to staff"), "newcomers": _("from newcomers"),
        "links": _("with links"), "pictures": _("with pictures"), "asked": _("waits for a second opinion"),
        "handed": _("handed to me"),
    }  # fmt: skip
    return [(name, words[name]) for name in SWITCHES if name != "escalated" or standing.is_staff]


def chips_of(standing: Standing, filters: Filters) -> list[dict[str, Any]]:
    """Every switch with the address that turns it the other way."""
    chips = []
    for name, label in switches_of(standing):
        on = bool(getattr(filters, name))
        turned = replace(filters, **{name: "" if on else "1"})
        chips.append({"name": name, "label": label, "on": on, "url": with_filters(reverse("desk"), turned)})
    return chips


def _select(name: str, label: str, empty: str, choices: list[Choice], filters: Filters) -> dict[str, Any]:
    return {"name": name, "label": label, "choices": [("", empty), *choices], "value": getattr(filters, name)}


def _places(standing: Standing) -> list[Choice]:
    root = standing.program.root_page.path
    pages = BrandPage.objects.live().filter(standing.within("path"), path__startswith=root).order_by("path")
    return [(str(pk), title) for pk, title in pages.values_list("pk", "title")[:MOST_PLACES]]


def _languages(standing: Standing, filters: Filters) -> list[Choice]:
    """Those among the most urgent cases that the person may see, and the one that is set."""
    front = waiting(standing).order_by(*ORDER).values("pk")[:MOST_LOOKED_AT]
    met = set(Case.objects.filter(pk__in=front).order_by().values_list("language", flat=True).distinct())
    if filters.language not in {"", EVERY, UNREAD}:
        met.add(filters.language)
    return sorted(((code, named(code).name) for code in met if code), key=lambda choice: str(choice[1]))
