"""What differs between two texts of the same thing, part by part, so that people can read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.json_values import Json

_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A part that differs. `place` is its path as in the files (``nl.angles.0.question``); None where the part isn't there."""

    place: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """A part that two people changed from the same `base`, or that one of them did. `clashes` where both did, each otherwise."""

    place: str
    base: str | None
    theirs: str | None
    mine: str | None

    @property
    def clashes(self) -> bool:
        """Whether taking one means losing the other."""
        return self.theirs not in (self.base, self.mine) and self.mine != self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that stay, go or come, with the spaces before them."""

    kind: Literal["same", "gone", "new"]
    text: str


def changes(before: Json, after: Json) -> tuple[Change, ...]:
    """The parts that differ between two contents, in the order of the files.

    >>> changes({"nl": {"wording": "Dag"}}, {"nl": {"wording": "Hoi", "if_yes": "Ja"}})
    (Change(place='nl.wording', before='Dag', after='Hoi'), Change(place='nl.if_yes', before=None, after='Ja'))
    """
    old, new = parts(before), parts(after)
    places = dict.fromkeys((*old, *new))
    return tuple(
        Change(place=place, before=old.get(place), after=new.get(place)) for place in places if old.get(place) != new.get(place)
    )


def divergences(base: Json, theirs: Json, mine: Json) -> tuple[Divergence, ...]:
    """Every part that somebody changed since `base`: they, I, or both."""
    was, they, me = parts(base), parts(theirs), parts(mine)
    found = []
    for place in dict.fromkeys((*was, *they, *me)):
        versions = (was.get(place), they.get(place), me.get(place))
        if len(set(versions)) > 1:
            found.append(Divergence(place=place, base=versions[0], theirs=versions[1], mine=versions[2]))
    return tuple(found)


def merged(base: Json, theirs: Json, mine: Json) -> Json:
    """Both changes together; None where both changed the same part, each otherwise. A list counts as one part.

    >>> merged({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "1", "b": "3"})
    {'a': '2', 'b': '3'}
    >>> merged({"a": "1"}, {"a": "2"}, {"a": "3"}) is None
    True
    """
    try:
        return _merged(base, theirs, mine)
    except _ClashError:
        return None


class _ClashError(Exception):
    """A part was changed by both."""


def _merged(base: Json, theirs: Json, mine: Json) -> Json:
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if not isinstance(theirs, dict) or not isinstance(mine, dict):
        raise _ClashError
    was = base if isinstance(base, dict) else {}
    both = {name: _merged(was.get(name), theirs.get(name), mine.get(name)) for name in dict.fromkeys((*theirs, *mine))}
    return {name: value for name, value in both.items() if value is not None or name in was}


def stretches(before: str, after: str) -> tuple[Stretch, ...]:
    """What two texts share and what they don't, word by word; put together, those that aren't gone are `after`.

    >>> [(one.kind, one.text) for one in stretches("Je hebt geen tijd.", "Je hebt echt geen tijd.")]
    [('same', 'Je hebt'), ('new', ' echt'), ('same', ' geen tijd.')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Stretch] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if kind == "equal":
            found.append(Stretch(kind="same", text=come))
            continue
        found += [Stretch(kind="gone", text=gone)] if gone else []
        found += [Stretch(kind="new", text=come)] if come else []
    return tuple(found)


def parts(content: Json) -> dict[str, str]:
    """Every text of a content under its path."""
    return dict(_parts(content, ()))


def _parts(content: Json, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    match content:
        case dict():
            for name, value in content.items():
                yield from _parts(value, (*place, name))
        case list():
            for index, value in enumerate(content):
                yield from _parts(value, (*place, str(index)))
        case None:
            return
        case _:
            yield ".".join(place), str(content)
