"""What is in force, on its way into a folder of files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.exchange.contents import contents_of, differences
from coachbot.exchange.folders import with_contents, with_exported
from coachbot.exchange.in_force import changed_since
from coachbot.loading import load_playbook

if TYPE_CHECKING:
    from pathlib import Path

    from coachbot.exchange.contents import Contents, Difference
    from coachbot.exchange.folders import Files
    from coachbot.exchange.in_force import InForce, Winners
    from coachbot.exchange.sides import Changed
    from coachbot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPlan:
    """What an export would write and change; `both` stops it until somebody says who wins."""

    files: Files
    changes: tuple[Difference, ...]
    newer_in_files: tuple[Changed, ...]
    both: tuple[Changed, ...]


async def plan_export(store: Store, in_force: InForce, folder: Path, model: str, winners: Winners) -> ExportPlan:
    """What writing a tenant's playbook into a folder would do. Writes nothing.

    Raises:
        PlaybookError: the folder's playbook can't be read or written into.
    """
    there = contents_of(load_playbook(folder, model))
    found = [one for one in await changed_since(store, in_force, folder, there) if one.subject in in_force.numbers]
    wanted: Contents = {one.subject: one.in_force for one in found if winners.of(one) == "in force"}
    return ExportPlan(
        files=with_contents(folder, model, wanted) | with_exported(folder, in_force.tenant, in_force.numbers),
        changes=differences({subject: there.get(subject) for subject in wanted}, wanted),
        newer_in_files=tuple(one for one in found if winners.of(one) == "files"),
        both=tuple(one for one in found if winners.of(one) is None),
    )
