"""What Teams accepts at most, and texts cut to it (learn.microsoft.com/microsoftteams/platform, read in 2026)."""

from __future__ import annotations

import json

ACTIVITY = 80_000
"""Bytes of a whole activity in UTF-16: Teams takes about 100 KB, and older pages say less."""
BODY = 68_000
"""Bytes of a card's body; the rest is for the card in words alone and for what goes around it."""
FOR_BUTTONS = 24_000
"""Bytes of it that words leave to buttons."""
PICTURED = 26_000
"""Bytes of a card with pictures, as it is sent: the least that any page says of a whole activity is 28 KB."""
ALT = 1_000
"""Characters of what a picture shows, in words."""
MESSAGE = 10_000
"""Characters of words in a whole card."""
TEXT = 3_000
"""Characters of one text."""
FALLBACK = 2_000
"""Characters of the card in words alone."""
SUMMARY = 200
"""Characters of the notification."""
ACTIONS = 5
"""Buttons of one set: renderers of Adaptive Cards drop what is more."""
BUTTON = 60
VALUE = 2_000
OPTIONS = 100
OPTION_VALUE = 150
FIELDS = 56_000
"""Bytes of a form's fields; the rest of the body is for what stands above them."""
TITLE = 64
"""Characters of a dialog's title."""
RESULTS = 10
"""Results of a message extension on one page."""


def weight(activity: object) -> int:
    """Bytes of an activity, counted the least favourable way."""
    return len(json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def sent_size(card: object) -> int:
    """Bytes of a card as it is sent."""
    return len(json.dumps(card, ensure_ascii=False).encode("utf-8", "replace"))
