"""What is filled in about an entry or objection as the content of the files, and back. Pure."""

from __future__ import annotations

import copy
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from coachbot.curation import entry_content
from coachbot.curation_replies import MOST_ANGLES
from coachbot.plain_text import plain_text
from coachbot.playbook import OWNED_BY_A_LEAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.differences import Divergence
    from coachbot.json_values import Json
    from coachbot.playbook import DriverId, Language, ObjectionId, Playbook

PLACES: dict[str, tuple[str, ...]] = {
    "behind": ("behind",),
    "wording": ("wording",),
    "question": ("question",),
    "if_yes": ("if_yes",),
    "check_first": ("check_first",),
    "next_act": ("next_act",),
    "avoid": ("avoid",),
    "listen_for": ("listen_for",),
    "formal_wording": ("formal", "wording"),
    "formal_question": ("formal", "question"),
    "formal_if_yes": ("formal", "if_yes"),
    **{
        f"angle_{number}_{part}": ("angles", str(number - 1), part)
        for number in range(1, MOST_ANGLES + 1)
        for part in ("wording", "question", "if_yes")
    },
}
"""Where each field of the form of an entry stands in the files, under its language."""
WHY = "why"
OWNER = "owner"
REVIEW_BY = "review_by"
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 40


def begun(playbook: Playbook, objection: ObjectionId, driver: DriverId | None) -> Json:
    """What a new entry begins as: the one that consultants get in its place."""
    found: dict[str, Any] = copy.deepcopy(entry_content(playbook.entry(objection, driver).entry))
    return {**found, "owner": "coachbot", "verified_on": None, "review_by": None}


def fields_of(content: Json, language: Language) -> dict[str, str]:
    """What stands in an entry in a language, by the name of the field; parts that aren't there are left out."""
    raw: Any = content
    parts = {name: text for name, place in PLACES.items() if (text := _at(raw[language], place)) is not None}
    owner = raw.get(OWNER) or ""
    # What a lead is called in the store says nothing to anybody.
    return {**parts, OWNER: "" if owner.startswith(OWNED_BY_A_LEAD) else owner, REVIEW_BY: raw.get(REVIEW_BY) or ""}


def with_fields(content: Json, language: Language, fields: Mapping[str, str]) -> Json:
    """An entry with what was filled in; an empty part is no part, and with no owner the one that it has stays."""
    changed: Any = copy.deepcopy(content)
    texts = changed[language]
    for name, place in PLACES.items():
        _put(texts, place, tidy(fields.get(name, "")))
    changed[OWNER] = tidy(fields.get(OWNER, "")) or changed[OWNER]
    changed[REVIEW_BY] = tidy(fields.get(REVIEW_BY, "")) or None
    texts["angles"] = [angle for angle in texts.get("angles", []) if angle]
    if not texts.get("formal"):
        texts.pop("formal", None)
    return {**changed}


def halves(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that must be filled in as another of their pair is: a wording has its question, also further on and with *u*.

    >>> halves({"angle_2_if_yes": "Dan is er dit.", "formal_wording": ""})
    ('angle_2_wording', 'angle_2_question')
    """
    pairs = ("formal", *(f"angle_{number}" for number in range(1, MOST_ANGLES + 1)))
    begun_pairs = [
        pair for pair in pairs if any(tidy(fields.get(f"{pair}_{part}", "")) for part in ("wording", "question", "if_yes"))
    ]
    return tuple(f"{pair}_{part}" for pair in begun_pairs for part in ("wording", "question"))


def objection_fields(content: Json) -> dict[str, str]:
    """What stands in an objection, by the name of the field of its form."""
    raw: Any = content
    said = {
        f"phrases_{language}": "\n".join(one["text"] for one in raw.get("phrases", {}).get(language, []))
        for language in ("nl", "en")
    }
    texts = {f"{name}_{language}": raw[name][language] for name in ("title", "about") for language in ("nl", "en")}
    return {**texts, **said, "truth": raw["truth"]}


def phrases_in(fields: Mapping[str, str]) -> list[tuple[Language, str]]:
    """The phrases that were filled in, a line each."""
    languages: tuple[Language, ...] = ("nl", "en")
    return [
        (language, line) for language in languages for line in fields.get(f"phrases_{language}", "").splitlines() if line.strip()
    ]


def name_for(title: str) -> str:
    """An objection's id, from its English title.

    >>> name_for("It's all  too expensive!")
    'it-s-all-too-expensive'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_A_NAME.sub("-", plain).strip("-")[:LONGEST_NAME].strip("-")


def is_day(text: str) -> bool:
    """Whether a day is written as the files have it; none is one too.

    >>> is_day("2027-11-25"), is_day(""), is_day("25-11-2027")
    (True, True, False)
    """
    if not text:
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def tidy(text: str) -> str:
    r"""What was typed into a part, on one line: an entry is plain text.

    >>> tidy(" Twee\n regels ")
    'Twee regels'
    """
    return " ".join(plain_text(text).split())


def field_at(place: str) -> tuple[str | None, str | None]:
    """The language and the field that show what stands at a place; None for what has no field.

    >>> field_at("nl.angles.0.question"), field_at("owner"), field_at("angles.90.question")
    (('nl', 'angle_1_question'), (None, 'owner'), (None, None))
    """
    if place == OWNER:
        return None, OWNER
    steps = tuple(place.split("."))
    language = steps[0] if steps[0] in ("nl", "en") else None
    inner = steps[1:] if language else steps
    return language, next((name for name, there in PLACES.items() if there == inner), None)


def taken(mine: Json, sides: Sequence[Divergence], chosen: Mapping[str, str]) -> Json:
    """My content with what the other made of every part that they alone changed, or that I gave up for theirs.

    `chosen` says by the number of a part whether theirs is taken.
    """
    changed: Any = copy.deepcopy(mine)
    for number, side in enumerate(sides):
        theirs_alone = side.mine == side.base
        if chosen.get(f"part_{number}") == "theirs" or (theirs_alone and not side.clashes):
            _put(changed, tuple(side.place.split(".")), side.theirs or "")
    for language in ("nl", "en"):
        texts = changed.get(language)
        if isinstance(texts, dict):
            texts["angles"] = [angle for angle in texts.get("angles", []) if angle]
            if not texts.get("formal"):
                texts.pop("formal", None)
    return {**changed}


def _at(node: Any, place: tuple[str, ...]) -> str | None:  # noqa: ANN401 - whatever JSON holds
    for step in place:
        if isinstance(node, list):
            node = node[int(step)] if int(step) < len(node) else None
        elif isinstance(node, dict):
            node = node.get(step)
        else:
            return None
    return None if node is None else str(node)


def _put(node: Any, place: tuple[str, ...], text: str) -> None:  # noqa: ANN401 - whatever JSON holds
    """Set what stands at a place, making what it stands in; take it away where there is no text."""
    step, *rest = place
    if isinstance(node, list):
        index = int(step)
        if index >= len(node):
            if not text:
                return
            node += [{} for _ in range(index + 1 - len(node))]
        if rest:
            _put(node[index], tuple(rest), text)
        else:
            node[index] = text
        return
    if not rest:
        if text:
            node[step] = text
        else:
            node.pop(step, None)
        return
    if step not in node:
        if not text:
            return
        node[step] = [] if rest[0].isdigit() else {}
    _put(node[step], tuple(rest), text)
