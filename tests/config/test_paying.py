"""The key of Stripe decides between trial and real money: what is half set refuses to start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.paying import stripe


def test_without_a_key_pay_is_off(monkeypatch):
    monkeypatch.delenv("TABARD_STRIPE_KEY", raising=False)
    assert stripe() == ("", [], False)


@pytest.mark.parametrize(("key", "live"), [("sk_live_x", True), ("rk_live_x", True), ("rk_test_x", False)])
def test_the_beginning_of_the_key_says_whether_money_is_real(monkeypatch, key: str, live: bool):
    monkeypatch.setenv("TABARD_STRIPE_KEY", key)
    monkeypatch.setenv("TABARD_STRIPE_WEBHOOK_SECRETS", "whsec_new, whsec_old")
    assert stripe() == (key, ["whsec_new", "whsec_old"], live)


@pytest.mark.parametrize(("key", "secrets"), [("pk_live_x", "whsec_x"), ("sk_live_x", " ,")])
def test_another_kind_of_key_and_a_key_without_a_secret_refuse_to_start(monkeypatch, key: str, secrets: str):
    monkeypatch.setenv("TABARD_STRIPE_KEY", key)
    monkeypatch.setenv("TABARD_STRIPE_WEBHOOK_SECRETS", secrets)
    with pytest.raises(ImproperlyConfigured, match="TABARD_STRIPE"):
        stripe()
