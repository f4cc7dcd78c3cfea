"""The playbook in the workbench: the map, the form, the exports, the weekly list; hostile names everywhere."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from moderation.actions.playbook.unmapped import list_unmapped
from moderation.models import Fact, Scenario
from moderation.queries.playbook.drawing import picture_of
from moderation.queries.playbook.words import rows_of
from tests.moderation.playbook.stage import NOW, caught, expired, fact, scenario
from tests.moderation.playbook.test_unmapped import last_week
from tests.moderation.stage import CANARY, Stage, staged
from tests.stage import at_work

HOSTILE = "</text><script>alert(1)</script>\"&'{{ 7 }}"
FORMULA = '=HYPERLINK("https://evil.example";"x")'


@pytest.fixture
def workbench(stage: Stage) -> Client:
    return at_work(stage.manager)


def form(stage: Stage, **fields: object) -> dict[str, object]:
    """What the form sends for a small scenario."""
    known: dict[str, object] = {
        "name": "Insults", "state": "active", "priority": 10, "join": "all", "act_1": "hide", "act_2": "remove", "act_3": "",
        "cites": "1", "owner": "moderators", "hours": 8, "words": "idiot\nrubbish", "clause": ["1"], "words_en": "Be kind.",
    }  # fmt: skip
    return known | fields


def test_a_manager_writes_a_scenario_and_changes_it(stage: Stage, workbench: Client) -> None:
    new = reverse("playbook:new", args=[stage.program.pk])
    assert workbench.get(new).status_code == 200
    assert workbench.post(new, form(stage, kind=["comment"])).status_code == 302
    made = Scenario.objects.get()
    assert made.conditions == {"clause": ["1"], "kind": ["comment"], "words": ["idiot", "rubbish"]}
    assert (made.acts, made.clause, made.texts) == (["hide", "remove"], "1", {"en": {"words": "Be kind."}})
    edit = reverse("playbook:edit", args=[made.pk])
    assert "Be kind.</textarea>" in workbench.get(edit).text
    assert workbench.post(edit, form(stage, name="Rude words", number=1)).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.number) == ("Rude words", 2)
    stale = workbench.post(edit, form(stage, name="Overwritten", number=1))
    assert stale.status_code == 409
    assert "changed this scenario meanwhile" in stale.text


def test_what_is_refused_stands_above_the_form_which_keeps_what_was_typed(stage: Stage, workbench: Client) -> None:
    new = reverse("playbook:new", args=[stage.program.pk])
    refused = workbench.post(new, form(stage, cites="", words_en="Mind your words."))
    assert refused.status_code == 422
    assert "cites a rule" in refused.text
    assert "Mind your words.</textarea>" in refused.text
    assert workbench.post(new, form(stage, hours="x", act_1="burn")).status_code == 422
    assert not Scenario.objects.exists()


def test_a_manager_sets_a_fact(stage: Stage, workbench: Client) -> None:
    sent = {"program": stage.program.pk, "key": "delivery-days", "value": "three", "answers_for": stage.manager.pk}
    assert workbench.post("/admin/moderation/facts/new/", sent | {"valid_until": "2001-01-01"}).status_code == 422
    assert workbench.post("/admin/moderation/facts/new/", sent | {"valid_until": "2099-01-01"}).status_code == 302
    assert Fact.objects.get().key == "delivery-days"
    assert "delivery-days" in workbench.get("/admin/moderation/facts/").text


def test_the_map_shows_what_is_wrong_with_a_link_to_mend_it(stage: Stage, workbench: Client) -> None:
    expired(fact(stage))
    made = scenario(stage, conditions={"words": ["rubbish"]})
    page = workbench.get(reverse("playbook:index")).text
    assert reverse("facts:edit", args=[Fact.objects.get().pk]) in page
    assert "Nothing catches what no scenario fits" in page
    assert reverse("playbook:edit", args=[made.pk]) in page
    assert "things are wrong with the playbook" in workbench.get("/admin/").text


def test_hostile_names_are_inert_on_every_screen(stage: Stage, workbench: Client) -> None:
    kept = fact(stage, value="<img src=x onerror=alert(1)>")
    made = scenario(
        stage, name=HOSTILE[:70], conditions={"words": [HOSTILE]}, texts={"en": {"reply": "{delivery-days}"}}
    )
    made.place = stage.kitchen.page_ptr
    stage.kitchen.title = HOSTILE
    stage.kitchen.save()
    made.save()
    for name in ("playbook:map", "playbook:matrix", "playbook:unmapped", "playbook:new"):
        page = workbench.get(reverse(name, args=[stage.program.pk])).text
        assert "<script>alert" not in page, name
        assert "<img src=x" not in page, name
    assert "<script>alert" not in workbench.get(reverse("playbook:edit", args=[made.pk])).text
    assert "onerror" not in workbench.get(reverse("facts:edit", args=[kept.pk])).text.replace(
        "&lt;img src=x onerror", ""
    )


def test_the_picture_is_well_formed_whatever_the_names_are(stage: Stage, workbench: Client) -> None:
    """Guard: what XML does not know is left out of the lines, and the template escapes the rest."""
    scenario(stage, name=HOSTILE[:70], conditions={"words": [HOSTILE, "語" * 60, "x" * 79]})
    made = scenario(stage, name="Pages", place=stage.kitchen.page_ptr)
    stage.kitchen.title = "Bad \x0b\x1f\ufffe title"
    stage.kitchen.save()
    made.save()
    answer = workbench.get(reverse("playbook:map_svg", args=[stage.program.pk]))
    assert answer["Content-Type"] == "image/svg+xml"
    tree = ElementTree.fromstring(answer.content)
    space = "{http://www.w3.org/2000/svg}"
    assert [child.tag for child in tree][:2] == [f"{space}title", f"{space}desc"]
    assert not list(tree.iter(f"{space}script"))
    texts = [text.text or "" for text in tree.iter(f"{space}text")]
    assert any("alert(1)" in text for text in texts)
    assert tree.get("aria-labelledby") == "map-title map-desc"


def test_no_line_of_the_picture_leaves_its_box(stage: Stage) -> None:
    scenario(
        stage, name="n" * 80, conditions={"words": ["w" * 79 for _ in range(9)], "clause": ["1"], "has": ["links"]}
    )
    caught(stage)
    rows = rows_of(Scenario.objects.order_by("priority"), stage.program.pk)
    picture = picture_of(rows, caught=False)
    for row in picture.rows:
        for box in row.boxes:
            assert all(box.y < y < box.bottom for y, _line in box.lines)
            assert all(len(line) <= 36 for _y, line in box.lines)
    assert picture.rows[0].first.bottom < picture.rows[1].first.y
    assert picture.end is not None
    assert picture.end.bottom < picture.height


def test_no_cell_of_the_matrix_is_a_formula(stage: Stage, workbench: Client) -> None:
    """Guard: `write_csv`, which makes every cell neutral."""
    kept = fact(stage, value="+1 day")
    made = scenario(stage, name=FORMULA[:70], texts={"en": {"words": "@SUM(1)", "reply": "{delivery-days}"}})
    expired_one = fact(stage, "price")
    scenario(stage, name="Prices", texts={"en": {"reply": "It costs {price}."}})
    expired(expired_one)
    answer = workbench.get(reverse("playbook:matrix_csv", args=[stage.program.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert f"'{made.name}" in cells
    assert f"'{kept.value}" in cells
    assert any("price" in cell and "nobody has renewed" in cell for cell in cells)


def test_the_printed_matrix_tells_what_every_flag_meets_first(stage: Stage, workbench: Client) -> None:
    scenario(stage, name="Dishonest", conditions={"clause": ["1"]})
    page = workbench.get(reverse("playbook:matrix", args=[stage.program.pk])).text
    assert page.count("Dishonest</td>") == 3
    assert "unmapped" in page


def test_a_group_becomes_a_scenario_by_one_press(stage: Stage, workbench: Client) -> None:
    last_week(stage)
    listed = list_unmapped(stage.program, at=NOW())
    assert listed is not None
    screen = reverse("playbook:unmapped", args=[stage.program.pk])
    assert "“parcel”" in workbench.get(screen).text
    group = listed.groups.all()[0]
    pressed = workbench.post(screen, {"group": group.pk})
    group.refresh_from_db()
    assert pressed["Location"] == reverse("playbook:edit", args=[group.scenario_id])
    assert workbench.post(screen, {"group": group.pk}).status_code == 409
    assert workbench.post(screen, {"group": "9" * 5_000}).status_code == 404


def test_another_programs_playbook_does_not_exist(stage: Stage, workbench: Client) -> None:
    elsewhere = staged(hostname="other.example")
    kept, made = fact(elsewhere, value=CANARY), scenario(elsewhere, name=CANARY)
    for name in ("map", "new", "matrix", "matrix_csv", "map_svg", "unmapped"):
        assert workbench.get(reverse(f"playbook:{name}", args=[elsewhere.program.pk])).status_code == 404, name
    edit = reverse("playbook:edit", args=[made.pk])
    for answer in (
        workbench.get(edit),
        workbench.post(edit, form(elsewhere)),
        workbench.get(f"/admin/moderation/facts/edit/{kept.pk}/"),
    ):
        assert answer.status_code == 404
    for path in (reverse("playbook:index"), "/admin/moderation/facts/", "/admin/"):
        assert CANARY not in workbench.get(path).text
    assert stage.moderator.pk
    assert at_work(stage.moderator).get(reverse("playbook:index")).status_code == 404
