"""Where what was learned is kept, so that the next start takes seconds.

Files hold plain arrays and are named by what they were learned from; pickles are never read.
A cache that can't be read or written costs time and nothing else.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from coachbot.recognition.base import Base, cache_key

if TYPE_CHECKING:
    from coachbot.playbook import Playbook
    from coachbot.recognition.base import Progress
    from coachbot.recognition.encoder import Encoder

KEEP = 4
"""Older files than these are removed."""


def learned(playbook: Playbook, encoder: Encoder | None, folder: Path | None, progress: Progress, problem: list[str]) -> Base:
    """What this playbook teaches: from the cache if it is there, else learned and put away.

    What keeps the cache from working is added to `problem`, for whoever starts coachbot.
    """
    if folder is None:
        return Base.learn(playbook, encoder, progress)
    path = folder / f"recogniser-{cache_key(playbook, encoder)}.npz"
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Base.from_arrays(dict(kept))
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        problem.append(f"the cache file {path} can't be used ({error}); it is made again")
    base = Base.learn(playbook, encoder, progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put_away(base, path)
        _tidy(folder)
    except OSError as error:
        problem.append(f"nothing can be kept in {folder} ({error.strerror}), so every start takes a minute; set COACHBOT_CACHE")
    return base


def _put_away(base: Base, path: Path) -> None:
    """Write beside the file and rename, so that two starts at once never read half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **base.arrays())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    kept = sorted(folder.glob("recogniser-*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[KEEP:]:
        path.unlink(missing_ok=True)
