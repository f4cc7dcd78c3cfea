"""What the record promises: written with the act, sealed without gaps, handed to each reader once and in order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from record import consumers
from record.actions import seal, write
from record.consumers import MOST_ATTEMPTS, Consumer, consume, retry
from record.models import Cursor, Entry, Failure, Pending, Seal
from record.queries import entries_about, sealed_until, verify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def wrote(count: int) -> list[Entry]:
    user = UserFactory()
    return [
        write("grant.offered", at=AT + timedelta(seconds=n), subject=user, actor=user, number=n) for n in range(count)
    ]


def test_an_entry_outside_a_transaction_is_refused(transactional_db):
    user = UserFactory()
    with pytest.raises(transaction.TransactionManagementError):
        write("grant.offered", at=AT, subject=user)


def test_an_act_that_fails_leaves_no_entry():
    user = UserFactory()
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        write("grant.offered", at=AT, subject=user)
        raise ValueError("no")
    assert not Entry.objects.exists()
    assert not Pending.objects.exists()


def test_sealing_gives_gapless_places_in_order():
    entries = wrote(5)
    assert seal(at=AT, limit=3) == 3
    assert seal(at=AT, limit=3) == 2
    assert seal(at=AT) == 0
    assert list(Seal.objects.order_by("position").values_list("position", "entry_id")) == [
        (n + 1, entry.pk) for n, entry in enumerate(entries)
    ]
    assert sealed_until() == (5, AT, 0)
    assert verify().entries == 5
    assert verify().fault is None


def test_an_entry_that_became_visible_late_gets_the_next_place():
    late, early = wrote(2)
    Pending.objects.filter(pk=late.pk).delete()
    seal(at=AT)
    Pending.objects.create(entry=late)
    seal(at=AT)
    assert list(Seal.objects.order_by("position").values_list("entry_id", flat=True)) == [early.pk, late.pk]
    assert verify().fault is None


def test_entries_about_a_thing_are_told_oldest_first():
    entries = wrote(3)
    user = UserFactory()
    write("grant.offered", at=AT, subject=user)
    assert list(entries_about(type(user)(pk=entries[0].subject_id))) == entries


@pytest.mark.parametrize("sql", ["UPDATE record_entry SET verb = 'x'", "DELETE FROM record_entry"])
def test_the_application_can_neither_change_nor_delete_an_entry(sql):
    """Guard: the triggers of record/migrations/0002_guards.py; without them the statement goes through."""
    wrote(1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ["UPDATE record_seal SET digest = 'x'", "DELETE FROM record_seal"])
def test_the_application_can_neither_change_nor_delete_a_seal(sql):
    """Guard: the triggers of record/migrations/0002_guards.py; without them the statement goes through."""
    wrote(1)
    seal(at=AT)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


class TestTampering:
    """An owner of the tables who takes the triggers away is still found out by the chain."""

    @pytest.fixture(autouse=True)
    def unguarded(self):
        wrote(40)
        seal(at=AT)
        for table in ("record_entry", "record_seal"):
            without_triggers(table)

    @pytest.mark.parametrize("column", ["verb", "subject_kind"])
    def test_a_changed_text_is_named(self, column):
        victim = Entry.objects.order_by("id")[17]
        Entry.objects.filter(pk=victim.pk).update(**{column: "message.published"})
        assert (verify().fault.kind, verify().fault.entry_id) == ("altered", victim.pk)

    def test_a_thousand_random_changes_are_each_named(self):
        """Guard: the digest over every field; leave one out of `canonical` and its changes pass unseen."""
        dice = random.Random(7)
        entries = list(Entry.objects.order_by("id"))
        for _round in range(1_000):
            place = dice.randrange(len(entries))
            victim = entries[place]
            field, value = dice.choice(list(alterations(victim, dice).items()))
            Entry.objects.filter(pk=victim.pk).update(**{field: value})
            fault = verify().fault
            assert fault is not None, field
            assert (fault.position, fault.entry_id, fault.kind) == (place + 1, victim.pk, "altered"), field
            victim.save()
        assert verify().fault is None

    def test_a_missing_entry_is_named(self):
        victim = Entry.objects.order_by("id")[9]
        Entry.objects.filter(pk=victim.pk).delete()
        assert (verify().fault.kind, verify().fault.entry_id) == ("missing", victim.pk)

    def test_two_exchanged_entries_are_named(self):
        first, second = Seal.objects.get(position=5), Seal.objects.get(position=6)
        Seal.objects.filter(position=5).update(entry_id=-1)
        Seal.objects.filter(position=6).update(entry_id=first.entry_id)
        Seal.objects.filter(position=5).update(entry_id=second.entry_id)
        assert (verify().fault.position, verify().fault.kind) == (5, "altered")

    def test_a_missing_seal_is_named(self):
        Seal.objects.filter(position=20).delete()
        assert (verify().fault.position, verify().fault.kind) == (20, "missing")

    def test_a_record_cut_off_at_the_end_is_noticed(self):
        """Guard: the sealer's cursor is further on than the last seal."""
        tail = Seal.objects.filter(position__gt=38)
        Entry.objects.filter(pk__in=list(tail.values_list("entry_id", flat=True))).delete()
        tail.delete()
        assert (verify().fault.position, verify().fault.kind) == (39, "missing")

    def test_an_entry_slipped_in_beside_the_sealer_is_named(self):
        stray = Entry.objects.create(at=AT, verb="grant.offered", subject_kind="x", subject_id=1)
        assert (verify().fault.kind, verify().fault.entry_id) == ("stray", stray.pk)


def alterations(entry: Entry, dice: random.Random) -> dict[str, object]:
    """One different value for each field that says what was done."""
    return {
        "at": entry.at + timedelta(microseconds=dice.randint(1, 10**9)),
        "verb": f"{entry.verb}{dice.randint(0, 9)}",
        "program_id": dice.randint(10**6, 10**9),
        "actor_id": dice.randint(10**6, 10**9),
        "grant_id": dice.randint(10**6, 10**9),
        "subject_kind": f"{entry.subject_kind}{dice.randint(0, 9)}",
        "subject_id": entry.subject_id + dice.randint(1, 10**6),
        "data": entry.data | {"number": dice.randint(100, 10**6)},
    }


def without_triggers(table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


class TestConsumers:
    def test_each_reader_gets_its_verbs_once_and_in_order(self):
        wrote(5)
        seal(at=AT)
        seen: list[int] = []
        reader = Consumer("a reader", frozenset({"grant.offered"}), lambda entry: seen.append(entry.data["number"]))
        assert consume(reader, at=AT, limit=2) == 2
        assert consume(reader, at=AT) == 3
        assert consume(reader, at=AT) == 0
        assert seen == [0, 1, 2, 3, 4]

    def test_a_reader_passes_over_what_it_did_not_ask_for(self):
        wrote(3)
        seal(at=AT)
        reader = Consumer("another", frozenset({"message.published"}), lambda entry: pytest.fail("not asked for"))
        assert consume(reader, at=AT) == 3

    def test_what_a_failing_handler_did_is_undone_and_tried_again(self):
        wrote(2)
        seal(at=AT)
        broken = [True]

        def handle(entry: Entry) -> None:
            UserFactory(handle=f"made-{entry.pk}")
            if broken[0]:
                raise RuntimeError("not now")

        reader = Consumer("clumsy", frozenset({"grant.offered"}), handle)
        assert consume(reader, at=AT) == 0
        assert Failure.objects.get().attempts == 1
        broken[0] = False
        assert consume(reader, at=AT) == 2
        assert not Failure.objects.exists()

    def test_an_entry_that_never_works_is_passed_over_kept_and_can_be_tried_again(self):
        wrote(2)
        seal(at=AT)
        broken, seen = [True], []

        def handle(entry: Entry) -> None:
            if broken[0] and entry.data["number"] == 0:
                raise RuntimeError("never")
            seen.append(entry.data["number"])

        reader = Consumer("stubborn", frozenset({"grant.offered"}), handle)
        for _attempt in range(MOST_ATTEMPTS - 1):
            assert consume(reader, at=AT) == 0
        assert consume(reader, at=AT) == 2
        failure = Failure.objects.get()
        assert failure.passed_over
        assert "never" in failure.error
        broken[0] = False
        consumers.REGISTERED["stubborn"] = reader
        try:
            assert retry(failure, at=timezone.now())
        finally:
            del consumers.REGISTERED["stubborn"]
        assert sorted(seen) == [0, 1]
        assert not Failure.objects.exists()

    def test_the_cursor_is_committed_with_what_the_handler_did(self):
        wrote(1)
        seal(at=AT)
        reader = Consumer("keeper", frozenset({"grant.offered"}), lambda entry: None)
        consume(reader, at=AT)
        assert Cursor.objects.get(name="keeper").position == 1
