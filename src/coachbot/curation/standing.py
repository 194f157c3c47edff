"""What is in force for a subject, by what name, and what somebody wrote upon it beside what was published since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.curation.outcomes import Moved
from coachbot.differences import divergences, merged

if TYPE_CHECKING:
    from coachbot.json_values import Json
    from coachbot.store import Draft, Revision, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is in force for a subject. `base` names it, for whoever writes upon it; `revision` is None for the files' own text."""

    subject: Subject
    content: Json
    base: str
    number: int
    revision: Revision | None


def standing_of(subject: Subject, newest: Revision | None, files: Json) -> Standing:
    """What stands, given the newest revision of a subject and what the files hold for it."""
    if newest is None:
        return Standing(subject=subject, content=files, base=name_of(files), number=0, revision=None)
    content = files if newest.content is None else newest.content
    return Standing(subject=subject, content=content, base=f"revision:{newest.number}", number=newest.number, revision=newest)


def name_of(files: Json) -> str:
    """The name of what the files hold, for whoever writes upon it."""
    return f"files:{hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]}"


def number_of(base: str) -> int | None:
    """The number of the revision that a base names; None where it names what the files held.

    >>> number_of("revision:3"), number_of("files:0a1b")
    (3, None)
    """
    kind, _, number = base.partition(":")
    return int(number[:9]) if kind == "revision" and number.isascii() and number.isdigit() else None


def moved_on(draft: Draft, standing: Standing) -> Moved | None:
    """What was published since a draft was begun, beside it; None where nothing was."""
    return None if draft.base == standing.base else beside(standing, draft.base_content, draft.content)


def beside(standing: Standing, base: Json, mine: Json) -> Moved:
    """What is in force beside what was written upon `base`."""
    return side_by_side(standing.subject, standing.base, base=base, theirs=standing.content, mine=mine)


def side_by_side(subject: Subject, name: str, *, base: Json, theirs: Json, mine: Json) -> Moved:
    """Two versions of the same `base`, the first of which is now called `name`."""
    parts = divergences(base, theirs, mine)
    return Moved(subject=subject, base=name, theirs=theirs, mine=mine, parts=parts, merged=merged(base, theirs, mine))


def with_about(standing: Standing, content: Json) -> Json:
    """An entry as written, with what is in force about it where the writer left that out.

    Nobody writes when it was verified: looking at it does that.
    """
    if not standing.subject.startswith("entry:") or not isinstance(content, dict):
        return content
    now = standing.content if isinstance(standing.content, dict) else {}
    about: dict[str, Json] = {name: now[name] for name in ("owner", "review_by") if name in now}
    return {**about, **content, "verified_on": now.get("verified_on")}
