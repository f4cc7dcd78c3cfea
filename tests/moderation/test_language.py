"""Languages are told from real sentences: those of the translated catalogues of Django, Wagtail and allauth."""

import random
import re
from pathlib import Path

import django
import pytest

from moderation.models import Intake
from moderation.queries.language import detected
from tests.moderation.stage import Stage

PACKAGES = Path(django.__file__).parents[1]
_STRING = re.compile(r'"(.*)"')
SPOKEN, OTHERS = ("de", "es", "fr", "it", "nl"), ("pl", "pt", "sv", "da", "ca", "ro", "ru")


def sentences(language: str, least: int, most: int) -> list[str]:
    """Two hundred at most, whole ones without places for values."""
    found = set()
    for catalogue in sorted(PACKAGES.glob(f"*/**/locale/{language}/LC_MESSAGES/django.po")):
        for block in catalogue.read_text(encoding="utf-8").split("\n\n"):
            _source, _sep, said = block.partition("\nmsgstr ")
            words = "".join(_STRING.findall(said))
            if "fuzzy" not in block and least <= len(words) < most and not set(words) & set("%{<\\"):
                found.add(words)
    return random.Random(7).sample(sorted(found), min(200, len(found)))


@pytest.mark.parametrize(("least", "most", "answered", "right"), [(20, 40, 0.75, 0.985), (40, 80, 0.95, 0.995)])
def test_what_is_named_is_right(least: int, most: int, answered: float, right: float) -> None:
    """Guard: the thresholds `SURE` and `KNOWN`; set to nought, what is named is right less often."""
    told = [(code, detected(text)) for code in SPOKEN for text in sentences(code, least, most)]
    named = [(code, found) for code, found in told if found]
    assert len(told) > 500
    assert len(named) / len(told) >= answered
    assert sum(code == found for code, found in named) / len(named) >= right


def test_other_languages_are_hardly_ever_taken_for_one_that_is_told_apart() -> None:
    """Guard: `KNOWN`; without it one sentence in four is."""
    told = [detected(text) for code in OTHERS for text in sentences(code, 20, 80)]
    assert len(told) > 700
    assert sum(map(bool, told)) / len(told) <= 0.02


@pytest.mark.parametrize("text", ["", "ok", "Super!", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍", "1234567890 1234567890"])
def test_what_is_too_short_is_in_no_language(text: str) -> None:
    assert detected(text) == ""


def test_another_language_is_told_apart_where_it_is_wanted() -> None:
    said = "To jest bardzo dobra patelnia, polecam ją wszystkim moim znajomym."
    assert (detected(said), detected(said, among=["en", "pl"])) == ("", "pl")


def test_a_case_knows_the_language_and_the_readers_of_its_message(stage: Stage) -> None:
    said = stage.say("Diese Pfanne ist nach zwei Wochen verrostet, und niemand antwortet mir.")
    assert stage.case(said).language == "de"
    Intake.objects.update_or_create(program=stage.program, defaults={"languages": "en pl"})
    polish = stage.say("To jest bardzo dobra patelnia, polecam ją wszystkim moim znajomym.")
    assert stage.case(polish).language == "pl"
    assert stage.case(stage.say("Hm.")).language == ""
