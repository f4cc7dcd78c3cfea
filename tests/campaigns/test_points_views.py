"""The statement and the contributions: every point with its source, and why something did not count."""

import re

import pytest
from django.utils.html import strip_tags

from campaigns.actions import earning
from campaigns.actions.rewards import redeem
from campaigns.models import Contribution
from campaigns.queries.contributions import month_of
from campaigns.queries.ledger import page_of_statement, statement_of, totals_of
from cms.actions import messages
from record.tasks import settle

pytestmark = pytest.mark.django_db


def page(client, person, path):
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/portal/points/", "/portal/contributions/", "/portal/rewards/"])
def test_a_visitor_is_sent_to_sign_in(client, cast, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_each_line_has_its_source_and_the_balance_after_it(cast):
    first = cast.says("First")
    settle()
    redemption = redeem(cast.reward("A-CODE", points=15), member=cast.advocate, key="k", at=cast.at)
    messages.hide(first, actor=cast.manager, at=cast.at)
    settle()
    entries = list(statement_of(cast.program, cast.advocate))
    statement = page_of_statement(cast.program, cast.advocate, entries)
    assert [(line.entry.amount, line.balance) for line in statement.lines] == [(-5, 0), (-15, 5), (20, 20)]
    assert [line.source and line.source.title for line in statement.lines] == ["First", None, "First"]
    assert statement.lines[1].entry.transfer.redemption == redemption
    assert totals_of(cast.program, cast.advocate) == {"earned": 20, "reversed": 5, "redeemed": 15, "expired": 0}


def test_the_balance_of_an_older_page_is_that_of_its_time(cast):
    for points in (10, 20, 30, 40):
        cast.earned(points)
    older = list(statement_of(cast.program, cast.advocate))[2:]
    statement = page_of_statement(cast.program, cast.advocate, older)
    assert [line.balance for line in statement.lines] == [30, 10]
    assert statement.balance == 100


def test_a_long_statement_is_paged_by_key_and_never_loses_a_line(client, cast):
    for number in range(60):
        cast.earned(number + 1)
    client.force_login(cast.advocate)
    seen, address = [], "/portal/points/"
    while address:
        context = client.get(address).context
        seen += [line.entry.amount for line in context["statement"].lines]
        address = context["part"].older and f"/portal/points/{context['part'].older}"
    assert seen == list(range(60, 0, -1))


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "%00", "1;drop"])
def test_a_key_that_cannot_be_read_shows_the_newest_page(client, cast, key):
    cast.earned(7)
    assert "+7" in page(client, cast.advocate, f"/portal/points/?before={key}")


def test_the_statement_links_to_what_was_said_and_to_the_code(client, cast):
    message = cast.says("How I season a pan")
    settle()
    redemption = redeem(cast.reward("A-CODE", points=15), member=cast.advocate, key="k", at=cast.at)
    shown = page(client, cast.advocate, "/portal/points/")
    assert f'<a href="/people/said/{message.pk}/">How I season a pan</a>' in shown
    assert f'href="/portal/rewards/#redemption-{redemption.pk}"' in shown


def test_nobody_sees_another_persons_lines(client, cast):
    cast.says("Only mine")
    settle()
    assert "Only mine" not in page(client, cast.moderator, "/portal/points/")
    assert "Only mine" not in page(client, cast.moderator, "/portal/contributions/")


def test_the_earning_rules_are_explained_where_points_are_shown(client, cast):
    earning.set_rule(cast.program, what="post", points=1200, per_day=3, active=True, actor=cast.manager, at=cast.at)
    earning.set_rule(cast.program, what="reply", points=77, per_day=None, active=False, actor=cast.manager, at=cast.at)
    shown = page(client, cast.advocate, "/portal/points/")
    assert "1,200 points" in shown
    assert "at most 3 a day" in shown
    assert not re.search(r"\b77\b", strip_tags(shown.partition("<main")[2].partition("</main>")[0]))


@pytest.mark.parametrize("path", ["/portal/points/", "/portal/contributions/"])
def test_an_empty_page_says_what_to_do_next(client, cast, path):
    assert 'class="button" href="/portal/write/"' in page(client, cast.advocate, path)
    assert 'class="button" href="/join/"' in page(client, cast.member, path)


class TestWhy:
    """What did not count, or not in full, says why."""

    def told(self, client, cast) -> str:
        return page(client, cast.advocate, "/portal/contributions/").replace("&#x27;", "'")

    def test_over_the_days_cap(self, client, cast):
        earning.set_rule(cast.program, what="post", points=5, per_day=1, active=True, actor=cast.manager, at=cast.at)
        cast.says("one")
        cast.says("two")
        settle()
        assert "You had reached the day's limit" in self.told(client, cast)

    def test_without_a_rule(self, client, cast):
        earning.set_rule(cast.program, what="post", points=0, per_day=None, active=True, actor=cast.manager, at=cast.at)
        cast.says()
        settle()
        assert "The program gave no points for this" in self.told(client, cast)

    def test_hidden_for_a_rule(self, client, cast):
        message = cast.says()
        settle()
        messages.hide(message, actor=cast.manager, at=cast.at, clause="2 Be kind")
        settle()
        assert "because of the rule “2 Be kind”" in self.told(client, cast)

    def test_withdrawn(self, client, cast):
        message = cast.says()
        settle()
        messages.withdraw(message, actor=cast.advocate, at=cast.at)
        settle()
        assert "You withdrew it." in self.told(client, cast)

    def test_held_again(self, client, cast):
        message = cast.says()
        settle()
        messages.hold(message, reason="rule", actor=cast.manager, at=cast.at)
        settle()
        shown = self.told(client, cast)
        assert "It waits for approval again" in shown
        assert "1 message waits for approval" in shown

    def test_spent_points_that_stay(self, client, cast):
        message = cast.says()
        settle()
        cast.earned(-12, cause="spent")
        messages.hide(message, actor=cast.manager, at=cast.at)
        settle()
        assert "12 points stay yours" in self.told(client, cast)

    def test_what_counts_in_full_needs_no_reason(self, client, cast):
        cast.says()
        settle()
        assert 'class="small muted why"' not in self.told(client, cast)


@pytest.mark.parametrize(
    ("path", "most"), [("/portal/points/", 14), ("/portal/contributions/", 14), ("/portal/rewards/", 18)]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(client, cast, django_assert_max_num_queries, path, most):
    reward = cast.reward(*[f"CODE-{number}" for number in range(8)], points=10)
    for number in range(8):
        cast.says(f"Post {number}")
    settle()
    for number in range(8):
        redeem(reward, member=cast.advocate, key=f"k{number}", at=cast.at)
    assert Contribution.objects.count() == 8
    client.force_login(cast.advocate)
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_a_month_begins_at_midnight_in_the_programs_time_zone(cast):
    cast.program.time_zone = "Pacific/Auckland"
    at = cast.at.replace(year=2026, month=3, day=31, hour=12)
    assert month_of(cast.program, at).isoformat() == "2026-04-01T00:00:00+13:00"
