"""What counted, what there is, and how it came about."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advocates.queries.asker import facts_of_request
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns.queries.contributions import contributions_of, page_of_contributions, waiting_messages
from campaigns.queries.ledger import PAGE, page_of_statement, statement_of, totals_of
from campaigns.queries.lots import holdings_of
from campaigns.queries.rules import rules_of

CONTRIBUTIONS = 20


def is_advocate(request: HttpRequest) -> bool:
    """Whether a term runs, by the facts that the portal's tabs load anyway."""
    facts = facts_of_request(request)
    return facts is not None and facts.term is not None


@login_required
@require_safe
def contributions(request: HttpRequest) -> HttpResponse:
    """What the member contributed, what each counted for, and why something did not."""
    program, member = program_here(request), member_of(request)
    part = newest_first(contributions_of(program, member), request.GET, CONTRIBUTIONS)
    context = {
        "here": "points", "tab": "contributions", "told": page_of_contributions(part.rows), "part": part,
        "waiting": waiting_messages(program, member), "rules": rules_of(program),
        "enrolled": is_advocate(request),
    }  # fmt: skip
    return render(request, "campaigns/contributions.html", context)


@login_required
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The balance, every line of the account with its source, and what earns how many."""
    program, member = program_here(request), member_of(request)
    part = newest_first(statement_of(program, member), request.GET, PAGE)
    context = {
        "here": "points", "tab": "points", "statement": page_of_statement(program, member, part.rows), "part": part,
        "totals": totals_of(program, member), "rules": rules_of(program),
        "enrolled": is_advocate(request), "holdings": holdings_of(program, member, at=timezone.now()),
    }  # fmt: skip
    return render(request, "campaigns/points.html", context)
