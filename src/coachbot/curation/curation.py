"""What team leads do with their tenant's playbook: write, have it checked, publish, put back, verify, hand over.

Whoever asks must be a team lead or admin of the tenant, whatever a payload says. Publishing checks everything again, since hours
may lie between a draft and its approval, and happens in one transaction or not at all.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from coachbot.curation.checking import checked, is_too_long, tidied
from coachbot.curation.gaps import grouped, like_dismissed
from coachbot.curation.outcomes import InForce, Kept, Moved, Refused, Review
from coachbot.curation.overlay import content_of, entry_content
from coachbot.curation.standing import beside, moved_on, name_of, number_of, side_by_side, standing_of, with_about
from coachbot.curation.subjects import entry_subject, is_objection_id, objection_subject, phrases_subject
from coachbot.differences import changes
from coachbot.lint import lint_owner
from coachbot.plain_text import plain_text
from coachbot.playbook import OWNED_BY_A_LEAD
from coachbot.store import NewRevision

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coachbot.curation.checking import Checked
    from coachbot.curation.editions import Editions
    from coachbot.curation.gaps import GapGroup
    from coachbot.curation.outcomes import EditOutcome, PublishOutcome
    from coachbot.curation.standing import Standing
    from coachbot.json_values import Json
    from coachbot.lint import Finding
    from coachbot.playbook import Both, DriverId, Language, ObjectionId, Truth
    from coachbot.store import Draft, DraftId, GapId, PersonId, Published, Revision, RevisionKind, Store, Subject, TenantId

    Redact = Callable[[str, Language], str]

LOOK_AGAIN = timedelta(days=365)
"""How long what was verified is taken to be right, unless whoever verifies says otherwise."""
MAX_WHY, MAX_PHRASE = 500, 600
"""Characters."""
MIN_PHRASE_LETTERS = 3
MOST_GAPS = 150
"""As many open gaps, dismissed ones and unanswered remarks are looked at: two or three seconds of one core."""
TRIES = 5
"""How often a phrase is added again when others add phrases to the same objection at that moment."""


def utc_today() -> date:
    """The day, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, kw_only=True)
class Curation:
    """Keeps the playbooks of tenants. With `alone`, a lead may publish without a second one, which the audit trail then says.

    Every method raises `NotAllowedError` for whoever isn't a team lead or admin of the tenant.
    """

    store: Store
    editions: Editions
    redact: Redact
    alone: bool = False
    today: Callable[[], date] = field(default=utc_today)

    # Reading

    async def standing(self, tenant: TenantId, person: PersonId, subject: Subject) -> Standing:
        """What is in force for a subject, to look at or to write upon."""
        await self._allowed(tenant, person)
        return await self._standing(tenant, subject)

    async def history(self, tenant: TenantId, person: PersonId, subject: Subject) -> tuple[Revision, ...]:
        """Every revision of a subject, newest first. Number 0, the files' own text, isn't among them and can be put back too."""
        await self._allowed(tenant, person)
        return await self.store.revisions.history(tenant, subject)

    async def drafts(self, tenant: TenantId, person: PersonId) -> tuple[Draft, ...]:
        """One's own drafts."""
        await self._allowed(tenant, person)
        return await self.store.drafts.of(tenant, person)

    async def waiting(self, tenant: TenantId, person: PersonId) -> tuple[Draft, ...]:
        """The drafts of all leads that wait for a second one."""
        await self._allowed(tenant, person)
        return await self.store.drafts.in_review(tenant)

    async def review(self, tenant: TenantId, person: PersonId, draft_id: DraftId) -> Review | Refused:
        """A draft that waits, or of one's own, with what it changes."""
        await self._allowed(tenant, person)
        draft = await self.store.drafts.get(tenant, draft_id)
        if draft is None or (draft.state != "in_review" and draft.person != person):
            return Refused(why="not_there")
        standing = await self._standing(tenant, draft.subject)
        found = await self._checked(tenant, draft.subject, draft.content)
        return Review(
            draft=draft,
            changes=changes(standing.content, draft.content),
            problems=found.problems,
            findings=found.findings,
            moved=moved_on(draft, standing),
        )

    # Writing

    async def edit(
        self,
        tenant: TenantId,
        person: PersonId,
        subject: Subject,
        content: Json,
        *,
        base: str,
        why: str = "",
        version: int = 0,
    ) -> EditOutcome:
        """Keep a draft of what was written upon `base`; `version` is that of the draft it goes on from, 0 for none.

        Broken rules don't keep a draft from being kept, only from being handed in.
        """
        await self._allowed(tenant, person)
        if is_too_long(content) or len(why) > MAX_WHY:
            return Refused(why="too_long")
        standing = await self._standing(tenant, subject)
        content = with_about(standing, content)
        playbook = (await self.editions.refreshed(tenant)).playbook
        found = await asyncio.to_thread(checked, playbook, subject, content)
        if found.unfit:
            return found.unfit
        content = tidied(playbook, subject, content)
        draft = await self.store.drafts.keep(
            tenant,
            person,
            subject,
            content,
            base=base,
            base_content=await self._content_at(tenant, base, standing),
            why=plain_text(why),
            version=version,
        )
        drafts = await self.store.drafts.on(tenant, subject)
        if draft is None:
            # It was changed, or published, in another window.
            kept = next((one for one in drafts if one.person == person), None)
            if kept is None:
                return beside(standing, await self._content_at(tenant, base, standing), content)
            return side_by_side(subject, kept.base, base=kept.base_content, theirs=kept.content, mine=content)
        others = tuple(one.person for one in drafts if one.person != person)
        return Kept(draft=draft, findings=found.findings, others=others, moved=moved_on(draft, standing))

    async def drop(self, tenant: TenantId, person: PersonId, draft: DraftId) -> bool:
        """Throw a draft of one's own away; false when there is none."""
        await self._allowed(tenant, person)
        return await self.store.drafts.drop(tenant, person, draft)

    async def submit(self, tenant: TenantId, person: PersonId, draft_id: DraftId, version: int) -> EditOutcome:
        """Hand one's own draft to a second lead."""
        await self._allowed(tenant, person)
        draft = await self._draft(tenant, draft_id, version)
        if draft is None or draft.person != person:
            return Refused(why="not_there")
        ready = await self._ready(tenant, draft)
        if not isinstance(ready, _Ready):
            return ready
        handed_in = await self.store.drafts.hand_in(tenant, person, draft_id, version)
        return Refused(why="not_there") if handed_in is None else Kept(draft=handed_in, findings=ready.findings)

    async def send_back(self, tenant: TenantId, person: PersonId, draft_id: DraftId, version: int, remark: str) -> Kept | Refused:
        """Give a draft that waits back to its author, with a remark."""
        await self._allowed(tenant, person)
        if len(remark) > MAX_WHY:
            return Refused(why="too_long")
        back = await self.store.drafts.send_back(tenant, person, draft_id, version, plain_text(remark))
        return Refused(why="not_there") if back is None else Kept(draft=back)

    # Publishing

    async def approve(self, tenant: TenantId, person: PersonId, draft_id: DraftId, version: int) -> PublishOutcome:
        """Approve somebody else's draft as it was at this version, which puts it into force."""
        await self._allowed(tenant, person)
        draft = await self._draft(tenant, draft_id, version)
        if draft is None or draft.state != "in_review":
            return Refused(why="not_there")
        if draft.person == person:
            return await self._publish_draft(tenant, draft, None) if self.alone else Refused(why="own_draft")
        return await self._publish_draft(tenant, draft, person)

    async def publish(self, tenant: TenantId, person: PersonId, draft_id: DraftId, version: int) -> PublishOutcome:
        """Put one's own draft into force without a second lead, where that is allowed."""
        await self._allowed(tenant, person)
        draft = await self._draft(tenant, draft_id, version)
        if draft is None or draft.person != person:
            return Refused(why="not_there")
        return await self._publish_draft(tenant, draft, None) if self.alone else Refused(why="own_draft")

    async def rollback(self, tenant: TenantId, person: PersonId, subject: Subject, number: int, why: str = "") -> PublishOutcome:
        """Put a revision back into force, as a new one; number 0 is the files' own text."""
        await self._allowed(tenant, person)
        standing = await self._standing(tenant, subject)
        old = await self.store.revisions.get(tenant, subject, number)
        if (old is None and number) or standing.revision is None:
            return Refused(why="not_there")
        content = old.content if old else None
        if content == standing.revision.content:
            return Refused(why="nothing_changed")
        found = await self._checked(tenant, subject, content)
        return found.unfit or await self._publish(tenant, person, standing, content, "rollback", why=plain_text(why[:MAX_WHY]))

    async def verify(
        self, tenant: TenantId, person: PersonId, subject: Subject, *, base: str, review_by: date | None = None
    ) -> PublishOutcome:
        """Say that an entry, as it is named by `base`, was looked at and is right."""
        await self._allowed(tenant, person)
        standing = await self._standing(tenant, subject)
        if not isinstance(standing.content, dict) or not subject.startswith("entry:"):
            return Refused(why="not_there")
        if standing.base != base:
            seen = await self._content_at(tenant, base, standing)
            return beside(standing, seen, seen)
        content = standing.content | self._verified(review_by)
        return await self._publish(tenant, person, standing, content, "verified")

    async def add_phrase(
        self,
        tenant: TenantId,
        person: PersonId,
        objection: ObjectionId,
        text: str,
        language: Language,
        *,
        driver: DriverId | None = None,
        gaps: Sequence[GapId] = (),
    ) -> PublishOutcome:
        """Have an objection recognised by one more phrase, at once; the gaps that it came from are done with."""
        await self._allowed(tenant, person)
        phrase = self._phrase(text, language)
        if isinstance(phrase, Refused):
            return phrase
        known = (await self.editions.refreshed(tenant)).playbook.objections.get(objection)
        if known is not None and phrase in {one.text for one in known.phrases[language]}:
            return Refused(why="nothing_changed")
        added: Json = {"text": phrase, **({"driver": driver} if driver else {})}
        done: PublishOutcome = Refused(why="not_there")
        for _ in range(TRIES):
            standing = await self._standing(tenant, phrases_subject(objection))
            if standing.content is None:
                return Refused(why="not_there")
            content = _with_phrase(standing.content, language, added)
            if is_too_long(content):
                return Refused(why="too_long")
            found = await self._checked(tenant, standing.subject, content)
            if found.refusal:
                return found.refusal
            done = await self._publish(tenant, person, standing, content, "phrase")
            if isinstance(done, InForce):
                await self._take(tenant, gaps)
                return done
        return done

    async def new_objection(
        self,
        tenant: TenantId,
        person: PersonId,
        objection: ObjectionId,
        *,
        truth: Truth,
        title: Both[str],
        about: Both[str],
        phrases: Sequence[tuple[Language, str]] = (),
        gaps: Sequence[GapId] = (),
        version: int = 0,
    ) -> EditOutcome:
        """Begin an objection as a draft, or go on with one's draft of it at its `version`.

        Once in force it is recognised, and answered generally until it has an entry.
        """
        await self._allowed(tenant, person)
        if not is_objection_id(objection):
            return Refused(why="bad_name")
        if objection in (await self.editions.refreshed(tenant)).playbook.objections:
            return Refused(why="taken")
        said: dict[str, list[Json]] = {"nl": [], "en": []}
        for language, text in phrases:
            phrase = self._phrase(text, language)
            if isinstance(phrase, Refused):
                return phrase
            said[language].append({"text": phrase})
        content: Json = {
            "truth": truth,
            "title": {"nl": title.nl, "en": title.en},
            "about": {"nl": about.nl, "en": about.en},
            "phrases": {**said},
        }
        standing = await self._standing(tenant, objection_subject(objection))
        kept = await self.edit(tenant, person, standing.subject, content, base=standing.base, version=version)
        if isinstance(kept, Kept):
            await self._take(tenant, gaps)
        return kept

    async def hand_over(self, tenant: TenantId, person: PersonId, owner: str, to: str) -> PublishOutcome:
        """Give every entry of one owner to another, all at once."""
        await self._allowed(tenant, person)
        to = plain_text(to)
        broken = lint_owner(to)
        if broken or not to:
            return Refused(why="findings" if to else "no_words", findings=broken)
        for _ in range(TRIES):
            playbook = (await self.editions.refreshed(tenant)).playbook
            newest = {revision.subject: revision for revision in (await self.store.revisions.in_force(tenant))[1]}
            theirs = {entry_subject(*cell): one for cell, one in playbook.model.entries.items() if one.owner == owner != to}
            revisions = [
                _new(self._standing_of(subject, newest.get(subject)), entry_content(replace(entry, owner=to)), "handed_over")
                for subject, entry in theirs.items()
            ]
            if not revisions:
                break
            published = await self.store.revisions.publish(tenant, revisions, author=person)
            if published is not None:
                return await self._in_force(tenant, published, person)
        return Refused(why="nothing_changed")

    # Owners, gaps and followers

    async def owner_name(self, tenant: TenantId, person: PersonId) -> str | None:
        """How somebody is written down as an owner: by the name that leads to nobody once they are forgotten."""
        pseudonym = await self.store.people.pseudonym(tenant, person)
        return None if pseudonym is None else f"{OWNED_BY_A_LEAD}{pseudonym}"

    async def gaps(self, tenant: TenantId, person: PersonId) -> tuple[GapGroup, ...]:
        """The gaps that wait for an answer, those that say the same together.

        What is like a dismissed one is dismissed with it: so it stays away as long as alike ones keep coming.
        """
        await self._allowed(tenant, person)
        gaps = [gap for gap in await self.store.gaps.with_status(tenant, limit=MOST_GAPS) if gap.text]
        if not gaps:
            return ()
        dismissed = [gap for gap in await self.store.gaps.with_status(tenant, "dismissed", limit=MOST_GAPS) if gap.text]
        unanswered = await self.store.conversations.unanswered(tenant, limit=MOST_GAPS)
        texts = [str(gap.text) for gap in (*dismissed, *gaps)] + [one.text for one in unanswered]
        alike = await asyncio.to_thread((await self.editions.of(tenant)).coach.recogniser.alike, texts)
        away = set(like_dismissed(alike[: len(dismissed) + len(gaps), : len(dismissed) + len(gaps)], len(dismissed)))
        for row in away:
            await self.store.gaps.set_status(tenant, gaps[row].id, "dismissed", was="open")
        kept = [row for row in range(len(gaps)) if row not in away]
        rows = [*(len(dismissed) + row for row in kept), *range(len(dismissed) + len(gaps), len(texts))]
        return await asyncio.to_thread(grouped, [gaps[row] for row in kept], unanswered, alike[np.ix_(rows, rows)])

    async def dismiss_gaps(self, tenant: TenantId, person: PersonId, gaps: Sequence[GapId], why: str = "") -> int:
        """Say that gaps need no answer and why, and say how many of them were open; what is alike stays away too."""
        await self._allowed(tenant, person)
        done = [gap for gap in gaps if await self.store.gaps.set_status(tenant, gap, "dismissed", was="open")]
        for gap in done:
            await self.store.audit.record(tenant, person, "dismiss", f"gap:{gap}", after={"why": plain_text(why[:MAX_WHY])})
        return len(done)

    async def follow(self, tenant: TenantId, person: PersonId, *, follows: bool) -> None:
        """Have oneself told of what is published, or not any more."""
        await self._allowed(tenant, person)
        await self.store.followers.set(tenant, person, on=follows)

    # In here

    async def _allowed(self, tenant: TenantId, person: PersonId) -> None:
        await self.store.roles.require(tenant, person, "lead")

    async def _standing(self, tenant: TenantId, subject: Subject) -> Standing:
        newest = next(iter(await self.store.revisions.history(tenant, subject, limit=1)), None)
        standing = self._standing_of(subject, newest)
        if standing.content is None and subject.startswith("phrases:"):
            # An objection that the tenant began itself, and that nothing was added to yet.
            playbook = (await self.editions.refreshed(tenant)).playbook
            return replace(standing, content=content_of(playbook, subject))
        return standing

    def _standing_of(self, subject: Subject, newest: Revision | None) -> Standing:
        return standing_of(subject, newest, content_of(self.editions.files.playbook, subject))

    async def _content_at(self, tenant: TenantId, base: str, standing: Standing) -> Json:
        """What stood there by that name; None where nobody knows any more, as after the files were changed."""
        if base == standing.base:
            return standing.content
        files, number = content_of(self.editions.files.playbook, standing.subject), number_of(base)
        if number is None:
            return files if base == name_of(files) else None
        old = await self.store.revisions.get(tenant, standing.subject, number)
        return None if old is None else old.content or files

    async def _take(self, tenant: TenantId, gaps: Sequence[GapId]) -> None:
        for gap in gaps:
            await self.store.gaps.set_status(tenant, gap, "taken", was="open")

    async def _draft(self, tenant: TenantId, draft_id: DraftId, version: int) -> Draft | None:
        draft = await self.store.drafts.get(tenant, draft_id)
        return draft if draft is not None and draft.version == version else None

    async def _checked(self, tenant: TenantId, subject: Subject, content: Json) -> Checked:
        playbook = (await self.editions.refreshed(tenant)).playbook
        return await asyncio.to_thread(checked, playbook, subject, content)

    async def _ready(self, tenant: TenantId, draft: Draft) -> _Ready | Refused | Moved:
        """A draft that could be in force: nothing was published since, it changes something, fits, and breaks no rule."""
        standing = await self._standing(tenant, draft.subject)
        moved = moved_on(draft, standing)
        if moved is not None:
            return moved
        if draft.content == standing.content:
            return Refused(why="nothing_changed")
        found = await self._checked(tenant, draft.subject, draft.content)
        return found.refusal or _Ready(standing=standing, findings=found.findings)

    async def _publish_draft(self, tenant: TenantId, draft: Draft, reviewer: PersonId | None) -> PublishOutcome:
        ready = await self._ready(tenant, draft)
        if not isinstance(ready, _Ready):
            return await self._unless_gone(tenant, draft, ready)
        content = draft.content
        if isinstance(content, dict) and draft.subject.startswith("entry:"):
            # A second person looked at it; whoever publishes alone hasn't, by what the card says of it.
            content = {**content, **(self._verified(_day(content.get("review_by"))) if reviewer else {"verified_on": None})}
        new = _new(ready.standing, content, "edit", draft.why)
        published = await self.store.revisions.publish(tenant, [new], author=draft.person, reviewer=reviewer, draft=draft)
        if published is None:
            moved = beside(await self._standing(tenant, draft.subject), draft.base_content, draft.content)
            return await self._unless_gone(tenant, draft, moved)
        return await self._in_force(tenant, published, reviewer or draft.person, ready.findings)

    async def _unless_gone(self, tenant: TenantId, draft: Draft, found: Refused | Moved) -> Refused | Moved:
        """What was found of a draft, unless it was put into force or changed meanwhile: then there is no such draft any more."""
        return Refused(why="not_there") if await self._draft(tenant, draft.id, draft.version) is None else found

    async def _publish(
        self, tenant: TenantId, person: PersonId, standing: Standing, content: Json, kind: RevisionKind, *, why: str = ""
    ) -> InForce | Moved:
        """Publish what needs no draft."""
        published = await self.store.revisions.publish(tenant, [_new(standing, content, kind, why)], author=person)
        if published is None:
            return beside(await self._standing(tenant, standing.subject), standing.content, content)
        return await self._in_force(tenant, published, person)

    async def _in_force(
        self, tenant: TenantId, published: Published, actor: PersonId, findings: tuple[Finding, ...] = ()
    ) -> InForce:
        await self.editions.refreshed(tenant)
        followers = tuple(one for one in await self.store.followers.of(tenant) if one != actor)
        return InForce(published=published, findings=findings, followers=followers)

    def _verified(self, review_by: date | None) -> dict[str, Json]:
        """That an entry was looked at today, and when to look again: in a year, unless a later day than today is asked for."""
        today = self.today()
        again = review_by if review_by is not None and review_by > today else today + LOOK_AGAIN
        return {"verified_on": today.isoformat(), "review_by": again.isoformat()}

    def _phrase(self, text: str, language: Language) -> str | Refused:
        """A phrase as it may be kept for good: redacted, on one line."""
        if len(text) > MAX_PHRASE:
            return Refused(why="too_long")
        phrase = " ".join(plain_text(self.redact(text, language)).split())
        return phrase if sum(map(str.isalpha, phrase)) >= MIN_PHRASE_LETTERS else Refused(why="no_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """What a draft would take the place of, and the advice there is on it."""

    standing: Standing
    findings: tuple[Finding, ...]


def _new(standing: Standing, content: Json, kind: RevisionKind, why: str = "") -> NewRevision:
    """The revision that follows what is in force."""
    return NewRevision(subject=standing.subject, content=content, base=standing.base, after=standing.number, kind=kind, why=why)


def _day(written: Json) -> date | None:
    """A day as it stands in a content that fits."""
    return date.fromisoformat(written) if isinstance(written, str) else None


def _with_phrase(content: Json, language: Language, added: Json) -> Json:
    """Added phrases with one more."""
    phrases: Any = content
    return {**phrases, language: [*phrases[language], added]}
