"""The rights in plain words, for cards, letters and the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from advocates.models import Grant, Right

LABELS = {
    Right.POST.value: _("Post for the brand"),
    Right.REPLY.value: _("Reply for the brand"),
    Right.MODERATE.value: _("Moderate"),
}
MEANINGS = {
    Right.POST.value: _("Begin a conversation on these pages as a community advocate."),
    Right.REPLY.value: _("Answer people on these pages for the brand; the answer is marked as an official reply."),
    Right.MODERATE.value: _("Decide on messages that were flagged or held on these pages, and tell the author why."),
}
ENTAILS = {
    Right.POST.value: (
        _("Your name, what you get for it and a link to this grant stand beside every post."),
        _("Everything posted under it is on the public register and on the program's record."),
        _("You can hand it back at any time, and the program can end it with a reason."),
    ),
    Right.REPLY.value: (
        _("Your name, what you get for it and a link to this grant stand beside every reply."),
        _("Everything answered under it is on the public register and on the program's record."),
        _("You can hand it back at any time, and the program can end it with a reason."),
    ),
    Right.MODERATE.value: (
        _("You cite a clause of the policy and tell the author the reason; somebody else decides an appeal."),
        _("You do not decide on your own messages, nor on those that you flagged."),
        _("You can hand it back at any time, and the program can end it with a reason."),
    ),
}
SHADOW_LABEL = _("Moderate (shadow, without effect)")
SHADOW_MEANING = _(
    "Decide as an apprentice on messages that were flagged or held on these pages: it is compared, and changes nothing."
)


def label_of(grant: Grant) -> Any:
    """What the grant lets its holder do, in two or three words."""
    return SHADOW_LABEL if grant.shadow else LABELS[grant.right]


def meaning_of(grant: Grant) -> Any:
    return SHADOW_MEANING if grant.shadow else MEANINGS[grant.right]
