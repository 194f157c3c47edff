"""Playbook files to a `Playbook`, with every problem in one error.

A playbook folder holds::

    objections/<objection>.yaml     title, about, whether it may be true, phrases
    no_objection.yaml               messages that hold no objection, by kind
    models/<model>/drivers.yaml     the drivers, their cues and next moves
    models/<model>/general.yaml     the entry for when there is no other
    models/<model>/next_moves.yaml  what to do at "ja maar…" while the driver isn't known
    models/<model>/entries/<objection>.yaml
    models/<model>/mismatch.yaml, questionnaire.yaml, preparing.yaml, talk.yaml
    models/<model>/practice/<objection>.yaml   what a played user says, per driver
    models/<model>/appeals.yaml     words that speak to what a driver protects

Adding a file adds an objection.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from coachbot.errors import PlaybookError, Problem
from coachbot.playbook import (
    NEUTRAL,
    Both,
    Cell,
    Driver,
    DriverId,
    DriverModel,
    Entry,
    Mismatch,
    Objection,
    ObjectionId,
    Phrase,
    Playbook,
    PlayedUser,
    Preparing,
    Questionnaire,
)
from coachbot.yaml_files import Place, YamlFile, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

DEFAULT_MODEL = "graves"
MAX_FILES = 5_000

T = TypeVar("T")

_ENTRY = TypeAdapter(Entry)
_PHRASES = TypeAdapter(Both[tuple[Phrase, ...]])
_OBJECTION = TypeAdapter(Objection)
_DRIVERS = TypeAdapter(tuple[Driver, ...])
_MISMATCHES = TypeAdapter(tuple[Mismatch, ...])
_QUESTIONNAIRE = TypeAdapter(Questionnaire)
_TALK = TypeAdapter(dict[DriverId, Both[str]])
_PREPARING = TypeAdapter(Preparing)
_NEXT_MOVES = TypeAdapter(Both[tuple[str, ...]])
_PLAYED_USER = TypeAdapter(PlayedUser)
_APPEALS = TypeAdapter(dict[DriverId, Both[tuple[str, ...]]])
_NO_OBJECTION = TypeAdapter(dict[str, Both[tuple[str, ...]]])


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with something that was read, in the order in which it stands there."""

    problems: tuple[Problem, ...]


def shipped_playbook() -> Path:
    """The folder with the playbook that coachbot ships with."""
    return Path(str(files("coachbot_playbooks")))


def load_playbook(folder: Path, model: str = DEFAULT_MODEL) -> Playbook:
    """Read a playbook folder.

    Raises:
        PlaybookError: the folder or a file is missing or wrong; holds every problem found.
    """
    return _Reading(folder, model).playbook()


class _Reading:
    """One pass over the files: collects problems as it goes and raises them together."""

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.model = model
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()

    def playbook(self) -> Playbook:
        if not self.folder.is_dir():
            mend = "set COACHBOT_PLAYBOOKS to a folder that holds objections/ and models/, or leave it unset for the shipped one"
            raise PlaybookError([Problem(file=str(self.folder), place="", what="is not a folder", mend=mend)])
        objections = self.objections()
        no_objection = self.part("no_objection.yaml", "kinds", _NO_OBJECTION) or {}
        base = f"models/{self.model}"
        drivers = {driver.id: driver for driver in self.part(f"{base}/drivers.yaml", "drivers", _DRIVERS) or ()}
        next_moves = self.part(f"{base}/next_moves.yaml", "next_moves", _NEXT_MOVES)
        general = self.general(f"{base}/general.yaml")
        entries = self.entries(f"{base}/entries", objections, drivers)
        mismatches = self.part(f"{base}/mismatch.yaml", "pairs", _MISMATCHES, optional=True) or ()
        questionnaire = self.part(f"{base}/questionnaire.yaml", "questionnaire", _QUESTIONNAIRE, optional=True)
        self.check_drivers(f"{base}/mismatch.yaml", (driver for pair in mismatches for driver in (pair.own, pair.heard)), drivers)
        if questionnaire is not None:
            leaning = (option.driver for situation in questionnaire.situations for option in situation.options)
            self.check_drivers(f"{base}/questionnaire.yaml", leaning, drivers)
        preparing = self.part(f"{base}/preparing.yaml", "preparing", _PREPARING, optional=True)
        if preparing is not None:
            self.check_preparing(f"{base}/preparing.yaml", preparing, objections, drivers)
        talk = self.part(f"{base}/talk.yaml", "talk", _TALK, optional=True) or {}
        self.check_drivers(f"{base}/talk.yaml", set(talk) - {NEUTRAL}, drivers)
        played = self.played(f"{base}/practice", objections, drivers)
        appeals = self.part(f"{base}/appeals.yaml", "drivers", _APPEALS, optional=True) or {}
        self.check_drivers(f"{base}/appeals.yaml", appeals, drivers)
        if self.problems or general is None or next_moves is None:
            raise PlaybookError(self.problems)
        return Playbook(
            objections=objections,
            no_objection=no_objection,
            model=DriverModel(
                id=self.model,
                drivers=drivers,
                general=general,
                next_moves=next_moves,
                entries=entries,
                mismatches={(pair.own, pair.heard): pair for pair in mismatches},
                questionnaire=questionnaire,
                preparing=preparing,
                talk=talk,
                played=played,
                appeals=appeals,
            ),
            digest=self.digest.hexdigest(),
        )

    def objections(self) -> dict[ObjectionId, Objection]:
        found: dict[ObjectionId, Objection] = {}
        for file in self.folder_files("objections"):
            objection = self.check(file, (), file.data, _OBJECTION)
            if objection is None:
                continue
            stem = Path(file.name).stem
            if objection.id in found:
                self.add(file, ("id",), f"{objection.id} is the id of another file too", "give each objection its own id")
            elif objection.id != stem:
                self.add(
                    file,
                    ("id",),
                    f"{objection.id} differs from the file's name",
                    f"name the file {objection.id}.yaml or the id {stem}",
                )
            found[objection.id] = objection
        if not found and not self.problems:
            self.problems.append(
                Problem(file="objections/", place="", what="holds no objection", mend="add a file <objection>.yaml")
            )
        return found

    def general(self, name: str) -> Entry | None:
        file = self.file(name)
        if file is None:
            return None
        return self.entry(file, (), file.data, None, None)

    def entries(self, name: str, objections: dict[ObjectionId, Objection], drivers: dict[DriverId, Driver]) -> dict[Cell, Entry]:
        found: dict[Cell, Entry] = {}
        wrong = ("is not a set of entries", "write `objection:` and then an entry per driver")
        for file, objection, parts in self.by_objection(name, objections, wrong):
            for key, raw in parts.items():
                if key != NEUTRAL and key not in drivers:
                    self.add_driver(file, (key,), (NEUTRAL, *drivers))
                    continue
                driver = None if key == NEUTRAL else DriverId(key)
                entry = self.entry(file, (key,), raw, objection, driver)
                if entry is not None:
                    found[objection, driver] = entry
        return found

    def played(
        self, name: str, objections: dict[ObjectionId, Objection], drivers: dict[DriverId, Driver]
    ) -> dict[tuple[ObjectionId, DriverId], PlayedUser]:
        """The users that the coach can play; which of them are still to be written is the lint's to say."""
        found: dict[tuple[ObjectionId, DriverId], PlayedUser] = {}
        wrong = ("holds no played users", "write `objection:`, and under `drivers:` the lines of each driver")
        for file, objection, parts in self.by_objection(name, objections, wrong):
            users = parts.get("drivers")
            if set(parts) != {"drivers"} or not isinstance(users, dict):
                self.add(file, (), *wrong)
                continue
            for key, raw in users.items():
                if key not in drivers:
                    self.add_driver(file, ("drivers", key), drivers)
                    continue
                user = self.check(file, ("drivers", key), raw, _PLAYED_USER)
                if user is not None:
                    found[objection, DriverId(key)] = user
        return found

    def by_objection(
        self, name: str, objections: dict[ObjectionId, Objection], wrong: tuple[str, str]
    ) -> Iterator[tuple[YamlFile, ObjectionId, dict[str, object]]]:
        """The files of a folder that each name an objection, with what else they hold; `wrong` is for one that isn't."""
        for file in self.folder_files(name, optional=True):
            if not isinstance(file.data, dict):
                self.add(file, (), *wrong)
                continue
            objection = file.data.get("objection")
            stem = Path(file.name).stem
            if objection != stem:
                self.add(file, ("objection",), f"{objection!r} differs from the file's name", f"write `objection: {stem}`")
            elif objection not in objections:
                mend = f"add objections/{objection}.yaml or rename this file"
                self.add(file, ("objection",), f"there is no objection {objection}", mend)
            else:
                rest = {key: value for key, value in file.data.items() if key != "objection"}
                yield file, ObjectionId(objection), rest

    def entry(
        self, file: YamlFile, place: Place, raw: object, objection: ObjectionId | None, driver: DriverId | None
    ) -> Entry | None:
        return self.kept(read_entry(file, place, raw, objection, driver))

    def part(self, name: str, key: str, adapter: TypeAdapter[T], *, optional: bool = False) -> T | None:
        file = self.file(name, optional=optional)
        if file is None:
            return None
        if not isinstance(file.data, dict) or set(file.data) != {key}:
            self.add(file, (), f"holds something else than `{key}:`", f"put everything under one key `{key}:`")
            return None
        return self.check(file, (key,), file.data[key], adapter)

    def file(self, name: str, *, optional: bool = False) -> YamlFile | None:
        path = self.folder / name
        if not path.exists():
            if not optional:
                self.problems.append(Problem(file=name, place="", what="is missing", mend="add it (see docs/playbook.md)"))
            return None
        read = read_yaml(path, name)
        if isinstance(read, Problem):
            self.problems.append(read)
            return None
        self.digest.update(name.encode())
        self.digest.update(path.read_bytes())
        return read

    def folder_files(self, name: str, *, optional: bool = False) -> Iterable[YamlFile]:
        folder = self.folder / name
        if not folder.is_dir():
            if not optional:
                self.problems.append(
                    Problem(file=name, place="", what="is missing", mend="make the folder and put YAML files in it")
                )
            return
        paths = sorted(folder.glob("*.yaml"))
        if len(paths) > MAX_FILES:
            self.problems.append(
                Problem(file=name, place="", what=f"holds {len(paths):,} files, more than {MAX_FILES:,}", mend="keep fewer")
            )
            return
        for path in paths:
            file = self.file(f"{name}/{path.name}")
            if file is not None:
                yield file

    def check(self, file: YamlFile, place: Place, raw: object, adapter: TypeAdapter[T]) -> T | None:
        found: T | Faults = _checked(file, place, raw, adapter)
        return self.kept(found)

    def kept(self, found: T | Faults) -> T | None:
        if isinstance(found, Faults):
            self.problems += found.problems
            return None
        return found

    def check_drivers(self, name: str, used: Iterable[DriverId], drivers: dict[DriverId, Driver]) -> None:
        for driver in sorted(set(used) - set(drivers)):
            mend = f"use one of {', '.join(drivers)}"
            self.problems.append(
                Problem(file=name, place="", what=f"{driver} is not a driver of the model {self.model}", mend=mend)
            )

    def check_preparing(
        self, name: str, preparing: Preparing, objections: dict[ObjectionId, Objection], drivers: dict[DriverId, Driver]
    ) -> None:
        of_drivers = {*preparing.drivers, *(audience.driver for audience in preparing.audiences)} - {NEUTRAL}
        self.check_drivers(name, of_drivers, drivers)
        expected = {circumstance.objection for circumstance in preparing.circumstances}
        for group in preparing.audiences:
            expected.update(group.objections)
        for usual in preparing.drivers.values():
            expected.update(usual.objections)
        for objection in sorted(expected - set(objections)):
            mend = f"add objections/{objection}.yaml or take it out of there"
            self.problems.append(Problem(file=name, place="", what=f"there is no objection {objection}", mend=mend))

    def add_driver(self, file: YamlFile, place: Place, known: Iterable[str]) -> None:
        """Tell that the last word of a place should be a driver, and isn't one of those that are known."""
        self.add(file, place, f"{place[-1]} is not a driver of the model {self.model}", f"use one of {', '.join(known)}")

    def add(self, file: YamlFile, place: Place, what: str, mend: str) -> None:
        self.problems.append(file.problem(place, what, mend))


def read_entry(
    file: YamlFile, place: Place, raw: object, objection: ObjectionId | None, driver: DriverId | None
) -> Entry | Faults:
    """An entry from what stands at a place of a file, or all that is wrong with it."""
    if not isinstance(raw, dict):
        return Faults((file.problem(place, "is not an entry", "write owner, verified_on, nl and en under it"),))
    rest = {key: value for key, value in raw.items() if key not in ("nl", "en")}
    texts = {key: value for key, value in raw.items() if key in ("nl", "en")}
    return _checked(file, place, {**rest, "texts": texts, "objection": objection, "driver": driver}, _ENTRY)


def read_objection(file: YamlFile, raw: object) -> Objection | Faults:
    """An objection from all that a file holds, or all that is wrong with it."""
    return _checked(file, (), raw, _OBJECTION)


def read_phrases(file: YamlFile, raw: object) -> Both[tuple[Phrase, ...]] | Faults:
    """Phrases by language, as they stand under `phrases` in an objection's file, or all that is wrong with them."""
    return _checked(file, (), raw, _PHRASES)


def _checked(file: YamlFile, place: Place, raw: object, adapter: TypeAdapter[T]) -> T | Faults:
    try:
        return adapter.validate_python(raw, extra="forbid")
    except ValidationError as error:
        return Faults(tuple(_problem(file, place, detail) for detail in error.errors(include_url=False)))


def _problem(file: YamlFile, place: Place, detail: ErrorDetails) -> Problem:
    whole = (*place, *(part for part in detail["loc"] if part != "texts"))
    return file.problem(whole, *_explain(detail, whole))


def _explain(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    """Say in plain words what pydantic found wrong, and how to mend it."""
    name = str(place[-1]) if place else "this"
    match detail["type"]:
        case "missing" | "missing_keyword_only_argument" if name in ("nl", "en"):
            language = "Dutch" if name == "nl" else "English"
            return f"has no {language} text", f"add `{name}:` there"
        case "missing" | "missing_keyword_only_argument":
            return f"{name} is missing", f"add `{name}:` there"
        case "unexpected_keyword_argument":
            return f"{name} is not a known part", "check the spelling (docs/playbook.md lists the parts)"
        case "string_type":
            return "is not text", "put the text between quotes"
        case _:
            message = detail["msg"]
            return message[:1].lower() + message[1:], "mend the value"
