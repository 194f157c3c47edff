"""Words and pieces of words as features, weighed by how rare they are in the phrases learned from.

scikit-learn counts the n-grams when a playbook is learned. Answering needs neither it nor scipy:
they would take most of a second to load and more memory than everything that is learned.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float32]

MOST_WORDS = 20_000
MOST_PIECES = 30_000
SHORTEST_PIECE, LONGEST_PIECE = 2, 5

_WORD = re.compile(r"\b\w\w+\b")


def words(text: str) -> Iterator[str]:
    """The words of a text, and every two that follow each other.

    >>> list(words("Geen tijd, té druk"))
    ['geen', 'tijd', 'te', 'druk', 'geen tijd', 'tijd te', 'te druk']
    """
    found = _WORD.findall(_plain(text))
    yield from found
    yield from map(" ".join, pairwise(found))


def pieces(text: str) -> Iterator[str]:
    """Two to five letters in a row within each word, with the blanks around it.

    >>> list(pieces("te"))
    [' t', 'te', 'e ', ' te', 'te ', ' te ']
    """
    for word in _plain(text).split():
        padded = f" {word} "
        for length in range(SHORTEST_PIECE, min(LONGEST_PIECE, len(padded)) + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


@dataclass(frozen=True, slots=True)
class Features:
    """A row per text: the columns that aren't 0, and their values."""

    rows: Sequence[tuple[NDArray[np.intp], Floats]]
    width: int

    def __matmul__(self, weights: Floats) -> Floats:
        """Every row times a matrix, or times a vector, that has an element for every column."""
        return np.array([values @ weights[columns] for columns, values in self.rows], dtype=np.float32)

    def __getitem__(self, rows: Sequence[int]) -> Features:
        """Some of the rows."""
        return Features([self.rows[row] for row in rows], self.width)

    def against(self, weights: Floats, usual: Floats) -> Floats:
        """Every row times a vector, taken against another of the same width (neither is read as a whole)."""
        return np.array([values @ (weights[columns] - usual[columns]) for columns, values in self.rows], dtype=np.float32)

    def likeness(self, others: Features) -> Floats:
        """Every row times every row of others: cosines, where rows are of unit length."""
        found = np.zeros((len(self.rows), len(others.rows)), dtype=np.float32)
        if not others.rows:
            return found
        ends = np.cumsum([0, *(len(columns) for columns, _ in others.rows)])
        columns, values = (np.concatenate(parts) for parts in zip(*others.rows, strict=True))
        spread = np.zeros(self.width, dtype=np.float32)
        for row, (own, weights) in enumerate(self.rows):
            spread[own] = weights
            sums = np.concatenate(([0.0], np.cumsum(values * spread[columns], dtype=np.float64)))
            found[row] = sums[ends[1:]] - sums[ends[:-1]]
            spread[own] = 0.0
        return found

    def matrix(self) -> csr_matrix:
        """As scikit-learn takes them."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - only learning needs it

        ends = np.cumsum([0, *(len(columns) for columns, _ in self.rows)])
        columns, values = (np.concatenate(parts) for parts in zip(*self.rows, strict=True))
        return csr_matrix((values, columns, ends), shape=(len(self.rows), self.width))


@dataclass(frozen=True, slots=True)
class NGrams:
    """N-grams of one kind, in the order of their columns, and how much each counts."""

    take: Callable[[str], Iterator[str]]
    columns: Mapping[str, int]
    weights: Floats

    @classmethod
    def fit(cls, take: Callable[[str], Iterator[str]], texts: Sequence[str], most: int) -> Self:
        """Learn the `most` frequent n-grams of these texts; the rarer one is, the more it counts."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - only learning needs it

        found = TfidfVectorizer(analyzer=take, max_features=most).fit(texts)
        return cls(take, {str(gram): int(column) for gram, column in found.vocabulary_.items()}, found.idf_.astype(np.float32))

    def row(self, text: str) -> tuple[NDArray[np.intp], Floats]:
        """The columns of a text and their values; the second time that an n-gram occurs counts less than the first."""
        counts = Counter(self.take(text))
        known = {self.columns[gram]: count for gram, count in counts.items() if gram in self.columns}
        columns = np.fromiter(known, dtype=np.intp, count=len(known))
        values = self.weights[columns] * (1 + np.log(np.fromiter(known.values(), dtype=np.float32, count=len(known))))
        return columns, values / max(float(np.linalg.norm(values)), 1e-12)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and the pieces of words of one language."""

    parts: Sequence[NGrams]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Self:
        """Learn the n-grams of these texts."""
        return cls((NGrams.fit(words, texts, MOST_WORDS), NGrams.fit(pieces, texts, MOST_PIECES)))

    def transform(self, texts: Sequence[str]) -> Features:
        """Features of texts, one row each."""
        return self.features([self.row(text) for text in texts])

    def row(self, text: str) -> tuple[NDArray[np.intp], Floats]:
        """The features of one text: its columns that aren't 0, and their values."""
        first = len(self.parts[0].columns)
        (columns, values), (more_columns, more_values) = (part.row(text) for part in self.parts)
        return np.concatenate([columns, more_columns + first]), np.concatenate([values, more_values])

    def features(self, rows: Sequence[tuple[NDArray[np.intp], Floats]]) -> Features:
        """Rows together."""
        return Features(rows, sum(len(part.columns) for part in self.parts))

    def alike(self, texts: Sequence[str]) -> Floats:
        """The cosines of texts, each with each. Words and pieces of words are of length 1 each."""
        features = self.transform(texts)
        return features.likeness(features) / np.float32(len(self.parts))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put away, under names that begin with `prefix`."""
        kept: dict[str, NDArray[Any]] = {}
        for index, part in enumerate(self.parts):
            grams = sorted(part.columns, key=part.columns.__getitem__)
            kept[f"{prefix}.{index}.ngrams"] = np.frombuffer("\n".join(grams).encode(), dtype=np.uint8)
            kept[f"{prefix}.{index}.weights"] = part.weights
        return kept

    @classmethod
    def from_arrays(cls, prefix: str, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Take up again what `arrays` put away."""
        parts = []
        for index, take in enumerate((words, pieces)):
            grams = kept[f"{prefix}.{index}.ngrams"].tobytes().decode().split("\n")
            parts.append(NGrams(take, {gram: column for column, gram in enumerate(grams)}, kept[f"{prefix}.{index}.weights"]))
        return cls(parts)


def _plain(text: str) -> str:
    """In small letters, without accents."""
    text = text.lower()
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
