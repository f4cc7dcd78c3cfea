"""Beginning a program, changing what it says, and appointing who manages it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import Naming, User
from advocates.actions.authority import must_manage, must_run
from advocates.models import CommunityManager, DisclosureText, Program
from advocates.queries import address_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.mail import write_letter
from sitewide.text import one_line

ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
IN_COLLECTION = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
SAFEGUARDS = frozenset(
    {
        "reviewers", "second_factor_required", "proof_for_new_browser", "proof_for_wide_scope", "proof_for_money",
        "proof_minutes", "most_grant_days", "most_per_day", "whole_program_grants", "probation_uses",
    }
)  # fmt: skip
"""What keeps one person from doing much alone; whoever changes it is seen."""
FIXED = frozenset({"slug", "root_page", "is_demo", "created_at", "staff", "collection", "practice_of"})


@transaction.atomic
def create_program(*, name: str, slug: str, root_page: Page, actor: User, at: datetime, **fields: Any) -> Program:
    """A program that speaks on `root_page` and below it; `fields` are those of the model. It has no manager yet.

    Its staff group may enter the workbench and edit, publish and lock pages below the root, and has its own collection
    of images and documents. Refuses whoever does not run the installation (403), a name or root that another program
    has (409), and values that a program cannot have (422).
    """
    must_run(actor)
    program = Program(name=name, slug=slug, root_page_id=root_page.pk, created_at=at, **fields)
    _must_be_sound(program)
    _must_be_alone(program)
    program.staff, program.collection = _staff(program)
    program.save()
    write("program.created", at=at, subject=program, actor=actor, program=program, slug=slug)
    return program


@transaction.atomic
def change_program(program: Program, *, actor: User, at: datetime, **fields: Any) -> Program:
    """Set what the program says and asks. Its slug and root never change.

    Refuses whoever is no manager (403) and values that a program cannot have (422).
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    must_manage(actor, program)
    if fixed := FIXED & set(fields):
        raise Invalid(_("This never changes: %(fields)s.") % {"fields": ", ".join(sorted(fixed))}, code="fixed")
    changed = sorted(name for name, value in fields.items() if getattr(program, name) != value)
    for name in changed:
        setattr(program, name, fields[name])
    _must_be_sound(program)
    if changed:
        program.save(update_fields=changed)
        write("program.changed", at=at, subject=program, actor=actor, program=program, fields=changed)
        if weakened := SAFEGUARDS.intersection(changed):
            names = [str(field.verbose_name) for field in Program._meta.fields if field.name in weakened]
            tell_managers(program, "settings", actor=actor, at=at, names=names)
    return program


@transaction.atomic
def appoint_manager(program: Program, *, member: User, actor: User, at: datetime, title: str = "") -> CommunityManager:
    """Make a member a community manager, with the workbench for this program's pages, images and documents only.

    Refuses whoever is no manager (403), appointing oneself (403), a closed account (422) who is one already, and who is not
    shown by name (409): what staff give and decide, a named person does.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    must_manage(actor, program)
    if member.pk == actor.pk:
        raise Forbidden(_("Nobody appoints themselves: ask somebody else."), code="to_oneself")
    if not member.is_active:
        raise Invalid(_("This account is closed."), code="closed_account")
    if member.named_by != Naming.NAME:
        raise Conflict(_("Staff are named by their name: the person chooses that first."), code="unnamed")
    if CommunityManager.objects.filter(program=program, member=member).exists():
        raise Conflict(_("%(member)s manages this program already.") % {"member": member}, code="manages_already")
    manager = CommunityManager.objects.create(program=program, member=member, since=at, title=one_line(title, 60))
    if program.staff is None or program.collection is None:
        program.staff, program.collection = _staff(program)
        program.save(update_fields=["staff", "collection"])
    member.groups.add(program.staff)
    write("manager.appointed", at=at, subject=manager, actor=actor, program=program, member=member.pk)
    tell_managers(program, "appointed", actor=actor, at=at, member=member)
    return manager


@transaction.atomic
def dismiss_manager(manager: CommunityManager, *, actor: User, at: datetime) -> None:
    """End somebody's management, or one's own; the workbench is shut to them from then on.

    Refuses whoever is no manager (403), and to leave the program without any (409).
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=manager.program_id)
    must_manage(actor, program)
    row = CommunityManager.objects.filter(pk=manager.pk).select_related("member").first()
    if row is None:
        raise Conflict(_("This person no longer manages the program."), code="no_manager")
    if not CommunityManager.objects.filter(program=program).exclude(pk=row.pk).exists():
        raise Conflict(_("A program keeps at least one manager: appoint another first."), code="last_manager")
    if program.staff is not None:
        row.member.groups.remove(program.staff)
    write("manager.dismissed", at=at, subject=row, actor=actor, program=program, member=row.member_id)
    tell_managers(program, "dismissed", actor=actor, at=at, member=row.member)
    row.delete()


@transaction.atomic
def save_disclosure(text: DisclosureText, *, actor: User, at: datetime) -> DisclosureText:
    """Say the program's disclosure in another language, for what is said on pages that speak it from now on.

    Refuses whoever is no manager (403), an empty text and the program's own language (422), and a second text in one
    language (409).
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=text.program_id)
    must_manage(actor, program)
    text.text = one_line(text.text, 240)
    if not text.text:
        raise Invalid(_("Say what readers are told."), code="empty")
    if text.language == program.language:
        raise Invalid(_("The program's own language has its disclosure in the settings."), code="own_language")
    if program.disclosure_texts.filter(language=text.language).exclude(pk=text.pk).exists():
        raise Conflict(_("There is a disclosure in this language: change that one."), code="said_already")
    text.save()
    write("program.disclosure_said", at=at, subject=text, actor=actor, program=program, language=text.language)
    return text


def tell_managers(program: Program, what: str, *, actor: User, at: datetime, **about: Any) -> None:
    """Write to every manager but who did it: what guards the program is changed under everybody's eyes."""
    known = {"program": program, "what": what, "actor": actor, "base_url": address_of(program), **about}
    for reader in User.objects.filter(manages__program=program, is_active=True).exclude(pk=actor.pk).order_by("pk"):
        context = known | {"reader": reader}
        write_letter(to=reader.email, about="program_guarded", context=context, at=at, member=reader)


def _must_be_sound(program: Program) -> None:
    try:
        program.full_clean(validate_unique=False, validate_constraints=False)
        if not program.naming:
            raise ValidationError({"shows_names": [_("Advocates are named by something: allow at least one.")]})
        program.zone  # noqa: B018 - refuses a zone that nobody knows
    except ValidationError as error:
        raise Invalid(
            " ".join(error.messages), code="invalid", detail={"fields": sorted(error.message_dict)}
        ) from error
    except (KeyError, ValueError) as error:
        raise Invalid(_("There is no such time zone."), code="invalid", detail={"fields": ["time_zone"]}) from error


def _must_be_alone(program: Program) -> None:
    if Program.objects.filter(slug=program.slug).exists():
        raise Conflict(_("Another program has this slug."), code="slug_taken")
    if Program.objects.filter(root_page=program.root_page_id).exists():
        raise Conflict(_("Another program speaks on this page."), code="root_taken")


def _staff(program: Program) -> tuple[Group, Collection]:
    """The program's group and collection, with nothing outside the program in reach."""
    try:
        with transaction.atomic():
            group = Group.objects.create(name=f"Managers: {program.slug}")
    except IntegrityError as error:
        raise Conflict(_("Another program has this slug."), code="slug_taken") from error
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    allowed = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES)
    for permission in allowed:
        GroupPagePermission(group=group, page_id=program.root_page_id, permission=permission).save()
    collection = _root_collection().add_child(name=program.name)
    for permission in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=IN_COLLECTION
    ):
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    return group, collection


def _root_collection() -> Any:
    """Wagtail's root of collections; a database that was emptied has none."""
    tree: Any = Collection
    return tree.get_first_root_node() or tree.add_root(name="Root")
