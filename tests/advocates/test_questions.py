import pytest

from advocates.actions import applications
from advocates.actions.questions import asked_by, checked, save_question
from advocates.models import Question
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.advocates.joining import Joining, verbs
from tests.corpora import payloads


def test_a_question_is_asked_and_asked_differently(joining: Joining) -> None:
    question = Question(program=joining.program, label="  Your   town? ", required=False)
    save_question(question, actor=joining.manager, at=joining.at)
    assert question.label == "Your town?"
    question.help_text = "So that we know whom you could meet."
    save_question(question, actor=joining.manager, at=joining.at)
    assert verbs(question) == ["question.added", "question.changed"]


def test_only_a_manager_of_the_program_asks(joining: Joining) -> None:
    for outsider in (joining.stranger, joining.applicant):
        with pytest.raises(Forbidden):
            save_question(Question(program=joining.program, label="?"), actor=outsider, at=joining.at)
    assert not Entry.objects.filter(verb="question.added").exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"label": " "}, "empty"),
        ({"label": "x" * 241}, "too_long"),
        ({"kind": "choice", "label": "Which?", "choices": "Only one"}, "no_choice"),
        ({"kind": "choice", "label": "Which?", "choices": "Same\nSame"}, "no_choice"),
    ],
)
def test_a_question_that_asks_nothing_is_refused(joining: Joining, fields: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_question(Question(program=joining.program, **fields), actor=joining.manager, at=joining.at)
    assert refused.value.code == code


def test_what_people_have_answered_keeps_its_sense(joining: Joining) -> None:
    """Guard: `_must_mean_the_same`."""
    joining.sent()
    for changed in ({"label": "What do you hate?"}, {"kind": "link"}):
        question = Question.objects.get(pk=joining.text.pk)
        for name, value in changed.items():
            setattr(question, name, value)
        with pytest.raises(Conflict) as refused:
            save_question(question, actor=joining.manager, at=joining.at)
        assert refused.value.code == "answered"
    retired = Question.objects.get(pk=joining.text.pk)
    retired.retired = True
    save_question(retired, actor=joining.manager, at=joining.at)
    assert retired not in asked_by(joining.program)


def test_a_retired_question_is_not_needed_any_more_and_its_answer_stays(joining: Joining) -> None:
    asked = joining.asked()
    Question.objects.filter(pk=joining.text.pk).update(retired=True)
    again = applications.submit(asked, answers={}, actor=joining.applicant, at=joining.at)
    assert again.answers.get(question=joining.text).text == "I bake bread."


def test_an_answer_is_settled_before_it_is_kept(joining: Joining) -> None:
    assert checked(joining.text, " a\r\nb\x00\u202ec ", complete=True) == "a\nbc"


def test_an_answer_is_as_long_as_the_question_says_line_ends_counted_once(joining: Joining) -> None:
    assert len(checked(joining.text, "\r\n".join("x" * 50), complete=True)) == 99
    with pytest.raises(Invalid) as refused:
        checked(joining.text, "x" * 101, complete=False)
    assert refused.value.code == "too_long"


def test_a_choice_is_one_of_the_choices(joining: Joining) -> None:
    assert checked(joining.choice, "Months", complete=True) == "Months"
    with pytest.raises(Invalid) as refused:
        checked(joining.choice, "Centuries", complete=False)
    assert refused.value.code == "no_such_choice"


def test_a_link_is_an_address_of_the_web_and_gets_its_scheme(joining: Joining) -> None:
    assert checked(joining.link, "bread.example/crust", complete=True) == "https://bread.example/crust"
    assert checked(joining.link, "http://bread.example", complete=True) == "http://bread.example"
    assert checked(joining.link, "", complete=True) == ""


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://bread.example/", "//bread.example",
        "https://user:pass@bread.example", "https://", "https://bread.example/<script>", "http://[::1", "mailto:a@b.c",
        "https://bread.example/" + "x" * 500, "vbscript:x", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_no_evidence(joining: Joining, bad: str) -> None:
    with pytest.raises(Invalid):
        checked(joining.link, bad, complete=True)


def test_no_hostile_address_is_stored_as_anything_but_http(joining: Joining) -> None:
    for text in payloads("injection/dev/payloads.json"):
        try:
            stored = checked(joining.link, text, complete=False)
        except Invalid:
            continue
        assert stored == "" or stored.startswith(("http://", "https://")), text


def test_a_consent_is_yes_or_missing(joining: Joining) -> None:
    assert checked(joining.consent, "on", complete=True) == "yes"
    with pytest.raises(Invalid):
        checked(joining.consent, "", complete=True)
    assert checked(joining.consent, "", complete=False) == ""


def test_only_questions_of_the_program_are_asked_in_their_order(joining: Joining) -> None:
    Question.objects.create(program=joining.stranger.manages.get().program, label="Canary?")
    Question.objects.create(program=joining.program, label="First?", position=0)
    assert [question.label for question in asked_by(joining.program)][:2] == ["First?", "What do you cook?"]
    assert "Canary?" not in [question.label for question in asked_by(joining.program)]
