"""What the rules find in a reply: words, and nothing a person couldn't point at.

The rules rather say nothing than something wrong: one that advises wrongly too often, by the measure of
`benchmarks/practice_rules.py`, advises nothing (`ADVISING`).
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from coachbot.lint.reading import fold, plain_words
from coachbot.lint.wordlists import lint_words
from coachbot.practice.rules import RULES, Finding, ReasonId, RuleId
from coachbot.practice.said import Sentence, sentences_of
from coachbot.practice.words import appeal, pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coachbot.playbook import Language

ADVISING: frozenset[RuleId] = frozenset(RULES)
"""Rules whose advice is right often enough to be given."""

SHARED_WORDS = 2
MIN_LETTERS = 5
"""So many longer words of the other given back make a statement a reflection."""


def feedback(reply: str, language: Language, *, appeals: tuple[str, ...] = (), said: str = "") -> tuple[Finding, ...]:
    """What each rule finds, in the order of the rules; a rule that can't tell finds nothing.

    Args:
        reply: what the consultant would say.
        language: the language the reply is in.
        appeals: the words that speak to what the played user's driver protects; without any, that rule finds nothing.
        said: what the played user said last.
    """
    sentences = sentences_of(reply, language)
    if not sentences:
        return ()
    found: list[Finding | None] = [
        _reflected(sentences, language, said),
        _open_question(sentences),
        _no_why(sentences, language),
        _no_but(sentences, language),
        _no_argument(sentences, language),
        _no_promise(sentences, language),
    ]
    if appeals:
        found.append(_speaks_to_driver(reply, appeals))
    return tuple(finding for finding in found if finding is not None)


def _reflected(sentences: tuple[Sentence, ...], language: Language, said: str) -> Finding | None:
    """Whether a statement that gives something back comes before the first question; None where that can't be told."""
    before = tuple(takewhile(lambda sentence: sentence.kind == "statement", sentences))
    if not before:
        return Finding(rule="reflected", kept=False, reason="asks_first", words=(_opening(sentences[0]),))
    telling = [_telling(sentence, language) for sentence in before]
    for sentence, told in zip(before, telling, strict=True):
        words = () if told else _reflection(sentence, language, said)
        if words:
            return Finding(rule="reflected", kept=True, reason="reflects", words=words)
    if all(telling):
        return Finding(rule="reflected", kept=False, reason="tells_first", words=telling[0][:1])
    return None


def _telling(sentence: Sentence, language: Language) -> tuple[str, ...]:
    """The words by which a statement tells, advises or calms down instead of giving something back."""
    found = (sentence.words(pattern(name, language)) for name in ("tells", "argues"))
    return next((words for words in found if words), ()) or _promised(sentence, language)


def _reflection(sentence: Sentence, language: Language, said: str) -> tuple[str, ...]:
    """The words by which a statement gives back what was said or felt; none when that can't be seen."""
    words = sentence.words(pattern("reflects", language)) or sentence.words(pattern("the_other", language))
    if words:
        return words[:1]
    theirs = {word for word in plain_words(said) if len(word) >= MIN_LETTERS}
    given_back = tuple(word for word in dict.fromkeys(plain_words(sentence.folded.original)) if word in theirs)
    return given_back if len(given_back) >= SHARED_WORDS else ()


def _open_question(sentences: tuple[Sentence, ...]) -> Finding:
    asking = [sentence for sentence in sentences if sentence.questions]
    total = sum(sentence.questions for sentence in asking)
    if total > 1:
        words = tuple(_opening(sentence) for sentence in asking)
        return Finding(rule="open_question", kept=False, reason="asks_twice", words=words)
    if total == 1:
        kept = asking[0].kind == "open"
        reason: ReasonId = "asks_openly" if kept else "asks_closed"
        return Finding(rule="open_question", kept=kept, reason=reason, words=(_opening(asking[0]),))
    leave = tuple(_opening(sentence) for sentence in sentences if sentence.kind == "leave")
    return Finding(rule="open_question", kept=False, reason="asks_closed" if leave else "asks_nothing", words=leave)


def _no_why(sentences: tuple[Sentence, ...], language: Language) -> Finding:
    words = _seen(sentences, lambda sentence: sentence.words(pattern("why", language), but=pattern("why_told", language)))
    return Finding(rule="no_why", kept=not words, reason="asks_why" if words else "no_why", words=words)


def _no_but(sentences: tuple[Sentence, ...], language: Language) -> Finding:
    contrast, only = pattern("contrast", language), pattern("only", language)
    words = _seen(sentences, lambda sentence: sentence.words(contrast, but=only))
    return Finding(rule="no_but", kept=not words, reason="says_but" if words else "no_but", words=words)


def _no_argument(sentences: tuple[Sentence, ...], language: Language) -> Finding:
    """Whether nothing is argued before leave was asked; what stands in a question argues nothing."""
    told: list[Sentence] = []
    for sentence in sentences:
        if sentence.kind == "leave":
            break
        if sentence.kind == "statement":
            told.append(sentence)
    words = _seen(told, lambda sentence: sentence.words(pattern("argues", language)))
    return Finding(rule="no_argument", kept=not words, reason="argues" if words else "no_argument", words=words)


def _no_promise(sentences: tuple[Sentence, ...], language: Language) -> Finding:
    words = _seen(sentences, lambda sentence: _promised(sentence, language))
    return Finding(rule="no_promise", kept=not words, reason="promises" if words else "no_promise", words=words)


def _promised(sentence: Sentence, language: Language) -> tuple[str, ...]:
    if sentence.kind != "statement" or pattern("kept_promise", language).search(sentence.folded.text):
        return ()
    words = sentence.words(pattern("promises", language))
    for deny_list in lint_words().deny_lists:
        if deny_list.source.rule == "W7" and not deny_list.unless[language].search(sentence.folded.text):
            words += sentence.words(deny_list.words[language])
    return words


def _speaks_to_driver(reply: str, appeals: tuple[str, ...]) -> Finding:
    folded = fold(reply)
    words = tuple(dict.fromkeys(folded.quote(*found.span()) for found in appeal(appeals).finditer(folded.text)))
    reason: ReasonId = "speaks_to_driver" if words else "speaks_past_driver"
    return Finding(rule="speaks_to_driver", kept=bool(words), reason=reason, words=words[:3])


def _seen(sentences: Iterable[Sentence], find: Callable[[Sentence], tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for sentence in sentences for word in find(sentence)))


def _opening(sentence: Sentence) -> str:
    """The first words of a sentence, to point at it."""
    return " ".join(sentence.folded.original.split()[:4])
