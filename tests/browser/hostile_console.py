"""Cases in the standing demo whose messages, earlier versions and flags hold every string of the corpora.

Run as `manage.py shell -c "from tests.browser.hostile_console import tell; tell()"`.
"""

import json
import sys

from django.utils import timezone

from accounts.models import User
from advocates.models import Clause
from cms.actions import messages
from cms.models import BrandPage, MessageVersion
from moderation.actions import flags
from moderation.models import Case
from record.tasks import settle
from sitewide.text import from_plain, one_line, to_plain
from tests.corpora import entries, markup, naughty

LONGEST, MOST = 14_000, 1_200


def packed() -> list[str]:
    """Every string once, so many together as the longest message holds; a comment is shorter, so they are put in later."""
    lookalikes = [entry["payload"] for entry in entries("confusables/dev/confusables.json")]
    chunks = [""]
    for text in [*markup(), *naughty(), *lookalikes]:
        if len(chunks[-1]) + len(text) > LONGEST or chunks[-1].count("\n\n") > MOST:
            chunks.append("")
        chunks[-1] += f"\n\n{text}"
    return [chunk[:19_000] for chunk in chunks]


def tell() -> None:
    """Prints as JSON, for each case: its number, and what its message says, without blanks."""
    people = {user.handle: user for user in User.objects.filter(handle__in=["sam", "luca"])}
    page, now, before = BrandPage.objects.get(slug="knives"), timezone.now(), ""
    clause = Clause.objects.filter(version__policy__governs_messages=True).first()
    said = []
    for chunk in packed():
        message = messages.comment(page, author=people["sam"], body="First.", at=now)
        flags.flag(message, by=people["luca"], clause=clause, note=chunk.strip()[:480], at=now)
        message.title, message.body = one_line(chunk[:130], 140), from_plain(chunk)
        message.save(update_fields=["title", "body"])
        MessageVersion.objects.create(
            message=message, number=1, body=before, replaced_at=now, replaced_by=people["sam"]
        )
        said.append(message)
        before = message.body
    settle()
    found = [(Case.objects.get(message=one).pk, "".join(to_plain(one.body).split())) for one in said]
    sys.stdout.write(json.dumps(found) + "\n")
