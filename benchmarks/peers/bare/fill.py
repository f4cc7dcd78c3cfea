from peer_thread import install, member, sign_in, tell, thread
from talk.models import Comment, Page

install()
people = {name: member(name) for name in sorted({comment["author"] for comment in thread()})}
pages = [Page.objects.create(title=title) for title in ("Read", "Written to")]
for page in pages:
    stored: dict[int, Comment] = {}
    for comment in thread():
        stored[comment["number"]] = Comment.objects.create(
            page=page,
            parent=stored.get(comment["parent"]),
            author=people[comment["author"]],
            text=comment["text"],
        )
reader = member("reader")
reader.is_staff = True
reader.save()
tell(
    page=f"/{pages[0].pk}/",
    reader=sign_in(reader),
    writers=[sign_in(user) for user in people.values()],
    write_path=f"/{pages[1].pk}/write/",
    write_field="text",
)
