"""Words prepared for the next answer: kept in the session until the form for that answer is opened."""

from typing import Any

from django.http import HttpRequest

from cms.models import Message

KEY = "prepared_answer"


def prepare(request: HttpRequest, message: Message, text: str) -> None:
    """Keep the words for an answer to this message; what was prepared before is forgotten."""
    request.session[KEY] = {"answers": message.pk, "text": text}


def prepared(request: HttpRequest, number: int | None) -> dict[str, Any]:
    """The first values of the form that answers the message of this number: the words kept for it, once."""
    kept = request.session.get(KEY)
    if not kept or number is None or kept["answers"] != number:
        return {}
    del request.session[KEY]
    return {"body": kept["text"]}
