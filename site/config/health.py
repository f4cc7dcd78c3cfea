"""Health for load balancers and for people who watch: is this process alive, and can it do its work?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.queries.payouts import stuck
from record.models import Heartbeat
from record.queries import passed_over, sealed_until

SILENT = timedelta(seconds=60)
OVERDUE = timedelta(minutes=5)
Report = dict[str, Any]


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """What this process needs, as JSON.

    `status` is `ok`, `degraded` (200: pages work, but no worker was heard of for a minute, or the record waits too
    long, or pay is stuck) or `down` (503: no database or no cache, so this process must get no requests).
    """
    report = {"database": _asked(_database), "cache": _asked(_cache), "broker": _asked(_broker)}
    up = report["database"]["ok"] and report["cache"]["ok"]
    if report["database"]["ok"]:
        report |= {"worker": _worker(), "record": _record(), "pay": _pay()}
    well = all(part["ok"] for part in report.values())
    status = "ok" if well else "degraded" if up else "down"
    return JsonResponse({"status": status, **report}, status=200 if up else 503)


def _asked(question: Callable[[], None]) -> Report:
    try:
        question()
    except Exception as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": True}


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("health", "ok", 10)
    if cache.get("health") != "ok":
        raise ConnectionError


def _broker() -> None:
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)


def _worker() -> Report:
    heard = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    return {"ok": bool(heard and timezone.now() - heard < SILENT), "heard_at": heard}


def _record() -> Report:
    position, sealed_at, waiting = sealed_until()
    late = waiting and (sealed_at is None or timezone.now() - sealed_at > OVERDUE)
    failed = passed_over()
    return {
        "ok": not late and not failed,
        "sealed_entries": position,
        "sealed_at": sealed_at,
        "waiting": waiting,
        "passed_over": failed,
    }


def _pay() -> Report:
    """Payouts of which nobody knows for an hour, money that waits for us, messages from Stripe that nobody read."""
    found = stuck(timezone.now())
    return {"ok": not any(found.values()), **found}
