from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadingDay(models.Model):
    """A day whose readers are still told apart, with the salt of their marks; gone when they have been counted."""

    day = models.DateField(_("day"), primary_key=True)
    salt = models.BinaryField(_("salt"), max_length=32, editable=False)

    class Meta:
        verbose_name = _("day of reading")
        verbose_name_plural = _("days of reading")

    def __str__(self) -> str:
        return str(self.day)


class PageReader(models.Model):
    """Somebody read a page on a day. The mark says nothing about who, nor whether they read on another day."""

    page = models.ForeignKey("cms.BrandPage", models.CASCADE, related_name="+", verbose_name=_("page"))
    day = models.DateField(_("day"))
    mark = models.BinaryField(_("mark"), max_length=8, editable=False)

    class Meta:
        verbose_name = _("reader of a page")
        verbose_name_plural = _("readers of pages")
        constraints = [models.UniqueConstraint(fields=["day", "page", "mark"], name="one_reader_per_page_and_day")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}"


class Readership(models.Model):
    """How many people read a page on a day that is over."""

    page = models.ForeignKey("cms.BrandPage", models.CASCADE, related_name="readership", verbose_name=_("page"))
    day = models.DateField(_("day"))
    readers = models.PositiveIntegerField(_("readers"))

    class Meta:
        verbose_name = _("readership")
        verbose_name_plural = _("readership")
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="one_readership_per_page_and_day")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day}: {self.readers}"
