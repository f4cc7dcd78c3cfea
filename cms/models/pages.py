from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BrandStream


class ContentPage(Page):
    """What every page of ours has: an introduction, a picture and a stream of blocks."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(BrandStream(), blank=True, verbose_name=_("content"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True


class HomePage(ContentPage):
    """The root page of a program: what it is, who speaks for the brand, how to join."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.BrandPage", "cms.StandardPage"]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class BrandPage(ContentPage):
    """A page that carries conversation: posts by advocates, official replies and comments."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.BrandPage"]
    subpage_types: ClassVar[list[str]] = ["cms.BrandPage", "cms.StandardPage"]
    template = "cms/brand_page.html"

    class Meta:
        verbose_name = _("brand page")
        verbose_name_plural = _("brand pages")


class StandardPage(ContentPage):
    """A page that only informs."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.BrandPage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
