"""Pictures served by the web process itself, where no store of its own does it: for one machine only."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.views.static import serve

PRIVATE = "evidence"
"""The folder that holds it, here as in a bucket."""


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder, but for evidence, which only its author and managers see, at addresses of its own.

    A browser may show it, but runs nothing in it and guesses nothing about it.
    """
    if PRIVATE in PurePosixPath(path).parts:
        raise Http404
    answer: FileResponse | HttpResponseNotModified = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
