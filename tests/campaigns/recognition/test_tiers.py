"""Up at once, down only when a season is closed; a tier gives no rights."""

import pytest
from django.core.management import CommandError, call_command

from advocates.rights import Place, examine
from campaigns.actions.recognition import tiers
from campaigns.models import Recognition, Score, Tier
from campaigns.queries.recognition import from_level, reaches, tier_of, tiers_of
from campaigns.queries.recognition.tiers import progress_of
from record.consumers import REGISTERED
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


def test_who_reaches_a_tier_has_it_at_once_and_is_told_once(stand, cast):
    stand.counts(20)
    settle()
    stand.counts(1)
    settle()
    for entry in Entry.objects.filter(verb="contribution.credited"):
        REGISTERED["scores"].handle(entry)
    assert tier_of(cast.program, cast.advocate) == stand.bronze
    assert tiers_of(cast.program, [cast.advocate, cast.member]) == {cast.advocate.pk: stand.bronze}
    assert stand.verbs("tier.reached", "tier.left") == ["tier.reached"]
    letter = Letter.objects.get(about="tier_changed")
    assert "Bronze" in letter.subject
    assert "A mug" in letter.text
    assert Score.objects.get(member=cast.advocate).points == 21


def test_a_real_contribution_moves_the_standing(stand, cast):
    """The record's own way: a message is published, the contribution arises, the score follows."""
    cast.says()
    settle()
    assert tier_of(cast.program, cast.advocate) == stand.bronze


def test_what_is_given_or_made_outside_the_season_does_not_count(stand, cast):
    """Guard: the bounds in `standing_in`, and that it reads contributions and not the ledger."""
    cast.earned(500)
    stand.counts(40, days=-11)
    stand.counts(15)
    settle()
    assert tier_of(cast.program, cast.advocate) is None
    assert Score.objects.get(member=cast.advocate).points == 15


def test_a_reversal_takes_points_and_leaves_the_tier_until_the_end(stand, cast):
    """Guard: the comparison of thresholds in `recount`; without it the reversal takes the tier at once."""
    made = stand.counts(60)
    settle()
    stand.taken_back(made)
    settle()
    assert Score.objects.get(member=cast.advocate).points == 0
    assert tier_of(cast.program, cast.advocate) == stand.silver
    stand.over()
    assert tier_of(cast.program, cast.advocate) is None
    assert stand.verbs("tier.reached", "tier.left") == ["tier.reached", "tier.left"]
    assert "The first" in Letter.objects.filter(about="tier_changed").latest("pk").text


def test_a_tier_changes_no_right(stand, cast):
    """The answer of the rule of rights is the same, check by check, before and after."""

    def answers():
        told = (
            examine(cast.advocate, right, Place.of(cast.page), at=cast.at) for right in ("post", "reply", "moderate")
        )
        return [[(check.code, check.outcome) for check in answer.checks] for answer in told]

    before = answers()
    stand.counts(100)
    settle()
    assert tier_of(cast.program, cast.advocate) == stand.silver
    assert answers() == before


def test_a_tier_that_is_changed_raises_who_reaches_it_now_and_lowers_nobody(stand, cast):
    stand.counts(45)
    settle()
    about = {"actor": cast.manager, "at": cast.at}
    tiers.set_tier(stand.silver, tiers.Terms("Silver", "silver", 40), **about)
    assert tier_of(cast.program, cast.advocate) == stand.silver
    tiers.set_tier(stand.silver, tiers.Terms("Silver", "silver", 90), **about)
    assert tier_of(cast.program, cast.advocate).pk == stand.silver.pk
    assert [list(from_level(cast.program, level).values_list("member", flat=True)) for level in (1, 2, 3)] == [
        [cast.advocate.pk], [cast.advocate.pk], [],
    ]  # fmt: skip
    assert reaches(cast.program, cast.advocate, "bronze")
    assert not reaches(cast.program, cast.member, "bronze")
    assert not reaches(cast.program, cast.advocate, "gold")


def test_tiers_that_are_refused(stand, cast):
    terms, about = tiers.Terms("Gold", "gold", 100), {"actor": cast.manager, "at": cast.at}
    outsider = manager_of(ProgramFactory(name="Elsewhere", hostname="other.example"))
    with pytest.raises(NotFound):
        tiers.set_tier(Tier(program=cast.program), terms, actor=outsider, at=cast.at)
    for taken in (tiers.Terms("Gold", "silver", 100), tiers.Terms("Gold", "gold", 50)):
        with pytest.raises(Conflict):
            tiers.set_tier(Tier(program=cast.program), taken, **about)
    for bad in (tiers.Terms("", "gold", 100), tiers.Terms("Gold", "gold", 0), tiers.Terms("Gold", "", 100)):
        with pytest.raises(Invalid):
            tiers.set_tier(Tier(program=cast.program), bad, **about)


def test_it_is_explained_why_and_what_is_missing(stand, cast):
    stand.counts(15)
    stand.counts(10, what="post")
    settle()
    way = progress_of(stand.season, cast.advocate, tier_of(cast.program, cast.advocate))
    assert way.points == 25
    assert [(part.count, part.points) for part in way.parts] == [(1, 15), (1, 10)]
    assert (way.next.tier, way.next.missing) == (stand.silver, 25)
    assert way.kept == stand.bronze


def test_a_score_that_was_tampered_with_is_named(stand, cast):
    stand.counts(15)
    settle()
    call_command("verify_recognition")
    Score.objects.update(points=16)
    with pytest.raises(CommandError, match=f"member {cast.advocate.pk} has 16 points, but 15 stand"):
        call_command("verify_recognition")
    assert Recognition.objects.count() == 1
