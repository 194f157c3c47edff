"""Fakes that ship with coachbot, for tests of whatever is built on it.

They behave: the recogniser hears what it was told to hear in a text, and nothing in others; the
small playbook is a real `Playbook`, two objections and two drivers big.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coachbot.messages import Scored, ScoredDriver
from coachbot.playbook import (
    LANGUAGES,
    NEUTRAL,
    Angle,
    Audience,
    Both,
    Circumstance,
    Driver,
    DriverId,
    DriverModel,
    Entry,
    EntryText,
    Mismatch,
    Objection,
    ObjectionId,
    Phrase,
    Playbook,
    PlayedUser,
    Preparing,
    ToMind,
)
from coachbot.recognition import Recognition, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from coachbot.playbook import Language

__all__ = ["FakeRecogniser", "heard", "small_playbook"]

NO_TIME, TRIED, WATCHED = ObjectionId("no-time"), ObjectionId("tried-before"), ObjectionId("being-watched")
BLUE, RED = DriverId("blue"), DriverId("red")


def heard(  # one keyword for each thing that can be heard
    *,
    objections: Mapping[str, float] | None = None,
    drivers: Mapping[str, float] | None = None,
    no_objection: float = 0.0,
    kind: str = "greeting",
    language: Language = "nl",
    evidence: tuple[int, int] | None = None,
    also: Mapping[str, float] | None = None,
    **flags: object,
) -> Recognition:
    """A recognition with just these things in it, likeliest first as given."""
    return Recognition(
        language=language,
        other_language=flags.get("other_language"),  # type: ignore[arg-type] # flags are checked by the dataclass's users
        objections=tuple(
            Scored(objection=ObjectionId(name), probability=value) for name, value in (objections or {NO_TIME: 0.0}).items()
        ),
        no_objection=no_objection,
        no_objection_kind=kind,
        drivers=tuple(
            ScoredDriver(driver=DriverId(name), probability=value) for name, value in (drivers or {BLUE: 0.0, RED: 0.0}).items()
        ),
        no_driver=0.0,
        evidence=(Span(start=evidence[0], end=evidence[1]),) if evidence else (),
        also_heard=tuple(Scored(objection=ObjectionId(name), probability=value) for name, value in (also or {}).items()),
        told_driver=flags.get("told_driver"),  # type: ignore[arg-type] # see above
        distress=flags.get("distress"),  # type: ignore[arg-type] # see above
        distress_said=bool(flags.get("distress_said")),
        right=flags.get("right"),  # type: ignore[arg-type] # see above
    )


class FakeRecogniser:
    """Hears in each text what it was told to; in any other text, a greeting."""

    def __init__(self, told: Mapping[str, Recognition]) -> None:
        self._told = told

    def recognise(self, text: str, language: Language | None = None) -> Recognition:
        """What was told for this text."""
        known = self._told.get(text)
        return known or heard(no_objection=1.0, language=language or "nl")

    def alike(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts are alike as far as they share words."""
        words = [set(text.lower().split()) for text in texts]
        return np.array([[len(one & other) / max(len(one | other), 1) for other in words] for one in words], dtype=np.float32)

    def extended(self, playbook: Playbook) -> FakeRecogniser:
        """Hears the playbook's own phrases too, word for word."""
        phrases = {
            phrase.text: heard(objections={objection.id: 0.95}, language=language)
            for objection in playbook.objections.values()
            for language in LANGUAGES
            for phrase in objection.phrases[language]
        }
        return FakeRecogniser({**phrases, **self._told})


def small_playbook() -> Playbook:
    """Three objections and two drivers; `tried-before` has no entry for red, `being-watched` none at all."""
    objections = {
        NO_TIME: _objection(NO_TIME, "partly", "Geen tijd", "No time"),
        TRIED: _objection(TRIED, "partly", "Al geprobeerd", "Tried before"),
        WATCHED: _objection(WATCHED, "fact", "De baas kijkt mee", "The boss is watching"),
    }
    drivers = {BLUE: _driver(BLUE, "Blauw: zekerheid", "Blue: order"), RED: _driver(RED, "Rood: kracht", "Red: power")}
    cells: tuple[tuple[ObjectionId, DriverId | None], ...] = (
        (NO_TIME, None),
        (NO_TIME, BLUE),
        (NO_TIME, RED),
        (TRIED, None),
        (TRIED, BLUE),
    )
    return Playbook(
        objections=objections,
        no_objection={
            "greeting": Both(nl=("hallo",), en=("hello",)),
            "howto": Both(nl=("Hoe exporteer ik?",), en=("How to export?",)),
        },
        model=DriverModel(
            id="small",
            drivers=drivers,
            general=_entry(None, None),
            next_moves=Both(nl=("Wacht.",), en=("Wait.",)),
            entries={cell: _entry(*cell) for cell in cells},
            mismatches={
                (RED, BLUE): Mismatch(
                    own=RED,
                    heard=BLUE,
                    looks_like=Both(nl="Jouw tempo kan slordig lijken.", en="Your pace may look careless."),
                    instead=Both(nl="Zet het op papier.", en="Put it in writing."),
                )
            },
            preparing=_preparing(),
            talk={NEUTRAL: Both(nl="Wat viel op?", en="What stood out?")},
            played={(NO_TIME, BLUE): _played(NO_TIME, BLUE)},
        ),
        digest="small",
    )


def _played(objection: ObjectionId, driver: DriverId) -> PlayedUser:
    """Lines that say what they are."""
    lines = {
        name: Both(nl=f"{name} {objection}/{driver}/nl", en=f"{name} {objection}/{driver}/en")
        for name in ("opening", "harder", "softer", "worry")
    }
    return PlayedUser(**lines)


def _preparing() -> Preparing:
    """Controllers are blue, boas red; who failed before says so."""
    return Preparing(
        audiences=(
            Audience(
                id="finance",
                words=Both(nl=("controller*",), en=("controller*",)),
                driver=BLUE,
                objections=(WATCHED,),
                because=Both(nl="Wie controleert, wil zekerheid.", en="Who checks wants order."),
            ),
            Audience(
                id="outdoors",
                words=Both(nl=("boa", "boa's"), en=("wardens",)),
                driver=RED,
                objections=(NO_TIME,),
                because=Both(nl="Buiten beslis je zelf.", en="Out there you decide."),
            ),
        ),
        circumstances=(Circumstance(objection=TRIED, words=Both(nl=("al eens geprobeerd",), en=("tried before",))),),
        drivers={
            BLUE: ToMind(mind=Both(nl="Improviseer niet.", en="Don't make it up."), objections=(NO_TIME,)),
            NEUTRAL: ToMind(mind=Both(nl="Luister eerst.", en="Listen first."), objections=()),
        },
    )


def _objection(objection: ObjectionId, truth: str, dutch: str, english: str) -> Objection:
    return Objection(
        id=objection,
        truth=truth,  # type: ignore[arg-type] # the three words above
        title=Both(nl=dutch, en=english),
        about=Both(nl=dutch, en=english),
        phrases=Both(nl=(Phrase(text=dutch),), en=(Phrase(text=english),)),
    )


def _driver(driver: DriverId, dutch: str, english: str) -> Driver:
    return Driver(
        id=driver,
        name=Both(nl=dutch, en=english),
        protects=Both(nl=dutch, en=english),
        sounds_like=Both(nl=dutch, en=english),
        works=Both(nl=dutch, en=english),
        cold_button=Both(nl=dutch, en=english),
        words=Both(nl=("blauw", "van de regels") if driver == BLUE else ("rood",), en=("blue",) if driver == BLUE else ("red",)),
        cues=Both(nl=(), en=()),
        next_moves=Both(nl=(f"Zet {driver}.",), en=(f"Move {driver}.",)),
    )


def _entry(objection: ObjectionId | None, driver: DriverId | None) -> Entry:
    return Entry(
        objection=objection,
        driver=driver,
        texts=Both(nl=_text(f"{objection}/{driver}/nl"), en=_text(f"{objection}/{driver}/en")),
    )


def _text(name: str) -> EntryText:
    return EntryText(
        behind=f"behind {name}",
        wording=f"wording {name}",
        question=f"question {name}",
        avoid=f"avoid {name}",
        listen_for=f"listen {name}",
        check_first=f"check {name}",
        angles=(Angle(wording=f"second wording {name}", question=f"second question {name}", if_yes=f"yes {name}"),),
    )
