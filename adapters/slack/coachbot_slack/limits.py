"""What Slack accepts at most, and texts cut to it (docs.slack.dev/reference/block-kit, read through slack_sdk 3.43's models)."""

from __future__ import annotations

from coachbot.fitting import CUT, clip, size

BLOCKS = 50
"""Blocks of a message."""
VIEW_BLOCKS = 100
"""Blocks of a modal or of App Home."""
MESSAGE = 11_000
"""Characters of a whole message: Slack refuses some above 12,000 with `msg_blocks_too_long`."""
TEXT = 3_000
"""Characters of one text."""
HEADER = 150
CONTEXT = 2_000
ALT = 2_000
"""Characters of what a picture shows, in words."""
ACTIONS = 25
"""Elements of one block of buttons."""
BUTTON = 75
VALUE = 2_000
FALLBACK = 3_900
"""Characters of the text beside the blocks, in notifications and for screen readers: Slack advises 4,000."""
TITLE = 24
"""Characters of a modal's title and of its buttons."""
METADATA = 3_000
LABEL = 2_000
"""Characters of a field's label and of its hint."""
OPTIONS = 100
OPTION_VALUE = 150
FIELD_BLOCKS = 90
"""Blocks of a form's fields; the rest of a view is for what stands above them."""
VIEW_FIELDS = 150_000
"""Bytes of a form's fields as they are sent: Slack refuses views above 250 KB, and text above them takes up to 70."""


def split(text: str, most: int) -> list[str]:
    """The whole text in parts of at most so many characters, between words where that can be.

    >>> split("Wat zou je als eerste merken?", 15)
    ['Wat zou je als', 'eerste merken?']
    """
    parts: list[str] = []
    rest = text.strip()
    while size(rest) > most:
        head = clip(rest, most + 1).removesuffix(CUT) or rest[:1]
        while size(head) > most:
            head = head[:-1]
        parts.append(head)
        rest = rest[len(head) :].lstrip()
    return [*parts, rest] if rest else parts
