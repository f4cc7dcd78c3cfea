"""A million object permissions: fifty each of twenty thousand people, on three thousand objects."""

from copy import copy
from random import Random

from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from peer_extent import GRANTS, GRANTS_EACH, PAGES, PEOPLE, STRIDE
from peer_rights import Question, answer
from peer_thread import install, member
from places.models import Comment

install()
comments = Comment.objects.bulk_create(Comment(text=f"Page {number}") for number in range(PAGES))
first = member("first").pk + 1
kind = ContentType.objects.get_for_model(Comment)
named = [Permission.objects.get(content_type=kind, codename=right).pk for right in ("post", "reply", "moderate")]
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO auth_user (id, username, password, is_superuser, first_name, last_name, email, is_staff, is_active, "
        "date_joined) SELECT %s + i - 1, 'crowd' || i, '!', false, '', '', '', false, true, now() "
        "FROM generate_series(1, %s) i",
        [first, PEOPLE],
    )
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "INSERT INTO guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id) "
        "SELECT (%s + (i::bigint * %s) %% %s)::text, %s, (%s::int[])[1 + i %% 3], %s + (i - 1) / %s "
        "FROM generate_series(1, %s) i",
        [comments[0].pk, STRIDE, PAGES, kind.pk, named, first, GRANTS_EACH, GRANTS],
    )
    cursor.execute("SET session_replication_role = origin")
    cursor.execute("ANALYZE")

dice = Random(7)


def somebody() -> tuple[User, str, Comment]:
    """Anybody, read from the database, and half of the time something on which they hold something."""
    person = User.objects.get(pk=first + dice.randrange(PEOPLE))
    comment, right = dice.choice(comments), dice.choice(("post", "reply", "moderate"))
    if dice.random() < 0.5:
        number = 1 + (person.pk - first) * GRANTS_EACH + dice.randrange(GRANTS_EACH)
        comment = comments[number * STRIDE % PAGES]
        right = ("post", "reply", "moderate")[number % 3]
    return person, f"places.{right}", comment


def one(asked: tuple[User, str, Comment]) -> int:
    person, right, comment = asked
    return int(person.has_perm(right, comment))


def fresh() -> tuple[User, str, Comment]:
    """With a person of whom nothing was asked before, as a request has them; it costs no query."""
    person, *rest = dice.choice(pool)
    return copy(person), *rest


assert {one(somebody()) for _ in range(100)} == {0, 1}
pool = [somebody() for _ in range(400)]
answer({"any": Question(fresh, one)})
