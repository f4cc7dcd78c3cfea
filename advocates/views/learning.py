"""Learn and sign: courses, their lessons, and what one has been certified for."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.actions import learning as actions
from advocates.models import Attempt, Certification, CoursePage, LessonPage, LessonRead, Program
from advocates.queries import is_enrolled, manages
from advocates.queries.asker import facts_of_request
from advocates.queries.attempts import url_after
from advocates.queries.cards import open_rights_of
from advocates.queries.courses import course_of, courses_of, learning, lessons_of
from advocates.queries.keyset import path_of
from advocates.queries.policies import standings
from advocates.queries.register import entry_of
from advocates.views.doors import member_of, program_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import count

ATTEMPTS = 10


@login_required
@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """Every course, what it unlocks, how far one has come; and what is to be signed."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    after = path_of(request.GET)
    found, following = learning(person, program, at=at, after=after)
    facts = facts_of_request(request)
    context = {
        "courses": found,
        "older_url": f"?after={following}" if following else "",
        "newer_url": "?" if after else "",
        "held": open_rights_of(person, program, at=at),
        "owed": [one for one in standings(person, program, at=at) if one.is_owed],
        "may_learn": (facts is not None and facts.term is not None) or manages(person, program),
        "here": "learn",
    }
    return render(request, "advocates/learning/learn.html", context)


@login_required
@require_safe
def course(request: HttpRequest, course_id: int) -> HttpResponse:
    return _shown(request, _course(program_here(request), course_id))


def _shown(request: HttpRequest, found: CoursePage, refused: Refused | None = None) -> HttpResponse:
    """One course: its lessons, its quiz, earlier attempts, the certificate."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    state = learning(person, program, at=at, only=found.pk)[0][0]
    read = set(LessonRead.objects.filter(member=person, lesson__in=lessons_of(found)).values_list("lesson", flat=True))
    tries = Attempt.objects.filter(member=person, course=found).exclude(judged_at=None).order_by("-judged_at")
    context = {
        "course": found,
        "learning": state,
        "questions": len(found.quiz),
        "lessons": [(lesson, lesson.pk in read) for lesson in lessons_of(found)],
        "attempts": tries[:ATTEMPTS],
        "renewable": state.ends_before(at + actions.RENEW),
        "may_learn": is_enrolled(person, program, at) or manages(person, program),
        "refused": refused,
        "here": "learn",
    }
    return render(request, "advocates/learning/course.html", context, status=refused.status if refused else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """One lesson. Sending the page says that one has worked through it, and goes on to the next."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    found = LessonPage.objects.live().filter(pk=lesson_id, path__startswith=program.root_page.path).first()
    of = course_of(found) if found else None
    if found is None or of is None:
        raise NotFound(_("There is no such lesson."))
    every = list(lessons_of(of))
    place = every.index(found)
    if request.method == "POST":
        actions.read_lesson(found, member=person, at=at)
        return redirect(every[place + 1].portal_url if place + 1 < len(every) else of.portal_url)
    context = {
        "lesson": found,
        "course": of,
        "number": place + 1,
        "count": len(every),
        "before": every[place - 1] if place else None,
        "read": LessonRead.objects.filter(lesson=found, member=person).first(),
        "may_learn": is_enrolled(person, program, at) or manages(person, program),
        "here": "learn",
    }
    return render(request, "advocates/learning/lesson.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, course_id: int) -> HttpResponse:
    """Begin an attempt, or go on with the one that is open."""
    found = _course(program_here(request), course_id)
    try:
        count(request, "learn")
        attempt = actions.begin(found, member=member_of(request), at=timezone.now())
    except Refused as refused:
        return _shown(request, found, refused)
    return redirect(url_after(attempt, 0))


@login_required
@require_safe
def certificate(request: HttpRequest, certification_id: int) -> HttpResponse:
    """A certificate of one's own, for one's files."""
    mine = Certification.objects.filter(program=program_here(request), member=member_of(request))
    found = mine.select_related("course", "program", "member", "attempt").filter(pk=certification_id).first()
    if found is None:
        raise NotFound(_("There is no such certificate of yours."))
    context: dict[str, Any] = {
        "certification": found, "entry": entry_of(found), "now": timezone.now(), "here": "learn",
    }  # fmt: skip
    return render(request, "advocates/learning/certificate.html", context)


def _course(program: Program, course_id: int) -> CoursePage:
    found: CoursePage | None = courses_of(program).defer(None).filter(pk=course_id).first()
    if found is None:
        raise NotFound(_("There is no such course."))
    return found
