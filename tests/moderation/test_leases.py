"""A claim that lives while somebody works and ends when the page is left, and no other one."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from moderation.actions import cases
from moderation.models import Case
from tests.moderation.stage import Stage
from tests.stage import signed_in

NOW = timezone.now


def ends(case: Case) -> datetime | None:
    return Case.objects.get(pk=case.pk).claimed_until


def test_leaving_a_page_gives_back_the_claim_that_it_showed(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    cases.release(case, moderator=stage.moderator, at=NOW(), lease=case.claimed_until)
    assert ends(case) is None


def test_a_page_left_does_not_end_a_claim_that_was_renewed_since(stage: Stage) -> None:
    """Guard: `lease` in `_release_if_held`; without it the page opened again believes in a claim that is gone."""
    at = NOW()
    case = cases.claim(stage.case(), moderator=stage.moderator, at=at)
    shown = case.claimed_until
    renewed = cases.extend(case, moderator=stage.moderator, at=at + timedelta(seconds=1))
    cases.release(case, moderator=stage.moderator, at=at, lease=shown)
    assert ends(case) == renewed.claimed_until


def test_a_page_left_does_not_end_a_later_claim_of_the_same_person(stage: Stage) -> None:
    at = NOW()
    case = cases.claim(stage.case(), moderator=stage.moderator, at=at)
    shown = case.claimed_until
    cases.release(case, moderator=stage.moderator, at=at)
    again = cases.claim(case, moderator=stage.moderator, at=at + timedelta(seconds=1))
    cases.release(case, moderator=stage.moderator, at=at, lease=shown)
    assert ends(case) == again.claimed_until


def test_nobody_gives_back_what_another_holds_even_with_the_right_token(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    cases.release(case, moderator=stage.moderator_of(), at=NOW(), lease=case.claimed_until)
    assert ends(case) == case.claimed_until


def test_the_page_carries_the_token_that_the_browser_sends_when_it_is_left(stage: Stage) -> None:
    case, browser = stage.case(), signed_in(stage.moderator)
    browser.post(reverse("claim_case", args=[case.pk]))
    until = ends(case)
    assert until is not None
    assert f'data-lease="{until.isoformat()}"' in browser.get(reverse("case", args=[case.pk])).text
    release = reverse("release_case", args=[case.pk])
    browser.post(release, {"lease": (until - timedelta(seconds=1)).isoformat()})
    assert ends(case) == until
    browser.post(release, {"lease": until.isoformat()})
    assert ends(case) is None


def test_a_token_that_cannot_be_read_ends_nothing(stage: Stage) -> None:
    case, browser = cases.claim(stage.case(), moderator=stage.moderator, at=NOW()), signed_in(stage.moderator)
    for token in ("", "soon", "2026-01-01T00:00:00", "2026-99-99T00:00:00+00:00"):
        assert browser.post(reverse("release_case", args=[case.pk]), {"lease": token}).status_code == 422
    assert ends(case) == case.claimed_until


def test_the_button_ends_the_claim_however_often_it_was_renewed(stage: Stage) -> None:
    case, browser = cases.claim(stage.case(), moderator=stage.moderator, at=NOW()), signed_in(stage.moderator)
    browser.post(reverse("extend_claim", args=[case.pk]))
    browser.post(reverse("release_case", args=[case.pk]))
    assert ends(case) is None
