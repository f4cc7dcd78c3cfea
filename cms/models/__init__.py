from cms.models.message import Message, MessageVersion, Picture, Thread
from cms.models.pages import BrandPage, HomePage, StandardPage

__all__ = ["BrandPage", "HomePage", "Message", "MessageVersion", "Picture", "StandardPage", "Thread"]
