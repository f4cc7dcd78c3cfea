import pytest
from django.db import connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cms.models import Message
from sitewide.composed import Composed
from tests.factories import UserFactory

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
