from datetime import timedelta

import pytest
from django.utils import timezone

from record.models import Heartbeat
from record.tasks import heartbeat

pytestmark = pytest.mark.django_db


def test_live_answers_without_asking_anything(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health/live").content == b"ok"


def test_ready_names_every_part_and_is_well_once_a_worker_was_heard(client):
    told = client.get("/health/ready").json()
    assert told["status"] == "degraded"
    assert told["worker"] == {"ok": False, "heard_at": None}
    heartbeat()
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "ok"
    assert told["database"] == told["cache"] == told["broker"] == {"ok": True}
    assert told["record"]["waiting"] == 0


def test_a_worker_that_fell_silent_degrades_the_answer(client):
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=3))
    assert client.get("/health/ready").json()["status"] == "degraded"
