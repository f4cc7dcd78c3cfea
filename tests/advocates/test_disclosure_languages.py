"""What readers are told, in the language of the page: compiled sentences, the program's own, and who may say it."""

import re
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from advocates.actions import connections
from advocates.actions.programs import save_disclosure
from advocates.models import Connection, DisclosureText, Program
from advocates.queries.connections import LONG, SHORT, disclosure_of
from cms.actions import messages
from cms.models import BrandPage
from record.models import Entry
from sitewide.languages import SPOKEN
from tests.factories import BrandPageFactory
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, at_work, signed_in, stage

pytestmark = pytest.mark.django_db
OTHERS = [tag for tag, _name in SPOKEN if tag != "en"]
PAIR = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)


on = kept(stage, clock="now")


def say(on: Stage, text: str = "Ich bekomme dafür Punkte.", **fields: Any) -> DisclosureText:
    made = DisclosureText(**{"program": on.program, "language": "de", "text": text} | fields)
    return save_disclosure(made, actor=on.manager, at=on.now)


def german(on: Stage) -> BrandPage:
    page: BrandPage = BrandPageFactory(parent=BrandPage.objects.get(pk=on.kitchen.pk), title="Pfannen", language="de")
    return page


def catalogue(language: str) -> tuple[dict[str, str], GNUTranslations]:
    """The sentences as they are written, and as the product reads them."""
    folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
    written = dict(PAIR.findall((folder / "django.po").read_text()))
    return written, GNUTranslations((folder / "django.mo").open("rb"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_disclosure_is_said_in_every_language(language: str) -> None:
    """Guard: the catalogues; a sentence that one lacks would be told in English. The compiled one is as the written."""
    written, read = catalogue(language)
    usual = Program._meta.get_field("disclosure").default
    wanted = [*LONG.values(), *SHORT.values(), usual]
    for sentence in (str(each) for each in wanted):
        assert written.get(sentence, sentence) != sentence, sentence
        assert re.findall(r"%\(\w+\)s", written[sentence]) == re.findall(r"%\(\w+\)s", sentence)
    assert written == {sentence: read.gettext(sentence) for sentence in written}


@pytest.mark.parametrize("language", OTHERS)
def test_the_longest_short_form_fits_into_a_byline(on: Stage, language: str) -> None:
    for kind in ("employment", "pay", "family"):
        connections.declare(on.program, actor=on.advocate, at=on.now, kind=kind)
    product = {"kind": "product", "detail": "Pan", "fair_value": 1200, "currency": "EUR"}
    connections.declare(on.program, actor=on.advocate, at=on.now, **product)
    connections.see_points(on.program, on.advocate, at=on.now)
    told = disclosure_of(on.advocate, on.program, language)
    assert len(told.short) <= 160
    assert told.short.count(" · ") == len(Connection.Kind.values) - 1


def test_a_message_tells_it_in_the_language_of_its_page(on: Stage) -> None:
    """Guard: `page.language` in `_delegated`; without it German readers are told in English."""
    on.grant(right="post", scope=on.kitchen)
    connections.declare(on.program, actor=on.advocate, at=on.now, kind="pay")
    say(on)
    post = messages.post(german(on), author=on.advocate, title="Öl", body="<p>Dünn.</p>", at=on.now)
    assert (post.language, post.disclosure_short) == ("de", "wird von der Marke bezahlt")
    assert post.disclosure == f"Ich bekomme dafür Punkte. {on.program} bezahlt mich."
    shown = signed_in(on.advocate).get(post.get_absolute_url()).content.decode()
    assert '<p class="disclosure" lang="de">' in shown
    written = signed_in(on.advocate).get(reverse("compose", args=[post.page_id])).content.decode()
    assert f"{on.program} bezahlt mich." in written


def test_without_words_in_the_pages_language_the_programs_own_stand(on: Stage) -> None:
    on.program.disclosure = "I get points."
    assert disclosure_of(on.advocate, on.program, "fr").long == "I get points."
    on.program.language = "de"
    assert disclosure_of(on.advocate, on.program).short == "mit der Marke verbunden"


def test_a_page_made_below_one_that_speaks_a_language_speaks_it_too(on: Stage) -> None:
    above = german(on)
    assert BrandPageFactory(parent=above).language == "de"
    assert BrandPageFactory(parent=above, language="fr").language == "fr"
    assert BrandPageFactory(parent=BrandPage.objects.get(pk=on.kitchen.pk)).language == ""


def test_a_manager_says_it_once_a_language_and_not_in_the_programs_own(on: Stage) -> None:
    made = say(on, "  Punkte.  ")
    assert made.text == "Punkte."
    assert refusal(lambda: say(on)) == "said_already"
    assert refusal(lambda: say(on, language="en")) == "own_language"
    assert refusal(lambda: say(on, " ", language="fr")) == "empty"
    stranger = DisclosureText(program=on.program, language="fr", text="x")
    assert refusal(lambda: save_disclosure(stranger, actor=on.advocate, at=on.now)) == "not_a_manager"
    assert Entry.objects.get(verb="program.disclosure_said").data == {"language": "de"}


def test_the_workbench_shows_and_changes_them(on: Stage) -> None:
    manager = at_work(on.manager)
    fields = {"program": on.program.pk, "language": "de", "text": "Ich bekomme Punkte."}
    assert manager.post(reverse("disclosures:add"), fields).status_code == 302
    assert "Ich bekomme Punkte." in manager.get(reverse("disclosures:index")).content.decode()
    kept = manager.post(reverse("disclosures:add"), fields)
    assert "change that one" in kept.content.decode() or "already exists" in kept.content.decode()
    assert DisclosureText.objects.count() == 1
