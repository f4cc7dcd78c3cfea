"""The blocks that editors build pages from."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

RICH: list[str] = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon, label, template = "image", _("picture"), "cms/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("quote"), max_length=600)
    by = blocks.CharBlock(label=_("by"), max_length=100)
    role = blocks.CharBlock(label=_("role"), required=False, max_length=100)

    class Meta:
        icon, label, template = "openquote", _("quote"), "cms/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("name"), max_length=60)
    value = blocks.CharBlock(label=_("value"), max_length=160)


class ProductFactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("product"), max_length=100)
    facts = blocks.ListBlock(FactBlock(label=_("fact")), label=_("facts"), min_num=1, max_num=20)

    class Meta:
        icon, label, template = "list-ul", _("product facts"), "cms/blocks/product_facts.html"


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=100)
    text = blocks.TextBlock(label=_("text"), required=False, max_length=400)
    button = blocks.CharBlock(label=_("button"), max_length=40)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.URLBlock(label=_("or address"), required=False)

    class Meta:
        icon, label, template = "pick", _("call to action"), "cms/blocks/call_to_action.html"


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("name"), max_length=80)
    role = blocks.CharBlock(label=_("role"), max_length=100)
    image = ImageChooserBlock(label=_("picture"), required=False)
    text = blocks.TextBlock(label=_("text"), required=False, max_length=400)


class PeopleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=100)
    people = blocks.ListBlock(PersonBlock(label=_("person")), label=_("people"), min_num=1, max_num=12)

    class Meta:
        icon, label, template = "group", _("people"), "cms/blocks/people.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("answer"), features=RICH[2:6])


class FaqBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=100)
    questions = blocks.ListBlock(QuestionBlock(label=_("question")), label=_("questions"), min_num=1, max_num=30)

    class Meta:
        icon, label, template = "help", _("questions and answers"), "cms/blocks/faq.html"


class BrandStream(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("text"), features=RICH, template="cms/blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    product_facts = ProductFactsBlock()
    call_to_action = CallToActionBlock()
    people = PeopleBlock()
    faq = FaqBlock()
    embed = EmbedBlock(label=_("video"), template="cms/blocks/embed.html", max_width=960)

    class Meta:
        block_counts: ClassVar[dict[str, Any]] = {"embed": {"max_num": 3}}
