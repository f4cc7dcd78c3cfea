"""Moments of PostgreSQL come as Django would read them, whatever their fraction and year."""

import pytest
from django.db import connection

from sitewide.moments import MomentLoader

SOME = [
    "2026-11-22 17:48:52.979678+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
    "2026-02-28 00:00:00.5+00",
]


@pytest.mark.django_db
def test_what_is_read_is_what_was_stored() -> None:
    """Without `read_quickly` on the connection, the second half fails."""
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v::timestamptz, EXTRACT(EPOCH FROM v::timestamptz)::text FROM unnest(%s::text[]) v", [SOME]
        )
        for read, epoch in cursor.fetchall():
            assert f"{read.timestamp():.6f}" == f"{float(epoch):.6f}"
            assert read.utcoffset().total_seconds() == 0
        loader = cursor.connection.adapters.get_loader(cursor.connection.adapters.types["timestamptz"].oid, 0)
    assert loader is MomentLoader
