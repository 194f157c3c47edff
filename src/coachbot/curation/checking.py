"""A content held against the playbook in force: whether it fits, and what the rules of wording say of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.curation.outcomes import Refused
from coachbot.curation.overlay import content_of, overlaid_with
from coachbot.curation.subjects import named
from coachbot.errors import PlaybookError
from coachbot.lint import lint_entry, lint_objection

if TYPE_CHECKING:
    from coachbot.errors import Problem
    from coachbot.json_values import Json
    from coachbot.lint import Finding
    from coachbot.playbook import Playbook
    from coachbot.store import Subject

MAX_CONTENT = 40_000
"""Characters of a content: ten times the longest entry. What is longer isn't even read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found: `problems` where a content doesn't fit, else what the rules say of it."""

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]

    @property
    def unfit(self) -> Refused | None:
        """The refusal of what doesn't even fit."""
        return Refused(why="unfit", problems=self.problems) if self.problems else None

    @property
    def refusal(self) -> Refused | None:
        """The refusal of what must not be in force; advice is for the writer to weigh."""
        broken = any(finding.severity == "error" for finding in self.findings)
        return self.unfit or (Refused(why="findings", findings=self.findings) if broken else None)


def is_too_long(content: Json) -> bool:
    """Whether nobody could have meant this."""
    return len(json.dumps(content)) > MAX_CONTENT


def problems_of(playbook: Playbook, subject: Subject, content: Json) -> tuple[Problem, ...]:
    """Why a content doesn't fit a playbook; nothing where it does."""
    try:
        overlaid_with(playbook, {subject: content})
    except PlaybookError as error:
        return error.problems
    return ()


def findings_of(playbook: Playbook, subject: Subject, content: Json) -> tuple[Finding, ...]:
    """What the rules say of a content that fits, beside all else in the playbook: slower, the larger that is."""
    place = named(subject)
    if place is None or content is None:
        return ()
    whole = overlaid_with(playbook, {subject: content})
    if place.kind == "entry":
        return lint_entry(whole, whole.model.entries[place.objection, place.driver])
    return lint_objection(whole, whole.objections[place.objection])


def tidied(playbook: Playbook, subject: Subject, content: Json) -> Json:
    """A content that fits, as the files would hold it: parts in order, and none that are empty."""
    place = named(subject)
    if place is None or place.kind != "entry" or content is None:
        return content
    return content_of(overlaid_with(playbook, {subject: content}), subject)


def checked(playbook: Playbook, subject: Subject, content: Json) -> Checked:
    """Hold a content against a playbook."""
    problems = problems_of(playbook, subject, content)
    return Checked(problems=problems, findings=() if problems else findings_of(playbook, subject, content))
