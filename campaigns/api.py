"""Points, for programs: what the token's owner has and where it came from."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from accounts.api import Token, asker
from advocates.api import program_asked
from campaigns.models import LedgerEntry
from campaigns.queries import balance_of, statement_of
from sitewide.api import page_of
from sitewide.limits import limited

router = Router(tags=["points"])


class BalanceOut(Schema):
    """Whole points that can be spent now."""

    points: int


class LineOut(Schema):
    """One signed line of the statement with its transfer."""

    id: int
    points: int
    kind: str
    memo: str
    at: datetime


class StatementOut(Schema):
    """A page of the statement, newest first; `next` is the cursor of the page after, empty at the end."""

    items: list[LineOut]
    next: str


@router.get("/balance", response=BalanceOut, auth=Token("balance"), summary="Read the balance")
@limited("api_read")
def balance(request: HttpRequest) -> BalanceOut:
    """The owner's balance in this program."""
    return BalanceOut(points=balance_of(program_asked(request), asker(request)))


@router.get("/balance/statement", response=StatementOut, auth=Token("balance"), summary="Read the statement")
@limited("api_read")
def statement(request: HttpRequest, after: str = "") -> StatementOut:
    """Every line of the owner's account, fifty a page."""
    found, following = page_of(statement_of(program_asked(request), asker(request)).order_by(), after)
    return StatementOut(items=[_told(line) for line in found], next=following)


def _told(line: LedgerEntry) -> LineOut:
    transfer = line.transfer
    return LineOut(id=line.pk, points=line.amount, kind=transfer.kind, memo=transfer.memo, at=transfer.at)
