"""A playbook folder with a tenant's overlay written into it: only the files that change, each with what changes in it.

`exported.yaml` in the folder says which revisions its files have, so that an import can tell a change made in a file from one
made in chat since.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from coachbot.curation import named
from coachbot.errors import ConfigurationError
from coachbot.playbook import NEUTRAL
from coachbot.playbook_files import plain, rewritten
from coachbot.store import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.curation import Named
    from coachbot.exchange.contents import Contents
    from coachbot.json_values import Json
    from coachbot.store import TenantId

EXPORTED = "exported.yaml"


Files = dict[str, bytes | None]
"""Files by name, and what they are to hold: None for one that is to go."""


def with_contents(folder: Path, model: str, contents: Contents) -> Files:
    """The files of a folder that change once they hold these contents.

    Raises:
        PlaybookError: a file can't be written into.
    """
    held: dict[str, Json] = {}
    for subject, content in contents.items():
        place = named(subject)
        if place is None:
            continue
        name = _file_of(place, model)
        if name not in held:
            held[name] = plain(_bytes(folder / name))
        held[name] = _with(held[name], place, content)
    return _changed(folder, held)


def with_exported(folder: Path, tenant: TenantId, numbers: Mapping[Subject, int]) -> Files:
    """The note of which revisions a folder has, if it changes."""
    known = _noted(folder)
    return _changed(folder, {EXPORTED: {**known, tenant: dict(sorted(numbers.items()))}}) if numbers or tenant in known else {}


def exported(folder: Path, tenant: TenantId) -> dict[Subject, int]:
    """Which revision of each subject a folder had when this tenant's playbook was last exported into it."""
    noted = _noted(folder).get(tenant)
    if not isinstance(noted, dict):
        return {}
    return {Subject(subject): number for subject, number in noted.items() if isinstance(number, int)}


def write_files(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write files, each whole or not at all, and take away those that are to go.

    Raises:
        ConfigurationError: the folder can't be written in.
    """
    for name, raw in files.items():
        path = folder / name
        try:
            if raw is None:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(raw)
                Path(part).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
                Path(part).replace(path)
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
        except OSError as error:
            msg = f"{path}: can't be written ({error.strerror}); choose a folder that you may write in"
            raise ConfigurationError(msg) from error


def copy_playbook(source: Path, target: Path) -> None:
    """Begin a folder with the files of another.

    Raises:
        ConfigurationError: it can't be written.
    """
    try:
        for path in sorted(source.rglob("*.yaml")):
            into = target / path.relative_to(source)
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, into)
    except OSError as error:
        msg = f"{target}: can't be written ({error.strerror}); choose a folder that you may write in"
        raise ConfigurationError(msg) from error


def _file_of(place: Named, model: str) -> str:
    if place.kind == "entry":
        return f"models/{model}/entries/{place.objection}.yaml"
    return f"objections/{place.objection}.yaml"


def _with(held: Json, place: Named, content: Json) -> Json:
    """What a file holds with a content put in its place, or taken out of it; None for a file that is to go."""
    known = held if isinstance(held, dict) else {}
    match place.kind:
        case "entry" if isinstance(content, dict):
            driver = place.driver or NEUTRAL
            return {"objection": place.objection, **known, driver: _sparing(content, known.get(driver))}
        case "entry":
            left = {name: value for name, value in known.items() if name != (place.driver or NEUTRAL)}
            return left if left.keys() - {"objection"} else None
        case "phrases" if isinstance(content, dict) and known:
            return {**known, "phrases": _sparing(content, known.get("phrases"))}
        case "objection" if isinstance(content, dict):
            return {"id": place.objection, "phrases": {"nl": [], "en": []}, **known, **content}
        case "objection":
            return None
        case _:
            return held


def _sparing(content: dict[str, Json], known: Json) -> Json:
    """A content without the parts that say nothing and that the file leaves out."""
    return {
        key: value
        for key, value in content.items()
        if value is not None or (isinstance(known, dict) and key in known) or known is None
    }


def _noted(folder: Path) -> dict[str, Json]:
    noted = plain(_bytes(folder / EXPORTED))
    return noted if isinstance(noted, dict) else {}


def _changed(folder: Path, held: Mapping[str, Json]) -> Files:
    changed: Files = {}
    for name, value in held.items():
        raw = _bytes(folder / name)
        made = None if value is None else rewritten(raw, value, name)
        if (made or b"") != raw:
            changed[name] = made
    return changed


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
