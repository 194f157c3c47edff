"""The default recogniser: words and meaning together, clauses beside the whole, calibrated.

Two views give log-probabilities over the same classes: word and character n-grams, and the
tuned encoder. They are added with fitted weights, for the whole message and for its clauses,
since a story hides the objection. Deterministic: the same text gives the same answer.
"""

from __future__ import annotations

import re
from copy import copy
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from coachbot.messages import Scored, ScoredDriver
from coachbot.playbook import LANGUAGES
from coachbot.recognition import Recognition, Span
from coachbot.recognition.added import AddedPhrases, Addition, lifted
from coachbot.recognition.base import NO_DRIVER, NONE
from coachbot.recognition.clauses import clauses, joined_remarks
from coachbot.recognition.language import hear_language
from coachbot.recognition.mixing import RawScores, by_words, driver_parts, objection_parts, whole
from coachbot.recognition.told import ToldDriver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coachbot.playbook import DriverId, Language, ObjectionId, Playbook
    from coachbot.recognition.base import Base
    from coachbot.recognition.boundaries import Boundaries
    from coachbot.recognition.calibration import Calibration
    from coachbot.recognition.encoder import Encoder
    from coachbot.recognition.heads import Floats, LinearHead, Neighbours
    from coachbot.recognition.lexicon import Features

WORDS = 4_000
"""Words whose features are kept, per language: some 3 MB. Most words of a message are common ones."""
EMBEDDED = 5_000
"""Added phrases whose vectors are kept, of all tenants together: some 8 MB."""
RANKED = 6
"""As many objections as are listed, likeliest first."""
DISTRESS = NONE + "distress"
EVIDENCE_WORDS = 7
PLAINLY = 0.5
"""Where less of a probability by words is left, the encoder outweighed that in 1 of 420 certain development messages."""
FAINTLY_LESS = 0.75
"""Where more is left than this, it often did."""
FAINTLY = 0.1
"""How likely an objection must be in its place for what a joined remark says by itself to count."""
MAX_SCORED = 4_000
"""Characters that are scored; nobody speaks longer about one objection."""

_WORD = re.compile(r"[^\W_][\w'’-]*")


class EnsembleRecogniser:
    """Recognises by what a playbook taught it."""

    def __init__(
        self, playbook: Playbook, base: Base, encoder: Encoder | None, calibration: Calibration, boundaries: Boundaries
    ) -> None:
        self._base = base
        self._encoder = encoder if base.dense is not None else None
        self._calibration = calibration
        self.boundaries = boundaries
        self._told = ToldDriver(playbook.model.drivers)
        self._added: AddedPhrases | None = None
        self._embedded = None if self._encoder is None else lru_cache(maxsize=EMBEDDED)(partial(_embedded, self._encoder))
        self._word_rows = {language: lru_cache(maxsize=WORDS)(words.lexicon.row) for language, words in base.lexical.items()}
        self._learned_from = playbook
        self._know(playbook)
        lexical_heads = [head for words in base.lexical.values() for head in (words.objections, words.drivers)]
        self._usual = {id(head): head.weights.mean(axis=1) for head in lexical_heads}
        """What each word says of all classes alike."""

    def _know(self, playbook: Playbook) -> None:
        """Tell apart what this playbook holds; a class that nothing was learned of is always the least likely."""
        base = self._base
        self._known: dict[str, ObjectionId] = {str(objection): objection for objection in playbook.objections}
        self._drivers: dict[str, DriverId] = {str(driver): driver for driver in playbook.model.drivers}
        kinds = [NONE + kind for kind in playbook.no_objection]
        self.classes = (*self._known, *kinds)
        self.none = np.array([name.startswith(NONE) for name in self.classes])
        self.driver_classes = (*self._drivers, NO_DRIVER)
        self.no_driver = np.array([name == NO_DRIVER for name in self.driver_classes])
        self._columns = {id(head): _columns(head, self.classes) for head in self._heads("objections")}
        self._columns |= {id(head): _columns(head, self.driver_classes) for head in self._heads("drivers")}
        if base.dense is not None:
            self._columns[id(base.dense.nearest)] = _columns(base.dense.nearest, self.classes)

    def extended(self, playbook: Playbook) -> EnsembleRecogniser:
        """The same recogniser for a playbook with more in it: what is new is heard at once, by its nearness alone.

        It shares everything that was learned. An added phrase is embedded once, whoever adds it and however often.
        """
        additions = tuple(_additions(self._learned_from, playbook))
        other = copy(self)
        other._know(playbook)  # noqa: SLF001 - it is one of us
        lexicons = {language: base.lexicon for language, base in self._base.lexical.items()}
        other._added = AddedPhrases(additions, lexicons, self._embedded, other.classes) if additions else None  # noqa: SLF001 - likewise
        return other

    def recognise(self, text: str, language: Language | None = None) -> Recognition:
        """Recognise a remark; `language` is what the person asked for, or None to find out."""
        text = text[:MAX_SCORED]
        heard = hear_language(text, usual=language or "nl")
        spoken = heard.language
        raw = self.raw_scores(text, spoken)
        parts = objection_parts(raw, self._calibration)
        learned_distress = self.learned_distress(parts)
        probabilities = self._objections(raw, parts)
        if raw.near is not None:
            parts = np.log([lifted(part, near) for part, near in zip(np.exp(parts), raw.near, strict=True)])
        ranking = [index for index in np.argsort(-probabilities) if not self.none[index]][:RANKED]
        objections = tuple(self._scored(index, probabilities[index]) for index in ranking)
        kind = int(np.where(self.none, probabilities, -1.0).argmax())
        drivers = self._drivers_of(raw)
        driver_ranking = [index for index in np.argsort(-drivers) if not self.no_driver[index]]
        words = [Span(start=match.start(), end=match.end()) for match in _WORD.finditer(text)]
        lexical = self._base.lexical[spoken]
        features = lexical.lexicon.features([self._word_rows[spoken](word.of(text)) for word in words])
        distress = self.boundaries.distress(text, spoken, learned=learned_distress, threshold=self._calibration.distress)
        first, driver = ranking[0], driver_ranking[0]
        evidence = self._evidence(text, words, features, lexical.objections, self.classes[first])
        certain = bool(probabilities[first] >= self._calibration.sure)
        evidence = self._proven(text, spoken, evidence, raw, lambda scores: self._objections(scores)[first], certain=certain)
        driver_evidence = self._evidence(text, words, features, lexical.drivers, self.driver_classes[driver])
        driver_evidence = self._proven(text, spoken, driver_evidence, raw, lambda scores: self._drivers_of(scores)[driver])
        return Recognition(
            language=spoken,
            other_language=heard.third,
            objections=objections,
            no_objection=float(probabilities[self.none].sum()),
            no_objection_kind=self.classes[kind].removeprefix(NONE),
            drivers=tuple(
                ScoredDriver(driver=self._drivers[self.driver_classes[index]], probability=float(drivers[index]))
                for index in driver_ranking
            ),
            no_driver=float(drivers[self.no_driver].sum()),
            evidence=evidence,
            driver_evidence=driver_evidence,
            told_driver=self._told(text, spoken),
            also_heard=self._also_heard(text, spoken, raw, parts, objections),
            distress=distress,
            distress_said=distress == "writer" and self.boundaries.is_said(text, spoken),
            right=self.boundaries.right(text, spoken),
        )

    def _objections(self, raw: RawScores, parts: Floats | None = None) -> Floats:
        """Probabilities of all classes of objections for a message; `parts` are those of its parts, where they are known."""
        parts = objection_parts(raw, self._calibration) if parts is None else parts
        probabilities = whole(parts, self.none, self._calibration.clause_weight)
        return probabilities if raw.near is None else lifted(probabilities, raw.near.max(axis=0))

    def _drivers_of(self, raw: RawScores) -> Floats:
        """Probabilities of all classes of drivers for a message."""
        return whole(driver_parts(raw, self._calibration), self.no_driver, self._calibration.clause_weight)

    def alike(self, texts: Sequence[str]) -> Floats:
        """How alike texts are, each with each: cosines of what they mean, or of their words where there is no encoder."""
        if self._encoder is not None:
            vectors = self._encoder.embed(texts).meaning
            return np.asarray(vectors @ vectors.T, dtype=np.float32)
        return np.maximum(*(self._base.lexical[language].lexicon.alike(texts) for language in LANGUAGES))

    def raw_scores(self, text: str, language: Language, *, words_only: bool = False) -> RawScores:
        """Scores of the whole message and of its clauses, before they are weighed and calibrated.

        With `words_only` neither the encoder nor what a tenant added has a say.
        """
        spans = clauses(text)
        lexical, dense = self._base.lexical[language], self._base.dense
        features = lexical.lexicon.transform([text, *(span.of(text) for span in spans)])
        if words_only or dense is None or self._encoder is None:
            vectors = meaning = nearest = drivers = None
        else:
            embedded = self._encoder.embed_parts(text, spans)
            vectors = embedded.meaning
            meaning = self._wide(dense.objections, vectors, self.classes)
            nearest = self._wide(dense.nearest, vectors, self.classes)
            drivers = self._wide(dense.drivers, embedded.driver, self.driver_classes)
        return RawScores(
            clauses=spans,
            lexical=self._wide(lexical.objections, features, self.classes),
            lexical_drivers=self._wide(lexical.drivers, features, self.driver_classes),
            dense=meaning,
            nearest=nearest,
            dense_drivers=drivers,
            near=None if self._added is None or words_only else self._added.near(vectors, nearest, features, language),
        )

    def _wide(self, head: LinearHead | Neighbours, features: Any, classes: Sequence[str]) -> Floats:  # noqa: ANN401 - each takes its own
        """A head's scores in the order of all classes; a class it never saw gets the lowest."""
        scores = head.scores(features)
        wide = np.repeat(scores.min(axis=1, keepdims=True), len(classes), axis=1)
        columns = self._columns[id(head)]
        known = columns >= 0
        wide[:, columns[known]] = scores[:, known]
        return wide

    def learned_distress(self, parts: Floats) -> float:
        """How likely the message as a whole is one of distress; a single clause of a story says too little."""
        if DISTRESS not in self.classes:
            return 0.0
        return float(np.exp(parts[0, self.classes.index(DISTRESS)]))

    def _also_heard(
        self, text: str, language: Language, raw: RawScores, parts: Floats, objections: Sequence[Scored]
    ) -> tuple[Scored, ...]:
        """Objections that another clause voices clearly, likeliest first.

        In its place a remark that is joined to another sounds half like the other. It is heard by itself, and counts for what it
        says in its place at least faintly.
        """
        if len(parts) == 1 or not objections:
            return ()
        clearly = np.exp(parts[1:])
        joined = joined_remarks(text)
        for row, span in enumerate(raw.clauses):
            if span in joined:
                alone = np.exp(objection_parts(self.raw_scores(span.of(text), language), self._calibration)[0])
                alone = alone if raw.near is None else lifted(alone, raw.near[row + 1])
                clearly[row] = np.where(clearly[row] >= FAINTLY, alone, 0.0)
        clearly[:, self.none] = 0.0
        best = clearly.max(axis=0)
        found = [
            self._scored(index, best[index])
            for index in set(clearly.argmax(axis=1).tolist())
            if best[index] >= self._calibration.also_heard and self.classes[index] != objections[0].objection
        ]
        return tuple(sorted(found, key=lambda scored: -scored.probability))

    def _scored(self, index: int, probability: float) -> Scored:
        return Scored(objection=self._known[self.classes[index]], probability=float(probability))

    def _evidence(self, text: str, words: Sequence[Span], features: Features, head: LinearHead, name: str) -> tuple[Span, ...]:
        """The stretch of words that speaks most for a class; none when no words do.

        What a word adds is how much the lexical score for the class, against the mean of all
        classes, would fall without it.
        """
        if name not in head.classes or not words:
            return ()
        adds = features.against(head.weights[:, head.classes.index(name)], self._usual[id(head)])
        adds = adds - max(float(np.median(adds)), 0.0) - 0.02
        best, best_sum, start, total = (0, 0), 0.0, 0, 0.0
        for index, value in enumerate(adds):
            if total <= 0 or index - start >= EVIDENCE_WORDS or _apart(text, words[index - 1], words[index]):
                start, total = index, 0.0
            total += float(value)
            if total > best_sum:
                best, best_sum = (start, index), total
        if best_sum <= 0:
            return ()
        return (Span(start=words[best[0]].start, end=words[best[1]].end),)

    def _proven(
        self,
        text: str,
        language: Language,
        shown: tuple[Span, ...],
        raw: RawScores,
        read: Callable[[RawScores], float],
        *,
        certain: bool = False,
    ) -> tuple[Span, ...]:
        """The words shown, if what they are shown for is less likely without them; else none. `read` gives how likely it is.

        Where an answer rests on them (`certain`), the encoder reads what is left unless words alone settle it; it takes as
        long as the message did. Elsewhere words alone must do.
        """
        if not shown:
            return ()
        rest = text[: shown[0].start] + text[shown[0].end :]
        left, before = read(self.raw_scores(rest, language, words_only=True)), read(by_words(raw))
        if left < PLAINLY * before or not certain:
            return shown if left < FAINTLY_LESS * before else ()
        return shown if read(self.raw_scores(rest, language)) < read(raw) else ()

    def _heads(self, axis: str) -> list[LinearHead]:
        bases = [self._base.lexical[language] for language in LANGUAGES]
        heads = [getattr(base, axis) for base in bases]
        return heads + ([getattr(self._base.dense, axis)] if self._base.dense is not None else [])


def _additions(learned_from: Playbook, playbook: Playbook) -> Iterator[Addition]:
    """What a playbook says that the one learned from doesn't: its phrases, and the titles of new objections."""
    for objection in playbook.objections.values():
        known = learned_from.objections.get(objection.id)
        if known is objection:
            continue
        for language in LANGUAGES:
            said = [phrase.text for phrase in objection.phrases[language]]
            old = {phrase.text for phrase in known.phrases[language]} if known else set()
            titles = () if known else (objection.title[language],)
            for text in (*titles, *(text for text in said if text not in old)):
                yield Addition(text=text, language=language, label=objection.id)


def _embedded(encoder: Encoder, text: str) -> Floats:
    vector: Floats = encoder.embed([text]).meaning[0]
    return vector


def _apart(text: str, left: Span, right: Span) -> bool:
    """Whether a sentence ends between two words."""
    return any(mark in ".!?\n" for mark in text[left.end : right.start])


def _columns(head: LinearHead | Neighbours, classes: Sequence[str]) -> np.ndarray:
    """For each class of a head, its column among all classes, or -1 where it isn't one of them."""
    where = {name: column for column, name in enumerate(classes)}
    return np.array([where.get(name, -1) for name in head.classes])
