import pytest

from moderation.actions import appeals
from moderation.actions.decisions import decide
from moderation.models import Case, Cause, Decision
from moderation.queries.statement import cited_in, language_of_author, statement_of
from sitewide.models import Letter
from tests.moderation.conduct.doing import NOW, against
from tests.moderation.stage import Stage


def letter_to_author(stage: Stage) -> Letter:
    return Letter.objects.get(about="decision_made", to=stage.author.email)


def test_an_author_reads_all_that_article_17_asks_for(stage: Stage) -> None:
    against(stage)
    text = " ".join(letter_to_author(stage).text.split())
    for part in (
        "was hidden", "until it is undone", "on its own initiative", "no machine did", "1 Be honest", "Be kind.",
        "appeal once, free of charge", "out-of-court dispute settlement body", "court",
    ):  # fmt: skip
        assert part in text


def test_a_flag_and_a_rule_are_told_as_the_source(stage: Stage) -> None:
    case = stage.flagged()
    Cause.objects.create(case=case, kind=Cause.Kind.RULE, at=NOW())
    made = decide(
        case, moderator=stage.manager, act="hide", clause=stage.clause, reason="Be kind.", version=case.version, at=NOW()
    )  # fmt: skip
    found = statement_of(made, "en")
    assert (found.notice, found.machine) == (True, True)
    text = " ".join(letter_to_author(stage).text.split())
    assert "Readers had flagged" in text
    assert "automatically, before a person" in text
    assert "own initiative" not in text
    assert stage.reader.name not in text


def test_what_was_found_after_the_decision_is_no_source_of_it(stage: Stage) -> None:
    made = against(stage)
    Cause.objects.create(case=made.case, kind=Cause.Kind.RULE, at=NOW())
    assert not statement_of(Decision.objects.get(pk=made.pk), "en").machine


def test_what_a_breaker_or_a_rule_held_was_found_by_a_machine_and_what_probation_held_was_not(stage: Stage) -> None:
    for detail, machine in (("breaker", True), ("rule", True), ("probation", False), ("halt", False)):
        case = stage.case()
        Cause.objects.create(case=case, kind=Cause.Kind.HELD, at=case.opened_at, detail=detail)
        made = decide(
            case,
            moderator=stage.moderator,
            act="hide",
            clause=stage.clause,
            reason="Not so.",
            version=case.version,
            at=NOW(),
        )
        assert statement_of(made, "en").machine is machine, detail


def test_who_flagged_is_thanked_in_the_language_of_the_page_and_who_appealed_answered_in_their_own(
    stage: Stage,
) -> None:
    message = stage.say()
    type(message).objects.filter(pk=message.pk).update(language="fr")
    case = stage.flagged(type(message).objects.get(pk=message.pk))
    Case.objects.filter(pk=case.pk).update(language="nl")
    case.refresh_from_db()
    made = decide(
        case, moderator=stage.moderator, act="hide", clause=stage.clause, reason="Be kind.", version=case.version, at=NOW()
    )  # fmt: skip
    assert "Vous avez signalé un message" in Letter.objects.get(about="flag_answered").text
    asked = appeals.appeal(made, by=stage.author, text="Nee.", at=NOW())
    appeals.decide(asked, judge=stage.manager, overturn=True, reason="Doch.", at=NOW())
    assert "Je bezwaar is aangekomen" in Letter.objects.get(about="appeal_received").text
    assert "Je bezwaar was terecht" in Letter.objects.get(about="appeal_decided").subject


def test_nothing_is_stated_where_nothing_was_decided_against_the_author(stage: Stage) -> None:
    case = stage.case(stage.say())
    hidden = decide(
        case, moderator=stage.moderator, act="hide", clause=stage.clause, reason="Be kind.", version=case.version, at=NOW()
    )  # fmt: skip
    again = stage.case(hidden.case.message)
    decide(again, moderator=stage.manager, act="restore", clause=None, reason="", version=again.version, at=NOW())
    newest = Letter.objects.filter(about="decision_made").latest("pk")
    assert "court" not in newest.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Ein Mensch hat"), ("es", "Una persona"), ("fr", "Une personne"), ("it", "Una persona"),
        ("nl", "Een mens heeft"), ("pl", "A person read it"),
    ],
)  # fmt: skip
def test_the_statement_is_in_the_language_that_the_author_wrote_in(stage: Stage, language: str, words: str) -> None:
    case = stage.case()
    Case.objects.filter(pk=case.pk).update(language=language)
    decide(
        case, moderator=stage.moderator, act="hide", clause=stage.clause, reason="Be kind.", version=case.version, at=NOW()
    )  # fmt: skip
    letter = letter_to_author(stage)
    assert words in letter.text
    assert (f'lang="{language}"' in letter.html) is (language != "pl")


def test_a_clause_is_told_in_the_authors_language_where_the_policy_is_translated(stage: Stage) -> None:
    made = against(stage)
    assert made.clause is not None
    version = made.clause.version
    version.translations.create(
        language="de", text="", clauses=[["1", "Sei ehrlich", "Immer."]], published_at=NOW(), published_by=stage.manager
    )
    found, other = cited_in(made, "de"), cited_in(made, "fr")
    assert found is not None
    assert other is not None
    assert (found.title, found.text, found.version) == ("Sei ehrlich", "Immer.", version.number)
    assert other.title == made.clause.title


def test_a_language_that_is_not_spoken_here_gives_way_to_the_one_of_the_page(stage: Stage) -> None:
    case = stage.case()
    case.language, case.message.language = "pl", "fr"
    assert language_of_author(case) == "fr"
