from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from talk.models import Comment, Page


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page with its comments two deep, read in one query."""
    subject = get_object_or_404(Page, pk=pk)
    comments = list(Comment.objects.filter(page=subject).select_related("author").order_by("pk"))
    replies: dict[int, list[Comment]] = {}
    for comment in comments:
        if comment.parent_id:
            replies.setdefault(comment.parent_id, []).append(comment)
    threads = [(comment, replies.get(comment.pk, [])) for comment in comments if not comment.parent_id]
    return render(request, "page.html", {"page": subject, "threads": threads})


@require_POST
@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    comment = Comment.objects.create(
        page=get_object_or_404(Page, pk=pk), author=request.user, text=request.POST["text"][:3000]
    )
    return redirect(f"/{pk}/#comment-{comment.pk}")
