"""What the heads that the product fits make of an encoder's embeddings, on development data.

Heads over [none, 30 objections], each alone and with a word and character TF-IDF logistic
regression: logistic regression on embeddings, cosine to class means, the nearest lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from data import NO_CUE, Line
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline, make_union

from coachbot.playbook import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

NONE = "none"
SCALE = 12.0
"""Cosine to a logit, before a temperature is fitted."""
NEIGHBOURS = 5
WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7)
SURE = 0.5


def classes_of(lines: Sequence[Line]) -> list[str]:
    """Each line's objection, or "none"."""
    return [line.objection or NONE for line in lines]


def log_softmax(scores: NDArray) -> NDArray:
    """Scores per row to log-probabilities."""
    scores = scores - scores.max(1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Log-probabilities per head for the same lines; column order is `classes`."""

    classes: list[str]
    scores: dict[str, NDArray]


def tfidf() -> Pipeline:
    """Build the word and character classifier."""
    return make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
        ),
        LogisticRegression(C=30, max_iter=300, tol=1e-3),
    )


def tfidf_scores(train: Sequence[Line], dev: Sequence[Line]) -> NDArray:
    """TF-IDF log-probabilities, a classifier per language, columns in sorted class order."""
    classes = classes_of(train)
    out = np.zeros((len(dev), len(set(classes))))
    for language in LANGUAGES:
        a = [i for i, line in enumerate(train) if line.language == language]
        b = [i for i, line in enumerate(dev) if line.language == language]
        model = tfidf().fit([train[i].text for i in a], [classes[i] for i in a])
        out[b] = model.predict_log_proba([dev[i].text for i in b])
    return out


def heads(train: Sequence[Line], x: NDArray, z: NDArray) -> Heads:
    """Fit the heads on training embeddings x, score development embeddings z."""
    y = np.array(classes_of(train))
    classes = sorted(set(y))
    kinds = np.array([line.topic for line in train])
    scores = {"logistic": LogisticRegression(C=10, max_iter=300, tol=1e-3).fit(x, y).predict_log_proba(z)}
    # Messages without an objection have nothing in common, so each kind of them has its own mean.
    means = {kind: x[kinds == kind].mean(0) for kind in sorted(set(kinds))}
    near = {kind: z @ (mean / np.linalg.norm(mean)) for kind, mean in means.items()}
    best = [np.max([near[k] for k in near if k == c or (c == NONE and k.startswith("none:"))], axis=0) for c in classes]
    scores["means"] = log_softmax(SCALE * np.stack(best, axis=1))
    similar = z @ x.T
    ordered = [np.sort(similar[:, y == c], axis=1) for c in classes]
    scores["neighbours"] = log_softmax(SCALE * np.stack([o[:, -NEIGHBOURS:].mean(1) for o in ordered], axis=1))
    scores["nearest"] = log_softmax(SCALE * np.stack([o[:, -1] for o in ordered], axis=1))
    return Heads(classes=classes, scores=scores)


def nll(logp: NDArray, gold: NDArray) -> float:
    """Mean negative log-probability of the right class."""
    return float(-logp[np.arange(len(gold)), gold].mean())


def temperature(logp: NDArray, gold: NDArray) -> float:
    """Find the temperature that makes these log-probabilities most honest."""
    return float(min(np.geomspace(0.2, 8, 60), key=lambda t: nll(log_softmax(logp / t), gold)))


def topk(logp: NDArray, gold: NDArray, k: int) -> NDArray:
    """Whether the right class is among the k likeliest, per line."""
    return (np.argsort(-logp, 1)[:, :k] == gold[:, None]).any(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Figures of one head on development data."""

    top1: float
    top3: float
    with_none: float
    auc: float
    nll: float
    parts: str

    def __str__(self) -> str:
        """All of them on one line."""
        return (
            f"top-1 {self.top1:.3f} top-3 {self.top3:.3f}, with none as an answer {self.with_none:.3f}, "
            f"none AUC {self.auc:.3f}, nll {self.nll:.3f} | {self.parts}"
        )


def summarise(logp: NDArray, classes: list[str], dev: Sequence[Line]) -> Result:
    """Top-1 and top-3 among objections over lines that hold one; none-detection over all lines."""
    gold = np.array([classes.index(c) for c in classes_of(dev)])
    none = classes.index(NONE)
    held = gold != none
    among = logp.copy()
    among[:, none] = -np.inf
    one, three = topk(among, gold, 1), topk(among, gold, 3)
    probability = np.exp(logp[:, none])
    parts = []
    for name in (*LANGUAGES, *sorted({line.style for line in dev} - {"none"})):
        mine = held & np.array([name in (line.language, line.style) for line in dev])
        parts.append(f"{name} {one[mine].mean():.3f}/{three[mine].mean():.3f}")
    said = probability > SURE
    parts.append(f"p(none) > {SURE} on {said[~held].mean():.2f} of none and {said[held].mean():.3f} of the rest")
    return Result(
        top1=one[held].mean(),
        top3=three[held].mean(),
        with_none=(logp.argmax(1) == gold)[held].mean(),
        auc=roc_auc_score(~held, probability),
        nll=nll(logp, gold),
        parts="; ".join(parts),
    )


def report(train: Sequence[Line], dev: Sequence[Line], x: NDArray, z: NDArray, base: NDArray) -> None:
    """Print every head alone and with TF-IDF log-probabilities, at its best weight and temperature."""
    found = heads(train, x, z)
    gold = np.array([found.classes.index(c) for c in classes_of(dev)])
    cool = {"tfidf": base, **found.scores}
    own = {name: temperature(scores, gold) for name, scores in cool.items()}
    cool = {name: log_softmax(scores / own[name]) for name, scores in cool.items()}
    cool["logistic + nearest"] = (cool["logistic"] + cool["nearest"]) / 2
    for name, scores in cool.items():
        t = temperature(scores, gold)
        print(f"{name} (T={own.get(name, t):.2f}): {summarise(log_softmax(scores / t), found.classes, dev)}")
        if name == "tfidf":
            continue
        options = []
        for weight in WEIGHTS:
            mixed = weight * scores + (1 - weight) * cool["tfidf"]
            t = temperature(mixed, gold)
            options.append((summarise(log_softmax(mixed / t), found.classes, dev), weight, t))
        best, weight, t = max(options, key=lambda option: option[0].top1 + option[0].top3)
        print(f"  with tfidf (weight {weight}, then T={t:.2f}): {best}")


def driver_report(train: Sequence[Line], dev: Sequence[Line], outputs: dict[str, tuple[NDArray, NDArray]]) -> None:
    """Print how well drivers are told from each of the encoder's outputs, alone and with TF-IDF.

    Macro-F1 is over the six drivers where one is given; naming one is then weighed against
    abstaining where the words carry no cue.
    """
    known = [i for i, line in enumerate(train) if line.driver and not (line.topic or "").startswith("none:")]
    held = [i for i, line in enumerate(dev) if line.driver and line.objection]
    y = np.array([train[i].driver for i in known])
    classes = sorted(set(y))
    gold = np.array([classes.index(dev[i].driver) for i in held])
    words = tfidf().fit([train[i].text for i in known], y).predict_log_proba([dev[i].text for i in held])
    words = log_softmax(words / temperature(words, gold))
    print(f"driver, tfidf: {_driver_figures(words, gold, classes)}")
    for name, (x, z) in outputs.items():
        scores = LogisticRegression(C=10, max_iter=500).fit(x[known], y).predict_log_proba(z[held])
        scores = log_softmax(scores / temperature(scores, gold))
        print(f"driver, {name}: {_driver_figures(scores, gold, classes)}")
        both = (scores + words) / 2
        t = temperature(both, gold)
        print(f"driver, {name} and tfidf, halves (T={t:.2f}): {_driver_figures(log_softmax(both / t), gold, classes)}")


def _driver_figures(logp: NDArray, gold: NDArray, classes: list[str]) -> str:
    no_cue = classes.index(NO_CUE)
    given = gold != no_cue
    named = np.exp(logp)
    cue = 1 - named[:, no_cue]
    named[:, no_cue] = 0
    guess, height = named.argmax(1), named.max(1)
    macro = f1_score(gold[given], guess[given], average="macro", labels=[i for i in range(len(classes)) if i != no_cue])
    sure = height > SURE
    return (
        f"macro-F1 {macro:.3f}, cue AUC {roc_auc_score(given, cue):.3f}, nll {nll(logp, gold):.3f}; at p > {SURE} named rightly "
        f"{(sure & (guess == gold))[given].mean():.2f}, wrongly {(sure & (guess != gold))[given].mean():.2f}, "
        f"abstains {(~sure)[~given].mean():.2f} of where no cue is"
    )
