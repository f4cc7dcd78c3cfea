from django.urls import reverse
from djconfig.models import Config
from peer_thread import install, member, sign_in, tell, thread
from spirit.category.models import Category
from spirit.comment.models import Comment
from spirit.core.utils.markdown import Markdown
from spirit.topic.models import Topic

install()
Config.objects.update_or_create(key="comments_per_page", defaults={"value": "50"})
people = {name: member(name) for name in sorted({comment["author"] for comment in thread()})}
reader = member("reader")
reader.st.is_moderator = True
reader.st.save()

category = Category.objects.create(title="Brand")
topics = []
for title in ("Read", "Written to"):
    topic = Topic.objects.create(user=people[thread()[0]["author"]], category=category, title=title)
    for comment in thread():
        Comment.objects.create(
            user=people[comment["author"]],
            topic=topic,
            comment=comment["text"],
            comment_html=Markdown().render(comment["text"]),
        )
        topic.increase_comment_count()
    topics.append(topic)

tell(
    page=topics[0].get_absolute_url(),
    reader=sign_in(reader),
    writers=[sign_in(user) for user in people.values()],
    write_path=reverse("spirit:comment:publish", kwargs={"topic_id": topics[1].pk}),
    write_field="comment",
)
