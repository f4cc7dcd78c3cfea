"""Work away from the pages: logged, verified by somebody else, and counted by its rule."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from advocates.models import CommunityManager
from campaigns.actions import offline_work
from campaigns.actions.earning import set_terms
from campaigns.actions.offline_work import Logged
from campaigns.evidence.fingerprints import of_link
from campaigns.models import Contribution, OfflineWork
from campaigns.queries import balance_of
from campaigns.queries.offline_work import same_page
from campaigns.queries.reckoning import Terms
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.campaigns.conftest import Cast
from tests.campaigns.test_workbench import into_the_workbench
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(cast: Cast) -> Logged:
    set_terms(cast.program, Terms("event", 20, per="hour"), actor=cast.manager, at=cast.at)
    day = cast.at.astimezone(cast.program.zone).date()
    return Logged("event", "An evening", "Ten people came.", day, 90, link="https://library.example/evening")


def logged(cast: Cast, work: Logged) -> OfflineWork:
    return offline_work.log(cast.program, work, actor=cast.advocate, at=cast.at)


def test_verified_work_earns_by_its_time_and_revoked_work_gives_it_back(cast, evening):
    work = logged(cast, evening)
    settle()
    assert not Contribution.objects.exists()
    offline_work.verify(work, actor=cast.manager, at=cast.at)
    settle()
    assert balance_of(cast.program, cast.advocate) == 30
    assert "is verified" in Letter.objects.get(about="work_decided").text
    offline_work.revoke(work, code="too_much", note="", actor=cast.manager, at=cast.at)
    settle()
    assert balance_of(cast.program, cast.advocate) == 0
    verbs = Entry.objects.filter(verb__startswith="work.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["work.logged", "work.verified", "work.revoked"]


def test_sent_back_it_is_changed_and_sent_again(cast, evening, django_capture_on_commit_callbacks):
    """Guard: `_drop`; nobody could ask for a picture that its work no longer names, nor have it erased."""
    work = logged(cast, evening)
    offline_work.send_back(work, code="no_evidence", note="A picture?", actor=cast.manager, at=cast.at)
    again = offline_work.change(
        work, replace(evening, minutes=60, picture=("a.png", b"dots")), actor=cast.advocate, at=cast.at
    )
    assert (again.state, again.minutes, bool(again.picture_key)) == ("submitted", 60, True)
    with django_capture_on_commit_callbacks(execute=True):
        offline_work.send_back(work, code="no_evidence", note="Another?", actor=cast.manager, at=cast.at)
        other = replace(evening, picture=("b.png", b"other dots"))
        kept = offline_work.change(work, other, actor=cast.advocate, at=cast.at).picture.name
    assert [default_storage.exists(name) for name in (again.picture.name, kept)] == [False, True]
    offline_work.refuse(work, code="out_of_scope", note="", actor=cast.manager, at=cast.at)
    for step in (offline_work.withdraw, offline_work.verify):
        with pytest.raises((Conflict, NotFound)):
            step(work, actor=cast.manager, at=cast.at)


def test_nobody_decides_on_their_own_work_and_nobody_else_but_managers_does(cast, evening):
    """Guard: `row.member_id == actor.pk` in `_decided`, and behind it `work_is_decided_on_by_somebody_else`."""
    work = logged(cast, evening)
    CommunityManager.objects.create(program=cast.program, member=cast.advocate, since=cast.at)
    with pytest.raises(Forbidden):
        offline_work.verify(work, actor=cast.advocate, at=cast.at)
    for person in (cast.member, cast.moderator, manager_of(ProgramFactory(hostname="other.example"))):
        with pytest.raises(NotFound):
            offline_work.verify(work, actor=person, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfflineWork.objects.filter(pk=work.pk).update(state="verified", decided_by=cast.advocate, decided_at=cast.at)
    with pytest.raises(NotFound):
        offline_work.withdraw(work, actor=cast.manager, at=cast.at)
    with pytest.raises(Forbidden):
        offline_work.log(cast.program, evening, actor=cast.member, at=cast.at)
    for wrong in ({"code": "silly", "note": "Because"}, {"code": "no_evidence", "note": " "}):
        with pytest.raises(Invalid):
            offline_work.send_back(work, actor=cast.manager, at=cast.at, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"link": ""}, {"link": "javascript:alert(1)"}, {"link": "ftp://a.example/x"}, {"link": "https://a.example:99999/x"},
        {"minutes": 0}, {"minutes": 1441},
        {"pieces": 0}, {"kind": "party"}, {"title": " "}, {"text": ""}, {"days": 1}, {"days": -91},
    ],
)  # fmt: skip
def test_what_is_out_of_range_or_shows_nothing_is_refused(cast, evening, wrong):
    days = timedelta(days=wrong.pop("days", 0)) if "days" in wrong else timedelta()
    with pytest.raises(Invalid):
        logged(cast, replace(evening, done_on=evening.done_on + days, **wrong))


def test_the_same_evidence_for_the_same_day_is_logged_once_however_its_address_is_written(cast, evening):
    first = logged(cast, evening)
    with pytest.raises(Conflict):
        logged(cast, replace(evening, link="http://www.library.example:80/evening/?utm_source=me#top"))
    again = logged(cast, replace(evening, link="https://library.example/evening?more=1"))
    assert same_page(again) == [first], "another address, told to whoever verifies it"
    assert (
        of_link("https://A.example/b/?b=2&a=1")
        == of_link("http://www.a.example/b?a=1&b=2")
        != of_link("https://a.example/c")
    )


def test_from_the_form_to_the_workbench_and_back(cast, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    set_terms(cast.program, Terms("event", 20, per="hour"), actor=cast.manager, at=cast.at)
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    client.force_login(cast.advocate)
    typed = {
        "kind": "event", "title": "An evening", "text": "Ten people came.", "minutes": "90", "pieces": "1", "link": "",
        "done_on": cast.at.astimezone(cast.program.zone).date().isoformat(),
    }  # fmt: skip
    assert client.post("/portal/work/new/", typed).status_code == 422
    page = SimpleUploadedFile("plan.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    assert client.post("/portal/work/new/", typed | {"file": page}).status_code == 422
    assert not list(tmp_path.rglob("*.*")), "what is refused is not kept"
    sent = client.post(
        "/portal/work/new/", typed | {"picture": SimpleUploadedFile("a.png", file.getvalue(), "image/png")}
    )
    work = OfflineWork.objects.get()
    assert sent["Location"] == f"/portal/work/{work.pk}/"
    assert "waits to be verified" in client.get("/portal/work/").content.decode().lower()
    desk = into_the_workbench(client, cast.manager)
    address = f"/admin/rewards/work/edit/{work.pk}/"
    assert "30 points, before any limit" in " ".join(desk.get(address).content.decode().split())
    assert (
        desk.post(address, {"act": "send_back", "send_back-code": "no_evidence", "send_back-note": ""}).status_code
        == 422
    )
    back = {"act": "send_back", "send_back-code": "no_evidence", "send_back-note": "Who was there?"}
    assert desk.post(address, back).status_code == 302
    client.force_login(cast.advocate)
    shown = client.get(f"/portal/work/{work.pk}/").content.decode()
    assert "Who was there?" in shown
    assert "Send it again" in shown
    assert client.post(f"/portal/work/{work.pk}/", typed | {"text": "Ten, and the librarian."}).status_code == 302
    assert client.get(f"/portal/work/{work.pk}/evidence/file/").status_code == 404
    returned = OfflineWork.objects.filter(pk=work.pk)
    returned.update(state="returned", code="no_evidence")
    plan = SimpleUploadedFile("../The plan.pdf", b"%PDF-1.7 of the evening", "application/pdf")
    assert client.post(f"/portal/work/{work.pk}/", typed | {"file": plan}).status_code == 302
    handed_out_to_its_people_only(cast, client, returned.get())


def handed_out_to_its_people_only(cast, client, work):
    kept = f"/portal/work/{work.pk}/evidence/file/"
    for reader in (cast.advocate, cast.manager):
        client.force_login(reader)
        answer = client.get(kept)
        assert answer["Content-Disposition"] == 'attachment; filename="The plan.pdf"'
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 of the evening"
        assert client.get(kept.replace("file", "picture"))["Content-Type"] == "image/png"
    client.force_login(cast.member)
    assert {client.get(url).status_code for url in (f"/portal/work/{work.pk}/", kept)} == {404}
    assert {client.get(f"/media/{name}").status_code for name in (work.file, work.picture.name)} == {404}
