"""The [program] part of the workbench: what managers see and do, and that another program's rows do not exist for them."""

import pytest
from django.test import Client
from django.urls import reverse

from advocates.actions import applications, enrolments, policies
from advocates.models import Application, CommunityManager, Policy, Program, Question
from tests.advocates.joining import Joining, days, signed_in
from tests.factories import GrantFactory, UserFactory, manager_of

State = Application.State
LISTS = ("applications:index", "questions:index", "policies:index", "managers:index", "programs:index")


@pytest.fixture
def canary(joining: Joining) -> dict[str, int]:
    """One row of every kind in the other program, all of them called Canary."""
    elsewhere = joining.stranger.manages.get().program
    applicant = UserFactory(name="Canary Applicant")
    sent = applications.submit(
        applications.begin(elsewhere, applicant=applicant, at=joining.at), answers={}, actor=applicant, at=joining.at
    )
    return {
        "applications:edit": sent.pk,
        "questions:edit": Question.objects.create(program=elsewhere, label="Canary question").pk,
        "policies:edit": policies.create_policy(
            elsewhere, name="Canary policy", actor=joining.stranger, at=joining.at
        ).pk,
        "managers:delete": CommunityManager.objects.get(
            program=elsewhere, member=manager_of(elsewhere, name="Canary Manager")
        ).pk,
        "programs:edit": elsewhere.pk,
    }


def review(application: Application) -> str:
    return reverse("applications:edit", args=[application.pk])


def test_another_programs_rows_are_in_no_list(staff: Client, canary: dict[str, int]) -> None:
    """I13. Guard: `OwnRows` on the views."""
    for name in LISTS:
        for query in ("", "?q=Canary", "?state=submitted&age=late"):
            page = staff.get(reverse(name) + query)
            assert page.status_code == 200, name
            assert "Canary" not in page.content.decode().replace('value="Canary"', "").replace("Canary&", ""), name
    assert "Canary" not in staff.get(reverse("program_overview:index")).content.decode()
    assert "Canary" not in staff.get("/admin/").content.decode()


def test_another_programs_rows_are_not_found_by_their_address(staff: Client, canary: dict[str, int]) -> None:
    """I13. Guard: `OwnRows` on the views."""
    for name, pk in canary.items():
        path = reverse(name, args=[pk])
        for answer in (staff.get(path), staff.post(path, {"act": "accept", "accept-note": ""})):
            assert answer.status_code == 404, name
    assert Application.objects.get(pk=canary["applications:edit"]).state == State.SUBMITTED
    assert CommunityManager.objects.filter(pk=canary["managers:delete"]).exists()


def test_no_row_is_added_to_another_program(joining: Joining, staff: Client, canary: dict[str, int]) -> None:
    """I13. Guards: the queryset of the field in `OwnProgramForm`, and `must_manage` in each action below it."""
    elsewhere = canary["programs:edit"]
    staff.post(
        reverse("questions:add"),
        {"program": elsewhere, "label": "Planted", "kind": "text", "max_length": 10, "position": 0},
    )
    staff.post(reverse("policies:add"), {"program": elsewhere, "name": "Planted"})
    staff.post(reverse("managers:add"), {"program": elsewhere, "address": joining.applicant.email, "title": ""})
    assert not Question.objects.filter(label="Planted").exists()
    assert not Policy.objects.filter(name="Planted").exists()
    assert not CommunityManager.objects.filter(member=joining.applicant).exists()


def test_members_without_a_program_see_nothing_of_it(joining: Joining) -> None:
    for person in (joining.applicant, joining.manager):
        client = signed_in(person)
        for name in (*LISTS, "program_overview:index"):
            assert client.get(reverse(name)).status_code == 403, "no access to the workbench at all"
    editor = UserFactory()
    from django.contrib.auth.models import Permission

    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = signed_in(editor)
    assert client.get("/admin/").status_code == 200
    assert reverse("applications:index") not in client.get("/admin/").content.decode()
    for name in LISTS:
        assert client.get(reverse(name)).status_code == 302
    assert client.get(reverse("program_overview:index")).status_code == 404


def test_a_manager_begins_no_program(staff: Client) -> None:
    assert staff.get(reverse("programs:add")).status_code == 302
    assert reverse("programs:add") not in staff.get(reverse("programs:index")).content.decode()


def test_who_runs_the_installation_begins_a_program_here(joining: Joining) -> None:
    from tests.factories import HomePageFactory

    client = signed_in(UserFactory(is_superuser=True, is_staff=True))
    assert client.get(reverse("programs:add")).status_code == 200
    fields = {
        "language": "en",
        "name": "Third", "slug": "third", "root_page": HomePageFactory().pk, "brand_color": "#112233", "answer_days": 5,
        "enrolment_days": 90, "grant_days": 30, "most_grant_days": 60, "most_per_day": 40, "probation_uses": 1,
        "time_zone": "Europe/Berlin", "narrow_after": 3, "narrow_days": 30, "narrow_how": "quota",
        "access_review_every": 91, "access_review_days": 21,
        "disclosure": "I get points.", "second_factor_required": "on", "proof_minutes": 15, "reviewers": 1,
    }  # fmt: skip
    nameless = client.post(reverse("programs:add"), fields).content.decode()
    assert "Advocates are named by something: allow at least one." in nameless
    answer = client.post(reverse("programs:add"), fields | {"shows_handles": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    program = Program.objects.get(slug="third")
    assert program.staff is not None
    again = client.post(reverse("programs:add"), fields | {"slug": "fourth"})
    assert again.status_code == 422
    assert "root page" in again.content.decode().lower()


def test_a_question_is_added_changed_and_kept_from_changing_its_sense(joining: Joining, staff: Client) -> None:
    fields = {"program": joining.program.pk, "label": "Your town?", "kind": "text", "max_length": 80, "position": 9}
    assert staff.get(reverse("questions:add")).status_code == 200
    assert staff.post(reverse("questions:add"), fields).status_code == 302
    town = Question.objects.get(label="Your town?")
    assert staff.post(reverse("questions:edit", args=[town.pk]), fields | {"label": "Your city?"}).status_code == 302
    joining.sent()
    answer = staff.post(
        reverse("questions:edit", args=[joining.text.pk]),
        {
            "program": joining.program.pk,
            "label": "Changed?",
            "kind": "text",
            "max_length": 100,
            "position": 1,
            "required": "on",
        },
    )
    assert answer.status_code == 409
    assert "retire it and ask a new one" in answer.content.decode()
    joining.text.refresh_from_db()
    assert joining.text.label == "What do you cook?"


def test_a_policy_is_written_looked_at_and_published(joining: Joining, staff: Client) -> None:
    answer = staff.post(reverse("policies:add"), {"program": joining.program.pk, "name": "Agreement", "attested": "on"})
    policy = Policy.objects.get(name="Agreement")
    path = reverse("policies:edit", args=[policy.pk])
    assert answer["Location"] == path
    source = {"source": "We promise <i>you</i>.\n\n## 1 Be honest\nAlways.", "language": "en", "change": "urgent"}
    seen = staff.post(path, source | {"act": "preview"})
    assert "We promise &lt;i&gt;you&lt;/i&gt;." in seen.content.decode()
    assert not policy.versions.exists()
    assert staff.post(path, source | {"act": "publish"}).status_code == 302
    version = policy.versions.get()
    assert [clause.code for clause in version.clauses.all()] == ["1"]
    assert version.sha256 in staff.get(path).content.decode()
    assert staff.post(path, source | {"act": "publish"}).status_code == 409
    assert staff.post(path, source | {"source": "", "act": "publish"}).status_code == 422
    assert staff.post(path, source | {"source": "## No number", "act": "publish"}).status_code == 422


def test_the_next_version_shows_its_changes_and_what_it_stops_before_it_is_published(
    joining: Joining, staff: Client
) -> None:
    policy = policies.create_policy(joining.program, name="Agreement", actor=joining.manager, at=joining.at)
    policies.publish(policy, text="We promise you.", clauses=[], actor=joining.manager, at=joining.at)
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    policies.attest(policy.versions.get(), member=joining.applicant, at=joining.at)
    GrantFactory(
        program=joining.program, advocate=joining.applicant, scope=joining.program.root_page, granted_by=joining.manager
    )
    path, source = reverse("policies:edit", args=[policy.pk]), {"source": "We promise them.", "language": "en"}
    assert "1 of 3 advocates and staff" in staff.get(path).content.decode()
    seen = staff.post(path, source | {"change": "urgent", "act": "preview"}).content.decode()
    assert "1 live grant is suspended the moment you publish" in seen
    assert "<ins>" in seen
    for change, day in (("urgent", "2099-01-01 10:00"), ("material", "9999-12-31 23:59")):
        dated = source | {"change": change, "binds_from": day, "act": "publish"}
        assert staff.post(path, dated).status_code == 422
    assert staff.post(path, source | {"change": "urgent", "act": "publish"}).status_code == 302
    assert policy.versions.get(number=2).change == "urgent"
    assert "0 of 3 advocates and staff" in staff.get(path).content.decode()
    assert "suspended" in staff.get(reverse("grants:index")).content.decode()


def test_a_version_is_published_in_one_more_language(joining: Joining, staff: Client) -> None:
    policy = policies.create_policy(joining.program, name="Agreement", actor=joining.manager, at=joining.at)
    path = reverse("policies:edit", args=[policy.pk])
    version = policies.publish(
        policy, text="We promise.", clauses=[("1", "Honest", "")], actor=joining.manager, at=joining.at
    )
    german = {"translation-source": "Versprochen.", "translation-language": "de", "act": "translate"}
    assert staff.post(path, german).status_code == 422
    german["translation-source"] += "\n\n## 1 Ehrlich\n"
    assert staff.post(path, german).status_code == 302
    assert version.translations.get().language == "de"
    assert staff.post(path, german).status_code == 409


def test_a_manager_is_appointed_by_address_and_dismissed(joining: Joining, staff: Client) -> None:
    fields = {"program": joining.program.pk, "title": "Helper"}
    unknown = staff.post(reverse("managers:add"), fields | {"address": "nobody@example.com"})
    assert "Nobody with this address" in unknown.content.decode()
    assert staff.post(reverse("managers:add"), fields | {"address": joining.applicant.email.upper()}).status_code == 302
    row = CommunityManager.objects.get(member=joining.applicant)
    path = reverse("managers:delete", args=[row.pk])
    assert "will no longer manage" in staff.get(path).content.decode()
    assert staff.post(path).status_code == 302
    assert not CommunityManager.objects.filter(pk=row.pk).exists()


def test_the_settings_are_changed_by_the_action(joining: Joining, staff: Client) -> None:
    path = reverse("programs:edit", args=[joining.program.pk])
    page = staff.get(path)
    assert page.status_code == 200
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    fields = {name: value for name, value in shown.items() if value is not None and value is not False}
    answer = staff.post(path, fields | {"charter": "We promise.", "slug": "stolen", "root_page": 1})
    assert answer.status_code == 302
    joining.program.refresh_from_db()
    assert joining.program.charter == "We promise."
    assert joining.program.slug != "stolen"
    assert staff.post(path, fields | {"time_zone": "Moon/Crater"}).status_code == 422


def test_the_first_page_says_how_long_the_oldest_has_waited(joining: Joining, staff: Client) -> None:
    assert "Nobody waits for an answer." in staff.get("/admin/").content.decode()
    one = joining.sent()
    assert "1 application waits" in staff.get("/admin/").content.decode()
    Application.objects.filter(pk=one.pk).update(submitted_at=joining.at - days(9))
    page = staff.get("/admin/").content.decode()
    assert "The oldest has waited for 1" in page
    assert "That is past." in page


def test_the_overview_counts_and_lists_what_is_open(joining: Joining, staff: Client) -> None:
    joining.sent()
    page = staff.get(reverse("program_overview:index")).content.decode()
    assert "Before you go live" in page
    assert "No policy that must be attested is published" in page
    assert reverse("policies:index") in page


ADDED = (
    "questions", "criteria", "policies", "disclosures", "grant_templates", "rules", "promises", "intake", "facts",
    "catalogue", "earning_rules",
)  # fmt: skip


def test_a_manager_of_one_program_is_asked_for_all_that_a_new_row_needs(staff: Client, joining: Joining) -> None:
    """Guard: `clean_program` of `OwnProgramForm`: Wagtail leaves out what a panel does not show."""
    for name in ADDED:
        page = staff.get(reverse(f"{name}:add"), {"kind": "goods"})
        for field in page.context["form"]:
            asked = f'name="{field.html_name}"' in page.text
            assert asked or not field.field.required, f"{name}: {field.html_name} is needed and never asked"
    new = {"label": "Ours", "most": "5", "position": "1", "help_text": ""}
    assert staff.post(reverse("criteria:add"), new).status_code == 302
    assert joining.program.criteria.filter(label="Ours").exists()
