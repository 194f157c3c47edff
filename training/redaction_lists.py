"""Write the lists that redaction reads: first names, surnames, places, and what is an ordinary word.

Run it only to change them; what it writes is committed. It needs Faker and three word lists::

    python training/redaction_lists.py DUTCH BRITISH AMERICAN

`DUTCH` is OpenTaal's word list (the file of Debian's `wdutch`), `BRITISH` and `AMERICAN` are SCOWL's (`wbritish`,
`wamerican`). Sources and licences are in `src/coachbot/redaction/lists/SOURCES.md`.
"""

from __future__ import annotations

import importlib
import lzma
import re
import sys
from pathlib import Path

from coachbot.redaction.lexicon import LISTS, fold, read_words

HERE = Path(__file__).parent / "redaction"
LOCALES = [
    "nl_NL",
    "nl_BE",
    "de_DE",
    "en_GB",
    "en_IE",
    "en_US",
    "en_IN",
    "en_PK",
    "en_KE",
    "en_NG",
    "fr_FR",
    "fr_BE",
    "fr_DZ",
    "es_ES",
    "pt_PT",
    "pt_BR",
    "it_IT",
    "pl_PL",
    "ro_RO",
    "hu_HU",
    "cs_CZ",
    "hr_HR",
    "tr_TR",
    "id_ID",
    "sv_SE",
    "da_DK",
    "no_NO",
    "fi_FI",
    "tw_GH",
    "yo_NG",
    "ig_NG",
    "ha_NG",
    "et_EE",
    "lv_LV",
    "lt_LT",
    "az_AZ",
]
LONGEST_WORD = 14
SHORTEST_NAME = 3


def from_faker(part: str) -> set[str]:
    """Faker's first or last names, of the languages that are written in Latin letters."""
    names: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if part in attribute and not attribute.startswith("_") and not callable(values) and hasattr(values, "__iter__"):
                names |= {fold(str(value)) for value in values}
    return names


def by_hand(name: str, separator: str | None = None) -> set[str]:
    """The words of one of the files beside this one, its comments left out."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("#")]
    return {fold(word.strip()) for line in kept for word in line.split(separator) if word.strip()}


def ordinary(*paths: str) -> set[str]:
    """Words that a dictionary writes in small letters."""
    lines = {line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()}
    words = {fold(line) for line in lines if line[:1].islower()}
    return {word for word in words if re.fullmatch(r"[a-z]{2,}", word) and len(word) <= LONGEST_WORD}


def write(name: str, words: set[str]) -> None:
    """One word a line, sorted; packed where the name says so."""
    text = "".join(f"{word}\n" for word in sorted(words)).encode()
    (LISTS / name).write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME) if name.endswith(".xz") else text)
    print(f"{name}: {len(words)} words, {(LISTS / name).stat().st_size / 1e3:.0f} kB")


def main(dutch: str, british: str, american: str) -> int:
    """Write every list."""
    words = read_words()
    nl, en = ordinary(dutch), ordinary(british, american)
    write("ordinary_nl.txt.xz", nl)
    write("ordinary_en.txt.xz", en)
    clear, ambiguous = words["clear_names"], words["ambiguous_names"]
    known = by_hand("given_names.txt") | {name for part in from_faker("first") for name in part.split()}
    nouns = words["noun_family_names"].nl | words["noun_family_names"].en
    given = {name for name in known if re.fullmatch(r"[a-z'-]+", name) and len(name) >= SHORTEST_NAME}
    given = (given - nl - en) | clear.nl | clear.en | ambiguous.nl | ambiguous.en
    write("given_names.txt", given - words["no_names"].nl - words["no_names"].en)
    family = from_faker("last") | by_hand("family_names.txt", ",") | by_hand_single()
    family = {name.replace("\u2019", "'") for name in family}
    single = {name for name in family if re.fullmatch(r"[a-z'-]+", name) and len(name) >= SHORTEST_NAME}
    single = (single - nl - en) | nouns
    several = {name for name in family if re.fullmatch(r"[a-z'-]+( [a-z'-]+){1,3}", name) and starts_small(name)}
    write("family_names.txt", (single - words["no_names"].nl - words["no_names"].en) | several)
    cities = importlib.import_module("faker.providers.address.nl_NL").Provider.cities
    towns = {fold(city) for city in cities} | by_hand("municipalities.txt", ",")
    parts = {part for town in towns if not town.isalpha() for part in re.split(r"[\s-]+", town)} - nl
    places = ((towns | parts) - by_hand("given_names.txt") - ambiguous.nl) | by_hand("places.txt")
    write("places.txt", {place for place in places if re.fullmatch(r"[a-z' -]{3,}", place)})
    write("municipalities.txt", by_hand("municipalities.txt", ","))
    return 0


def by_hand_single() -> set[str]:
    """The surnames without particles, which stand several to a line."""
    lines = (HERE / "family_names.txt").read_text(encoding="utf-8").splitlines()
    return {fold(word) for line in lines if not line.startswith("#") and "," not in line for word in line.split()}


def starts_small(name: str) -> bool:
    """Whether a name of several words begins with a particle, as in "de vries"."""
    return name.split(maxsplit=1)[0] in read_words()["particles"].nl


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
