"""What an action raises when it refuses: a sentence that a person can read, a stable code, and the HTTP status."""

from collections.abc import Mapping
from typing import Any

from django_stubs_ext import StrOrPromise


class Refused(Exception):
    """The base of every refusal.

    `sentence` is shown to the person as it stands; `code` never changes and is for programs; `status` is the HTTP
    status; `detail` holds what a page or an API problem may show beside the sentence, as plain values.
    """

    status = 400
    code = "refused"

    def __init__(
        self, sentence: StrOrPromise, *, code: str = "", detail: Mapping[str, Any] | None = None, status: int = 0
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.code
        self.status = status or self.status
        self.detail = dict(detail or {})


class Invalid(Refused):
    """What was sent has the wrong shape or content (422)."""

    status, code = 422, "invalid"


class Forbidden(Refused):
    """The person may know of the thing, but not do this with it (403)."""

    status, code = 403, "forbidden"


class NotFound(Refused):
    """There is no such thing, or the person may not know of it (404)."""

    status, code = 404, "not_found"


class Conflict(Refused):
    """The thing is in another state than the act needs, or somebody was quicker (409)."""

    status, code = 409, "conflict"


class TooMany(Refused):
    """Too often in too short a time (429). `retry_after` is in seconds."""

    status, code = 429, "too_many"

    def __init__(self, sentence: StrOrPromise, *, retry_after: int = 60) -> None:
        super().__init__(sentence, detail={"retry_after": retry_after})
        self.retry_after = retry_after


class Unavailable(TooMany):
    """A part that this needs, such as the cache that counts, does not answer (503). Nothing was done."""

    status, code = 503, "unavailable"
