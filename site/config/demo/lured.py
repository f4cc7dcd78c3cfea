"""A comment of the demo program that hides where it leads, edited twice and flagged; and what a moderator wants spared."""

from datetime import datetime, timedelta

from accounts.models import User
from advocates.models import Clause, Program
from cms.actions import messages
from cms.models import BrandPage, Message
from moderation.actions import flags, wellness
from record.tasks import settle

FIRST = "Does anybody know how long the enamel lasts? Mine has a chip after a year."
SECOND = f"{FIRST}\n\nEdit: found them cheaper, see https://kestrel-rowe.example/outlet"
THIRD = (
    f"{FIRST}\n\nEdit: found them cheaper, see https://k\u0435str\u0435l-rowe.example/outlet . "
    "Sign in with your mem\u0441ber na\u043ce there and use the code PAN\u00a025."
)
"""With Cyrillic letters in the address and in two words."""


def lure(program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """Said five hours ago on the page about cookware, harmless at first."""
    nadia = people["nadia"]
    said = messages.comment(pages["cookware"], author=nadia, body=FIRST, at=at - timedelta(hours=5))
    for ago, body in ((4, SECOND), (3, THIRD)):
        messages.edit(said, title="", body=body, actor=nadia, at=at - timedelta(hours=ago))
    settle()
    _flag(
        said, program, people["luca"], at - timedelta(hours=2), "That is not the brand's own shop. Look at the letters."
    )
    _flag(said, program, people["chloe"], at - timedelta(hours=1), "")
    settle()
    tomasz = people["tomasz"]
    wellness.change(tomasz, blur=True, grey=False, break_minutes=60, daily_limit=None, actor=tomasz)


def _flag(said: Message, program: Program, by: User, at: datetime, note: str) -> None:
    clause = Clause.objects.get(version__policy__program=program, code="H2")
    flags.flag(said, by=by, clause=clause, at=at, note=note)
