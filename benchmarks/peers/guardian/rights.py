from django.contrib.auth.models import User
from guardian.core import ObjectPermissionChecker
from guardian.shortcuts import assign_perm
from peer_rights import Question, answer
from peer_thread import install, member, thread
from places.models import Comment

RIGHTS = ("post", "reply", "moderate", "pin")
OTHERS = 20

install()
comments = [Comment.objects.create(text=one["text"]) for one in thread()]
asked = member("asked")
for person in (asked, *(member(f"other{number}") for number in range(OTHERS))):
    for right in RIGHTS[:3]:
        assign_perm(f"places.{right}", person, Comment.objects.all())


def stranger() -> User:
    """The person as a request has them: read from the database, nothing known of their rights."""
    return User.objects.get(pk=asked.pk)


def prepared_checker() -> ObjectPermissionChecker:
    checker = ObjectPermissionChecker(stranger())
    checker.prefetch_perms(comments)
    return checker


def every_right(person: User) -> int:
    checker = ObjectPermissionChecker(person)
    checker.prefetch_perms(comments)
    return sum(checker.has_perm(right, comment) for comment in comments for right in RIGHTS)


known = prepared_checker()
answer(
    {
        "cold": Question(stranger, lambda person: int(person.has_perm("places.reply", comments[7]))),
        "warm": Question(lambda: known, lambda checker: int(checker.has_perm("reply", comments[7]))),
        "many": Question(stranger, every_right),
    }
)
