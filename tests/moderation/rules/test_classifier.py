"""The classifier sorts by what was decided before, and can do nothing else."""

import random
import sys
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import Message
from moderation.actions import classifier as acts
from moderation.actions.decisions import decide
from moderation.classifier import learning
from moderation.classifier.guess import guess, tokens
from moderation.models import Case, CaseScore, Cause, Classifier, Decision
from moderation.tasks import teach_classifiers
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden
from tests.factories import UserFactory
from tests.moderation.stage import Stage, staged

NOW = timezone.now
BAD = ["cheap pills", "casino bonus", "buy followers", "hot singles", "win cash"]
GOOD = ["lovely pan", "heats evenly", "my recipe", "thanks for answering", "washes easily"]


def texts(number: int) -> tuple[list[str], list[bool]]:
    chance = random.Random(3)
    against = [index % 2 == 0 for index in range(number)]
    bodies = [
        f"<p>{chance.choice(BAD if bad else GOOD)} and {chance.choice(BAD if bad else GOOD)}</p>" for bad in against
    ]
    return bodies, against


@pytest.fixture
def taught(stage: Stage) -> Classifier:
    """A classifier that is on and knows the words above."""
    learnt = learning.learn(*texts(120))
    return Classifier.objects.create(program=stage.program, active=True, trained_at=NOW(), weights=learnt.weights)


def test_it_learns_which_words_go_with_decisions_against() -> None:
    learnt = learning.learn(*texts(120))
    assert (learnt.precision, learnt.recall) == (100, 100)
    likely, unlikely = guess(learnt.weights, "<p>Cheap CASINO pills</p>"), guess(learnt.weights, "<p>A lovely pan</p>")
    assert likely.percent > 75
    assert unlikely.percent < 50
    assert "casino" in likely.words


def test_our_arithmetic_is_that_of_the_library() -> None:
    """Changing the idf, the sublinear counts or the length in `guess` makes this fail."""
    bodies, against = texts(120)
    learnt = learning.learn(bodies, against)
    model = learning._pipeline().fit(bodies, against)
    for body in ["<p>cheap cheap pills and a pan</p>", "<p>thanks, lovely bonus</p>", "<p>unknown</p>", *bodies[:5]]:
        assert abs(guess(learnt.weights, body).percent - 100 * model.predict_proba([body])[0][1]) < 1


def test_weights_are_plain_numbers_by_plain_words() -> None:
    weights = learning.learn(*texts(120)).weights
    assert set(weights) == {"bias", "words"}
    assert all(
        isinstance(word, str) and [float, float] == [type(n) for n in pair] for word, pair in weights["words"].items()
    )


def test_links_numbers_and_look_alike_letters_are_read_for_what_they_are() -> None:
    assert tokens('<p>Cаll 80082 <a href="https://x.example">now</a></p>') == ["call", "(number)", "now", "(link)"]


def test_a_likely_case_comes_one_step_forward_with_its_words_and_nothing_else_happens(
    stage: Stage, taught: Classifier
) -> None:
    message = stage.say("Casino bonus, win cash")
    case = stage.case(message, urgency=1)
    settle()
    case.refresh_from_db()
    score = CaseScore.objects.get()
    assert (case.urgency, score.raised, score.percent >= 75) == (2, True, True)
    assert {"casino", "bonus"} <= set(score.words)
    message.refresh_from_db()
    assert message.state == Message.State.PUBLISHED
    assert (case.state, Decision.objects.count(), Cause.objects.count()) == (Case.State.OPEN, 0, 1)


def test_an_unlikely_case_stays_where_it_is(stage: Stage, taught: Classifier) -> None:
    case = stage.case(stage.say("My lovely pan heats evenly"), urgency=1)
    settle()
    case.refresh_from_db()
    assert (case.urgency, CaseScore.objects.get().raised) == (1, False)


@pytest.mark.parametrize("urgency", [3, 4])
def test_the_most_urgent_class_is_not_for_guesses(stage: Stage, taught: Classifier, urgency: int) -> None:
    case = stage.case(stage.say("Casino bonus, win cash"), urgency=urgency)
    settle()
    case.refresh_from_db()
    assert case.urgency == urgency


def test_reading_the_record_again_puts_nothing_forward_twice(stage: Stage, taught: Classifier) -> None:
    case = stage.case(stage.say("Casino bonus, win cash"), urgency=0)
    settle()
    assert acts.sort(case, at=NOW()) is None
    case.refresh_from_db()
    assert case.urgency == 1


def test_what_it_finds_likely_is_published_at_once_and_opens_no_case(stage: Stage, taught: Classifier) -> None:
    """Making the classifier a screen, or letting it read messages, makes this fail."""
    message = stage.say("Casino bonus, win cash, cheap pills")
    settle()
    message.refresh_from_db()
    assert message.state == Message.State.PUBLISHED
    assert not Case.objects.exists()


def test_the_classifier_knows_no_action_that_could_decide_or_hold() -> None:
    """What it is written with: no actions of messages, no decisions, no causes that open a case."""
    from pathlib import Path

    root = Path(acts.__file__).parents[1]
    sources = [Path(acts.__file__), *sorted((root / "classifier").glob("*.py"))]
    said = "\n".join(path.read_text() for path in sources)
    for name in ("cms.actions", "actions.decisions", "actions.cases", "screening", "pickle", "joblib"):
        assert name not in said
    for name in ("open_case", "close_case", "Message", "decide"):
        assert f"{name}(" not in said
    assert "Message" not in acts.__dict__


def test_while_it_is_off_it_guesses_nothing(stage: Stage, taught: Classifier) -> None:
    acts.switch_classifier(stage.program, active=False, actor=stage.manager, at=NOW())
    stage.case(stage.say("Casino bonus, win cash"))
    settle()
    assert not CaseScore.objects.exists()


def test_it_learns_from_the_programs_decisions_when_asked(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "FEWEST", 20)
    monkeypatch.setattr(learning, "FEWEST_OF_EACH", 5)
    bodies, against = texts(24)
    for body, bad in zip(bodies, against, strict=True):
        case = stage.case(stage.say(body))
        words: dict[str, Any] = {"act": "hide", "clause": stage.clause, "reason": "Not so."}
        words = words if bad else {"act": "dismiss", "clause": None, "reason": ""}
        decide(case, moderator=stage.moderator, version=case.version, at=NOW(), **words)
    acts.ask_to_learn(stage.program, actor=stage.manager, at=NOW())
    assert teach_classifiers() == 1
    row = Classifier.objects.get()
    assert (row.learnt_from, row.against, row.asked_at, row.active) == (24, 12, None, False)
    assert row.recall is not None
    acts.switch_classifier(stage.program, active=True, actor=stage.manager, at=NOW())
    assert teach_classifiers() == 0


def test_too_few_decisions_are_said_in_a_sentence(stage: Stage) -> None:
    acts.ask_to_learn(stage.program, actor=stage.manager, at=NOW())
    teach_classifiers()
    assert "100 decided messages" in Classifier.objects.get().trouble


def test_it_cannot_be_on_before_it_learnt(stage: Stage) -> None:
    with pytest.raises(Conflict):
        acts.switch_classifier(stage.program, active=True, actor=stage.manager, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        Classifier.objects.update_or_create(program=stage.program, defaults={"active": True})


def test_nobody_but_a_manager_teaches_or_switches_it(stage: Stage) -> None:
    for person in (stage.moderator, UserFactory(), staged(hostname="other.example").manager):
        with pytest.raises(Forbidden):
            acts.ask_to_learn(stage.program, actor=person, at=NOW())
        with pytest.raises(Forbidden):
            acts.switch_classifier(stage.program, active=False, actor=person, at=NOW())


def test_without_the_library_it_says_so_and_goes_on_guessing(
    stage: Stage, taught: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python takes a module that is None for one that is not installed."""
    for name in [name for name in sys.modules if name.startswith("sklearn.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(Conflict) as refused:
        acts.ask_to_learn(stage.program, actor=stage.manager, at=NOW())
    assert "needs scikit-learn" in str(refused.value.sentence)
    stage.case(stage.say("Casino bonus, win cash"))
    settle()
    assert CaseScore.objects.get().percent >= 75
    assert not any(name.startswith("sklearn.") for name in sys.modules), "guessing needs no library"
