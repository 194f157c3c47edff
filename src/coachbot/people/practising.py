"""Practice alone: the coach plays a user, and one person answers them. Kept are ids, never a word of a reply."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from coachbot.commands import parse_command, stops_practice
from coachbot.messages import (
    Cannot,
    Distress,
    IncomingMessage,
    PracticeAnswered,
    PracticeDealt,
    PracticeEnded,
    PracticeForm,
    PracticeGuessed,
    PracticeProgress,
    PracticeUnheard,
    SmallTalk,
)
from coachbot.plain_text import plain_text
from coachbot.practice import LONGEST, Practice, Wanted, answer, deal, feedback, is_abuse, progress
from coachbot.recognition.language import hear_language
from coachbot.store import PracticeId
from coachbot.who_reads import asks_the_coach_who_reads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor
    from datetime import datetime
    from random import Random

    from coachbot.coach import Coach
    from coachbot.messages import Action, Context, Reply, UnheardKind
    from coachbot.playbook import DriverId, Language
    from coachbot.practice import Finding
    from coachbot.store import KeptPractice, PersonId, PracticeState, Store, TenantId

    Looked = tuple[Finding, ...] | Distress | SmallTalk | PracticeUnheard

LASTS = timedelta(hours=1)
"""A practice that nobody goes on with ends after this."""
LATELY = 20
"""As many users that were played before aren't dealt again while there are others."""
TRIES = 3
"""As often a reply is tried that crossed another of the same person's."""
_UNHEARD: dict[str, UnheardKind] = {"empty": "empty", "no_words": "empty", "other_language": "other_language"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Practising:
    """Somebody who practises, in one conversation. `chance` deals."""

    store: Store
    coach: Coach
    threads: Executor
    chance: Random
    now: datetime
    tenant: TenantId
    person: PersonId
    conversation: str
    context: Context
    language: Language
    event: str | None
    among_others: bool

    # What is asked for

    async def begin(self, wanted: Wanted) -> Reply:
        """Deal a user: as wanted, and rather not one of lately."""
        lately = await self.store.practices.latest(self.tenant, self.person, limit=LATELY)
        before = {(kept.practice.objection, kept.practice.driver) for kept in lately}
        dealt = deal(self.coach.playbook, wanted, before, self.chance)
        if dealt is None:
            return Cannot(language=self.language, kind="nobody_to_practise_with")
        practice = Practice(objection=dealt[0], driver=dealt[1], language=self.language)
        kept = await self.store.practices.begin(self.tenant, self.person, self.conversation, practice, self.event)
        # Of a message that came in twice, it is the user who was dealt the first time.
        practice = kept.practice
        return PracticeDealt(
            language=practice.language,
            practice=kept.id,
            objection=practice.objection,
            driver=practice.driver,
            in_a_form=self.among_others,
        )

    async def progress(self, *, just_erased: bool = False) -> Reply:
        """What they practised so far."""
        kept = await self.store.practices.latest(self.tenant, self.person)
        made = progress([one.practice for one in kept])
        return PracticeProgress(language=self.language, progress=made, just_erased=just_erased)

    async def act(self, action: Action, fields: Mapping[str, str]) -> Reply:
        """Do what a button or form asks; a practice is looked up among their own."""
        match action.kind:
            case "practice":
                return await self.begin(Wanted(objection=action.objection, driver=action.driver))
            case "practice_progress":
                return await self.progress()
            case "practice_erase":
                await self.store.practices.erase(self.tenant, self.person)
                return await self.progress(just_erased=True)
            case _:
                kept = await self._theirs(action.value)
        if kept is None or not self._is_playable(kept.practice):
            return Cannot(language=self.language, kind="unknown_choice")
        if kept.state != "open":
            return Cannot(language=kept.practice.language, kind="practice_over")
        if self._is_left(kept):
            return await self.end(kept, "expired")
        match action.kind:
            case "practice_guess":
                return await self._guess(kept, action.driver)
            case "practice_write":
                return self._form(kept)
            case "practice_reply":
                return await self._from_form(kept, fields.get("text", ""))
            case _:
                return await self.end(kept, "stopped")

    # What is said

    async def hear(self, kept: KeptPractice, message: IncomingMessage) -> Reply | None:
        """Take a message as a reply in the practice of this conversation; None where it is something else.

        Of a message that was answered already, and comes in again, the answer is the same.
        """
        repeated = self.event is not None and kept.last_event == self.store.practices.mark(self.tenant, self.event)
        if not self._is_playable(kept.practice) or not (kept.state == "open" or (repeated and kept.practice.exchanges)):
            return None
        text = plain_text(message.text)
        if stops_practice(text):
            return await self.end(kept, "stopped")
        commanded = text.startswith("/") or parse_command(text) is not None
        if message.attachment is not None or commanded or asks_the_coach_who_reads(text):
            return None
        driver = self.coach.driver_named(text, kept.practice.language)
        if driver is not None and kept.state == "open":
            # Typed instead of pressed: nobody answers a user with the name of a driver.
            return await self._guess(kept, driver)
        if repeated and kept.practice.exchanges:
            return await self._again(kept, message)
        return await self.reply(kept, message)

    async def expired(self, kept: KeptPractice | None) -> PracticeEnded | None:
        """Tell that a practice ended for want of an answer, the first time that somebody is back after it."""
        if kept is None or kept.state != "open" or not self._is_left(kept) or not self._is_playable(kept.practice):
            return None
        return await self.end(kept, "expired")

    async def reply(self, kept: KeptPractice, message: IncomingMessage) -> Reply:
        """What the played user answers, and what was good in the reply; or what comes before all practice."""
        for _ in range(TRIES):
            found = await self._look(kept.practice, message)
            if isinstance(found, PracticeUnheard):
                return replace(found, practice=kept.id)
            if not isinstance(found, tuple):
                await self.store.practices.go_on(kept, kept.practice, "stopped", self.event)
                return found
            reaction = answer(kept.practice, found)
            state: PracticeState = "over" if reaction.practice.is_over else "open"
            if await self.store.practices.go_on(kept, reaction.practice, state, self.event):
                return _answered(kept, reaction.practice, reaction.good, reaction.to_try)
            now = await self.store.practices.get(self.tenant, self.person, kept.id)
            if now is None or now.state != "open":
                break
            kept = now
        return Cannot(language=kept.practice.language, kind="practice_over")

    async def end(self, kept: KeptPractice, why: PracticeState) -> PracticeEnded:
        """End a practice, and show who was played."""
        await self.store.practices.go_on(kept, kept.practice, why, self.event)
        practice = kept.practice
        return PracticeEnded(
            language=practice.language,
            objection=practice.objection,
            driver=practice.driver,
            guess=practice.guess,
            why="expired" if why == "expired" else "stopped",
        )

    # In here

    async def _again(self, kept: KeptPractice, message: IncomingMessage) -> Reply:
        practice = replace(kept.practice, exchanges=kept.practice.exchanges[:-1])
        found = await self._look(practice, message)
        if isinstance(found, PracticeUnheard):
            return replace(found, practice=kept.id)
        if not isinstance(found, tuple):
            return found
        reaction = answer(practice, found)
        return _answered(kept, reaction.practice, reaction.good, reaction.to_try)

    async def _look(self, practice: Practice, message: IncomingMessage) -> Looked:
        """What the rules find in a reply, or what comes before all practice; off the event loop, as it is recognised."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._judged, practice, message)

    def _judged(self, practice: Practice, message: IncomingMessage) -> Looked:
        text = plain_text(message.text)
        first = self.coach.decide(IncomingMessage(text=text), replace(self.context, topic=None))
        if isinstance(first, Distress) or (isinstance(first, SmallTalk) and first.kind == "weary"):
            return replace(first, language=practice.language)
        kind: UnheardKind | None = None
        if isinstance(first, Cannot):
            kind = _UNHEARD.get(first.kind)
        language = hear_language(text, practice.language).language
        if len(text) > LONGEST:
            kind = "too_long"
        elif (isinstance(first, SmallTalk) and first.kind == "insult") or is_abuse(text, language):
            kind = "abuse"
        if kind is not None:
            return PracticeUnheard(language=practice.language, practice=0, kind=kind)
        model = self.coach.playbook.model
        appeals = model.appeals.get(practice.driver)
        said = model.played[practice.objection, practice.driver].line(practice.said[-1], language)
        return feedback(text, language, appeals=appeals[language] if appeals else (), said=said)

    async def _guess(self, kept: KeptPractice, driver: DriverId | None) -> Reply:
        if driver is None or driver not in self.coach.playbook.model.drivers:
            return Cannot(language=self.language, kind="unknown_choice")
        if not await self.store.practices.go_on(kept, replace(kept.practice, guess=driver), "open"):
            return Cannot(language=kept.practice.language, kind="practice_over")
        practice = kept.practice
        return PracticeGuessed(
            language=practice.language,
            practice=kept.id,
            objection=practice.objection,
            driver=practice.driver,
            said=practice.said[-1],
            guess=driver,
        )

    def _form(self, kept: KeptPractice, text: str = "", problem: UnheardKind | None = None) -> PracticeForm:
        practice = kept.practice
        return PracticeForm(
            language=practice.language,
            practice=kept.id,
            objection=practice.objection,
            driver=practice.driver,
            said=practice.said[-1],
            text=text[:LONGEST],
            problem=problem,
        )

    async def _from_form(self, kept: KeptPractice, text: str) -> Reply:
        """A reply that was typed into a form, which stays open while something is wrong with it."""
        reply = await self.reply(kept, IncomingMessage(text=text))
        return self._form(kept, plain_text(text), reply.kind) if isinstance(reply, PracticeUnheard) else reply

    async def _theirs(self, value: str) -> KeptPractice | None:
        if not (value.isascii() and value.isdigit() and len(value) < 18):  # noqa: PLR2004 - what a database can hold
            return None
        return await self.store.practices.get(self.tenant, self.person, PracticeId(int(value)))

    def _is_left(self, kept: KeptPractice) -> bool:
        return self.now - kept.at > LASTS

    def _is_playable(self, practice: Practice) -> bool:
        """Whether the playbook still has who is played."""
        return (practice.objection, practice.driver) in self.coach.playbook.model.played


def _answered(kept: KeptPractice, practice: Practice, good: Finding | None, to_try: Finding | None) -> PracticeAnswered:
    return PracticeAnswered(
        language=practice.language,
        practice=kept.id,
        objection=practice.objection,
        driver=practice.driver,
        guess=practice.guess,
        exchange=len(practice.exchanges),
        says=practice.exchanges[-1].says,
        good=good,
        to_try=to_try,
        is_over=practice.is_over,
    )
