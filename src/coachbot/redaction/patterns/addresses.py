"""Addresses: a street with a number or where somebody lives, a postcode, a post box, in the Dutch and the British way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import fold, read_list
from coachbot.redaction.patterns import british, postcodes, streets, surroundings, unnumbered
from coachbot.redaction.patterns.figures import in_figures
from coachbot.redaction.patterns.shapes import CAPITALISED
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DIGIT = re.compile(r"\d")
_ENDS_IN_POSTCODE = re.compile(r"\d{4} ?[A-Za-z]{2}$")
_TOWN = re.compile(
    rf"(?P<comma>,?) (?P<placed>(?:te|in) )?(?P<town>{CAPITALISED}(?:[ -](?:aan|op|bij|den|de|en|{CAPITALISED})){{0,3}})(?!\w)"
)


def find_addresses(text: str) -> Iterator[Span]:
    """Streets and postcodes, with their numbers in figures or in words; the longest reading wins where two begin alike."""
    figures = in_figures(text)
    readings = (*_ALONE, *_NUMBERED) if unnumbered.may_hold_street(text) else _NUMBERED
    for pattern, fits in readings if _DIGIT.search(figures.text) else readings[: -len(_NUMBERED)]:
        for match in pattern.finditer(figures.text):
            if fits(figures.text, match):
                start = streets.street_start(figures.text, *match.span())
                yield Span(*figures.origin(start, _with_town(figures.text, match)), "address")


def _with_town(text: str, address: re.Match[str]) -> int:
    """The end of an address with the town that follows it: after a comma, or right after a postcode."""
    town = _TOWN.match(text, address.end())
    if town and (town["comma"] or town["placed"] or _ENDS_IN_POSTCODE.search(address[0])):
        words = town["town"].split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if fold(name) in read_list("places.txt"):
                return town.start("town") + len(name)
    return address.end()


def _is_sure(_text: str, _match: re.Match[str]) -> bool:
    return True


_Reading = tuple[re.Pattern[str], "Callable[[str, re.Match[str]], bool]"]

_ALONE: tuple[_Reading, ...] = (
    (british.NAMED_HOUSE, _is_sure),
    (british.HOUSE_ALONE, british.is_house_at),
    (unnumbered.DUTCH_ALONE, unnumbered.is_where),
    (unnumbered.DUTCH_ALONE_SMALL, unnumbered.is_where_somebody_lives),
    (unnumbered.ENGLISH_ALONE, unnumbered.is_at),
    (unnumbered.ENGLISH_ALONE_SMALL, unnumbered.is_at_home),
)
_NUMBERED: tuple[_Reading, ...] = (
    (british.BRITISH_STREET, _is_sure),
    (british.FOREIGN_STREET, _is_sure),
    (british.BRITISH_ANY, _is_sure),
    (british.BRITISH_TOLD, british.is_told_with_name),
    (british.BRITISH_AFTER, british.is_numbered_behind),
    (british.BRITISH_UNIT, _is_sure),
    (british.BRITISH_SMALL, _is_sure),
    (british.BRITISH_SMALL_TOLD, british.is_told_before),
    (british.BRITISH_BOX, _is_sure),
    (streets.DUTCH_BOX, _is_sure),
    (streets.STREET, streets.is_street),
    (streets.NAMED_STREET, streets.is_street),
    (streets.QUALIFIED_STREET, streets.is_told_apart),
    (streets.ANY_STREET, streets.is_told),
    (streets.ARTICLE_STREET, streets.has_a_name),
    (streets.BARE_STREET, streets.is_peopled),
    (streets.DOUBTFUL_SMALL, streets.is_peopled),
    (streets.DOUBTFUL_STREET, streets.is_lived_in),
    (surroundings.STREET, surroundings.is_around),
    (surroundings.NUMBERED_FIRST, surroundings.is_around_behind),
    (surroundings.SMALL_STREET, surroundings.is_lived_at),
    (surroundings.SMALL_NUMBERED_FIRST, surroundings.is_lived_at),
    (postcodes.POSTCODE, postcodes.is_postcode),
    (postcodes.SPELLED_POSTCODE, postcodes.is_spelled),
    (postcodes.SPELLED_BRITISH, postcodes.is_spelled),
    (postcodes.BRITISH_CODE_ALONE, postcodes.is_no_part),
    (postcodes.BRITISH_CODE_SMALL, postcodes.is_in_area),
)
