from django.contrib.auth.models import User
from machina.apps.forum_permission.handler import PermissionHandler
from peer_rights import Question, answer
from store import forum, reader, topics

topic = topics[0]
posts = list(topic.posts.select_related("topic__forum", "poster"))


def stranger() -> tuple[PermissionHandler, User]:
    """The person as a request has them: read from the database, nothing known of their rights."""
    return PermissionHandler(), User.objects.get(pk=reader.pk)


def reply(known: tuple[PermissionHandler, User]) -> int:
    handler, person = known
    return int(handler.can_add_post(topic, person))


def every_right(known: tuple[PermissionHandler, User]) -> int:
    handler, person = known
    return sum(
        handler.can_add_post(post.topic, person)
        + handler.can_edit_post(post, person)
        + handler.can_delete_post(post, person)
        + handler.can_lock_topics(forum, person)
        for post in posts
    )


asked = stranger()
reply(asked)
answer(
    {
        "cold": Question(stranger, reply),
        "warm": Question(lambda: asked, reply),
        "many": Question(stranger, every_right),
    }
)
