"""Search over pages and messages of the program."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from advocates.views.doors import program_here
from cms.queries.search import asked, messages_found, pages_found
from sitewide.limits import limited

A_PAGE = 20


@require_safe
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """What is found, pages before messages, twenty messages at a time."""
    program = program_here(request)
    text = request.GET.get("q", "")[:200]
    words = asked(text)
    context: dict[str, object] = {"text": text, "words": words}
    if words:
        found = Paginator(messages_found(program, words), A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "pages": pages_found(program, words) if found.number == 1 else [],
            "found": found,
            "newer_url": _url(text, found.number - 1) if found.has_previous() else "",
            "older_url": _url(text, found.number + 1) if found.has_next() else "",
        }
    return render(request, "cms/search.html", context)


def _url(text: str, number: int) -> str:
    return f"?{urlencode({'q': text, 'page': str(number)})}"
