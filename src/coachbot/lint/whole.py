"""All the rules over a whole playbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coachbot.lint import across, model, practice
from coachbot.lint.entry import lint_text, not_plain
from coachbot.lint.scope import Scope
from coachbot.playbook import LANGUAGES

if TYPE_CHECKING:
    from coachbot.lint.findings import Finding
    from coachbot.playbook import Entry, Objection, Playbook

MAX_OWNER = 80
"""Characters."""


def lint_playbook(playbook: Playbook) -> tuple[Finding, ...]:
    """Check every entry, what entries say beside each other, the driver model, the phrases and the played users."""
    entries = (playbook.model.general, *playbook.model.entries.values())
    found: list[Finding] = []
    for entry in entries:
        found += lint_owner(entry.owner, entry)
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
    for each in playbook.objections.values():
        found += model.objection_texts(each)
    found += model.phrases(playbook)
    found += practice.played_users(playbook)
    return tuple(found)


def lint_owner(owner: str, entry: Entry | None = None) -> tuple[Finding, ...]:
    """T1 and T2 for who keeps an entry, which its card says."""
    scope = Scope() if entry is None else Scope(objection=entry.objection, driver=entry.driver)
    found = list(not_plain(owner, "owner", scope))
    if len(owner) > MAX_OWNER:
        found.append(scope.fault("part_too_long", "owner", owner, count=len(owner), limit=MAX_OWNER))
    return tuple(found)


def lint_entry(playbook: Playbook, entry: Entry) -> tuple[Finding, ...]:
    """What `lint_playbook` finds in one of its entries: by itself, beside its neighbours, and where its sentences recur."""
    objection = None if entry.objection is None else playbook.objections[entry.objection]
    neighbours = [one for (of, _), one in playbook.model.entries.items() if of == entry.objection]
    found = [*lint_owner(entry.owner, entry)]
    for language in LANGUAGES:
        found += lint_text(entry.texts[language], language, objection=objection, driver=entry.driver)
        found += across.recurring_sentences((playbook.model.general, *playbook.model.entries.values()), language, only=entry)
        found += [one for one in across.much_alike(neighbours, language) if one.driver == entry.driver]
    return tuple(found)


def lint_objection(playbook: Playbook, objection: Objection) -> tuple[Finding, ...]:
    """What `lint_playbook` finds in one of its objections and its phrases, except that there are few: one is a beginning."""
    # Last, so that a phrase that stands elsewhere too is found here and not there.
    others = {name: one for name, one in playbook.objections.items() if name != objection.id}
    ordered = replace(playbook, objections={**others, objection.id: objection})
    twice = [one for one in model.phrases(ordered) if one.rule == "M5" and one.objection == objection.id]
    return (*model.objection_texts(objection), *twice)
