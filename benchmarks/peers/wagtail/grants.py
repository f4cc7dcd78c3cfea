"""A million page permissions: fifty each of twenty thousand people, by a group of their own, on three thousand pages.

Wagtail knows no permission of a person: a group for each is the way its documentation leaves.
"""

from copy import copy
from random import Random

from django.contrib.auth.models import Permission, User
from django.db import connection
from peer_extent import GRANTS, GRANTS_EACH, PAGES_EACH, PEOPLE, SECTIONS, STRIDE
from peer_rights import Question, answer
from peer_thread import install, member
from wagtail.models import Page

ACTIONS = ("add", "change", "publish")

install()
top = Page.objects.get(depth=1).add_child(title="Brand", slug="brand")
sections = [top.add_child(title=f"Section {number}", slug=f"section-{number}") for number in range(SECTIONS)]


def leaf(parent: Page, number: int) -> Page:
    path = Page._get_path(parent.path, parent.depth + 1, number)
    return Page(
        title=f"Page {number}",
        slug=f"page-{number}",
        path=path,
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}page-{number}/",
        content_type=parent.content_type,
        locale=parent.locale,
    )


pages = Page.objects.bulk_create(leaf(section, number) for section in sections for number in range(1, PAGES_EACH + 1))
first = member("first").pk + 1
named = [
    Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page").pk for action in ACTIONS
]
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO auth_user (id, username, password, is_superuser, first_name, last_name, email, is_staff, is_active, "
        "date_joined) SELECT %s + i - 1, 'crowd' || i, '!', false, '', '', '', false, true, now() "
        "FROM generate_series(1, %s) i",
        [first, PEOPLE],
    )
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "INSERT INTO auth_group (id, name) SELECT 1000 + i, 'crowd ' || i FROM generate_series(1, %s) i", [PEOPLE]
    )
    cursor.execute(
        "INSERT INTO auth_user_groups (user_id, group_id) SELECT %s + i - 1, 1000 + i FROM generate_series(1, %s) i",
        [first, PEOPLE],
    )
    cursor.execute(
        "INSERT INTO wagtailcore_grouppagepermission (group_id, page_id, permission_id) "
        "SELECT 1001 + (i - 1) / %s, %s + (i::bigint * %s) %% %s, (%s::int[])[1 + i %% 3] FROM generate_series(1, %s) i",
        [GRANTS_EACH, pages[0].pk, STRIDE, len(pages), named, GRANTS],
    )
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("ANALYZE")

dice = Random(7)


def somebody() -> tuple[User, str, Page]:
    """Anybody, read from the database, and half of the time a page on which they hold something."""
    person = User.objects.get(pk=first + dice.randrange(PEOPLE))
    page, action = dice.choice(pages), dice.choice(ACTIONS)
    if dice.random() < 0.5:
        number = 1 + (person.pk - first) * GRANTS_EACH + dice.randrange(GRANTS_EACH)
        page, action = pages[number * STRIDE % len(pages)], ACTIONS[number % 3]
    return person, action, page


def one(asked: tuple[User, str, Page]) -> int:
    person, action, page = asked
    tester = page.permissions_for_user(person)
    may = {"add": tester.can_add_subpage, "change": tester.can_edit, "publish": tester.can_publish}
    return int(may[action]())


def fresh() -> tuple[User, str, Page]:
    """With a person of whom nothing was asked before, as a request has them; it costs no query."""
    person, *rest = dice.choice(pool)
    return copy(person), *rest


assert {one(somebody()) for _ in range(100)} == {0, 1}
pool = [somebody() for _ in range(400)]
answer({"any": Question(fresh, one)})
