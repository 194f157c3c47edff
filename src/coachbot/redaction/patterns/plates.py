"""Licence plates: Dutch sidecodes, British, Belgian and German ones, and what a word calls a plate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import read_lexicon
from coachbot.redaction.patterns.shapes import ANY_CASE, cue, is_cued
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIDECODES = (
    "LL-DD-DD DD-DD-LL DD-LL-DD LL-DD-LL LL-LL-DD DD-LL-LL DD-LLL-D"
    " D-LLL-DD LL-DDD-L L-DDD-LL LLL-DD-L L-DD-LLL D-LL-DDD DDD-LL-D"
)
_LIKE_OTHERS = re.compile(r"L+D+|D+L+")
"""Without its dashes such a plate reads as a word and a number, or as a postcode."""


def _plates(separator: str, codes: list[str]) -> str:
    shapes = (separator.join(part.replace("L", "[A-Z]").replace("D", r"\d") for part in code.split("-")) for code in codes)
    return "|".join(shapes)


_ALL = _SIDECODES.split()
_CLEAR = [code for code in _ALL if not _LIKE_OTHERS.fullmatch(code.replace("-", ""))]
_DASHED = re.compile(rf"(?<![\w-])(?:{_plates('-', _ALL)}|\d-[A-Z]{{3}}-\d{{3}})(?![\w-])", ANY_CASE)
_GERMAN = re.compile(r"(?<![\w-])[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}(?![\w-])")
_CAPITALS = re.compile(
    rf"(?<![\w-])(?<![1-9]\d{{3}} )(?:{_plates('', _CLEAR)}|{_plates(' ', _CLEAR)}|[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}"
    r"|\d\d[BDFGHJKLMNPRSTVXZ]{4}|[BDFGHJKLMNPRSTVXZ]{4}\d\d)(?![\w-])"  # four letters without a vowel are no word
)
_SMALL = re.compile(
    rf"(?<![\w-])(?:{_plates('', _CLEAR)}|{_plates(' ', _CLEAR)}|[A-Z]{{2}} ?\d{{2}} ?[A-Z]{{3}}|[A-Z]\d{{1,3}} ?[A-Z]{{3}})"
    r"(?![\w-])",
    ANY_CASE,
)
_VEHICLE = cue(
    r"kenteken\w* nummerbord\w* rdw\w* garage auto busje bus wagen voertuig vrachtwagen bestelbus scooter motor parkeer\w*",
    r"licen[cs]e number_?plate plates? registration vehicle car lorry truck parked reg",
    "rijdt rijden reed gereden geparkeerd drives? drove driven driving",
    "(?:my|his|her|their|our|own|a|white|delivery|work)_van",
)
_CODED = cue(
    "socket connector kabel cable error fout formulier form sjabloon template code model type versie version printer artikel",
    "product release kamer room zaal norm iso onderdeel foutcode stekker poort port",
)
_CODED_REACH = 25
_FAR = 80
_CALLED = re.compile(
    r"\b(?:kentekens?(?:nummer|plaat)?|nummerbord|number ?plate|licen[cs]e plate|plates?|registration(?: number)?|reg)(?!\w)"
    r"(?: (?:is|was|van|of|met|number|no|nummer|in|ook)){0,2}[ :]{1,3}"
    r"(?P<plate>[A-Za-z0-9]{1,4}(?:[ -]?[A-Za-z0-9]{1,4}){1,5})(?!\w)",
    ANY_CASE,
)
_PART = re.compile(r"[ -]?[A-Za-z0-9]+")
_SHORTEST, _WHOLE = 5, 6


def find_plates(text: str) -> Iterator[Span]:
    """Plates with dashes by their shape; without, in capitals by their shape, in small letters by a word about vehicles."""
    for pattern in (_DASHED, _CAPITALS):
        for match in pattern.finditer(text):
            if not _is_code(text, match):
                yield Span(match.start(), match.end(), "plate")
    for match in _GERMAN.finditer(text):
        if _is_about_vehicles(text, match):
            yield Span(match.start(), match.end(), "plate")
    for match in _SMALL.finditer(text):
        if _is_about_vehicles(text, match) and not _is_code(text, match):
            yield Span(match.start(), match.end(), "plate")
    for match in _CALLED.finditer(text):
        plate = _as_far_as_a_plate(match["plate"])
        mixed = any(map(str.isdigit, plate)) and any(map(str.isalpha, plate))
        if mixed and len(plate) >= _SHORTEST:
            yield Span(match.start("plate"), match.start("plate") + len(plate), "plate")


def _is_about_vehicles(text: str, match: re.Match[str]) -> bool:
    return is_cued(_VEHICLE, text, match.start(), _FAR) or _VEHICLE.search(text, match.end(), match.end() + _FAR) is not None


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether something with a plate's shape is the number of a form or a plug: "RJ45 LAN", "formulier 12-AB-34"."""
    if is_cued(_CODED, text, match.start(), _CODED_REACH):
        return True
    letters = match[0][-3:].lower()
    return letters.isalpha() and letters in read_lexicon("en").ordinary and not _is_about_vehicles(text, match)


def _as_far_as_a_plate(text: str) -> str:
    """The parts of a plate without the small word that may follow it: no plate goes on so once it is whole, or in capitals."""
    plate = ""
    for part in _PART.findall(text):
        if part.islower() and (plate.isupper() or len(re.sub(r"\W", "", plate)) >= _WHOLE):
            break
        plate += part
    return plate
