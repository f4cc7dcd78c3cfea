"""What every template knows: the program of the site that was asked."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from advocates.queries import program_of_request


def program(request: HttpRequest) -> dict[str, Any]:
    return {"program": SimpleLazyObject(lambda: program_of_request(request))}
