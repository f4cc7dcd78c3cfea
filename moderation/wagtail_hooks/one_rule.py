"""One rule: what it looks for, its dry run over the past, its hits and false hits, and the switch."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from accounts.recent import recently_authenticated
from advocates.queries.keyset import number_of
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import OfManagers, managed_ids
from moderation.actions import hits, rules, trials
from moderation.models import Rule, RuleHit
from moderation.queries.rule_figures import DAYS
from moderation.queries.rule_page import SHOWN, page_of
from sitewide.errors import NotFound, Refused

RELOAD_SECONDS = "2"


def standing_words(rule: Rule) -> str:
    """Whether it acts, in a word."""
    if rule.active:
        return gettext("acts")
    return gettext("in shadow") if rule.shadow else gettext("off")


@method_decorator(recently_authenticated, name="dispatch")
class OneRule(OfManagers):
    """Shows the rule. A POST tries it, switches it, or marks one of its hits."""

    template_name = "moderation/workbench/rule.html"
    header_icon = "list-ul"
    SWITCHES: ClassVar[dict[str, tuple[Any, Any]]] = {
        "on": (rules.switch_on, _("It acts, from the next message on.")),
        "shadow": (rules.into_shadow, _("It writes down what it would find, and does nothing.")),
        "off": (rules.switch_off, _("It is off.")),
        "try": (trials.try_out, _("A worker tries it now over what was said before.")),
    }
    MARKS: ClassVar[dict[str, tuple[Any, Any]]] = {
        "false": (hits.mark_false, _("It counts as a false hit.")),
        "not_false": (hits.unmark_false, _("The mark is taken back.")),
    }

    def get(self, request: HttpRequest, rule_id: int) -> HttpResponse:
        return self._page(self._rule(rule_id))

    def post(self, request: HttpRequest, rule_id: int) -> HttpResponse:
        rule, act = self._rule(rule_id), request.POST.get("act", "")
        action, done = (self.SWITCHES | self.MARKS).get(act, (None, ""))
        subject = self._hit(rule, number_of(request.POST, "hit")) if act in self.MARKS else rule
        if action is None or subject is None:
            raise NotFound(_("There is nothing at this address."))
        try:
            action(subject, actor=acting(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self._page(self._rule(rule_id), status=refused.status)
        messages.success(request, str(done))
        return redirect("rules:show", rule.pk)

    def _page(self, rule: Rule, *, status: int = 200) -> HttpResponse:
        """While a dry run is under way the page asks again by itself."""
        page = page_of(rule, at=timezone.now())
        context = self.get_context_data(rule=rule, page=page, days=DAYS, shown=SHOWN, standing=standing_words(rule))
        crumbs = [
            *OfManagers.breadcrumbs_items, {"url": reverse("rules:index"), "label": _("Rules")},
            {"url": "", "label": gettext("Rule")},
        ]  # fmt: skip
        response = self.render_to_response(context | {"breadcrumbs_items": crumbs}, status=status)
        if page.running and status == 200:
            response["Refresh"] = RELOAD_SECONDS
        return response

    def _rule(self, rule_id: int) -> Rule:
        own = Rule.objects.filter(program__in=managed_ids(self.request.user)).select_related("program")
        rule = own.filter(pk=rule_id).first()
        if rule is None:
            raise NotFound(_("There is nothing at this address."))
        return rule

    @staticmethod
    def _hit(rule: Rule, number: int | None) -> RuleHit | None:
        return RuleHit.objects.filter(rule=rule, pk=number or 0).first()
