"""The message extension: the playbook, searched from where somebody writes.

Searching keeps nothing: every key that is pressed asks again, so it looks in the playbook's own words.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from coachbot.fitting import clean, clip
from coachbot.pieces import Ask, Card, Line, Part, Say
from coachbot.texts import load_texts
from coachbot_teams.limits import RESULTS, SUMMARY
from coachbot_teams.rendering import CARD_TYPE, plain_card
from coachbot_teams.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.playbook import Language, Objection, Playbook
    from coachbot_teams.rendering import Element

_PREVIEW_TYPE = "application/vnd.microsoft.card.thumbnail"


def asked(value: Mapping[str, Any]) -> tuple[str, int]:
    """What is searched for, and how many results to leave out, as they were shown before.

    >>> asked({"parameters": [{"name": "words", "value": "tijd"}], "queryOptions": {"skip": 10, "count": 25}})
    ('tijd', 10)
    """
    parameters = [one for one in value.get("parameters") or () if isinstance(one, dict)]
    words = next((str(one.get("value") or "") for one in parameters if one.get("name") != "initialRun"), "")
    options = value.get("queryOptions")
    skip = options.get("skip") if isinstance(options, dict) else 0
    return words[:SUMMARY], skip if isinstance(skip, int) and 0 <= skip < 10_000 else 0  # noqa: PLR2004 - more there never is


def results(playbook: Playbook, language: Language, words: str, skip: int) -> Element:
    """The objections in which every word is found, in their title before elsewhere."""
    sought = _plain(words).split()
    ranked = [
        (0 if all(word in _plain(objection.title[language]) for word in sought) else 1, objection)
        for objection in playbook.objections.values()
        if all(word in _searched(objection) for word in sought)
    ]
    found = [objection for _, objection in sorted(ranked, key=lambda one: one[0])][skip : skip + RESULTS]
    if not found:
        return {"composeExtension": {"type": "message", "text": load_words(language).nothing_found}}
    attachments = [_result(playbook, objection, language) for objection in found]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def _result(playbook: Playbook, objection: Objection, language: Language) -> Element:
    texts, entry = load_texts(language), playbook.entry(objection.id, None).entry
    words = entry.texts[language]
    card = Card(
        language=language,
        pieces=(
            Line(role="heard", text=objection.title[language]),
            Part(label=texts.behind, text=words.behind),
            Say(number=1, label=texts.say_first, text=words.wording),
            Ask(number=2, label=texts.then_ask, text=words.question),
        ),
    )
    preview = {"title": clip(clean(objection.title[language]), SUMMARY), "text": clip(clean(words.question), SUMMARY)}
    return {
        "contentType": CARD_TYPE,
        "content": plain_card(card),
        "preview": {"contentType": _PREVIEW_TYPE, "content": preview},
    }


def _searched(objection: Objection) -> str:
    phrases = (phrase.text for phrase in (*objection.phrases.nl, *objection.phrases.en))
    return _plain(" ".join((objection.title.nl, objection.title.en, *phrases)))


def _plain(text: str) -> str:
    """A text as it is compared: without accents and capitals.

    >>> _plain("Financiën")
    'financien'
    """
    return "".join(mark for mark in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(mark))
