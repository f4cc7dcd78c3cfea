import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import page_permission_policy

from accounts.models import User
from advocates.actions import programs
from advocates.models import CommunityManager, Program
from advocates.queries import address_of, managed_programs, manages
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.advocates.joining import Joining, signed_in, verbs
from tests.factories import BrandPageFactory, HomePageFactory, UserFactory


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(is_superuser=True, is_staff=True)


def begun(joining: Joining, operator: User, **fields: object) -> Program:
    known = {"name": "New", "slug": "new", "root_page": HomePageFactory(), "actor": operator, "at": joining.at}
    return programs.create_program(**known | fields)  # type: ignore[arg-type]


def test_who_runs_the_installation_begins_a_program_with_its_group_and_collection(
    joining: Joining, operator: User
) -> None:
    program = begun(joining, operator, tagline="Try it")
    assert (program.tagline, program.created_at) == ("Try it", joining.at)
    assert program.staff is not None
    assert program.collection is not None
    assert verbs(program) == ["program.created"]
    assert not CommunityManager.objects.filter(program=program).exists()


def test_nobody_else_begins_a_program(joining: Joining) -> None:
    for person in (joining.manager, joining.applicant, UserFactory(is_superuser=True, is_active=False)):
        with pytest.raises(Forbidden):
            begun(joining, person)
    assert not Entry.objects.filter(verb="program.created").exists()


def test_two_programs_share_neither_slug_nor_root(joining: Joining, operator: User) -> None:
    program = begun(joining, operator)
    with pytest.raises(Conflict) as refused:
        begun(joining, operator)
    assert refused.value.code == "slug_taken"
    with pytest.raises(Conflict) as refused:
        begun(joining, operator, slug="other", root_page=program.root_page)
    assert refused.value.code == "root_taken"


@pytest.mark.parametrize(
    "fields",
    [{"brand_color": "red"}, {"answer_days": 0}, {"grant_days": 366}, {"time_zone": "Moon/Crater"}, {"name": ""}],
)
def test_values_that_a_program_cannot_have_are_refused(
    joining: Joining, operator: User, fields: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        begun(joining, operator, **fields)
    assert refused.value.detail == {"fields": list(fields)}
    with pytest.raises(Invalid):
        programs.change_program(joining.program, actor=joining.manager, at=joining.at, **fields)


def test_a_manager_changes_what_the_program_says_and_the_record_names_the_fields(joining: Joining) -> None:
    programs.change_program(
        joining.program, actor=joining.manager, at=joining.at, charter="We promise.", name=joining.program.name
    )
    joining.program.refresh_from_db()
    assert joining.program.charter == "We promise."
    assert Entry.objects.get(verb="program.changed").data == {"fields": ["charter"]}
    programs.change_program(joining.program, actor=joining.manager, at=joining.at, charter="We promise.")
    assert Entry.objects.filter(verb="program.changed").count() == 1


def test_nobody_changes_another_program_or_what_is_fixed(joining: Joining) -> None:
    with pytest.raises(Forbidden):
        programs.change_program(joining.program, actor=joining.stranger, at=joining.at, charter="Mine")
    for fixed in ("slug", "root_page", "is_demo", "created_at", "staff", "collection"):
        with pytest.raises(Invalid):
            programs.change_program(joining.program, actor=joining.manager, at=joining.at, **{fixed: None})


def test_an_appointed_manager_edits_below_the_programs_root_and_nowhere_else(joining: Joining) -> None:
    """Guard: the page of `GroupPagePermission` in `_staff`."""
    inside = BrandPageFactory(parent=joining.program.root_page)
    elsewhere = joining.stranger.manages.get().program
    outside = BrandPageFactory(parent=elsewhere.root_page, title="Canary page")
    member = UserFactory()
    manager = programs.appoint_manager(
        joining.program, member=member, actor=joining.manager, at=joining.at, title="  Community   lead "
    )
    assert (manager.title, verbs(manager)) == ("Community lead", ["manager.appointed"])
    member = User.objects.get(pk=member.pk)
    assert member.has_perm("wagtailadmin.access_admin")
    assert manages(member, joining.program)
    for page, allowed in ((inside, True), (outside, False), (Page.get_first_root_node(), False)):
        permissions = Page.objects.get(pk=page.pk).permissions_for_user(member)
        acts = (permissions.can_edit(), permissions.can_publish(), permissions.can_lock())
        assert acts == (allowed, allowed, allowed), page
    editable = page_permission_policy.instances_user_has_permission_for(member, "change")
    assert "Canary page" not in [page.title for page in editable]


def test_an_appointed_manager_has_images_and_documents_of_the_programs_collection_only(joining: Joining) -> None:
    from wagtail.documents.models import Document
    from wagtail.images.models import Image

    member = UserFactory()
    programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    joining.program.refresh_from_db()
    Collection.objects.get(depth=1).add_child(name="Canary collection")
    for model in (Image, Document):
        policy = CollectionPermissionPolicy(model, auth_model=model)
        found = policy.collections_user_has_permission_for(User.objects.get(pk=member.pk), "add")
        assert list(found) == [joining.program.collection]


def test_a_manager_enters_the_workbench_and_a_member_does_not(joining: Joining) -> None:
    member = UserFactory()
    assert signed_in(member).get("/admin/").status_code == 403
    programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    assert signed_in(member).get("/admin/").status_code == 200


def test_nobody_appoints_themselves_an_outsider_a_closed_account_or_somebody_twice(joining: Joining) -> None:
    """I5. Guard: the comparison in `appoint_manager`."""

    def appoint(actor: User, member: User) -> None:
        programs.appoint_manager(joining.program, member=member, actor=actor, at=joining.at)

    operator = UserFactory(is_superuser=True)
    for actor, member, kind in [
        (operator, operator, Forbidden),
        (joining.stranger, UserFactory(), Forbidden),
        (joining.applicant, UserFactory(), Forbidden),
        (joining.manager, UserFactory(is_active=False), Invalid),
        (operator, joining.manager, Conflict),
    ]:
        with pytest.raises(kind):
            appoint(actor, member)


def test_a_dismissed_manager_is_shut_out_at_once(joining: Joining) -> None:
    member = UserFactory()
    manager = programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    programs.dismiss_manager(manager, actor=joining.manager, at=joining.at)
    member = User.objects.get(pk=member.pk)
    assert not member.has_perm("wagtailadmin.access_admin")
    assert not manages(member, joining.program)
    assert Entry.objects.get(verb="manager.dismissed").data == {"member": member.pk}
    with pytest.raises(Conflict):
        programs.dismiss_manager(manager, actor=joining.manager, at=joining.at)


def test_a_program_keeps_a_manager_and_outsiders_dismiss_nobody(joining: Joining) -> None:
    only = CommunityManager.objects.get(program=joining.program)
    with pytest.raises(Conflict) as refused:
        programs.dismiss_manager(only, actor=joining.manager, at=joining.at)
    assert refused.value.code == "last_manager"
    with pytest.raises(Forbidden):
        programs.dismiss_manager(only, actor=joining.stranger, at=joining.at)


def test_a_group_of_a_programs_staff_has_no_permission_beyond_the_workbench(joining: Joining, operator: User) -> None:
    program = begun(joining, operator)
    assert isinstance(program.staff, Group)
    assert list(program.staff.permissions.values_list("codename", flat=True)) == ["access_admin"]


def test_a_person_manages_their_programs_and_the_operator_all(joining: Joining, operator: User) -> None:
    assert list(managed_programs(joining.manager)) == [joining.program]
    assert set(managed_programs(operator)) == set(Program.objects.all())
    assert not managed_programs(joining.applicant).exists()
    joining.manager.is_active = False
    assert not managed_programs(joining.manager).exists()


def test_letters_link_to_the_programs_own_site(joining: Joining) -> None:
    assert address_of(joining.program) == "http://localhost:8000"
    assert address_of(joining.stranger.manages.get().program) == "http://canary.example"
