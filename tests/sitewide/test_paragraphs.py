"""Text that was wrapped by hand reads as paragraphs."""

import pytest

from sitewide.templatetags.paragraphs import paragraphs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One line\nwrapped by hand.", "<p>One line wrapped by hand.</p>"),
        ("One.\r\n\r\nTwo\r\nlines.", "<p>One.</p><p>Two lines.</p>"),
        ("One.\n  \n\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("  \n ", ""),
    ],
)
def test_only_a_blank_line_begins_a_paragraph_and_markup_is_text(text: str, shown: str) -> None:
    """Guard: `escape`, and the split at blank lines."""
    assert paragraphs(text) == shown
