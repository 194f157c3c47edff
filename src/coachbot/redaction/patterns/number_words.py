"""Numbers as words, in Dutch and English, as dictation spells them."""

from __future__ import annotations

_DUTCH_UNITS = "nul een twee drie vier vijf zes zeven acht negen"
_DUTCH_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"
_ENGLISH_UNITS = "zero one two three four five six seven eight nine"
_ENGLISH_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_DUTCH = (*_DUTCH_UNITS.split(), *_DUTCH_TEENS.split())
_ENGLISH = (*_ENGLISH_UNITS.split(), *_ENGLISH_TEENS.split())
_DUTCH_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_OTHERS = {"hundred": "00", "oh": "0", "o": "0", "nought": "0", "één": "1", "eén": "1"}


def _below_a_hundred() -> dict[str, str]:
    words = {word: str(number) for units in (_DUTCH, _ENGLISH) for number, word in enumerate(units)}
    for ten, word in enumerate(_DUTCH_TENS.split(), start=2):
        words[word] = f"{ten}0"
        for unit, small in enumerate(_DUTCH[1:10], start=1):
            words |= {f"{small}{joint}{word}": f"{ten}{unit}" for joint in ("en", "ën", "een", "eën", "eneen")}
    for ten, word in enumerate(_ENGLISH_TENS.split(), start=2):
        words[word] = f"{ten}0"
        words |= {f"{word}-{small}": f"{ten}{unit}" for unit, small in enumerate(_ENGLISH[1:10], start=1)}
    return words


def _dutch_hundreds(rests: dict[str, str]) -> dict[str, str]:
    words = {}
    for unit, small in enumerate(_DUTCH[1:10], start=1):
        hundred = "honderd" if unit == 1 else f"{small}honderd"
        words[hundred] = f"{unit}00"
        words |= {f"{hundred}{rest}": f"{unit}{int(digits):02}" for rest, digits in rests.items()}
    return words


_SMALL = _below_a_hundred()

NUMBERS = _SMALL | _dutch_hundreds(_SMALL) | {"duizend": "1000", "tweeduizend": "2000"} | _OTHERS
"""The digits of a number word: "achtenveertig" → "48", "tweehonderdvier" → "204"."""

CARDINALS = tuple(sorted((word for word in {*_SMALL, *_OTHERS} if len(word) > 1), key=len, reverse=True))
"""The number words below a hundred, the longest first."""

ORDINALS = (
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende",
    "zestiende zeventiende achttiende negentiende twintigste dertigste",
    "(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n(?:twintigste|dertigste)",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth",
    "sixteenth seventeenth eighteenth nineteenth twentieth thirtieth",
    "(?:twenty|thirty)[_-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)",
)
"""Patterns for the number of a day."""
