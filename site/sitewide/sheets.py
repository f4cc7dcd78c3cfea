"""Tables for spreadsheet programs, in which no cell that a person wrote is taken for a formula.

Source: OWASP, "CSV Injection". A spreadsheet program runs what starts with =, +, - or @, skips blanks and quotes before
it, and may split a row at semicolons and tabs although it was written with commas.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

_OPENERS = "=+\\-@＝＋－＠|%"
_FORMULA = re.compile(rf"^[\t\r\n]|^[\s\"\u200b\ufeff]*[{_OPENERS}]")
_FORMULA_WITHIN = re.compile(r"([;\t\r\n][\s\"\u200b\ufeff]*)(?=[=@＝＠]|[+\-＋－][\w(\"'])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


def neutral_cell(value: object) -> str:
    """The value as text that no spreadsheet program takes for a formula: an apostrophe stands before what could be one.

    Plain numbers, negative ones too, stay numbers. None is empty.
    """
    text = "" if value is None else str(value)
    if _NUMBER.fullmatch(text):
        return text
    text = _FORMULA_WITHIN.sub(r"\1'", text.replace("\x00", ""))
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows as CSV, one line at a time, every cell neutral and quoted (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow([neutral_cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
