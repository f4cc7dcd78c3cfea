from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests.moderation.stage import Stage, staged

As = Callable[[User], Client]


@pytest.fixture
def stage(db: None) -> Stage:
    return staged()


@pytest.fixture
def client_of() -> As:
    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
