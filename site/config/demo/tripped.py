"""The breaker of the demo program: tried, switched on, tripped once by a link to a new site, and released."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from advocates.models import Program
from cms import marks
from cms.actions import breaker, messages
from cms.models import BrandPage, Trip

TITLE = "A museum of rust, of all things"
WORDS = (
    "Somebody in Lyon collects pans that nobody could save, and shows what killed each of them: "
    "[the museum of rust](https://rust-museum.example/pans). Salt water wins by a wide margin."
)


def trip(program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """On since nine days, tripped two days ago; a manager looked within the hour."""
    manager: dict[str, Any] = {"actor": people["marta"]}
    breaker.try_out(program, at=at - timedelta(days=9), **manager)
    breaker.switch_on(program, at=at - timedelta(days=9), **manager)
    when = at - timedelta(days=2, hours=3)
    messages.post(pages["knives"], author=people["ines"], title=TITLE, body=marks.to_html(WORDS), at=when)
    tripped = Trip.objects.get(program=program)
    later = when + timedelta(minutes=37)
    breaker.release(tripped, reason="A real museum, and a good one.", actor=people["owen"], at=later)
