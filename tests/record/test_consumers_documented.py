import re
from pathlib import Path

from record.consumers import REGISTERED

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "record.md"


def test_the_consumers_of_the_record_are_those_that_are_documented() -> None:
    table = DOCUMENT.read_text().partition("| Consumer |")[2].partition("## ")[0]
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == set(REGISTERED)
