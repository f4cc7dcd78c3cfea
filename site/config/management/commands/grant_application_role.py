"""`manage.py grant_application_role ROLE`: what the application's database role may do, said anew after each migration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from sitewide.guards import Guard

ALWAYS = "1 = 1"


class Command(BaseCommand):
    help = (
        "Lets a PostgreSQL role read and write rows, but never change or delete the rows that are kept for good. "
        "Run as the owner of the tables, after each migration."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="the role that web, worker and scheduler connect as")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        kept = kept_for_good()
        with transaction.atomic(), connection.cursor() as cursor:
            require_plain(cursor, role)
            for statement in statements(role, kept):
                cursor.execute(statement)
        self.stdout.write(f"{role} reads and writes rows. Kept from it: " + "; ".join(described(kept)) + ".")


def kept_for_good() -> dict[str, list[str]]:
    """Tables, with the commands that their guards always refuse: what a trigger says, the role's rights say again."""
    kept: dict[str, set[str]] = {}
    for migration in MigrationLoader(None).disk_migrations.values():
        for operation in migration.operations:
            if isinstance(operation, Guard) and operation.refuse_when == ALWAYS:
                kept.setdefault(operation.table, set()).update(operation.events)
    return {table: sorted(events) for table, events in sorted(kept.items())}


def described(kept: dict[str, list[str]]) -> list[str]:
    return [f"{' and '.join(events)} on {table}" for table, events in kept.items()]


def require_plain(cursor: CursorWrapper, role: str) -> None:
    """Refuses a role that no right can be kept from: one that is missing, is superuser, or is the owner itself."""
    cursor.execute(
        "SELECT rolsuper, pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s", [role]
    )
    row = cursor.fetchone()
    if row is None:
        raise CommandError(f"There is no role {role}: make it first, as docs/deploy.md says.")
    if any(row):
        raise CommandError(f"{role} is a superuser or the owner of the tables, so nothing can be kept from it.")


def statements(role: str, kept: dict[str, list[str]]) -> list[str]:
    """The SQL, safe to run again: rows yes, schema no, TRUNCATE nowhere."""
    name = connection.ops.quote_name(role)
    everything = "IN SCHEMA public"
    return [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES {everything} FROM {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES {everything} TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES {everything} TO {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
        *(
            f"REVOKE {', '.join(events)} ON {connection.ops.quote_name(table)} FROM {name}"
            for table, events in kept.items()
        ),
    ]
