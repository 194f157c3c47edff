"""What team leads are answered as they keep the playbook: a few kinds of screen, each for several things.

They hold ids, and the organisation's own words as they stand in drafts and revisions; who wrote them is never among them.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - part of the public annotations
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - see above
from typing import Literal

from coachbot.coverage import Coverage  # noqa: TC001 - see above
from coachbot.differences import Change, Divergence  # noqa: TC001 - see above
from coachbot.digest import ChangedThing, ChangeKind  # noqa: TC001 - see above
from coachbot.playbook import DriverId, Entry, Language, ObjectionId  # noqa: TC001 - see above


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What of the playbook a screen is about. `driver` is None for a neutral entry, and for what isn't an entry."""

    thing: ChangedThing
    objection: ObjectionId
    driver: DriverId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a rule says of a part, in the lead's language; an error stops it from being handed in, advice doesn't."""

    severity: Literal["error", "advice"]
    place: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGap:
    """Gaps that say the same. `gap` is the one whose words stand for all; `asked` is None while those were fewer than five."""

    gap: int
    example: str
    times: int
    since: date
    places: int
    asked: int | None
    nearest: tuple[ObjectionId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsShown:
    """What the coach couldn't answer, what was sent most first; `left` is how many more such groups there are."""

    language: Language
    groups: tuple[ShownGap, ...]
    left: int = 0
    start: int = 0


MOST_ANGLES = 10
"""Angles beside an entry's own wording and question that can be filled in; what an entry has more stays as it is."""
FormName = Literal["phrase", "objection", "dismiss", "send_back", "rollback", "hand_over", "entry", "choose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurationForm:
    """Something for a lead to fill in, with what stands in it already, and what is wrong with it or could be better.

    `value` comes back as it is. `quoted` is what it is about, in the words that stand there; `text_language` is the language of
    the entry that is written. The parts of its angles are the fields `angle_1_wording` up to `angle_10_if_yes`.
    """

    language: Language
    form: FormName
    value: str = ""
    about: About | None = None
    text_language: Language | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    advice: Mapping[str, str] = field(default_factory=dict)
    quoted: str = ""
    first: tuple[ObjectionId, ...] = ()
    """Objections to offer before all others."""
    sides: tuple[Divergence, ...] = ()
    """Parts to choose between."""
    moved: bool = False
    """Whether somebody changed it while it was being filled in: what they made of it stands at each field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryInForce:
    """An entry as consultants see it, and what a lead may do with it; `draft` is the lead's own, `others` count those of others.

    `entry` is None where none is written yet; `base` names what is in force.
    """

    language: Language
    about: About
    entry: Entry | None
    base: str
    draft: int | None = None
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """A draft with what it changes and what the rules say of it, and as consultants would see it where it is an entry.

    `mine` is whether the lead who looks wrote it; `alone` whether they may publish without a second lead.
    """

    language: Language
    draft: int
    version: int
    about: About
    text_language: Language
    entry: Entry | None
    state: Literal["draft", "in_review", "sent_back"]
    mine: bool
    alone: bool
    changes: tuple[Change, ...]
    noticed: tuple[Noticed, ...] = ()
    others: int = 0
    moved: bool = False
    why: str = ""
    remark: str = ""


ListKind = Literal["found", "review", "publish", "history", "stale", "owned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One of a list: a draft that waits, a revision, an entry to look at again. What doesn't apply is empty.

    `who` is a name that leads to nobody; `due` the day by which to look again; `poor` how many of how many found it helpful.
    """

    about: About
    draft: int | None = None
    version: int = 0
    state: Literal["draft", "in_review", "sent_back"] | None = None
    number: int | None = None
    kind: ChangeKind | None = None
    who: str = ""
    on: date | None = None
    why: str = ""
    due: date | None = None
    overdue: bool = False
    poor: tuple[int, int] | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CurationList:
    """Things of the playbook to look at, each with what can be done with it; `left` is how many more there are."""

    language: Language
    kind: ListKind
    items: tuple[Listed, ...]
    about: About | None = None
    left: int = 0
    more: str = ""
    """What shows those: the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverged:
    """What somebody else published, or has in a draft, beside a draft of one's own: nothing is lost."""

    language: Language
    draft: int
    about: About
    sides: tuple[Divergence, ...]
    against: Literal["published", "draft"]


DoneKind = Literal[
    "phrase",
    "published",
    "rollback",
    "verified",
    "handed_over",
    "handed_in",
    "sent_back",
    "dismissed",
    "dropped",
    "follow",
    "export",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurationDone:
    """What a lead asked was done. `subject` and `number` name the revision that is in force, where something was published.

    `count` is of what: entries that were handed over, gaps that were dismissed. `follows`, `digest` and `owned` are what
    one is told of.
    """

    language: Language
    kind: DoneKind
    about: About | None = None
    subject: str = ""
    number: int = 0
    count: int = 0
    noticed: tuple[Noticed, ...] = ()
    follows: bool = False
    digest: bool = False
    owned: bool = False


RefusedKind = Literal[
    "unfit",
    "findings",
    "too_long",
    "nothing_changed",
    "own_draft",
    "not_there",
    "taken",
    "bad_name",
    "no_words",
    "moved",
    "which_entry",
    "unknown_entry",
    "no_driver",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurationRefused:
    """What a lead asked wasn't done, and why; nothing was changed."""

    language: Language
    why: RefusedKind
    noticed: tuple[Noticed, ...] = ()
    draft: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageShown:
    """How the playbook covers what is asked, as a picture and in words."""

    language: Language
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Tells a lead who follows the playbook what another put into force."""

    language: Language
    about: About
    kind: ChangeKind
    number: int
    why: str = ""
