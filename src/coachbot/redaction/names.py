"""Names of people, as well as they can be told without a network.

Evidence comes from lists (first names, surnames, ordinary words), from capitals, and from the words around: a title, a
role, a verb that only people do. A word that is both a name and an ordinary word ("Roos", "Will", "de Boer") counts only
where the sentence says so. Two passes after that: names joined by "en" or a comma bear each other out, and who was
named once is known in the rest of the message. Every step looks a fixed number of words around, so time is linear.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.context import BEFORE_CLAUSE, BROAD, PLAIN_ARTICLES, SHORTEST
from coachbot.redaction.lexicon import read_list, word_set
from coachbot.redaction.spans import Span
from coachbot.redaction.surnames import ENGLISH_TOO, SHORTENED, SHORTEST_UNKNOWN, TITLE_CASE, Surnames
from coachbot.redaction.tokens import INITIALS

if TYPE_CHECKING:
    from coachbot.playbook import Language
    from coachbot.redaction.tokens import Token

_WIDEST = 20
"""Tokens that a name may take."""
_MOST_TITLES, _MOST_INITIALS = 6, 12
"""Tokens, full stops counted."""
_LONGEST_SURNAME = 14
_WHERE = word_set("in te uit naar bij rond buiten near from to at gemeente dorp stad kern wijk")
"""Before a village that is a surname too."""
_SHORT_WORDS = word_set(
    "ik we je ze er en of in op om te al is na nu de zo ja he hi ho oh ok zo my so to it us go no if as at by do an am be or"
    " on up mw dr mr ms st ds ir"
)
"""Words of two letters that may stand before a name."""
_FROM = frozenset(("van", "uit", "from"))
"""A person comes from somewhere: "Will from Planning"."""
_SEVERAL_DO = word_set(
    "hebben hadden zijn waren willen wilden kunnen konden moeten moesten zullen zouden komen kwamen gaan gingen doen deden vinden"
    " vonden zeggen zeiden vragen vroegen zitten zaten staan stonden weten wisten denken dachten are were have want say think"
)
"""Verbs as they follow more than one person."""
_RELATIVE = word_set("die who whose")
_INTRODUCE = word_set("collega colleague genaamd named heet heette")
_BASE_FORMS = word_set("read put let")
"""Verbs that "will" itself may stand before."""
_BY = word_set("met van door volgens namens aldus by with from to for of")
_MOODS = word_set(
    "storm hope grace joy faith mercy will may max bill mark sky rose summer violet wolf mei april june ocean moon jet lot con ad"
    " toon lente patience an beer prudence art dawn"
)
"""Names that a preposition makes a mood, a month or the weather rather than somebody."""
_SMALL_JOINTS = frozenset((",", "en", "and", "&"))
_ASKED = word_set("asked told ask tell vroeg")
_SHORTENED_WORDS = word_set("nb ps bv nv vof uk us vs eu vn")
"""What is shortened to letters as a name is, and nobody."""
_JOINTS = frozenset((",", "en", "and", "&", "of", "or", "/", "+"))
_PREPOSITIONS = word_set("van voor op in aan bij onder over uit te al von")
_PLAIN_TITLES = word_set("mevrouw mevr mw meneer mijnheer dhr heer mrs")
"""Titles that nothing else is written like, so that even a small unknown word after them is a name."""
_BUILT = ("brug", "weg", "straat", "plein", "tunnel", "gebouw", "huis", "toren", "kerk", "park", "museum", "zaal", "hal", "poort")
"""What "De" before it makes a building or a road rather than somebody."""
_TRADES = ("er", "man", "smit", "smid", "kok", "vos", "koning", "prins")
"""Ends of surnames that are no department's: "de groep van Bakker", but "de collega's van Groen"."""
_PET_ENDINGS = ("ie", "tje", "pje", "je")
"""What Dutch calls somebody dear or small by: "Henkie", "Wimpje"."""
_SCOTTISH = re.compile(r"Mc[A-Z][a-z]")
_CONTRACTED = word_set("d ll ve re m t s n")
_ADJECTIVE = re.compile(r"(?:ische?|[a-z]{3}se|[a-z]{3}aans|[a-z]{3}(?:ing|heid|tie|ties|ingen|schap|ment))$")


def find_names(text: str, language: Language) -> list[Span]:
    """The names in an even text, in the order of the text."""
    return _Names(text, language).spans()


class _Names(Surnames):
    """The names of one message as they are found: `ends` maps the first token of each to the one after its last."""

    def __init__(self, text: str, language: Language) -> None:
        super().__init__(text, language)
        self.ends: dict[int, int] = {}

    def spans(self) -> list[Span]:
        self._read()
        self._join()
        self._recall()
        return [
            Span(self.tokens[first].start, self.tokens[end - 1].end, "name")
            for first, end in sorted(self.ends.items())
            if end > first
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
            while small := self._small_joined_after(first, end):
                self.ends[small] = end = small + 1
        for first in sorted(self.ends, reverse=True):
            at = first
            while self.tokens[first].is_capital and (before := self._joined_before(at)):
                self.ends[before[0]] = before[1]
                at = before[0]

    def _recall(self) -> None:
        """Take every further mention of who was named."""
        taken = {index for first, end in self.ends.items() for index in range(first, end)}
        known = {
            self.tokens[index].key
            for index in taken
            if self.tokens[index].is_word
            and len(self.tokens[index].key) >= SHORTEST
            and self.tokens[index].key not in self.words["particles"]
        }
        for index, token in enumerate(self.tokens):
            named = token.key in known or (token.key[-1:] == "s" and token.key[:-1] in known)
            if index in taken or not token.is_word or not named or self.is_label(index):
                continue
            if (token.is_capital and not (token.opens and self.is_ordinary(token.key))) or not self.is_ordinary(token.key):
                self.ends[index] = index + 1

    # -- one place

    def _name_at(self, at: int) -> tuple[int, int]:
        """The name that begins at a token or right after it; an empty range if none does."""
        token = self.tokens[at]
        if not token.is_word or at in self.sayings or at + 1 in self.sayings:
            return at, at
        if token.key in self.words["titles"] and (found := self._after_title(at)):
            return found
        if end := self._after_initials(at) or self._after_small_initial(at) or self._before_initials(at):
            return at, end
        if token.key in self.words["particles"] and (end := self._with_particles(at)):
            return at, end
        if (
            self._is_given(at)
            or self._is_short_name(at)
            or self._is_family(at)
            or self._is_unknown_name(at)
            or self._is_pair(at)
            or self._has_surname_with_particles(at)
        ):
            return at, self.extended(at + 1, at)
        return at, at

    def _after_title(self, at: int) -> tuple[int, int] | None:
        """Such as "mevr. dr. J. de Vries": titles, then whatever can be a name."""
        start = at + 1
        while start - at < _MOST_TITLES and (self.key(start) == "." or self.key(start) in self.words["titles"]):
            start += 1
        token = self.get(start)
        if not token or not token.is_word or not self.is_near(start):
            return None
        if end := self._after_initials(start):
            return start, end
        if token.key in self.words["particles"]:
            end = self.surname_end(start, forced=True)
            return (start, self.with_partner(end)) if end else None
        if self._may_follow_title(token, self.tokens[at].key):
            return start, self.extended(start + 1, start)
        return None

    def _may_follow_title(self, token: Token, title: str) -> bool:
        if token.key in self.words["no_names"] or self.is_verb(token.key):
            if token.key in self.words["ambiguous_names"] and title in _PLAIN_TITLES and not self.is_verb(token.key):
                return True
            return token.is_capital and token.key in self.lexicon.family
        listed = token.key in self.lexicon.given or token.key in self.lexicon.family
        if token.is_capital:
            return listed or not (token.text.isupper() and len(token.text) <= SHORTEST)
        if len(token.key) < SHORTEST or token.key in self.words["not_after_first"]:
            return False
        return not self.is_function_word(token.key) if listed else title in _PLAIN_TITLES and not self.is_known_word(token.key)

    def _after_initials(self, at: int) -> int | None:
        """Such as "J.P. de Vries", "H Jansen": the end of the name, if initials begin here and a surname follows."""
        index = at
        while index - at < _MOST_INITIALS and self._is_initial(index) and (index == at or self.tokens[index].joined):
            index += 2 if self.is_dot(index + 1) else 1
        dotted = index > at and self.is_dot(index - 1)
        if index == at or not self.is_near(index):
            return None
        token = self.tokens[index]
        if self._are_initials_alone(at, index):
            return index
        if token.key in self.words["particles"]:
            end = self.surname_end(index, forced=dotted, initials=dotted)
            return self.with_partner(end) if end else None
        if not token.is_capital or not token.is_word:
            return None
        listed = token.key in self.lexicon.family or token.key in self.lexicon.given
        several = dotted and index - at > 2 and self._shortened(at, index) not in _SHORTENED_WORDS  # noqa: PLR2004 - as below
        # A surname is often two words in one ("Kolkvoort"); where a sentence begins, so is "B. Zoekscherm openen".
        ordinary = self.is_ordinary(token.key) if self.tokens[at].opens else token.key in self.lexicon.ordinary
        unlisted = dotted and (several or not ordinary) and token.key not in self.words["no_names"]
        if listed or unlisted:
            return self.extended(index + 1, at)
        return None

    def _after_small_initial(self, at: int) -> int | None:
        """Such as "s. visser", "j. van der berg": the end of the name, if a listed surname follows one small letter."""
        token = self.tokens[at]
        if len(token.text) != 1 or token.is_capital or not self.is_dot(at + 1) or not self._is_joined_word(at + 2):
            return None
        if self.key(at + 2) in self.words["particles"]:
            end = self.surname_end(at + 2, forced=True)
            return end if end and self.is_full_surname(at + 2, end) else None
        return at + 3 if self.key(at + 2) in self.lexicon.family else None

    def _is_joined_word(self, index: int) -> bool:
        token = self.get(index)
        return token is not None and token.is_word and token.joined

    def _are_initials_alone(self, at: int, end: int) -> bool:
        """Such as "J.K. snapt het niet": two initials or more at the beginning of a clause, and a verb that only people do."""
        several = end - at > 2 and self.is_dot(end - 1)  # noqa: PLR2004 - a letter and its full stop
        return several and self._begins_clause(at) and self.is_said_at(end) and self._shortened(at, end) not in _SHORTENED_WORDS

    def _shortened(self, at: int, end: int) -> str:
        return "".join(self.key(index) for index in range(at, end, 2))

    def _before_initials(self, at: int) -> int | None:
        """Such as "Smit, J." and "Vries, P.J. de", as lists have them: the end of the name."""
        token, index = self.tokens[at], at + 2
        if token.key in self.words["particles"] and token.is_capital:
            index = (self.surname_end(at, forced=False) or at) + 1  # "Van Leeuwen, A."
            token = self.tokens[index - 2]
        first = index
        listed = token.key in self.lexicon.family or index > at + 2 or not self.is_known_word(token.key)
        if not token.is_capital or not listed or token.key in self.words["no_names"] or self.key(index - 1) != ",":
            return None
        while index - at < _MOST_INITIALS and self._is_dotted_letter(index):
            index += 2
        if index == first or (self.is_near(index) and self._family_follows(index)):
            return None
        while self.is_near(index) and self.key(index) in self.words["particles"] and index - at < _MOST_INITIALS:
            index += 1
        return index

    def _is_dotted_letter(self, index: int) -> bool:
        token = self.get(index)
        return token is not None and token.is_capital and len(token.text) == 1 and self.is_dot(index + 1)

    def _is_initial(self, index: int) -> bool:
        token = self.get(index)
        if not token or not token.is_word or not token.is_capital:
            return False
        dotted = self.is_dot(index + 1)
        if len(token.text) == 1:
            return dotted or token.text not in "AIOUE"
        return (dotted and token.key in INITIALS) or (
            token.text.isupper() and len(token.text) <= SHORTEST and self._family_follows(index + 1)
        )

    def _family_follows(self, index: int) -> bool:
        token = self.get(index)
        if not token or not token.is_word or not self.is_near(index):
            return False
        if token.key in self.words["particles"]:
            return self.surname_end(index, forced=False) is not None
        return token.is_capital and token.key in self.lexicon.family and not self.is_ordinary(token.key)

    def _with_particles(self, at: int) -> int | None:
        """Such as "De Bruin", "van der meulen": the end of a surname with particles and no first name before it."""
        end = self.surname_end(at, forced=self.after_person_word(at) and self.tokens[at].is_capital)
        if end is None:
            return None
        token, last = self.tokens[at], self.tokens[end - 1]
        full = self.is_full_surname(at, end)
        plain = self.is_ordinary(last.key) or last.key in self.lexicon.places
        spoken = self.is_verb_at(end) or self.key(end) in _RELATIVE or self.after_person_word(at)
        if self.is_label(at) or (token.key in PLAIN_ARTICLES and self.key(end) in self.words["things"]):
            return None
        if self._is_listed_place(at, end) and (not token.is_capital or token.opens):
            named = token.is_capital and full and self.is_verb_at(end) and self.key(end) not in ("is", "was")
            return end if named or self.is_said_at(end) else None  # "de raad van Breda"
        if not last.is_capital:
            said = (self._begins_clause(at) and self.is_said_at(end)) or self.key(at - 1) in self.words["saying"]
            said = said and token.key not in PLAIN_ARTICLES
            twice = token.key == "van" and self.key(at - 1) == "van"  # "een opmerking van van dijk"
            several = end - at > 2 and self.key(at - 1) in _BY  # noqa: PLR2004 - "met van den berg"
            if full and (several or (self.language == "nl" and (self.after_role(at) or said or twice))):
                return end  # "wethouder de jong", "van dijk zei"
            if token.key in _PREPOSITIONS and "'" in self.key(at + 1):
                return None  # "in 't veld"
            foreign = self.language == "en" and full and token.key not in ENGLISH_TOO
            strong = any(each.key in self.words["strong_particles"] for each in self.tokens[at : end - 1])
            english_word = self.language == "en" and token.key in ENGLISH_TOO
            written_out = full and token.key.rstrip(".") not in SHORTENED
            return end if foreign or (strong and not english_word and (written_out or not plain)) else None
        if token.opens and token.is_capital:
            if last.key.endswith(_BUILT) or last.key in self.words["no_names"]:
                return None
            return end if not plain or spoken or (full and last.key not in read_list("municipalities.txt")) else None
        if token.is_capital or full:
            return end if not plain or full or spoken else None
        several = end - at > 2 or token.key not in _PREPOSITIONS  # noqa: PLR2004 - "van der", but also "de" alone
        known = last.key in self.lexicon.family and last.key not in self.lexicon.given
        return end if not plain and known and (several or spoken) else None

    # -- what a word can be

    def _is_given(self, at: int) -> bool:
        token = self.tokens[at]
        key = self._given_key(token.key)
        if key is None or self.is_label(at) or (token.text.isupper() and len(token.text) < SHORTEST_UNKNOWN and token.is_capital):
            return False
        ambiguous = key in self.words["ambiguous_names"] and key not in self.words["clear_names"]
        previous = self.key(at - 1)
        clause = self._begins_clause(at)
        if not token.is_capital and self.is_verb(key):
            return ambiguous and clause and self.is_said_at(at + 1) and self.key(at + 1) not in _BASE_FORMS
        if not token.is_capital and (previous in PLAIN_ARTICLES and (ambiguous or self.language == "en")):
            return False
        if key in self.lexicon.places and key not in self.words["clear_names"]:
            narrow = self.after_role(at) or previous in self.words["before_people"] - BROAD
            return token.is_capital and (narrow or self._has_evidence(at)) and previous not in self.words["before_things"]
        if key in self.words["no_names"]:
            return token.is_capital and (
                self.is_said_at(at + 1) or self.after_role(at) or previous in _ASKED or self._is_month_with_surname(at)
            )
        if not ambiguous:
            return token.is_capital or (len(key) >= SHORTEST and key not in self.words["not_after_first"])
        if token.is_capital:
            return (not token.opens and previous not in self.words["before_things"]) or self._has_evidence(at)
        after_person = self.after_role(at) or self.key(at - 1) in self.words["titles"]
        if previous in self.words["before_people"] and self._noun_name_follows(at):
            return True  # "de reactie van koos spek"
        if previous in self.words["before_people"] - BROAD and not self.is_ordinary(key):
            return True  # "ik sprak grace"
        return after_person or (clause and self.is_verb_at(at + 1)) or self._is_by_somebody(at)

    def _is_month_with_surname(self, at: int) -> bool:
        """Such as "Mei Lan": a first name that is a month, and a surname or another first name."""
        return self.tokens[at].key in _MOODS and self._capital_follows(at)

    def _begins_clause(self, at: int) -> bool:
        return self.tokens[at].opens or self.key(at - 1) in BEFORE_CLAUSE or self.key(at - 1) == ","

    def _noun_name_follows(self, at: int) -> bool:
        return self.is_near(at + 1) and self.key(at + 1) in self.words["noun_family_names"]

    def _is_by_somebody(self, at: int) -> bool:
        """Such as "afgestemd met roos en bas": a small name after a preposition, with nothing after it that it describes."""
        if self.key(at - 1) not in _BY or not self.is_near(at) or self.tokens[at].key in _MOODS:
            return False
        after = self.get(at + 1)
        ends = after is None or not after.is_word or after.opens
        return ends or self.is_verb_at(at + 1) or self.key(at + 1) in _JOINTS or self.key(at + 1) in self.words["before_people"]

    def _is_verb_by_its_end(self, index: int) -> bool:
        """Whether an ordinary small word with the ending of a past tense follows: "Adebayo finished"."""
        key = self.key(index)
        ends = ("ed",) if self.language == "en" else ("de", "te")
        return self.is_near(index) and not self.tokens[index].is_capital and key.endswith(ends) and self.is_ordinary(key)

    def _is_noun_phrase(self, at: int) -> bool:
        """Whether a thing follows that the word would name."""
        return self.key(at + 1) in self.words["things"]

    def _given_key(self, key: str) -> str | None:
        """A first name as the list has it; Dutch writes "Henks scherm", and double names stand in parts."""
        given = self.lexicon.given
        if key in given or key in self.words["ambiguous_names"]:
            doubtful = (
                key in self.lexicon.ordinary and key not in self.words["clear_names"] and key not in self.words["ambiguous_names"]
            )
            return None if doubtful else key
        listed = key in self.lexicon.family or key in self.words["no_names"]
        if key[-1:] == "s" and key[:-1] in given and not listed and not self.is_known_word(key):
            return key[:-1]
        for ending in _PET_ENDINGS:
            if key.endswith(ending) and key.removesuffix(ending) in given and not listed and not self.is_known_word(key):
                return key
        if "-" in key and all(part in given for part in key.split("-")):
            return key
        return None

    def _is_family(self, at: int) -> bool:
        token = self.tokens[at]
        key = token.key
        parts = key.split("-")
        listed = key in self.lexicon.family or (
            len(parts) > 1 and any(part in self.lexicon.family or part in self.lexicon.given for part in parts)
        )
        if not listed or self.is_label(at) or len(key) < SHORTEST:
            return False
        if token.text.isupper() and (len(token.text) <= SHORTEST_UNKNOWN or key in self.words["noun_family_names"]):
            return False
        place = key in self.lexicon.places and (key in read_list("municipalities.txt") or self.key(at - 1) in _WHERE)
        if place and self.key(at - 1) in self.words["articles"]:
            return False
        if not token.is_capital:
            return self._is_small_family(at)
        if len(parts) > 1 and not all(part[:1].isupper() for part in token.text.split("-")):
            return False
        doubtful = key in self.words["no_names"] or place
        noun = key in self.words["noun_family_names"] or key in self.lexicon.ordinary
        said = self.is_said_at(at + 1) or self.key(at + 1) in _RELATIVE or self.is_described_after(at)
        narrow = self.after_role(at) or self.key(at - 1) in self.words["before_people"] - BROAD
        if doubtful or noun:
            trade = noun and not doubtful and (self._is_trade_with_capital(at) or self._is_capital_in_clause(at))
            return trade or ((said or narrow) and not (doubtful and self.key(at - 1) in self.words["before_things"]))
        if token.opens:
            sure = said or self.is_verb_at(at + 1) or token.owns or len(parts) > 1 or self._capital_follows(at)
            return sure or (len(key) > SHORTEST_UNKNOWN and not self.is_known_word(key) and not self._is_noun_phrase(at))
        return not (self.key(at - 1) in self.words["before_things"] and not said)

    def _is_small_family(self, at: int) -> bool:
        """Whether a listed surname in small letters is meant as one."""
        token, key = self.tokens[at], self.tokens[at].key
        doubtful = key in self.words["no_names"] or key in self.lexicon.places
        noun_name = key in self.words["noun_family_names"]
        if (
            noun_name and self.language == "nl" and self.is_said_at(at + 1)
        ):  # "mijn collega bloem zucht", "visser snapt er niks van"
            return self.after_role(at) or (token.opens and not doubtful and not self.is_role(key))
        if noun_name or doubtful or key in self.lexicon.ordinary or key in self.words["not_after_first"] or "-" in key:
            return False
        narrow = self.after_role(at) or self.key(at - 1) in self.words["before_people"] - BROAD
        clause = token.opens or self.key(at - 1) in BEFORE_CLAUSE
        return narrow or (clause and self.is_verb_at(at + 1))

    def _is_trade_with_capital(self, at: int) -> bool:
        """Such as "dat moet Bakker doen": Dutch gives a trade no capital inside a sentence."""
        dutch = self.language == "nl" and self.tokens[at].key.endswith(_TRADES) and self.is_near(at)
        before = self.tokens[at - 1]
        thing = (
            before.key in self.words["articles"] or before.key in self.words["before_things"] or before.key in ("en", "of", "als")
        )
        return dutch and before.is_word and not before.is_capital and not thing

    def _is_capital_in_clause(self, at: int) -> bool:
        """Such as "ik denk dat Blok bang is", "because Block is scared": a noun with a capital where a subject stands."""
        before = self.key(at - 1)
        if not self.is_near(at) or not (before in BEFORE_CLAUSE - _JOINTS or self.is_verb(before) or before in _SEVERAL_DO):
            return False
        return self.language == "nl" or self.is_verb_at(at + 1)

    def _is_unknown_name(self, at: int) -> bool:
        """Whether a capital and its place make a name of a word that no list has."""
        token = self.tokens[at]
        key = token.key
        if not token.is_capital:
            introduced = self.key(at - 1) in _INTRODUCE and self.is_near(at) and self.is_verb_at(at + 1)
            return introduced and len(key) >= SHORTEST_UNKNOWN and not self.is_known_word(key)
        if not len(key) >= SHORTEST_UNKNOWN or self.is_label(at) or not TITLE_CASE.fullmatch(token.text):
            return False
        if _SCOTTISH.match(token.text):
            return True
        parts = token.text.split("-")
        if (len(parts) > 1 and not all(part[:1].isupper() for part in parts)) or key.rpartition("'")[2] in _CONTRACTED:
            return False
        if any(fold_part in self.words["no_names"] or fold_part in self.lexicon.places for fold_part in (key, *key.split("-"))):
            return False
        if max(map(len, parts)) > _LONGEST_SURNAME or self.is_known_word(key) or key in self.words["roles"] or self.is_role(key):
            return False
        previous = self.key(at - 1)
        said = self.is_said_at(at + 1) or self.is_described_after(at)
        narrow = self.after_role(at) or previous in self.words["before_people"] - BROAD
        if said or narrow:
            return True
        if token.opens:
            from_somewhere = self.is_near(at + 1) and self.key(at + 1) in _FROM
            return self._capital_follows(at) or self._is_verb_by_its_end(at + 1) or token.owns or from_somewhere
        if _ADJECTIVE.search(key) or previous in self.words["articles"] or previous in self.words["before_things"]:
            return False
        return not self.tokens[at - 1].is_capital or self.tokens[at - 1].opens

    def _is_pair(self, at: int) -> bool:
        """Such as "Wang en Li zeiden": two listed names that are words as well bear each other out before a verb or "van"."""
        if self.key(at + 1) not in ("en", "and", "&") or not self.is_near(at + 2) or not self.tokens[at].is_capital:
            return False
        spoken = self.is_said_at(at + 3) or self.key(at + 3) in _FROM | _SEVERAL_DO or self.is_verb_at(at + 3)
        return spoken and self._may_be_joined(at) and self._may_be_joined(at + 2)

    def _has_surname_with_particles(self, at: int) -> bool:
        """Such as "Wolter v.d. Broek": any word with a capital, and a surname whose particles stand before nothing else."""
        token = self.tokens[at]
        if not token.is_capital or not TITLE_CASE.fullmatch(token.text) or not self.is_near(at + 1):
            return False
        if token.key in self.words["no_names"] or token.key in self.words["things"] or self.is_role(token.key):
            return False
        if self.key(at + 1) not in self.words["particles"] or self.is_function_word(token.key):
            return False
        end = self.surname_end(at + 1, forced=True)
        if end is None or not self.tokens[end - 1].is_capital:
            return False
        return any(self.key(index) in self.words["strong_particles"] for index in range(at + 1, end - 1))

    def _has_evidence(self, at: int) -> bool:
        from_somewhere = self.key(at + 1) in _FROM and self.is_near(at + 1)
        return (
            from_somewhere
            or self._is_owner(at)
            or self.is_verb_at(at + 1)
            or self._capital_follows(at)
            or self.is_described_after(at)
            or self.after_role(at)
        )

    def _is_owner(self, at: int) -> bool:
        """Such as "Max' vraag": an apostrophe right behind, then a word."""
        mark, after = self.get(at + 1), self.get(at + 2)
        return (
            mark is not None
            and after is not None
            and mark.text == "'"
            and mark.start == self.tokens[at].end
            and after.start == mark.end + 1
            and (at == 0 or self.key(at - 1) != "'")
        )

    def _is_short_name(self, at: int) -> bool:
        """Such as "Li Wei", "Bo Jansen": two letters, and a name that is surely one."""
        token, after = self.tokens[at], self.get(at + 1)
        short = token.is_capital and len(token.text) == SHORTEST - 1 and not token.text.isupper()
        if not short or after is None or not after.is_capital or not self.is_near(at + 1) or token.key in _SHORT_WORDS:
            return False
        return after.key in self.lexicon.given or (after.key in self.lexicon.family and not self.is_ordinary(after.key))

    def _capital_follows(self, at: int) -> bool:
        """Whether a surname follows: "Ype Hoekstra-Smit"."""
        token = self.get(at + 1)
        if not token or not token.is_word or not self.is_near(at + 1) or len(token.key) < SHORTEST:
            return False
        if token.key in self.words["particles"]:
            end = self.surname_end(at + 1, forced=False)
            return end is not None and self.tokens[end - 1].is_capital
        if (
            not token.is_capital
            or token.key in self.words["no_names"]
            or token.key in self.lexicon.places
            or self.is_label(at + 1)
        ):
            return False
        listed = token.key in self.lexicon.family or token.key in self.lexicon.given
        return listed or not self.is_known_word(token.key)

    # -- joined names

    def _joined_after(self, end: int) -> tuple[int, int] | None:
        joint, start = self.get(end), end + 1
        if not joint or joint.key not in _JOINTS or not self.get(start) or start in self.ends:
            return None
        if self.tokens[start].is_capital and self.tokens[start].key in self.words["particles"]:
            surname = self.surname_end(start, forced=True)
            return (start, surname) if surname else None
        return (start, self.extended(start + 1, start)) if self._may_be_joined(start) else None

    def _small_joined_after(self, first: int, end: int) -> int | None:
        """Where a first name in small letters stands beside one: "lisanne, bo en amber hadden er genoeg van"."""
        start = end + 1
        if self.tokens[first].is_capital or self.key(end) not in _SMALL_JOINTS or not self.is_near(start) or start in self.ends:
            return None
        token, after = self.tokens[start], self.get(start + 1)
        if token.is_capital or self.is_verb(token.key) or self._given_key(token.key) is None or self.is_label(start):
            return None
        if after is None or not after.is_word or after.opens:
            return start
        return start if after.key in _SEVERAL_DO or self.is_function_word(after.key) else None

    def _joined_before(self, first: int) -> tuple[int, int] | None:
        joint, at = self.get(first - 1), first - 2
        if not joint or joint.key not in _JOINTS or not self.get(at):
            return None
        if any(start <= at < end for start, end in self._near_ends(at)):
            return None
        start = at
        while start > 0 and self.is_near(start) and self.key(start - 1) in self.words["particles"]:
            start -= 1
        if start < at:
            return (start, at + 1) if self.tokens[at].is_capital and self.is_full_surname(start, at + 1) else None
        return (at, at + 1) if self._may_be_joined(at) else None

    def _near_ends(self, at: int) -> list[tuple[int, int]]:
        return [(start, self.ends[start]) for start in range(max(0, at - _WIDEST), at + 1) if start in self.ends]

    def _may_be_joined(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.is_capital or not token.is_word or token.key in self.words["no_names"] or self.is_label(at):
            return False
        listed = token.key in self.lexicon.given or token.key in self.lexicon.family
        if listed:
            return token.key not in self.lexicon.places
        shown = (
            bool(TITLE_CASE.fullmatch(token.text))
            and token.key.rpartition("'")[2] not in _CONTRACTED
            and len(token.key) >= SHORTEST_UNKNOWN
        )
        return shown and not self.is_known_word(token.key) and token.key not in self.lexicon.places
