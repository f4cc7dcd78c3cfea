"""Everything the rule of rights has to know about one person in one program, loaded with one query.

A second query runs only while a halt or a restriction is active in the program, or the person is silenced there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.models import Halt, Program, Restriction, Silence
from advocates.rights.stopping import moment, stopping
from sitewide.errors import NotFound

BITS = {"post": 1, "reply": 2, "moderate": 4}
"""Rights that rest on a course, as the sums of `FACTS` count them."""

FACTS = """
WITH person AS MATERIALIZED (
  SELECT p.second_factor_required,
         e.term_starts, e.term_ends,
         (SELECT COUNT(*) FROM advocates_policy q WHERE q.program_id = p.id AND q.attested
             AND EXISTS (SELECT 1 FROM advocates_policyversion v WHERE v.policy_id = q.id AND v.binds_from <= %(at)s
               AND v.change <> 'editorial')
             AND NOT EXISTS (
               SELECT 1 FROM advocates_attestation a JOIN advocates_policyversion v ON v.id = a.version_id
                WHERE v.policy_id = q.id AND a.member_id = %(person)s AND v.number >= (
                  SELECT MAX(w.number) FROM advocates_policyversion w
                   WHERE w.policy_id = q.id AND w.binds_from <= %(at)s AND w.change <> 'editorial'
                ))),
         (SELECT COALESCE(SUM(DISTINCT CASE r."right" WHEN 'post' THEN 1 WHEN 'reply' THEN 2 ELSE 4 END), 0)
            FROM advocates_requirement r
           WHERE r.program_id = p.id AND r.ended_at IS NULL AND r.binds_from <= %(at)s),
         (SELECT COALESCE(SUM(DISTINCT CASE r."right" WHEN 'post' THEN 1 WHEN 'reply' THEN 2 ELSE 4 END), 0)
            FROM advocates_requirement r
           WHERE r.program_id = p.id AND r.ended_at IS NULL AND r.binds_from <= %(at)s
             AND NOT EXISTS (
               SELECT 1 FROM advocates_certification c WHERE c.course_id = r.course_id AND c.member_id = %(person)s
                  AND c.revoked_at IS NULL AND c.passed_at <= %(at)s AND c.expires_at > %(at)s)),
         EXISTS (SELECT 1 FROM mfa_authenticator m WHERE m.user_id = %(person)s AND m.type IN ('totp', 'webauthn')),
         EXISTS (SELECT 1 FROM advocates_communitymanager c WHERE c.program_id = p.id AND c.member_id = %(person)s),
         EXISTS (SELECT 1 FROM advocates_halt h
                  WHERE (h.program_id = p.id OR h.program_id IS NULL) AND h.lifted_at IS NULL)
           OR EXISTS (SELECT 1 FROM advocates_silence s WHERE s.program_id = p.id AND s.member_id = %(person)s
             AND s.ended_at IS NULL AND s.started_at <= %(at)s AND s.ends_at > %(at)s),
         EXISTS (SELECT 1 FROM advocates_restriction r WHERE r.program_id = p.id AND r.lifted_at IS NULL
             AND r.starts_at <= %(at)s AND r.ends_at > %(at)s)
    FROM advocates_program p
    LEFT JOIN advocates_enrolment e ON e.program_id = p.id AND e.member_id = %(person)s AND e.ended_at IS NULL
   WHERE p.id = %(program)s
)
SELECT person.*, g.id, g."right", s.path, g.state, g.starts_at, g.ends_at, g.per_day, g.in_total,
       CASE WHEN g.probation_ended_at IS NULL THEN g.probation_uses ELSE 0 END
         + CASE WHEN f.probation_ended_at IS NULL THEN COALESCE(f.probation_uses, 0) ELSE 0 END,
       (SELECT COUNT(*) FROM advocates_exercise x WHERE x.grant_id = g.id AND x.at >= %(midnight)s),
       CASE WHEN g.in_total IS NULL THEN 0
            ELSE (SELECT COUNT(*) FROM advocates_exercise x WHERE x.grant_id = g.id) END,
       g.scope_id = (SELECT p.root_page_id FROM advocates_program p WHERE p.id = %(program)s),
       f.id, f.advocate_id, f.state, f.per_day, f.in_total,
       CASE WHEN f.id IS NULL AND NOT g.may_be_passed_on THEN NULL ELSE
         (SELECT COUNT(*) FROM advocates_exercise x WHERE x.at >= %(midnight)s AND x.grant_id IN (
            SELECT k.id FROM advocates_grant k
             WHERE k.id = COALESCE(f.id, g.id) OR k.passed_from_id = COALESCE(f.id, g.id))) END,
       CASE WHEN COALESCE(f.in_total, g.in_total) IS NULL OR (f.id IS NULL AND NOT g.may_be_passed_on) THEN NULL ELSE
         (SELECT COUNT(*) FROM advocates_exercise x WHERE x.grant_id IN (
            SELECT k.id FROM advocates_grant k
             WHERE k.id = COALESCE(f.id, g.id) OR k.passed_from_id = COALESCE(f.id, g.id))) END
  FROM person
  LEFT JOIN advocates_grant g ON g.program_id = %(program)s AND g.advocate_id = %(person)s
       AND g.state IN ('offered', 'live') AND g.ends_at > %(at)s AND g.shadow = %(shadow)s
  LEFT JOIN wagtailcore_page s ON s.id = g.scope_id
  LEFT JOIN advocates_grant f ON f.id = g.passed_from_id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a page of a program. `message_ids` are what is answered or decided on, with its top."""

    page_id: int
    path: str
    program: Program
    message_ids: tuple[int | None, ...] = ()

    @classmethod
    def of(cls, page: Page) -> "Place":
        """The place that this page is. Refuses (404) a page outside every program."""
        program = Program.objects.of_page(page)
        if program is None:
            raise NotFound(_("This page belongs to no program."))
        return cls(page.pk, page.path, program)

    @classmethod
    def on(cls, page: Page, program: Program, message_ids: tuple[int | None, ...] = ()) -> "Place":
        """The same without a query, for a page that is known to be the program's."""
        return cls(page.pk, page.path, program, message_ids)


@dataclass(frozen=True, slots=True)
class PassedFrom:
    """What a passed-on grant comes from: whose it is, whether it is live still, and its limits."""

    id: int
    holder_id: int
    live: bool
    per_day: int
    in_total: int | None


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """One accepted or offered grant with its uses. `path` is the treebeard path of its scope; `wide`:
    that is the whole program.

    `used` counts all uses where a limit asks for them, else it is 0: a year of them is not counted in vain.
    `probation_uses` is 0 once probation has ended, for what was passed on also that of the grant it comes from.
    Where a right was or may be passed on, `family_today` and `family` count the uses under the grant that it comes from
    and under everything passed on from that: they use up one quota. None: no such family, or no limit.
    """

    id: int
    right: str
    path: str
    live: bool
    starts_at: datetime
    ends_at: datetime
    per_day: int
    in_total: int | None
    probation_uses: int
    used_today: int
    used: int
    wide: bool = False
    passed_from: PassedFrom | None = None
    family_today: int | None = None
    family: int | None = None

    @property
    def left_today(self) -> int:
        left = self.per_day - self.used_today
        if self.family_today is not None:
            left = min(left, (self.passed_from or self).per_day - self.family_today)
        return max(left, 0)

    @property
    def left_total(self) -> int | None:
        left = None if self.in_total is None else self.in_total - self.used
        shared = (self.passed_from or self).in_total
        if self.family is not None and shared is not None:
            left = shared - self.family if left is None else min(left, shared - self.family)
        return None if left is None else max(left, 0)

    @property
    def spent(self) -> bool:
        return not self.left_today or self.left_total == 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What was true about a person in a program at one moment. Ask it as often as needed; it runs no query.

    `required` are the rights that rest on a course, `uncertified` those whose course is not passed: sums of `BITS`.
    """

    person_id: int
    program: Program
    at: datetime
    term: tuple[datetime, datetime] | None
    unattested: int
    required: int
    uncertified: int
    second_factor_required: bool
    has_second_factor: bool
    manages: bool
    grants: tuple[GrantFacts, ...]
    halts: tuple[Halt, ...]
    restrictions: tuple[Restriction, ...]
    silences: tuple[Silence, ...] = ()


def midnight(program: Program, at: datetime) -> datetime:
    """When the day began, in the program's time zone, whose quota `at` falls into; in UTC."""
    return at.astimezone(program.zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def facts_of(person: User, program: Program, *, at: datetime, shadow: bool = False) -> Facts:
    """Load the facts; one query, two while something is halted or restricted in the program, however much it is.

    A shadow grant is among the grants of nobody, except where `shadow` asks for those alone: what they allow has no effect.
    """
    adapt = connection.ops.adapt_datetimefield_value
    values = {"person": person.pk, "program": program.pk, "at": adapt(at), "midnight": adapt(midnight(program, at))}
    values["shadow"] = shadow
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        rows = cursor.fetchall()
    if not rows:
        raise NotFound(_("There is no such program."))
    asked, starts, ends, unattested, required, uncertified, factor, manages, halted, restricted = rows[0][:10]
    halts, restrictions, silences = stopping(program, at, member_id=person.pk) if halted or restricted else ((), (), ())
    return Facts(
        person_id=person.pk, program=program, at=at, unattested=unattested, required=required,
        uncertified=uncertified,
        term=(moment(starts), moment(ends)) if starts else None,
        second_factor_required=bool(asked), has_second_factor=bool(factor), manages=bool(manages),
        grants=tuple(_grant(row[10:]) for row in rows if row[10] is not None),
        halts=halts, restrictions=restrictions, silences=silences,
    )  # fmt: skip


def _grant(row: tuple[Any, ...]) -> GrantFacts:
    pk, right, path, state, starts, ends, *rest = row
    *limits, above, holder, above_state, per_day, in_total, today, total = rest
    given = None if above is None else PassedFrom(above, holder, above_state == "live", per_day, in_total)
    live = state == "live" and (given is None or given.live)
    shared = {"passed_from": given, "family_today": today, "family": total}
    return GrantFacts(pk, right, path, live, moment(starts), moment(ends), *limits, **shared)
