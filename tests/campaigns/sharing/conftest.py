"""A program with a rule of referrals, a link, a secret of the shop, and ideas."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from campaigns.actions import earning, ideas, referrals
from campaigns.models import Conversion, Idea, ReferralLink, ReferralRule, ReferralSecret
from campaigns.referral_tokens import HEADER, Click, click_token, signature
from tests.campaigns.conftest import Cast, cast
from tests.factories import UserFactory

__all__ = ["cast"]
TERMS = referrals.Terms(
    points=100, window_days=10, hold_days=14, least=2000, currency="gbp", hosts="shop.example", touch="last"
)


@dataclass(frozen=True)
class Shop:
    """The advocate's `link`, the secret that the shop signs with, and its text."""

    cast: Cast
    rule: ReferralRule
    link: ReferralLink
    secret: ReferralSecret
    text: str

    def order(self, number: str = "A-1", **said: Any) -> referrals.Order:
        """An order of 50.00 of today by the code, unless said otherwise."""
        known = {"order": number, "amount": 5000, "currency": "gbp", "ordered_at": self.cast.at, "code": self.link.code}
        return referrals.Order(**known | said)

    def told(self, number: str = "A-1", *, at: datetime | None = None, **said: Any) -> Conversion:
        told = referrals.receive(
            self.cast.program, self.order(number, **said), secret=self.secret, at=at or self.cast.at
        )
        return told[0]

    def token(self, *, ago: timedelta = timedelta(), own: bool = False) -> str:
        return click_token(Click(self.link.pk, self.cast.at - ago, own))

    def calls(self, *, secret: str = "", **body: Any) -> Any:
        """A call of the shop's server as it really comes, signed."""
        sent = json.dumps(body).encode()
        return self.sends(sent, signature(secret or self.text, sent, timezone.now()))

    def sends(self, body: bytes, header: str) -> HttpResponse:
        path = f"/hooks/referrals/{self.cast.program.slug}/"
        return Client().post(path, body, content_type="application/json", headers={HEADER: header})  # type: ignore[return-value]


@pytest.fixture
def shop(cast: Cast) -> Shop:
    earning.set_rule(
        cast.program, what="referral", points=100, per_day=None, active=True, actor=cast.manager, at=cast.at
    )
    earning.set_rule(cast.program, what="idea", points=70, per_day=None, active=True, actor=cast.manager, at=cast.at)
    rule = referrals.publish(
        cast.program, TERMS, reason="We begin.", actor=cast.manager, at=cast.at - timedelta(hours=20)
    )  # fmt: skip
    link = referrals.make_link(
        cast.program, member=cast.advocate, name="News", target="https://shop.example/pans?c=1", at=cast.at
    )
    secret, text = referrals.make_secret(cast.program, name="Web shop", actor=cast.manager, at=cast.at)
    return Shop(cast, rule, link, secret, text)


def idea_of(cast: Cast, author: User, title: str = "Sell lids on their own") -> Idea:
    return ideas.submit(cast.program, author=author, title=title, body="Mine broke.", at=cast.at)


def voters(number: int) -> list[User]:
    return [UserFactory() for _each in range(number)]
