"""The blocks that editors build lessons and quizzes from. A question that nobody could answer is refused."""

import random
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import BooleanBlock, CharBlock, MultipleChoiceBlock, RichTextBlock, TextBlock
from wagtail.images.blocks import ImageChooserBlock

from advocates.quizzes import ACTS, fault, frozen

RICH: list[str] = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]
IN_ORDER = random.Random(0)  # noqa: S311 - only to look at a question, not to ask it


class RememberBlock(blocks.StructBlock):
    text = TextBlock(label=_("text"), max_length=400)

    class Meta:
        icon, label, template = "pick", _("to remember"), "advocates/learning/blocks/remember.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon, label, template = "image", _("picture"), "advocates/learning/blocks/picture.html"


class SaidBlock(blocks.StructBlock):
    text = TextBlock(label=_("what somebody writes"), max_length=800)
    answer = TextBlock(label=_("a good answer"), required=False, max_length=800)

    class Meta:
        icon, label, template = "openquote", _("example"), "advocates/learning/blocks/said.html"


class LessonStream(blocks.StreamBlock):
    text = RichTextBlock(label=_("text"), features=RICH, template="advocates/learning/blocks/text.html")
    remember = RememberBlock()
    said = SaidBlock()
    picture = PictureBlock()


class Answerable(blocks.StructBlock):
    """A question; saving it tells what would keep everybody from answering it."""

    kind: ClassVar[str]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        asked = type("Asked", (), {"id": "", "block_type": self.kind, "value": cleaned})
        if said := fault(frozen([asked], IN_ORDER)[0]):
            raise blocks.StructBlockValidationError(non_block_errors=[ValidationError(said, code="unanswerable")])
        return cleaned


class OptionBlock(blocks.StructBlock):
    text = CharBlock(label=_("answer"), max_length=300)
    right = BooleanBlock(label=_("right"), required=False)


class SingleBlock(Answerable):
    kind = "single"
    question = TextBlock(label=_("question"), max_length=600)
    options = blocks.ListBlock(OptionBlock(), label=_("answers, one of them right"), min_num=2, max_num=8)
    why = TextBlock(label=_("explanation"), required=False, max_length=600, help_text=_("Shown once it is judged."))

    class Meta:
        icon, label = "radio-full", _("one right answer")


class MultipleBlock(Answerable):
    kind = "multiple"
    question = TextBlock(label=_("question"), max_length=600)
    options = blocks.ListBlock(OptionBlock(), label=_("answers, some of them right"), min_num=2, max_num=8)
    why = TextBlock(label=_("explanation"), required=False, max_length=600, help_text=_("Shown once it is judged."))

    class Meta:
        icon, label = "list-ul", _("several right answers")


class OrderBlock(Answerable):
    kind = "order"
    question = TextBlock(label=_("question"), max_length=600)
    steps = blocks.ListBlock(
        CharBlock(label=_("step"), max_length=300), label=_("steps, in the right order"), min_num=2, max_num=8
    )
    why = TextBlock(label=_("explanation"), required=False, max_length=600, help_text=_("Shown once it is judged."))

    class Meta:
        icon, label = "list-ol", _("steps to put in order")


class ExampleBlock(Answerable):
    """A prepared comment, shown in the moderator's console, where deciding about it has no effect."""

    kind = "example"
    question = TextBlock(label=_("question"), max_length=300, default=_("What would you do with this comment?"))
    author = CharBlock(label=_("who wrote it"), max_length=60, help_text=_("An invented name."))
    said = TextBlock(label=_("the comment"), max_length=2000)
    flag = CharBlock(label=_("flagged under clause"), required=False, max_length=12)
    note = CharBlock(label=_("what the reader who flagged it says"), required=False, max_length=200)
    acts = MultipleChoiceBlock(label=_("acts that are right"), choices=list(ACTS.items()))
    clauses = CharBlock(
        label=_("clauses that are right"), required=False, max_length=80,
        help_text=_("Numbers with commas, of the policies that govern messages. Needed with an act against the comment."),
    )  # fmt: skip
    why = TextBlock(label=_("explanation"), required=False, max_length=600, help_text=_("Shown once it is judged."))

    class Meta:
        icon, label = "comment", _("a comment to decide about")


class QuizStream(blocks.StreamBlock):
    single = SingleBlock()
    multiple = MultipleBlock()
    order = OrderBlock()
    example = ExampleBlock()

    class Meta:
        max_num = 40
        required = False
