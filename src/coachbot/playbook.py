"""The playbook: a matrix of objections and drivers, with an entry where the two cross.

Objections and their phrases stand apart from the driver model, so that a second model shares
them. The shipped model has the six drivers that Dutch trainers know by colour, after Graves
(1970) and Beck & Cowan (1996). Everything here is data: plain, frozen, without I/O.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotation at run time
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - see above
from typing import TYPE_CHECKING, Generic, Literal, NewType, TypeVar, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

ObjectionId = NewType("ObjectionId", str)
DriverId = NewType("DriverId", str)

NEUTRAL = DriverId("neutral")
"""Stands in files where a driver could, for when none is known."""

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Truth = Literal["view", "partly", "fact"]
"""Whether an objection may simply be true: a view, often partly true, or a fact to be checked."""

OWNED_BY_A_LEAD = "lead:"
"""How the owner of an entry begins where that is one person: a pseudonym follows, which is shown to nobody."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Both(Generic[T]):
    """The same thing in both languages, each written as a native would say it."""

    nl: T
    en: T

    def __getitem__(self, language: Language) -> T:
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Something a user said, or a consultant reported; the recogniser learns from it.

    `driver` is there only where the words carry a clear cue of it. `style` says how it came in
    (quote, short, reported, story, dictated, implicit, typo).
    """

    text: str
    style: str | None = None
    driver: DriverId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a user may say against the system, whoever says it and whyever."""

    id: ObjectionId
    truth: Truth
    title: Both[str]
    about: Both[str]
    phrases: Both[tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The value a person speaks from (Dutch: drijfveer).

    `words` name the driver outright ("blauw", "heel erg van de regels"); `cues` are sentences as
    such a person says them, whatever the objection; `next_moves` are for "ja maar…" or silence.
    """

    id: DriverId
    name: Both[str]
    protects: Both[str]
    sounds_like: Both[str]
    works: Both[str]
    cold_button: Both[str]
    words: Both[tuple[str, ...]]
    cues: Both[tuple[str, ...]]
    next_moves: Both[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle:
    """Something to say and then something to ask: one way in to the same person.

    `if_yes` is the one fact or argument for when the wording asked leave and leave is given.
    """

    wording: str
    question: str
    if_yes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryText:
    """One entry in one language, part by part (see `docs/playbook.md`).

    `formal` is the wording and question with *u*, for whoever needs it beside the *je* version.
    """

    behind: str
    wording: str
    question: str
    avoid: str
    listen_for: str
    angles: tuple[Angle, ...]
    if_yes: str | None = None
    check_first: str | None = None
    next_act: str | None = None
    formal: Angle | None = None

    @property
    def all_angles(self) -> tuple[Angle, ...]:
        """The entry's own wording and question first, then its other angles."""
        return (Angle(wording=self.wording, question=self.question, if_yes=self.if_yes), *self.angles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What to say to this objection from this driver. Without a driver: the neutral entry.

    `verified_on` is set by a team lead and by nobody else; an entry ships with none.
    """

    texts: Both[EntryText]
    objection: ObjectionId | None
    driver: DriverId | None
    owner: str = "coachbot"
    verified_on: date | None = None
    review_by: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the date by which somebody would look again has passed."""
        return self.review_by is not None and self.review_by < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """What a consultant's own habit may look like to somebody driven otherwise, and what to do instead."""

    own: DriverId
    heard: DriverId
    looks_like: Both[str]
    instead: Both[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing one could do in a situation, and the driver it leans to."""

    driver: DriverId
    text: Both[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A short scene from a rollout; the consultant picks what fits most and what fits least."""

    id: str
    scene: Both[str]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The own-driver questionnaire, with a plain statement of what it is not."""

    intro: Both[str]
    disclaimer: Both[str]
    situations: tuple[Situation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may be in the room, the driver heard there most, and what they may well say: guesses, each with its reason.

    In `words`, here and below, `*` stands for letters at the beginning or end of a word.
    """

    id: str
    words: Both[tuple[str, ...]]
    driver: DriverId
    objections: tuple[ObjectionId, ...]
    because: Both[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """What a group has been through or is in, and the objection that comes of it."""

    objection: ObjectionId
    words: Both[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMind:
    """What to mind in oneself before people of a driver, and what they say most, likeliest first."""

    mind: Both[str]
    objections: tuple[ObjectionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing:
    """What can be expected of a group that is still to come. `drivers` may hold `NEUTRAL`, for when none is known."""

    audiences: tuple[Audience, ...]
    circumstances: tuple[Circumstance, ...]
    drivers: Mapping[DriverId, ToMind]

    def to_mind(self, driver: DriverId | None) -> ToMind | None:
        """What to mind before people of this driver, else before anybody."""
        found = None if driver is None else self.drivers.get(driver)
        return found or self.drivers.get(NEUTRAL)


LineName = Literal["opening", "harder", "softer", "worry"]
LINE_NAMES: tuple[LineName, ...] = get_args(LineName)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedUser:
    """What a user whom the coach plays says in practice: one objection from one driver.

    `opening` is how they begin; `harder` follows an argument, a promise, a why or a but; `softer` a
    reflection; `worry` is what was behind it, for who reflected and asked well.
    """

    opening: Both[str]
    harder: Both[str]
    softer: Both[str]
    worry: Both[str]

    def line(self, name: LineName, language: Language) -> str:
        """One of their lines, in a language."""
        lines: dict[LineName, Both[str]] = {
            "opening": self.opening,
            "harder": self.harder,
            "softer": self.softer,
            "worry": self.worry,
        }
        return lines[name][language]


Cell = tuple[ObjectionId, DriverId | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverModel:
    """Drivers and all that is written per driver; objections are shared between models.

    `entries` holds one entry per objection and driver, and one per objection without a driver
    (30 × 7 in the shipped model); a cell may be missing. `general` works for any objection, and
    `next_moves` for anybody whose driver isn't known. `played` holds a user to practise with per
    objection and driver, where one was written; `appeals` the words that speak to what a driver protects.
    """

    id: str
    drivers: Mapping[DriverId, Driver]
    general: Entry
    next_moves: Both[tuple[str, ...]]
    entries: Mapping[Cell, Entry]
    mismatches: Mapping[tuple[DriverId, DriverId], Mismatch] = field(default_factory=dict)
    questionnaire: Questionnaire | None = None
    preparing: Preparing | None = None
    talk: Mapping[DriverId, Both[str]] = field(default_factory=dict)
    """What a group may talk about after a round of practice, by the driver that was played; `NEUTRAL` for any other."""
    played: Mapping[tuple[ObjectionId, DriverId], PlayedUser] = field(default_factory=dict)
    appeals: Mapping[DriverId, Both[tuple[str, ...]]] = field(default_factory=dict)

    def moves(self, driver: DriverId | None, language: Language) -> tuple[str, ...]:
        """A driver's next moves; without a driver, those that work with anybody."""
        return self.next_moves[language] if driver is None else self.drivers[driver].next_moves[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry, and how far it is from the one that was asked for."""

    entry: Entry
    fallback: Literal["exact", "neutral", "general"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Objections, messages that hold none, and one driver model. `digest` names its content."""

    objections: Mapping[ObjectionId, Objection]
    no_objection: Mapping[str, Both[tuple[str, ...]]]
    model: DriverModel
    digest: str

    def entry(self, objection: ObjectionId, driver: DriverId | None) -> Found:
        """Find the entry for a cell, else the objection's neutral one, else the general one."""
        entry = self.model.entries.get((objection, driver))
        if entry is not None:
            return Found(entry=entry, fallback="exact")
        neutral = self.model.entries.get((objection, None))
        if neutral is not None:
            return Found(entry=neutral, fallback="neutral")
        return Found(entry=self.model.general, fallback="general")

    def cells(self) -> Iterator[Cell]:
        """Every cell of the matrix, per objection the neutral one first, filled or not."""
        for objection in self.objections:
            yield (objection, None)
            for driver in self.model.drivers:
                yield (objection, driver)
