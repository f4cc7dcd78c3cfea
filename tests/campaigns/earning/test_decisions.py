"""A moderator's decision counts while nothing shows that it was wrong; what was decided makes no difference."""

from datetime import timedelta

import pytest

from advocates.models import Clause
from campaigns.models import Contribution
from campaigns.queries import balance_of
from campaigns.queries.contributions import page_of_contributions
from moderation.actions import blind, cases, decisions, flags
from moderation.actions.gold import make_gold
from moderation.models import BlindDecision, Case, Decision
from record.tasks import settle
from tests.campaigns.conftest import Cast
from tests.factories import PolicyVersionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(cast: Cast) -> Decision:
    """A post of the advocate that the moderator hides, and 5 points for it."""
    PolicyVersionFactory(policy__program=cast.program, policy__attested=False, published_at=cast.at)
    message = cast.says("Cheap pans")
    clause = Clause.objects.filter(version__policy__program=cast.program).first()
    flags.flag(message, by=cast.member, clause=clause, at=cast.at)
    settle()
    case = cases.claim(Case.objects.get(message=message), moderator=cast.moderator, at=cast.at)
    made = decisions.decide(
        case, moderator=cast.moderator, act="hide", clause=clause, reason="An advert.", version=case.version, at=cast.at
    )
    settle()
    assert balance_of(cast.program, cast.moderator) == 5
    return made


def test_a_decision_that_a_known_answer_contradicts_is_taken_back(cast, decision):
    """Guard: `CONTRADICTED` in campaigns/queries/subjects/decisions.py."""
    told = Contribution.objects.get(what="decision")
    assert (told.partner, told.place) == (cast.advocate, cast.page.pk)
    make_gold(decision, act="dismiss", clause=None, why="It sells nothing.", actor=cast.manager, at=cast.at)
    settle()
    assert balance_of(cast.program, cast.moderator) == 0
    (shown,) = page_of_contributions([Contribution.objects.get(pk=told.pk)])
    assert shown.why == "Somebody who looked again found otherwise."


@pytest.mark.parametrize(("reopen", "left"), [(True, 0), (False, 5)])
def test_after_a_second_review_it_counts_if_the_manager_lets_it_stand(cast, decision, reopen, left):
    """Guard: `REOPENED`."""
    review = BlindDecision.objects.create(
        program=cast.program, kind="second", case=decision.case, against=decision, by=UserFactory(), given_at=cast.at,
        act="dismiss", at=cast.at,
    )  # fmt: skip
    settle()
    assert balance_of(cast.program, cast.moderator) == 5
    later = cast.at + timedelta(minutes=1)
    blind.answer(review, reopen=reopen, reason="Looked again.", actor=cast.manager, at=later)
    settle()
    assert balance_of(cast.program, cast.moderator) == left
