"""What the heads that the product fits make of an encoder's embeddings, on development data.

Heads over [none, 30 objections], each alone and with a word and character TF-IDF logistic
regression: logistic regression on embeddings, cosine to class means, the nearest lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from coachbot.playbook import LANGUAGES
from data import NO_CUE, Line
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline, make_union

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


def driver_report(train: Sequence[Line], dev: Sequence[Line], x: NDArray, z: NDArray) -> None:
    """Macro-F1 over drivers where one is given, and how often none is named where there is no cue."""
    known = [i for i, line in enumerate(train) if line.driver and not (line.topic or "").startswith("none:")]
    y = np.array([train[i].driver for i in known])
    held = [i for i, line in enumerate(dev) if line.driver and line.objection]
    gold = np.array([dev[i].driver for i in held])
    given = gold != NO_CUE
    labels = sorted(set(y) - {NO_CUE})
    texts = ([train[i].text for i in known], [dev[i].text for i in held])
    word = tfidf().fit(texts[0], y)
    lr = LogisticRegression(C=3, max_iter=500, class_weight="balanced").fit(x[known], y)
    a, b = lr.predict_log_proba(z[held]), word.predict_log_proba(texts[1])
    classes = list(lr.classes_)
    for name, logp in (("embedding", a), ("tfidf", b), ("both", log_softmax(0.7 * a + 0.3 * b))):
        p = np.exp(logp)
        driver = p.copy()
        driver[:, classes.index(NO_CUE)] = 0
        forced = np.array(classes)[driver.argmax(1)]
        macro = f1_score(gold[given], forced[given], average="macro", labels=labels)
        top2 = np.mean([g in np.array(classes)[np.argsort(-d)[:2]] for g, d in zip(gold[given], driver[given], strict=True)])
        cue = 1 - p[:, classes.index(NO_CUE)]
        auc = roc_auc_score(given, cue)
        best = max(
            np.arange(0.2, 0.96, 0.05),
            key=lambda q: ((driver.max(1) > q) & (forced == gold))[given].mean() + (driver.max(1) <= q)[~given].mean(),
        )
        named = driver.max(1) > best
        print(
            f"driver {name:9} macro-F1 {macro:.3f} top2 {top2:.3f}; cue auc {auc:.3f}; at p>{best:.2f}: named and right "
            f"{(named & (forced == gold))[given].mean():.2f}, named and wrong {(named & (forced != gold))[given].mean():.2f}, "
            f"abstains where no cue {(~named)[~given].mean():.2f}"
        )
