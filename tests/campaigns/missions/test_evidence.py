"""What is handed in: once in a program, looked at by checks, and never asked for where nobody may look."""

import http.server
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from advocates.models import Silence
from campaigns.actions.submissions import sending, working
from campaigns.actions.uploads import MOST_A_DAY
from campaigns.checking import check_due
from campaigns.evidence.disclosures import told_in
from campaigns.evidence.fingerprints import of_link, of_page, settled
from campaigns.evidence.keeping import kept_file
from campaigns.models import Evidence, MissionTerms, Submission
from campaigns.queries.missions.findings import alike_to, told_of
from campaigns.queries.steps import progress_of
from cms.actions import messages
from cms.actions.acceptances import accept
from sitewide.addresses import Door
from sitewide.errors import Conflict, Invalid, NotFound
from tests.campaigns.missions.conftest import picture
from tests.sitewide.servers import OPEN, Listener, door

pytestmark = pytest.mark.django_db
REVIEW = ("review", "Write a review.", {"product": "a pan"})
PAGES = {
    "/told": "<p>I like it.</p><p>&#35;Ad, because I get points.</p>",
    "/hidden": "<script>'#ad'</script><!-- #ad --><p>I like it.</p>",
    "/own": "<p>I am an  advocate in the brand&#39;s program, which gave me the right to speak here.</p>",
}


class Blog(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/short":
            self.send_response(302)
            self.send_header("Location", parts.query)
            self.end_headers()
            return
        self.send_response(200 if parts.path in PAGES else 404)
        self.send_header("Content-Type", f"text/html; charset={parts.query or 'utf-8'}")
        self.end_headers()
        self.wfile.write(PAGES.get(parts.path, "gone").encode())

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def blog() -> Iterator[str]:
    """The address of a real web server that the checks may ask."""
    server = http.server.ThreadingHTTPServer((str(OPEN.network_address), 0), Blog)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://blog.example:{server.server_port}"
    server.shutdown()
    server.server_close()


def through(address: str) -> Door:
    return door(urlsplit(address).port or 80)


def found(row: Submission) -> dict[str, bool]:
    return {one["code"]: one["good"] for piece in row.evidence.all() for one in piece.findings}


@pytest.mark.parametrize(
    ("path", "findings"),
    [
        ("/told", {"answers": True, "disclosed": True}),
        ("/own", {"answers": True, "disclosed": True}),
        ("/hidden", {"answers": True, "disclosed": False}),
        ("/nothing", {"answers": False}),
        ("/told?idna", {"answers": True, "disclosed": True}),
        ("/told?nothing", {"answers": True, "disclosed": True}),
        ("/short?http://[", {"answers": False}),
    ],
)
def test_a_link_is_asked_for_and_its_page_read_for_a_disclosure(stage, cast, blog, path, findings):
    """Guard: `_between_tags`; with scripts and comments read as text, the hidden one counts as told."""
    row = stage.takes(stage.mission(REVIEW, points=20))
    stage.links(row, blog + path)
    working_row = _sent(stage, row)
    assert check_due(at=cast.at, door=through(blog)) == 1
    assert check_due(at=cast.at, door=through(blog)) == 0, "what is checked is not checked again"
    working_row.refresh_from_db()
    assert found(working_row) == findings
    assert all(told.sentence for piece in working_row.evidence.all() for told in told_of(piece))
    if not all(findings.values()):
        assert working_row.state == Submission.State.WAITING, "a doubt is for a person, however little it is worth"


def test_a_link_that_leads_on_to_a_used_one_is_found(stage, cast, blog):
    """And one with an invented parameter. Guard: `of_page`, which knows no more of an address than surely names a page."""
    mission = stage.mission(REVIEW)
    stage.links(stage.takes(mission), f"{blog}/told")
    other, third = (stage.takes(mission, stage.advocate()) for _more in range(2))
    stage.links(other, f"{blog}/short?{blog}/told")
    stage.links(third, f"{blog}/told?more=1")
    for row in (other, third):
        _sent(stage, row)
    check_due(at=cast.at, door=through(blog))
    for row, code in ((other, "lands_elsewhere"), (third, "new_page")):
        row.refresh_from_db()
        assert [name for name, good in found(row).items() if not good and name != "disclosed"] == [code]
    assert alike_to(third.evidence.get()) == [Evidence.objects.earliest("pk").pk], "to be compared"


def test_a_private_address_hears_nothing(stage, cast):
    """Guard: the guarded door of `sitewide.addresses`; any other client would knock."""
    nobody = Listener()
    row = stage.takes(stage.mission(points=20))
    stage.links(row, f"http://127.0.0.1:{nobody.port}/")
    _sent(stage, row)
    check_due(at=cast.at, door=Door(ports=frozenset({nobody.port})))
    row.refresh_from_db()
    assert (nobody.heard, found(row)) == (0, {"answers": False})


def test_one_link_counts_once_however_it_is_written(stage):
    """Guard: the unique key of `Evidence`, over what `settled` makes of an address."""
    mission = stage.mission()
    stage.links(stage.takes(mission), "https://blog.example/Pans/1?b=2&a=1")
    other = stage.takes(mission, stage.advocate())
    for url in (
        "http://www.Blog.example/Pans/1/?utm_source=x&a=1&b=2#top",
        "https://blog.example:443/%50ans/1?a=1&b=2&fbclid=z",
    ):
        with pytest.raises(Conflict) as refused:
            stage.links(other, url)
        assert refused.value.code == "used_before"
    stage.links(other, "https://blog.example/pans/1?b=2&a=1")
    assert of_link("https://a.example/?v=1") != of_link("https://a.example/?v=2")
    assert (
        of_page("https://a.example/x?v=1&zz=2")
        == of_page("http://a.example/x/?v=1")
        != of_page("https://a.example/x?v=2")
    )
    assert settled("https://a.example/?si=1&utm_medium=2") == "a.example"
    assert of_link("https://bücher.example/x") == of_link("https://xn--bcher-kva.example/x")
    for way in ("x/y", "x/./y", "%2e/x/z/%2E%2e/y", "../x/y"):
        assert settled(f"https://a.example/{way}") == "a.example/x/y"
    assert settled(f"https://{'a' * 70}.example/") == f"{'a' * 70}.example"


def test_the_same_picture_is_refused_and_one_like_it_is_shown_to_a_person(stage, cast):
    """Guard: the key of the bytes, and the look; saved again with another quality only the look tells."""
    mission = stage.mission(("picture", "Show it.", {}), points=20)
    mine = stage.pictured(stage.takes(mission), picture(1))
    kept = default_storage.listdir(f"evidence/{cast.at:%Y/%m}")[1]
    other = stage.takes(mission, stage.advocate())
    with pytest.raises(Conflict) as refused:
        stage.pictured(other, picture(1))
    assert refused.value.code == "used_before"
    assert default_storage.listdir(f"evidence/{cast.at:%Y/%m}")[1] == kept, "a refused picture is not kept"
    near = stage.pictured(other, picture(1, quality=60))
    _sent(stage, other)
    check_due(at=cast.at)
    near.refresh_from_db()
    assert alike_to(near) == [mine.pk]
    fresh = stage.takes(mission, stage.advocate())
    stage.pictured(fresh, picture(5))
    _sent(stage, fresh)
    check_due(at=cast.at)
    assert found(fresh) == {"new_picture": True}


def test_only_what_a_step_takes_can_be_handed_in(stage, cast):
    mission = stage.mission(
        ("visit", "Show it.", {"host": "shop.example"}), ("attend", "Be there.", {"event": "a fair"})
    )
    visit, attend = mission.steps.all()
    row, by = stage.takes(mission), {"member": cast.advocate, "at": cast.at}

    def refusal(act, *given, **named) -> str:
        with pytest.raises((Invalid, Conflict, NotFound)) as refused:
            act(row, *given, **by | named)
        return refused.value.code

    assert refusal(working.prove_by_text, visit, text="I was") == "wrong_kind"
    assert refusal(working.prove_by_link, visit, url="https://shop.example.evil.example/") == "wrong_place"
    assert refusal(working.prove_by_link, visit, url="javascript:alert(1)") == "address_scheme"
    assert refusal(working.prove_by_text, attend, text="  ") == "no_text"
    assert refusal(working.prove_by_text, attend, text="I", member=cast.moderator) == "not_found"
    assert refusal(working.prove_by_text, attend, text="I", at=row.due_at) == "out_of_time"
    hostile = working.prove_by_text(row, attend, text="<script>x</script> & so", **by)
    assert hostile.text == "<p>&lt;script&gt;x&lt;/script&gt; &amp; so</p>"
    for name, content, code in (
        ("badge.pdf", b"<html>", "file_kind"), ("badge.html", b"%PDF-1.4", "file_kind"), ("b.txt", b"\0", "file_kind"),
        ("big.pdf", b"%PDF-" + b"x" * 4 * 1024 * 1024, "file_large"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused, kept_file(name, content, at=cast.at):
            raise AssertionError("it was kept")
        assert refused.value.code == code
    with kept_file("../my badge.pdf", b"%PDF-1.4", at=cast.at) as kept:
        piece = working.prove_by_file(row, attend, kept=kept, **by)
    assert piece.name == "my badge.pdf"
    working.take_out(piece, **by)
    assert not Evidence.objects.filter(pk=piece.pk).exists()


def test_what_the_product_sees_needs_no_evidence(stage, cast):
    mission = stage.mission(("post", "Write.", {"count": 2, "page": cast.page}), ("answer", "Answer.", {}))
    cast.says("Before it was taken", days=-1)
    row = stage.takes(mission)
    one = cast.says("One", minutes=1)
    hidden = cast.says("Two", minutes=2)
    assert [step.done for step in progress_of(row)] == [2, 0]
    hidden.state = "hidden"
    hidden.save()
    first, answer = progress_of(row)
    assert (first.done, first.wanted, first.is_done, answer.is_done) == (1, 2, False, False)
    assert (list(first.seen), list(answer.seen)) == ([one], []), "whoever judges it opens it"


def test_an_answer_counts_where_whoever_asked_accepted_it(stage, cast):
    """Guard: the filter of accepted ones in `Answers.done`; without it both steps are done at once."""
    mission = stage.mission(("answer", "Answer.", {}), ("answer", "Answer well.", {"accepted": True}))
    row = stage.takes(mission)
    asked = messages.comment(cast.page, author=cast.member, body="How hot?", at=cast.at)
    answer = messages.reply(
        cast.page, author=cast.advocate, body="<p>200 degrees.</p>", answers=asked, at=cast.at + timedelta(minutes=1)
    )
    assert [(one.done, list(one.seen)) for one in progress_of(row)] == [(1, [answer]), (0, [])]
    accept(answer, actor=cast.member, at=cast.at + timedelta(minutes=2))
    assert [one.done for one in progress_of(row)] == [1, 1]


def test_accepted_words_are_found_as_words():
    own = ["Ich bekomme Punkte dafür."]
    assert told_in("Schön. ICH bekomme  Punkte dafür.", own) == own[0]
    assert told_in("Das ist Werbung.", []) == "werbung"
    assert told_in("#Publicité pour une poêle", []) == "#publicité"
    for innocent in ("#adventure awaits", "Das ist keine Bewerbung", "I read ads", "a#ad"):
        assert told_in(innocent, own) == "", innocent


def test_the_same_words_again_are_a_hint_and_no_text_passes_by_itself(stage, cast):
    """Guard: `said_key` and `_is_good`; a text with a good finding must still wait for a person."""
    mission = stage.mission(("attend", "Be there.", {"event": "a fair"}), points=1)
    MissionTerms.objects.update_or_create(program=cast.program, defaults={"sample_below": 50, "sample_percent": 0})
    rows = []
    for member, text in ((cast.advocate, "I was there, all day."), (stage.advocate(), "I WAS THERE  all day!")):
        row = stage.takes(mission, member)
        working.prove_by_text(row, mission.steps.get(), text=text, member=member, at=cast.at)
        rows.append(_sent(stage, row))
        check_due(at=cast.at)
    assert [found(row) for row in rows] == [{"new_text": True}, {"new_text": False}]
    assert [Submission.objects.get(pk=row.pk).state for row in rows] == ["waiting", "waiting"]


def test_what_is_sent_by_whoever_was_silenced_meanwhile_waits_for_a_person(stage, cast):
    MissionTerms.objects.update_or_create(program=cast.program, defaults={"sample_below": 50, "sample_percent": 0})
    passed, held = (stage.takes(stage.mission(points=1), member) for member in (stage.advocate(), cast.advocate))
    for row in (passed, held):
        stage.links(row, f"https://blog.example/{row.pk}")
    sent = [_sent(stage, row) for row in (passed, held)]
    Silence.objects.create(
        program=cast.program, member=cast.advocate, kind="mute", started_at=cast.at, started_by=cast.manager,
        ends_at=cast.at + timedelta(days=1),
    )  # fmt: skip
    good = [{"code": "answers", "good": True, "detail": "200"}]
    done = [sending.checked(one.pk, {e.pk: good for e in one.evidence.all()}, round_=1, at=cast.at) for one in sent]
    assert [row.state for row in done] == ["verified", "waiting"]


def test_nobody_hands_in_more_bytes_than_fit_into_a_day(stage, cast, client):
    """Guard: `must_fit_today`; what was typed stays in the form."""
    row = stage.takes(stage.mission(("picture", "Show it.", {})))
    first = stage.pictured(row, picture())
    Evidence.objects.filter(pk=first.pk).update(size=MOST_A_DAY)
    client.force_login(cast.advocate)
    file = SimpleUploadedFile("pan.jpg", picture(3).content, content_type="image/jpeg")
    page = reverse("submission_prove", args=[row.pk, first.step_id, "picture"])
    answer = client.post(page, {"picture": file, "alt": "My best pan"})
    assert answer.status_code == 429
    assert "64 MB" in answer.content.decode()
    assert "My best pan" in answer.content.decode()
    Evidence.objects.filter(pk=first.pk).update(added_at=cast.at - timedelta(days=2))
    stage.pictured(row, picture(3))


def _sent(stage, row: Submission) -> Submission:
    return sending.send(row, member=row.member, at=stage.cast.at)
