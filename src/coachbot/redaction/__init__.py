"""Redaction: what tells who somebody is leaves a message before it is kept anywhere.

`redact` puts a typed placeholder in its place, so that the sentence still reads::

    >>> redact("Mevrouw Jansen belde vanaf 06-12345678, zei Henk", "nl").text
    'Mevrouw [naam 1] belde vanaf [telefoonnummer], zei [naam 2]'

It needs no network and says the same of the same text every time. Numbers with a shape are found nearly always; names as
well as lists and the sentence around them allow, which is not always: `docs/privacy.md` has the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coachbot.plain_text import plain_text
from coachbot.redaction.lexicon import fold, read_list, read_words
from coachbot.redaction.names import find_names
from coachbot.redaction.patterns import find_patterns
from coachbot.redaction.spans import KINDS, Kind, Span, apart, collapsed, even, masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.playbook import Language

__all__ = ["KINDS", "PLACEHOLDERS", "Kind", "Redacted", "Span", "find", "named_places", "redact"]

PLACEHOLDERS: Mapping[Language, Mapping[Kind, str]] = {
    "nl": {
        "name": "naam",
        "email": "e-mailadres",
        "phone": "telefoonnummer",
        "bsn": "burgerservicenummer",
        "iban": "rekeningnummer",
        "address": "adres",
        "url": "link",
        "date_of_birth": "geboortedatum",
        "plate": "kenteken",
        "ip": "ip-adres",
        "handle": "gebruikersnaam",
        "case_number": "zaaknummer",
        "municipality": "gemeente",
    },
    "en": {
        "name": "name",
        "email": "email address",
        "phone": "phone number",
        "bsn": "citizen service number",
        "iban": "account number",
        "address": "address",
        "url": "link",
        "date_of_birth": "date of birth",
        "plate": "licence plate",
        "ip": "IP address",
        "handle": "username",
        "case_number": "case number",
        "municipality": "municipality",
    },
}

_KIND_OF_LABEL: Mapping[str, Kind] = {label: kind for labels in PLACEHOLDERS.values() for kind, label in labels.items()}
_PLACEHOLDER = re.compile(rf"\[({'|'.join(map(re.escape, sorted(_KIND_OF_LABEL, key=len, reverse=True)))})(?: (\d{{1,3}}))?\]")
_MOST_ROUNDS = 8
"""What is found makes more findable (a surname after a name, a date beside one); a message rarely takes three rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A message without what tells who somebody is, and how many of each kind were taken out."""

    text: str
    counts: Mapping[Kind, int]


def named_places(listed: str) -> tuple[str, ...]:
    """The places of a list with commas between; "*" stands for every Dutch municipality.

    >>> named_places("Drie Landen, Zwijndrecht,")
    ('Drie Landen', 'Zwijndrecht')
    """
    named = [name for each in listed.split(",") if (name := even(plain_text(each)).strip())]
    return (*(name for name in named if name != "*"), *(sorted(read_list("municipalities.txt")) if "*" in named else ()))


def redact(text: str, language: Language, *, places: tuple[str, ...] = ()) -> Redacted:
    """Put placeholders in the place of people and their numbers, and of places that are named.

    The text comes back plain (see `plain_text`). Where several people are named, each has a number; redacting twice
    changes nothing more.

    >>> redact("Bel Fatima op 06-12345678; Fatima weet het", "nl")
    Redacted(text='Bel [naam] op [telefoonnummer]; [naam] weet het', counts={'name': 2, 'phone': 1})
    """
    plain = plain_text(text)
    spans = find(plain, language, places=places)
    labels = PLACEHOLDERS[language]
    numbers = _numbers(plain, spans)
    parts, at = [], 0
    for span in spans:
        number = numbers.get(span)
        parts += [plain[at : span.start], f"[{labels[span.kind]}{f' {number}' if number else ''}]"]
        at = span.end
    return Redacted(text="".join([*parts, plain[at:]]), counts=dict(Counter(span.kind for span in spans)))


def find(plain: str, language: Language, *, places: tuple[str, ...] = ()) -> list[Span]:
    """Where something stands in a plain text that tells who somebody is, in the order of the text.

    >>> find("zei Henk", "nl")
    [Span(start=4, end=8, kind='name')]
    """
    placeholders = [Span(*match.span(), _KIND_OF_LABEL[match[1]]) for match in _PLACEHOLDER.finditer(plain)]
    text, origins = collapsed(even(plain), list(range(len(plain))), placeholders)
    found: list[Span] = []
    for _ in range(_MOST_ROUNDS):
        spans = find_patterns(text)
        spans += find_names(masked(text, spans), language)
        if places:
            spans += [Span(*match.span(), "municipality") for match in _pattern_of(places).finditer(masked(text, apart(spans)))]
        if not spans:
            break
        spans = apart(spans)
        found += [Span(origins[span.start], origins[span.end - 1] + 1, span.kind) for span in spans]
        text, origins = collapsed(text, origins, spans)
    return apart(found)


@cache
def _pattern_of(places: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(places, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def _numbers(plain: str, spans: list[Span]) -> Mapping[Span, int]:
    """A number for every name, where more than one person is named; "Joke" and "Joke Terpstra" are one."""
    people: list[set[str]] = []
    numbers: dict[Span, int] = {}
    taken = [int(match[2] or 1) for match in _PLACEHOLDER.finditer(plain) if _KIND_OF_LABEL[match[1]] == "name"]
    particles = {particle.removesuffix("s") for particle in read_words()["particles"].nl}
    for span in spans:
        if span.kind != "name":
            continue
        words = {fold(word).removesuffix("s") for word in re.findall(r"[^\W\d_]+", plain[span.start : span.end])} - particles
        person = next((index for index, known in enumerate(people) if words <= known or known <= words), None)
        if person is None:
            people.append(words)
            person = len(people) - 1
        people[person] |= words
        numbers[span] = max(taken, default=0) + person + 1
    return numbers if len(people) + len(taken) > 1 else {}
