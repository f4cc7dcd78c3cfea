"""Plain Django with nothing but a conversation: what the page costs before a product adds anything."""

from pathlib import Path

from peer_settings import *  # noqa: F403
from peer_settings import CONTRIB_APPS, templates

INSTALLED_APPS = [*CONTRIB_APPS, "talk"]
TEMPLATES = templates(Path(__file__).parent / "templates")
MIGRATION_MODULES = {"talk": None}
