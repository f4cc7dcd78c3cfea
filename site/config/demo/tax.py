"""The demo's table of tax thresholds, one form that is checked and one that is asked for, and the months that are over."""

from datetime import date, datetime, timedelta

from accounts.models import User
from advocates.models import Program
from campaigns.actions import statements
from campaigns.actions.tax import forms, table
from campaigns.actions.tax.table import Terms
from campaigns.models import TaxForm

FORM = "Residence and tax statement"
COVERS = ("cash", "code", "goods", "experience")


def look_after(program: Program, members: dict[str, User], at: datetime) -> None:
    """Two lines of the program's own, low enough that somebody comes to them; closed months tell of what was earned."""
    marta, begun = members["marta"], at - timedelta(days=100)
    for country, threshold, source in (
        ("GB", 2_500, "Our tax adviser's letter of 2 March 2026, kept low while the program is new"),
        ("", 2_500, "The same letter: everybody who lives elsewhere"),
    ):
        terms = Terms(country, FORM, threshold, "gbp", COVERS, date(2020, 1, 1), source, form_years=3)
        table.enter(program, terms, reason="The first table of the program", actor=marta, at=begun)
    ines, tomasz = members["ines"], members["tomasz"]
    forms.declare(program, country="GB", actor=ines, at=at - timedelta(days=3))
    forms.ask_for(program, ines, actor=marta, at=at - timedelta(days=2))
    forms.declare(program, country="GB", actor=tomasz, at=at - timedelta(days=20))
    forms.submit(program, actor=tomasz, at=at - timedelta(days=19))
    row = TaxForm.objects.get(program=program, member=tomasz)
    signed = (at - timedelta(days=20)).date()
    forms.check(
        row, held_at="Folder 12 at the tax adviser", signed_on=signed, actor=marta, at=at - timedelta(days=18)
    )  # fmt: skip
    statements.close_due(at=at)
