"""What is learned from a playbook: words and vectors to classes, with a cache on disk.

Classes are the objections and, as ``none/<kind>``, the kinds of message that hold none; for
drivers they are the drivers and ``none`` where the words carry no cue of any.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from coachbot.playbook import LANGUAGES
from coachbot.recognition.heads import SEED, LinearHead, Neighbours
from coachbot.recognition.lexicon import MOST_PIECES, MOST_WORDS, Lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from coachbot.playbook import Language, Playbook
    from coachbot.recognition.encoder import Encoder

    Progress = Callable[[str, int, int], None]

NONE = "none/"
NO_DRIVER = "none"
FORMAT = 5
"""Goes up when what is learned, or how it is kept, changes: older cache files are then ignored."""

MOST_EXAMPLES = 30_000
"""Texts that are learned from at most, four times the shipped playbook; comparing a message with them takes some 4 ms."""
OBJECTION_STRENGTH = 10.0
DRIVER_STRENGTH = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text to learn from. `driver` is None where it isn't known whether there is a cue."""

    text: str
    language: Language
    label: str | None
    driver: str | None


def examples(playbook: Playbook) -> Iterator[Example]:
    """Everything in a playbook that a recogniser learns from."""
    for language in LANGUAGES:
        for objection in playbook.objections.values():
            for text in (objection.title[language], objection.about[language]):
                yield Example(text=text, language=language, label=objection.id, driver=None)
            for phrase in objection.phrases[language]:
                driver = phrase.driver or (NO_DRIVER if phrase.style else None)
                yield Example(text=phrase.text, language=language, label=objection.id, driver=driver)
        for kind, texts in playbook.no_objection.items():
            for text in texts[language]:
                yield Example(text=text, language=language, label=NONE + kind, driver=NO_DRIVER)
        for spoken_from in playbook.model.drivers.values():
            for cue in spoken_from.cues[language]:
                yield Example(text=cue, language=language, label=None, driver=spoken_from.id)


def thinned(known: Sequence[Example]) -> Sequence[Example]:
    """As many examples as can be learned from in minutes: of a large playbook, some of every class, evenly."""
    if len(known) <= MOST_EXAMPLES:
        return known
    classes: dict[tuple[str | None, ...], list[Example]] = defaultdict(list)
    for example in known:
        driver = example.driver if example.label is None else None
        classes[example.language, example.label, driver].append(example)
    most = max(1, MOST_EXAMPLES // len(classes))
    return [
        members[place * len(members) // most] if len(members) > most else members[place]
        for members in classes.values()
        for place in range(min(most, len(members)))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LexicalBase:
    """What is learned from the words of one language."""

    lexicon: Lexicon
    objections: LinearHead
    drivers: LinearHead


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseBase:
    """What is learned from the encoder's vectors, over both languages at once."""

    objections: LinearHead
    nearest: Neighbours
    drivers: LinearHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """All that is learned from one playbook."""

    lexical: Mapping[Language, LexicalBase]
    dense: DenseBase | None

    @classmethod
    def learn(cls, playbook: Playbook, encoder: Encoder | None, progress: Progress) -> Self:
        """Learn from a playbook: a minute on one core for the shipped one, mostly the encoder's."""
        known = thinned(tuple(examples(playbook)))
        lexical: dict[Language, LexicalBase] = {}
        for step, language in enumerate(LANGUAGES):
            progress("words", step, len(LANGUAGES))
            spoken = [example for example in known if example.language == language]
            lexicon = Lexicon.fit([example.text for example in spoken])
            features = lexicon.transform([example.text for example in spoken])
            rows, labels = _labelled(spoken, "label")
            driver_rows, drivers = _labelled(spoken, "driver")
            lexical[language] = LexicalBase(
                lexicon=lexicon,
                objections=LinearHead.fit_margins(features[rows], labels),
                drivers=LinearHead.fit_margins(features[driver_rows], drivers),
            )
        progress("words", len(LANGUAGES), len(LANGUAGES))
        if encoder is None:
            return cls(lexical=lexical, dense=None)
        vectors = encoder.embed_many([example.text for example in known], lambda done, total: progress("meaning", done, total))
        rows, labels = _labelled(known, "label")
        driver_rows, drivers = _labelled(known, "driver")
        dense = DenseBase(
            objections=LinearHead.fit_probabilities(vectors.meaning[rows], labels, OBJECTION_STRENGTH),
            nearest=Neighbours.of(vectors.meaning[rows], labels),
            drivers=LinearHead.fit_probabilities(vectors.driver[driver_rows], drivers, DRIVER_STRENGTH),
        )
        return cls(lexical=lexical, dense=dense)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What to put away."""
        kept: dict[str, NDArray[Any]] = {}
        for language, base in self.lexical.items():
            kept |= base.lexicon.arrays(f"{language}.lexicon")
            kept |= base.objections.arrays(f"{language}.objections")
            kept |= base.drivers.arrays(f"{language}.drivers")
        if self.dense is not None:
            kept |= self.dense.objections.arrays("dense.objections") | self.dense.drivers.arrays("dense.drivers")
            kept |= self.dense.nearest.arrays("dense.nearest")
        return kept

    @classmethod
    def from_arrays(cls, kept: Mapping[str, NDArray[Any]]) -> Self:
        """Take up again what `arrays` put away."""
        lexical = {
            language: LexicalBase(
                lexicon=Lexicon.from_arrays(f"{language}.lexicon", kept),
                objections=LinearHead.from_arrays(f"{language}.objections", kept),
                drivers=LinearHead.from_arrays(f"{language}.drivers", kept),
            )
            for language in LANGUAGES
        }
        dense = None
        if "dense.objections.classes" in kept:
            dense = DenseBase(
                objections=LinearHead.from_arrays("dense.objections", kept),
                nearest=Neighbours.from_arrays("dense.nearest", kept),
                drivers=LinearHead.from_arrays("dense.drivers", kept),
            )
        return cls(lexical=lexical, dense=dense)


def cache_key(playbook: Playbook, encoder: Encoder | None) -> str:
    """Names what a base was learned from, so that a change of content is a change of name."""
    parts = (
        FORMAT,
        SEED,
        MOST_WORDS,
        MOST_PIECES,
        MOST_EXAMPLES,
        OBJECTION_STRENGTH,
        DRIVER_STRENGTH,
        encoder.digest if encoder else "words",
    )
    told = hashlib.sha256(repr(parts).encode())
    for example in examples(playbook):
        told.update(repr(example).encode())
    return told.hexdigest()[:24]


def _labelled(known: Sequence[Example], field: str) -> tuple[list[int], list[str]]:
    """The rows of the examples that have this label, and the labels."""
    labels = [getattr(example, field) for example in known]
    rows = [row for row, label in enumerate(labels) if label is not None]
    return rows, [labels[row] for row in rows]
