"""A message's words with what stands around them: the questions that tell a name from an ordinary word."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import Lexicon, read_lexicon, read_words, word_set
from coachbot.redaction.tokens import Token, tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coachbot.playbook import Language

SHORTEST = 3
"""Letters in the shortest name that is looked for by its letters alone."""

PLAIN_ARTICLES = word_set("de het een the a an")
BROAD = word_set("van voor bij en of and or for from about show was to by at laat let lets")
"""Words before people that stand before things as often."""
BEFORE_CLAUSE = word_set(
    "en maar dat omdat want toen dus of als zodat terwijl waar ja nee nou"
    " punt komma vraagteken uitroepteken comma period"
    " and but because that then so or as since while when if where ok"
)
_ADVERBS = word_set("always never still also just only really then even")
"""What English puts between somebody and what they do."""
_PRONOUNS = word_set("hij zij ze die he she who")
_FROM = word_set("van uit from")
_PERSONS = word_set("woman man lady bloke guy girl family couple vrouw mevrouw meneer meisje familie")
_NAMED_THINGS = word_set("act wet bill street road school college")
_THINGS_BEFORE = word_set("theme room project module act")
"""In English few things stand before their name: "project Iris", but "the system Henk uses"."""


@cache
def _sayings(language: Language) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The sayings of one language as the keys of their tokens, by the first."""
    by_first: dict[str, tuple[tuple[str, ...], ...]] = {}
    for saying in sorted(read_words()["sayings"][language]):
        keys = tuple(saying.split("_"))
        by_first[keys[0]] = (*by_first.get(keys[0], ()), keys)
    return by_first


class Context:
    """The tokens of one message and the lists for its language. No answer looks further than a few words around."""

    def __init__(self, text: str, language: Language) -> None:
        self.tokens = tokens_of(text)
        self.language = language
        self.lexicon: Lexicon = read_lexicon(language)
        self.words = self.lexicon.words
        self._role_endings = tuple(self.words["role_endings"])
        self._ordinary: dict[str, bool] = {}
        self.sayings = frozenset(self._in_sayings())
        """Tokens of what is always said with a name though nobody is meant: "Jan Rap", "Murphy's law"."""

    def _in_sayings(self) -> Iterator[int]:
        for at, token in enumerate(self.tokens):
            for saying in _sayings(self.language).get(token.key, ()):
                end = at + len(saying)
                if tuple(each.key for each in self.tokens[at:end]) == saying:
                    yield from range(at, end)

    def get(self, index: int) -> Token | None:
        """The token at an index, if there is one."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def key(self, index: int) -> str:
        """The key of the token at an index; empty if there is none."""
        token = self.get(index)
        return token.key if token else ""

    def is_near(self, index: int) -> bool:
        """Whether a token follows the one before it in the same sentence."""
        token = self.get(index)
        return token is not None and token.joined and not token.opens

    def is_dot(self, index: int) -> bool:
        """Whether a full stop stands right behind the token before the index."""
        token = self.get(index)
        return token is not None and token.text == "." and token.start == self.tokens[index - 1].end

    def is_verb(self, key: str) -> bool:
        """Whether a word is a verb that people do."""
        return key in self.words["saying"] or key in self.words["doing"]

    def is_verb_at(self, index: int) -> bool:
        """Whether such a verb follows at an index."""
        return self.is_near(index) and self.is_verb(self.key(index)) and not self.tokens[index].is_capital

    def is_said_at(self, index: int) -> bool:
        """Whether a verb that only people do follows at an index."""
        index += self.is_near(index) and self.key(index) in _ADVERBS
        return self.is_near(index) and self.key(index) in self.words["saying"] and not self.tokens[index].is_capital

    def is_role(self, key: str) -> bool:
        """Whether a word is what somebody is: "consulent", "vergunningverlener"."""
        return key in self.words["roles"] or (key.endswith(self._role_endings) and key not in self.words["role_endings"])

    def after_role(self, at: int) -> bool:
        """Whether a role stands right before an index."""
        return self.is_near(at) and self.is_role(self.key(at - 1))

    def after_person_word(self, at: int) -> bool:
        """Whether a role or a word that is about people stands right before an index."""
        return self.is_near(at) and (self.after_role(at) or self.key(at - 1) in self.words["before_people"] - BROAD)

    def is_function_word(self, key: str) -> bool:
        """Whether a word is one of the small words, or a verb, which no name goes on with."""
        return (
            key in self.words["articles"]
            or key in BEFORE_CLAUSE
            or key in self.words["before_people"]
            or key in self.words["before_things"]
            or key in _PRONOUNS
            or self.is_verb(key)
            or len(key) < SHORTEST
        )

    def is_ordinary(self, key: str) -> bool:
        """Whether the language of the text has the word."""
        if key not in self._ordinary:
            self._ordinary[key] = self.lexicon.is_ordinary(key)
        return self._ordinary[key]

    def is_known_word(self, key: str) -> bool:
        """Whether either language has the word: people mix them."""
        return self.is_ordinary(key) or key in read_lexicon("en" if self.language == "nl" else "nl").ordinary

    def is_described_after(self, at: int) -> bool:
        """Such as "Ask Cor, he knows", "Pat, the registrar", "Groot, van financiën": a comma, and words about somebody."""
        if self.key(at + 1) != ",":
            return False
        return self.key(at + 2) in _PRONOUNS | _FROM or (
            self.key(at + 2) in self.words["articles"] and self.is_role(self.key(at + 3))
        )

    def is_label(self, at: int) -> bool:
        """Whether the word names a thing: "portaal Iris", "the Victoria theme", "op 'Mark' klik", "the Mulder Act"."""
        if at in self.sayings:
            return True
        before, after = self.get(at - 1), self.get(at + 1)
        if after and after.is_word and after.joined and not self.tokens[at].owns and self._is_thing_after(at, after):
            return True
        token = self.tokens[at]
        if before and before.is_word and token.joined and not token.opens:
            return before.key in self.words["things"] and (self.language == "nl" or before.key in _THINGS_BEFORE)
        quoted = before and after and before.text in "\"'" and after.text == before.text
        return bool(quoted and (self.key(at - 2) in self.words["before_things"] or self.key(at - 2) in self.words["things"]))

    def _is_thing_after(self, at: int, after: Token) -> bool:
        if after.is_capital:
            return after.key in _NAMED_THINGS
        noun = self.is_ordinary(after.key) and not self.is_verb(after.key) and not self.is_function_word(after.key)
        noun = noun and after.key not in _PERSONS
        article = self.key(at - 1) in PLAIN_ARTICLES and self.tokens[at].is_capital and not self.after_person_word(at)
        return after.key in self.words["things"] or (article and noun)
