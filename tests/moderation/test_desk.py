"""The console and the public pages as people get them, through the test client."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from moderation.actions import cases
from moderation.actions.appeals import appeal
from moderation.actions.decisions import decide
from moderation.acts import suggested_words
from moderation.models import Appeal, Case, Decision, Flag
from tests.factories import PolicyVersionFactory
from tests.moderation.stage import CANARY, Stage, staged

As = Callable[[User], Client]


@pytest.fixture
def client_of() -> As:
    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def decided(stage: Stage, act: str = "hide", reason: str = "Be kind.", by: User | None = None) -> Decision:
    case = stage.case(stage.say(f"{CANARY} of the author"))
    words = {"act": act, "clause": stage.clause, "reason": reason}
    return decide(case, moderator=by or stage.moderator, version=case.version, at=timezone.now(), **words)


def test_who_is_not_signed_in_is_sent_to_sign_in(stage: Stage) -> None:
    for path in (
        "/desk/",
        f"/desk/cases/{stage.case().pk}/",
        "/desk/appeals/",
        "/portal/decisions/",
        "/portal/flag/1/",
    ):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_who_cannot_decide_just_now_is_led_to_what_is_missing_instead_of_a_claim(stage: Stage, client_of: As) -> None:
    """Guard: `stopped` in console.html; without it the button is pressed for a list of nine checks."""
    stage.case(stage.say(CANARY))
    assert "Claim the next case" in client_of(stage.moderator).get("/desk/").text
    PolicyVersionFactory(policy__program=stage.program, policy__name="New code")
    page = client_of(stage.moderator).get("/desk/").text
    assert "Claim the next case" not in page
    assert CANARY in page, "reading goes on"
    assert (
        '<a class="button button-secondary button-small" href="/portal/policies/">Read and attest the policies</a>'
        in page
    )


def test_a_refused_claim_stays_at_the_desks_own_address_and_says_once_why(stage: Stage, client_of: As) -> None:
    """Guard: `HX-Push-Url`; without it the browser stands on an address that nobody can load again."""
    stage.case(stage.say(CANARY))
    PolicyVersionFactory(policy__program=stage.program)
    answer = client_of(stage.moderator).post("/desk/next/")
    assert (answer.status_code, answer["HX-Push-Url"]) == (403, "/desk/")
    assert "Read and attest the policies" in answer.text
    assert "check-code" not in answer.text


def test_a_member_without_a_grant_is_told_so_and_sees_no_case(stage: Stage, client_of: As) -> None:
    stage.case(stage.say(CANARY))
    answer = client_of(stage.reader).get("/desk/")
    assert answer.status_code == 403
    assert CANARY not in answer.text


def test_the_desk_shows_nothing_of_another_page(stage: Stage, client_of: As) -> None:
    """I13: a canary on the page beside, in the listing, the count, direct addresses, claim-next and the history.

    Guard: `Standing.within`, by which `visible`, `within_sight` and `history_of` are cut."""
    hidden = stage.case(stage.say(CANARY, page=stage.garden), urgency=4)
    shown = stage.case(stage.say("Seen"))
    words = {"act": "hide", "clause": stage.clause, "reason": CANARY}
    beside = stage.case(stage.say("x", page=stage.garden))
    verdict = decide(beside, moderator=stage.manager, version=beside.version, at=timezone.now(), **words)
    made = appeal(verdict, by=stage.author, text=CANARY, at=timezone.now())
    client = client_of(stage.moderator)
    queue = client.get("/desk/")
    assert "Seen" in queue.text
    assert queue.context["waiting"] == 1
    assert queue.context["appeals_waiting"] == 0
    seen = queue.text + client.get("/desk/appeals/").text + client.get(f"/desk/cases/{shown.pk}/").text
    assert CANARY not in seen
    assert "decisions against them" in seen
    for path in (f"/desk/cases/{hidden.pk}/", f"/desk/cases/{beside.pk}/", f"/desk/appeals/{made.pk}/"):
        assert client.get(path).status_code == 404
    for act in ("claim", "release", "extend", "decide"):
        assert client.post(f"/desk/cases/{hidden.pk}/{act}/").status_code == 404
    assert client.post("/desk/next/", {"skip": hidden.pk}).status_code == 404
    assert client.post("/desk/next/").headers["Location"] == f"/desk/cases/{shown.pk}/"
    hidden.refresh_from_db()
    assert hidden.claimed_by is None


def test_another_program_is_not_there_at_all(stage: Stage, client_of: As) -> None:
    elsewhere = staged(hostname="other.example")
    case = elsewhere.case(elsewhere.say(CANARY))
    for person in (stage.moderator, stage.manager):
        client = client_of(person)
        assert client.get(f"/desk/cases/{case.pk}/").status_code == 404
        assert CANARY not in client.get("/desk/").text
    assert client_of(stage.reader).get(f"/portal/flag/{case.message_id}/").status_code == 404


def test_ones_own_message_is_no_case_and_one_flagged_before_says_why_not(stage: Stage, client_of: As) -> None:
    own = stage.case(stage.say(author=stage.moderator))
    flagged = stage.say()
    stage.flag(flagged, by=stage.moderator)
    barred = stage.case(flagged)
    client = client_of(stage.moderator)
    assert client.get(f"/desk/cases/{own.pk}/").status_code == 404
    answer = client.get(f"/desk/cases/{barred.pk}/")
    assert answer.status_code == 403
    assert "flagged this message yourself" in answer.text


def test_a_moderator_claims_reads_and_decides(stage: Stage, client_of: As) -> None:
    case = stage.flagged(stage.say("Only an idiоt would. See <https://pans.com>"))
    client = client_of(stage.moderator)
    page = client.post("/desk/next/", follow=True)
    assert page.redirect_chain == [(f"/desk/cases/{case.pk}/", 302)]
    assert "U+043E CYRILLIC SMALL LETTER O" in page.text
    assert "data-countdown" in page.text
    case.refresh_from_db()
    sent = {"act": "hide", "clause": stage.clause.pk, "reason": "Be kind.", "version": case.version}
    sent["read_at"] = page.context["read_at"]
    done = client.post(f"/desk/cases/{case.pk}/decide/", sent, follow=True)
    assert "Hidden. Its author is told why" in done.text
    assert Decision.objects.get().reason == "Be kind."
    assert "decided" in client.get(f"/desk/cases/{case.pk}/").text


def test_a_refused_decision_keeps_the_words_and_says_what_is_missing(stage: Stage, client_of: As) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=timezone.now())
    sent = {"act": "remove", "clause": "", "reason": "Words I wrote", "version": case.version}
    answer = client_of(stage.moderator).post(
        f"/desk/cases/{case.pk}/decide/", sent | {"read_at": timezone.now().isoformat()}
    )
    assert answer.status_code == 422
    assert "Words I wrote" in answer.text
    assert "Name the rule that the message breaks." in answer.text


def test_the_loser_of_two_gets_409_with_a_sentence_and_keeps_the_text(stage: Stage, client_of: As) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=timezone.now() - timedelta(minutes=16))
    other = stage.moderator_of()
    cases.claim(case, moderator=other, at=timezone.now())
    sent = {"act": "hide", "clause": stage.clause.pk, "reason": "My long words", "version": case.version}
    answer = client_of(stage.moderator).post(
        f"/desk/cases/{case.pk}/decide/", sent | {"read_at": timezone.now().isoformat()}
    )
    assert answer.status_code == 409
    assert "Another moderator has this case in hand" in answer.text
    assert "My long words" in answer.text


def test_words_that_were_only_suggested_accuse_nobody_when_the_message_stays(stage: Stage, client_of: As) -> None:
    case = cases.claim(stage.flagged(), moderator=stage.moderator, at=timezone.now())
    client = client_of(stage.moderator)
    words = suggested_words(stage.clause)
    assert escape(words) in client.get(f"/desk/cases/{case.pk}/").text
    sent = {"act": "dismiss", "clause": stage.clause.pk, "reason": words, "version": case.version}
    client.post(f"/desk/cases/{case.pk}/decide/", sent | {"read_at": timezone.now().isoformat()})
    assert Decision.objects.get().reason == ""


@pytest.mark.parametrize("sent", [{}, {"act": "hide"}, {"act": "hide", "version": "x", "read_at": "yesterday"}])
def test_a_decision_that_cannot_be_read_is_refused(stage: Stage, client_of: As, sent: dict[str, str]) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=timezone.now())
    assert client_of(stage.moderator).post(f"/desk/cases/{case.pk}/decide/", sent).status_code == 422


def test_the_clock_is_kept_and_given_back_by_the_browser(stage: Stage, client_of: As) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=timezone.now() - timedelta(minutes=10))
    client = client_of(stage.moderator)
    answer = client.post(f"/desk/cases/{case.pk}/extend/", headers={"HX-Request": "true"})
    assert 'id="lease"' in answer.text
    case.refresh_from_db()
    assert case.claimed_until is not None
    assert case.claimed_until > timezone.now() + timedelta(minutes=14)
    assert client.post(f"/desk/cases/{case.pk}/release/").status_code == 302
    assert Case.objects.get().claimed_by is None
    assert client.post(f"/desk/cases/{case.pk}/extend/").status_code == 409


def test_looking_changes_nothing(stage: Stage, client_of: As) -> None:
    case = stage.case()
    client = client_of(stage.moderator)
    for act in ("claim", "release", "extend", "decide"):
        assert client.get(f"/desk/cases/{case.pk}/{act}/").status_code == 405
    assert client.get("/desk/next/").status_code == 405
    client.get(f"/desk/cases/{case.pk}/")
    case.refresh_from_db()
    assert case.claimed_by is None


def test_the_queue_is_paged_by_key_with_every_case_once(stage: Stage, client_of: As) -> None:
    wanted = {stage.case(urgency=number % 5).pk for number in range(45)}
    client, seen, path = client_of(stage.moderator), [], "/desk/"
    while path:
        page = client.get(path)
        seen += [case.pk for case in page.context["queue"]]
        path = page.context["older_url"]
    assert len(seen) == len(wanted)
    assert set(seen) == wanted


def test_the_queue_costs_the_same_however_long_it_is(
    stage: Stage, client_of: As, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _number in range(25):
        stage.case()
    client = client_of(stage.moderator)
    client.get("/desk/")
    with django_assert_max_num_queries(21):  # type: ignore[attr-defined]
        client.get("/desk/")


def test_a_reader_flags_through_the_page(stage: Stage, client_of: As) -> None:
    message = stage.say()
    client = client_of(stage.reader)
    assert "1 Be honest" in client.get(f"/portal/flag/{message.pk}/").text
    assert client.post(f"/portal/flag/{message.pk}/", {"note": "kept"}).status_code == 422
    sent = {"clause": stage.clause.pk, "note": "He shouts."}
    assert client.post(f"/portal/flag/{message.pk}/", sent).headers["Location"] == message.get_absolute_url()
    assert Flag.objects.get().note == "He shouts."
    again = client.post(f"/portal/flag/{message.pk}/", sent)
    assert again.status_code == 409
    assert "He shouts." in again.text


def test_an_author_reads_and_appeals_and_somebody_else_decides(stage: Stage, client_of: As) -> None:
    decision = decided(stage)
    author = client_of(stage.author)
    page = author.get("/portal/decisions/").text
    assert "Be kind." in page
    assert f"/portal/decisions/{decision.pk}/appeal/" in page
    assert author.post(f"/portal/decisions/{decision.pk}/appeal/", {"text": ""}).status_code == 422
    author.post(f"/portal/decisions/{decision.pk}/appeal/", {"text": "I was kind."})
    again = author.post(f"/portal/decisions/{decision.pk}/appeal/", {"text": "Sent from the other window."})
    assert again.status_code == 409
    assert "Sent from the other window." in again.content.decode(), "what was typed is not lost"
    made = Appeal.objects.get()
    assert client_of(stage.moderator).get(f"/desk/appeals/{made.pk}/").status_code == 403
    manager = client_of(stage.manager)
    assert CANARY in manager.get(f"/desk/appeals/{made.pk}/").text
    assert manager.post(f"/desk/appeals/{made.pk}/", {"reason": "Because"}).status_code == 422
    manager.post(f"/desk/appeals/{made.pk}/", {"overturn": "yes", "reason": "You were."})
    assert "Your appeal was right" in author.get("/portal/decisions/").text


def test_nobody_reads_or_appeals_another_persons_decision(stage: Stage, client_of: As) -> None:
    decision = decided(stage)
    client = client_of(stage.reader)
    assert "Be kind." not in client.get("/portal/decisions/").text
    assert client.get(f"/portal/decisions/{decision.pk}/appeal/").status_code == 404
