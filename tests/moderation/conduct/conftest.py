import pytest
from django.test import Client

from accounts.models import User
from tests.moderation.people.conftest import As


@pytest.fixture
def client_of() -> As:
    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
