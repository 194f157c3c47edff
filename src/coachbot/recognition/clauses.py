"""The clauses of a message, since stories hide the objection among coffee and projectors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.recognition import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_WORDS = 3
WINDOW = 14
STEP = 7
MAX_CLAUSES = 24
MAX_JOINED_WORDS = 20
"""In a longer message "en" and the like join what happened rather than what was said."""

_BREAK = re.compile(
    r"[.!?;:\n]+|[\"“”„‘]|\s[-–—]\s|,\s+(?=(?:maar|want|dus|omdat|terwijl|en toen|but|because|so|while|and then)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_JOIN = re.compile(
    r",?\s+(?:(?:en|and|plus)(?:\s+(?:ook|verder|bovendien|also|besides))?|maar\s+ook|but\s+also)\s+", re.IGNORECASE
)
_FINITE = re.compile(
    r"\b(?:ben|bent|is|zijn|was|waren|heb|hebt|heeft|hebben|had|hadden|word|wordt|worden|werd|wil|wilt|willen|wilde|kan|kun|kunt|"
    r"kunnen|kon|moet|moeten|moest|mag|mogen|mocht|zal|zullen|zou|ga|gaat|gaan|ging|krijg|krijgt|krijgen|kreeg|vind|vindt|vinden|"
    r"vond|doe|doet|doen|deed|weet|weten|wist|zie|ziet|zien|zag|snap|snapt|snappen|geloof|gelooft|vertrouw|vertrouwt|werkt|werken|"
    r"werkte|kost|kosten|kostte|duurt|loopt|staat|staan|zit|zitten|kijkt|komt|blijft|blijven|hoeft|ontbreekt|mist|klopt|lukt|"
    r"am|are|were|has|have|does|do|did|will|would|can|can't|cannot|could|must|should|won't|don't|doesn't|didn't|isn't|"
    r"aren't|wasn't|hasn't|haven't|\w+'(?:s|re|ve|ll|m|d)|gets?|got|wants?|wanted|thinks?|thought|finds?|knows?|sees?|feels?|"
    r"costs?|takes?|took|works?|worked|keeps?|goes|went|needs?|trusts?|believes?|asked|breaks?|looks?)\b",
    re.IGNORECASE,
)


def clauses(text: str) -> tuple[Span, ...]:
    """Split a message where a person would draw breath; dictated ones into overlapping windows.

    Gives none when the message is one short clause, since the whole is scored anyway.

    >>> text = "De koffie was op. Ze zei: wij hebben hier geen tijd voor."
    >>> [span.of(text) for span in clauses(text)]
    ['De koffie was op', 'wij hebben hier geen tijd voor']
    """
    found: list[Span] = []
    joined = joined_remarks(text)
    for start, end in _between_breaks(text):
        inside = [span for span in joined if start <= span.start and span.end <= end]
        for span in inside or [Span(start=start, end=end)]:
            _add(text, span.start, span.end, found)
    if len(found) == 1 and len(found[0].of(text).split()) >= len(text.split()) - 1:
        return ()
    return tuple(found[:MAX_CLAUSES])


def joined_remarks(text: str) -> tuple[Span, ...]:
    """The remarks that somebody joins in a short message: each could stand alone, as it has a verb of its own.

    >>> text = "Ze vindt het te duur en ze heeft er geen tijd voor."
    >>> [span.of(text) for span in joined_remarks(text)]
    ['Ze vindt het te duur', 'ze heeft er geen tijd voor']
    """
    if len(text.split()) > MAX_JOINED_WORDS:
        return ()
    found: list[Span] = []
    for start, end in _between_breaks(text):
        first = start
        for join in _JOIN.finditer(text, start, end):
            sides = text[first : join.start()], text[join.end() : end]
            if all(len(side.split()) >= MIN_WORDS and _FINITE.search(side) for side in sides):
                found.append(Span(start=first, end=join.start()))
                first = join.end()
        if first > start:
            found.append(Span(start=first, end=end))
    return tuple(_trimmed(text, span) for span in found)


def _between_breaks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _trimmed(text: str, span: Span) -> Span:
    said = span.of(text)
    return Span(start=span.end - len(said.lstrip()), end=span.start + len(said.rstrip()))


def _add(text: str, start: int, end: int, found: list[Span]) -> None:
    words = [Span(start=start + match.start(), end=start + match.end()) for match in _WORD.finditer(text[start:end])]
    if len(words) < MIN_WORDS:
        return
    if len(words) <= WINDOW + STEP:
        found.append(Span(start=words[0].start, end=words[-1].end))
        return
    for first in range(0, len(words) - STEP, STEP):
        window = words[first : first + WINDOW]
        found.append(Span(start=window[0].start, end=window[-1].end))
