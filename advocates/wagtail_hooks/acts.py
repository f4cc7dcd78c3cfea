"""One row of the workbench with what a manager may do to it: a form for each act, and one action for each form."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django_stubs_ext import StrOrPromise
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from accounts.models import User
from advocates.workbench import OwnRows
from sitewide.errors import Conflict, Refused


def acting(request: HttpRequest) -> User:
    """Who is signed in; the workbench lets nobody else in."""
    assert isinstance(request.user, User), "the workbench is for signed-in people"
    return request.user


class Refusing:
    """For the workbench's create views: what an action refuses stands above the form, which keeps what was typed."""

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        form.add_error(None, str(refusal.sentence))
        self.produced_error_code, self.produced_error_message = refusal.code, self.get_error_message()
        response = self.form_invalid(form)
        response.status_code = refusal.status
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """422; what is wrong with a field that nobody sees stands above the form, too."""
        for field in form.hidden_fields():
            for error in field.errors:
                form.add_error(None, f"{field.label}: {error}")
        response: HttpResponse = super().form_invalid(form)
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def get_error_message(self) -> str:
        """Whether it was only looked at or sent, nothing has come of it."""
        return str(gettext("Nothing was done: see what is said in the form."))


class DayColumn(Column):
    """A day, or that of a moment in the reader's zone; it may lie ahead."""

    def get_value(self, instance: Any) -> str:
        at = super().get_value(instance)
        return date_format(localtime(at) if isinstance(at, datetime) else at, "j M Y") if at else ""


class OneWithActs(OwnRows, generic.EditView):
    """Shows the row. A POST names its `act`; what is refused stands above the form of that act, which keeps its input."""

    acts: ClassVar[dict[str, type[forms.Form]]] = {}

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        return self.acts[act](data, prefix=act)

    def possible(self) -> set[str]:
        """The acts that fit the row's state now."""
        return set(self.acts)

    def do(self, act: str, given: dict[str, Any]) -> str:
        """Call the action; answers what happened, for the person."""
        raise NotImplementedError

    def facts(self) -> dict[str, Any]:
        """What the template shows beside the forms."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.page({act: self.form_of(act) for act in self.acts})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        act = request.POST.get("act", "")
        bound = {name: self.form_of(name, request.POST if name == act else None) for name in self.acts}
        form = bound.get(act)
        if form is None or not form.is_valid():
            messages.error(request, gettext("Nothing was done: see below."))
            return self.page(bound, act, status=422)
        try:
            messages.success(request, self.do(act, form.cleaned_data))
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            return self.page(bound, act, status=refused.status)
        return redirect(request.path)

    def page(self, bound: dict[str, forms.Form], act: str = "", *, status: int = 200) -> HttpResponse:
        possible, media = self.possible(), forms.Media()
        for form in bound.values():
            media += form.media
        context = {
            "view": self, "object": self.object, "media": media, "header_title": self.get_page_subtitle(),
            "breadcrumbs_items": self.get_breadcrumbs_items(), "header_buttons": [], "header_icon": self.header_icon,
            "forms": {name: form for name, form in bound.items() if name in possible or name == act}, "act": act,
        }  # fmt: skip
        return self.response_class(self.request, self.template_name, context | self.facts(), status=status)


class OneWithProposal(OneWithActs):
    """A grant with a proposal about it: a manager who is not its holder answers it by one of the acts.

    `proposals` is the name by which the grant has its proposals; `answers` is the action of each act, and what is told then.
    """

    proposals = ""
    answers: ClassVar[dict[str, tuple[Callable[..., Any], StrOrPromise]]] = {}

    def proposal(self) -> Any:
        """The open one, or none."""
        return getattr(self.object, self.proposals).filter(state="open").first()

    def possible(self) -> set[str]:
        return set(self.acts) if self.proposal() and self.object.advocate_id != acting(self.request).pk else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        proposal = self.proposal()
        if proposal is None:
            raise Conflict(gettext("This proposal is answered already."), code="answered")
        answer, told = self.answers[act]
        answer(proposal, actor=acting(self.request), at=timezone.now(), **given)
        return str(told)

    def facts(self) -> dict[str, Any]:
        answered = getattr(self.object, self.proposals).exclude(state="open").select_related("answered_by")
        return {
            "grant": self.object, "proposal": self.proposal(), "answered": answered.order_by("-pk"),
            "own": self.object.advocate_id == acting(self.request).pk,
        }  # fmt: skip
