"""What the rules find in a reply: words, and nothing a person couldn't point at.

The rules rather say nothing than something wrong: where words can't tell, a rule finds nothing, and one that
advises wrongly too often, by the measure of `benchmarks/practice_rules.py`, gives no advice (`ADVISING`).
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from coachbot.lint.reading import plain_words
from coachbot.lint.wordlists import lint_words
from coachbot.practice.rules import Finding, ReasonId, RuleId
from coachbot.practice.said import Sentence, sentences_of
from coachbot.practice.words import appeal, pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coachbot.playbook import Language

ADVISING: frozenset[RuleId] = frozenset(("no_why", "no_but", "no_argument", "no_promise"))
"""Rules whose advice is right often enough to be given: in 0.85 or more of the cases, by what a trainer finds.

Measured on `evaluation/replies_locked.jsonl`, on which nothing was fitted (docs/quality.md has the figures, November 2026). The
others praise what was kept, and neither advise nor harden the played user.
"""

FEWEST_WORDS = 3
"""Fewer words than these give nothing back, and argue nothing."""
SHARED_WORDS = 2
MIN_LETTERS = 5
"""So many longer words of the other given back make a statement a reflection."""
SHOWN = 3
"""As many words are shown where a rule sees more."""


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
    found = _Reading(sentences, language)
    findings = (
        found.reflected(said),
        found.open_question(),
        found.no_why(),
        found.no_but(),
        found.no_argument(),
        found.no_promise(),
        found.speaks_to_driver(appeals, said) if appeals else None,
    )
    return tuple(finding for finding in findings if finding is not None)


class _Reading:
    """A reply in one language, read by each rule."""

    def __init__(self, sentences: Sequence[Sentence], language: Language) -> None:
        self.sentences = sentences
        self.language = language

    def seen(self, name: str, sentence: Sentence, but: str | None = None) -> tuple[str, ...]:
        """The words of a set that stand in a sentence, as they were written."""
        apart = None if but is None else pattern(but, self.language)
        return sentence.words(pattern(name, self.language), but=apart)

    def all_seen(self, sentences: Iterable[Sentence], find: Callable[[Sentence], tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for sentence in sentences for word in find(sentence)))[:SHOWN]

    def reflected(self, said: str) -> Finding | None:
        """Whether a statement that gives something back comes before the first question."""
        before = tuple(takewhile(lambda sentence: sentence.kind == "statement", self.sentences))
        if not before:
            return Finding(rule="reflected", kept=False, reason="asks_first", words=(self.sentences[0].opening,))
        told = [self.tells(sentence) for sentence in before]
        for sentence, telling in zip(before, told, strict=True):
            words = () if telling else self.gives_back(sentence, said, sure=not any(map(self.tells, self.sentences)))
            if words:
                return Finding(rule="reflected", kept=True, reason="reflects", words=words)
        if all(told):
            return Finding(rule="reflected", kept=False, reason="tells_first", words=told[0][:1])
        if sum(sentence.length for sentence in before) < FEWEST_WORDS:
            return Finding(rule="reflected", kept=False, reason="says_little", words=(before[0].opening,))
        return None

    def tells(self, sentence: Sentence) -> tuple[str, ...]:
        """The words by which a statement tells, advises or calms down instead of giving something back."""
        return self.seen("tells", sentence) or self.argued(sentence) or self.promised(sentence)

    def gives_back(self, sentence: Sentence, said: str, *, sure: bool) -> tuple[str, ...]:
        """The words by which a statement gives back what was said or felt; none where that can't be seen.

        That it merely speaks of the other, or in words of the other's, is enough where nothing else in the reply tells.
        """
        words = self.seen("reflects", sentence)
        if words or not sure:
            return words[:1]
        words = self.seen("the_other", sentence)
        if words:
            return words[:1]
        theirs = {word for word in plain_words(said) if len(word) >= MIN_LETTERS}
        given_back = tuple(word for word in dict.fromkeys(plain_words(sentence.folded.original)) if word in theirs)
        return given_back if len(given_back) >= SHARED_WORDS else ()

    def open_question(self) -> Finding:
        """Whether one open question is asked, and nothing else beside asking leave."""
        asking = [sentence for sentence in self.sentences if sentence.questions]
        if sum(sentence.questions for sentence in asking) > 1:
            words = tuple(sentence.opening for sentence in asking)
            return Finding(rule="open_question", kept=False, reason="asks_twice", words=words[:SHOWN])
        if asking:
            kept = asking[0].kind == "open"
            reason: ReasonId = "asks_openly" if kept else "asks_closed"
            return Finding(rule="open_question", kept=kept, reason=reason, words=(asking[0].opening,))
        leave = tuple(sentence.opening for sentence in self.sentences if sentence.kind == "leave")
        return Finding(rule="open_question", kept=False, reason="asks_closed" if leave else "asks_nothing", words=leave[:SHOWN])

    def no_why(self) -> Finding:
        """Whether nothing is asked with a why; one that is only spoken of asks nothing."""
        asking = (sentence for sentence in self.sentences if sentence.kind != "statement")
        words = self.all_seen(asking, lambda sentence: self.seen("why", sentence, but="why_told"))
        return Finding(rule="no_why", kept=not words, reason="asks_why" if words else "no_why", words=words)

    def no_but(self) -> Finding | None:
        """Whether nothing takes the reflection back; where one stands before it or inside it, that can't be told."""
        words = self.all_seen(self.sentences, self.takes_back)
        if not words and self.contrasts(self.sentences[0]):
            return None
        return Finding(rule="no_but", kept=not words, reason="says_but" if words else "no_but", words=words)

    def takes_back(self, sentence: Sentence) -> tuple[str, ...]:
        """The words by which a sentence takes back what came before.

        A "but" at the very beginning comes before anything was given back, and one between two things about the
        other ("you'd like to, but you can't") belongs to what is given back.
        """
        before = self.seen("contrast_before", sentence) or len(self.seen("the_other", sentence)) >= SHARED_WORDS
        return () if sentence is self.sentences[0] and before else self.contrasts(sentence)

    def contrasts(self, sentence: Sentence) -> tuple[str, ...]:
        """The words of contrast in a sentence."""
        return self.seen("contrast", sentence, but="only")

    def no_argument(self) -> Finding:
        """Whether nothing is argued before leave was asked; what stands in a question argues nothing."""
        told = list(takewhile(lambda sentence: sentence.kind != "leave", self.sentences))
        words = self.all_seen((sentence for sentence in told if sentence.kind == "statement"), self.argued)
        words = words or self.told_unasked(told)
        return Finding(rule="no_argument", kept=not words, reason="argues" if words else "no_argument", words=words)

    def argued(self, sentence: Sentence) -> tuple[str, ...]:
        """The words by which a statement persuades: an advantage, a fact, or what comes after a "but"."""
        words = () if self.seen("reports", sentence) else self.seen("argues", sentence)
        if words or self.seen("kept_promise", sentence) or self.seen("contrast_of_own", sentence):
            return words
        return self.takes_back(sentence)

    def told_unasked(self, sentences: Sequence[Sentence]) -> tuple[str, ...]:
        """The statements that are neither about the other nor about oneself, where no open question is asked.

        Such a one after the first sentence, or any after a question, tells what nobody asked.
        """
        if any(sentence.kind == "open" for sentence in sentences):
            return ()
        for index, sentence in enumerate(sentences):
            if not index or sentence.kind != "statement" or sentence.length <= FEWEST_WORDS or "?" in sentence.folded.text:
                continue
            if not (self.seen("the_other", sentence) or self.seen("oneself", sentence) or self.promised(sentence)):
                return (sentence.opening,)
        return ()

    def no_promise(self) -> Finding:
        """Whether nothing is promised that others decide on."""
        words = self.all_seen(self.sentences, self.promised)
        return Finding(rule="no_promise", kept=not words, reason="promises" if words else "no_promise", words=words)

    def promised(self, sentence: Sentence) -> tuple[str, ...]:
        """The words by which a statement promises what others decide on."""
        if sentence.kind != "statement" or self.seen("kept_promise", sentence) or self.seen("reports", sentence):
            return ()
        words = self.seen("promises", sentence)
        for deny_list in lint_words().deny_lists:
            if deny_list.source.rule == "W7" and not deny_list.unless[self.language].search(sentence.folded.text):
                words += sentence.words(deny_list.words[self.language])
        return words

    def speaks_to_driver(self, appeals: tuple[str, ...], said: str) -> Finding | None:
        """Whether what a driver protects is spoken to, outside of an argument or a why.

        Without its words that can't be told, as giving back what was said speaks to it too; where nothing was given
        back, it isn't spoken to.
        """
        heard = (sentence for sentence in self.sentences if not self.tells(sentence) and not self.seen("why", sentence))
        words = self.all_seen(heard, lambda sentence: sentence.words(appeal(appeals)))
        if words:
            return Finding(rule="speaks_to_driver", kept=True, reason="speaks_to_driver", words=words)
        reflected = self.reflected(said)
        if reflected is not None and not reflected.kept:
            return Finding(rule="speaks_to_driver", kept=False, reason="speaks_past_driver")
        return None
