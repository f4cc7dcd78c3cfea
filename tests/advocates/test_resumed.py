"""After a proof of identity the person reads what the press does, and what they had entered; nothing of others."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from accounts.resumed import LONGEST, is_told, told
from advocates.actions import halts
from tests.factories import ProgramFactory, UserFactory, manager_of
from tests.factories.people import PASSWORD
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

pytestmark = pytest.mark.django_db
NOT_OURS = {"risky"}


on = kept(stage, clock="now")


def waiting(resolver: Any, space: str = "") -> Iterator[str]:
    """The names of the addresses whose forms wait for a proof."""
    for one in resolver.url_patterns:
        if not isinstance(one, URLPattern):
            yield from waiting(one, f"{space}{one.namespace}:" if one.namespace else space)
            continue
        view: Any = one.callback
        dispatch = getattr(getattr(view, "view_class", None), "dispatch", None)
        if getattr(view, "waits_for_proof", False) or getattr(dispatch, "waits_for_proof", False):
            yield f"{space}{one.name}"


def test_every_form_that_waits_says_what_it_does() -> None:
    """Guard: an entry of any app's ACTS; what is taken out is named here."""
    found = set(waiting(get_resolver()))
    assert {"my_name", "pass_on", "take_back", "lift_halt", "sign_policy", "my_tokens", "grants:add"} <= found
    untold = {name for name in found if not is_told(name) and not name.endswith((":index_results", ":index"))}
    assert untold - NOT_OURS == set()
    for name in ("compose", "edit_message", "change_scheduled", "decide_case", "appeal", "redeem"):
        assert is_told(name), name


def test_the_page_says_it_and_nothing_is_focused_that_cannot_be_taken_back(on: Stage) -> None:
    """Guard: `told` in the view."""
    client = signed_in(on.advocate, recent=False)
    client.post("/portal/policies/name/", {"named_by": "pseudonym", "pseudonym": "<b>Heron</b>"})
    signed_in_again(client)
    page = client.get("/accounts/continue/").content.decode()
    assert "You are named otherwise from now on" in page
    assert "&lt;b&gt;Heron" in page
    assert "autofocus" not in page


def signed_in_again(client: Any) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/continue/"})


def test_a_right_that_is_passed_on_is_named_with_place_and_limits(on: Stage) -> None:
    grant = on.grant(may_be_passed_on=True)
    sent = [("to", "ada"), ("scope", str(on.pans.pk)), ("per_day", "2"), ("in_total", ""), ("reason", "x" * 2000)]
    sentence, said = told(f"/portal/rights/{grant.pk}/pass-on/", sent, on.advocate)
    assert str(grant) in sentence
    assert [label for label, _value in said] == ["To whom", "Where", "Uses a day", "Reason"]
    assert dict(said)["Where"] == on.pans.title
    assert len(dict(said)["Reason"]) <= LONGEST


def test_nobody_learns_of_grants_halts_and_people_that_are_not_theirs(on: Stage) -> None:
    """I13. Guards: `_grant`, `_halt`, `_enrolled` and `_readable` in advocates.resumed."""
    grant, stranger = on.grant(), UserFactory(name="Silent Reader")
    halt = halts.halt(on.program, actor=on.manager, at=on.now, level="person", person=on.advocate)
    ways = {f"/portal/rights/{grant.pk}/take-back/": str(grant), f"/portal/halt/{halt.pk}/lift/": str(halt.named)}
    for path, name in ways.items():
        assert name in told(path, [], on.manager)[0]
        assert name not in told(path, [], manager_of(ProgramFactory(hostname=f"h{len(path)}.example")))[0]
        assert name not in told(path, [], stranger)[0]
    on.pans.unpublish()
    sent = [("advocate", str(stranger.pk)), ("scope", str(on.pans.pk)), ("right", "reply")]
    said = dict(told("/admin/rights/grants/new/", sent, on.manager)[1])
    assert said["Advocate"] == str(stranger.pk)
    assert said["Where"] == str(on.pans.pk)


def test_hidden_fields_are_not_said_and_what_no_address_knows_is_sent_as_it_stands(on: Stage) -> None:
    sentence, said = told("/portal/nowhere/at/all/", [("key", "k"), ("word", "w")], on.advocate)
    assert (sentence, said) == ("What you filled in is sent as it stands.", [("Word", "w")])
    sentence, said = told(
        "/portal/why/", [("key", "k"), ("act", "end"), ("end-why", "a"), ("end-why", "b")], on.advocate
    )
    assert said == [("What is done", "end"), ("Why", "a, b")]
