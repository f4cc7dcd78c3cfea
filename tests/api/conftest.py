"""A program with its people, and a client that speaks to the API with a token."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import make
from accounts.models import Scope, User
from tests.kept import kept
from tests.stage import stage


class ApiClient:
    """Calls the API as the owner of a token with these scopes (all of them unless said otherwise)."""

    def __init__(self, owner: User, *scopes: str) -> None:
        self.token, self.secret = make(owner, name="test", scopes=scopes or Scope.values, days=1, at=timezone.now())
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers())

    def post(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> HttpResponse:
        """With a fresh `Idempotency-Key` unless one is given; None sends none."""
        sent = headers if key is None else headers | {"Idempotency-Key": key or uuid4().hex}
        data = body if isinstance(body, str) else json.dumps(body if body is not None else {})
        return self.client.post(f"/api/v1{path}", data, "application/json", headers=self.headers() | sent)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


on = kept(stage, clock="now")


@pytest.fixture
def api() -> Callable[..., ApiClient]:
    return ApiClient
