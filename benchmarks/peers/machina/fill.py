from django.urls import reverse
from peer_thread import sign_in, tell
from store import Topic, forum, people, reader, topics


def address(name: str, topic: Topic, prefix: str = "") -> str:
    keys = {"forum_slug": forum.slug, "forum_pk": forum.pk, f"{prefix}slug": topic.slug, f"{prefix}pk": topic.pk}
    return reverse(f"forum_conversation:{name}", kwargs=keys)


tell(
    page=address("topic", topics[0]),
    reader=sign_in(reader),
    writers=[sign_in(user) for user in people.values()],
    write_path=address("post_create", topics[1], "topic_"),
    write_field="content",
    write_form={"subject": "Re: Written to"},
)
