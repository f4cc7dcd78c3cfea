"""The portal's first page tells each person what needs them, what they may do, and what their work led to."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from advocates.actions import policies
from advocates.models import Application
from campaigns.queries.today import tally_of, work_of
from cms.actions import messages
from moderation.actions import appeals, decisions, flags
from moderation.models import Case, Decision
from moderation.queries.clauses import clauses_of
from record.tasks import settle
from tests.factories import EnrolmentFactory, GrantFactory, PolicyVersionFactory, ProgramFactory, attest_everything

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14


def shown(client, person, path="/portal/") -> str:
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(client, person) -> list[str]:
    client.force_login(person)
    return [need.title for need in client.get("/portal/").context["today"].needs]


def hidden_after_a_flag(cast, title="Cheap pans here") -> Decision:
    """A post of the advocate that the moderator hides."""
    PolicyVersionFactory(
        policy__program=cast.program,
        policy__attested=False,
        published_at=cast.at,
        binds_from=cast.at + timedelta(days=1),
    )
    at = cast.at + timedelta(minutes=1)
    message = cast.says(title)
    clause = clauses_of(cast.program, at=at).first()
    flags.flag(message, by=cast.member, clause=clause, at=at)
    settle()
    case = Case.objects.get(message=message)
    return decisions.decide(
        case, moderator=cast.moderator, act="hide", clause=clause, reason="An advert.", version=case.version, at=at
    )


def test_a_visitor_is_sent_to_sign_in(client, cast):
    answer = client.get("/portal/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/portal/")


def test_a_member_learns_how_to_join(client, cast):
    page = shown(client, cast.member)
    assert "Speak for Kestrel" in page
    assert 'href="/join/"' in page


def test_where_no_applications_are_taken_a_member_is_told_so(client, cast):
    cast.program.accepts_applications = False
    cast.program.save()
    page = shown(client, cast.member)
    assert "takes no applications at the moment" in page
    assert 'class="button" href="/join/"' not in page


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("draft", "Your application is not sent yet"),
        ("submitted", "Your application is being read"),
        ("asked", "You are asked for more"),
    ],
)
def test_an_applicant_sees_where_the_application_stands(client, cast, state, title):
    Application.objects.create(
        program=cast.program, applicant=cast.member, state=state, begun_at=cast.at, submitted_at=cast.at
    )
    assert titles(client, cast.member) == [title]
    assert "Speak for Kestrel" not in shown(client, cast.member)


def test_a_declined_applicant_reads_why_and_when_to_apply_again(client, cast):
    Application.objects.create(
        program=cast.program, applicant=cast.member, state="declined", begun_at=cast.at, reapply_on="2027-03-01"
    )
    page = shown(client, cast.member)
    assert "Your last application was declined." in page
    assert "1 Mar 2027" in page


def test_a_new_advocate_without_rights_is_told_what_comes_next(client, cast):
    fresh = EnrolmentFactory(program=cast.program).member
    page = shown(client, fresh)
    assert "Nothing waits for you." in page
    assert "You hold no right yet" in page


def test_the_programs_welcome_is_for_those_who_have_just_begun(client, cast):
    cast.program.welcome = "Good that you are here."
    cast.program.save()
    assert "Good that you are here." in shown(client, cast.advocate)
    cast.says()
    settle()
    assert "Good that you are here." not in shown(client, cast.advocate)


def test_a_policy_to_be_signed_by_a_coming_day_is_named_with_the_day(client, cast):
    """Guard: `of_policies`; without it the rights are suspended that day and nobody was told here."""
    version = PolicyVersionFactory(
        policy__program=cast.program, policy__name="Knife code", number=1, published_at=cast.at,
        binds_from=datetime(2031, 5, 6, 9, tzinfo=UTC),
    )  # fmt: skip
    assert "Sign Knife code by 6 May 2031" in titles(client, cast.advocate)
    assert "Sign Knife code by 6 May 2031" in titles(client, cast.manager)
    assert "From 6 May 2031, 09:00 UTC on your rights are suspended" in shown(client, cast.advocate)
    assert titles(client, cast.member) == []
    policies.attest(version, member=cast.advocate, at=cast.at)
    assert titles(client, cast.advocate) == []


def test_a_policy_that_is_owed_already_is_not_announced_for_a_later_day(client, cast):
    """Guard: `coming`; without it who has signed nothing reads that rights are suspended some day, and they are now."""
    first = PolicyVersionFactory(policy__program=cast.program, policy__name="Knife code", number=1)
    policies.attest(first, member=cast.manager, at=cast.at)
    second = PolicyVersionFactory(
        policy=first.policy, number=2, published_at=cast.at, binds_from=datetime(2031, 5, 6, 9, tzinfo=UTC)
    )
    assert titles(client, cast.advocate) == ["1 policy to sign"]
    assert titles(client, cast.manager) == ["Sign Knife code by 6 May 2031"]
    policies.attest(second, member=cast.advocate, at=cast.at)
    assert titles(client, cast.advocate) == []


def test_an_offered_right_waits_for_an_answer(client, cast):
    GrantFactory(
        program=cast.program, advocate=cast.advocate, scope=cast.page, state="offered", granted_by=cast.manager
    )
    assert titles(client, cast.advocate) == ["Mia Manager offers you a right: Reply for the brand, on Pans"]


def test_policies_to_sign_come_first_and_go_when_they_are_signed(client, cast):
    PolicyVersionFactory(policy__program=cast.program)
    assert titles(client, cast.advocate) == ["1 policy to sign"]
    attest_everything(cast.advocate, cast.program)
    assert titles(client, cast.advocate) == []


def test_a_missing_second_factor_is_asked_for_where_the_program_wants_one(client, cast):
    cast.program.second_factor_required = True
    cast.program.save()
    assert titles(client, cast.advocate) == ["Protect your account"]


@pytest.mark.parametrize(("days", "told"), [(13, True), (15, False)])
def test_a_right_that_ends_within_two_weeks_is_called_out(client, cast, days, told):
    GrantFactory(
        program=cast.program, advocate=cast.advocate, scope=cast.page, ends_at=timezone.now() + timedelta(days=days)
    )
    assert any(title.startswith("Ends in") for title in titles(client, cast.advocate)) is told


def test_a_held_message_is_seen_waiting_by_its_author_only(client, cast):
    messages.hold(cast.says("Wait for me"), reason="rule", actor=cast.manager, at=cast.at)
    assert titles(client, cast.advocate) == ["Waits for approval: “Wait for me”"]
    assert titles(client, EnrolmentFactory(program=cast.program).member) == []


def test_a_decision_against_ones_message_can_be_appealed_from_here(client, cast):
    hidden_after_a_flag(cast)
    assert titles(client, cast.advocate) == ["Your message was hidden: “Cheap pans here”"]


@pytest.mark.parametrize(
    ("overturn", "title"),
    [(True, "Your appeal was right: “Cheap pans here”"), (False, "Your appeal was decided, the decision stands:")],
)
def test_an_appeal_is_followed_to_its_end(client, cast, overturn, title):
    decision = hidden_after_a_flag(cast)
    at = cast.at + timedelta(minutes=2)
    made = appeals.appeal(decision, by=cast.advocate, text="It is my own pan.", at=at)
    assert titles(client, cast.advocate) == ["Your appeal is being decided: “Cheap pans here”"]
    appeals.decide(made, judge=cast.manager, overturn=overturn, reason="We looked again.", at=at)
    assert titles(client, cast.advocate)[0].startswith(title)


def test_a_moderator_sees_how_many_cases_wait_in_their_scopes(client, cast):
    message = cast.says()
    PolicyVersionFactory(
        policy__program=cast.program,
        policy__attested=False,
        published_at=cast.at,
        binds_from=cast.at + timedelta(days=1),
    )
    at = cast.at + timedelta(minutes=1)
    flags.flag(message, by=cast.member, clause=clauses_of(cast.program, at=at).first(), at=at)
    settle()
    assert titles(client, cast.moderator) == ["1 case waits"]
    assert titles(client, cast.advocate) == []
    cast.moderator.grants.update(state="expired")
    assert titles(client, cast.moderator) == []


def test_a_manager_sees_the_applications_that_wait_and_by_when(client, cast):
    Application.objects.create(
        program=cast.program, applicant=cast.member, state="submitted", begun_at=cast.at, submitted_at=cast.at
    )
    assert titles(client, cast.manager) == ["1 application waits"]
    assert titles(client, cast.advocate) == []


def test_a_manager_with_nothing_to_do_is_led_to_the_workbench(client, cast):
    page = shown(client, cast.manager)
    assert "No application and no case is open." in page
    assert "Speak for Kestrel" not in page


def test_a_live_right_shows_what_is_left_today_and_where_to_use_it(client, cast):
    right = GrantFactory(program=cast.program, advocate=cast.advocate, right="post", scope=cast.page, per_day=4)
    cast.advocate.grants.exclude(pk=right.pk).update(state="expired")
    cast.says()
    page = shown(client, cast.advocate)
    assert "3 of 4 left" in page
    assert f'href="/portal/write/{cast.page.pk}/?as=post"' in page


def test_a_right_that_is_used_up_today_offers_no_button(client, cast):
    cast.advocate.grants.update(state="expired")
    GrantFactory(program=cast.program, advocate=cast.advocate, right="post", scope=cast.page, per_day=1)
    cast.says()
    page = shown(client, cast.advocate)
    assert "Used up for today" in page
    assert "?as=post" not in page


def test_the_work_of_the_month_is_counted(client, cast):
    post = cast.says()
    messages.comment(cast.page, author=cast.member, body="Thank you, it worked.", answers=post, at=cast.at)
    messages.comment(cast.page, author=cast.advocate, body="Glad to hear.", answers=post, at=cast.at)
    settle()
    client.force_login(cast.advocate)
    work = client.get("/portal/").context["today"].work
    assert (work.balance, work.earned, work.published, work.answers) == (22, 22, 2, 1)
    assert [heard.words for heard in work.replies] == ["Thank you, it worked."]


def test_another_programs_work_is_not_counted(cast):
    """Guard: every query of the screen names the program."""
    post = cast.says()
    messages.comment(cast.page, author=cast.member, body="Thank you.", answers=post, at=cast.at)
    settle()
    other = ProgramFactory(hostname="other.example")
    work = work_of(tally_of(cast.advocate, other, cast.at), cast.advocate, other, cast.at)
    assert (work.balance, work.earned, work.published, work.answers, work.replies) == (0, 0, 0, 0, [])


def test_the_screen_costs_few_queries_for_somebody_who_is_everything(client, cast, django_assert_max_num_queries):
    """A manager who is an advocate with many rights, messages, decisions and answers, too."""
    everybody = cast.manager
    EnrolmentFactory(program=cast.program, member=everybody)
    for right in ("post", "reply", "moderate"):
        GrantFactory(program=cast.program, advocate=everybody, right=right, scope=cast.page)
        GrantFactory(program=cast.program, advocate=everybody, right=right, scope=cast.page, state="offered")
    said = [messages.post(cast.page, author=everybody, title=str(n), body="<p>a</p>", at=cast.at) for n in range(5)]
    for message in said:
        messages.comment(cast.page, author=cast.member, body="b", answers=message, at=cast.at)
    messages.hold(said[0], reason="rule", actor=cast.manager, at=cast.at)
    messages.hold(said[1], reason="rule", actor=cast.manager, at=cast.at)
    settle()
    client.force_login(everybody)
    client.get("/portal/")
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/portal/")
