import pytest

from sitewide.text import clean_rich, from_plain, to_plain


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\u2063", "\ufeff", "\u00ad", "\x07", "\U000e0041", "\u200f", "&#x202e;"]
)
def test_what_hides_or_reorders_characters_goes(hidden: str) -> None:
    assert clean_rich(f"<p>ab{hidden}cd</p>") == "<p>abcd</p>"


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧 ❤️ 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣",
        "می‌خواهم",
        "क्‍ष",
        "שלום, עולם!\u200f (2)",
        "مرحبا بالعالم",
        "Tiếng Việt, Çığır, Łódź, Ελλάδα, 日本語, 한국어",
        "葛\U000e0100城市",
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert from_plain(text) == f"<p>{text}</p>"


def test_text_is_kept_in_one_normal_form_with_few_accents_on_a_letter() -> None:
    assert from_plain("e\u0301") == "<p>é</p>"
    assert len(to_plain(from_plain("Z" + "\u0335\u0321\u0300" * 40))) <= 7


def test_a_combining_slash_behind_a_tag_does_not_eat_the_tag() -> None:
    assert clean_rich("<p>\u0338<em>a</em></p>") == "<p>\u0338<em>a</em></p>"
