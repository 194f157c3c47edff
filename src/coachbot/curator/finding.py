"""The entry that a lead names: by objection and driver, or by words that stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.commands import LEAD_COMMANDS, parse_command, written
from coachbot.lint.reading import plain_words
from coachbot.playbook import LANGUAGES, NEUTRAL, DriverId, ObjectionId
from coachbot.practice import named_in

if TYPE_CHECKING:
    from coachbot.playbook import Cell, Entry, Playbook

MOST = 6
_NEUTRAL = frozenset((NEUTRAL, "neutraal"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What was found. One cell where it was named; `unknown_driver` where a driver was that isn't in the model."""

    cells: tuple[Cell, ...]
    exact: bool = False
    unknown_driver: bool = False


def sought(text: str, playbook: Playbook) -> Sought:
    """Find an entry by what a lead says of it: `no-time blue`, `geen tijd neutraal`, or words of the entry itself.

    An objection's neutral entry is meant where no driver is named.
    """
    words = text.split()
    neutral = bool(words) and words[-1].lower() in _NEUTRAL
    rest = " ".join(words[:-1]) if neutral else text
    wanted = named_in(rest, playbook)
    if wanted is not None and wanted.objection is not None and not (neutral and wanted.driver):
        return Sought(cells=((wanted.objection, wanted.driver),), exact=True)
    first = words[0].lower() if words else ""
    if len(words) == 2 and first in playbook.objections:  # noqa: PLR2004 - an objection and something that is no driver
        return Sought(cells=(), unknown_driver=True)
    if wanted is not None and wanted.driver is not None:
        return Sought(cells=())
    return Sought(cells=_holding(set(plain_words(rest)), playbook))


def in_ids(text: str, playbook: Playbook) -> str:
    """The command that a text is, and the entry it names, in words of ours alone; "" where it is no command.

    >>> from coachbot.loading import load_playbook, shipped_playbook
    >>> playbook = load_playbook(shipped_playbook())
    >>> in_ids("/playbook bewerk geen tijd blauw", playbook), in_ids("/playbook toon wat Henk zei", playbook)
    ('/playbook edit no-time blue', '/playbook show')
    """
    command = parse_command(text)
    if command is None:
        return ""
    cells = sought(command.rest, playbook).cells if command.command in LEAD_COMMANDS else ()
    if len(cells) != 1:
        return written(command.command)
    objection, driver = cells[0]
    return f"{written(command.command)} {objection} {driver or NEUTRAL}"


def known(objection: ObjectionId | None, driver: DriverId | None, playbook: Playbook) -> Cell | None:
    """A cell that a button names; None where the playbook has no such objection or driver."""
    if objection is None or objection not in playbook.objections:
        return None
    return (objection, driver) if driver is None or driver in playbook.model.drivers else None


def _holding(words: set[str], playbook: Playbook) -> tuple[Cell, ...]:
    """The entries that hold every one of the words, in the order of the playbook."""
    if not words:
        return ()
    found = [cell for cell in playbook.cells() if (entry := playbook.model.entries.get(cell)) and words <= _words(entry)]
    return tuple(found[:MOST])


def _words(entry: Entry) -> set[str]:
    texts = (entry.texts[language] for language in LANGUAGES)
    said = (
        part
        for text in texts
        for part in (text.behind, text.avoid, text.listen_for, *(f"{one.wording} {one.question}" for one in text.all_angles))
    )
    return {word for part in said for word in plain_words(part)}
