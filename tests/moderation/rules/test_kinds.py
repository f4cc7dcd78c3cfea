"""Every kind of rule, by what it makes of things that are really said."""

import pytest
from django.utils import timezone

from cms.actions import messages
from cms.models import Message
from moderation.models import Case
from record.tasks import settle
from tests.factories import UserFactory
from tests.moderation.rules.conftest import Make, minutes_ago
from tests.moderation.stage import Stage, staged

HELD, PUBLISHED = Message.State.HELD, Message.State.PUBLISHED
LONG = "This pan is by far the best pan that I ever had"


def test_a_pattern_holds_what_it_matches(stage: Stage, rule: Make) -> None:
    rule(kind="patterns", words=r"\bcall\b.{0,20}\d{5}")
    assert stage.say("Call me now on 0800 12345").state == HELD
    assert stage.say("Do not call me").state == PUBLISHED


@pytest.mark.parametrize(
    "said",
    [
        "See https://bad.example/x",
        "See http://www.bad.example",
        "See https://shop.bad.example/a?b=c",
        "Search for bad.example and buy",
        "See https://bаd.example/ with a Cyrillic letter",
        "See https://xn--bd-7kc.example/ in the form of the name system",
        "See https://BAD.example",
    ],
)
def test_a_link_to_a_listed_site_is_found_whatever_way_it_is_written(stage: Stage, rule: Make, said: str) -> None:
    rule(kind="sites", words="https://bad.example/anything")
    assert stage.say(said).state == HELD


@pytest.mark.parametrize("said", ["See https://notbad.example", "See https://bad.example.org", "bad, example", "None."])
def test_other_sites_are_let_through(stage: Stage, rule: Make, said: str) -> None:
    rule(kind="sites", words="bad.example")
    assert stage.say(said).state == PUBLISHED


def test_a_list_of_sites_that_may_be_linked_lets_nothing_else_through(stage: Stage, rule: Make) -> None:
    rule(kind="other_sites", words="good.example")
    assert stage.say("See https://help.good.example/x").state == PUBLISHED
    assert stage.say("See https://elsewhere.example/x").state == HELD
    assert stage.say("See https://gооd.example/ with two Cyrillic letters").state == HELD
    assert stage.say("No link at all, e.g. this").state == PUBLISHED


def test_the_programs_own_site_is_never_another(stage: Stage, rule: Make) -> None:
    rule(kind="other_sites", words="good.example")
    host = stage.program.root_page.get_site().hostname
    assert stage.say(f"See http://{host}/kitchen/").state == PUBLISHED


def test_the_first_comments_of_a_member_are_looked_at(stage: Stage, rule: Make) -> None:
    rule(kind="newcomer", count=2)
    assert [stage.say(f"Comment {number}").state for number in range(3)] == [HELD, HELD, PUBLISHED]


def test_too_many_within_the_minutes_are_held_and_older_ones_do_not_count(stage: Stage, rule: Make) -> None:
    rule(kind="pace", count=3, minutes=10)
    for ago in (30, 25, 9, 8):
        assert stage.say(f"Said {ago} minutes ago", at=minutes_ago(ago)).state == PUBLISHED
    assert stage.say("And now").state == HELD
    assert stage.say("Somebody else", author=UserFactory()).state == PUBLISHED


def test_nearly_the_same_text_again_and_again_is_held(stage: Stage, rule: Make) -> None:
    rule(kind="repeat", count=3, minutes=60, percent=60)
    states = [stage.say(text).state for text in (LONG, f"{LONG}!", f"{LONG.upper()} :)")]
    assert states == [PUBLISHED, PUBLISHED, HELD]
    assert stage.say("Something else altogether, which nobody has said before").state == PUBLISHED


def test_short_thanks_are_nobodys_repetition(stage: Stage, rule: Make) -> None:
    rule(kind="repeat", count=2)
    assert {stage.say("Thank you!").state for _time in range(3)} == {PUBLISHED}


def test_the_same_text_from_several_people_is_held_though_the_first_were_removed(stage: Stage, rule: Make) -> None:
    rule(kind="repeat", count=3, people=3, percent=80)
    first = stage.say(LONG)
    assert stage.say(LONG).state == PUBLISHED, "one person twice"
    messages.remove(first, actor=stage.manager, at=timezone.now(), clause="1")
    assert stage.say(LONG, author=UserFactory()).state == PUBLISHED
    assert stage.say(LONG, author=UserFactory()).state == HELD


def test_what_is_said_in_another_program_is_no_repetition(stage: Stage, rule: Make) -> None:
    rule(kind="repeat", count=2)
    elsewhere = staged(hostname="other.example")
    elsewhere.say(LONG, author=stage.author)
    assert stage.say(LONG).state == PUBLISHED


def test_editing_does_not_repeat_oneself(stage: Stage, rule: Make) -> None:
    rule(kind="repeat", count=2)
    message = stage.say(LONG)
    edited = messages.edit(message, title="", body=f"{LONG} indeed", actor=stage.author, at=timezone.now())
    assert edited.state == PUBLISHED


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("Log in at pаypal", True),
        ("Ein schönes Café in Łódź", False),
        ("Привет, как дела?", False),
        ("Καλημέρα", False),
        ("5 µm thick", False),
    ],
)
def test_a_word_of_mixed_letters_is_found_and_other_scripts_are_left_alone(
    stage: Stage, rule: Make, said: str, held: bool
) -> None:
    rule(kind="letters", words="")
    assert (stage.say(said).state == HELD) is held


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("BUY THIS NOW OR NEVER AGAIN", True),
        ("Nooooooooooooo", True),
        ("OK", False),
        ("NATO and UNESCO agreed on it", False),
    ],
)
def test_shouting_and_long_runs_are_found(stage: Stage, rule: Make, said: str, held: bool) -> None:
    rule(kind="shouting", count=15, percent=80)
    assert (stage.say(said).state == HELD) is held


def test_a_rule_for_one_language_looks_at_pages_in_it_only(stage: Stage, rule: Make) -> None:
    rule(words="gift", language="de")
    assert stage.say("A gift for you").state == PUBLISHED
    stage.garden.language = "de"
    stage.garden.save()
    assert stage.say("Das ist Gift", page=stage.garden).state == HELD


def test_the_most_severe_rule_sets_the_urgency_and_each_is_named(stage: Stage, rule: Make) -> None:
    rule(severity=1, holds=False)
    rule(kind="shouting", name="Loud", count=5, severity=3, holds=False)
    stage.say("YOU IDIOT, READ")
    settle()
    case = Case.objects.get()
    assert case.urgency == 3
    assert {cause.detail for cause in case.causes.all()} == {"idiot", "capitals"}


def test_a_new_members_link_waits_only_where_another_sign_stands_beside_it(stage: Stage, rule: Make) -> None:
    """Guard: `findings`, which asks for a sign where the rule wants one."""
    rule(kind="newcomer_link", with_sign=True, words="")
    host = stage.program.root_page.get_site().hostname
    new = UserFactory(date_joined=minutes_ago(9))
    for said in ("I wrote up how I did it at https://pans.example/rust", f"As it says on http://{host}/kitchen/"):
        assert stage.say(said, author=new).state == PUBLISHED, said
    settle()
    assert [case.message.body.count("pans.example") > 0 for case in Case.objects.all()] == [True], "looked at, not held"
    for said in (
        "https://pans.example/rust",
        "Look: www.pans.example !",
        "Read it all at http://2130706433/rust today",
    ):
        assert stage.say(said, author=new).state == HELD, said
    rule(words="idiot", holds=False)
    assert stage.say("Read this, idiot, and learn: https://pans.example/rust", author=new).state == HELD
    assert stage.say("You are an idiot, and no link is needed to see that", author=new).state == PUBLISHED
