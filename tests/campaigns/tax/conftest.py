"""The desk of payouts and the shop of rewards, with a line of the tax table."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advocates.models import Program
from campaigns.actions.tax import table
from campaigns.actions.tax.table import Terms
from campaigns.models import TaxThreshold
from sitewide.errors import Refused
from tests.campaigns.payouts.conftest import Desk, bare, desk, stripe
from tests.campaigns.rewards.conftest import Shop, shop

__all__ = ["Desk", "Shop", "bare", "desk", "shop", "stripe"]
LINE = Terms(
    "DE", "Residence form", 4_000, "eur", ("cash", "code", "goods", "experience"), date(2020, 1, 1), "A letter of ours",
    form_years=3, reported_on="1099-NEC box 1",
)  # fmt: skip


def enter(program: Program, actor: Any, at: Any, **changes: Any) -> TaxThreshold:
    return table.enter(program, replace(LINE, **changes), reason="Agreed with the adviser", actor=actor, at=at)


def code_of(act: Any, *args: Any, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return refused.value.code
