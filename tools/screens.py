"""The main screens of the demo program, and who looks at them: what the screenshots show and the browser tests check."""

from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tools.standing import Standing

CONVERSATION = "/kitchen/cookware/"
DESKTOP, PHONE = (1280, 800), (390, 844)
PATIENCE = 60_000
"""Milliseconds; a busy machine takes its time."""


@dataclass(frozen=True)
class Screen:
    """`path` as `who` sees it, the name before the @ of a demo sign-in; nobody is a visitor.

    `link` is a selector: the screen is where the first such link of that page leads.
    """

    name: str
    path: str
    who: str = ""
    link: str = ""

    @property
    def workbench(self) -> bool:
        return self.path.startswith("/admin/")


SCREENS = (
    Screen("home", "/"),
    Screen("brand-page", CONVERSATION),
    Screen("message", CONVERSATION, link='a[href^="/people/said/"]'),
    Screen("person", "/people/ines/"),
    Screen("people", "/people/"),
    Screen("pseudonym", "/people/", link='main .card:has(.pill) h3 a[href^="/people/"]'),
    Screen("register", "/register/"),
    Screen("register-grant", "/register/", link='main a[href^="/register/"]:not([href*="?"], [href*="grants."])'),
    Screen("register-day", f"/register/?on={date.today() - timedelta(days=3)}"),
    Screen("record", "/record/"),
    Screen("in-record", "/people/said/1/record/"),
    Screen("decision-log", "/decisions/"),
    Screen("decision", "/decisions/", link='main a[href^="/decisions/"]:not([href*="?"])'),
    Screen("join", "/join/"),
    Screen("nominate", "/join/nominate/", "member"),
    Screen("search", "/go/search/?q=pan"),
    Screen("sign-in", "/accounts/login/"),
    Screen("sign-up", "/accounts/signup/"),
    Screen("reset", "/accounts/password/reset/"),
    Screen("status", "/join/status/", "applicant"),
    Screen("comment", CONVERSATION, "member", 'a[href^="/portal/say/"]'),
    Screen("today", "/portal/", "advocate"),
    Screen("write", "/portal/write/", "advocate"),
    Screen("compose", "/portal/write/", "advocate", 'main a[href^="/portal/write/"]'),
    Screen("scheduled", "/portal/scheduled/", "advocate"),
    Screen("scheduled-one", "/portal/scheduled/", "advocate", 'main h2 a[href^="/portal/scheduled/"]'),
    Screen("rights", "/portal/rights/", "advocate"),
    Screen("accept", "/portal/rights/", "advocate", 'main a[href$="/accept/"]'),
    Screen("decline", "/portal/rights/", "advocate", 'main a[href$="/decline/"]'),
    Screen("hand-back", "/portal/rights/", "advocate", 'main a[href$="/resign/"]'),
    Screen("pass-on", "/portal/rights/", "advocate", 'main a[href$="/pass-on/"]'),
    Screen("take-back", "/portal/rights/", "advocate", 'main a[href$="/take-back/"]'),
    Screen("why", "/portal/why/", "advocate"),
    Screen("learn", "/portal/learn/", "advocate"),
    Screen("learn-moderator", "/portal/learn/", "moderator"),
    Screen("course", "/portal/learn/", "moderator", 'main .course h3 a[href^="/portal/learn/"]'),
    Screen("lesson", "/moderating-fairly/", "advocate", 'main a[href^="/portal/learn/lessons/"]'),
    Screen("certificate", "/portal/learn/", "moderator", 'main a[href^="/portal/learn/certificates/"]'),
    Screen("policies", "/portal/policies/", "advocate"),
    Screen("my-name", "/portal/policies/name/", "advocate"),
    Screen("policy-changed", "/portal/policies/", "advocate", 'main .card-accent a[href^="/portal/policies/"]'),
    Screen("policy-signed", "/portal/policies/", "advocate", 'main a[href^="/portal/policies/signed/"]'),
    Screen("my-decisions", "/portal/decisions/", "member"),
    Screen("points", "/portal/points/", "advocate"),
    Screen("contributions", "/portal/contributions/", "advocate"),
    Screen("rewards", "/portal/rewards/", "advocate"),
    Screen("recognition", "/portal/recognition/", "advocate"),
    Screen("badge", "/portal/recognition/", "advocate", 'main h3 a[href^="/people/badges/"]'),
    Screen("verify-badge", "/people/badges/verify/"),
    Screen("leaders", "/people/leaders/"),
    Screen("leaders-own", "/people/leaders/", "advocate"),
    Screen("workbench-badges", "/admin/recognition/badges/", "manager"),
    Screen("workbench-badge", "/admin/recognition/badges/", "manager", 'main td a[href*="/held/"]'),
    Screen("workbench-new-badge", "/admin/recognition/badges/new/", "manager"),
    Screen("workbench-tiers", "/admin/recognition/tiers/", "manager"),
    Screen("workbench-seasons", "/admin/recognition/seasons/", "manager"),
    Screen("workbench-new-season", "/admin/recognition/seasons/new/", "manager"),
    Screen("earning", "/go/points/"),
    Screen("logged-work", "/portal/work/", "advocate"),
    Screen("log-work", "/portal/work/new/", "advocate"),
    Screen("work-sent-back", "/portal/work/", "advocate", 'main tr:has(.pill-returned) a[href^="/portal/work/"]'),
    Screen("accepted-answer", CONVERSATION, link='.message:has(.accepted) a[href^="/people/said/"][aria-label]'),
    Screen("profile", "/portal/profile/", "advocate"),
    Screen("tokens", "/portal/tokens/", "advocate"),
    Screen("connections", "/portal/connections/", "advocate"),
    Screen("leave", "/portal/leave/", "advocate"),
    Screen("email", "/accounts/email/", "advocate"),
    Screen("password", "/accounts/password/change/", "advocate"),
    Screen("sessions", "/accounts/sessions/", "advocate"),
    Screen("confirm", "/accounts/reauthenticate/", "advocate"),
    Screen("second-factor", "/accounts/2fa/", "advocate"),
    Screen("app", "/accounts/2fa/totp/activate/", "advocate"),
    Screen("keys", "/accounts/2fa/webauthn/", "advocate"),
    Screen("add-key", "/accounts/2fa/webauthn/add/", "advocate"),
    Screen("managers-bar", CONVERSATION, "manager"),
    Screen("halt", "/portal/halt/", "manager"),
    Screen("queue", "/desk/", "moderator"),
    Screen("case", "/desk/", "moderator", 'a[href^="/desk/cases/"]'),
    Screen("together", "/desk/together/", "moderator"),
    Screen("wellness", "/desk/wellness/", "moderator"),
    Screen("queue-narrowed", "/desk/?cause=held&urgency=2&newcomers=1", "moderator"),
    Screen("workplace", "/desk/workplace/", "moderator"),
    Screen("work", "/desk/work/", "manager"),
    Screen("appeals", "/desk/appeals/", "manager"),
    Screen("appeal", "/desk/appeals/", "manager", 'main article a[href^="/desk/appeals/"]'),
    Screen("people-acts", "/desk/people/", "manager"),
    Screen("decided-case", "/desk/people/", "manager", 'main a[href^="/desk/cases/"]'),
    Screen("my-appeal", "/portal/decisions/", "member", 'main a[href^="/portal/appeals/"]'),
    Screen("shadow", "/desk/shadow/", "greta"),
    Screen("shadow-case", "/desk/shadow/", "greta", 'main a[href^="/desk/shadow/"]'),
    Screen("my-quality", "/desk/quality/", "moderator"),
    Screen("ties", "/portal/ties/", "moderator"),
    Screen("reports", "/decisions/reports/"),
    Screen("report", "/decisions/reports/", link='main a[href^="/decisions/reports/"]'),
    Screen("workbench-home", "/admin/", "manager"),
    Screen("workbench-applications", "/admin/program/applications/", "manager"),
    Screen(
        "workbench-application",
        "/admin/program/applications/",
        "manager",
        'main a[href*="/program/applications/edit/"]',
    ),
    Screen("workbench-criteria", "/admin/program/criteria/", "manager"),
    Screen("workbench-links", "/admin/program/links/", "manager"),
    Screen("workbench-link", "/admin/program/links/", "manager", 'main a[href*="/program/links/edit/"]'),
    Screen("workbench-new-link", "/admin/program/links/new/", "manager"),
    Screen("workbench-strikes", "/admin/moderation/strikes/", "manager"),
    Screen("workbench-new-weight", "/admin/moderation/clause-weights/new/", "manager"),
    Screen("workbench-grants", "/admin/rights/grants/", "manager"),
    Screen("workbench-new-grant", "/admin/rights/grants/new/", "manager"),
    Screen("workbench-probations", "/admin/rights/probation/", "manager"),
    Screen("workbench-probation", "/admin/rights/probation/", "manager", 'main a[href*="/rights/probation/edit/"]'),
    Screen("workbench-reviews", "/admin/rights/reviews/", "manager"),
    Screen("workbench-review", "/admin/rights/reviews/", "manager", 'main td a[href*="/rights/reviews/"]'),
    Screen("workbench-templates", "/admin/rights/templates/", "manager"),
    Screen(
        "workbench-proposed", "/admin/rights/templates/", "manager", 'main a[href*="/rights/grants/new/?template="]'
    ),
    Screen("halts", "/portal/halt/?from=/people/ines/", "manager"),
    Screen("workbench-halts", "/admin/rights/halts/", "manager"),
    Screen("workbench-drills", "/admin/rights/drills/", "manager"),
    Screen("workbench-breaker", "/admin/breaker/", "manager"),
    Screen("workbench-thresholds", "/admin/breaker/", "manager", 'main a[href*="/breaker/thresholds/"]'),
    Screen("workbench-could", "/admin/rights/advocates/", "manager", 'main a[href*="/rights/advocates/edit/"]'),
    Screen("workbench-scheduled", "/admin/rights/scheduled/", "manager"),
    Screen(
        "workbench-held", "/admin/rights/scheduled/?state=held", "manager", 'main a[href*="/rights/scheduled/edit/"]'
    ),
    Screen("workbench-restriction", "/admin/rights/restrictions/", "manager", 'main a[href*="/restrictions/edit/"]'),
    Screen("workbench-policies", "/admin/program/policies/", "manager"),
    Screen("workbench-policy", "/admin/program/policies/", "manager", 'main a[href*="/program/policies/edit/"]'),
    Screen("workbench-courses", "/admin/training/courses/", "manager"),
    Screen("workbench-certificates", "/admin/training/certificates/", "manager"),
    Screen("workbench-required", "/admin/training/required/", "manager"),
    Screen("workbench-who", "/admin/rights/who/", "manager"),
    Screen("workbench-playbook", "/admin/moderation/playbook/", "manager"),
    Screen("workbench-scenario", "/admin/moderation/playbook/", "manager", 'main a[href*="/playbook/scenario/"]'),
    Screen("workbench-playbook-printed", "/admin/moderation/playbook/", "manager", 'main a[href$="/matrix/"]'),
    Screen("workbench-unmapped", "/admin/moderation/playbook/", "manager", 'main a[href*="/playbook/unmapped/"]'),
    Screen("workbench-facts", "/admin/moderation/facts/", "manager"),
    Screen("workbench-rules", "/admin/moderation/rules/", "manager"),
    Screen("workbench-rule", "/admin/moderation/rules/", "manager", 'main a[href*="/rules/show/"]'),
    Screen("workbench-classifier", "/admin/moderation/classifier/", "manager"),
    Screen("workbench-rule-settings", "/admin/moderation/rules/new/", "manager"),
    Screen("workbench-promises", "/admin/moderation/promises/", "manager"),
    Screen("workbench-promise", "/admin/moderation/promises/", "manager", 'main a[href*="/moderation/promises/edit/"]'),
    Screen("workbench-promises-kept", "/admin/moderation/promises/kept/", "manager"),
    Screen("workbench-intake", "/admin/moderation/intake/", "manager", 'main a[href*="/moderation/intake/edit/"]'),
    Screen("workbench-quality", "/admin/moderation/quality/", "manager", 'main a[href*="/moderation/quality/edit/"]'),
    Screen("workbench-apprentices", "/admin/moderation/apprentices/", "manager"),
    Screen("workbench-apprentice", "/admin/moderation/apprentices/", "manager", 'main a[href*="/apprentices/edit/"]'),
    Screen("workbench-differences", "/admin/moderation/differences/", "manager"),
    Screen("workbench-difference", "/admin/moderation/differences/", "manager", 'main a[href*="/differences/edit/"]'),
    Screen("workbench-known", "/admin/moderation/known-cases/", "manager"),
    Screen("workbench-known-one", "/admin/moderation/known-cases/", "manager", 'main a[href*="/known-cases/edit/"]'),
    Screen("workbench-known-new", "/admin/moderation/known-cases/new/", "manager"),
    Screen("workbench-ties", "/admin/moderation/ties/", "manager"),
    Screen("workbench-tie", "/admin/moderation/ties/", "manager", 'main a[href*="/moderation/ties/edit/"]'),
    Screen("workbench-new-tie", "/admin/moderation/ties/new/", "manager"),
    Screen("payouts", "/portal/payouts/", "advocate"),
    Screen("workbench-payouts", "/admin/rewards/payouts/", "manager"),
    Screen("workbench-pay-desk", "/admin/rewards/payouts/", "manager", 'main a[href*="/rewards/payouts/desk/"]'),
    Screen("missions", "/portal/missions/", "advocate"),
    Screen("mission", "/portal/missions/", "advocate", 'main h3 a[href^="/portal/missions/"]:not([href*="work"])'),
    Screen("mission-wishes", "/portal/missions/wishes/", "advocate"),
    Screen("mission-work", "/portal/missions/", "aoife", 'main a[href^="/portal/missions/work/"]'),
    Screen("mission-returned", "/portal/missions/", "greta", 'main a[href^="/portal/missions/work/"]'),
    Screen("mission-waits", "/portal/missions/", "advocate", 'main a[href^="/portal/missions/work/"]'),
    Screen("workbench-missions", "/admin/missions/missions/", "manager"),
    Screen("workbench-mission", "/admin/missions/missions/", "manager", 'main td a[href*="/missions/missions/"]'),
    Screen("workbench-new-mission", "/admin/missions/missions/new/", "manager"),
    Screen("workbench-submissions", "/admin/missions/submissions/", "manager"),
    Screen("workbench-submission", "/admin/missions/submissions/", "manager", 'main a[href*="/submissions/edit/"]'),
    Screen("workbench-mission-terms", "/admin/missions/terms/", "manager"),
    Screen("campaign-page", "/six-things-about-iron/"),
    Screen("campaigns", "/portal/campaigns/", "advocate"),
    Screen("campaign", "/portal/campaigns/", "advocate", 'main .card h3 a[href^="/portal/campaigns/"]'),
    Screen("workbench-campaigns", "/admin/campaigns/all/", "manager"),
    Screen("workbench-campaign", "/admin/campaigns/all/?q=iron", "manager", 'main a[href*="/campaigns/all/edit/"]'),
    Screen(
        "workbench-campaign-draft", "/admin/campaigns/all/?q=Open", "manager", 'main a[href*="/campaigns/all/edit/"]'
    ),
    Screen("workbench-new-campaign", "/admin/campaigns/all/new/", "manager"),
    Screen("workbench-campaign-calendar", "/admin/campaigns/calendar/", "manager"),
    Screen("workbench-goal", "/admin/campaigns/goals/?q=Dutch", "manager", 'main a[href*="/campaigns/goals/edit/"]'),
    Screen("workbench-earning", "/admin/rewards/earning/", "manager"),
    Screen("workbench-statements", "/admin/rewards/statements/", "manager"),
    Screen("workbench-statement", "/admin/rewards/statements/", "manager", 'main a[href*="/statements/edit/"]'),
    Screen("workbench-adjustments", "/admin/rewards/adjustments/", "manager"),
    Screen("workbench-adjustment", "/admin/rewards/adjustments/", "manager", 'main a[href*="/adjustments/edit/"]'),
    Screen("workbench-adjust", "/admin/rewards/adjustments/new/", "manager"),
    Screen("workbench-treasury", "/admin/rewards/treasury/", "manager"),
    Screen("workbench-accounts", "/admin/rewards/treasury/", "manager", 'main a[href$="/accounts/"]'),
    Screen("workbench-terms", "/admin/rewards/treasury/", "manager", 'main a[href*="/treasury/edit/"]'),
    Screen("share", "/portal/share/", "advocate"),
    Screen("referral-rule", "/go/r/"),
    Screen("referral-landing", "/portal/share/", "advocate", '.share-links a[href^="/go/r/"]'),
    Screen("ideas", "/go/ideas/"),
    Screen("idea", "/go/ideas/", link='.ideas a[href^="/go/ideas/"]'),
    Screen("idea-as-member", "/go/ideas/?sort=due", "member", '.ideas a[href^="/go/ideas/"]'),
    Screen("idea-new", "/go/ideas/new/", "member"),
    Screen("workbench-ideas", "/admin/sharing/ideas/", "manager"),
    Screen("workbench-idea", "/admin/sharing/ideas/", "manager", 'main a[href*="/sharing/ideas/edit/"]'),
    Screen("workbench-orders", "/admin/sharing/orders/", "manager"),
    Screen("workbench-order", "/admin/sharing/orders/", "manager", 'main a[href*="/sharing/orders/edit/"]'),
    Screen("workbench-referral-rules", "/admin/sharing/rules/", "manager"),
    Screen("workbench-referral-rule", "/admin/sharing/rules/new/", "manager"),
    Screen("workbench-secrets", "/admin/sharing/secrets/", "manager"),
    Screen("workbench-earning-rule", "/admin/rewards/earning/", "manager", 'main a[href*="/rewards/earning/edit/"]'),
    Screen("workbench-earning-history", "/admin/rewards/earning/history/", "manager"),
    Screen("workbench-draft", "/admin/rewards/simulations/draft/", "manager"),
    Screen("workbench-simulations", "/admin/rewards/simulations/", "manager"),
    Screen("workbench-simulation", "/admin/rewards/simulations/", "manager", 'main a[href*="/simulations/edit/"]'),
    Screen("workbench-logged", "/admin/rewards/work/", "manager"),
    Screen("workbench-logged-one", "/admin/rewards/work/", "manager", 'main a[href*="/rewards/work/edit/"]'),
    Screen("workbench-hints", "/admin/rewards/hints/", "manager"),
    Screen("workbench-hint", "/admin/rewards/hints/", "manager", 'main a[href*="/rewards/hints/edit/"]'),
    Screen("redeem-goods", "/portal/rewards/?kind=goods", "advocate", 'main a[href$="/redeem/"]'),
    Screen("redeem-date", "/portal/rewards/?kind=experience", "advocate", 'main a[href$="/redeem/"]'),
    Screen("redeem-cause", "/portal/rewards/?kind=donation", "advocate", 'main a[href$="/redeem/"]'),
    Screen("redemption", "/portal/rewards/", "advocate", 'main h3 a[href^="/portal/rewards/mine/"]'),
    Screen("workbench-rewards", "/admin/rewards/catalogue/", "manager"),
    Screen("workbench-reward-kinds", "/admin/rewards/catalogue/new/", "manager"),
    Screen("workbench-new-reward", "/admin/rewards/catalogue/new/?kind=goods", "manager"),
    Screen("workbench-dates", "/admin/rewards/catalogue/?kind=experience", "manager", 'main td a[href$="/codes/"]'),
    Screen("workbench-redemptions", "/admin/rewards/redemptions/", "manager"),
    Screen(
        "workbench-redemption",
        "/admin/rewards/redemptions/?waits=fulfil&kind=goods",
        "manager",
        'main a[href*="/rewards/redemptions/edit/"]',
    ),
)


class Visitors:
    """Windows of the demo people in one browser; everybody signs in once."""

    def __init__(self, browser: Browser, product: Standing) -> None:
        self.browser, self.product = browser, product
        self.known: dict[str, StorageState] = {}

    def window(
        self, who: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False, scripts: bool = True
    ) -> BrowserContext:
        """A context of its own, signed in as `who`, without JavaScript if not `scripts`. The caller closes it."""
        context = self.browser.new_context(
            base_url=self.product.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            storage_state=self._state(who) if who else None,
        )
        context.set_default_timeout(PATIENCE)
        return context

    def _state(self, who: str) -> StorageState:
        if who not in self.known:
            context = self.browser.new_context(base_url=self.product.address)
            context.set_default_timeout(PATIENCE)
            sign_in(context.new_page(), who, self.product.password)
            self.known[who] = context.storage_state()
            context.close()
        return self.known[who]


def sign_in(page: Page, who: str, password: str) -> None:
    page.goto("/accounts/login/?next=/portal/profile/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/portal/profile/")


def visit(page: Page, screen: Screen, password: str) -> None:
    """Goes to the screen, proving by the password who asks where that is wanted; an answer other than 200 ends it."""
    answer = page.goto(screen.path)
    if page.url.partition("?")[0].endswith("/accounts/reauthenticate/") and screen.name != "confirm":
        page.get_by_label("Password", exact=True).fill(password)
        page.locator("main form button").first.click()
        page.wait_for_url(f"**{screen.path}*")
    if screen.link:
        target = page.locator(screen.link).first.get_attribute("href")
        answer = page.goto(str(target).partition("#")[0])
    if answer is None or answer.status != 200:
        raise LookupError(
            f"{page.url} answered {answer.status if answer else 'nothing'} to {screen.who or 'a visitor'}."
        )
