"""What a sentence asks: leave to tell something, an open question, or a second one in the same breath."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from coachbot.lint.patterns import GAP
from coachbot.lint.reading import fold
from coachbot.lint.wordlists import lint_words

if TYPE_CHECKING:
    from coachbot.playbook import Language

ENDS_IN_QUESTION_MARK = re.compile(r"\?[\"'\u2019\u201d]?$")
_CLAUSE_END = re.compile(r"[,:;]\s*|\s-+\s*")


def asks_leave(sentence: str, language: Language) -> bool:
    """Whether a sentence asks leave to tell or show something ("Mag ik …?").

    >>> asks_leave("Mag ik vertellen wat we toen zagen?", "nl")
    True
    """
    ends = ENDS_IN_QUESTION_MARK.search(sentence.rstrip()) is not None
    return ends and lint_words().patterns["asking_leave"][language].search(fold(sentence).text) is not None


def is_open(question: str, language: Language) -> bool:
    """Whether a folded question opens with a question word, or with what may stand before one.

    After a scale or a condition the first clause that asks must be an open one, so that "if you
    tried it, would you see what it does" does not pass for the "what" further on.
    """
    patterns = lint_words().patterns
    first, *rest = _CLAUSE_END.split(question.lstrip("\"'( "))
    opens = _opening(language).match(first) is not None
    if not patterns["conditions"][language].match(first) and not patterns["scales"][language].match(first):
        return opens
    for clause in rest:
        if _opening(language).match(clause):
            return True
        if patterns["closed_openings"][language].match(clause):
            return False
    return opens


@cache
def _opening(language: Language) -> re.Pattern[str]:
    sets = lint_words().sets
    prepositions, asking = ("|".join(sets[name][language]) for name in ("prepositions", "question_words"))
    return re.compile(rf"(?:(?:{prepositions}){GAP}){{0,2}}(?:{asking})(?![\w-])")


@cache
def second_question(language: Language) -> re.Pattern[str]:
    """A question word after "and"; not in "wie en wat", and after "or" only past a comma: "of" is also "whether"."""
    asking = "|".join(lint_words().sets["question_words"][language])
    both, either = ("en", "of") if language == "nl" else ("and", "or")
    return re.compile(rf"(?:(?<!\bwat )(?<!\bwie )(?<!\bwhat )(?<!\bwho )(?<= ){both}|(?<=, ){either})\s(?:{asking})(?![\w-])")
