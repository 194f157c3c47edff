"""The texts of an entry one by one, each with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.lint.wordlists import PartName
    from coachbot.playbook import Angle, EntryText


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One text of an entry: which part, its YAML path, and whether it is the *u* version."""

    name: PartName
    place: str
    text: str
    formal: bool = False


def parts_of(text: EntryText) -> Iterator[Part]:
    """Every text of an entry that is there, in the order of the file."""
    named: tuple[tuple[PartName, str | None], ...] = (
        ("behind", text.behind),
        ("wording", text.wording),
        ("question", text.question),
        ("if_yes", text.if_yes),
        ("avoid", text.avoid),
        ("listen_for", text.listen_for),
        ("check_first", text.check_first),
        ("next_act", text.next_act),
    )
    for name, value in named:
        if value is not None:
            yield Part(name=name, place=name, text=value)
    for place, angle in further_angles(text):
        yield from _angle_parts(angle, place, formal=place == "formal")


def further_angles(text: EntryText) -> Iterator[tuple[str, Angle]]:
    """The angles beside an entry's own wording and question, and its *u* version, with their places."""
    for index, angle in enumerate(text.angles):
        yield f"angles.{index}", angle
    if text.formal is not None:
        yield "formal", text.formal


def _angle_parts(angle: Angle, place: str, *, formal: bool) -> Iterator[Part]:
    yield Part(name="wording", place=f"{place}.wording", text=angle.wording, formal=formal)
    yield Part(name="question", place=f"{place}.question", text=angle.question, formal=formal)
    if angle.if_yes is not None:
        yield Part(name="if_yes", place=f"{place}.if_yes", text=angle.if_yes, formal=formal)
