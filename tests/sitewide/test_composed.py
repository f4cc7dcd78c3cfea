import pytest
from django.db import connection, transaction
from django.db.models import F, Value
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from cms.models import Message
from record.models import Entry
from sitewide.composed import Composed, insert
from tests.factories import UserFactory
from tests.races.processes import on_postgresql

pytestmark = pytest.mark.django_db


def named(name, pk):
    return User.objects.filter(name=name, pk__gte=pk).order_by("-pk")


def test_rows_are_those_of_the_queryset_whatever_the_values():
    people = [UserFactory(name=name) for name in ("Ada", "Ada", "Bo", "50 % of ⟦0⟧")]
    composed = Composed(named, name=str, pk=int)
    for person in people:
        asked = {"name": person.name, "pk": people[0].pk}
        assert composed.rows(**asked) == list(named(**asked))
    assert composed.rows(name="Nobody", pk=0) == []
    assert composed.first(name="Nobody", pk=0) is None
    assert composed.first(name="Ada", pk=0) == people[1]


def test_a_number_that_no_row_can_have_is_no_row():
    """Guard: the suppressed OverflowError; SQLite takes 64 bits."""
    composed = Composed(lambda pk: User.objects.filter(pk=pk), pk=int)
    assert composed.first(pk=UserFactory().pk) is not None
    assert composed.rows(pk=10**20) == []


def test_a_row_is_whole_and_can_be_changed():
    UserFactory(name="Ada")
    ada = Composed(named, name=str, pk=int).first(name="Ada", pk=0)
    ada.about = "Counts."
    ada.save()
    assert User.objects.get(pk=ada.pk).about == "Counts."
    assert ada.date_joined == User.objects.get(pk=ada.pk).date_joined


def test_annotations_are_attributes_and_what_is_deferred_is_loaded_when_asked_for():
    made = UserFactory(name="Ada", about="Counts.")
    composed = Composed(
        lambda pk: User.objects.filter(pk=pk).annotate(called=F("name"), three=Value(3)).defer("about"), pk=int
    )
    ada = composed.first(pk=made.pk)
    assert (ada.called, ada.three) == ("Ada", 3)
    with CaptureQueriesContext(connection) as queries:
        assert ada.about == "Counts."
    assert len(queries) == 1


def test_a_hostile_value_stays_a_value():
    UserFactory(name="Ada")
    assert Composed(named, name=str, pk=int).rows(name="x' OR '1'='1", pk=0) == []


def test_it_is_composed_once():
    composing = []
    composed = Composed(lambda pk: composing.append(pk) or User.objects.filter(pk=pk), pk=int)
    for pk in range(3):
        composed.rows(pk=pk)
    assert len(composing) == 1


def test_a_value_that_the_query_does_not_hold_is_refused():
    with pytest.raises(ValueError, match="name"):
        Composed(lambda pk, name: User.objects.filter(pk=pk), pk=int, name=str).rows(pk=1, name="Ada")


def test_related_rows_are_refused():
    composed = Composed(lambda pk: Message.objects.filter(pk=pk).select_related("author"), pk=int)
    with pytest.raises(ValueError, match="related"):
        composed.rows(pk=1)


def test_an_inserted_row_is_the_one_that_save_would_have_stored():
    at = timezone.now()
    entry = insert(Entry(at=at, verb="a.verb", data={"words": ["“%s”", 1]}, subject_kind="a.thing", subject_id=7))
    saved = Entry.objects.create(at=at, verb="a.verb", data=entry.data, subject_kind="a.thing", subject_id=7)
    plain = [model_to_dict(Entry.objects.get(pk=row.pk), exclude=["id"]) for row in (entry, saved)]
    assert plain[0] == plain[1]
    assert not entry._state.adding


@on_postgresql
def test_a_lock_that_is_composed_is_held_until_the_transaction_ends():
    composed = Composed(lambda pk: User.objects.select_for_update().filter(pk=pk), pk=int)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        composed.rows(pk=UserFactory().pk)
    assert queries.captured_queries[-1]["sql"].endswith("FOR UPDATE")
