"""Pictures served by the web process itself, where no store of its own does it: for one machine only."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.views.static import serve


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder, which holds nothing but pictures that we wrote anew, and originals of editors.

    A browser may show it, but runs nothing in it and guesses nothing about it.
    """
    answer: FileResponse | HttpResponseNotModified = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
