"""Saved views of the queue: a person's own, and those that managers share with everybody at the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.models import SavedView
from moderation.queries.filters import filters_of
from moderation.queries.standing import standing_of
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line


@transaction.atomic
def save_view(
    program: Program, *, name: str, filters: Mapping[str, str], shared: bool, actor: User, at: datetime
) -> SavedView:
    """Keep these filters under a name, for oneself or, by a manager, for everybody at the desk.

    Refuses 404 who may look at no case of the program, 403 to share by who is no manager, 422 no name or nothing to narrow
    by, 409 a name that is taken, or a thirteenth view.
    """
    locked = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if not standing_of(actor, locked, at=at).may_look:
        raise NotFound(_("There is no queue for you in this program."))
    if shared:
        must_manage(actor, locked)
    wanted = filters_of(filters)
    label = one_line(name, 40)
    if not label:
        raise Invalid(_("Give the view a name."), code="name")
    if not wanted.given:
        raise Invalid(_("Narrow the queue first: a view keeps the filters that are set."), code="no_filters")
    whose: dict[str, Any] = {"shared": True} if shared else {"shared": False, "owner": actor}
    if SavedView.objects.filter(program=locked, **whose).count() >= SavedView.MOST:
        raise Conflict(
            _("There are %(most)d views already. Drop one first.") % {"most": SavedView.MOST}, code="too_many"
        )
    view = _made(SavedView(program=locked, owner=actor, name=label, filters=wanted.given, shared=shared, made_at=at))
    write("desk.view_saved", at=at, subject=view, actor=actor, program=locked, shared=shared)
    return view


@transaction.atomic
def drop_view(view: SavedView, *, actor: User, at: datetime) -> None:
    """Drop one's own view, or as a manager a shared one. Refuses 404 another's own, 403 a shared one to others."""
    locked = SavedView.objects.select_for_update().select_related("program").filter(pk=view.pk).first()
    if locked is None or (not locked.shared and locked.owner_id != actor.pk):
        raise NotFound(_("There is no such view."))
    if locked.shared:
        must_manage(actor, locked.program)
    write("desk.view_dropped", at=at, subject=locked, actor=actor, program=locked.program, shared=locked.shared)
    locked.delete()


def _made(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("A view of this name is there already. Choose another name."), code="name_taken") from None
    return view
