"""The rules over one entry in one language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.lint.asking import ENDS_IN_QUESTION_MARK, asks_leave, is_open, second_question
from coachbot.lint.parts import Part, further_angles, parts_of
from coachbot.lint.reading import Folded, fold, plain_words, sentences, words
from coachbot.lint.scope import Scope
from coachbot.lint.wordlists import PartName, lint_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.lint.findings import Finding
    from coachbot.playbook import DriverId, EntryText, Language, Objection

MAX_QUESTION_WORDS = 25
MAX_WORDING_WORDS = 45
MAX_WORDING_SENTENCES = 3
MIN_SENTENCE_WORDS = 5
"""From this length on, somebody who hears a sentence twice notices."""

MAX_CHARACTERS: dict[PartName, int] = {
    "behind": 320,
    "wording": 320,
    "question": 150,
    "if_yes": 400,
    "avoid": 320,
    "listen_for": 320,
    "check_first": 320,
    "next_act": 320,
}
"""With these, a whole entry fits a Slack message and a Teams card."""

# What isn't in the list: markup of either platform, emoji, letters that aren't Latin, anything invisible.
_NOT_PLAIN = re.compile(
    r"[^A-Za-z\u00c0-\u024f0-9 .,;:?!'\"()/%&+=\u20ac\u00a3\u00b0\u00b2\u00bc\u00bd\u00be"
    r"\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026-]"
    r"|https?:|www\.|(?<!\S):\w+:|^(?:[-+]|\d{1,3}[.)])[ ]"
)
_LOOSE_SPACES = re.compile(r"^ | $| {2}")


def lint_text(
    text: EntryText, language: Language, *, objection: Objection | None, driver: DriverId | None
) -> tuple[Finding, ...]:
    """Check one entry in one language against every rule that looks at one entry only.

    Args:
        text: the entry as it stands, or as somebody is about to save it.
        language: the language it is written in.
        objection: what it answers; None for the general entry.
        driver: whom it answers; None for a neutral entry.
    """
    scope = Scope(objection=None if objection is None else objection.id, driver=driver, language=language)
    found: list[Finding] = []
    for part in parts_of(text):
        if part.text.strip():
            found += _part(part, language, scope)
        else:
            found.append(scope.fault("empty", part.place))
    found += _leave_has_an_answer(text, language, scope)
    found += _is_complete(text, objection, scope)
    found += _formal(text, language, scope)
    found += _repeats_itself(text, scope)
    return tuple(found)


def is_plain(text: str) -> bool:
    """Whether a text is words and punctuation alone, without markup, emoji or loose spaces."""
    return _NOT_PLAIN.search(text) is None and _LOOSE_SPACES.search(text) is None


def _part(part: Part, language: Language, scope: Scope) -> Iterator[Finding]:
    yield from _form(part, scope)
    yield from _denied_words(part, language, scope)
    yield from _address(part, language, scope)
    match part.name:
        case "question":
            yield from _question(part, language, scope)
        case "wording":
            yield from _wording(part, language, scope)
        case "behind" if not _pattern("guesses", language).search(fold(part.text).text):
            yield scope.fault("behind_as_fact", part.place, part.text)
        case _:
            pass


def _form(part: Part, scope: Scope) -> Iterator[Finding]:
    """Lengths and plain text: T1, T2, and Q1 as far as it counts characters."""
    limit = MAX_CHARACTERS[part.name]
    if len(part.text) > limit:
        name = "question_characters" if part.name == "question" else "part_too_long"
        yield scope.fault(name, part.place, part.text, count=len(part.text), limit=limit)
    yield from not_plain(part.text, part.place, scope)


def not_plain(text: str, place: str, scope: Scope) -> Iterator[Finding]:
    """T2: what isn't plain text."""
    odd = dict.fromkeys(_visible(found.group()) for found in _NOT_PLAIN.finditer(text))
    if odd:
        yield scope.fault("not_plain", place, " ".join(odd))
    if _LOOSE_SPACES.search(text):
        yield scope.fault("loose_spaces", place, text)


def _denied_words(part: Part, language: Language, scope: Scope) -> Iterator[Finding]:
    """The rules that are lists of words: Q3, Q4, Q6, Q7, Q9, W7, W9, W10, W12 and N."""
    for sentence in sentences(part.text):
        folded = fold(sentence)
        for deny_list in lint_words().deny_lists:
            if part.name not in deny_list.source.parts or deny_list.unless[language].search(folded.text):
                continue
            for found in deny_list.words[language].finditer(folded.text):
                yield scope.denied(deny_list.source, part.place, _quote(folded, found))


def _address(part: Part, language: Language, scope: Scope) -> Iterator[Finding]:
    """W11: *je* everywhere, *u* in the formal version; a reflex that is quoted may be either."""
    if part.name == "avoid":
        return
    name, fault = ("informal_address", "informal_in_formal") if part.formal else ("formal_address", "formal_in_informal")
    folded = fold(part.text)
    for found in _pattern(name, language).finditer(folded.text):
        yield scope.fault(fault, part.place, _quote(folded, found))


def _question(part: Part, language: Language, scope: Scope) -> Iterator[Finding]:
    """Q1, Q2 and Q5."""
    count = len(words(part.text))
    if count > MAX_QUESTION_WORDS:
        yield scope.fault("question_words", part.place, part.text, count=count, limit=MAX_QUESTION_WORDS)
    marks = part.text.count("?")
    if marks != 1 or not ENDS_IN_QUESTION_MARK.search(part.text.rstrip()):
        yield scope.fault("question_marks", part.place, part.text, count=marks)
    count = len(sentences(part.text))
    if count > 1:
        yield scope.fault("question_sentences", part.place, part.text, count=count)
    folded = fold(part.text)
    if not is_open(folded.text, language):
        yield scope.fault("question_closed", part.place, " ".join(part.text.split()[:3]))
    second = second_question(language).search(folded.text) or _pattern("second_questions", language).search(folded.text)
    if second:
        yield scope.fault("two_questions", part.place, _quote(folded, second))


def _wording(part: Part, language: Language, scope: Scope) -> Iterator[Finding]:
    """W1, W2, W3 and W5."""
    said = sentences(part.text)
    if "?" in said[0]:
        yield scope.fault("reflection_asks", part.place, said[0])
    for index, sentence in enumerate(said):
        folded = fold(sentence)
        for found in _pattern("contrast_anywhere" if index else "contrast_in_reflection", language).finditer(folded.text):
            yield scope.fault("contrast", part.place, _quote(folded, found))
    if len(said) > MAX_WORDING_SENTENCES:
        yield scope.fault("wording_sentences", part.place, part.text, count=len(said))
    count = len(words(part.text))
    if count > MAX_WORDING_WORDS:
        yield scope.fault("wording_words", part.place, part.text, count=count, limit=MAX_WORDING_WORDS)
    asking = [sentence for sentence in said[1:] if "?" in sentence]
    only_leave = asking == said[-1:] and part.text.count("?") == 1 and asks_leave(said[-1], language)
    if asking and not only_leave:
        yield scope.fault("wording_asks", part.place, " ".join(asking))


def _leave_has_an_answer(text: EntryText, language: Language, scope: Scope) -> Iterator[Finding]:
    """W5: who asks leave has something to tell when leave is given."""
    for place, wording, if_yes in (
        ("if_yes", text.wording, text.if_yes),
        *((f"{place}.if_yes", angle.wording, angle.if_yes) for place, angle in further_angles(text)),
    ):
        last = sentences(wording)[-1:]
        if if_yes is None and last and asks_leave(last[0], language):
            yield scope.fault("leave_without_answer", place, last[0])


def _is_complete(text: EntryText, objection: Objection | None, scope: Scope) -> Iterator[Finding]:
    """T4 and W8."""
    if not text.angles:
        yield scope.fault("angle_missing", "angles")
    if objection is None:
        return
    if objection.truth == "fact" and text.next_act is None:
        yield scope.fault("next_act_missing", "next_act")
    if objection.truth == "partly" and text.check_first is None:
        yield scope.fault("check_first_missing", "check_first")


def _formal(text: EntryText, language: Language, scope: Scope) -> Iterator[Finding]:
    """W11: there is a *u* version in Dutch only, and it says *u*."""
    if text.formal is None:
        return
    if language == "en":
        yield scope.fault("formal_in_english", "formal", text.formal.wording)
    elif not _pattern("formal_address", language).search(fold(f"{text.formal.wording} {text.formal.question}").text):
        yield scope.fault("formal_without_address", "formal", text.formal.wording)


def _repeats_itself(text: EntryText, scope: Scope) -> Iterator[Finding]:
    """D1: no sentence stands in two parts; the *u* version may repeat the other."""
    seen: set[tuple[str, ...]] = set()
    for part in parts_of(text):
        for sentence in () if part.formal else sentences(part.text):
            key = plain_words(sentence)
            if len(key) >= MIN_SENTENCE_WORDS and key in seen:
                yield scope.fault("repeated_in_entry", part.place, sentence)
            seen.add(key)


def _pattern(name: str, language: Language) -> re.Pattern[str]:
    return lint_words().patterns[name][language]


def _quote(folded: Folded, found: re.Match[str]) -> str:
    """The words as written, without the comma by which a pattern found them."""
    return folded.quote(*found.span()).lstrip(",;:-\u2013\u2014 ")


def _visible(characters: str) -> str:
    return characters if characters.isprintable() and not characters.isspace() else ascii(characters).strip("'")
