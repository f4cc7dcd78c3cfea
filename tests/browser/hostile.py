"""Stores every payload of `xss/dev` through the actions in the standing demo.

Run as `manage.py shell -c "from tests.browser.hostile import tell; tell()"`. Each message holds many payloads; each
payload stands once in a post's HTML and once in a comment's text, some in a flag, a decision and a profile, too.
"""

import sys
from datetime import datetime

from django.utils import timezone

from accounts.actions import profiles
from accounts.models import User
from advocates.actions import grants
from advocates.models import Clause
from cms.actions import breaker, messages
from cms.models import BrandPage, Message
from moderation.actions import cases, decisions, flags
from moderation.models import Case
from record.tasks import settle
from sitewide.errors import Refused
from tests.corpora import markup

AT_ONCE, LONGEST = 40, 9_000


def chunks() -> list[str]:
    """The payloads together, so many and so long as one message holds."""
    payloads = markup()
    return ["\n\n".join(payloads[start : start + AT_ONCE])[:LONGEST] for start in range(0, len(payloads), AT_ONCE)]


def tell() -> None:
    """Prints how many posts and comments were stored, and the number of a case that shows payloads."""
    people = {user.handle: user for user in User.objects.filter(handle__in=["ines", "sam", "luca", "tomasz", "marta"])}
    page, now = BrandPage.objects.get(slug="knives"), timezone.now()
    assert page.program is not None
    _let_post(page, people, now)
    said = [message for chunk in chunks() for message in _said(page, people, chunk, now)]
    breaker.switch_on(page.program, actor=people["marta"], at=now)
    suspect = next(message for message in reversed(said) if message.kind == Message.Kind.COMMENT)
    clause = Clause.objects.filter(version__policy__governs_messages=True).first()
    flags.flag(suspect, by=people["luca"], clause=clause, note=chunks()[0][:480], at=now)
    flags.flag(said[0], by=people["luca"], clause=clause, note=chunks()[1][:480], at=now)
    settle()
    case = cases.claim(Case.objects.get(message=said[0]), moderator=people["tomasz"], at=now)
    decisions.decide(
        case,
        moderator=people["tomasz"],
        act="warn",
        clause=clause,
        reason=chunks()[2][:1900],
        version=case.version,
        at=now,
    )
    ines = people["ines"]
    profiles.change(
        ines, name=ines.name, handle=ines.handle or "", about=chunks()[3][:480], time_zone="", actor=ines, at=now
    )
    sys.stdout.write(f"{len(said)} {said[0].pk} {Case.objects.get(message=suspect).pk}\n")


def _let_post(page: BrandPage, people: dict[str | None, User], at: datetime) -> None:
    """A grant wide enough for all of it: that of the demo allows three posts a day; and no breaker till it is said."""
    assert page.program is not None
    breaker.switch_off(page.program, actor=people["marta"], at=at)
    grant = grants.issue(
        page.program,
        advocate=people["ines"],
        right="post",
        scope=page,
        reason="To see what the pages make of it.",
        per_day=len(chunks()),
        probation_uses=0,
        actor=people["marta"],
        at=at,
    )
    grants.accept(grant, actor=people["ines"], at=at)


def _said(page: BrandPage, people: dict[str | None, User], chunk: str, at: datetime) -> list[Message]:
    stored = []
    for say in (
        lambda: messages.post(page, author=people["ines"], title=chunk[:140] or "-", body=chunk, at=at),
        lambda: messages.comment(page, author=people["sam"], body=chunk, at=at),
    ):
        try:
            stored.append(say())
        except Refused as refused:
            assert refused.code in {"empty", "too_marked", "too_long", "no_title"}, refused.code
    return stored
