"""All the rules over a whole playbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coachbot.lint import across, model, practice
from coachbot.lint.entry import lint_text
from coachbot.playbook import LANGUAGES

if TYPE_CHECKING:
    from coachbot.lint.findings import Finding
    from coachbot.playbook import Playbook


def lint_playbook(playbook: Playbook) -> tuple[Finding, ...]:
    """Check every entry, what entries say beside each other, the driver model, the phrases and the played users."""
    entries = (playbook.model.general, *playbook.model.entries.values())
    found: list[Finding] = []
    for entry in entries:
        objection = None if entry.objection is None else playbook.objections[entry.objection]
        for language in LANGUAGES:
            found += lint_text(entry.texts[language], language, objection=objection, driver=entry.driver)
    for language in LANGUAGES:
        found += across.recurring_sentences(entries, language)
        for objection_id in playbook.objections:
            found += across.much_alike([entry for entry in entries if entry.objection == objection_id], language)
    found += model.next_moves(playbook.model)
    found += model.mismatches(playbook.model)
    found += model.questionnaire(playbook.model)
    found += model.phrases(playbook)
    found += practice.played_users(playbook)
    return tuple(found)
