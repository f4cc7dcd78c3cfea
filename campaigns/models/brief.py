from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign


class BriefFact(models.Model):
    """A fact that may be said, where it is from, and the last day on which it may be."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="facts", verbose_name=_("campaign"))
    text = models.CharField(_("fact"), max_length=300)
    source_url = models.URLField(_("source"), max_length=400)
    expires_on = models.DateField(_("holds until"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("fact of a brief")
        verbose_name_plural = _("facts of briefs")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class BriefPoint(models.Model):
    """Something to do, or not to do."""

    class Kind(models.TextChoices):
        DO = "do", _("do")
        DONT = "dont", _("don't")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="points", verbose_name=_("campaign"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    text = models.CharField(_("text"), max_length=240)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("point of a brief")
        verbose_name_plural = _("points of briefs")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class BriefPicture(models.Model):
    """A picture of the library that those who take part may use."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pictures", verbose_name=_("campaign"))
    image = models.ForeignKey("wagtailimages.Image", models.CASCADE, related_name="+", verbose_name=_("picture"))
    credit = models.CharField(_("credit"), max_length=120, blank=True, help_text=_("Whose name stands beside it."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture of a brief")
        verbose_name_plural = _("pictures of briefs")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "image"], name="one_picture_once_in_a_brief")]

    def __str__(self) -> str:
        return str(self.image)
