"""How a name goes on once it has begun: more first names, initials, particles, a surname, two of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.context import SHORTEST, Context
from coachbot.redaction.lexicon import word_set

if TYPE_CHECKING:
    from coachbot.redaction.tokens import Token

SHORTEST_UNKNOWN = 4
"""Letters in the shortest name that no list has."""
_LONGEST_NAME = 5
"""Parts that may follow the first of a name."""
_MOST_PARTICLES = 3

_ARCHAIC = word_set("den der")
"""Forms that Dutch keeps only in names: "henk van den akker" is nobody of a department."""
ENGLISH_TOO = word_set("ten ter den der op in over al te la le do da voor des het du aan san")
"""Particles that are words of English too, or of a text's dialect: in small letters they need the full surname in the list."""
SHORTENED = {**dict.fromkeys(("v.d", "v/d", "vd"), ("van de", "van der", "van den")), "v": ("van",)}
TITLE_CASE = re.compile(r"(?=\S\S)(?:Mc)?[^\W\d_a-z][^\W\d_A-Z]*(?:['-][^\W\d_]+)*")


class Surnames(Context):
    """The tokens of one message, and where a name in them ends."""

    def surname_end(self, at: int, *, forced: bool, initials: bool = False) -> int | None:
        """The end of a surname whose particles begin here.

        `forced` where a title or a first name stands before; `initials` where a letter and a full stop do, after which a town or
        an ordinary word is a surname as well: "J. van Amersfoort", but "mevrouw van Amersfoort" may come from there.
        """
        last = at
        while last - at < _MOST_PARTICLES and self.key(last) in self.words["particles"] and (last == at or self.is_near(last)):
            last += 1
        if last == at or not self.is_near(last) or not self.tokens[last].is_word:
            return None
        if not forced and " ".join(each.key for each in self.tokens[at : last + 1]) in self.lexicon.places:
            return None
        token = self.tokens[last]
        plainly = initials and TITLE_CASE.fullmatch(token.text) and token.key not in self.words["things"]
        fits = plainly or self.is_full_surname(at, last + 1) or self._may_follow_particles(at, last, forced=forced)
        return last + 1 if fits else None

    def _may_follow_particles(self, at: int, last: int, *, forced: bool) -> bool:
        """Whether a word is a surname with particles that the list doesn't have with just these."""
        token, first = self.tokens[last], self.tokens[at]
        known = token.key in self.lexicon.family
        only_given = token.key in self.lexicon.given and not known
        if token.key in self.words["no_names"] or self.is_verb(token.key) or len(token.key) < SHORTEST or only_given:
            return False
        strong = any(each.key in self.words["strong_particles"] for each in self.tokens[at:last])
        ordinary = self.is_ordinary(token.key)
        if token.is_capital:
            place = token.key in self.lexicon.places
            if forced and last - at > 1 and token.key not in self.words["things"]:
                return TITLE_CASE.fullmatch(token.text) is not None  # "Jan van den Akker"
            fits = known or not (ordinary or place) or (strong and not place)
            return fits and (forced or not place or strong) and TITLE_CASE.fullmatch(token.text) is not None
        sure = strong and not (self.language == "en" and first.key in ENGLISH_TOO)
        plain = ordinary or token.key in self.words["not_after_first"] or first.key.rstrip(".") in SHORTENED
        archaic = any(each.key in _ARCHAIC for each in self.tokens[at:last])
        return (forced or sure) and (not plain or (forced and archaic and not self.is_function_word(token.key)))

    def is_full_surname(self, at: int, end: int) -> bool:
        """Whether the list has a surname with just these particles; "v.d." stands for any of three."""
        keys = [each.key.replace(" ", "") for each in self.tokens[at:end]]
        readings = [""]
        if "-" in keys[-1] and all(
            part[:1].isupper() == self.tokens[end - 1].is_capital for part in self.tokens[end - 1].text.split("-")
        ):
            keys[-1] = keys[-1].split("-")[0]  # "van der Veen-Bakker" is as good as "van der Veen"
        for key in keys:
            readings = [f"{reading} {each}".strip() for reading in readings for each in SHORTENED.get(key.rstrip("."), (key,))]
        return any(reading in self.lexicon.family for reading in readings)

    def extended(self, index: int, first: int) -> int:
        """How far a name goes on that began at `first`: more first names, initials, a surname."""
        capital = self.tokens[first].is_capital
        for _ in range(_LONGEST_NAME):
            further = self._further(self.with_partner(index), capital=capital)
            if further == index:
                break
            index = further
        return index

    def _further(self, index: int, *, capital: bool) -> int:
        """The end of the next part of a name, or the same index if the name ends here."""
        if not self.is_near(index) or self.tokens[index - 1].end < self.tokens[index].start - 1:
            return index
        token = self.tokens[index]
        if len(token.text) == 1 and token.is_word and token.is_capital in (True, capital) and self.is_dot(index + 1):
            return index + 2  # "Anna B.", and "anna b." as it is typed
        if token.text == "V.":
            return index + 1  # an initial, and no "v." for "van"
        if token.key in self.words["particles"]:
            if end := self.surname_end(index, forced=True):
                return index if self._is_listed_place(index, end) and not self.is_full_surname(index, end) else end
            if self._is_initial_after(index, capital=capital):
                return index + 3  # "Sandra v.d. B."
        return index + 1 if token.is_word and self._may_follow_first(token, capital=capital) else index

    def _is_initial_after(self, index: int, *, capital: bool) -> bool:
        return (
            self.is_near(index + 1)
            and self.tokens[index + 1].is_capital in (True, capital)
            and self.is_dot(index + 2)
            and len(self.key(index + 1)) == 1
        )

    def with_partner(self, index: int) -> int:
        """Past the second half of "van den Broek-de Wit"."""
        hyphen = self.get(index)
        if hyphen and hyphen.text == "-" and hyphen.start == self.tokens[index - 1].end:
            return self.surname_end(index + 1, forced=True) or index
        return index

    def _is_listed_place(self, index: int, end: int) -> bool:
        """Whether "van" and a town say where somebody is from."""
        place = " ".join(each.key for each in self.tokens[index + 1 : end])
        one_word = end == index + 2
        return self.key(index) == "van" and (one_word or self.tokens[index + 1].is_capital) and place in self.lexicon.places

    def _may_follow_first(self, token: Token, *, capital: bool) -> bool:
        key = token.key
        if (
            (key in self.words["no_names"] and not (token.is_capital and key in self.words["noun_family_names"]))
            or self.is_verb(key)
            or key in self.words["not_after_first"]
            or key in self.words["roles"]
        ):
            return False
        if capital and token.is_capital:
            shown = TITLE_CASE.fullmatch(token.text) or (token.text.isupper() and len(token.text) > SHORTEST)
            return bool(shown) and (key in self.lexicon.family or key in self.lexicon.given or not self.is_function_word(key))
        if len(key) < SHORTEST or token.is_capital:
            return False
        if key in self.words["noun_family_names"] and not capital:
            return True
        if self.is_ordinary(key):
            return key in self.words["clear_names"] and not capital
        listed = key in self.lexicon.family or key in self.lexicon.given
        return listed or (not capital and len(key) >= SHORTEST_UNKNOWN)
