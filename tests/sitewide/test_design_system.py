"""The look holds together: what templates use exists, and nothing in them needs a weaker Content-Security-Policy."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.utils.formats import date_format

ROOT = Path(__file__).resolve().parents[2]
CSS = {sheet.name: sheet.read_text() for sheet in (ROOT / "static/css").glob("*.css")}
SHARED = [*(ROOT / "site/templates").glob("*.html"), *(ROOT / "site/templates/components").glob("*.html")]
ON_A_BRAND_PAGE = ["tokens", "base", "components", "frame", "forms", "conversation", "blocks"]
SPRITE = (ROOT / "static/img/icons.svg").read_text()


def templates() -> Iterator[Path]:
    """Every HTML template of the product but those of mails, which know no stylesheets."""
    for folder in ("site", "advocates", "cms", "moderation", "campaigns"):
        for template in (ROOT / folder).glob("**/templates/**/*.html"):
            if "email" not in template.relative_to(ROOT).parent.parts:
                yield template


def named(template: Path) -> str:
    return str(template.relative_to(ROOT))


@pytest.mark.parametrize("template", templates(), ids=named)
def test_a_template_has_no_inline_style_script_or_handler(template: Path) -> None:
    text = template.read_text()
    assert (
        re.findall(r"<style\b|\sstyle=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\b(?:src=|application/json))[^>]*>", text)
        == []
    )


def test_a_day_and_a_moment_are_written_in_one_way_everywhere() -> None:
    """Guard: this test itself; letters count, too. Scripts and Wagtail write them alike (`config.formats`)."""
    letters = (ROOT / "site/templates/email").glob("**/*")
    written = {
        form
        for template in {*templates(), *(letter for letter in letters if letter.is_file())}
        for form in re.findall(r"""\|date:["']([^"']*)["']""", template.read_text())
    }
    assert written == {"c", "j M Y", "j M Y, H:i T", "H:i T", "l"} | {"F Y", "Y-m", "Y"}, (
        "moments and days, the day of the week before one to choose; months and a year"
    )
    moment = datetime(2026, 11, 2, 15, 4, tzinfo=UTC)
    assert (date_format(moment, "DATE_FORMAT"), date_format(moment, "DATETIME_FORMAT")) == (
        "2 Nov 2026", "2 Nov 2026, 15:04 UTC",
    )  # fmt: skip


def test_a_comma_stands_right_behind_a_time() -> None:
    """Guard: no line break ends the component; it would be a space before whatever follows."""
    told = render_to_string("components/time.html", {"at": datetime(2026, 11, 2, 15, 4, tzinfo=UTC), "kind": "day"})
    assert told.endswith(">2 Nov 2026</time>")


@pytest.mark.parametrize("template", SHARED, ids=named)
def test_a_shared_template_says_first_what_it_expects(template: Path) -> None:
    assert "{# expects: " in template.read_text().splitlines()[0]


@pytest.mark.parametrize("template", [t for t in templates() if "workbench" not in t.parts], ids=named)
def test_every_icon_a_template_names_is_drawn(template: Path) -> None:
    """The workbench uses Wagtail's icons."""
    used = set(re.findall(r"\bicon=[\"']([a-z0-9-]+)[\"']", template.read_text()))
    assert used <= set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


@pytest.mark.parametrize("template", SHARED, ids=named)
def test_every_class_of_a_shared_template_has_a_rule(template: Path) -> None:
    plain = re.sub(r"{%.*?%}|{{.*?}}", "§", template.read_text())
    used = {name for value in re.findall(r'class="([^"]*)"', plain) for name in value.split() if "§" not in name}
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "\n".join(CSS.values())))
    assert used - known == set()


def test_every_token_that_a_stylesheet_uses_is_defined() -> None:
    """The workbench's sheet stands on Wagtail's tokens."""
    whole = "\n".join(text for name, text in CSS.items() if name != "workbench.css")
    assert set(re.findall(r"var\((--[\w-]+)", whole)) <= set(re.findall(r"(--[\w-]+)\s*:", whole))


def test_colours_are_written_in_the_tokens_only() -> None:
    """Black and white aside."""
    for name in set(CSS) - {"tokens.css"}:
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", CSS[name])) <= {"#fff", "#000"}, name


def test_the_styles_and_scripts_of_a_brand_page_stay_light() -> None:
    files = [ROOT / f"static/css/{name}.css" for name in ON_A_BRAND_PAGE] + [*(ROOT / "static/js").glob("t*.js")]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) < 20_000


def test_the_page_of_last_resort_needs_no_context() -> None:
    page = get_template("500.html").render()
    assert "Something broke on our side" in page
