"""A state machine over flags, claims, decisions, appeals and time: whatever happens in which order, the rules hold."""

from datetime import datetime, timedelta

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.models import User
from cms.actions import messages
from cms.models import Message
from moderation.actions import appeals, cases
from moderation.actions.decisions import decide
from moderation.models import AGAINST, BECOMES, Act, Appeal, Case, Decision
from record.tasks import settle
from sitewide.errors import Refused
from tests.moderation.stage import Stage, staged


class Moderating(RuleBasedStateMachine):
    """Three moderators, a manager, authors who moderate too, two pages, a clock that only goes forward."""

    stage: Stage
    now: datetime
    people: list[User]
    said: list[Message]

    @initialize()
    def begin(self) -> None:
        self.stage = staged(hostname=f"p{timezone.now().timestamp()}.example")
        self.now = timezone.now()
        moderators = [self.stage.moderator, self.stage.moderator_of(), self.stage.moderator_of(self.stage.garden)]
        self.people = [*moderators, self.stage.manager, self.stage.author]
        self.said = []

    @rule(who=st.integers(0, 4), beside=st.booleans())
    def speak(self, who: int, beside: bool) -> None:
        page = self.stage.garden if beside else self.stage.kitchen
        self.said.append(self.stage.say(author=self.people[who], page=page, at=self.now))

    @precondition(lambda self: self.said)
    @rule(who=st.integers(0, 4), which=st.integers(0, 99))
    def flag(self, who: int, which: int) -> None:
        message = self.said[which % len(self.said)]
        self.attempt(lambda: self.stage.flag(message, by=self.people[who], at=self.now))
        settle()

    @rule(who=st.integers(0, 4), skip=st.booleans())
    def claim_next(self, who: int, skip: bool) -> None:
        held = Case.objects.filter(claimed_by=self.people[who]).first() if skip else None
        self.attempt(lambda: cases.claim_next(self.stage.program, moderator=self.people[who], at=self.now, skip=held))

    @precondition(lambda self: self.some(Case))
    @rule(who=st.integers(0, 4), which=st.integers(0, 99))
    def claim(self, who: int, which: int) -> None:
        self.attempt(lambda: cases.claim(self.one(Case, which), moderator=self.people[who], at=self.now))

    @precondition(lambda self: self.some(Case))
    @rule(who=st.integers(0, 4), which=st.integers(0, 99), act=st.sampled_from(sorted(Act)), stale=st.booleans())
    def decide(self, who: int, which: int, act: str, stale: bool) -> None:
        case = self.one(Case, which)
        words = {"act": act, "clause": self.stage.clause, "reason": "Be kind.", "version": case.version - stale}
        done = self.attempt(lambda: decide(case, moderator=self.people[who], at=self.now, **words))
        assert not (done and stale), "decided on an older version"
        if done and act in BECOMES:
            assert Message.objects.get(pk=case.message_id).state == BECOMES[act]

    @precondition(lambda self: self.some(Decision))
    @rule(which=st.integers(0, 99))
    def appeal(self, which: int) -> None:
        decision = self.one(Decision, which)
        author = decision.case.message.author
        made = self.attempt(lambda: appeals.appeal(decision, by=author, text="I was kind.", at=self.now))
        assert not made or decision.act in AGAINST

    @precondition(lambda self: self.some(Appeal))
    @rule(who=st.integers(0, 4), which=st.integers(0, 99), overturn=st.booleans())
    def judge(self, who: int, which: int, overturn: bool) -> None:
        made = self.one(Appeal, which)
        words = {"overturn": overturn, "reason": "Read.", "at": self.now}
        self.attempt(lambda: appeals.decide(made, judge=self.people[who], **words))

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 99))
    def withdraw(self, which: int) -> None:
        message = self.said[which % len(self.said)]
        self.attempt(lambda: messages.withdraw(message, actor=message.author, at=self.now))
        settle()

    @rule(minutes=st.sampled_from([1, 10, 16, 60 * 24 * 3]), sweep=st.booleans())
    def wait(self, minutes: int, sweep: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if sweep:
            cases.return_lapsed(at=self.now)
            assert not Case.objects.filter(claimed_until__lte=self.now).exists()

    @invariant()
    def what_must_hold(self) -> None:
        if not hasattr(self, "people"):
            return
        for decision in Decision.objects.select_related("case__message", "exercise__grant"):
            message = decision.case.message
            assert decision.by_id != message.author_id, "I5: decided on their own"
            assert not message.flags.filter(by=decision.by, at__lt=decision.at).exists(), "decided on what they flagged"
            assert (decision.exercise is None) == (decision.by_id == self.stage.manager.pk)
            if decision.exercise:
                assert decision.exercise.grant.advocate_id == decision.by_id
                assert decision.case.path.startswith(decision.exercise.grant.scope.path), "I13: outside the scope"
        for made in Appeal.objects.exclude(decided_by=None).select_related("decision"):
            assert made.decided_by_id not in {made.decision.by_id, made.by_id}, "I8"
        open_cases = list(Case.objects.filter(state=Case.State.OPEN))
        assert len({case.message_id for case in open_cases}) == len(open_cases), "one open case a message"
        holders = [case.claimed_by_id for case in open_cases if case.claimed_by_id]
        assert len(holders) == len(set(holders)), "I7: one case at a time"
        hidden = Message.objects.filter(state__in=["hidden", "removed"])
        for message in hidden:
            standing = Decision.objects.filter(case__message=message, overturned_at=None, act__in=["hide", "remove"])
            assert standing.exists(), "hidden by nothing that stands"

    def attempt(self, act: object) -> bool:
        """Whether it was done; a refusal is as good an answer as any, an error is not."""
        try:
            return act() is not None  # type: ignore[operator]
        except Refused:
            return False

    def some(self, model: type) -> bool:
        return bool(self.said) and model.objects.exists()  # type: ignore[attr-defined]

    def one(self, model: type, which: int) -> object:
        rows = list(model.objects.order_by("pk"))  # type: ignore[attr-defined]
        return rows[which % len(rows)]


class TestModerating(TestCase, Moderating.TestCase):
    settings = settings(max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
