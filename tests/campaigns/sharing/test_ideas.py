"""Ideas: one vote each, merged without losing any, answered in public with a reason and a date."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client

from advocates.models import Silence
from campaigns.actions import ideas
from campaigns.models import Contribution, Idea, IdeaChange, IdeaVote
from campaigns.queries import balance_of
from campaigns.queries.ideas.listed import alike
from record.models import Entry
from record.tasks import settle
from sitewide.models import Letter
from tests.campaigns.sharing.conftest import idea_of, voters
from tests.factories import UserFactory, manager_of
from tests.refusing import refusal

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def votes(idea: Idea) -> tuple[int, int]:
    return Idea.objects.values_list("votes", "rank").get(pk=idea.pk)


def answer(cast, idea, state, **said):
    due = (cast.at + WEEK).date()
    ideas.decide(
        idea, **{"state": state, "reason": "Because.", "due": due, "actor": cast.manager, "at": cast.at} | said
    )


def test_everybody_has_one_vote_and_may_take_it_back(cast):
    idea, [voter] = idea_of(cast, cast.member), voters(1)
    ideas.vote(idea, member=voter, at=cast.at)
    assert refusal(lambda: ideas.vote(idea, member=voter, at=cast.at)) == "voted"
    assert refusal(lambda: ideas.vote(idea, member=cast.member, at=cast.at)) == "own"
    assert votes(idea) == (1, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdeaVote.objects.create(idea=idea, member=voter, at=cast.at)
    ideas.withdraw_vote(idea, member=voter, at=cast.at)
    assert refusal(lambda: ideas.withdraw_vote(idea, member=voter, at=cast.at)) == "not_voted"
    assert votes(idea) == (0, 0)
    answer(cast, idea, "declined")
    assert refusal(lambda: ideas.vote(idea, member=voter, at=cast.at)) == "decided"
    assert refusal(lambda: ideas.withdraw_vote(idea, member=voter, at=cast.at)) == "decided"


def test_who_may_not_speak_takes_no_part(cast):
    idea, person = idea_of(cast, cast.advocate), UserFactory()
    acts = [
        lambda: idea_of(cast, person), lambda: ideas.vote(idea, member=person, at=cast.at),
        lambda: ideas.comment(idea, author=person, body="Yes.", at=cast.at),
        lambda: ideas.flag(idea, None, by=person, note="Spam.", at=cast.at),
    ]  # fmt: skip
    Silence.objects.create(
        program=cast.program, member=person, kind="mute", started_at=cast.at, started_by=cast.manager,
        ends_at=cast.at + WEEK,
    )  # fmt: skip
    assert {refusal(act) for act in acts} == {"silenced"}
    EmailAddress.objects.filter(user=person).update(verified=False)
    assert {refusal(act) for act in acts} == {"unverified"}


def test_a_merge_keeps_one_vote_of_each_and_the_discussion_and_is_undone_without_loss(cast):
    """Guard: `votes_for` over the merged ones; without it a voter of both votes twice, or the votes are lost."""
    first, second = idea_of(cast, cast.member), idea_of(cast, cast.advocate, "Lids, please, for old pans")
    one, both, other = voters(3)
    for idea, member in ((first, one), (first, both), (second, both), (second, other)):
        ideas.vote(idea, member=member, at=cast.at)
    ideas.comment(second, author=other, body="Mine <b>too</b>.", at=cast.at)
    ideas.merge(second, into=first, reason="The same.", actor=cast.manager, at=cast.at)
    assert votes(first) == (3, 6)
    assert refusal(lambda: ideas.vote(first, member=other, at=cast.at)) == "voted"
    assert refusal(lambda: ideas.vote(second, member=one, at=cast.at)) == "merged"
    page = Client().get(first.get_absolute_url()).content.decode()
    assert "Mine &lt;b&gt;too&lt;/b&gt;." in page
    assert "Ada Advocate" in page
    ideas.withdraw_vote(first, member=both, at=cast.at)
    assert votes(first) == (2, 4)
    ideas.unmerge(second, reason="Not the same.", actor=cast.manager, at=cast.at)
    second.refresh_from_db()
    assert (second.state, second.merged_into, votes(first), votes(second)) == ("open", None, (1, 2), (1, 2))
    assert second.due is not None


def test_merges_that_would_lose_something_are_refused(cast):
    first, second, third = (idea_of(cast, cast.member, f"The idea number {number}") for number in range(3))

    def merge(idea, into, actor=cast.manager, reason="Same."):
        return lambda: ideas.merge(idea, into=into, reason=reason, actor=actor, at=cast.at)

    assert refusal(merge(first, first)) == "target"
    assert refusal(merge(first, second, cast.advocate)) == "not_a_manager"
    assert refusal(merge(first, second, reason="")) == "reason"
    assert refusal(merge(first, idea_of(cast, cast.manager, "My own idea"))) == "own"
    merge(first, second)()
    assert refusal(merge(second, third)) == "wrong_state"
    assert refusal(merge(first, third)) == "wrong_state"
    assert refusal(merge(third, first)) == "wrong_target"
    assert refusal(lambda: ideas.unmerge(third, reason="It is so.", actor=cast.manager, at=cast.at)) == "not_merged"


def test_only_what_follows_may_follow_with_a_reason_and_a_date(cast):
    states = Idea.State.values
    into = idea_of(cast, cast.member)
    for state in states:
        idea = idea_of(cast, cast.member)
        due = None if state in Idea.ENDS else idea.due
        Idea.objects.filter(pk=idea.pk).update(state=state, due=due, merged_into=into if state == "merged" else None)
        for wanted in states:
            with transaction.atomic():
                _tried(cast, idea, state, wanted)
                transaction.set_rollback(True)


def _tried(cast, idea: Idea, state: str, wanted: str) -> None:
    follows = wanted in Idea.TRANSITIONS[state] or (wanted == state and state not in Idea.ENDS)
    if not follows or "merged" in {wanted, state}:
        assert refusal(lambda: answer(cast, idea, wanted)) == "wrong_state"
        return
    assert refusal(lambda: answer(cast, idea, wanted, reason=" ")) == "reason"
    for wrong in () if wanted in Idea.ENDS else (None, cast.at.date(), (cast.at + 60 * WEEK).date()):
        assert refusal(lambda: answer(cast, idea, wanted, due=wrong)) == "due"  # noqa: B023
    answer(cast, idea, wanted)
    change = IdeaChange.objects.get(idea=idea)
    assert (change.was, change.state, change.by) == (state, wanted, cast.manager)


def test_a_manager_decides_never_on_their_own_idea_and_names_a_manager(cast):
    mine, theirs = idea_of(cast, cast.manager, "What I would like"), idea_of(cast, cast.member)
    assert refusal(lambda: answer(cast, mine, "planned")) == "own"
    assert refusal(lambda: answer(cast, theirs, "planned", actor=cast.advocate)) == "not_a_manager"
    assert refusal(lambda: answer(cast, theirs, "planned", owner=cast.advocate)) == "owner"


def test_a_shipped_idea_earns_its_author_once_and_gives_back_what_is_not(shop):
    cast = shop.cast
    idea = idea_of(cast, cast.advocate)
    for state in ("planned", "shipped"):
        answer(cast, idea, state)
    settle()
    assert balance_of(cast.program, cast.advocate) == 70
    assert Contribution.objects.get(what="idea").subject_id == idea.pk
    for state, points in (("building", 0), ("shipped", 70)):
        answer(cast, idea, state)
        settle()
        assert balance_of(cast.program, cast.advocate) == points
    assert Letter.objects.filter(about="idea_changed", to=cast.advocate.email).count() == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        IdeaChange.objects.filter(idea=idea).update(reason="Something else.")


def test_an_overdue_answer_is_public_comes_first_and_is_told_once(cast):
    """Guard: `told_due`; without it every sweep writes again."""
    idea, late = idea_of(cast, cast.member), cast.at + timedelta(days=23)
    assert ideas.remind(at=cast.at + timedelta(days=21)) == 0
    assert [ideas.remind(at=late), ideas.remind(at=late)] == [1, 0]
    assert Letter.objects.get(about="idea_overdue").to == cast.manager.email
    second = manager_of(cast.program)
    answer(cast, idea, "looking", due=(late + WEEK).date(), at=late, owner=second)
    assert ideas.remind(at=late + 2 * WEEK) == 1
    assert Letter.objects.filter(about="idea_overdue").latest("pk").to == second.email
    second.manages.all().delete()
    Idea.objects.filter(pk=idea.pk).update(told_due=None)
    assert ideas.remind(at=late + 2 * WEEK) == 1
    assert Letter.objects.filter(about="idea_overdue").latest("pk").to == cast.manager.email, "the owner left"
    Idea.objects.filter(pk=idea.pk).update(due=(cast.at - WEEK).date())
    page = Client().get("/go/ideas/?sort=due").content.decode()
    assert "Answer overdue since" in page


def test_votes_out_of_a_circle_count_whole_and_weigh_a_half(cast):
    """Guard: `_comes_back`; if it were always false every vote would weigh full."""
    pair, ring, free = voters(2), voters(3), voters(1)[0]
    own = {
        person.pk: [idea_of(cast, person, f"Idea {number} of {person.pk}") for number in (1, 2)]
        for person in (*pair, *ring)
    }
    for circle in (pair, ring):
        for number, person in enumerate(circle):
            for idea in own[circle[(number + 1) % len(circle)].pk]:
                ideas.vote(idea, member=person, at=cast.at)
    for idea in own[pair[0].pk]:
        ideas.vote(idea, member=free, at=cast.at)
    assert ideas.weigh(cast.program) == 10
    assert votes(own[pair[0].pk][0]) == (2, 3)
    assert votes(own[ring[0].pk][1]) == (1, 1)
    page = Client().get(own[pair[0].pk][0].get_absolute_url()).content.decode()
    assert "1 vote weighs a half in the order of the list." in page
    ideas.withdraw_vote(own[pair[1].pk][0], member=pair[0], at=cast.at)
    assert ideas.weigh(cast.program) == 3
    assert votes(own[pair[0].pk][0]) == (2, 4)


def test_a_manager_hides_what_was_flagged_with_a_reason(cast):
    idea = idea_of(cast, cast.member)
    said = ideas.comment(idea, author=cast.advocate, body="Buy my pans instead.", at=cast.at)
    flag = {"by": cast.moderator, "note": "An advert.", "at": cast.at}
    ideas.flag(idea, said, **flag)
    assert refusal(lambda: ideas.flag(idea, said, **flag)) == "flagged"
    assert refusal(lambda: ideas.flag(idea, said, **flag | {"by": cast.advocate})) == "own"
    assert refusal(lambda: ideas.flag(idea, None, **flag | {"note": ""})) == "reason"
    act = {"actor": cast.manager, "at": cast.at}
    assert (
        refusal(lambda: ideas.hide(idea, said, reason="Advert.", actor=cast.moderator, at=cast.at)) == "not_a_manager"
    )
    assert refusal(lambda: ideas.hide(idea, said, reason="", **act)) == "reason"
    assert refusal(lambda: ideas.show(idea, said, **act)) == "shown"
    ideas.hide(idea, said, reason="An advert.", **act)
    assert refusal(lambda: ideas.hide(idea, said, reason="An advert.", **act)) == "hidden"
    assert not idea.flags.filter(settled_at=None).exists()
    assert "Buy my pans" not in Client().get(idea.get_absolute_url()).content.decode()
    ideas.show(idea, said, **act)
    ideas.flag(idea, None, **flag)
    assert ideas.settle_flags(idea, None, **act) == 1
    ideas.hide(idea, None, reason="Not here.", **act)
    assert Client().get(idea.get_absolute_url()).status_code == 404
    assert refusal(lambda: ideas.comment(idea, author=cast.member, body="Why?", at=cast.at)) == "not_found"
    assert Entry.objects.filter(verb__startswith="idea.").count() >= 7


def test_ideas_like_the_one_being_written_are_named_before_it_is_sent(cast):
    known = idea_of(cast, cast.member, "Sell the lids of pans on their own")
    idea_of(cast, cast.member, "A sharpening day in every town")
    assert alike(cast.program, "sell lids of the pans") == [known]
    assert alike(cast.program, "abc") == []
    client = Client()
    client.force_login(cast.moderator)
    sent = {"title": "Sell the lids of pans, please", "body": "Mine broke."}
    asked = client.post("/go/ideas/new/", sent).content.decode()
    assert "Sell the lids of pans on their own" in asked
    assert Idea.objects.count() == 2
    assert client.post("/go/ideas/new/", sent | {"seen": "1"}).status_code == 302
    assert Idea.objects.count() == 3


def test_members_vote_and_speak_in_the_page_and_a_refusal_keeps_what_they_wrote(cast, django_assert_max_num_queries):
    idea, client = idea_of(cast, cast.advocate), Client()
    client.force_login(cast.member)
    part = client.post(f"/go/ideas/{idea.pk}/vote/", {"act": "vote"}, headers={"HX-Request": "true"}).content.decode()
    assert "Take my vote back" in part
    assert "<html" not in part
    assert client.post(f"/go/ideas/{idea.pk}/vote/", {"act": "vote"}).status_code == 409
    assert client.post(f"/go/ideas/{idea.pk}/comment/", {"body": "Me too."}).status_code == 302
    EmailAddress.objects.filter(user=cast.member).update(verified=False)
    kept = client.post(f"/go/ideas/{idea.pk}/comment/", {"body": "And once more."})
    assert kept.status_code == 403
    assert "And once more." in kept.content.decode()
    for path in (idea.get_absolute_url(), "/go/ideas/"):
        with django_assert_max_num_queries(16):
            page = Client().get(path)
        assert page.status_code == 200
        assert not page.cookies
