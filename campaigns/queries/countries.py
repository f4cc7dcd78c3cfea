"""Countries by their ISO 3166 codes. The table is the `iso3166.tab` of the time zone database, in the public domain."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("countries.tab")


@cache
def countries() -> dict[str, str]:
    """Every code of two capital letters with its name, by name."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {code: name for name, code in sorted(tuple(reversed(line.split("\t"))) for line in lines)}


def name_of(code: str) -> str:
    """The country's name; the code itself where nobody knows it."""
    return countries().get(code, code)


def choices(codes: list[str]) -> list[tuple[str, str]]:
    """These countries, or all where none are named, for a field to choose from."""
    return [(code, name) for code, name in countries().items() if not codes or code in codes]
