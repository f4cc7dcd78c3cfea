from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from advocates.models import Program
from cms.blocks import BrandStream
from cms.page_forms import ContentPageCopyForm, ContentPageForm, slug_error
from cms.reserved import SlugReserved, is_taken
from sitewide.languages import SPOKEN


class ContentPage(Page):
    """What every page of ours has: an introduction, a picture and a stream of blocks.

    Directly below the root of a site no page can have one of the product's own prefixes as its slug: forms say so
    beside the field, and `save` refuses it for whoever comes another way (copy, alias, translation, code).
    """

    intro = models.CharField(
        _("introduction"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title; search engines and cards show them, too."),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown large above the text and small on cards. Landscape, at least 1600 pixels wide."),
    )
    body = StreamField(
        BrandStream(),
        blank=True,
        verbose_name=_("content"),
        help_text=_("Add text, pictures, quotes, product facts, calls to action, people, questions or a video."),
    )

    base_form_class = ContentPageForm
    copy_form_class = ContentPageCopyForm
    content_panels: list[Any] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields: list[Any] = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self._takes_a_reserved_place():
            raise ValidationError({"slug": slug_error(self.slug)})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._takes_a_reserved_place():
            raise SlugReserved(self.slug)
        super().save(*args, **kwargs)

    def _takes_a_reserved_place(self) -> bool:
        return bool(self.slug and self.path) and is_taken(self.slug, self.path[: -self.steplen])


class HomePage(ContentPage):
    """The root page of a program: what it is, who speaks for the brand, how to join."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.BrandPage",
        "cms.StandardPage",
        "advocates.CoursePage",
        "campaigns.CampaignPage",
    ]
    template = "cms/home_page.html"
    page_description = _("The front page of a program; the program names it as its root.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class BrandPage(ContentPage):
    """A page that carries conversation: posts by advocates, official replies and comments."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.BrandPage"]
    subpage_types: ClassVar[list[str]] = ["cms.BrandPage", "cms.StandardPage"]
    template = "cms/brand_page.html"
    page_description = _("A page with a conversation below its content. Rights are granted on it with all below it.")
    language = models.CharField(
        _("language"), max_length=10, choices=SPOKEN, blank=True,
        help_text=_("In which readers are told what ties a speaker to the brand. Empty: the program's language; a page "
                    "made below this one begins with the same."),
    )  # fmt: skip
    content_panels: list[Any] = [*ContentPage.content_panels, FieldPanel("language")]

    class Meta:
        verbose_name = _("brand page")
        verbose_name_plural = _("brand pages")

    @cached_property
    def program(self) -> Program | None:
        """The program whose root is the nearest one above; whoever found the page below it may have set it."""
        return Program.objects.of_page(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.path and not self.language:
            above = BrandPage.objects.filter(path=self.path[: -self.steplen]).values_list("language", flat=True).first()
            self.language = above or ""
        super().save(*args, **kwargs)


class StandardPage(ContentPage):
    """A page that only informs."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.BrandPage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    template = "cms/standard_page.html"
    page_description = _("A page without a conversation: about us, imprint, privacy.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
