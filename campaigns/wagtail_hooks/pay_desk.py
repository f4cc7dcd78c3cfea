"""A program's pay on one page: its money, paying in, the halt, and every night's comparison with Stripe."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.recent import recently_authenticated
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from campaigns import stripe_gateway
from campaigns.actions import funding
from campaigns.actions.budget import treasury_of
from campaigns.actions.payouts import deciding
from campaigns.forms.paying import FundForm, NothingForm, ReasonForm
from campaigns.models import PayHalt
from campaigns.queries.amounts import minor
from campaigns.queries.pay_desk import missing_of, nights_of, sides_of
from campaigns.queries.payouts import fundings_of
from campaigns.stripe_answers import Busy, Unsure
from campaigns.stripe_answers import Refused as StripeRefused
from campaigns.views.leaving import away, to_stripe
from sitewide.errors import NotFound, Refused

NEWEST = 10


@method_decorator(recently_authenticated, name="dispatch")
class PayDesk(WagtailAdminTemplateMixin, TemplateView):
    """A POST names its act: pay in, halt or resume."""

    template_name = "campaigns/workbench/pay_desk.html"
    page_title = _("Budget and halt")
    header_icon = "download"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("payouts_desk:index"), "label": _("Payouts")},
        {"url": "", "label": _("Budget and halt")},
    ]
    acts: ClassVar[dict[str, type[forms.Form]]] = {"fund": FundForm, "halt": ReasonForm, "resume": NothingForm}

    def program(self) -> Program:
        found = managed_programs(self.request.user).filter(pk=self.kwargs["program_id"]).first()
        if found is None:
            raise NotFound(_("There is nothing at this address."))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program = self.program()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        bound = kwargs.get("bound", {})
        return context | {
            "program": program, "is_on": stripe_gateway.is_on(), "act": kwargs.get("act", ""),
            "forms": {name: bound.get(name) or form(prefix=name) for name, form in self.acts.items()},
            "halt": PayHalt.objects.filter(program=program, lifted_at=None).select_related("started_by").first(),
            "sides": sides_of(program), "fundings": fundings_of(program)[:NEWEST], "nights": nights_of(program, NEWEST),
            "beyond": nights_of(None, NEWEST) if acting(self.request).is_superuser else [],
            "treasury": getattr(program, "treasury", None), "missing": missing_of(program),
        }  # fmt: skip

    def post(self, request: HttpRequest, **_given: Any) -> HttpResponse:
        act, program = request.POST.get("act", ""), self.program()
        if act not in self.acts:
            raise NotFound(_("There is nothing at this address."))
        form = self.acts[act](request.POST, prefix=act)
        if not form.is_valid():
            return self.again(act, form, 422)
        try:
            return self.do(act, form, program)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            return self.again(act, form, refused.status)

    def again(self, act: str, form: forms.Form, status: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data(bound={act: form}, act=act), status=status)

    def do(self, act: str, form: forms.Form, program: Program) -> HttpResponse:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "fund":
            return self.fund(form, program)
        if act == "halt":
            deciding.halt_pay(program, reason=form.cleaned_data["reason"], **about)
            messages.success(self.request, gettext("All pay waits from now on."))
        else:
            deciding.resume_pay(program, **about)
            messages.success(self.request, gettext("Pay goes out again, what waited first."))
        return redirect(self.request.path)

    def fund(self, form: Any, program: Program) -> HttpResponse:
        """Asks for the amount, makes the page at Stripe, and leads there."""
        amount = minor(form.cleaned_data["amount"], treasury_of(program).currency)
        row = funding.ask(program, amount=amount, actor=acting(self.request), at=timezone.now())
        here = self.request.build_absolute_uri(reverse("payouts_desk:desk", args=[program.pk]))
        try:
            session = stripe_gateway.open_checkout(
                key=f"funding-{row.uid.hex}", reference=row.uid.hex, amount=row.amount, currency=row.currency,
                title=gettext("Budget of %(program)s") % {"program": program}, back=here,
                email=acting(self.request).email,
            )  # fmt: skip
        except (Busy, Unsure, StripeRefused) as trouble:
            raise away() from trouble
        funding.opened(row.pk, session_id=session.id)
        return to_stripe(self.request, session.url)
