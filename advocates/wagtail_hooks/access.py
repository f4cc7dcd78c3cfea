"""Access reviews in the workbench: the rounds with their outcome, and one round to be answered page by page."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from accounts.recent import recently_authenticated
from advocates.actions import access
from advocates.forms.access import FORMS, KeepForm, form_for
from advocates.forms.numbered import row_number
from advocates.models import AccessReview, Program, ReviewedGrant
from advocates.queries import managed_programs
from advocates.queries.access import items_of, listed, with_progress
from advocates.queries.keyset import newest_first, number_of
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import OfManagers, managed_ids
from sitewide.errors import NotFound, Refused

A_PAGE = 20
WHOSE = ("mine", "open", "all")
NOTHING = _("There is nothing at this address.")
DONE = {
    "keep": _("Kept as it is."),
    "narrow": _("Kept, with smaller limits."),
    "end": _("Ended; the advocate is told why."),
}
CRUMBS: list[Any] = [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Access reviews")}]


class Rounds(OfManagers):
    """Every round of the person's programs, newest first, with its outcome. A POST begins one."""

    template_name = "advocates/workbench/access_reviews.html"
    page_title = _("Access reviews")
    header_icon = "clipboard-list"
    breadcrumbs_items: ClassVar[list[Any]] = CRUMBS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programs = managed_programs(self.request.user)
        rows = with_progress(AccessReview.objects.filter(program__in=programs).select_related("program", "opened_by"))
        shown = newest_first(rows, self.request.GET, A_PAGE)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        idle = programs.exclude(access_reviews__in=AccessReview.objects.filter(closed_at=None))
        return context | {"idle": idle, "rounds": shown.rows, "newer_url": shown.newer, "older_url": shown.older}

    def post(self, request: HttpRequest) -> HttpResponse:
        number = number_of(request.POST, "program")
        program: Program | None = managed_programs(request.user).filter(pk=number or 0).first()
        if program is None:
            raise NotFound(NOTHING)
        try:
            review = access.open_review(program, actor=acting(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self.render_to_response(self.get_context_data(), status=refused.status)
        messages.success(request, gettext("The review is open, and every reviewer is told by mail."))
        return redirect("access_reviews:round", review.pk)


@method_decorator(recently_authenticated, name="dispatch")
class Round(WagtailAdminTemplateMixin, TemplateView):
    """One round: the grants that wait for the person, those of everybody, or all with their answers.

    A POST answers one (`item`, `act`), or keeps each that is ticked (`keep_many`); every answer is a row of its own.
    """

    template_name = "advocates/workbench/access_review.html"
    page_title = _("Access review")
    header_icon = "clipboard-list"
    breadcrumbs_items: ClassVar[list[Any]] = CRUMBS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = with_progress(AccessReview.objects.filter(program__in=managed_ids(request.user)))
        found = rows.select_related("program", "opened_by").filter(pk=kwargs["review_id"]).first()
        if found is None:
            raise NotFound(NOTHING)
        self.review: Any = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review, request, now = self.review, self.request, timezone.now()
        open_now = review.closed_at is None and review.due_at > now
        asked = request.GET.get("whose", "mine" if open_now else "all")
        whose = asked if asked in WHOSE else "mine"
        shown = newest_first(items_of(review, acting(request), whose=whose), request.GET, A_PAGE)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        bound = kwargs.get("bound", {})
        entries = [
            {"item": item, "forms": {act: bound.get((item.row.pk, act)) or form_for(item.row, act) for act in FORMS}}
            for item in listed(shown.rows, review, at=now)
        ]
        return context | {
            "review": review, "entries": entries, "whose": whose, "open_now": open_now, "newer_url": shown.newer,
            "older_url": shown.older,
        }  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("act", "")
        if act == "keep_many":
            return self.keep_many(request.POST)
        item = self.item(number_of(request.POST, "item"))
        if item is None or act not in FORMS:
            raise NotFound(NOTHING)
        form = form_for(item, act, request.POST)
        if not form.is_valid():
            messages.error(request, gettext("Nothing was done: see below."))
            return self.render_to_response(self.get_context_data(bound={(item.pk, act): form}), status=422)
        try:
            self.answer(item, act, form)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            page = self.get_context_data(bound={(item.pk, act): form})
            return self.render_to_response(page, status=refused.status)
        messages.success(request, f"{item.grant.advocate.in_full}, {item.grant.scope}: {DONE[act]}")
        return redirect(request.get_full_path())

    def item(self, number: int | None) -> ReviewedGrant | None:
        """A row of this round that the person may know of."""
        return items_of(self.review, acting(self.request), whose="all").filter(pk=number or 0).first()

    def answer(self, item: ReviewedGrant, act: str, form: KeepForm) -> None:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "keep":
            access.keep(item, **about)
        elif act == "end":
            access.end(item, reason=form.cleaned_data["reason"], **about)
        else:
            limits = form.limits(self.review.program)
            access.narrow(item, reason=form.cleaned_data["reason"], **limits, **about)

    def keep_many(self, sent: QueryDict) -> HttpResponse:
        """Each ticked one is kept by itself; what is refused is told and the others are kept."""
        numbers = {row_number(text) for text in sent.getlist("items")}
        found = items_of(self.review, acting(self.request), whose="all").filter(pk__in=numbers)[:A_PAGE]
        kept = 0
        for item in found:
            try:
                access.keep(item, actor=acting(self.request), at=timezone.now())
                kept += 1
            except Refused as refused:
                messages.error(self.request, f"{item.grant.advocate.in_full}, {item.grant.scope}: {refused.sentence}")
        told = ngettext("%(count)s grant is kept.", "%(count)s grants are kept.", kept) % {"count": kept}
        (messages.success if kept else messages.warning)(self.request, told)
        return redirect(self.request.get_full_path())


class AccessReviewViewSet(ViewSet):
    name = "access_reviews"
    url_prefix = "rights/reviews"
    icon = "clipboard-list"
    menu_label = _("Access reviews")

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Rounds.as_view(), name="index"),
            path("<int:review_id>/", Round.as_view(), name="round"),
        ]
