"""The blocks that editors build pages from."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import CharBlock, PageChooserBlock, RichTextBlock, TextBlock, URLBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.embeds import Video, video_of

RICH: list[str] = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon, label, template = "image", _("picture"), "cms/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = TextBlock(label=_("quote"), max_length=600)
    by = CharBlock(label=_("by"), max_length=100)
    role = CharBlock(label=_("role"), required=False, max_length=100)

    class Meta:
        icon, label, template = "openquote", _("quote"), "cms/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    name: Any = CharBlock(label=_("name"), max_length=60)
    value = CharBlock(label=_("value"), max_length=160)


class ProductFactsBlock(blocks.StructBlock):
    heading = CharBlock(label=_("product"), max_length=100)
    image = ImageChooserBlock(label=_("picture"), required=False)
    facts = blocks.ListBlock(FactBlock(label=_("fact")), label=_("facts"), min_num=1, max_num=20)

    class Meta:
        icon, label, template = "list-ul", _("product facts"), "cms/blocks/product_facts.html"


class CallToActionBlock(blocks.StructBlock):
    heading = CharBlock(label=_("heading"), max_length=100)
    text = TextBlock(label=_("text"), required=False, max_length=400)
    button = CharBlock(label=_("button"), max_length=40)
    page = PageChooserBlock(label=_("page"), required=False)
    address = URLBlock(label=_("or address"), required=False)

    class Meta:
        icon, label, template = "pick", _("call to action"), "cms/blocks/call_to_action.html"


class PersonBlock(blocks.StructBlock):
    name: Any = CharBlock(label=_("name"), max_length=80)
    role = CharBlock(label=_("role"), max_length=100)
    image = ImageChooserBlock(label=_("picture"), required=False)
    text = TextBlock(label=_("text"), required=False, max_length=400)


class PeopleBlock(blocks.StructBlock):
    heading = CharBlock(label=_("heading"), required=False, max_length=100)
    people = blocks.ListBlock(PersonBlock(label=_("person")), label=_("people"), min_num=1, max_num=12)

    class Meta:
        icon, label, template = "group", _("people"), "cms/blocks/people.html"


class QuestionBlock(blocks.StructBlock):
    question = CharBlock(label=_("question"), max_length=200)
    answer = RichTextBlock(label=_("answer"), features=RICH[2:6])


class FaqBlock(blocks.StructBlock):
    heading = CharBlock(label=_("heading"), required=False, max_length=100)
    questions = blocks.ListBlock(QuestionBlock(label=_("question")), label=_("questions"), min_num=1, max_num=30)

    class Meta:
        icon, label, template = "help", _("questions and answers"), "cms/blocks/faq.html"


class VideoBlock(blocks.StructBlock):
    """A video elsewhere, as a card that leads there. Neither saving nor reading the page asks anybody about it."""

    address = URLBlock(label=_("address"), help_text=_("A video on YouTube or Vimeo."))
    title = CharBlock(label=_("title"), max_length=140)
    text = CharBlock(label=_("what it shows"), required=False, max_length=300)

    class Meta:
        icon, label, template = "media", _("video"), "cms/blocks/video.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if video_of(cleaned["address"]) is None:
            error = ValidationError(_("Only single videos on YouTube and Vimeo can be shown."), code="not_allowed")
            raise blocks.StructBlockValidationError(block_errors={"address": error})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        video: Video | None = video_of(value["address"])
        return context | {"video": video}


class BrandStream(blocks.StreamBlock):
    text = RichTextBlock(label=_("text"), features=RICH, template="cms/blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    product_facts = ProductFactsBlock()
    call_to_action = CallToActionBlock()
    people = PeopleBlock()
    faq = FaqBlock()
    video = VideoBlock()

    class Meta:
        block_counts: ClassVar[dict[str, Any]] = {"video": {"max_num": 6}}
