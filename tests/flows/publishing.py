"""A process that publishes on its own: `python -m tests.flows.publishing POSTS` against the database of its settings."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.utils import timezone  # noqa: E402

from advocates.models import Grant  # noqa: E402
from campaigns.actions import earning  # noqa: E402
from cms.actions import messages  # noqa: E402
from cms.models import BrandPage  # noqa: E402
from tests.factories import (  # noqa: E402
    BrandPageFactory,
    EnrolmentFactory,
    GrantFactory,
    ProgramFactory,
    UserFactory,
    manager_of,
)

POINTS = 20


def publish(posts: int) -> None:
    """So many posts by the one advocate, who is made at the first call."""
    right = Grant.objects.select_related("advocate", "program").first() or scene()
    page = BrandPage.objects.get(pk=right.scope_id)
    for _post in range(posts):
        messages.post(page, author=right.advocate, title="A pan", body="<p>Good.</p>", at=timezone.now())


def scene() -> Grant:
    program, author, at = ProgramFactory(), UserFactory(), timezone.now()
    page = BrandPageFactory(parent=program.root_page)
    EnrolmentFactory(program=program, member=author)
    rule = {"what": "post", "points": POINTS, "per_day": None, "active": True}
    earning.set_rule(program, **rule, actor=manager_of(program), at=at)
    right: Grant = GrantFactory(program=program, advocate=author, right="post", scope=page, per_day=1000)
    return right


if __name__ == "__main__":
    publish(int(sys.argv[1]))
