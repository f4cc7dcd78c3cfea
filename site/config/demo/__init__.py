"""The demo program: a fictional brand with its pages, people, grants and conversations.

Everything that the product has an action for is done by that action, at a time in the past, so that the record of the
demo verifies like any other.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from wagtail.models import Page

from accounts.models import User
from advocates.actions import applications, connections, programs
from advocates.models import Program
from cms.models import BrandPage
from config.demo import (
    campaigns,
    conduct,
    desk,
    earning,
    given,
    later,
    ledger,
    lured,
    missions,
    peers,
    people,
    places,
    playbook,
    queued,
    read,
    recognition,
    rewards,
    ruled,
    sharing,
    story,
    tax,
    texts,
    training,
    tripped,
    vetted,
    watched,
)
from config.demo.cast import CAST, PASSWORD, SIGN_INS
from record.tasks import heartbeat, settle, sign
from sitewide.models import Letter

SLUG = "kestrel-rowe"
EARLY = (("ines", 119), ("tomasz", 117), ("greta", 98), ("luca", 109), ("aoife", 114), ("kenji", 118))
"""Who applied, so many days ago, and was accepted while one manager judged."""
Tell = Callable[[str], None]


def is_loaded() -> bool:
    return Program.objects.filter(slug=SLUG).exists()


def load(*, at: datetime, tell: Tell) -> None:
    """Load the demo program, all or nothing; `tell` hears what is being done. Its letters are not sent: nobody reads them."""
    with transaction.atomic():
        before = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        _load(at, tell)
        heartbeat()
        Letter.objects.filter(pk__gt=before, to__endswith="@demo.example").delete()
    settle()
    sign()


def _load(at: datetime, tell: Tell) -> None:
    tell("People")
    operator = people.operator(at)
    members = people.everybody(at)
    tell("Pages and pictures")
    home = places.home()
    program = _founded(home, operator, at)
    people.staff(program, members, operator, at)
    ledger.set_up(program, members, at)
    made = places.pictures(program.collection)
    pages = places.brand_pages(home, made)
    places.fill_home(home, made)
    places.about(home, made)
    tell("Applications and grants")
    _advocates(program, members, at)
    rewards.begin(program, members, at)
    training.teach(program, members, at)
    recognition.founded(program, members["marta"], at)
    scopes: dict[str, Page] = {SLUG: home, **pages}
    grants = given.give(program, members, scopes, at)
    given.templates(program, members, scopes, at)
    watched.first_round(program, members, scopes, at)
    later.write_early(members, pages, at)
    given.stops(program, members, scopes, at)
    playbook.write(program, members, scopes, at)
    tell("Links and ideas")
    sharing.begin(program, members, at)
    tell("Conversations")
    _spoken(program, members, pages, at)
    earning.reckon(program, members, at)
    ledger.lately(program, members, at)
    story.reward(program, members["ines"], at)
    rewards.exchange(program, members, rewards.offer(program, members, at), at)
    given.end(grants, members, at)
    _lately(program, members, pages, at)
    peers.look_after(program, members, scopes, at)
    tell("Campaigns and orders")
    sharing.order(program, at)
    campaigns.run(program, members, home, made, at)
    _reckoned(program, members, pages, at)


def _reckoned(program: Program, members: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """What missions brought, who rose by all of it, and the months closed over everything that was posted."""
    missions.tell(program, members, pages, at)
    recognition.told(program, members, at)
    tax.look_after(program, members, at)


def _spoken(program: Program, members: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """What was said, flagged, decided and tripped."""
    story.tell(program, members, pages)
    desk.arrange(program, members, at)
    conduct.judge(program, members, at)
    tripped.trip(program, members, pages, at)
    ruled.judged(program, members["marta"], at)


def _founded(home: Page, operator: User, at: datetime) -> Program:
    return programs.create_program(
        name="Kestrel & Rowe", slug=SLUG, root_page=home, actor=operator, at=at - timedelta(days=130), is_demo=True,
        brand_color="#1f5f5b", tagline="Kitchen things that last, and people who know them.", charter=texts.CHARTER,
        welcome=texts.WELCOME, how_judged=texts.HOW_JUDGED, what_next=texts.WHAT_NEXT, disclosure=texts.DISCLOSURE,
        second_factor_required=False, time_zone="Europe/London", answer_days=7, enrolment_days=150,
        access_review_days=60, narrow_after=3,
    )  # fmt: skip


def _lately(program: Program, members: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    """Which rights and terms were looked at, what is planned, what was read, and what changed last."""
    watched.back_on_probation(program, members, pages, at)
    watched.this_round(program, members, at)
    people.terms(program, members, at)
    later.plan(members, pages, at)
    lured.lure(program, members, pages, at)
    read.by_readers(pages, at)
    queued.queue(program, members, pages, at)
    training.change_the_rules(program, members["marta"], at)
    playbook.list_what_fits_nothing(program, at)


def _advocates(program: Program, members: dict[str, User], at: datetime) -> None:
    """Applications in every state; the accepted ones are enrolled and have signed."""
    marta, owen = members["marta"], members["owen"]
    signed = people.rules(program, marta, at)
    for handle, ago in EARLY:
        people.enrol(people.apply(program, members[handle], at - timedelta(days=ago)), marta, signed)
    vetted.by_two(program, members, at - timedelta(days=60))
    late = people.apply(program, members["ravi"], at - timedelta(days=20))
    vetted.judge(late, [marta, owen], "accept", at - timedelta(days=19))
    people.enrol(late, marta, signed)
    _connections(program, members, at)
    refused = people.apply(program, members["nadia"], at - timedelta(days=38))
    vetted.judge(refused, [owen, marta], "decline", at - timedelta(days=34))
    applications.decline(
        refused, reason="no_evidence", note=texts.DECLINED, reapply_on=(at + timedelta(days=20)).date(),
        actor=owen, at=at - timedelta(days=33),
    )  # fmt: skip
    waiting = people.apply(program, members["priya"], at - timedelta(days=4))
    applications.ask_more(
        waiting, note="What a loaf! Would you tell us where the picture was taken, and with which pan?",
        actor=marta, at=at - timedelta(days=2),
    )  # fmt: skip
    vetted.links(program, members, at)
    half = people.apply(program, members["chloe"], at - timedelta(days=3))
    vetted.nominated(half, members["ines"], members["chloe"].email, at - timedelta(days=2.9))
    vetted.judge(half, [owen], "accept", at - timedelta(days=1))


def _connections(program: Program, members: dict[str, User], at: datetime) -> None:
    """What some of them declared when they joined; what they earned, the ledger tells."""
    for handle, detail, worth, ago in (("ines", "Heron pan, 28 cm", 95, 116), ("luca", "Curlew paring knife", 32, 100)):
        connections.declare(
            program, kind="product", detail=detail, fair_value=worth, currency="GBP", actor=members[handle],
            at=at - timedelta(days=ago),
        )  # fmt: skip
    connections.declare(program, kind="family", actor=members["aoife"], at=at - timedelta(days=110))


def sign_ins() -> list[tuple[str, str]]:
    """Role and address of the people whom the demo prints; all have `PASSWORD`."""
    by_role = {person.email.split("@")[0]: person.email for person in CAST.values()}
    return [(role, by_role[role]) for role in SIGN_INS]


__all__ = ["PASSWORD", "is_loaded", "load", "sign_ins"]
