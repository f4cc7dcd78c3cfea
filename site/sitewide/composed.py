"""Queries that are composed once and asked often, and rows stored by an INSERT composed once.

Django takes a millisecond and more to make SQL of what the busiest pages ask, several times what the database takes to
answer it. Here the SQL of a queryset is kept, and only its values change. The connection is looked up once a statement: the
proxy `django.db.connection` looks for that of its thread whenever it is asked for anything.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)
_MARKS: dict[type, Callable[[int], Any]] = {int: lambda at: 2_000_000_011 + at, str: lambda at: f"\u27e6{at}\u27e7"}


class Composed(Generic[Row]):
    """`compose` makes the queryset of its named values, whose types (`int`, `str`) are told beside it.

    It may filter, annotate, defer, order and slice, but not select related rows; what a value is must not change the
    shape of the query. It is composed on its first use, once for each kind of database. No `__init__` of the model is run
    for a row, and no signal sent.
    """

    def __init__(self, compose: Callable[..., models.QuerySet[Row]], **values: type) -> None:
        self.compose, self.values = compose, values
        self._kept: dict[str, _Kept] = {}

    def rows(self, **values: Any) -> list[Row]:
        """The rows, with annotations as attributes; none for a number that is too large for SQLite to look for."""
        database = connections[DEFAULT_DB_ALIAS]
        kept = self._kept.get(database.vendor)
        if kept is None:
            kept = self._kept[database.vendor] = self._composed()
        with database.cursor() as cursor, suppress(OverflowError):
            cursor.execute(kept.sql, [values[p.name] if isinstance(p, _Place) else p for p in kept.places])
            return [kept.row(found) for found in kept.converted(cursor.fetchall())]
        return []

    def first(self, **values: Any) -> Row | None:
        return next(iter(self.rows(**values)), None)

    def _composed(self) -> "_Kept":
        marks = {name: _MARKS[kind](at) for at, (name, kind) in enumerate(self.values.items())}
        queryset = self.compose(**marks)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        known = {mark: _Place(name) for name, mark in marks.items()}
        places = [known.get(param, param) if isinstance(param, int | str) else param for param in params]
        if lost := set(marks) - {place.name for place in places if isinstance(place, _Place)}:
            raise ValueError(f"The query does not hold {', '.join(sorted(lost))} as a value.")
        if compiler.klass_info.get("related_klass_infos"):
            raise ValueError("A composed query loads no related rows.")
        if models.signals.post_init.has_listeners(queryset.model):
            raise ValueError("A composed query tells nobody of the rows that it makes.")
        fields = [(compiler.select[at][0].target.attname, at) for at in compiler.klass_info["select_fields"]]
        converters = compiler.get_converters([column[0] for column in compiler.select])
        columns = [*fields, *compiler.annotation_col_map.items()]
        return _Kept(queryset.model, sql, places, compiler, converters, columns)


def insert(row: Row) -> Row:
    """Store a new row and give it its number. No `save` of the model is run and no signal sent."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        cursor.execute(_inserting(type(row), database.vendor, 1), _values(row, database))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def insert_all(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model, in this order, with one statement; they learn no numbers."""
    if rows:
        database = connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            sql = _inserting(type(rows[0]), database.vendor, len(rows))
            cursor.execute(sql, [value for row in rows for value in _values(row, database)])


def _values(row: models.Model, database: BaseDatabaseWrapper) -> list[Any]:
    fields = row._meta.local_concrete_fields
    return [f.get_db_prep_save(f.pre_save(row, True), database) for f in fields if not f.primary_key]


@cache
def _inserting(model: type[models.Model], _vendor: str, rows: int) -> str:
    quote, meta = connections[DEFAULT_DB_ALIAS].ops.quote_name, model._meta
    names = [quote(field.column) for field in meta.local_concrete_fields if not field.primary_key]
    places = ", ".join([f"({', '.join(['%s'] * len(names))})"] * rows)
    table, key = quote(meta.db_table), quote(meta.pk.column)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {places} RETURNING {key}"  # noqa: S608 - names of ours


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands among those of the query."""

    name: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """SQL, and how a row of its answer becomes a row of the model."""

    model: type[Any]
    sql: str
    places: list[Any]
    compiler: Any
    converters: dict[int, Any]
    columns: list[tuple[str, int]]

    def converted(self, found: list[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """What the database gave, as the fields have it."""
        return self.compiler.apply_converters(found, self.converters) if self.converters else found

    def row(self, found: Sequence[Any]) -> Any:
        """As `Model.from_db` makes it, with all that is known of it put there at once instead of field after field."""
        made: Any = object.__new__(self.model)
        made._state = ModelState()
        made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
        vars(made).update({name: found[column] for name, column in self.columns})
        return made
