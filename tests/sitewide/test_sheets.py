import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitewide.sheets import neutral_cell, write_csv
from tests import corpora


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1|x",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        '"=1',
        ' "  =1',
        "\u00a0=1",
        "\ufeff=1",
        "＝1+1",
        "|calc",
        "%0A=1",
        "-",
        "+49 30 123",
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral_cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "Ann", "a=b", "mail@example.com", "1", "-5", "+3", "-1.50", "1,234.5", "'=1", "a - b", ";-)"]
)
def test_ordinary_cells_stay_as_they_are(text: str) -> None:
    assert neutral_cell(text) == text


def test_values_become_text() -> None:
    assert [neutral_cell(value) for value in (None, 3, -3, Decimal("-2.50"), True)] == ["", "3", "-3", "-2.50", "True"]
    assert neutral_cell(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02 00:00:00+00:00"


def test_a_formula_behind_a_semicolon_or_a_line_end_is_broken_too() -> None:
    assert neutral_cell("x;=1+1") == "x;'=1+1"
    assert neutral_cell('x\n"@SUM(1)') == "x\n\"'@SUM(1)"
    assert neutral_cell("x;-cmd") == "x;'-cmd"


def test_rows_come_one_line_at_a_time_and_can_be_read_back() -> None:
    lines = list(write_csv([["Name", "Points"], ['Ann "A", Lee', -3], ["=1", None]]))
    assert lines[0] == '"Name","Points"\r\n'
    assert list(csv.reader(io.StringIO("".join(lines)))) == [["Name", "Points"], ['Ann "A", Lee', "-3"], ["'=1", ""]]


def starts_a_formula(cell: str) -> bool:
    return cell.lstrip(' \t\r\n"\u00a0\ufeff')[:1] in set("=@＝＠")


@given(st.text(st.sampled_from("=+-@;\t\r\n\"', a1|%\ufeff＝"), max_size=12))
def test_no_cell_is_a_formula_whichever_sign_divides_the_row(text: str) -> None:
    cell = neutral_cell(text)
    assert neutral_cell(cell) == cell
    for sign in ",;\t":
        for row in csv.reader(io.StringIO("".join(write_csv([[text, text]])), newline=""), delimiter=sign):
            assert not any(map(starts_a_formula, row)), (sign, row)


def test_no_formula_of_the_corpus_survives() -> None:
    for text in corpora.payloads("injection/dev/payloads.json", kind="csv_injection") + corpora.naughty():
        cell = neutral_cell(text)
        assert not starts_a_formula(cell), text
        assert neutral_cell(cell) == cell
        assert list(csv.reader(io.StringIO("".join(write_csv([[text]])), newline=""))) == [[cell]]
