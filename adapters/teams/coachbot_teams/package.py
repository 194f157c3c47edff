"""The app package: manifest, icons and both languages in one zip, ready to upload."""

from __future__ import annotations

import json
import re
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from coachbot.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ICONS = ("color.png", "outline.png")
_MADE = (2026, 1, 1, 0, 0, 0)
"""The same package comes out whenever it is made."""
_NAME = 30


def write_package(target: Path, *, app_id: str, website: str, name: str = "Coach") -> None:
    """Write the zip.

    Raises:
        ConfigurationError: what is given can't stand in a manifest, or the zip can't be written.
    """
    faults = []
    if not _ID.fullmatch(app_id):
        faults.append("the app's id is missing or isn't one: give --app-id or set COACHBOT_TEAMS_APP_ID")
    if urlsplit(website).scheme != "https" or not urlsplit(website).hostname:
        faults.append("--website should begin with https://")
    if not 0 < len(name) <= _NAME:
        faults.append(f"--name has 1 to {_NAME} characters")
    if faults:
        msg = "; ".join(faults)
        raise ConfigurationError(msg)
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for file, content in contents(app_id, website, name).items():
                package.writestr(zipfile.ZipInfo(file, _MADE), content)
    except OSError as error:
        msg = f"{target} can't be written: {error.strerror}"
        raise ConfigurationError(msg) from error


def contents(app_id: str, website: str, name: str) -> dict[str, bytes]:
    """The files of the package, all at its root."""
    folder = files("coachbot_teams") / "app"
    given = {"{app_id}": app_id, "{website}": website.rstrip("/"), "{domain}": urlsplit(website).hostname or "", "{name}": name}
    found: dict[str, bytes] = {icon: (folder / icon).read_bytes() for icon in _ICONS}
    for file in ("manifest.json", "en.json"):
        filled = _filled(json.loads((folder / file).read_text("utf-8")), given)
        found[file] = json.dumps(filled, ensure_ascii=False, indent=2).encode()
    return found


def _filled(node: Any, given: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, dict):
        return {key: _filled(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, given) for value in node]
    if not isinstance(node, str):
        return node
    for mark, value in given.items():
        node = node.replace(mark, value)
    return node
