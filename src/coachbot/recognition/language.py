"""Which language a message is in: Dutch, English, or clearly a third one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coachbot.playbook import Language

MIN_LETTERS = 12
"""A text with fewer is short: the language that was in use stays in use unless another is clear."""
MIN_WORDS_OF_THIRD = 3
SURE_OF_THIRD = 0.99
TIES_TO = 0.7
"""Below this probability, of Dutch and English alone, a language that was in use before stays in use."""
SHORT_TIES_TO = 0.8
"""The same for a short text of some words: "too slow" tells, "te complex" less than it seems."""

_CANDIDATES = ["nl", "en", "de", "fr", "es", "it", "pt", "pl", "tr", "ar", "uk", "ru", "zh", "ja"]
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLanguage:
    """The language to answer in, and the third language that the message is in, if it clearly is."""

    language: Language
    third: str | None = None


@lru_cache(maxsize=1)
def _identifier() -> Any:  # noqa: ANN401 - py3langid ships no types
    """Langid's model (Lui & Baldwin 2012) over the languages of a Dutch town hall."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - half a second to unpack

    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    full.set_languages(_CANDIDATES)
    # A second one, since the first holds on to the scores of all 142 languages: 28 MB.
    return LanguageIdentifier(
        full.nb_ptc, full.nb_pc, full.nb_classes, full.tk_nextmove, full.tk_output, norm_probs=True, tk_row=full.tk_row
    )


def hear_language(text: str, usual: Language = "nl") -> HeardLanguage:
    """Tell the language of a message; `usual` holds where the text is too short to tell.

    >>> hear_language("Why would we change, it was fine the way it was").language
    'en'
    >>> hear_language("Warum sollten wir das ändern, es lief doch gut?").third
    'de'
    """
    letters = _LETTER.findall(text)
    ranked = [(code, float(probability)) for code, probability in _identifier().rank(text)] if letters else []
    ours = [(code, probability) for code, probability in ranked if code in ("nl", "en")]
    words, short = len(text.split()), len(letters) < MIN_LETTERS
    if not ours or (short and words == 1 and ours[0][1] < SURE_OF_THIRD):
        return HeardLanguage(language=usual)
    language: Language = "en" if ours[0][0] == "en" else "nl"
    total = sum(probability for _, probability in ours)
    first, certainty = ranked[0]
    if first not in ("nl", "en") and certainty >= SURE_OF_THIRD and words >= MIN_WORDS_OF_THIRD:
        return HeardLanguage(language=usual, third=first)
    if total > 0 and ours[0][1] / total < (SHORT_TIES_TO if short else TIES_TO):
        return HeardLanguage(language=usual)
    return HeardLanguage(language=language)
