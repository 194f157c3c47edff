"""Gaps that say the same, together: how often, since when, in how many places, and never who.

Remarks are alike by the cosine of what they mean, or of their words where there is no encoder. Groups come of average linkage: a
remark joins a group when it is like the whole of it, not just like one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coachbot.messages import Scored
from coachbot.store import ENOUGH_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from coachbot.store import Gap, Unanswered

    Matrix = NDArray[np.float32]

ALIKE = 0.6
"""The cosine from which remarks are taken to say the same."""
DISMISSED = 0.7
"""The cosine to a dismissed gap from which a new one needs no answer either."""
NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """Gaps that say the same. `example` is the one that is most like all others.

    `asked` is how often something alike was asked and not answered, sent to the leads or not: None while those were fewer than
    five people. `places` counts the channels and conversations that they were sent from; `nearest` are the objections they come
    closest to.
    """

    example: Gap
    gaps: tuple[Gap, ...]
    since: datetime
    places: int
    asked: int | None
    nearest: tuple[Scored, ...]


def grouped(gaps: Sequence[Gap], unanswered: Sequence[Unanswered], alike: Matrix) -> tuple[GapGroup, ...]:
    """Gaps in groups, largest and then oldest first. `alike` holds cosines: first of all gaps, then of what was unanswered."""
    count = len(gaps)
    members: dict[int, list[int]] = defaultdict(list)
    for row, group in enumerate(_groups(alike[:count, :count])):
        members[group].append(row)
    groups = [_group(rows, gaps, unanswered, alike) for rows in members.values()]
    return tuple(sorted(groups, key=lambda group: (-len(group.gaps), group.since, group.example.id)))


def like_dismissed(alike: Matrix, dismissed: int) -> list[int]:
    """Which rows are like one of the first `dismissed` ones."""
    near = alike[dismissed:, :dismissed].max(axis=1, initial=-1.0) >= DISMISSED
    return [int(row) for row in np.flatnonzero(near)]


def _groups(alike: Matrix) -> list[int]:
    """The number of each one's group."""
    if len(alike) < 2:  # noqa: PLR2004 - one alone is a group
        return [0] * len(alike)
    # Needed by few and seldom: it takes a tenth of a second to load, and 20 MB.
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - see above

    upper = np.triu_indices(len(alike), k=1)
    tree = linkage(np.clip(1 - alike[upper], 0.0, None), method="average")
    return [int(number) for number in fcluster(tree, t=1 - ALIKE, criterion="distance")]


def _group(rows: Sequence[int], gaps: Sequence[Gap], unanswered: Sequence[Unanswered], alike: Matrix) -> GapGroup:
    theirs = [gaps[row] for row in rows]
    middle = rows[int(alike[np.ix_(rows, rows)].sum(axis=1).argmax())]
    near = np.flatnonzero(alike[len(gaps) :, rows].max(axis=1, initial=-1.0) >= ALIKE)
    people = {unanswered[int(one)].person for one in near}
    return GapGroup(
        example=gaps[middle],
        gaps=tuple(theirs),
        since=min(gap.at for gap in theirs),
        places=len({gap.place for gap in theirs if gap.place is not None}),
        asked=len(near) if len(people) >= ENOUGH_PEOPLE else None,
        nearest=_nearest(theirs),
    )


def _nearest(gaps: Sequence[Gap]) -> tuple[Scored, ...]:
    """The objections that a group comes closest to, by what was thought of its remarks on average."""
    total: dict[str, Scored] = {}
    for scored in (one for gap in gaps for one in gap.candidates):
        known = total.get(scored.objection)
        probability = scored.probability / len(gaps) + (known.probability if known else 0.0)
        total[scored.objection] = Scored(objection=scored.objection, probability=probability)
    return tuple(sorted(total.values(), key=lambda one: -one.probability)[:NEAREST])
