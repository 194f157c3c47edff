"""A message as a reader sees it: without controls, direction marks and odd forms."""

from __future__ import annotations

import unicodedata

_BREAKS = frozenset(("Cc", "Zl", "Zp"))
_INVISIBLE = frozenset(("Cf", "Cs", "Co", "Cn"))


def plain_text(text: str) -> str:
    r"""Drop what no reader sees and put letters in their composed form.

    >>> plain_text(" Geen\x00tijd\u202e ")
    'Geen tijd'
    """
    spaced = "".join(" " if unicodedata.category(mark) in _BREAKS and mark != "\n" else mark for mark in text)
    shown = "".join(mark for mark in spaced if unicodedata.category(mark) not in _INVISIBLE)
    return unicodedata.normalize("NFC", shown).strip()
