"""Templates to propose grants from: what may stand in one, who keeps them, and the form that begins with one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from advocates.actions import grants
from advocates.models import Grant, GrantTemplate, Program
from record.models import Entry
from tests.factories import UserFactory
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, at_work, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def template(on: Stage, **fields: Any) -> GrantTemplate:
    known = {"program": on.program, "name": "Answers on a page", "right": "reply", "scope_id": on.kitchen.pk}
    return GrantTemplate(**known | {"per_day": 5, "days": 60, "reason": "Knows pans."} | fields)


def save(on: Stage, row: GrantTemplate, **fields: Any) -> GrantTemplate:
    return grants.save_template(row, **{"actor": on.manager, "at": on.now} | fields)


def test_a_manager_keeps_and_changes_a_template_on_the_record(on: Stage) -> None:
    kept = save(on, template(on, name="  Answers\non a page "))
    assert kept.name == "Answers on a page"
    kept.per_day = 4
    save(on, kept)
    verbs = Entry.objects.filter(subject_kind="advocates.granttemplate").values_list("verb", flat=True)
    assert list(verbs) == ["grant_template.added", "grant_template.changed"]


def test_only_a_manager_of_the_program_keeps_templates(on: Stage) -> None:
    other = stage(hostname="other.example")
    for actor in (on.advocate, UserFactory(is_staff=True), other.manager):
        assert refusal(lambda actor=actor: save(on, template(on), actor=actor)) == "not_a_manager"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "no_name"), ({"per_day": 0}, "no_use"), ({"in_total": 0}, "no_use"),
        ({"right": "rule"}, "unknown_right"), ({"right": "moderate", "probation_uses": 2}, "no_probation"),
        ({"days": 91}, "ends_too_late"), ({"per_day": 21}, "too_many_a_day"), ({"scope": "root"}, "too_wide"),
        ({"scope": "other"}, "outside_the_program"),
    ],
)  # fmt: skip
def test_what_no_manager_could_grant_is_refused_when_it_is_saved(on: Stage, fields: dict[str, Any], code: str) -> None:
    """Guard: the limits in `save_template`, which are those of `issue`."""
    Program.objects.filter(pk=on.program.pk).update(most_grant_days=90, most_per_day=20, whole_program_grants=False)
    scopes = {"root": on.program.root_page.pk, "other": stage(hostname="other.example").kitchen.pk}
    asked = {("scope_id" if name == "scope" else name): scopes.get(value, value) for name, value in fields.items()}
    assert refusal(lambda: save(on, template(on, **asked))) == code


def test_a_name_is_taken_once_in_a_program(on: Stage) -> None:
    save(on, template(on))
    assert refusal(lambda: save(on, template(on, name="answers ON a page"))) == "name_taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        template(on, name="ANSWERS on a page").save()
    other = stage(hostname="other.example")
    assert grants.save_template(template(other), actor=other.manager, at=on.now).pk


def test_the_form_for_a_grant_begins_with_the_template(on: Stage) -> None:
    kept = save(on, template(on, per_day=7, in_total=70, probation_uses=2, may_be_passed_on=True))
    manager = at_work(on.manager)
    page = manager.get(reverse("grants:add"), {"template": kept.pk, "advocate": on.advocate.pk}).content.decode()
    for words in ('value="7"', 'value="70"', "Knows pans.", 'value="reply" selected', f'value="{on.kitchen.pk}"'):
        assert words in page
    assert (on.now + timedelta(days=60)).strftime("%Y-%m-%d") in page
    assert "Answers on a page" in manager.get(reverse("grants:add")).content.decode()
    assert not Grant.objects.exists()


def test_templates_of_others_and_retired_ones_propose_nothing(on: Stage) -> None:
    other = stage(hostname="other.example")
    foreign = grants.save_template(template(other, name="Foreign", reason="Secret."), actor=other.manager, at=on.now)
    retired = save(on, template(on, retired=True, reason="Old."))
    manager = at_work(on.manager)
    for number in (foreign.pk, retired.pk, "x", "9" * 30):
        page = manager.get(reverse("grants:add"), {"template": number})
        assert page.status_code == 200
        assert "Secret." not in page.content.decode()
        assert "Old." not in page.content.decode()
    assert manager.get(reverse("grant_templates:edit", args=[foreign.pk])).status_code == 404
    assert "Foreign" not in manager.get(reverse("grant_templates:index")).content.decode()


def test_the_workbench_keeps_a_template_and_says_why_it_refuses_one(on: Stage) -> None:
    manager = at_work(on.manager)
    data = {"program": on.program.pk, "name": "Posts", "right": "post", "per_day": 2, "days": 400, "reason": ""}
    page = manager.post(reverse("grant_templates:add"), data)
    assert page.status_code == 422
    assert not GrantTemplate.objects.exists()
    assert manager.post(reverse("grant_templates:add"), data | {"days": 30}).status_code == 302
    kept = GrantTemplate.objects.get()
    index = manager.get(reverse("grant_templates:index")).content.decode()
    assert f"{reverse('grants:add')}?template={kept.pk}" in index
    Program.objects.filter(pk=on.program.pk).update(most_per_day=3)
    page = manager.post(reverse("grant_templates:edit", args=[kept.pk]), data | {"days": 30, "per_day": 4})
    assert "at most 3 uses a day" in page.content.decode()
    assert GrantTemplate.objects.get().per_day == 2


def test_what_exceeds_the_limits_that_the_program_has_since_is_refused_when_it_is_given(on: Stage) -> None:
    save(on, template(on, per_day=20))
    Program.objects.filter(pk=on.program.pk).update(most_per_day=3)
    offer = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    page = at_work(on.manager).post(reverse("grants:add"), offer | {"reason": "Knows pans.", "per_day": 20})
    assert "at most 3 uses a day" in page.content.decode()
    assert not Grant.objects.exists()
