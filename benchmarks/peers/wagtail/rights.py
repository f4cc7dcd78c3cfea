from django.contrib.auth.models import Group, Permission, User
from peer_rights import Question, answer
from peer_thread import install, member, thread
from wagtail.models import GroupPagePermission, Page

GROUPS = 3
ACTIONS = ("add", "change", "publish", "lock")

install()
section = Page.objects.get(depth=1).add_child(title="Brand", slug="brand")
pages = [section.add_child(title=f"Page {one['number']}", slug=f"page-{one['number']}") for one in thread()]
asked = member("asked")
for number in range(GROUPS):
    group = Group.objects.create(name=f"group {number}")
    asked.groups.add(group)
    for action in ACTIONS:
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=section, permission=right)


def stranger() -> User:
    """The person as a request has them: read from the database, nothing known of their rights."""
    return User.objects.get(pk=asked.pk)


def edit(person: User) -> int:
    return int(pages[7].permissions_for_user(person).can_edit())


def every_right(person: User) -> int:
    testers = [page.permissions_for_user(person) for page in pages]
    return sum(
        tester.can_add_subpage() + tester.can_edit() + tester.can_publish() + tester.can_lock() for tester in testers
    )


known = stranger()
edit(known)
answer(
    {
        "cold": Question(stranger, edit),
        "warm": Question(lambda: known, edit),
        "many": Question(stranger, every_right),
    }
)
