"""The register: every grant of a program, its history and its uses, as everybody may read them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Model, OuterRef, Q, QuerySet, TextChoices
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from accounts.models import User
from accounts.naming import mentions
from advocates.models import Exercise, Grant, Halt, Program, Right
from advocates.models.program import paths_down_to
from advocates.queries.cards import counted, with_uses
from advocates.queries.places import readable_message
from advocates.queries.suspended import with_suspension
from advocates.queries.usage import decided_by_then, in_force_on, public_uses
from advocates.rights.words import label_of
from record.models import Entry

SENTENCES = {
    "grant.offered": gettext_lazy("%(who)s offered it: %(limits)s."),
    "grant.passed_on": gettext_lazy("%(who)s passed on a part of it: %(limits)s."),
    "grant.accepted": gettext_lazy("%(who)s accepted it."),
    "grant.declined": gettext_lazy("%(who)s declined it."),
    "grant.narrowed": gettext_lazy("%(who)s narrowed it to %(limits)s."),
    "grant.probation_proposed": gettext_lazy("The end of its probation was proposed: its uses were approved."),
    "grant.probation_ended": gettext_lazy("%(who)s ended its probation."),
    "grant.probation_kept": gettext_lazy("%(who)s let its probation go on."),
    "grant.probation_withdrawn": gettext_lazy("The proposal to end its probation was withdrawn."),
    "grant.confirmed": gettext_lazy("%(who)s confirmed it in the access review."),
    "grant.revoked": gettext_lazy("%(who)s revoked it."),
    "grant.resigned": gettext_lazy("%(who)s handed it back."),
    "grant.expired": gettext_lazy("It expired."),
    "halt.started": gettext_lazy("%(who)s halted it."),
    "halt.explained": gettext_lazy("%(who)s said why it is halted."),
    "halt.lifted": gettext_lazy("%(who)s lifted the halt."),
}
ENDS = ("grant.declined", "grant.revoked", "grant.resigned", "grant.expired")
ANSWERED = {"confirmed": "ended", "kept": "kept"}


class Shown(TextChoices):
    """The state of a grant as everybody reads it: a live one is suspended while its holder must sign or learn first."""

    OFFERED = Grant.State.OFFERED.value, Grant.State.OFFERED.label
    LIVE = Grant.State.LIVE.value, Grant.State.LIVE.label
    SUSPENDED = "suspended", gettext_lazy("suspended")
    DECLINED = Grant.State.DECLINED.value, Grant.State.DECLINED.label
    REVOKED = Grant.State.REVOKED.value, Grant.State.REVOKED.label
    RESIGNED = Grant.State.RESIGNED.value, Grant.State.RESIGNED.label
    EXPIRED = Grant.State.EXPIRED.value, Grant.State.EXPIRED.label


def grants_of(
    program: Program,
    *,
    at: datetime,
    person: User | None = None,
    page: Page | None = None,
    right: str = "",
    state: str = "",
    words: str = "",
    on: date | None = None,
) -> QuerySet[Any]:
    """Every grant, past ones too, with its uses; `public_uses` says what of them is public. A page has all that covers it:
    grants on it and on pages above.

    `words` stand in the reason, the name of the holder or giver, or the title of the place. `on` leaves those that were
    in force on that day, each with `used_then`.
    """
    rows = with_uses(Grant.objects.filter(program=program), program, at).select_related("advocate")
    then = decided_by_then(program, at).filter(grant=OuterRef("pk")).order_by().values("grant")
    grants = with_suspension(rows.annotate(decided_then=counted(then)), at)
    if person is not None:
        grants = grants.filter(advocate=person)
    if page is not None:
        grants = grants.filter(scope__path__in=paths_down_to(page.path))
    if right:
        grants = grants.filter(right=right)
    if words:
        named = Q(reason__icontains=words) | Q(scope__title__icontains=words)
        named |= mentions(words, of="advocate") | mentions(words, of="granted_by")
        grants = grants.filter(named)
    if on:
        grants = in_force_on(grants, program, on)
    return in_state(grants, state, at) if state else grants


def passed_on_from(grant: Grant, at: datetime) -> QuerySet[Any]:
    """All that was ever passed on from the grant, with uses, oldest first."""
    return grants_of(grant.program, at=at).filter(passed_from=grant).order_by("pk")


def in_state(grants: QuerySet[Any], state: str, at: datetime) -> QuerySet[Any]:
    """As `shown_state` says it: an open grant whose time is over has expired, whether or not it was swept up."""
    if state in (Shown.LIVE, Shown.SUSPENDED):
        return grants.filter(state=Grant.State.LIVE, ends_at__gt=at, suspended=state == Shown.SUSPENDED)
    if state == Shown.OFFERED:
        return grants.filter(state=state, ends_at__gt=at)
    if state == Grant.State.EXPIRED:
        return grants.filter(Q(state=state) | Q(state__in=Grant.OPEN, ends_at__lte=at))
    return grants.filter(state=state)


def shown_state(grant: Any, at: datetime) -> Shown:
    """`grant` comes from `grants_of`, or with what `with_suspension` adds."""
    if grant.state in Grant.OPEN and grant.ends_at <= at:
        return Shown.EXPIRED
    return Shown.SUSPENDED if grant.state == Grant.State.LIVE and grant.suspended else Shown(grant.state)


@dataclass(frozen=True, slots=True)
class Line:
    """One grant of the register."""

    grant: Any
    state: Shown

    @property
    def label(self) -> Any:
        return label_of(self.grant)

    @property
    def uses(self) -> int:
        """As everybody may know."""
        return public_uses(self.grant)


def lines(grants: list[Grant], at: datetime) -> list[Line]:
    return [Line(grant, shown_state(grant, at)) for grant in grants]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the record about a grant; `position` is its place in the sealed record, once it has one."""

    at: datetime
    verb: str
    sentence: str
    note: str
    position: int | None


def history_of(grant: Grant) -> list[Step]:
    """What the record says was done to the grant and to the halts on it, oldest first; five queries."""
    halts = Halt.objects.filter(grant=grant).values("pk")
    about = Q(subject_kind="advocates.grant", subject_id=grant.pk)
    about |= Q(subject_kind="advocates.halt", subject_id__in=halts)
    entries = list(Entry.objects.filter(about).select_related("seal").order_by("id"))
    people = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    why: dict[Any, str] = {("grant.narrowed", one.at): one.reason for one in grant.narrowings.all()}
    for answered in grant.probation_proposals.exclude(answered_by=None):
        why[f"grant.probation_{ANSWERED[answered.state]}", answered.answered_at] = answered.reason
    return [_step(entry, people.get(entry.actor_id or 0), grant, why) for entry in entries]


def entry_of(row: Model) -> Entry | None:
    """The first entry of the record about a row, with its seal."""
    about = Entry.objects.filter(subject_kind=row._meta.label_lower, subject_id=row.pk)
    return about.select_related("seal").order_by("id").first()


def _step(entry: Entry, actor: User | None, grant: Grant, why: dict[Any, str]) -> Step:
    who = str(actor) if actor else _("The program")
    sentence = str(SENTENCES.get(entry.verb, entry.verb)) % {"who": who, "limits": _limits(entry.data)}
    ended = entry.verb in ENDS and entry.at == grant.ended_at
    note = grant.reason if entry.verb == "grant.offered" else grant.end_reason if ended else ""
    note = why.get((entry.verb, entry.at), note)
    position = entry.seal.position if hasattr(entry, "seal") else None
    return Step(entry.at, entry.verb, sentence, note, position)


def _limits(data: dict[str, Any]) -> str:
    """The limits as they became."""
    said = []
    if "per_day" in data:
        said.append(_("%(count)s a day") % {"count": data["per_day"]})
    if data.get("in_total"):
        said.append(_("%(count)s in total") % {"count": data["in_total"]})
    if "ends_at" in data:
        day = date_format(localtime(datetime.fromisoformat(data["ends_at"])), "j M Y")
        said.append(_("until %(day)s") % {"day": day})
    if data.get("probation_uses"):
        said.append(_("probation until %(count)s uses are approved") % {"count": data["probation_uses"]})
    return ", ".join(said)


def uses_of(grant: Grant) -> QuerySet[Any]:
    """The uses of a right to post or reply with their messages, each with `readable`: whether everybody may read it.

    On what a moderator decided is not public.
    """
    uses = Exercise.objects.filter(grant=grant)
    if grant.right == Right.MODERATE:
        return uses.none()
    readable = ExpressionWrapper(readable_message(), BooleanField())
    return uses.annotate(readable=readable).select_related("message", "message__page")
