"""What a peer's modules need: the conversation to store, people with sessions, facts to tell back."""

import json
import os
import secrets
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.core.management import call_command


def install() -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # apps without migrations, which point at those with
    call_command("collectstatic", interactive=False, verbosity=0)


def thread() -> list[dict[str, Any]]:
    """The comments in order: number, parent (a number or None), author (a name), text."""
    comments: list[dict[str, Any]] = json.loads(Path(os.environ["BENCH_THREAD"]).read_text())
    return comments


def member(name: str) -> Any:
    fields: dict[str, Any] = {"username": name, "email": f"{name}@example.com"}
    user = get_user_model()(**fields)
    user.set_unusable_password()
    user.save()
    return user


def sign_in(user: Any) -> str:
    """A Cookie header: a session as signing in would have left it, and the secret that forms are checked against."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={secrets.token_hex(16)}"


def tell(**facts: Any) -> None:
    """Hand the benchmark what it needs to know, in the file named by the first argument."""
    Path(sys.argv[1]).write_text(json.dumps(facts))
