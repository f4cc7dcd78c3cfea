from typing import Any

from django.test import Client
from wagtail.models import Site

from accounts.models import User
from advocates.actions import policies
from advocates.models import Program, Question
from advocates.queries.readiness import before_you_go_live
from tests.advocates.joining import Joining
from tests.factories import UserFactory, manager_of


def open_points(program: Program) -> set[str]:
    return {point.code for point in before_you_go_live(Program.objects.get(pk=program.pk)) if not point.holds}


def test_a_fresh_program_is_told_everything_it_lacks(joining: Joining) -> None:
    Question.objects.all().delete()
    Program.objects.filter(pk=joining.program.pk).update(welcome="", is_demo=True)
    assert open_points(joining.program) == {
        "second_factor", "two_managers", "managers_secured", "no_demo", "attested_policy", "message_policy",
        "questions", "charter", "welcome", "mail", "address",
    }  # fmt: skip


def test_each_point_closes_when_it_is_mended(joining: Joining, settings: Any) -> None:
    from allauth.mfa.models import Authenticator

    second = manager_of(joining.program)
    for manager in (joining.manager, second):
        Authenticator.objects.create(user=manager, type=Authenticator.Type.TOTP, data={})
    rules = policies.create_policy(
        joining.program, name="Rules", actor=joining.manager, at=joining.at, governs_messages=True
    )  # fmt: skip
    policies.publish(rules, text="Be kind.", clauses=[], actor=joining.manager, at=joining.at)
    Program.objects.filter(pk=joining.program.pk).update(
        second_factor_required=True, charter="We promise.", how_judged="By people."
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    Site.objects.filter(root_page=joining.program.root_page).update(hostname="ember.example", is_default_site=False)
    assert open_points(joining.program) == set()


def test_an_active_demo_sign_in_is_named_though_the_program_is_none(joining: Joining) -> None:
    assert "no_demo" not in open_points(joining.program)
    demo = UserFactory(email="moderator@demo.example")
    assert "no_demo" in open_points(joining.program)
    User.objects.filter(pk=demo.pk).update(is_active=False)
    assert "no_demo" not in open_points(joining.program)


def test_every_open_point_that_can_be_mended_here_leads_somewhere(joining: Joining) -> None:
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    for point in before_you_go_live(joining.program):
        if point.url:
            assert client.get(point.url).status_code == 200, point.url
        else:
            assert "TABARD_" in str(point.sentence)
