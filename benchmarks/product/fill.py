"""Store the conversation on two brand pages, one that is read and one that is written to; run before the web starts."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.known import remember
from accounts.models import User
from benchmarks.peers.shared.peer_thread import sign_in, tell, thread
from benchmarks.product.store import brand_page, person, store
from cms.actions import messages
from cms.models import BrandPage, Message
from record.tasks import settle

WRITERS = 72
"""So many that nobody writes oftener than the limits of the product allow."""


def main() -> None:
    cache.clear()
    stored = store(WRITERS)
    people = {name: person(name) for name in sorted({comment["author"] for comment in thread()})}
    say_all(stored.page, people, begun=timezone.now() - timedelta(hours=5))
    written = brand_page(stored.home, "Written to", "written-to")
    answered = say_all(written, people, begun=timezone.now() - timedelta(hours=2))
    settle()
    cache.clear()  # with the bells that rang meanwhile: all of it is settled, and the worker starts with an empty queue
    call_command("collectstatic", interactive=False, verbosity=0)
    tell(
        page=stored.page.url,
        reader=sign_in(stored.advocate),
        writers=[f"{sign_in(advocate)}; {known_browser(advocate)}" for advocate in stored.advocates],
        write_path=reverse("compose", args=[written.pk]),
        write_field="body",
        write_form={"as": "reply", "answers": str(answered.pk)},
        arrival_path=reverse("comment", args=[stored.page.pk]),
    )


def known_browser(member: User) -> str:
    """The cookie of a browser in which the member has proved who they are; the clients of a benchmark name no browser."""
    request, response = RequestFactory().get("/"), HttpResponse()
    request.user = member
    remember(request, response)
    return "; ".join(morsel.OutputString([]) for morsel in response.cookies.values())


def say_all(page: BrandPage, people: dict[str, User], *, begun: datetime) -> Message:
    """The conversation, a minute from one comment to the next; gives back the first."""
    said: dict[int, Message] = {}
    for comment in thread():
        said[comment["number"]] = messages.comment(
            page, author=people[comment["author"]], body=comment["text"], answers=said.get(comment["parent"]),
            at=begun + timedelta(minutes=comment["number"]),
        )  # fmt: skip
    return said[1]


if __name__ == "__main__":
    main()
