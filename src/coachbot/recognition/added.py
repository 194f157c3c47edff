"""Phrases that a tenant adds, as evidence beside what was learned: counted at once, without learning again.

How near a message is to the added phrases of an objection is a number from 0 (nothing is said about it) to 1 (it is what that
phrase says). Two ways lead there, and the better one counts:

- **by meaning**: the cosine of the encoder's vectors, from `MEANING_FROM` (0) to `MEANING_FULL` (1). A message that lies nearer
  to a phrase which the recogniser learned for something else isn't near at all: that one keeps it.
- **by words**: the cosine of words and pieces of words, from `WORDS_FROM` to `WORDS_FULL`, within one language. It tells
  variants of a phrase that is about something new to the encoder, and works where there is no encoder.

The figures were chosen on the development split (docs/decisions/0012-curation.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from coachbot.playbook import Language
    from coachbot.recognition.heads import Floats
    from coachbot.recognition.lexicon import Features, Lexicon

MEANING_FROM, MEANING_FULL = 0.55, 0.75
WORDS_FROM, WORDS_FULL = 0.45, 0.7
CERTAIN = 0.95
"""The probability that the nearest phrase lends its objection at most: somebody may have meant something else after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A text that is to be heard as a class from now on."""

    text: str
    language: Language
    label: str


class AddedPhrases:
    """A tenant's additions, ready to be compared with messages."""

    def __init__(
        self,
        additions: Sequence[Addition],
        lexicons: Mapping[Language, Lexicon],
        embed: Callable[[str], Floats] | None,
        classes: Sequence[str],
    ) -> None:
        self._columns = np.array([classes.index(addition.label) for addition in additions], dtype=np.intp)
        self._width = len(classes)
        self._meaning = None if embed is None else np.array([embed(addition.text) for addition in additions], dtype=np.float32)
        self._words: dict[Language, tuple[NDArray[np.intp], Features]] = {}
        for language, lexicon in lexicons.items():
            rows = np.array([row for row, addition in enumerate(additions) if addition.language == language], dtype=np.intp)
            if len(rows):
                self._words[language] = rows, lexicon.transform([additions[row].text for row in rows])

    def near(self, vectors: Floats | None, nearest: Floats | None, features: Features, language: Language) -> Floats:
        """How near each part of a message is to the added phrases of each class, 0 to 1, parts × classes.

        `nearest` holds the cosines of the learned phrases, of the same shape.
        """
        found = np.zeros((len(features.rows), self._width), dtype=np.float32)
        if vectors is not None and nearest is not None and self._meaning is not None:
            cosines: Floats = (vectors @ self._meaning.T).astype(np.float32)
            elsewhere = {column: _without(nearest, column) for column in set(self._columns.tolist())}
            nearer = cosines >= np.column_stack([elsewhere[column] for column in self._columns.tolist()])
            np.maximum.at(found.T, self._columns, (_ramp(cosines, MEANING_FROM, MEANING_FULL) * nearer).T)
        if language in self._words:
            rows, phrases = self._words[language]
            # Words and pieces of words are of length 1 each.
            likeness: Floats = features.likeness(phrases) / np.float32(2)
            np.maximum.at(found.T, self._columns[rows], _ramp(likeness, WORDS_FROM, WORDS_FULL).T)
        return found


def lifted(probabilities: Floats, near: Floats) -> Floats:
    """Probabilities of the classes, with what nearness to added phrases says of each; unchanged where that is nothing.

    >>> lifted(np.array([0.8, 0.2]), np.array([0.0, 1.0])).round(3).tolist()
    [0.04, 0.96]
    """
    most = float(near.max(initial=0.0))
    if not most:
        return probabilities
    lent: Floats = (1 - CERTAIN * most) * probabilities + CERTAIN * most * near / near.sum()
    return lent


def _ramp(cosines: Floats, start: float, full: float) -> Floats:
    ramp: Floats = np.clip((cosines - start) / (full - start), 0.0, 1.0).astype(np.float32)
    return ramp


def _without(nearest: Floats, column: int) -> Floats:
    """The nearest of all other classes, by part."""
    others: Floats = np.delete(nearest, column, axis=1).max(axis=1)
    return others
