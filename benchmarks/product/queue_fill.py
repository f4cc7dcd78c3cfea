"""A program with so many open cases, and moderators whose right covers all of it or one section.

One case is opened by the product's actions; the others are copies of its rows with other authors, pages, urgencies and
times. Every moderator has flagged a few hundred messages, and staff look after the rest.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocates.actions import grants, policies
from advocates.models import Program, Right
from benchmarks.product.crowd import copied
from benchmarks.product.store import PER_DAY, Stored, advocate, brand_page, person, store
from cms.actions import messages
from cms.models import BrandPage, Message
from moderation.actions.causes import Reason, open_case
from moderation.models import Case, Cause, Flag
from moderation.queries.clauses import clauses_of

MODERATORS = 32
SECTIONS, AUTHORS = 20, 500
FLAGS_EACH = 200
PRIME = 104_729
URGENCY = "(ARRAY[2,1,2,0,2,1,2,3,2,1,2,0,2,1,2,3,2,1,2,4])[1 + (i / 20) % 20]"
"""Half of it as urgent as a flag, one in twenty most urgent."""
DUE = f"date_trunc('hour', now()) + ((i::bigint * {PRIME}) % 345600 || ' seconds')::interval + (i || ' us')::interval"
"""Spread over the next four days in no order of number."""


@dataclass(frozen=True)
class Desk:
    """Moderators of the whole program, one more who has a right to one section of it, and staff."""

    program: Program
    moderators: list[User]
    of_a_section: User
    manager: User
    first_case: int
    first_message: int
    first_author: int
    sections: list[tuple[int, str]]


def desk() -> Desk:
    """The program with its people, one case and no others yet."""
    stored = store(MODERATORS)
    sections = [brand_page(stored.home, f"Section {number}", f"section-{number}") for number in range(SECTIONS)]
    limited = of_a_section(stored, sections[-1])
    author, at = person("author"), timezone.now()
    said = messages.comment(sections[0], author=author, body="Your pans are all rubbish.", at=at)
    case = open_case(said, reasons=[Reason(Cause.Kind.STAFF, at, detail="seen")], at=at)
    rules(stored)
    with transaction.atomic():
        unchecked()
        changed = {"id": "t.id + i", "email": "'a' || i || '@example.com'", "handle": "'a-' || i"}
        copied(User, author.pk, AUTHORS, changed)
    numbers_follow(User)
    places = [(section.pk, section.path) for section in sections]
    return Desk(stored.program, stored.advocates, limited, stored.manager, case.pk, said.pk, author.pk, places)


def of_a_section(stored: Stored, section: BrandPage) -> User:
    """An advocate whose right to moderate covers one section."""
    member, at = advocate(stored.program, "of-a-section", stored.manager, timezone.now()), timezone.now()
    for held in member.grants.filter(right=Right.MODERATE):
        grants.revoke(held, reason="To be measured", actor=stored.manager, at=at)
    grant = grants.issue(
        stored.program, advocate=member, right=Right.MODERATE, scope=Page.objects.get(pk=section.pk), reason="To be measured",
        per_day=PER_DAY, actor=stored.manager, at=at,
    )  # fmt: skip
    grants.accept(grant, actor=member, at=at)
    return member


def rules(stored: Stored) -> None:
    """A policy that flags and decisions cite and nobody needs to sign."""
    about: dict[str, Any] = {"actor": stored.manager, "at": timezone.now()}
    policy = policies.create_policy(stored.program, name="House rules", attested=False, governs_messages=True, **about)
    policies.publish(policy, text="Be kind.", clauses=[("1", "Kindness", "Be kind.")], **about)


def fill(desk: Desk, first: int, last: int) -> None:
    """The cases with these numbers, counted from the one there is."""
    pages, paths = (f"(ARRAY{[place[which] for place in desk.sections]})[1 + i % {SECTIONS}]" for which in (0, 1))
    who = f"{desk.first_author} + 1 + (i * 31) % {AUTHORS}"
    cause = Cause.objects.get(case=desk.first_case)
    case = {"id": "t.id + i", "message_id": "t.message_id + i", "path": paths, "urgency": URGENCY, "due_at": DUE}
    with transaction.atomic():
        unchecked()
        changed = {"id": "t.id + i", "page_id": pages, "author_id": who}
        copied(Message, desk.first_message, last, changed, first=first)
        copied(Case, desk.first_case, last, case, first=first)
        copied(Cause, cause.pk, last, {"id": "t.id + i", "case_id": "t.case_id + i"}, first=first)
    for model in (Message, Case, Cause):
        numbers_follow(model)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def flags(desk: Desk, cases: int) -> None:
    """What the moderators flagged themselves, so that they may not decide on it."""
    at = timezone.now()
    clause = clauses_of(desk.program, at=at)[0]
    rows = [
        Flag(message_id=desk.first_message + (number * PRIME + seat * 17) % cases, by=who, clause=clause, at=at)
        for seat, who in enumerate(desk.moderators)
        for number in range(FLAGS_EACH)
    ]
    Flag.objects.bulk_create(rows, ignore_conflicts=True)


def unchecked() -> None:
    """In this transaction no key and no trigger is looked at, which would take minutes for a million rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")


def numbers_follow(model: type[models.Model]) -> None:
    """New rows get numbers behind the copies."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
