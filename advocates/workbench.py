"""What the workbench of every app shares: a manager sees and changes the rows of the programs that they manage."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permission_policies import BasePermissionPolicy

from accounts.models import User
from accounts.recent import recently_authenticated
from advocates.forms.numbered import only_known, only_numbers
from advocates.models import CommunityManager, Program
from advocates.queries import managed_programs
from advocates.queries.places import pages_below
from sitewide.errors import NotFound, Refused

READ = frozenset({"view"})
Save = Callable[..., Model]


class ProgramRows(BasePermissionPolicy):
    """Rows that belong to a program are for its community managers and for whoever runs the installation.

    `to_program` is the lookup from the row to its program ("" for the program itself); `actions` are Wagtail's
    ("add", "change", "delete", "view") that a manager has at all. Other programs' rows do not exist for them.
    """

    def __init__(self, model: type[Model], *, to_program: str = "program", actions: Iterable[str] = READ) -> None:
        super().__init__(model)
        self.to_program, self.actions = to_program, frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(managed_ids(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return action in self.actions and self._program_id(instance) in managed_ids(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()
        return self.visible(rows, user) if self.actions & set(actions) else rows.none()

    def visible(self, rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
        """Only those rows that belong to a program which the person manages."""
        lookup = f"{self.to_program}__in" if self.to_program else "pk__in"
        return rows.filter(**{lookup: managed_ids(user)})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        if not self.actions & set(actions):
            return User.objects.none()
        managers = CommunityManager.objects.values("member")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=managers), is_active=True)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet[User]:
        managers = CommunityManager.objects.filter(program=self._program_id(instance)).values("member")
        found = self.users_with_any_permission(actions)
        return found.filter(Q(is_superuser=True) | Q(pk__in=managers))

    def _program_id(self, instance: Any) -> int | None:
        for step in filter(None, self.to_program.split("__")):
            instance = getattr(instance, step, None)
        return instance.pk if isinstance(instance, Program) else None


def managed_ids(user: Any) -> frozenset[int]:
    """The numbers of the programs that the person manages; asked once for each request's user."""
    if not hasattr(user, "_managed_programs"):
        user._managed_programs = frozenset(managed_programs(user).values_list("pk", flat=True))
    found: frozenset[int] = user._managed_programs
    return found


class ForManagers(MenuItem):
    """A line of the menu for whoever manages a program."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(managed_ids(request.user))


class OfManagers(WagtailAdminTemplateMixin, TemplateView):
    """A page for whoever manages a program; there is none for anybody else (404)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not managed_ids(request.user):
            raise NotFound(_("There is nothing at this address."))
        return super().dispatch(request, *args, **kwargs)


class ProgramViewSet(ModelViewSet):
    """A Wagtail viewset over rows of programs: its model's policy decides, so Django's permissions offer nothing.

    `pages` names the views that it has, of index, add, edit and delete. Where it is `risky`, what is sent more than
    five minutes after the last proof of identity waits for another.
    """

    add_to_reference_index = False
    copy_view_enabled = False
    risky: ClassVar[bool] = False
    pages: ClassVar[tuple[str, ...]] = ("index", "add", "edit")
    PAGES: ClassVar[dict[str, tuple[str, ...]]] = {
        "index": ("index", "index_results"), "add": ("add",), "edit": ("edit",), "delete": ("delete",),
    }  # fmt: skip

    def get_urlpatterns(self) -> list[Any]:
        names = {name for page in self.pages for name in self.PAGES[page]}
        known = super().get_urlpatterns()
        return [pattern for pattern in known if pattern.name in names]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{page}_url_name": None for page in ("add", "edit", "delete") if page not in self.pages}
        return super().get_common_view_kwargs(**names | {"history_url_name": None, "usage_url_name": None} | kwargs)  # type: ignore[no-any-return]

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        view = super().construct_view(view_class, **kwargs)
        return recently_authenticated(view) if self.risky else view

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.none()


class OwnRows:
    """For the workbench's listing, edit and delete views: other programs' rows are in no list and answer 404.

    The view's model has a registered `ProgramRows` policy and is not in the search index.
    """

    request: Any
    permission_policy: Any

    def get_queryset(self) -> QuerySet[Any]:
        return self.permission_policy.visible(super().get_queryset(), self.request.user)  # type: ignore[no-any-return]


class ByAction:
    """For the workbench's create and edit views: one action saves, and what it refuses stands above the kept form."""

    request: Any
    form: Any
    get_error_message: Callable[[], str]

    def act(self, form: Any) -> Model:
        """Call the action with what the form holds."""
        raise NotImplementedError

    def save_instance(self) -> Model:
        return self.act(self.form)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[no-any-return]
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            self.produced_error_code, self.produced_error_message = refused.code, self.get_error_message()
            response: HttpResponse = super().form_invalid(form)
            response.status_code = refused.status
            return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


class _SavedByAction(ByAction):
    save: Save | None = None

    def act(self, form: Any) -> Model:
        assert self.save is not None, "the view set names the action"
        return self.save(form.instance, actor=self.request.user, at=timezone.now())


class _Index(OwnRows, generic.IndexView):
    pass


class _Create(_SavedByAction, generic.CreateView):
    pass


class _Edit(OwnRows, _SavedByAction, generic.EditView):
    pass


class SavedViewSet(ProgramViewSet):
    """Rows that one action saves, new ones and changed ones: `save(row, actor=..., at=...)`, given as a staticmethod."""

    save: ClassVar[Save]
    index_view_class = _Index
    add_view_class = _Create
    edit_view_class = _Edit

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(**kwargs) | {"save": self.save}  # type: ignore[no-any-return]

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**kwargs) | {"save": self.save}  # type: ignore[no-any-return]


class ProgramPanel(FieldPanel):
    """The program of a row; where there is nothing to choose it is not asked."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.bound_field is not None and not self.bound_field.is_hidden


class OwnProgramForm(WagtailAdminModelForm):
    """A form whose row belongs to a program: one of those that the person manages, never changed afterwards.

    Where they manage one only, none needs to be sent: Wagtail leaves out what a panel does not show.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("program")
        if isinstance(field, forms.ModelChoiceField):
            own = managed_programs(self.for_user or AnonymousUser())
            field.queryset, field.empty_label = own, None
            if own.count() == 1:
                field.required, field.widget = False, forms.HiddenInput()
            if self.instance.pk:
                field.disabled = True
                field.widget = forms.HiddenInput()
            for other in self.fields.values():
                if isinstance(other, forms.ModelChoiceField) and getattr(other.queryset, "model", None) is Page:
                    other.queryset = pages_below(own)
        only_numbers(self)
        only_known(self)

    def clean_program(self) -> Program | None:
        sent: Program | None = self.cleaned_data["program"]
        field = self.fields["program"]
        return sent if field.required or sent else field.queryset.first()  # type: ignore[attr-defined]


class OrderedViewSet(SavedViewSet):
    """Rows with a label that stand in an order of the program's own until they are retired."""

    ordering = ("program", "retired", "position", "pk")

    @staticmethod
    def columns(*own: Any) -> list[Any]:
        """What it is, `own`, and where it stands."""
        return ["label", *own, Column("position", label=_("Position")), BooleanColumn("retired", label=_("Retired"))]

    @staticmethod
    def form(*own: Any, beside: str) -> ObjectList:
        """Label and help, `own` panels, and in one line the field `beside`, position and retirement."""
        line = FieldRowPanel([FieldPanel(beside), FieldPanel("position"), FieldPanel("retired")])
        panels = [ProgramPanel("program"), FieldPanel("label"), FieldPanel("help_text"), *own, line]
        return ObjectList(panels, base_form_class=OwnProgramForm)
