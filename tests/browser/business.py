"""The standing product with what business needs: its worker, the server that speaks for Stripe, and the bell of the hour."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES
from playwright.sync_api import Page, expect

from tests.fakes.stripe import KEY, SECRET, Fake, running, signed
from tests.fakes.stripe.books import Row
from tools.screens import Visitors
from tools.standing import Standing, standing

PATIENCE = 30.0
LOOKS, BETWEEN_LOOKS = 60, 250


@dataclass(frozen=True)
class Business:
    """Where it stands, who visits, and what Stripe knows."""

    visitors: Visitors
    stripe: Fake
    bell: Celery

    @property
    def product(self) -> Standing:
        return self.visitors.product

    def ring(self, task: str) -> None:
        """What beat rings at its hour, rung now: the worker does it."""
        self.bell.send_task(f"campaigns.tasks.{task}")


@contextmanager
def open_for_business(var: Path, visiting: Callable[[Standing], Visitors]) -> Iterator[Business]:
    """The product on `var` with a worker, its Stripe being the fake. Whatever was not as Stripe's document says fails."""
    with running() as fake:
        more = {
            "TABARD_STRIPE_KEY": KEY, "TABARD_STRIPE_WEBHOOK_SECRETS": SECRET, "TABARD_STRIPE_API_BASE": fake.books.address,
        }  # fmt: skip
        with standing(var, worker=True, more=more) as product:
            fake.books.told = lambda event: told(product, event)
            yield Business(visiting(product), fake, bell_of(var))
    assert fake.wrong == []


def told(product: Standing, event: Row) -> None:
    """Stripe tells the product, signed."""
    body, header = signed(event)
    headers = {"Stripe-Signature": header, "Content-Type": "application/json"}
    with urlopen(Request(f"{product.address}/hooks/stripe/", body, headers), timeout=PATIENCE) as answer:
        assert answer.status == 200


def bell_of(var: Path) -> Celery:
    """The broker of a product on the embedded default: the folders that its worker looks into."""
    TRANSPORT_ALIASES["folder"] = "sitewide.folder:Transport"
    queue = var / "broker"
    bell = Celery("bell", broker="folder://", set_as_current=False)
    bell.conf.broker_transport_options = {
        "data_folder_in": str(queue / "queue"), "data_folder_out": str(queue / "queue"),
        "processed_folder": str(queue / "done"), "control_folder": str(queue / "control"),
    }  # fmt: skip
    return bell


def confirmed(page: Page, password: str) -> None:
    """Proves who sits there, where the product asks, and does then what was asked for."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name=re.compile("confirm", re.IGNORECASE)).first.click()
        page.wait_for_load_state()
    if page.get_by_role("button", name="Do it now").count():
        page.get_by_role("button", name="Do it now").click()


def looked_again(page: Page, text: str | re.Pattern[str], *, within: str = "main") -> None:
    """The worker does it in the background: whoever waits for it looks again."""
    found = page.locator(within).get_by_text(text).first
    for _time in range(LOOKS):
        if found.is_visible():
            return
        page.wait_for_timeout(BETWEEN_LOOKS)
        page.reload()
    expect(found).to_be_visible()


def opened(page: Page, opener: str) -> None:
    """Unfolds one of the acts of a page of the workbench."""
    page.locator("summary", has_text=opener).first.click()


def shot(page: Page, name: str) -> None:
    """Keeps a picture where TABARD_SHOTS names a folder."""
    if folder := os.environ.get("TABARD_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
