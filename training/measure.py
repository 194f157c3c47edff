"""What the heads that the product fits make of an encoder's embeddings, on development data.

Three heads over [none, 30 objections], each alone and with a word and character TF-IDF logistic
regression: logistic regression on embeddings, cosine to class means, nearest neighbours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from data import NO_CUE, Line
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline, make_union

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

NONE = "none"
SCALE, NEIGHBOURS_SCALE = 12.0, 12.0


def classes_of(lines: Sequence[Line]) -> list[str]:
    return [line.objection or NONE for line in lines]


def log_softmax(scores: NDArray) -> NDArray:
    scores = scores - scores.max(1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """Log-probabilities per head for the same lines; column order is `classes`."""

    classes: list[str]
    scores: dict[str, NDArray]


def tfidf():
    return make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
        ),
        LogisticRegression(C=30, max_iter=300, tol=1e-3),
    )


def logistic(c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=300, tol=1e-3)


def tfidf_scores(train: Sequence[Line], dev: Sequence[Line]) -> NDArray:
    """TF-IDF log-probabilities, per language, columns in sorted class order."""
    out = np.zeros((len(dev), len(set(classes_of(train)))))
    for language in ("nl", "en"):
        a = [i for i, line in enumerate(train) if line.language == language]
        b = [i for i, line in enumerate(dev) if line.language == language]
        model = tfidf().fit([train[i].text for i in a], [classes_of(train)[i] for i in a])
        out[b] = model.predict_log_proba([dev[i].text for i in b])
    return out


def heads(train: Sequence[Line], x: NDArray, z: NDArray) -> Heads:
    """Fit the three heads on training embeddings x, score development embeddings z."""
    y = np.array(classes_of(train))
    classes = sorted(set(y))
    kinds = np.array([line.topic for line in train])
    scores = {}
    for c in (1.0, 10.0):
        scores[f"lr{c:g}"] = logistic(c).fit(x, y).predict_log_proba(z)
    # Messages without an objection have nothing in common, so each kind has its own mean.
    means = {kind: x[kinds == kind].mean(0) for kind in sorted(set(kinds))}
    cos = {kind: z @ (mean / np.linalg.norm(mean)) for kind, mean in means.items()}
    best = np.stack([np.max([cos[k] for k in cos if (k == c or (c == NONE and k.startswith("none:")))], 0) for c in classes], 1)
    scores["means"] = log_softmax(SCALE * best)
    similar = z @ x.T
    near = np.stack([np.sort(similar[:, y == c], 1)[:, -5:].mean(1) for c in classes], 1)
    scores["knn5"] = log_softmax(NEIGHBOURS_SCALE * near)
    near = np.stack([similar[:, y == c].max(1) for c in classes], 1)
    scores["nn1"] = log_softmax(NEIGHBOURS_SCALE * near)
    return Heads(classes=classes, scores=scores)


def nll(logp: NDArray, gold: NDArray) -> float:
    return float(-logp[np.arange(len(gold)), gold].mean())


def temperature(logp: NDArray, gold: NDArray) -> float:
    """The temperature that makes these log-probabilities most honest."""
    grid = np.geomspace(0.2, 8, 60)
    return float(min(grid, key=lambda t: nll(log_softmax(logp / t), gold)))


def topk(logp: NDArray, gold: NDArray, k: int) -> NDArray:
    return (np.argsort(-logp, 1)[:, :k] == gold[:, None]).any(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Figures of one head on development data."""

    top1: float
    top3: float
    strict: float
    auc: float
    nll: float
    text: str


def summarise(logp: NDArray, classes: list[str], dev: Sequence[Line]) -> Result:
    """Top-1 and top-3 among objections over lines that hold one; none-detection over all lines."""
    gold = np.array([classes.index(c) for c in classes_of(dev)])
    none = classes.index(NONE)
    held = gold != none
    among = logp.copy()
    among[:, none] = -np.inf
    one, three = topk(among, gold, 1), topk(among, gold, 3)
    probability = np.exp(logp[:, none])
    auc = roc_auc_score(~held, probability)
    parts = []
    for key in ("nl", "en"):
        m = held & np.array([line.language == key for line in dev])
        parts.append(f"{key} {one[m].mean():.3f}/{three[m].mean():.3f}")
    for style in sorted({line.style for line in dev} - {"none"}):
        m = held & np.array([line.style == style for line in dev])
        parts.append(f"{style} {one[m].mean():.2f}/{three[m].mean():.2f}")
    said = probability > 0.5
    parts.append(f"none auc {auc:.3f}, p>.5: finds {said[~held].mean():.2f}, wrongly {said[held].mean():.3f}")
    strict = (logp.argmax(1) == gold)[held].mean()
    return Result(
        top1=one[held].mean(), top3=three[held].mean(), strict=strict, auc=auc, nll=nll(logp, gold), text="; ".join(parts)
    )


def combine(a: NDArray, b: NDArray, weight: float) -> NDArray:
    return log_softmax(weight * a + (1 - weight) * b)


def report(train: Sequence[Line], dev: Sequence[Line], x: NDArray, z: NDArray, base: NDArray, say: Callable = print) -> dict:
    """Print every head alone and with TF-IDF; give back the best combination per head."""
    found = heads(train, x, z)
    gold = np.array([found.classes.index(c) for c in classes_of(dev)])
    t = temperature(base, gold)
    cool = log_softmax(base / t)
    result = summarise(cool, found.classes, dev)
    say(f"tfidf       T={t:.2f} top1 {result.top1:.3f} top3 {result.top3:.3f} strict {result.strict:.3f} | {result.text}")
    best = {}
    for name, scores in found.scores.items():
        t = temperature(scores, gold)
        cooled = log_softmax(scores / t)
        alone = summarise(cooled, found.classes, dev)
        say(f"{name:8} T={t:.2f} top1 {alone.top1:.3f} top3 {alone.top3:.3f} strict {alone.strict:.3f} | {alone.text}")
        options = []
        for weight in np.arange(0.3, 0.96, 0.1):
            mixed = weight * cooled + (1 - weight) * cool
            t2 = temperature(mixed, gold)
            options.append((summarise(log_softmax(mixed / t2), found.classes, dev), weight, t2))
        mixed, weight, t2 = max(options, key=lambda o: o[0].top1 + o[0].top3 + 0.25 * o[0].auc)
        say(
            f"  +tfidf w={weight:.1f} T={t2:.2f} top1 {mixed.top1:.3f} top3 {mixed.top3:.3f} strict {mixed.strict:.3f} nll {mixed.nll:.3f} | {mixed.text}"
        )
        best[name] = mixed
    return best


def driver_report(train: Sequence[Line], dev: Sequence[Line], x: NDArray, z: NDArray, say: Callable = print) -> None:
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
        say(
            f"driver {name:9} macro-F1 {macro:.3f} top2 {top2:.3f}; cue auc {auc:.3f}; at p>{best:.2f}: named and right "
            f"{(named & (forced == gold))[given].mean():.2f}, named and wrong {(named & (forced != gold))[given].mean():.2f}, "
            f"abstains where no cue {(~named)[~given].mean():.2f}"
        )
    say(f"  {Counter(gold)}")
