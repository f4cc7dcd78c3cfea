"""Grants in the state machine: issued, answered, narrowed, ended."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from advocates.actions import grants
from advocates.models import Grant
from sitewide.errors import Refused
from tests.properties.rights.paper import PEOPLE, Given
from tests.properties.rights.stand import PLACES, RIGHTS, WHO, Stand


class Granting(Stand):
    @initialize()
    def begin_with_something(self) -> None:
        """Each may post and reply everywhere for some weeks, so that even a short run says something."""
        for who in PEOPLE:
            everything = {"place": "root", "per_day": 30, "total": None, "days": 40}
            for right in ("post", "reply"):
                self.issue(who=who, right=right, delay=0, probation=0, accepted=True, **everything)

    @rule(
        who=WHO, right=RIGHTS, place=PLACES, per_day=st.integers(1, 3), total=st.none() | st.integers(1, 4),
        days=st.integers(1, 9), delay=st.sampled_from([0, 0, 0, 5]), probation=st.integers(0, 2),
        accepted=st.sampled_from([True, True, True, False]),
    )  # fmt: skip
    def issue(
        self, *, who: str, right: str, place: str, per_day: int, total: int | None, days: int, delay: int, probation: int,
        accepted: bool,
    ) -> None:  # fmt: skip
        starts = self.at + timedelta(hours=delay)
        ends, trial = starts + timedelta(days=days), 0 if right == "moderate" else probation
        grant = grants.issue(
            self.on.program, advocate=self.people[who], right=right, scope=self.pages[place], reason="Knows pans.",
            per_day=per_day, in_total=total, starts_at=starts, ends_at=ends, probation_uses=trial,
            actor=self.on.manager, at=self.at,
        )  # fmt: skip
        given = Given(who, right, place, per_day, total, trial, starts, ends)
        self.paper.grants[grant.pk] = given
        if accepted:
            grants.accept(grant, actor=self.people[who], at=self.at)
            given.state = "live"

    def one(self, data: Any) -> tuple[Grant, Given]:
        pk = data.draw(st.sampled_from(sorted(self.paper.grants)))
        return Grant.objects.get(pk=pk), self.paper.grants[pk]

    @rule(data=st.data(), what=st.sampled_from(["live", "declined", "resigned", "revoked"]))
    def answer_or_end(self, data: Any, what: str) -> None:
        grant, given = self.one(data)
        follows = {"offered": {"live", "declined", "revoked"}, "live": {"resigned", "revoked"}}
        possible = what in follows.get(given.state, ()) and not (what == "live" and given.ends_at <= self.at)
        acts = {"live": grants.accept, "declined": grants.decline, "resigned": grants.resign}
        try:
            if what == "revoked":
                grants.revoke(grant, reason="Enough.", actor=self.on.manager, at=self.at)
            else:
                acts[what](grant, actor=self.people[given.who], at=self.at)
        except Refused:
            assert not possible
        else:
            assert possible
            given.state = what

    @rule(data=st.data(), per_day=st.none() | st.integers(1, 3), total=st.none() | st.integers(1, 4))
    def narrow(self, data: Any, per_day: int | None, total: int | None) -> None:
        grant, given = self.one(data)
        narrower = per_day is not None and per_day < given.per_day
        narrower |= total is not None and (given.in_total is None or total < given.in_total)
        wider = per_day is not None and per_day > given.per_day
        wider |= total is not None and given.in_total is not None and total > given.in_total
        try:
            limits: dict[str, Any] = {"per_day": per_day, "in_total": total}
            grants.narrow(grant, reason="Less.", actor=self.on.manager, at=self.at, **limits)
        except Refused:
            assert wider or not narrower or given.state not in ("offered", "live")
        else:
            assert narrower
            assert not wider
            given.per_day = given.per_day if per_day is None else per_day
            given.in_total = given.in_total if total is None else total

    @precondition(lambda self: self.paper.grants)
    @rule()
    def sweep_grants(self) -> None:
        held = self.paper.grants.values()
        over = [given for given in held if given.state in ("offered", "live") and given.ends_at <= self.at]
        assert grants.expire_ended(at=self.at) == len(over)
        for given in over:
            given.state = "expired"
