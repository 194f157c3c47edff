"""Whose text is being checked, and how a fault there becomes a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.lint.findings import Finding
from coachbot.lint.wordlists import Fault, WordList, lint_words
from coachbot.playbook import Both

if TYPE_CHECKING:
    from coachbot.playbook import DriverId, Language, ObjectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """An objection, a driver and a language, each as far as there is one."""

    objection: ObjectionId | None = None
    driver: DriverId | None = None
    language: Language | None = None

    def fault(self, name: str, place: str, words: str = "", *, count: int = 0, limit: int = 0, part: str = "") -> Finding:
        """A finding of a rule that counts or compares, by the name of its message."""
        fault = lint_words().faults[name]
        message = Both(
            nl=fault.message.nl.format(count=count, limit=limit, part=part),
            en=fault.message.en.format(count=count, limit=limit, part=part),
        )
        return self._finding(fault, place, words, message)

    def denied(self, source: WordList, place: str, words: str) -> Finding:
        """A finding of a rule that denies words."""
        return self._finding(source, place, words, source.message)

    def _finding(self, rule: Fault | WordList, place: str, words: str, message: Both[str]) -> Finding:
        return Finding(
            severity=rule.severity,
            rule=rule.rule,
            objection=self.objection,
            driver=self.driver,
            language=self.language,
            place=place,
            words=words,
            message=message,
        )
