"""Ideas in public: the list, one of them with what was decided and said, and what members do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from advocates.models import Program
from advocates.queries.keyset import newest_first, number_of
from advocates.views.doors import member_of, program_here
from advocates.views.joining import with_verified_address
from campaigns.actions import ideas as acts
from campaigns.forms.sharing import ActForm, FlagIdeaForm, IdeaForm, SaidForm, sent_in
from campaigns.models import Idea, IdeaComment
from campaigns.queries.ideas import listed as reads
from sitewide.errors import NotFound, Refused
from sitewide.limits import count, limited

COMMENTS = 30


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What was asked for, by weight of votes, by age or by when it is answered."""
    program, now = program_here(request), timezone.now()
    today = reads.today_in(program, now)
    part = reads.page_of_ideas(program, request.GET, today)
    show, sort = request.GET.get("show", ""), request.GET.get("sort", "")
    voted = reads.voted_by(request.user, part.rows) if isinstance(request.user, User) else set()
    context = {
        "part": part, "today": today, "voted": voted, "show": show if show in reads.SHOWN else "open",
        "sort": sort if sort in reads.SORTS else "votes",
    }  # fmt: skip
    return render(request, "campaigns/ideas/list.html", context)


@require_safe
def one(request: HttpRequest, idea_id: int) -> HttpResponse:
    """The idea, what was decided and why, who answers by when, what was merged into it, and what was said."""
    program = program_here(request)
    return _page(request, program, _idea(program, idea_id))


def _idea(program: Program, idea_id: int) -> Idea:
    """Refuses (404) what is hidden or none of the program's."""
    idea = reads.readable_ideas(program).select_related("merged_into", "program").filter(pk=idea_id).first()
    if idea is None:
        raise NotFound(_("There is no such idea, or it is not shown any more."))
    return idea


def _page(request: HttpRequest, program: Program, idea: Idea, form: Any = None, refused: Any = None) -> HttpResponse:
    about = reads.discussed(idea)
    context = {
        "idea": idea, "about": about, "part": newest_first(about.comments, request.GET, COMMENTS),
        "today": reads.today_in(program, timezone.now()), "form": form or SaidForm(), "refused": refused,
        **_votes(request, idea),
    }  # fmt: skip
    status = refused.status if refused else 422 if form is not None and form.errors else 200
    return render(request, "campaigns/ideas/idea.html", context, status=status)


def _votes(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    person = request.user
    voted = isinstance(person, User) and reads.has_voted(person, idea)
    return {"idea": idea, "voted": voted, "own": idea.author_id == person.pk, "ended": idea.state in Idea.ENDS}


@with_verified_address
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Write an idea. What is alike is shown while one writes, or once before it is sent."""
    program, refused, alike_ones = program_here(request), None, []
    form = IdeaForm(sent_in(request), initial={"title": request.GET.get("title", "")[:120]})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        count(request, "search")
        alike_ones = [] if given.pop("seen") else reads.alike(program, given["title"])
        if not alike_ones:
            try:
                count(request, "idea")
                idea = acts.submit(program, author=member_of(request), at=timezone.now(), **given)
                messages.success(request, _("Thank you. Your idea is public now; you hear when it is answered."))
                return redirect(idea.get_absolute_url())
            except Refused as refusal:
                refused = refusal
        form = IdeaForm({**request.POST.dict(), "seen": "1"})
    status = refused.status if refused else 422 if form.errors else 200
    context = {"form": form, "refused": refused, "alike": alike_ones}
    return render(request, "campaigns/ideas/new.html", context, status=status)


@login_required
@limited("search")
@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """The part of the page that names ideas like the title that is being typed."""
    found = reads.alike(program_here(request), request.GET.get("title", ""))
    return render(request, "campaigns/ideas/alike.html", {"alike": found})


@login_required
@require_POST
def vote(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Votes or takes the vote back, then shows the idea, or only its votes where scripts run."""
    program = program_here(request)
    idea, form = _idea(program, idea_id), ActForm(request.POST)
    if not form.is_valid():
        return _page(request, program, idea, form)
    act = acts.vote if form.cleaned_data["act"] == "vote" else acts.withdraw_vote
    refused = None
    try:
        count(request, "idea_vote")
        act(idea, member=member_of(request), at=timezone.now())
    except Refused as refusal:
        refused = refusal
    if request.headers.get("HX-Request"):
        context = _votes(request, _idea(program, idea_id)) | {"refused": refused}
        return render(request, "campaigns/ideas/votes.html", context)
    return _page(request, program, idea, refused=refused) if refused else redirect(idea.get_absolute_url())


@login_required
@require_POST
def comment(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Says something about the idea; a refusal keeps what was typed."""
    program = program_here(request)
    idea, form = _idea(program, idea_id), SaidForm(request.POST)
    if not form.is_valid():
        return _page(request, program, idea, form)
    try:
        count(request, "idea_said")
        said = acts.comment(idea, author=member_of(request), at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return _page(request, program, idea, form, refusal)
    return redirect(f"{idea.get_absolute_url()}#c{said.pk}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, idea_id: int) -> HttpResponse:
    """Flags the idea, or with `?comment=` one of its comments."""
    program = program_here(request)
    idea, number = _idea(program, idea_id), number_of(request.GET, "comment")
    said = IdeaComment.objects.filter(pk=number, idea=idea, hidden_at=None).first() if number else None
    if number and said is None:
        raise NotFound(_("This comment is not shown any more."))
    form, refused = FlagIdeaForm(sent_in(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            count(request, "flag")
            acts.flag(idea, said, by=member_of(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Thank you. A manager will look at it."))
            return redirect(idea.get_absolute_url())
        except Refused as refusal:
            refused = refusal
    status = refused.status if refused else 422 if form.errors else 200
    context = {"idea": idea, "comment": said, "form": form, "refused": refused}
    return render(request, "campaigns/ideas/flag.html", context, status=status)
