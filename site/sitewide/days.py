"""Calendar days as the database reckons them: of one moment, in the time zone that each row names."""

from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, F, Func, Value
from django.db.models.sql.compiler import SQLCompiler


class DayIn(Func):
    """The day of the moment `at` in the time zone whose name stands in `zone`, a column or lookup."""

    template, arg_joiner = "(%(expressions)s)::date", " AT TIME ZONE "

    def __init__(self, zone: str, at: datetime, **extra: Any) -> None:
        super().__init__(Value(at, DateTimeField()), F(zone), output_field=DateField(), **extra)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:  # fmt: skip
        """By the function that Django gives to SQLite for `TruncDate`; its last argument is the zone that is stored."""
        template = "django_datetime_cast_date(%(expressions)s, 'UTC')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", ", **extra)
