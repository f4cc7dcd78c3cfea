from cms.models.acceptance import Acceptance
from cms.models.breaker import Breaker, KnownDomain, Trip
from cms.models.message import Message, MessageVersion, Picture, Thread
from cms.models.pages import BrandPage, HomePage, StandardPage
from cms.models.reading import PageReader, Readership, ReadingDay
from cms.models.scheduled import Scheduled

__all__ = [
    "Acceptance",
    "BrandPage",
    "Breaker",
    "HomePage",
    "KnownDomain",
    "Message",
    "MessageVersion",
    "PageReader",
    "Picture",
    "Readership",
    "ReadingDay",
    "Scheduled",
    "StandardPage",
    "Thread",
    "Trip",
]
