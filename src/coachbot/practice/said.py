"""A reply as the rules read it: sentence by sentence, each a statement or one of several kinds of question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coachbot.lint.asking import asks_leave, is_open, second_question
from coachbot.lint.reading import Folded, fold, plain_words, sentences
from coachbot.lint.wordlists import lint_words
from coachbot.practice.words import pattern

if TYPE_CHECKING:
    from coachbot.playbook import Language

OPENING = 4
"""Words of a sentence that are quoted to point at it."""
Kind = Literal["statement", "open", "closed", "leave"]

_CONNECTIVE = re.compile(
    r"^[\"'(\s]*(?:(?:en|dus|maar|nou|oke|ok|goed|ja|nee|so|and|but|well|okay|right|then|dan)\b[\s,:;-]*){1,3}"
)
_CLAUSE = re.compile(r"[,:;]\s*|\s-+\s*|(?<=\w)\s(?=(?:en|dus|maar|and|so|but)\s)")
_QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_LINES = re.compile(r"\s*\n+\s*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: as it was written and as it is matched, and what kind it is.

    `questions` is how many things it asks: 0, 1, or 2 where a second question hangs on.
    """

    folded: Folded
    kind: Kind
    questions: int

    @property
    def opening(self) -> str:
        """Its first words, to point at it."""
        return " ".join(self.folded.original.split()[:OPENING])

    @property
    def length(self) -> int:
        """How many words it has."""
        return len(plain_words(self.folded.original))

    def words(self, found: re.Pattern[str], *, but: re.Pattern[str] | None = None) -> tuple[str, ...]:
        """The words that a pattern finds, as they were written; not within quotation marks, nor where `but` finds them too."""
        apart = [quoted.span() for quoted in _QUOTED.finditer(self.folded.text)]
        if but is not None:
            apart += [other.span() for other in but.finditer(self.folded.text)]
        spans = (match.span() for match in found.finditer(self.folded.text))
        return tuple(
            self.folded.quote(start, end).strip(" ,;:-")
            for start, end in spans
            if not any(begin < end and start < stop for begin, stop in apart)
        )


def sentences_of(reply: str, language: Language) -> tuple[Sentence, ...]:
    """The sentences of a reply; the end of a line ends one too."""
    return tuple(_sentence(said, language) for line in _LINES.split(reply) for said in sentences(line))


def _sentence(said: str, language: Language) -> Sentence:
    folded = fold(said)
    kind = _kind(folded.text, language)
    if kind in ("statement", "leave"):
        return Sentence(folded, kind, 0)
    twice = second_question(language).search(folded.text) or lint_words().patterns["second_questions"][language].search(
        folded.text
    )
    return Sentence(folded, kind, 2 if twice else 1)


def _kind(text: str, language: Language) -> Kind:
    bare = _CONNECTIVE.sub("", text)
    if "?" not in text:
        return "open" if pattern("asks_unmarked", language).match(bare) else "statement"
    if pattern("pushes", language).search(bare):
        return "closed"
    if _asks_openly(bare, language):
        return "open"
    if asks_leave(bare, language) or pattern("leave", language).search(text):
        return "leave"
    clauses = [_CONNECTIVE.sub("", clause) for clause in _CLAUSE.split(bare) if clause.strip()]
    if any(_asks_openly(clause, language) for clause in clauses[1:]):
        return "open"
    closed = lint_words().patterns["closed_openings"][language]
    tail = pattern("tail", language).search(text)
    return "closed" if tail or any(closed.match(clause) for clause in clauses) else "statement"


def _asks_openly(clause: str, language: Language) -> bool:
    return is_open(clause, language) or pattern("why", language).match(clause) is not None
