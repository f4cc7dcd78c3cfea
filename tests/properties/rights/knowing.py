"""What rights rest on in the state machine: policies published and signed, courses required and passed."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from advocates.actions import certifications, policies, requirements
from advocates.models import Certification, Requirement
from tests.factories import certified
from tests.properties.rights.paper import PEOPLE
from tests.properties.rights.stand import RIGHTS, WHO, Stand, foretold


class Knowing(Stand):
    @rule(change=st.sampled_from(["editorial", "material", "urgent"]), hours=st.integers(1, 60))
    def publish(self, change: str, hours: int) -> None:
        grace = self.at + timedelta(hours=hours) if change == "material" else None
        self.paper.versions += 1
        self.version = policies.publish(
            self.on.policy.policy, text=f"Be kind, {self.paper.versions}.", clauses=[("1", "Be kind", "")],
            actor=self.on.manager, at=self.at, change=change, binds_from=grace,
        )  # fmt: skip
        if change != "editorial":
            self.paper.asked.append((self.paper.versions, grace or self.at))

    @precondition(lambda self: set(self.paper.signed.values()) != {self.paper.versions})
    @rule(who=st.sampled_from([PEOPLE, PEOPLE, *((one,) for one in PEOPLE)]))
    def attest(self, who: tuple[str, ...]) -> None:
        """Signing again changes nothing."""
        for one in who:
            policies.attest(self.version, member=self.people[one], at=self.at)
            self.paper.signed[one] = self.paper.versions

    @rule(right=RIGHTS, number=st.integers(0, 1), hours=st.integers(0, 40))
    def require(self, right: str, number: int, hours: int) -> None:
        binds = self.at + timedelta(hours=hours)
        known: dict[str, Any] = {"right": right, "course": self.courses[number], "actor": self.on.manager}
        with foretold("required_already" if (right, number) in self.paper.required else ""):
            requirements.require(self.on.program, at=self.at, binds_from=binds, **known)
        self.paper.required.setdefault((right, number), binds)

    @precondition(lambda self: self.paper.required)
    @rule(data=st.data())
    def waive(self, data: Any) -> None:
        right, number = data.draw(st.sampled_from(sorted(self.paper.required)))
        found = Requirement.objects.get(right=right, course=self.courses[number], ended_at=None)
        requirements.waive(found, actor=self.on.manager, at=self.at)
        del self.paper.required[right, number]

    @rule(who=WHO, number=st.integers(0, 1), days=st.integers(1, 6))
    def certify(self, who: str, number: int, days: int) -> None:
        held = certified(self.people[who], self.courses[number], at=self.at, days=days)
        self.paper.certified[held.pk] = (who, number, held.expires_at)

    @precondition(lambda self: self.paper.certified)
    @rule(data=st.data())
    def revoke_a_certificate(self, data: Any) -> None:
        pk = data.draw(st.sampled_from(sorted(self.paper.certified)))
        found = Certification.objects.get(pk=pk)
        certifications.revoke(found, reason="Shared.", actor=self.on.manager, at=self.at)
        del self.paper.certified[pk]
