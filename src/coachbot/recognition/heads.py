"""Linear heads: scores per class from word and character features, or from an encoder's vectors.

Both kinds are learned from labelled phrases in seconds and can be put away as plain arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from coachbot.recognition.lexicon import Features

    Floats = NDArray[np.float32]

SEED = 20261125


def log_softmax(scores: Floats, temperature: float) -> Floats:
    """Scores to log-probabilities over the last axis; a higher temperature is less sure."""
    scaled = scores / temperature
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    result: Floats = (scaled - np.log(np.exp(scaled).sum(axis=-1, keepdims=True))).astype(np.float32)
    return result


@dataclass(frozen=True, slots=True)
class LinearHead:
    """A score per class: features · weights + bias. `weights` has a row per feature."""

    classes: tuple[str, ...]
    weights: Floats
    bias: Floats

    def scores(self, features: Features | Floats) -> Floats:
        """Scores, texts × classes."""
        return np.asarray(features @ self.weights + self.bias, dtype=np.float32)

    @classmethod
    def fit_margins(cls, features: Features, labels: Sequence[str]) -> Self:
        """Learn from sparse features: as good as logistic regression here and twenty times faster."""
        from sklearn.svm import LinearSVC  # noqa: PLC0415 - only learning needs it

        model = LinearSVC(C=0.5, random_state=SEED)
        model.fit(features.matrix(), labels)
        return cls(_classes(model), *_both_sides(model))

    @classmethod
    def fit_probabilities(cls, vectors: Floats, labels: Sequence[str], strength: float) -> Self:
        """Learn from dense vectors by logistic regression; `strength` is the inverse of its regularisation."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only learning needs it

        model = LogisticRegression(C=strength, max_iter=300, random_state=SEED)
        model.fit(vectors, labels)
        return cls(_classes(model), *_both_sides(model))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put away, under names that begin with `prefix`."""
        return {
            f"{prefix}.classes": np.frombuffer("\n".join(self.classes).encode(), dtype=np.uint8),
            f"{prefix}.weights": self.weights,
            f"{prefix}.bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, prefix: str, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Take up again what `arrays` put away."""
        classes = tuple(kept[f"{prefix}.classes"].tobytes().decode().split("\n"))
        return cls(classes, kept[f"{prefix}.weights"], kept[f"{prefix}.bias"])


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A score per class: the cosine of the phrase of that class that lies nearest, -1 to 1.

    `vectors` holds unit vectors of phrases, class by class; `starts` where each class begins. A
    class counts by its best phrase alone, so one new phrase is enough to be heard.
    """

    classes: tuple[str, ...]
    vectors: Floats
    starts: NDArray[np.int64]

    def scores(self, vectors: Floats) -> Floats:
        """Cosines, texts × classes."""
        # This way round: with a few texts, BLAS would copy all the phrases for the other.
        found: Floats = np.maximum.reduceat(self.vectors @ vectors.T, self.starts, axis=0).T
        return found

    @classmethod
    def of(cls, vectors: Floats, labels: Sequence[str]) -> Self:
        """Keep the phrases of every class."""
        names, starts = np.unique(np.sort(labels), return_index=True)
        order = np.argsort(labels, kind="stable")
        return cls(tuple(names.tolist()), np.ascontiguousarray(vectors[order]), starts.astype(np.int64))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What to put away, under names that begin with `prefix`."""
        return {
            f"{prefix}.classes": np.frombuffer("\n".join(self.classes).encode(), dtype=np.uint8),
            f"{prefix}.vectors": self.vectors,
            f"{prefix}.starts": self.starts,
        }

    @classmethod
    def from_arrays(cls, prefix: str, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Take up again what `arrays` put away."""
        classes = tuple(kept[f"{prefix}.classes"].tobytes().decode().split("\n"))
        return cls(classes, kept[f"{prefix}.vectors"], kept[f"{prefix}.starts"])


def _classes(model: Any) -> tuple[str, ...]:  # noqa: ANN401 - scikit-learn ships no types
    return tuple(str(name) for name in model.classes_)


def _both_sides(model: Any) -> tuple[Floats, Floats]:  # noqa: ANN401 - scikit-learn ships no types
    """Weights and bias with a column per class, also for two classes, where scikit-learn keeps one."""
    weights, bias = model.coef_.T.astype(np.float32), np.atleast_1d(model.intercept_).astype(np.float32)
    if len(model.classes_) == 2:  # noqa: PLR2004 - see above
        weights, bias = np.hstack([-weights, weights]), np.hstack([-bias, bias])
    return np.ascontiguousarray(weights), bias
