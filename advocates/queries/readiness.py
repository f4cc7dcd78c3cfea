"""What a program still lacks before real people come: each point with where it is mended."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from accounts.models import User
from advocates.models import CommunityManager, PolicyVersion, Program, Question
from advocates.queries.programs import address_of

NOT_SENT = ("filebased", "console", "locmem", "dummy")
HERE_ONLY = frozenset({"localhost", "127.0.0.1", "::1", "testserver"})


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list: its stable code, whether it holds, what is good or wrong, and where to mend it."""

    code: str
    holds: bool
    title: Any
    sentence: Any
    url: str = ""


def before_you_go_live(program: Program) -> list[Point]:
    """Every point, those that do not hold first."""
    points = [*_rights(program), *_rules(program), *_joining(program), *_installation(program)]
    return sorted(points, key=lambda point: point.holds)


def _rights(program: Program) -> list[Point]:
    settings_of = reverse("programs:edit", args=[program.pk])
    managers = CommunityManager.objects.filter(program=program)
    bare = managers.exclude(member__authenticator__type__in=["totp", "webauthn"]).select_related("member")
    names = ", ".join(str(manager.member) for manager in bare)
    return [
        Point(
            "second_factor", program.second_factor_required, _("Rights need a second factor"),
            _("A stolen password alone can speak for the brand: switch it on."), settings_of,
        ),
        Point(
            "two_managers", managers.count() > 1, _("There is a second manager"),
            _("Nobody decides on their own matter, so one manager alone gets stuck: appoint another."),
            reverse("managers:add"),
        ),
        Point(
            "managers_secured", not names, _("Every manager has a second factor"),
            _("Without one: %(names)s.") % {"names": names}, reverse("managers:index"),
        ),
        Point(
            "no_demo", not (program.is_demo or _demo_sign_ins()), _("No demo sign-ins"),
            _("This is the demo program, or accounts of demo.example are active; their password is printed on start."),
            reverse("managers:index"),
        ),
    ]  # fmt: skip


def _demo_sign_ins() -> bool:
    return User.objects.filter(email__endswith="@demo.example", is_active=True).exists()


def _rules(program: Program) -> list[Point]:
    published = PolicyVersion.objects.filter(policy__program=program)
    return [
        Point(
            "attested_policy", published.filter(policy__attested=True).exists(), _("Advocates sign a policy"),
            _("No policy that must be attested is published: write what advocates promise."), reverse("policies:index"),
        ),
        Point(
            "message_policy", published.filter(policy__governs_messages=True).exists(), _("Messages have rules"),
            _("No policy governs messages: flags and decisions would have no clause to cite."),
            reverse("policies:index"),
        ),
    ]  # fmt: skip


def _joining(program: Program) -> list[Point]:
    settings_of = reverse("programs:edit", args=[program.pk])
    asks = Question.objects.filter(program=program, retired=False).exists()
    return [
        Point(
            "questions", asks, _("The application asks something"),
            _("There is no question: reviewers would have nothing to judge by."), reverse("questions:index"),
        ),
        Point(
            "charter", bool(program.charter and program.how_judged), _("Charter and judging are written"),
            _("Say what the program is for, and how applications are judged."), settings_of,
        ),
        Point(
            "welcome", bool(program.welcome), _("There is a welcome"),
            _("New advocates read nothing yet: write what they should do first."), settings_of,
        ),
    ]  # fmt: skip


def _installation(program: Program) -> list[Point]:
    sends = not any(word in settings.EMAIL_BACKEND for word in NOT_SENT)
    host = urlsplit(address_of(program)).hostname or ""
    sites = Site.objects.filter(root_page=program.root_page_id).exists()
    return [
        Point(
            "mail", sends, _("Mail leaves this machine"),
            _("Letters are only kept in a folder: set TABARD_SMTP_HOST and start in production."),
        ),
        Point(
            "address", sites and host not in HERE_ONLY, _("The program has a public address"),
            _("Links in mails lead to “%(host)s”: set TABARD_BASE_URL, and the site's host name.") % {"host": host},
        ),
    ]  # fmt: skip
