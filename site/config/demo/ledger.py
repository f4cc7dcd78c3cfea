"""The program's money: what points are worth, what was paid in, and two adjustments by hand."""

from datetime import datetime, timedelta

from accounts.models import User
from advocates.models import Program
from campaigns.actions import adjustments, treasury
from campaigns.actions.treasury import Reckoning


def set_up(program: Program, members: dict[str, User], at: datetime) -> None:
    """Before anything is earned: 100 points are worth 80 pence, and expire after a year."""
    reckoning = Reckoning("gbp", value_of_100=80, second_person_above=200, approval_above=5_000, expiry_months=12)
    marta, begun = members["marta"], at - timedelta(days=125)
    treasury.set_up(program, reckoning, actor=marta, at=begun)
    treasury.pay_in(
        program, amount=120_000, reason="Spring budget, bank transfer 2291", key="spring", actor=marta, at=begun
    )  # fmt: skip


def lately(program: Program, members: dict[str, User], at: datetime) -> None:
    """A workshop that was never logged, one that a second manager still has to agree to, and the autumn's money."""
    marta, owen = members["marta"], members["owen"]
    adjustments.adjust(
        program, member=members["luca"], points=120, reason="The knife workshop in Bristol, which nobody had logged",
        key="workshop", actor=marta, at=at - timedelta(hours=19),
    )  # fmt: skip
    adjustments.adjust(
        program, member=members["ines"], points=450, reason="Two days at the trade fair in Leeds", key="fair", actor=owen,
        at=at - timedelta(hours=20),
    )  # fmt: skip
    treasury.pay_in(
        program, amount=60_000, reason="Autumn budget, bank transfer 3105", key="autumn", actor=marta,
        at=at - timedelta(days=12),
    )  # fmt: skip
