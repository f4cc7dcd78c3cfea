"""What happened on the pages of the demo brand: said, flagged, decided, appealed, earned."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from advocates.models import Clause, Program
from campaigns.actions.earning import set_rule
from campaigns.actions.rewards import redeem, stock
from campaigns.models import Reward, Transfer
from cms import marks
from cms.actions import messages
from cms.models import BrandPage, Message
from cms.pictures import NewPicture, stored
from config.demo import earning, ruled
from config.demo.places import PICTURES, TITLES
from config.demo.talk import TAKEN_DOWN, TALK, WAITING, Line
from moderation.actions import appeals, cases, decisions, flags
from moderation.models import Case, Decision
from record.tasks import settle
from sitewide.images import reencode

Said = dict[str, Message]


class Story:
    """Tells the story in order; `said` holds the messages by their key."""

    def __init__(self, program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
        self.program, self.people, self.pages, self.at = program, people, pages, at
        self.said: Said = {}

    def ago(self, hours: float) -> datetime:
        return self.at - timedelta(hours=hours)

    def prepare(self) -> None:
        """Earning rules, rewards with codes, and the rules of moderation."""
        manager, begun = self.people["marta"], self.at - timedelta(days=127)
        for what, points, per_day in (("post", 30, 3), ("reply", 10, 10), ("decision", 5, 40), ("comment", 2, 5)):
            set_rule(self.program, what=what, points=points, per_day=per_day, active=True, actor=manager, at=begun)
        earning.begin(self.program, manager, begun + timedelta(days=40))
        ruled.begin(self.program, manager, begun)
        for name, text, points, start in (
            ("A linen towel", "Woven for us, dries a pan without leaving lint.", 60, "TOWEL"),
            ("Ten off in the shop", "A code for anything, once.", 120, "TEN"),
            ("An hour at the repair bench", "Bring what is broken, leave with it mended.", 400, "BENCH"),
        ):
            reward = Reward.objects.create(
                program=self.program, name=name, text=text, points=points,
                how_to_use="Enter the code at the till of the shop, or read it out at the repair bench.",
            )  # fmt: skip
            stock(reward, codes=[f"{start}-{n:04}-KR" for n in range(1, 13)], actor=manager, at=begun)

    def talk(self) -> None:
        for line in sorted((*TALK, *TAKEN_DOWN, *WAITING), key=lambda line: -line.ago):
            self.said[line.key] = self.say(line)
        settle()
        messages.pin(self.said["hedge"], actor=self.people["marta"], at=self.ago(300))

    def say(self, line: Line) -> Message:
        page, author, at = self.pages[line.page], self.people[line.who], self.ago(line.ago)
        answers = self.said.get(line.to)
        if line.kind == Message.Kind.COMMENT:
            return messages.comment(page, author=author, body=line.body, answers=answers, at=at)
        body = marks.to_html(line.body)
        if line.kind == Message.Kind.REPLY:
            return messages.reply(page, author=author, body=body, answers=answers, at=at)
        with stored(list(self.picture(line.picture)), at=at) as pictures:
            return messages.post(page, author=author, title=line.title, body=body, pictures=pictures, at=at)

    def picture(self, name: str) -> Iterable[NewPicture]:
        if name:
            with (PICTURES / f"{name}.webp").open("rb") as file:
                yield NewPicture(reencode(file), TITLES[name])

    def moderate(self) -> None:
        """Flags, decisions with clause and words, an appeal overturned and one that waits."""
        self.flag("sharp", "greta", "H3", 198, "Ten degrees is what I teach for fish knives.")
        self.flag("advert", "nadia", "H2", 128)
        self.flag("edge-3", "luca", "H5", 170, "Not helpful.")
        settle()
        sharp = self.decide(
            "sharp", "remove", "H3", 190, "It calls an advocate's advice dangerous without saying what is right."
        )
        self.decide("edge-3", "dismiss", "", 165, "")
        self.decide("advert", "remove", "H2", 120, "Selling belongs elsewhere, also between friends of old pans.")
        self.judge(sharp)
        advert = Decision.objects.get(case__message=self.said["advert"])
        appeals.appeal(
            advert, by=self.people["sam"], at=self.ago(30),
            text="I restored them myself, after reading this very page. It is not a shop, it is two pans. Please look again.",
        )  # fmt: skip
        self.flag("rude", "greta", "H1", 14, "This is about people, not about knives.")
        self.flag("rude", "luca", "H1", 12)
        settle()

    def flag(self, key: str, who: str, clause: str, ago: float, note: str = "") -> None:
        flags.flag(self.said[key], by=self.people[who], clause=self.clause(clause), at=self.ago(ago), note=note)

    def clause(self, code: str) -> Clause:
        return Clause.objects.get(version__policy__program=self.program, code=code)

    def decide(self, key: str, act: str, clause: str, ago: float, reason: str) -> Decision:
        moderator, at = self.people["tomasz"], self.ago(ago)
        case = cases.claim(Case.objects.get(message=self.said[key], state=Case.State.OPEN), moderator=moderator, at=at)
        cited = self.clause(clause) if clause else None
        return decisions.decide(
            case,
            moderator=moderator,
            act=act,
            clause=cited,
            reason=reason,
            version=case.version,
            at=at + timedelta(minutes=3),
        )

    def judge(self, decision: Decision) -> None:
        appeal = appeals.appeal(
            decision, by=self.people["chloe"], at=self.ago(186),
            text="I said why: ten degrees chip on a hard board. That is experience, not an attack.",
        )  # fmt: skip
        appeals.decide(
            appeal, judge=self.people["owen"], overturn=True, at=self.ago(170),
            reason="It is criticism of advice, and it gives its reason. Criticism stays. The comment is back.",
        )  # fmt: skip


def tell(program: Program, people: dict[str, User], pages: dict[str, BrandPage]) -> None:
    """The whole story up to now."""
    story = Story(program, people, pages, timezone.now())
    story.prepare()
    story.talk()
    story.moderate()


def reward(program: Program, member: User, at: datetime) -> None:
    """The points that all this earned are there now; the first are spent, after the last were earned."""
    settle()
    towel = Reward.objects.get(program=program, name="A linen towel")
    last = Transfer.objects.filter(program=program, entries__account__holder=member).latest("at").at
    redeem(towel, member=member, key="demo-towel", at=max(at - timedelta(hours=26), last + timedelta(minutes=2)))
    settle()
