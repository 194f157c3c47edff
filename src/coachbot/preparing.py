"""What can be expected of a group, from a few words about it: objections, a driver, and what to mind. All of it a guess.

A description is no remark: what is heard in it counts from a lower probability, and who is in the room and what they
have been through speak besides, by the words that the playbook lists for them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coachbot.messages import DriverGuess, Expected, Prepared, Scored, Topic
from coachbot.playbook import Preparing
from coachbot.recognition import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coachbot.playbook import Both, Language, ObjectionId, Playbook
    from coachbot.recognition import Recognition

MAX_DESCRIPTION = 2_000
"""Characters of a description that are looked at."""
READY = 3
"""As many questions are given to have ready."""
LIKELY = 0.15
"""The probability from which an objection heard in a description is worth expecting."""
LISTED = 0.5
"""What a circumstance that the playbook lists counts for, beside probabilities that are heard."""

_LETTERS = r"[^\W_]*"


def prepared(description: str, language: Language, recognition: Recognition, playbook: Playbook) -> Prepared | None:
    """What to expect; None where nothing in the description says anything."""
    return _Description(description, language, recognition, playbook).prepared()


class _Description:
    """What somebody told about a group, with all that is heard in it."""

    def __init__(self, text: str, language: Language, recognition: Recognition, playbook: Playbook) -> None:
        self.text = text
        self.language = language
        self.recognition = recognition
        self.playbook = playbook
        preparing = playbook.model.preparing
        self.preparing = preparing or Preparing(audiences=(), circumstances=(), drivers={})
        named = ((self.said(audience.words), audience) for audience in self.preparing.audiences)
        found = sorted(((span, audience) for span, audience in named if span is not None), key=lambda one: one[0])
        self.audiences = tuple((audience, self.words((span,))) for span, audience in found)
        """Who is named, in the order in which they are, and in which words."""
        self.guess, self.audience = self.driver()

    def prepared(self) -> Prepared | None:
        expected = tuple(self.questions())
        if not expected:
            return None
        scored = {one.objection: one.probability for one in self.recognition.objections}
        objections = dict.fromkeys(one.objection for one in expected)
        return Prepared(
            topic=Topic(
                language=self.language,
                objection=expected[0].objection,
                driver=self.guess.driver if self.guess else None,
                candidates=tuple(Scored(objection=one, probability=scored.get(one, 0.0)) for one in objections),
                drivers=self.recognition.drivers,
            ),
            expected=expected,
            guess=self.guess,
            audience=self.audience,
        )

    def driver(self) -> tuple[DriverGuess | None, str | None]:
        """The driver that is heard there most, and the audience it was guessed by: what was told outright goes first."""
        recognition = self.recognition
        others = [audience.driver for audience, _ in self.audiences]
        if recognition.told_driver is not None:
            runner_up = next((driver for driver in others if driver != recognition.told_driver), None)
            return DriverGuess(driver=recognition.told_driver, how="told", runner_up=runner_up), None
        if self.audiences:
            first, words = self.audiences[0]
            runner_up = next((driver for driver in others if driver != first.driver), None)
            return DriverGuess(driver=first.driver, how="heard", evidence=words, runner_up=runner_up), first.id
        likeliest = recognition.drivers[0] if recognition.drivers else None
        if likeliest is None or likeliest.probability < LIKELY:
            return None, None
        evidence = self.words(recognition.driver_evidence)
        return DriverGuess(driver=likeliest.driver, how="heard", probability=likeliest.probability, evidence=evidence), None

    def expected(self) -> Iterator[Expected]:
        """Objections, likeliest first: what is heard, then what this audience says most, then what comes with the driver."""
        heard = {
            one.objection: (one.probability, () if rank else self.words(self.recognition.evidence))
            for rank, one in enumerate(self.recognition.objections)
            if one.probability >= LIKELY
        }
        for circumstance in self.preparing.circumstances:
            span = self.said(circumstance.words)
            if span is not None:
                probability, _ = heard.get(circumstance.objection, (LISTED, ()))
                heard[circumstance.objection] = probability, self.words((span,))
        for objection, (_, evidence) in sorted(heard.items(), key=lambda found: -found[1][0]):
            yield Expected(objection=objection, how="heard" if evidence else "unsaid", evidence=evidence)
        for audience, words in self.audiences:
            for objection in audience.objections:
                yield Expected(objection=objection, how="audience", evidence=words)
        usual = self.preparing.drivers.get(self.guess.driver) if self.guess else None
        for objection in usual.objections if usual else ():
            yield Expected(objection=objection, how="driver")

    def questions(self) -> Iterator[Expected]:
        """As many as are to be had ready: an objection each, and where there are too few, other angles of the first ones."""
        first: dict[ObjectionId, Expected] = {}
        for one in self.expected():
            if one.objection in self.playbook.objections:
                first.setdefault(one.objection, one)
        chosen = list(first.values())[:READY]
        yield from chosen
        left = READY - len(chosen)
        for one in chosen:
            entry = self.playbook.entry(one.objection, self.guess.driver if self.guess else None).entry
            for angle in range(1, min(len(entry.texts[self.language].all_angles), left + 1)):
                left -= 1
                yield replace(one, angle=angle)

    def said(self, words: Both[tuple[str, ...]]) -> Span | None:
        """Where the first of these words stands: in the language of the text, else in the other, as names of teams often are."""
        spoken = self.recognition.language
        other: Language = "en" if spoken == "nl" else "nl"
        found = _pattern(words[spoken]).search(self.text) or _pattern(words[other]).search(self.text)
        return None if found is None else Span(start=found.start(), end=found.end())

    def words(self, spans: Iterable[Span]) -> tuple[str, ...]:
        return tuple(span.of(self.text) for span in spans)


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    each = "|".join(re.escape(word).replace(r"\*", _LETTERS).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)", re.IGNORECASE)
