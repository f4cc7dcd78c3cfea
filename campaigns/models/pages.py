from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from advocates.models import Program
from campaigns.fair_reward import CITED
from campaigns.fair_reward.wording import read
from campaigns.models.campaign import Campaign
from cms.models.pages import ContentPage


class CampaignPage(ContentPage):
    """The page that invites to a campaign: its story by editors, and beside it what the campaign itself says."""

    campaign = models.OneToOneField(
        Campaign, models.PROTECT, related_name="page", verbose_name=_("campaign"),
        help_text=_("Facts, dates, disclosure and what one gets are shown from it and never typed twice."),
    )  # fmt: skip

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "campaigns/campaigns/page.html"
    page_description = _("Invites to a campaign. It is shown before, while and after the campaign is open.")
    content_panels: list[Any] = [
        *Page.content_panels, FieldPanel("campaign"), FieldPanel("intro"), FieldPanel("picture"), FieldPanel("body"),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Directly below the root page of a program."""
        return bool(super().can_create_at(parent)) and Program.objects.filter(root_page=parent.pk).exists()

    def clean(self) -> None:
        """Refuses words that no program may pay for, unless the campaign says these very words and they were let pass."""
        super().clean()
        if not self.campaign_id:
            return
        passed = {code for codes in self.campaign.overrides.values_list("codes", flat=True) for code in codes}
        own = {(code, quote) for code, quote in _read(_words_of(self.campaign)) if code in passed}
        found = dict(reversed([one for one in _read(words_of_page(self)) if one not in own]))
        if found:
            told = [(CITED[code], quote) for code, quote in found.items()]
            raise ValidationError([f"{one.sentence} {one.change} ({one.rule}: “{quote}”)" for one, quote in told])


def _read(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(read(texts, insiders_tell=True))


def _words_of(campaign: Campaign) -> tuple[str, ...]:
    """What the campaign itself says, that one is to do."""
    dos = campaign.points.filter(kind="do").values_list("text", flat=True)
    return (campaign.name, campaign.summary, campaign.audience_note, campaign.gets, *dos)


def words_of_page(page: CampaignPage) -> tuple[str, ...]:
    """What editors wrote on it, as plain text."""
    return (page.title, page.intro, "\n".join(page.body.stream_block.get_searchable_content(page.body)))
