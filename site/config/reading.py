"""Whether the installation counts how many people read its pages, and where that goes."""

from importlib import import_module

from django.conf import settings
from django.utils import timezone

from sitewide.frontcache import Application
from sitewide.visitors import Reads, Visitors


def counted(application: Application) -> Application:
    """The application, with its readers counted unless `TABARD_COUNT_READERS` is off."""
    return Visitors(application, _store) if settings.TABARD_COUNT_READERS else application


def _store(reads: Reads) -> None:
    """The actions need the models, which are loaded by the time somebody has read something."""
    import_module("cms.actions.reading").note_reads(reads, at=timezone.now())
    import_module("campaigns.actions.referrals").note_clicks(reads, at=timezone.now())
