"""The program's money and what it owes, in the workbench: set up, shown, paid in and taken out by hand."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.queries.keyset import newest_first
from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.workbench import ByAction, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from campaigns.actions import treasury
from campaigns.actions.treasury import Reckoning
from campaigns.forms.treasury import MoneyForm, TreasuryForm
from campaigns.models import Transfer, Treasury
from campaigns.queries.amounts import figure, minor, told
from campaigns.queries.treasury import Position, Side, position_of, trial_balance

register_permission_policy(Treasury, ProgramRows(Treasury, actions=("view", "add", "change")))
PAGE = 25


class Index(OwnRows, generic.IndexView):
    """The treasuries of the person's programs."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Set up a program's money")


class Setting(ByAction):
    """Set up, or changed from now on."""

    def act(self, form: Any) -> Treasury:
        given = form.cleaned_data
        names = ("currency", "value_of_100", "second_person_above", "approval_above", "expiry_months")
        reckoning = Reckoning(**{name: given[name] for name in names})
        return treasury.set_up(form.instance.program, reckoning, actor=acting(self.request), at=timezone.now())


class Create(Setting, generic.CreateView):
    """A program has one treasury at most."""


class Edit(OwnRows, Setting, generic.EditView):
    def get_header_buttons(self) -> list[Any]:
        from_here = HeaderButton(_("Accounts"), url=f"../../{self.object.pk}/accounts/", icon_name="list-ul")
        return [from_here, *super().get_header_buttons()]


class Accounts(OneWithActs):
    """What the program has, promised, spent and owes; the trial balance; every movement of money."""

    template_name = "campaigns/workbench/accounts.html"
    page_title = _("Accounts")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"fund": MoneyForm, "withdraw": MoneyForm}

    def get_page_subtitle(self) -> str:
        return str(self.object.program)

    def do(self, act: str, given: dict[str, Any]) -> str:
        move = treasury.pay_in if act == "fund" else treasury.take_out
        amount = minor(given["amount"], self.object.currency)
        about = {"reason": given["reason"], "key": given["key"], "actor": acting(self.request), "at": timezone.now()}
        move(self.object.program, amount=amount, **about)
        shown = {"amount": told(amount, self.object.currency)}
        if act == "fund":
            return gettext("%(amount)s is in the budget now.") % shown
        return gettext("%(amount)s is out of the budget.") % shown

    def facts(self) -> dict[str, Any]:
        program = self.object.program
        position = position_of(program)
        assert position is not None, "a treasury is a program's"
        gains = {"entries__account__unit": self.object.currency, "entries__amount__gt": 0}
        moves = Transfer.objects.filter(program=program, **gains).distinct().prefetch_related("entries")
        part = newest_first(moves, self.request.GET, PAGE)
        return {
            "program": program, "currency": self.object.currency.upper(), "position": position,
            "figures": list(figures(position)), "part": part,
            "promises": list(promises(position)), "trial": list(by_unit(trial_balance(program))),
            "moves": [(move, told(self._amount(move), self.object.currency)) for move in part.rows],
        }  # fmt: skip

    def _amount(self, move: Transfer) -> int:
        return sum(entry.amount for entry in move.entries.all() if entry.amount > 0)


def figures(position: Position) -> Iterator[tuple[str, str, bool]]:
    """What stands at the top: a name, an amount, and whether it is bad."""
    unit = position.treasury.currency
    yield gettext("Paid in"), figure(position.funded, unit), False
    yield gettext("Free budget"), figure(position.budget, unit), False
    yield gettext("Committed"), figure(position.committed, unit), False
    yield gettext("Owed to people"), figure(position.owed, unit), False
    yield gettext("Spent"), figure(position.spent, unit), False
    yield gettext("Paid out"), figure(position.paid, unit), False
    yield gettext("Obligations outstanding"), figure(position.obligations, unit), False
    if position.shortfall:
        yield gettext("Went back and is still missing"), figure(position.shortfall, unit), True
    yield gettext("Can still be promised"), figure(position.available, unit), position.available < 0


def promises(position: Position) -> Iterator[tuple[str, int | None, str]]:
    """What the program promised and has not paid yet: a name, how many points, what they are worth."""
    one, unit = position.treasury, position.treasury.currency
    yield gettext("Points that people can spend"), position.points, told(one.worth(position.points), unit)
    yield gettext("Points on hold"), position.held, told(one.worth(position.held), unit)
    yield gettext("Left in the budgets of open campaigns"), position.campaigns, told(position.campaigns_worth, unit)
    yield gettext("Committed to rewards"), None, told(position.committed, unit)
    yield gettext("Pay that is owed and not paid out yet"), None, told(position.owed, unit)


def by_unit(sides: list[Side]) -> Iterator[tuple[str, list[tuple[Side, str]], str]]:
    """The trial balance: for each unit its kinds of accounts, and their sum, which is zero where the ledger holds."""
    for unit, found in groupby(sides, key=lambda side: side.unit):
        rows = [(side, shown(side.total, unit)) for side in found]
        yield unit, rows, shown(sum(side.total for side, _text in rows), unit)


def shown(amount: int, unit: str) -> str:
    return f"{amount:,}" if unit == "points" else told(amount, unit)


class TreasuryViewSet(ProgramViewSet):
    model = Treasury
    name = "treasury"
    url_prefix = "rewards/treasury"
    icon = "calendar-check"
    menu_label = _("Accounts")
    risky = True
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("program", "pk")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("program", label=_("Program"), url_name="treasury:accounts"),
        Column("currency", label=_("Currency"), accessor=lambda row: row.currency.upper()),
        Column("value", label=_("100 points"), accessor=lambda row: told(row.value_of_100, row.currency)),
        Column("second", label=_("A second person above"), accessor=lambda row: f"{row.second_person_above:,}"),
        Column("expiry", label=_("Points expire after"), accessor=lambda row: months(row.expiry_months)),
        TitleColumn("limits", label=_("Terms"), accessor=lambda _row: _("Change"), url_name="treasury:edit"),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            MultiFieldPanel([FieldRowPanel([FieldPanel("currency"), FieldPanel("value_of_100")])], heading=_("Value")),
            MultiFieldPanel([FieldPanel("second_person_above"), FieldPanel("approval_above")], heading=_("Limits")),
            FieldPanel("expiry_months"),
        ],
        base_form_class=TreasuryForm,
    )

    @property
    def accounts_view(self) -> Any:
        return self.construct_view(Accounts, **self.get_edit_view_kwargs() | {"template_name": Accounts.template_name})

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/accounts/", self.accounts_view, name="accounts")]


def months(count: int | None) -> Any:
    return _("never") if count is None else gettext("%(count)s months") % {"count": count}
