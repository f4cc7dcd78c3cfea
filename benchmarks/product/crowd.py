"""A program with a million live grants of twenty thousand advocates on three thousand pages.

One of each is made by the product's actions; the others are copies of its row with other people, pages and rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocates.actions import restrictions
from advocates.models import Enrolment, Exercise, Grant, Program
from advocates.rights.facts import FACTS, midnight
from benchmarks.peers.shared.peer_extent import GRANTS, GRANTS_EACH, PAGES_EACH, PEOPLE, SECTIONS, STRIDE
from benchmarks.product.store import Stored, store
from tools.steps import Trouble

USES = 20
"""Earlier uses of each person's first grant."""


@dataclass(frozen=True)
class Crowd:
    """`people` are numbers of members, `pages` number and path of what lies below the sections. In an hour a quiet
    period begins on one page that nobody is asked about."""

    program: Program
    people: range
    pages: list[tuple[int, str]]


def crowd() -> Crowd:
    stored = store(1)
    pages = below(stored)
    copies(stored, [pk for pk, _path in pages])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    at = timezone.now()
    restrictions.restrict(
        stored.program, kind="quiet", place=stored.page, reason="To be measured", starts_at=at + timedelta(hours=1),
        ends_at=at + timedelta(days=1), actor=stored.manager, at=at,
    )  # fmt: skip
    must_use_the_index(stored.advocate, stored.program)
    first = stored.advocate.pk + 1
    return Crowd(stored.program, range(first, first + PEOPLE), pages)


def below(stored: Stored) -> list[tuple[int, str]]:
    """Sections with pages, beside the brand page, as treebeard numbers them."""
    home = Page.objects.get(pk=stored.home.pk)
    sections = [_page(home, home.numchild + number) for number in range(1, SECTIONS + 1)]
    leaves = [_page(section, number) for section in sections for number in range(1, PAGES_EACH + 1)]
    for section in sections:
        section.numchild = PAGES_EACH
    Page.objects.bulk_create([*sections, *leaves])
    Page.objects.filter(pk=home.pk).update(numchild=home.numchild + SECTIONS)
    return list(Page.objects.filter(path__in=[leaf.path for leaf in leaves]).values_list("pk", "path").order_by("path"))


def _page(parent: Page, number: int) -> Page:
    return Page(
        title=f"Page {number}", slug=f"page-{number}", path=Page._get_path(parent.path, parent.depth + 1, number),
        depth=parent.depth + 1, url_path=f"{parent.url_path}page-{number}/", content_type=parent.content_type,
        locale=parent.locale,
    )  # fmt: skip


@transaction.atomic
def copies(stored: Stored, pages: list[int]) -> None:
    """Without the checks of keys and triggers, which would look at every row of a million."""
    person, grant = stored.advocate, Grant.objects.get(advocate=stored.advocate, right="reply")
    enrolment = Enrolment.objects.get(member=person)
    who = f"{person.pk} + 1 + (i - 1) / {GRANTS_EACH}"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    copied(
        User,
        person.pk,
        PEOPLE,
        {"id": "t.id + i", "email": "'crowd' || i || '@example.com'", "handle": "'crowd-' || i"},
    )
    copied(Enrolment, enrolment.pk, PEOPLE, {"id": "t.id + i", "member_id": f"{person.pk} + i"})
    copied(
        Grant, grant.pk, GRANTS,
        {
            "id": "t.id + 1000 + i", "advocate_id": who, "right": "(ARRAY['post', 'reply', 'moderate'])[1 + i % 3]",
            "scope_id": f"(ARRAY{pages})[1 + (i::bigint * {STRIDE}) % {len(pages)}]",
        },
    )  # fmt: skip
    used = Exercise.objects.filter(grant=grant).earliest("pk")
    grants = f"{grant.pk} + 1001 + ((i - 1) / {USES}) * {GRANTS_EACH}"
    hours = "now() - ((i % 20) || ' hours')::interval"
    copied(Exercise, used.pk, PEOPLE * USES, {"id": "t.id + 100000 + i", "grant_id": grants, "at": hours})


def copied(model: type[models.Model], pk: int, count: int, changed: Mapping[str, str], *, first: int = 1) -> None:
    """The row again, `i` counting from the first number to the last, with these columns otherwise."""
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" t, generate_series({first}, {count}) i '
            f"WHERE t.id = {pk}"
        )


def must_use_the_index(person: User, program: Program) -> None:
    """Refuses a plan that reads a table from end to end."""
    at = timezone.now()
    values: dict[str, Any] = {"person": person.pk, "program": program.pk, "at": at, "midnight": midnight(program, at)}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {FACTS}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for table in ("advocates_grant", "advocates_exercise", "advocates_enrolment"):
        if f"Seq Scan on {table} " in plan:
            raise Trouble(f"The rule of rights reads all of {table}:\n{plan}")
