"""Pictures and files that were handed in as evidence: never under a public address."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404


def private_file(stored: str, *, name: str = "", download: bool = False) -> FileResponse:
    """What is stored under this name, for the one who asks and for no cache. A file is only ever given as a download."""
    if not default_storage.exists(stored):
        raise Http404
    answer = FileResponse(default_storage.open(stored), as_attachment=download, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
