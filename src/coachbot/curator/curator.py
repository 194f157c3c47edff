"""What a team lead asked of the playbook, answered.

`Curation` does what is asked and decides who may; here it becomes commands, buttons and forms. Whatever a button or a form names
is looked up again in the lead's own tenant: a forged id, or one of another tenant, names nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from coachbot.curation import (
    InForce,
    Kept,
    Moved,
    Refused,
    content_of,
    entry_subject,
    named,
    objection_subject,
    overlaid_with,
    phrases_subject,
)
from coachbot.curation_replies import (
    About,
    CoverageShown,
    CurationDone,
    CurationForm,
    CurationList,
    CurationRefused,
    Diverged,
    DraftShown,
    EntryInForce,
    GapsShown,
    Listed,
    Noticed,
    ShownGap,
)
from coachbot.curator.finding import known, sought
from coachbot.curator.writing import (
    PLACES,
    REVIEW_BY,
    WHY,
    begun,
    field_at,
    fields_of,
    halves,
    is_day,
    name_for,
    objection_fields,
    phrases_in,
    taken,
    tidy,
    with_fields,
)
from coachbot.differences import changes, divergences
from coachbot.errors import NotAllowedError, PlaybookError
from coachbot.messages import NotAllowed
from coachbot.overviews import coverage_of, due_of
from coachbot.playbook import LANGUAGES, Both, ObjectionId
from coachbot.store import DraftId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from coachbot.commands import LeadCommand, Parsed
    from coachbot.curation import Curation, GapGroup, Review, Standing
    from coachbot.curation_replies import RefusedKind
    from coachbot.differences import Change, Divergence
    from coachbot.lint import Finding
    from coachbot.messages import Action, Reply
    from coachbot.playbook import Cell, Entry, Language, Playbook
    from coachbot.store import Draft, PersonId, Revision, Store, Subject, TenantId

PAGE = 5
"""Things of a list that are shown at once."""
MOST_CHANGES = 12
"""Parts of a draft whose difference is shown; a whole entry has some thirty."""
MOST_CHANGES_LISTED = 3
"""Parts of each revision in a list whose difference is shown."""
MOST_SIDES = 12
POOR_PERCENT = 50
"""An answer that fewer of a hundred found helpful is worth looking at again."""
_REQUIRED = ("behind", "wording", "question", "avoid", "listen_for", "angle_1_wording", "angle_1_question")
_ABOUT_OBJECTION = ("title_nl", "title_en", "about_nl", "about_en")
_ON = frozenset(("on", "aan"))
_OFF = frozenset(("off", "uit", "stop"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Whoever asks: in whose tenant, and in which language they are answered."""

    tenant: TenantId
    person: PersonId
    language: Language


@dataclass(frozen=True, kw_only=True)
class Curator:
    """Answers team leads, and nobody else, about the playbook of their tenant."""

    curation: Curation
    now: Callable[[], datetime]

    async def obey(self, asker: Asker, command: Parsed) -> Reply:
        """Carry out a command."""
        name: Any = command.command
        return await self._for_leads(asker, lambda turn: turn.obey(name, command.rest))

    async def act(self, asker: Asker, action: Action, fields: Mapping[str, str]) -> Reply:
        """Do what a button or a form asks for."""
        return await self._for_leads(asker, lambda turn: turn.act(action, fields))

    async def waits(self, asker: Asker) -> tuple[int, int]:
        """How many drafts of other leads wait for a second one, and how many remarks wait for an answer."""
        drafts = await self.curation.waiting(asker.tenant, asker.person)
        gaps = await self.curation.store.gaps.with_status(asker.tenant, limit=100)
        return sum(draft.person != asker.person for draft in drafts), len(gaps)

    async def _for_leads(self, asker: Asker, answer: Callable[[_Turn], Any]) -> Reply:
        try:
            await self.curation.store.roles.require(asker.tenant, asker.person, "lead")
            playbook = (await self.curation.editions.of(asker.tenant)).playbook
            reply: Reply = await answer(_Turn(self, asker, playbook))
        except NotAllowedError:
            return NotAllowed(language=asker.language, needs="lead")
        return reply


class _Turn:
    """One thing that a lead asked."""

    def __init__(self, curator: Curator, asker: Asker, playbook: Playbook) -> None:
        self.curation = curator.curation
        self.store: Store = curator.curation.store
        self.now = curator.now()
        self.tenant, self.person, self.language = asker.tenant, asker.person, asker.language
        self.who = (asker.tenant, asker.person)
        self.playbook = playbook

    async def obey(self, command: LeadCommand, rest: str) -> Reply:
        match command:
            case "gaps":
                return await self.gaps(0)
            case "show" | "edit":
                return await self.find(command, rest)
            case "review":
                return await self.waiting(0)
            case "publish":
                return await self.own_drafts()
            case "revisions" | "rollback":
                return await self.find("history", rest)
            case "coverage":
                return CoverageShown(
                    language=self.language, coverage=await coverage_of(self.store, self.playbook, self.tenant, self.now)
                )
            case "stale":
                return await self.stale(0)
            case "files":
                return CurationDone(language=self.language, kind="export", subject=self.tenant)
            case _:
                return await self.follow(rest)

    async def act(self, action: Action, fields: Mapping[str, str]) -> Reply:
        fields = {name: text for name, text in fields.items() if isinstance(text, str)}
        kind = action.kind.removeprefix("lead_")
        if kind in ("phrase_form", "phrase", "objection_form", "objection", "dismiss_form", "dismiss"):
            return await self.act_on_gap(kind, action, fields)
        if kind in ("gaps", "review", "stale", "follow"):
            return await self.page(kind, action.value)
        if kind in ("edit_form", "edit", "draft", "drop", "submit", "approve", "publish", "send_back_form", "send_back"):
            return await self.act_on_draft(kind, action, fields)
        if kind in ("diverged", "choose_form", "choose"):
            return await self.act_on_difference(kind, action, fields)
        return await self.act_on_entry(kind, action, fields)

    async def page(self, kind: str, value: str) -> Reply:
        if kind == "follow":
            return await self.follow(value)
        start = _number(value)
        start = start if 0 <= start < 10_000 else 0  # noqa: PLR2004 - no list is as long
        if kind == "gaps":
            return await self.gaps(start)
        return await (self.waiting(start) if kind == "review" else self.stale(start))

    # Gaps

    async def gaps(self, start: int) -> Reply:
        groups = await self.curation.gaps(*self.who)
        shown = tuple(self.gap(group) for group in groups[start : start + PAGE])
        return GapsShown(language=self.language, groups=shown, left=max(0, len(groups) - start - len(shown)), start=start)

    def gap(self, group: GapGroup) -> ShownGap:
        return ShownGap(
            gap=group.example.id,
            example=str(group.example.text),
            times=len(group.gaps),
            since=group.since.date(),
            places=group.places,
            asked=group.asked,
            nearest=tuple(one.objection for one in group.nearest if one.objection in self.playbook.objections),
        )

    async def group(self, value: str) -> GapGroup | None:
        """The group that a gap stands in by now; None where it is dealt with, or isn't this tenant's."""
        gap = _number(value)
        groups = await self.curation.gaps(*self.who) if gap > 0 else ()
        return next((group for group in groups if gap in {one.id for one in group.gaps}), None)

    async def act_on_gap(self, kind: str, action: Action, fields: Mapping[str, str]) -> Reply:
        group = await self.group(action.value)
        if action.value and group is None and kind != "objection":
            return self.refused("not_there")
        match kind:
            case "phrase_form":
                return self.phrase_form(action, group)
            case "phrase":
                return await self.phrase(action, group, fields)
            case "objection_form":
                return await self.objection_form(action, group)
            case "objection":
                return await self.objection(action, group, fields)
            case "dismiss_form":
                return self.gap_form("dismiss", action, group)
            case _:
                if group is None:
                    return self.refused("not_there")
                if not tidy(fields.get(WHY, "")):
                    return replace(self.gap_form("dismiss", action, group), problems={WHY: "empty"})
                why = self.curation.redact(fields[WHY], self.language)
                count = await self.curation.dismiss_gaps(*self.who, [gap.id for gap in group.gaps], why)
                return CurationDone(language=self.language, kind="dismissed", count=count)

    def gap_form(self, form: Any, action: Action, group: GapGroup | None) -> CurationForm:  # noqa: ANN401 - a form's name
        about = None if action.objection is None else About(thing="phrases", objection=action.objection)
        quoted = str(group.example.text) if group else ""
        return CurationForm(language=self.language, form=form, value=action.value, quoted=quoted, about=about)

    def phrase_form(self, action: Action, group: GapGroup | None) -> CurationForm:
        nearest = tuple(one.objection for one in group.nearest if one.objection in self.playbook.objections) if group else ()
        chosen = action.objection if action.objection in self.playbook.objections else next(iter(nearest), None)
        first = (*((chosen,) if chosen else ()), *(one for one in nearest if one != chosen))
        # Not the remark itself: whoever writes it in their own words leaves out what only its sender knows.
        return replace(self.gap_form("phrase", action, group), first=first, fields={"objection": chosen} if chosen else {})

    async def phrase(self, action: Action, group: GapGroup | None, fields: Mapping[str, str]) -> Reply:
        form = replace(self.phrase_form(action, group), fields=fields)
        objection = ObjectionId(fields.get("objection", ""))
        if objection not in self.playbook.objections:
            return replace(form, problems={"objection": "not_there"})
        said = [(language, fields.get(language, "")) for language in LANGUAGES if tidy(fields.get(language, ""))]
        if not said:
            return replace(form, problems={"nl": "one_language"})
        gaps = [gap.id for gap in group.gaps] if group else []
        done: InForce | None = None
        for language, text in said:
            outcome = await self.curation.add_phrase(*self.who, objection, text, language, gaps=gaps)
            match outcome:
                case InForce():
                    done = outcome
                case Refused(why="nothing_changed") if done is not None or len(said) > 1:
                    continue
                case Refused():
                    return replace(form, problems={language: self.told(outcome)})
                case Moved():
                    return replace(form, problems={language: "moved"})
        return self.refused("nothing_changed") if done is None else self.done("phrase", done)

    async def objection_form(self, action: Action, group: GapGroup | None) -> Reply:
        form = self.gap_form("objection", action, group)
        if action.objection is None:
            return replace(form, fields={"truth": "view"})
        draft = await self.own_draft(objection_subject(action.objection))
        return self.refused("not_there") if draft is None else replace(form, fields=objection_fields(draft.content))

    async def objection(self, action: Action, group: GapGroup | None, fields: Mapping[str, str]) -> Reply:
        mine = await self.own_draft(objection_subject(action.objection)) if action.objection else None
        if mine is not None:
            # What a platform had no room to show comes back as it was.
            fields = {**objection_fields(mine.content), **fields}
        form = replace(self.gap_form("objection", action, group), fields=fields)
        empty = {name: "empty" for name in _ABOUT_OBJECTION if not tidy(fields.get(name, ""))}
        if empty:
            return replace(form, problems=empty)
        truth: Any = fields.get("truth") if fields.get("truth") in ("view", "partly", "fact") else "view"
        outcome = await self.curation.new_objection(
            *self.who,
            action.objection or ObjectionId(name_for(fields["title_en"])),
            truth=truth,
            title=Both(nl=tidy(fields["title_nl"]), en=tidy(fields["title_en"])),
            about=Both(nl=tidy(fields["about_nl"]), en=tidy(fields["about_en"])),
            phrases=phrases_in(fields),
            gaps=[gap.id for gap in group.gaps] if group else [],
            version=mine.version if mine else 0,
        )
        match outcome:
            case Kept():
                return await self.kept(outcome)
            case Moved():
                return replace(form, problems={"title_en": "taken"})
            case Refused():
                return replace(form, problems={"phrases_nl" if outcome.why == "no_words" else "title_en": self.told(outcome)})

    # Entries in force

    async def find(self, then: str, rest: str) -> Reply:
        if not rest:
            return self.refused("which_entry")
        found = sought(rest, self.playbook)
        if found.unknown_driver:
            return self.refused("no_driver")
        if found.exact or len(found.cells) == 1:
            cell = found.cells[0]
            return await (self.history(self.about(cell)) if then == "history" else self.entry(cell, editing=then == "edit"))
        if not found.cells:
            return self.refused("unknown_entry")
        return CurationList(
            language=self.language, kind="found", items=tuple(Listed(about=self.about(cell)) for cell in found.cells)
        )

    async def entry(self, cell: Cell, *, editing: bool = False) -> Reply:
        subject = entry_subject(*cell)
        standing = await self.curation.standing(*self.who, subject)
        mine, others = await self.drafts_on(subject)
        if editing and mine is not None:
            return await self.draft(mine.id)
        return EntryInForce(
            language=self.language,
            about=self.about(cell),
            entry=self.playbook.model.entries.get(cell),
            base=standing.base,
            draft=mine.id if mine else None,
            others=len(others),
        )

    async def act_on_entry(self, kind: str, action: Action, fields: Mapping[str, str]) -> Reply:
        cell = known(action.objection, action.driver, self.playbook)
        if kind in ("history", "rollback_form", "rollback"):
            return await self.act_on_revision(kind, action, cell, fields)
        if cell is None:
            return self.refused("not_there")
        match kind:
            case "show":
                return await self.entry(cell)
            case "verify":
                outcome = await self.curation.verify(*self.who, entry_subject(*cell), base=action.value)
                return self.outcome("verified", outcome)
            case _:
                return await self.hand_over(kind, cell, fields)

    async def hand_over(self, kind: str, cell: Cell, fields: Mapping[str, str]) -> Reply:
        """Give all entries of this one's owner to another; to oneself, where nobody is named."""
        entry = self.playbook.model.entries.get(cell)
        if entry is None:
            return self.refused("not_there")
        count = sum(one.owner == entry.owner for one in self.playbook.model.entries.values())
        form = CurationForm(
            language=self.language, form="hand_over", about=self.about(cell), fields=fields, quoted=entry.owner, value=str(count)
        )
        if kind == "hand_over_form":
            return form
        to = tidy(fields.get("to", "")) or await self.curation.owner_name(*self.who)
        if to is None:
            return self.refused("not_there")
        outcome = await self.curation.hand_over(*self.who, entry.owner, to)
        if isinstance(outcome, Refused) and outcome.why == "findings":
            return replace(form, problems={"to": self.told(outcome)})
        done = self.outcome("handed_over", outcome)
        return (
            replace(done, count=len(outcome.published.revisions))
            if isinstance(outcome, InForce) and isinstance(done, CurationDone)
            else done
        )

    # History

    async def act_on_revision(self, kind: str, action: Action, cell: Cell | None, fields: Mapping[str, str]) -> Reply:
        thing, _, number = action.value.partition(":")
        about = self.about(cell) if cell is not None and thing in ("", "entry") else None
        if about is None and action.objection is not None and thing in ("phrases", "objection"):
            about = About(thing="phrases" if thing == "phrases" else "objection", objection=action.objection)
        if about is None:
            return self.refused("not_there")
        if kind == "history":
            return await self.history(about, max(_number(number), 0))
        form = CurationForm(language=self.language, form="rollback", value=action.value, about=about, fields=fields)
        revision = _number(number)
        if revision < 0:
            return self.refused("not_there")
        if kind == "rollback_form":
            return form
        if not tidy(fields.get(WHY, "")):
            return replace(form, problems={WHY: "empty"})
        return self.outcome("rollback", await self.curation.rollback(*self.who, _subject(about), revision, fields[WHY]))

    async def history(self, about: About, start: int = 0) -> Reply:
        subject = _subject(about)
        revisions = await self.curation.history(*self.who, subject)
        files = content_of(self.curation.editions.files.playbook, subject)
        contents = {one.number: files if one.content is None else one.content for one in revisions} | {0: files}
        rows = revisions[start : start + PAGE]
        names = await self.names(rows)
        items = [
            Listed(
                about=about,
                number=one.number,
                kind=one.kind,
                who=names[one.number],
                on=one.at.date(),
                why=one.why,
                changes=_shown(changes(contents.get(one.number - 1), contents[one.number]), MOST_CHANGES_LISTED),
            )
            for one in rows
        ]
        left = max(0, len(revisions) - start - len(rows))
        if revisions and not left:
            items.append(Listed(about=about, number=0))
        return CurationList(
            language=self.language,
            kind="history",
            items=tuple(items),
            about=about,
            left=left,
            more=f"{about.thing}:{start + PAGE}",
        )

    async def names(self, revisions: Iterable[Revision]) -> dict[int, str]:
        """Who wrote each revision: by name while they are known, by the name that leads to nobody once they are forgotten."""
        found: dict[int, str] = {}
        for one in revisions:
            person = None if one.person is None else await self.store.people.get(self.tenant, one.person)
            address: Any = person.address if person is not None and isinstance(person.address, dict) else {}
            found[one.number] = str(address.get("name") or one.author)
        return found

    # Drafts

    async def act_on_draft(self, kind: str, action: Action, fields: Mapping[str, str]) -> Reply:
        if kind in ("edit_form", "edit"):
            return await self.write(kind, action, fields)
        draft, version = _draft_in(action.value)
        match kind:
            case "draft":
                return await self.draft(draft)
            case "drop":
                dropped = await self.curation.drop(*self.who, draft)
                return CurationDone(language=self.language, kind="dropped") if dropped else self.refused("not_there")
            case "submit":
                outcome = await self.curation.submit(*self.who, draft, version)
                if isinstance(outcome, Kept):
                    return CurationDone(language=self.language, kind="handed_in", about=_about(outcome.draft.subject))
                return await self.not_yet(draft, outcome)
            case "approve":
                return await self.published(draft, await self.curation.approve(*self.who, draft, version))
            case "publish":
                return await self.published(draft, await self.curation.publish(*self.who, draft, version))
            case "send_back_form":
                review = await self.curation.review(*self.who, draft)
                return review_refused(self, review) or CurationForm(language=self.language, form="send_back", value=action.value)
            case _:
                remark = tidy(fields.get("remark", ""))
                if not remark:
                    form = CurationForm(language=self.language, form="send_back", value=action.value)
                    return replace(form, problems={"remark": "empty"})
                back = await self.curation.send_back(*self.who, draft, version, remark)
                return (
                    self.refused(back.why)
                    if isinstance(back, Refused)
                    else CurationDone(language=self.language, kind="sent_back")
                )

    async def write(self, kind: str, action: Action, fields: Mapping[str, str]) -> Reply:
        """The form of an entry in one language, or what was filled in."""
        cell = known(action.objection, action.driver, self.playbook)
        language, base, version = _written(action.value)
        if cell is None or language is None:
            return self.refused("not_there")
        subject = entry_subject(*cell)
        standing = await self.curation.standing(*self.who, subject)
        mine, _ = await self.drafts_on(subject)
        content = mine.content if mine else standing.content or begun(self.playbook, *cell)
        if kind == "edit_form":
            base, version = (mine.base, mine.version) if mine else (standing.base, 0)
            shown = {**fields_of(content, language), WHY: mine.why if mine else ""}
            noticed = (await self.noticed_on(mine)) if mine else ()
            return self.with_noticed(self.entry_form(cell, language, base, version, shown), noticed)
        # What a platform had no room to show comes back as it was.
        fields = {**fields_of(content, language), **fields}
        form = self.entry_form(cell, language, base, version, fields)
        wrong = {name: "empty" for name in (*_REQUIRED, *halves(fields)) if not tidy(fields.get(name, ""))}
        if not is_day(tidy(fields.get(REVIEW_BY, ""))):
            wrong[REVIEW_BY] = "no_day"
        if wrong:
            return replace(form, problems=wrong)
        outcome = await self.curation.edit(
            *self.who, subject, with_fields(content, language, fields), base=base, why=fields.get(WHY, ""), version=version
        )
        match outcome:
            case Refused():
                return replace(form, problems={"wording": self.told(outcome)})
            case Moved():
                return await self.written_meanwhile(form, outcome, language)
            case Kept():
                noticed = self.noticed(outcome.findings)
                written = self.entry_form(cell, language, outcome.draft.base, outcome.draft.version, fields)
                form = self.with_noticed(written, noticed)
                return form if form.problems else await self.kept(outcome)

    def entry_form(self, cell: Cell, language: Language, base: str, version: int, fields: Mapping[str, str]) -> CurationForm:
        return CurationForm(
            language=self.language,
            form="entry",
            value=f"{language}|{base}|{version}",
            about=self.about(cell),
            text_language=language,
            fields=fields,
        )

    def with_noticed(self, form: CurationForm, noticed: Iterable[Noticed]) -> CurationForm:
        """What the rules say, at the fields that it is about."""
        problems: dict[str, str] = {}
        advice: dict[str, str] = {}
        for one in noticed:
            language, field = field_at(one.place)
            if field is not None and language in {None, form.text_language}:
                said = problems if one.severity == "error" else advice
                said[field] = f"{said[field]} {one.says}" if field in said else one.says
        return replace(form, problems=problems, advice=advice)

    async def written_meanwhile(self, form: CurationForm, moved: Moved, language: Language) -> Reply:
        """The form again, with what was typed in it, and beside it what somebody made of it meanwhile."""
        mine, _ = await self.drafts_on(moved.subject)
        theirs = fields_of(moved.theirs, language) if moved.theirs is not None else {}
        typed = fields_of(moved.mine, language)
        shown = fields_of(moved.merged, language) if moved.merged is not None else typed
        advice = {name: theirs.get(name, "") or "–" for name in PLACES if theirs.get(name, "") != shown.get(name, "")}
        base, version = (mine.base, mine.version) if mine else (moved.base, 0)
        fields = {**shown, WHY: form.fields.get(WHY, "")}
        return replace(form, value=f"{language}|{base}|{version}", fields=fields, advice=advice, moved=True)

    async def kept(self, kept: Kept) -> Reply:
        """A draft as it is kept; where something was published meanwhile, put together with it as far as that can be."""
        if kept.moved is None:
            return await self.draft(kept.draft.id)
        if kept.moved.merged is None:
            return self.diverged(kept.draft, kept.moved.parts, "published")
        draft = kept.draft
        again = await self.curation.edit(
            *self.who, draft.subject, kept.moved.merged, base=kept.moved.base, why=draft.why, version=draft.version
        )
        shown = await self.draft(draft.id)
        return replace(shown, moved=True) if isinstance(again, Kept) and isinstance(shown, DraftShown) else shown

    async def draft(self, draft_id: DraftId) -> Reply:
        review = await self.curation.review(*self.who, draft_id)
        if isinstance(review, Refused):
            return self.refused(review.why)
        draft, about = review.draft, _about(review.draft.subject)
        _, others = await self.drafts_on(draft.subject)
        return DraftShown(
            language=self.language,
            draft=draft.id,
            version=draft.version,
            about=about,
            text_language=self.language_of(review.changes),
            entry=await self.preview(draft),
            state=draft.state,
            mine=draft.person == self.person,
            alone=self.curation.alone,
            changes=_written_in(review.changes, MOST_CHANGES),
            noticed=self.noticed(review.findings) + self.unfit(review),
            others=sum(one.person != draft.person for one in others) if draft.person == self.person else 0,
            moved=review.moved is not None,
            why=draft.why,
            remark=draft.remark or "",
        )

    def language_of(self, changed: Sequence[Change]) -> Language:
        """The language that was written in: one's own, unless only the other was."""
        written = [language for language in LANGUAGES if any(one.place.startswith(f"{language}.") for one in changed)]
        return self.language if self.language in written or not written else written[0]

    def unfit(self, review: Review) -> tuple[Noticed, ...]:
        return (Noticed(severity="error", place="", says="unfit"),) if review.problems else ()

    async def preview(self, draft: Draft) -> Entry | None:
        """The entry of a draft as it would be in force; None for what isn't one, or doesn't fit the playbook any more."""
        place = named(draft.subject)
        if place is None or place.kind != "entry":
            return None
        try:
            whole = await asyncio.to_thread(overlaid_with, self.playbook, {draft.subject: draft.content})
        except PlaybookError:
            return None
        return whole.model.entries.get((place.objection, place.driver))

    async def waiting(self, start: int) -> Reply:
        """What other leads handed in, the oldest first; one's own too, so that nobody wonders where it went."""
        drafts = sorted(await self.curation.waiting(*self.who), key=lambda one: (one.person == self.person, one.changed_at))
        return await self.listed("review", drafts, start)

    async def own_drafts(self) -> Reply:
        return await self.listed("publish", await self.curation.drafts(*self.who), 0)

    async def listed(self, kind: Any, drafts: Sequence[Draft], start: int) -> Reply:  # noqa: ANN401 - the kind of list
        items = []
        for draft in drafts[start : start + PAGE]:
            standing = await self.curation.standing(*self.who, draft.subject)
            items.append(
                Listed(
                    about=_about(draft.subject),
                    draft=draft.id,
                    version=draft.version,
                    state=draft.state,
                    why=draft.why,
                    on=draft.changed_at.date(),
                    changes=_written_in(changes(standing.content, draft.content), MOST_CHANGES_LISTED),
                )
            )
        left = max(0, len(drafts) - start - len(items))
        return CurationList(language=self.language, kind=kind, items=tuple(items), left=left, more=str(start + PAGE))

    async def published(self, draft: DraftId, outcome: InForce | Refused | Moved) -> Reply:
        return self.outcome("published", outcome) if isinstance(outcome, InForce) else await self.not_yet(draft, outcome)

    async def not_yet(self, draft: DraftId, outcome: Refused | Moved) -> Reply:
        """Why a draft can't go on: something was published meanwhile, or it is refused."""
        if isinstance(outcome, Refused):
            return self.refused(outcome.why, self.noticed(outcome.findings), draft)
        found = await self.store.drafts.get(self.tenant, draft)
        if found is None or found.person != self.person:
            return self.refused("moved")
        return self.diverged(found, outcome.parts, "published")

    # Two at once

    async def act_on_difference(self, kind: str, action: Action, fields: Mapping[str, str]) -> Reply:
        draft_id, _ = _draft_in(action.value)
        mine = next((one for one in await self.curation.drafts(*self.who) if one.id == draft_id), None)
        if mine is None:
            return self.refused("not_there")
        standing = await self.curation.standing(*self.who, mine.subject)
        sides, against = await self.sides(mine, standing)
        if kind == "diverged" or not sides:
            return self.refused("nothing_changed") if not sides else self.diverged(mine, sides, against)
        named_by = f"{mine.id}:{mine.version}:{standing.number}:{against}"
        form = CurationForm(language=self.language, form="choose", value=named_by, about=_about(mine.subject), sides=sides)
        if kind == "choose_form" or action.value != named_by:
            return replace(form, moved=kind == "choose")
        content = taken(mine.content, sides, fields)
        base = standing.base if against == "published" else mine.base
        outcome = await self.curation.edit(*self.who, mine.subject, content, base=base, why=mine.why, version=mine.version)
        match outcome:
            case Kept():
                return await self.draft(outcome.draft.id)
            case Refused():
                return self.refused(outcome.why, self.noticed(outcome.findings), mine.id)
            case Moved():
                return self.refused("moved", draft=mine.id)

    async def sides(self, mine: Draft, standing: Standing) -> tuple[tuple[Divergence, ...], Any]:
        """What was published since a draft was begun, else what another lead has in a draft of the same thing."""
        if mine.base != standing.base:
            return divergences(mine.base_content, standing.content, mine.content)[:MOST_SIDES], "published"
        _, others = await self.drafts_on(mine.subject)
        if not others:
            return (), "draft"
        return divergences(mine.base_content, others[0].content, mine.content)[:MOST_SIDES], "draft"

    def diverged(self, draft: Draft, parts: Sequence[Divergence], against: Any) -> Diverged:  # noqa: ANN401 - what it stands beside
        return Diverged(
            language=self.language, draft=draft.id, about=_about(draft.subject), sides=tuple(parts[:MOST_SIDES]), against=against
        )

    # Stale entries, and being told

    async def stale(self, start: int) -> Reply:
        """Entries to look at again: overdue ones first, then those that few found helpful, then those that are due soon."""
        due = due_of(self.playbook, self.now.date())
        coverage = await coverage_of(self.store, self.playbook, self.tenant, self.now)
        poor = {
            (cell.objection, cell.driver): (cell.use.helpful or 0, cell.use.judged or 0)
            for row in coverage.cells.values()
            for cell in row
            if cell.use.helpful_percent is not None and cell.use.helpful_percent < POOR_PERCENT
        }
        dated = [
            Listed(
                about=self.about((one.objection, one.driver)),
                due=one.review_by,
                overdue=one.overdue,
                poor=poor.get((one.objection, one.driver)),
            )
            for one in due
        ]
        with_date = {(one.objection, one.driver) for one in due}
        liked_little = [Listed(about=self.about(cell), poor=poor[cell]) for cell in poor if cell not in with_date]
        items = [*(one for one in dated if one.overdue), *liked_little, *(one for one in dated if not one.overdue)]
        shown = tuple(items[start : start + PAGE])
        left = max(0, len(items) - start - len(shown))
        return CurationList(language=self.language, kind="stale", items=shown, left=left, more=str(start + PAGE))

    async def follow(self, rest: str) -> Reply:
        """Switch announcements, the digest and reminders on or off, all or one of them; without a word, say how they stand."""
        what, _, how = rest.lower().rpartition(":")
        on = True if how in _ON else False if how in _OFF else None
        if on is not None and what in ("", "news"):
            await self.curation.follow(*self.who, follows=on)
        if on is not None and what in ("", "digest"):
            await self.store.digest_readers.set(*self.who, on=on)
        if on is not None and what in ("", "owned"):
            await self.store.quiet_owners.set(*self.who, on=not on)
        return CurationDone(
            language=self.language,
            kind="follow",
            follows=await self.store.followers.is_on(*self.who),
            digest=await self.store.digest_readers.is_on(*self.who),
            owned=not await self.store.quiet_owners.is_on(*self.who),
        )

    # In here

    def about(self, cell: Cell) -> About:
        return About(thing="entry", objection=cell[0], driver=cell[1])

    async def drafts_on(self, subject: Subject) -> tuple[Draft | None, tuple[Draft, ...]]:
        """One's own draft of something, and those of others."""
        drafts = await self.store.drafts.on(self.tenant, subject)
        return next((one for one in drafts if one.person == self.person), None), tuple(
            one for one in drafts if one.person != self.person
        )

    async def own_draft(self, subject: Subject) -> Draft | None:
        return (await self.drafts_on(subject))[0]

    async def noticed_on(self, draft: Draft) -> tuple[Noticed, ...]:
        review = await self.curation.review(*self.who, draft.id)
        return () if isinstance(review, Refused) else self.noticed(review.findings)

    def noticed(self, findings: Iterable[Finding]) -> tuple[Noticed, ...]:
        """What the rules say, in the lead's language, at the place in the files."""
        return tuple(
            Noticed(
                severity=one.severity,
                place=one.place
                if one.language is None or one.place.startswith(f"{one.language}.")
                else f"{one.language}.{one.place}",
                says=one.message[self.language],
            )
            for one in findings
        )

    def told(self, refused: Refused) -> str:
        """Why something is refused: in the words of the rule that it breaks, else by the name of the reason."""
        broken = next((one for one in refused.findings if one.severity == "error"), None)
        return refused.why if broken is None else broken.message[self.language]

    def outcome(self, kind: Any, outcome: InForce | Refused | Moved) -> Reply:  # noqa: ANN401 - what was to be done
        match outcome:
            case InForce():
                return self.done(kind, outcome)
            case Refused():
                return self.refused(outcome.why, self.noticed(outcome.findings))
            case Moved():
                return self.refused("moved")

    def done(self, kind: Any, done: InForce) -> CurationDone:  # noqa: ANN401 - what was done
        revision = done.published.revisions[0]
        return CurationDone(
            language=self.language,
            kind=kind,
            about=_about(revision.subject),
            subject=revision.subject,
            number=revision.number,
            noticed=self.noticed(done.findings),
        )

    def refused(self, why: RefusedKind, noticed: tuple[Noticed, ...] = (), draft: int | None = None) -> CurationRefused:
        return CurationRefused(language=self.language, why=why, noticed=noticed, draft=draft)


def review_refused(turn: _Turn, review: Review | Refused) -> Reply | None:
    """The refusal of what can't be looked at; None where it can."""
    return turn.refused(review.why) if isinstance(review, Refused) else None


def _written_in(changed: Sequence[Change], most: int) -> tuple[Change, ...]:
    """What a draft changes, without the date that only looking at it sets."""
    return tuple(one for one in changed if one.place != "verified_on")[:most]


def _shown(changed: Sequence[Change], most: int) -> tuple[Change, ...]:
    """What a revision changed, without the dates that looking at it set."""
    said = [one for one in changed if one.place not in ("verified_on", "review_by")]
    return tuple(said[:most])


def _subject(about: About) -> Subject:
    match about.thing:
        case "entry":
            return entry_subject(about.objection, about.driver)
        case "phrases":
            return phrases_subject(about.objection)
        case "objection":
            return objection_subject(about.objection)


def _about(subject: str) -> About:
    place = named(subject)
    if place is None:
        msg = f"a subject of the store that names nothing: {subject}"
        raise ValueError(msg)
    return About(thing=place.kind, objection=place.objection, driver=place.driver)


def _number(value: str) -> int:
    """The number in a button; -1 for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else -1  # noqa: PLR2004 - what a database holds


def _draft_in(value: str) -> tuple[DraftId, int]:
    """The draft and its version that a button names; both -1 for what is none."""
    draft, _, version = value.partition(":")
    return DraftId(_number(draft)), _number(version.partition(":")[0])


def _written(value: str) -> tuple[Language | None, str, int]:
    """The language, what it was written upon, and the version of the draft it goes on from."""
    language, _, rest = value.partition("|")
    base, _, version = rest.partition("|")
    known_language: dict[str, Language] = {"nl": "nl", "en": "en"}
    return known_language.get(language), base[:100], max(_number(version), 0)
