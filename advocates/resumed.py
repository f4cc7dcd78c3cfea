"""What the forms of rights, policies and names do that waited for a proof of identity; see `accounts.resumed`."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import Naming, User
from accounts.resumed import About, Act, Words
from advocates.models import Enrolment, Grant, Halt, PolicyVersion
from advocates.queries import manages
from advocates.rights.words import LABELS


def row(rows: Callable[[], QuerySet[Any]]) -> Words:
    """The row of this number, in its own words; the number where it is not among the rows."""

    def words(value: str) -> object:
        return _numbered(rows(), value) or value

    return words


def _numbered(rows: QuerySet[Any], value: str) -> Any:
    return rows.filter(pk=int(value)).first() if value.isdecimal() and len(value) < 19 else None


def about(rows: Callable[[], QuerySet[Any]]) -> About:
    """The same, for whoever came to the address through an action that looked at their right."""
    words = row(rows)
    return lambda value, _reader: words(value)


def _enrolled() -> QuerySet[User]:
    return User.objects.filter(Exists(Enrolment.objects.filter(member=OuterRef("pk"))))


def _readable() -> QuerySet[Page]:
    found: QuerySet[Page] = Page.objects.live().public()
    return found


def _grant(value: str, reader: User) -> object:
    """A grant is told to who has, gave or manages it; whoever else has come here learns nothing by its number."""
    found = _numbered(Grant.objects.select_related("program"), value)
    near = {found.advocate_id, found.granted_by_id} if found else set()
    return found if found and (reader.pk in near or manages(reader, found.program)) else value


def _halt(value: str, reader: User) -> object:
    found = _numbered(Halt.objects.select_related("program"), value)
    may = found and (manages(reader, found.program) if found.program else reader.is_superuser)
    return found.named if found and may else value


def _kind(value: str) -> object:
    return Naming(value).label if value in Naming.values else value


def _right(value: str) -> object:
    return LABELS.get(value, value)


NAMED = {"named_by": _("Named by"), "pseudonym": _("Pseudonym")}
WHO, WHERE = row(_enrolled), row(_readable)
LIMITS = {
    "per_day": _("Uses a day"), "in_total": _("Uses in total"), "ends_on": _("Last day"), "ends_at": _("Ends"),
    "probation_uses": _("Approved uses until probation may end"), "reason": _("Reason"),
}  # fmt: skip
GRANT = {"advocate": _("Advocate"), "right": _("Right"), "scope": _("Where"), "starts_at": _("Begins")}
ACTS = {
    "my_name": Act(
        _("You are named otherwise from now on, beside all that you said before, too."),
        NAMED, {"named_by": _kind},
    ),
    "sign_policy": Act(
        _("You sign “%(version_id)s”. A signature is kept for good."),
        NAMED, {"named_by": _kind}, {"version_id": about(PolicyVersion.objects.all)},
    ),
    "pass_on": Act(
        _("You pass a smaller piece of this right on: %(grant_id)s."),
        {"to": _("To whom"), "scope": _("Where"), **LIMITS}, {"scope": WHERE}, {"grant_id": _grant},
    ),
    "take_back": Act(
        _("You take back what was passed on: %(grant_id)s. It ends at once and for good."),
        {"reason": _("Reason")}, {}, {"grant_id": _grant},
    ),
    "lift_halt": Act(
        _("You lift a halt, or propose it: %(halt_id)s. What it stopped can be done again."),
        {"reason": _("Reason")}, {}, {"halt_id": _halt},
    ),
    "grants:add": Act(
        _("You offer a right to an advocate. It cannot be widened later, and stands in the public register."),
        GRANT | LIMITS, {"advocate": WHO, "scope": WHERE, "right": _right},
    ),
    "grants:edit": Act(_("You change or end this right: %(pk)s."), about={"pk": _grant}),
    "halts:edit": Act(_("You change or lift this halt: %(pk)s."), about={"pk": _halt}),
    "probation:edit": Act(_("You propose or confirm the end of a probation: %(pk)s."), about={"pk": _grant}),
    "enrolments:edit": Act(_("You renew or end the term of an advocate.")),
    "access_reviews:round": Act(_("You answer in an access review: whether rights are kept.")),
    "restrictions:add": Act(_("You begin a quiet period or an embargo.")),
    "restrictions:edit": Act(_("You change or end a quiet period or an embargo.")),
    "policies:add": Act(_("You begin a policy.")),
    "policies:edit": Act(_("You change or publish a policy, which may suspend the rights of who has not signed.")),
    "managers:add": Act(
        _("You appoint somebody manager of a program, who may then give and take rights."),
        {"address": _("E-mail address"), "title": _("Title")},
    ),
    "managers:delete": Act(_("You end somebody's work as manager of a program.")),
    "programs:add": Act(_("You found a program.")),
    "programs:edit": Act(_("You change the settings of a program.")),
}  # fmt: skip
