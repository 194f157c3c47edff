"""Names of people, as well as they can be told without a network.

Evidence comes from lists (first names, surnames, ordinary words), from capitals, and from the words around: a title, a
role, a verb that only people do. A word that is both a name and an ordinary word ("Roos", "Will", "de Boer") counts only
where the sentence says so. Two passes after that: names joined by "en" or a comma bear each other out, and who was
named once is known in the rest of the message. Every step looks a fixed number of words around, so time is linear.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import Lexicon, read_lexicon
from coachbot.redaction.spans import Span
from coachbot.redaction.tokens import INITIALS, Token, tokens_of

if TYPE_CHECKING:
    from coachbot.playbook import Language

_LONGEST_NAME = 5
"""Words after the first that a name may hold."""
_SHORTEST = 3
_SHORTEST_UNKNOWN = 4
_LONGEST_SURNAME = 14
_PRONOUNS = frozenset("hij zij ze die he she who".split())
_RELATIVE = frozenset("die who whose".split())
_BROAD = frozenset("van voor bij en of and or for about show of was to by at laat let lets en".split())
"""Words before people that come before things as often."""
_BEFORE_CLAUSE = frozenset(
    "en maar dat omdat want toen dus of als zodat terwijl and but because that then so or as since while when if where waar ja nee nou so ok".split()
)
_JOINTS = frozenset((",", "en", "and", "&", "of", "or", "/", "+"))
_PLAIN_ARTICLES = frozenset("de het een the a an".split())
_ENGLISH_TOO = frozenset("ten ter den der op in over al te la le el do da voor des het du aan san".split())
"""Particles that are words of the language too, so that small letters need the full surname in the list."""
_TITLE_CASE = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+(?:['-][^\W\d_]+)*")
_ADJECTIVE = re.compile(r"(?:ische?|[a-z]{3}se|[a-z]{3}aans|[a-z]{3}(?:ing|heid|tie|ties|ingen|schap|ment))$")


def find_names(text: str, language: Language) -> list[Span]:
    """The names in an even text, in the order of the text."""
    return _Names(tokens_of(text), read_lexicon(language), language).spans()


class _Names:
    """The tokens of one message, and which of them were taken for names: `ends` maps the first token to the one after the last."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon, language: Language) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.words = lexicon.words
        self.language = language
        self.ends: dict[int, int] = {}
        self._ordinary: dict[str, bool] = {}

    def spans(self) -> list[Span]:
        self._read()
        self._join()
        self._recall()
        return [
            Span(self.tokens[first].start, self.tokens[end - 1].end, "name") for first, end in sorted(self.ends.items()) if end > first
        ]

    # -- passes

    def _read(self) -> None:
        at = 0
        while at < len(self.tokens):
            first, end = self._name_at(at)
            if end > first:
                self.ends[first] = end
            at = max(end, at + 1)

    def _join(self) -> None:
        """Take what stands beside a name with only "en" or a comma between."""
        for first in sorted(self.ends):
            end = self.ends[first]
            while (beside := self._joined_after(end)) and self.tokens[first].is_capital:
                self.ends[beside[0]] = end = beside[1]
        for first in sorted(self.ends, reverse=True):
            at = first
            while self.tokens[first].is_capital and (before := self._joined_before(at)) is not None:
                self.ends[before] = before + 1
                at = before

    def _recall(self) -> None:
        """Take every further mention of who was named."""
        taken = {index for first, end in self.ends.items() for index in range(first, end)}
        known = {
            self.tokens[index].key
            for index in taken
            if self.tokens[index].is_word and len(self.tokens[index].key) >= _SHORTEST and self.tokens[index].key not in self.words["particles"]
        }
        for index, token in enumerate(self.tokens):
            named = token.key in known or (token.key[-1:] == "s" and token.key[:-1] in known)
            if index in taken or not token.is_word or not named or self._is_label(index):
                continue
            if (token.is_capital and not (token.opens and self._is_ordinary(token.key))) or not self._is_ordinary(token.key):
                self.ends[index] = index + 1

    # -- one place

    def _name_at(self, at: int) -> tuple[int, int]:
        """The name that begins at a token or right after it; an empty range if none does."""
        token = self.tokens[at]
        if not token.is_word:
            return at, at
        if token.key in self.words["titles"] and (found := self._after_title(at)):
            return found
        if end := self._after_initials(at):
            return at, end
        if token.key in self.words["particles"] and (end := self._with_particles(at)):
            return at, end
        if self._is_given(at) or self._is_family(at) or self._is_unknown_name(at):
            return at, self._extended(at + 1, at)
        return at, at

    def _after_title(self, at: int) -> tuple[int, int] | None:
        """ "mevr. dr. J. de Vries": titles, then whatever can be a name."""
        start = at + 1
        while (token := self._get(start)) and (token.text == "." or (token.key in self.words["titles"] and token.is_word)):
            start += 1
        token = self._get(start)
        if not token or not token.is_word or not self._is_near(start):
            return None
        if end := self._after_initials(start):
            return start, end
        if token.key in self.words["particles"]:
            end = self._surname_end(start, forced=True)
            return (start, end) if end else None
        if self._may_follow_title(token):
            return start, self._extended(start + 1, start)
        return None

    def _may_follow_title(self, token: Token) -> bool:
        if token.key in self.words["no_names"] or self._is_verb(token.key):
            return token.is_capital and token.key in self.lexicon.family
        listed = token.key in self.lexicon.given or token.key in self.lexicon.family
        if token.is_capital:
            return listed or not (token.text.isupper() and len(token.text) <= _SHORTEST)
        return len(token.key) >= _SHORTEST and (
            (listed and not self._is_function_word(token.key)) or not self._is_ordinary(token.key)
        ) and token.key not in self.words["not_after_first"]

    def _after_initials(self, at: int) -> int | None:
        """ "J.P. de Vries", "H Jansen": the end of the name, if initials begin here and a surname follows."""
        index = at
        while (token := self._get(index)) and self._is_initial(index) and (index == at or token.joined):
            index += 2 if self._is_dot(index + 1) else 1
        dotted = index > at and self._is_dot(index - 1)
        if index == at or not self._is_near(index):
            return None
        token = self.tokens[index]
        if token.key in self.words["particles"]:
            return self._surname_end(index, forced=dotted)
        if not token.is_capital or not token.is_word:
            return None
        listed = token.key in self.lexicon.family or token.key in self.lexicon.given
        if listed or (dotted and not self._is_ordinary(token.key) and token.key not in self.words["no_names"]):
            return self._extended(index + 1, at)
        return None

    def _is_initial(self, index: int) -> bool:
        token = self.tokens[index]
        if not token.is_word or not token.is_capital:
            return False
        dotted = self._is_dot(index + 1)
        if len(token.text) == 1:
            return dotted or token.text not in "AIOUE"
        return (dotted and token.key in INITIALS) or (token.text.isupper() and len(token.text) <= _SHORTEST and self._family_follows(index + 1))

    def _family_follows(self, index: int) -> bool:
        token = self._get(index)
        if not token or not token.is_word or not self._is_near(index):
            return False
        if token.key in self.words["particles"]:
            return self._surname_end(index, forced=False) is not None
        return token.is_capital and token.key in self.lexicon.family and not self._is_ordinary(token.key)

    def _with_particles(self, at: int) -> int | None:
        """ "De Bruin", "van der meulen": the end of a surname that begins with its particles and has no first name before it."""
        end = self._surname_end(at, forced=self._after_person_word(at) and self.tokens[at].is_capital)
        if end is None:
            return None
        token, last = self.tokens[at], self.tokens[end - 1]
        full = " ".join(each.key for each in self.tokens[at:end])
        plain = self._is_ordinary(last.key) or last.key in self.lexicon.places
        spoken = self._is_verb_at(end) or self._key(end) in _RELATIVE or self._after_person_word(at)
        if self._is_label(at) or (token.key in _PLAIN_ARTICLES and self._key(end) in self.words["things"]):
            return None
        if not last.is_capital:
            foreign = self.language == "en" and full in self.lexicon.family and token.key not in _ENGLISH_TOO
            strong = any(each.key in self.words["strong_particles"] for each in self.tokens[at : end - 1])
            return end if foreign or (strong and (full in self.lexicon.family or not plain)) else None
        if token.opens and token.is_capital:
            return end if not plain or spoken else None
        if token.is_capital or full in self.lexicon.family:
            return end if not plain or full in self.lexicon.family or spoken else None
        return end if not plain and last.key in self.lexicon.family and (token.key != "van" or spoken) else None

    def _surname_end(self, at: int, *, forced: bool) -> int | None:
        """The end of a surname whose particles begin here; `forced` where a title or a first name stands before."""
        index = at
        while (token := self._get(index)) and token.is_word and token.key in self.words["particles"] and index - at < 3 and (index == at or self._is_near(index)):  # noqa: PLR2004
            index += 1
        if index == at or not (token := self._get(index)) or not token.is_word or not self._is_near(index):
            return None
        full = " ".join(each.key for each in self.tokens[at : index + 1])
        if full in self.lexicon.family:
            return index + 1
        if token.key in self.words["no_names"] or self._is_verb(token.key) or len(token.key) < _SHORTEST or token.key in self.lexicon.given - self.lexicon.family:
            return None
        strong = any(each.key in self.words["strong_particles"] for each in self.tokens[at:index])
        sure_strong = strong and not (self.language == "en" and self.tokens[at].key in _ENGLISH_TOO)
        if token.is_capital:
            known = token.key in self.lexicon.family
            place = token.key in self.lexicon.places
            plain = self._is_ordinary(token.key) or place
            fits = known or not plain or (strong and not place)
            return index + 1 if fits and (forced or not place or strong) else None
        fits = forced or sure_strong
        return index + 1 if fits and not self._is_ordinary(token.key) and token.key not in self.words["not_after_first"] else None

    def _extended(self, index: int, first: int) -> int:
        """How far a name goes on that began at `first`: more first names, initials, a surname."""
        capital = self.tokens[first].is_capital
        for _ in range(_LONGEST_NAME):
            token = self._get(index)
            if not token or not self._is_near(index) or self.tokens[index - 1].end != token.start - (token.start > self.tokens[index - 1].end):
                return index
            if self._is_dot(index + 1) and token.is_capital and len(token.text) == 1:
                index += 2
                continue
            if token.key in self.words["particles"] and (end := self._surname_end(index, forced=True)):
                if self._is_listed_place(index, end):
                    return index
                index = end
                continue
            if not token.is_word or not self._may_follow_first(token, capital=capital):
                return index
            index += 1
        return index

    def _is_listed_place(self, index: int, end: int) -> bool:
        """Whether "van" and a town say where somebody is from."""
        return self._key(index) == "van" and end - index == 2 and self._key(end - 1) in self.lexicon.places  # noqa: PLR2004

    def _may_follow_first(self, token: Token, *, capital: bool) -> bool:
        key = token.key
        if key in self.words["no_names"] or self._is_verb(key) or key in self.words["not_after_first"] or key in self.words["roles"]:
            return False
        if capital and token.is_capital:
            shown = _TITLE_CASE.fullmatch(token.text) or (token.text.isupper() and len(token.text) > _SHORTEST)
            return bool(shown) and (key in self.lexicon.family or key in self.lexicon.given or not self._is_function_word(key))
        if len(key) < _SHORTEST or token.is_capital:
            return False
        if key in self.words["noun_family_names"] and not capital:
            return True
        if self._is_ordinary(key):
            return key in self.words["clear_names"] and not capital
        listed = key in self.lexicon.family or key in self.lexicon.given
        return listed or (not capital and len(key) >= _SHORTEST_UNKNOWN)

    # -- what a word can be

    def _is_given(self, at: int) -> bool:
        token = self.tokens[at]
        key = self._given_key(token.key)
        if key is None or self._is_label(at) or (token.text.isupper() and len(token.text) < _SHORTEST_UNKNOWN and token.is_capital):
            return False
        ambiguous = key in self.words["ambiguous_names"] and key not in self.words["clear_names"]
        if key in self.words["no_names"]:
            return token.is_capital and (self._is_said_at(at + 1) or self._after_role(at))
        if not ambiguous:
            return token.is_capital or len(key) >= _SHORTEST
        if token.is_capital:
            return not token.opens or self._has_evidence(at)
        after_person = self._after_role(at) or self._key(at - 1) in self.words["titles"]
        clause = token.opens or self._key(at - 1) in _BEFORE_CLAUSE or self._key(at - 1) == ","
        return after_person or (clause and self._is_verb_at(at + 1))

    def _given_key(self, key: str) -> str | None:
        """A first name as the list has it; Dutch writes "Henks scherm", and double names stand in parts."""
        given = self.lexicon.given
        if key in given:
            return key
        if key[-1:] == "s" and key[:-1] in given and not self._is_ordinary(key) and key not in self.lexicon.family:
            return key[:-1]
        if "-" in key and all(part in given for part in key.split("-")):
            return key
        return None

    def _is_family(self, at: int) -> bool:
        token = self.tokens[at]
        key = token.key
        parts = key.split("-")
        listed = key in self.lexicon.family or (len(parts) > 1 and any(part in self.lexicon.family or part in self.lexicon.given for part in parts))
        if not listed or self._is_label(at) or len(key) < _SHORTEST:
            return False
        if token.text.isupper() and (len(token.text) <= _SHORTEST_UNKNOWN or key in self.words["noun_family_names"]):
            return False
        doubtful = key in self.words["no_names"] or key in self.lexicon.places
        noun = key in self.words["noun_family_names"] or self._is_ordinary(key)
        said = self._is_said_at(at + 1) or self._key(at + 1) in _RELATIVE or self._pronoun_follows(at)
        narrow = self._after_role(at) or self._key(at - 1) in self.words["before_people"] - _BROAD
        if not token.is_capital:
            clause = token.opens or self._key(at - 1) in _BEFORE_CLAUSE
            return not noun and not doubtful and len(parts) == 1 and (narrow or (clause and self._is_verb_at(at + 1)))
        if len(parts) > 1 and not all(part[:1].isupper() for part in token.text.split("-")):
            return False
        if doubtful or noun:
            return (said or narrow) and not (doubtful and self._key(at - 1) in self.words["before_things"])
        if token.opens:
            return said or self._is_verb_at(at + 1) or len(parts) > 1 or self._capital_follows(at)
        return not (self._key(at - 1) in self.words["before_things"] and not said)

    def _is_unknown_name(self, at: int) -> bool:
        """Whether a capital and its place make a name of a word that no list has."""
        token = self.tokens[at]
        key = token.key
        if not token.is_capital or not _SHORTEST_UNKNOWN <= len(key) or self._is_label(at) or not _TITLE_CASE.fullmatch(token.text):
            return False
        parts = token.text.split("-")
        if len(parts) > 1 and not all(part[:1].isupper() for part in parts):
            return False
        if any(fold_part in self.words["no_names"] or fold_part in self.lexicon.places for fold_part in (key, *key.split("-"))):
            return False
        if max(map(len, parts)) > _LONGEST_SURNAME or self._is_known_word(key) or key in self.words["roles"] or self._is_role(key):
            return False
        previous = self._key(at - 1)
        said = self._is_said_at(at + 1) or self._pronoun_follows(at)
        narrow = self._after_role(at) or previous in self.words["before_people"] - _BROAD
        if said or narrow:
            return True
        if token.opens:
            return self._capital_follows(at)
        if _ADJECTIVE.search(key) or previous in self.words["articles"] or previous in self.words["before_things"]:
            return False
        return not self.tokens[at - 1].is_capital or self.tokens[at - 1].opens

    def _is_label(self, at: int) -> bool:
        """Whether the word is the name of a thing: "portaal Iris", "the Victoria theme", "op 'Mark' klik"."""
        before, after = self._get(at - 1), self._get(at + 1)
        if after and after.is_word and not after.is_capital and after.joined:
            if after.key in self.words["things"]:
                return True
            noun = self._is_ordinary(after.key) and not self._is_verb(after.key) and not self._is_function_word(after.key)
            if before and before.key in _PLAIN_ARTICLES and noun and self.tokens[at].is_capital and not self._after_person_word(at):
                return True
        if after and after.is_word and after.is_capital and after.key in ("act", "wet", "bill", "street", "road", "school", "college"):
            return True
        if before and before.is_word and self.tokens[at].joined and not self.tokens[at].opens:
            if before.key in self.words["things"] and (self.language == "nl" or before.key in ("theme", "room", "project", "module", "act")):
                return True
        quoted = before and after and before.text in "\"'" and after.text == before.text
        return bool(quoted and self._key(at - 2) in self.words["before_things"] | self.words["things"])

    def _has_evidence(self, at: int) -> bool:
        return self._is_verb_at(at + 1) or self._capital_follows(at) or self._pronoun_follows(at) or self._after_role(at)

    def _capital_follows(self, at: int) -> bool:
        """Whether a surname follows: "Ype Hoekstra-Smit"."""
        token = self._get(at + 1)
        if not token or not token.is_word or not token.joined or not self._is_near(at + 1):
            return False
        if token.key in self.words["particles"]:
            end = self._surname_end(at + 1, forced=False)
            return end is not None and self.tokens[end - 1].is_capital
        if not token.is_capital or token.key in self.words["no_names"] or token.key in self.lexicon.places or self._is_label(at + 1):
            return False
        return token.key in self.lexicon.family or not self._is_known_word(token.key)

    def _pronoun_follows(self, at: int) -> bool:
        """ "Ask Cor, he knows": a comma and a pronoun."""
        return self._key(at + 1) == "," and self._key(at + 2) in _PRONOUNS

    # -- joined names

    def _joined_after(self, end: int) -> tuple[int, int] | None:
        joint, start = self._get(end), end + 1
        if not joint or joint.key not in _JOINTS or not self._get(start) or start in self.ends:
            return None
        if self.tokens[start].is_capital and self.tokens[start].key in self.words["particles"]:
            surname = self._surname_end(start, forced=True)
            return (start, surname) if surname else None
        return (start, self._extended(start + 1, start)) if self._may_be_joined(start) else None

    def _joined_before(self, first: int) -> int | None:
        joint, at = self._get(first - 1), first - 2
        if not joint or joint.key not in _JOINTS or not self._get(at):
            return None
        taken = at in self.ends or any(start <= at < end for start, end in self._near_ends(at))
        return at if not taken and self._may_be_joined(at) and not self._is_particle_before(at) else None

    def _near_ends(self, at: int) -> list[tuple[int, int]]:
        return [(start, self.ends[start]) for start in range(max(0, at - _LONGEST_NAME - 4), at + 1) if start in self.ends]

    def _is_particle_before(self, at: int) -> bool:
        return self._key(at - 1) in self.words["particles"] and not self.tokens[at].opens

    def _may_be_joined(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.is_capital or not token.is_word or token.key in self.words["no_names"] or self._is_label(at):
            return False
        listed = token.key in self.lexicon.given or token.key in self.lexicon.family
        if listed:
            return token.key not in self.lexicon.places
        shown = bool(_TITLE_CASE.fullmatch(token.text)) and len(token.key) >= _SHORTEST_UNKNOWN
        return shown and not self._is_known_word(token.key) and token.key not in self.lexicon.places

    # -- looking around

    def _get(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def _key(self, index: int) -> str:
        token = self._get(index)
        return token.key if token else ""

    def _is_near(self, index: int) -> bool:
        """Whether a token follows the one before it in the same sentence."""
        token = self._get(index)
        return token is not None and token.joined and not token.opens

    def _is_dot(self, index: int) -> bool:
        token = self._get(index)
        return token is not None and token.text == "." and token.start == self.tokens[index - 1].end

    def _is_verb(self, key: str) -> bool:
        return key in self.words["saying"] or key in self.words["doing"]

    def _is_verb_at(self, index: int) -> bool:
        return self._is_near(index) and self._is_verb(self._key(index)) and not self.tokens[index].is_capital

    def _is_said_at(self, index: int) -> bool:
        return self._is_near(index) and self._key(index) in self.words["saying"] and not self.tokens[index].is_capital

    def _is_role(self, key: str) -> bool:
        return key in self.words["roles"] or any(key.endswith(ending) and len(key) > len(ending) for ending in self.words["role_endings"])

    def _after_role(self, at: int) -> bool:
        return self._is_near(at) and self._is_role(self._key(at - 1))

    def _after_person_word(self, at: int) -> bool:
        return self._is_near(at) and (self._after_role(at) or self._key(at - 1) in self.words["before_people"] - _BROAD)

    def _is_function_word(self, key: str) -> bool:
        return (
            key in self.words["articles"]
            or key in _BEFORE_CLAUSE
            or key in self.words["before_people"]
            or key in self.words["before_things"]
            or key in _PRONOUNS
            or self._is_verb(key)
            or len(key) < _SHORTEST
        )

    def _is_ordinary(self, key: str) -> bool:
        if key not in self._ordinary:
            self._ordinary[key] = self.lexicon.is_ordinary(key)
        return self._ordinary[key]

    def _is_known_word(self, key: str) -> bool:
        """Whether either language has the word: people mix them."""
        return self._is_ordinary(key) or key in read_lexicon("en" if self.language == "nl" else "nl").ordinary
