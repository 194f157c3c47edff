"""A digest in words, section by section: for a card, a terminal, or whoever reads it aloud."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

from coachbot.coverage_map import column_name
from coachbot.texts import shown_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coachbot.digest import Change, ChangedThing, Digest, Due, GapsNear
    from coachbot.playbook import DriverId, Language, ObjectionId, Playbook
    from coachbot.texts import Texts

TOLD = 5
"""Items a section tells: the report has them all."""
MOST_WHY = 120
"""Characters of why something was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it. A section without items is left out."""

    head: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWords:
    """Writes a digest in one language."""

    playbook: Playbook
    texts: Texts
    language: Language

    def title(self, digest: Digest) -> str:
        """What period it is of."""
        return self.texts.digest["title"].format(
            since=shown_day(digest.since, self.language), until=shown_day(digest.until, self.language)
        )

    def sections(self, digest: Digest) -> tuple[Section, ...]:
        """What there is to tell, what was asked most first."""
        words = self.texts.digest
        asked = tuple(words["asked"].format(objection=self.objection(one.objection), times=one.times) for one in digest.asked)
        waiting = (words["waiting"].format(drafts=digest.waiting),) if digest.waiting else ()
        missing = [self.thing("entry", *cell) for cell in digest.missing]
        found = (
            Section(head=words["asked_head"], items=asked or (words["asked_none"],)),
            Section(head=words["missing_head"], items=self._first(missing)),
            Section(head=words["gaps_head"], items=self._first([self._gaps(one) for one in digest.gaps])),
            Section(head=words["changed_head"], items=(*self._first([self._change(one) for one in digest.changed]), *waiting)),
            Section(head=words["due_head"], items=self._first([self._due(one) for one in digest.due])),
        )
        return tuple(section for section in found if section.items)

    def objection(self, objection: ObjectionId) -> str:
        """An objection as it is heard; its id, where it isn't in the playbook any more."""
        known = self.playbook.objections.get(objection)
        return objection if known is None else known.title[self.language]

    def driver(self, driver: DriverId | None) -> str:
        """A driver in one word."""
        if driver is not None and driver not in self.playbook.model.drivers:
            return driver
        return column_name(driver, self.playbook, self.texts, self.language).lower()

    def thing(self, thing: ChangedThing, objection: ObjectionId, driver: DriverId | None) -> str:
        """What of the playbook something is about."""
        return self.texts.digest[thing].format(objection=self.objection(objection), driver=self.driver(driver))

    def owner(self, one: Due) -> str:
        """Who keeps an entry."""
        return self.texts.owner_lead if one.owner is None else one.owner

    def _first(self, items: Sequence[str]) -> tuple[str, ...]:
        """As many as can be taken in at a glance, and how many more there are."""
        more = (self.texts.digest["more"].format(count=len(items) - TOLD),) if len(items) > TOLD else ()
        return (*items[:TOLD], *more)

    def _gaps(self, one: GapsNear) -> str:
        key = "gaps_unlike" if one.objection is None else "gaps"
        named = "" if one.objection is None else self.objection(one.objection)
        return self.texts.digest[key].format(objection=named, gaps=one.gaps, since=shown_day(one.since, self.language))

    def _change(self, one: Change) -> str:
        return self.texts.digest["changed_why" if one.why else "changed"].format(
            on=shown_day(one.on, self.language),
            what=self.thing(one.thing, one.objection, one.driver),
            how=self.texts.change_kinds[one.kind],
            why=shorten(one.why, MOST_WHY, placeholder=" …"),
        )

    def _due(self, one: Due) -> str:
        return self.texts.digest["overdue" if one.overdue else "due"].format(
            what=self.thing("entry", one.objection, one.driver),
            review_by=shown_day(one.review_by, self.language),
            owner=self.owner(one),
        )
