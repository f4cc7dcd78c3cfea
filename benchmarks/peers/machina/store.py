"""The conversation as machina stores it: one forum, two topics of 50 posts, a reader who may moderate."""

from django.contrib.auth.models import AnonymousUser
from machina.apps.forum_permission.shortcuts import ALL_AUTHENTICATED_USERS, assign_perm
from machina.core.db.models import get_model
from peer_thread import install, member, thread

Forum = get_model("forum", "Forum")
Topic = get_model("forum_conversation", "Topic")
Post = get_model("forum_conversation", "Post")

READING = ("can_see_forum", "can_read_forum")
WRITING = ("can_reply_to_topics", "can_edit_own_posts", "can_delete_own_posts", "can_post_without_approval")
MODERATING = ("can_edit_posts", "can_delete_posts", "can_lock_topics", "can_move_topics")

install()
people = {name: member(name) for name in sorted({comment["author"] for comment in thread()})}
reader = member("reader")
forum = Forum.objects.create(name="Brand", type=Forum.FORUM_POST)
for who, rights in (
    (AnonymousUser(), READING),
    (ALL_AUTHENTICATED_USERS, READING + WRITING),
    (reader, READING + WRITING + MODERATING),
):
    for right in rights:
        assign_perm(right, who, forum)

topics = []
for subject in ("Read", "Written to"):
    first = people[thread()[0]["author"]]
    topic = Topic.objects.create(
        forum=forum, poster=first, subject=subject, type=Topic.TOPIC_POST, status=Topic.TOPIC_UNLOCKED
    )
    for comment in thread():
        Post.objects.create(topic=topic, poster=people[comment["author"]], subject=subject, content=comment["text"])
    topics.append(topic)
