"""The open rules of practice: what a reply is looked at for, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

RuleId = Literal["reflected", "open_question", "no_why", "no_but", "no_argument", "no_promise", "speaks_to_driver"]
RULES: tuple[RuleId, ...] = get_args(RuleId)

ReasonId = Literal[
    "reflects",
    "asks_first",
    "tells_first",
    "says_little",
    "asks_openly",
    "asks_nothing",
    "asks_closed",
    "asks_twice",
    "asks_why",
    "no_why",
    "says_but",
    "no_but",
    "argues",
    "no_argument",
    "promises",
    "no_promise",
    "speaks_to_driver",
    "speaks_past_driver",
]
"""Why a rule was kept or broken: a text each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule found in a reply: kept or not, why, and the words it saw, as they were written."""

    rule: RuleId
    kept: bool
    reason: ReasonId
    words: tuple[str, ...] = ()
