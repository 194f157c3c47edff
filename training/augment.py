"""Other ways in which the same thing reaches the coach: in a hurry, dictated, reported, inside a story.

Whatever is done to a line leaves its objection and driver as they were. About half of the lines
stay as written; the rest are changed anew each epoch.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from data import Line

    from coachbot.playbook import Language

FRAMES = {
    "nl": (
        "{}, zei ze.", "Een deelnemer zei: '{}'", "Hij zei: {}", "'{}', kreeg ik te horen.", "Ze riepen: {}",
        "Wat zeg ik tegen iemand die zegt: {}",
        "Een teamleider zei tegen me: {}", "Reactie uit de zaal: {}", "Ik kreeg vandaag dit: {}", "Iemand achterin: '{}'",
        "Ze vinden het dus zo: {}", "Hoe reageer ik op '{}'?", "Volgens een van de dames van de balie: {}", "Letterlijk: {}",
    ),
    "en": (
        "{}, she said.", "A participant said: '{}'", "He said: {}", "'{}', I was told.", "They shouted: {}",
        "What do I say to someone who says: {}",
        "A team leader told me: {}", "Someone in the room: {}", "I got this one today: {}", "From the back row: '{}'",
        "Their view is this: {}", "How do I respond to '{}'?", "According to one of the clerks: {}", "Her words: {}",
    ),
}  # fmt: skip
FILLERS = {
    "nl": (
        "eh",
        "nou ja",
        "zeg maar",
        "dus eh",
        "weet je",
        "ja",
        "of nee wacht",
        "hoe zeg je dat",
        "eigenlijk",
        "kijk",
        "gewoon",
    ),
    "en": ("er", "well", "you know", "so um", "like", "yeah", "no wait", "how do you say it", "basically", "I mean", "sort of"),
}
SHORTHAND = {
    "nl": {"het": "t", "een": "n", "niet": "nie", "gewoon": "gwn", "maar": "mr", "wel": "wl", "dat": "da", "voor": "vr",
           "ook": "ok", "zij": "ze", "collega": "coll", "ik": "k", "eigenlijk": "eig", "jaar": "jr", "is": "s", "met": "mt"},
    "en": {"you": "u", "are": "r", "for": "4", "to": "2", "and": "n", "because": "cos", "with": "w", "people": "ppl",
           "please": "pls", "the": "teh", "don't": "dont", "it's": "its", "can't": "cant", "about": "abt", "be": "b"},
}  # fmt: skip
_WORD = re.compile(r"\S+")


class Augmenter:
    """Changes lines at random; `fill` are texts without an objection, to stand around one that holds it."""

    def __init__(self, lines: Sequence[Line], random: random.Random) -> None:
        self.random = random
        self.fill: dict[Language, list[str]] = {"nl": [], "en": []}
        for line in lines:
            if line.style == "scene" or line.topic in ("none:smalltalk", "none:consultant-own", "none:weather-sport"):
                self.fill[line.language].append(line.text)

    def __call__(self, line: Line) -> Line:
        """A variant of the line, or the line as it is."""
        chance, words = self.random.random(), len(line.text.split())
        text = line.text
        if line.objection and line.style in ("plain", "quote", "short") and chance < 0.22:
            text = self.framed(text, line.language)
        elif line.objection and words <= 30 and line.style != "dictated" and chance < 0.40:
            text = self.among_others(text, line.language)
        chance = self.random.random()
        if chance < 0.12 and line.style not in ("dictated", "typo"):
            text = self.dictated(text, line.language)
        elif chance < 0.22:
            text = self.mistyped(text, line.language)
        elif chance < 0.32:
            text = self.thinned(text)
        return replace(line, text=text)

    def framed(self, text: str, language: Language) -> str:
        """Report it: 'Een deelnemer zei: …'."""
        frame = self.random.choice(FRAMES[language])
        if frame.startswith(("{}", "'{}'")):
            text = text.rstrip(".")
        return frame.format(text)

    def among_others(self, text: str, language: Language) -> str:
        """Put sentences that have nothing to do with it before or after it."""
        before = self.random.choice(self.fill[language])
        if self.random.random() < 0.3:
            return f"{text} {before}"
        if self.random.random() < 0.3:
            return f"{before} {text} {self.random.choice(self.fill[language])}"
        return f"{before} {text}"

    def dictated(self, text: str, language: Language) -> str:
        """No capitals, no punctuation, and fillers, as a phone takes it down."""
        words = re.sub(r"[^\w\s'’-]", " ", text.lower()).split()
        for _ in range(self.random.randint(0, 1 + len(words) // 10)):
            words.insert(self.random.randint(0, len(words)), self.random.choice(FILLERS[language]))
        return " ".join(words)

    def mistyped(self, text: str, language: Language) -> str:
        """Slips of the finger in some words, and the shorthand of a chat."""
        short = SHORTHAND[language]

        def word(match: re.Match[str]) -> str:
            text = match[0]
            if self.random.random() < 0.4 and text.lower() in short:
                return short[text.lower()]
            return self.slip(text) if len(text) > 3 and self.random.random() < 0.2 else text

        text = _WORD.sub(word, text)
        return text.lower().rstrip(".") if self.random.random() < 0.6 else text

    def slip(self, word: str) -> str:
        """Swap, drop or double one letter."""
        at = self.random.randint(1, len(word) - 2)
        match self.random.randint(0, 2):
            case 0:
                return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            case 1:
                return word[:at] + word[at + 1 :]
            case _:
                return word[:at] + word[at] + word[at:]

    def thinned(self, text: str) -> str:
        """Leave out a tenth of the words of a longer line, so that no single one is relied on."""
        words = text.split()
        if len(words) < 6:
            return text
        return " ".join(word for word in words if self.random.random() > 0.12) or text
