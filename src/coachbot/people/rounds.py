"""Practice together: a round in a channel, answered in private, and what came of it shown to everybody.

Whoever begins a round leads it. Who answered what is nobody's: only counts, and wordings that may be shown, come out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from coachbot.messages import (
    MAX_WORDING,
    Cannot,
    Distress,
    RoundAnswered,
    RoundClosing,
    RoundForm,
    RoundOpened,
    RoundRefused,
    RoundRevealed,
)
from coachbot.plain_text import plain_text
from coachbot.practice import Practice, answer, deal, feedback, is_abuse
from coachbot.store import NewRound, RoundAnswer, RoundId

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from coachbot.coach import Coach
    from coachbot.messages import Action, Origin, Reply, WordingProblem
    from coachbot.playbook import Language, Playbook
    from coachbot.practice import Reaction, Wanted
    from coachbot.recognition import Recognition
    from coachbot.store import PersonId, Round, Store, TenantId

    CoachOf = Callable[[TenantId], Awaitable[Coach]]
    Listen = Callable[[Coach, str, Language], Awaitable[Recognition]]
    Redact = Callable[[str, Language], str]
    Clock = Callable[[], datetime]

MINUTES = 5
"""How long a round lasts where nothing else was asked."""
MOST_MINUTES = 60
SHOWN = 10
"""As many wordings are shown, taken at random."""
AN_INSULT = 0.53
"""The probability from which a wording is an insult that others aren't shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody in a conversation with others."""

    tenant: TenantId
    person: PersonId
    origin: Origin
    language: Language
    contacts: str | None = None


class Rounds:
    """What people do in rounds. `chance` deals, and chooses which wordings are shown."""

    def __init__(
        self,
        store: Store,
        coach_of: CoachOf,
        listen: Listen,
        redact: Redact,
        now: Clock,
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._coach_of = coach_of
        self._listen = listen
        self._redact = redact
        self._now = now
        self._chance = chance or random.SystemRandom()

    async def begin(self, player: Player, minutes: str, wanted: Wanted, event: str | None) -> Reply:
        """Begin a round where somebody is, for everybody there, with whom they want or whoever is dealt."""
        lasts = int(minutes) if minutes else MINUTES
        dealt = deal((await self._coach_of(player.tenant)).playbook, wanted, (), self._chance)
        if not 0 < lasts <= MOST_MINUTES:
            return RoundRefused(language=player.language, kind="minutes")
        if dealt is None or player.origin.everyone is None:
            return RoundRefused(language=player.language, kind="nobody_to_play")
        objection, driver = dealt
        new = NewRound(
            leader=player.person,
            place=player.origin.everyone,
            objection=objection,
            driver=driver,
            language=player.language,
            closes_at=self._now() + timedelta(minutes=lasts),
            event=event,
        )
        # Of a message that came in twice it is the round that was begun the first time.
        begun = await self._store.rounds.open(player.tenant, new)
        return RoundOpened(language=begun.language, round=begun.id, objection=begun.objection, driver=begun.driver, minutes=lasts)

    async def act(self, player: Player, action: Action, fields: Mapping[str, str]) -> Reply:
        """Do what a button or a form asks of a round, as far as it is here and whoever asks may."""
        coach = await self._coach_of(player.tenant)
        found = await self._found(player, action, coach.playbook)
        if found is None:
            return Cannot(language=player.language, kind="unknown_choice")
        if found.state == "closed":
            return replace(await self.revealed(found), late=True)
        match action.kind:
            case "round_close":
                return await self._close(player, found)
            case "round_answer":
                return await self._answer(player, found, fields, coach)
            case _:
                return await self._form(player, found)

    async def revealed(self, closed: Round) -> RoundRevealed:
        """What came of a round."""
        outcome = await self._store.rounds.outcome(closed.tenant, closed.id)
        drivers = (await self._coach_of(closed.tenant)).playbook.model.drivers
        return RoundRevealed(
            language=closed.language,
            objection=closed.objection,
            driver=closed.driver,
            guesses=tuple((driver, outcome.guesses.get(driver, 0)) for driver in drivers),
            wordings=tuple(self._chance.sample(outcome.wordings, min(SHOWN, len(outcome.wordings)))),
            all_wordings=len(outcome.wordings),
        )

    async def _found(self, player: Player, action: Action, playbook: Playbook) -> Round | None:
        """The round that a button names, where it was pressed in the channel it is in; what a payload says isn't believed."""
        if not (action.value.isascii() and action.value.isdigit() and len(action.value) < 18):  # noqa: PLR2004 - what a database can hold
            return None
        found = await self._store.rounds.get(player.tenant, RoundId(int(action.value)))
        if found is None or player.origin.channel != found.place["channel"]:
            return None
        return found if found.driver in playbook.model.drivers and found.objection in playbook.objections else None

    async def _form(self, player: Player, found: Round) -> RoundForm:
        own = await self._store.rounds.own_answer(player.tenant, player.person, found.id)
        return RoundForm(
            language=found.language,
            round=found.id,
            objection=found.objection,
            driver=found.driver,
            keeps=self._store.keeps_words,
            guess=own.guess if own else None,
            wording=(own.wording if own else None) or "",
            may_show=own is not None and own.wording is not None,
        )

    async def _answer(self, player: Player, found: Round, fields: Mapping[str, str], coach: Coach) -> Reply:
        guess = next((driver for driver in coach.playbook.model.drivers if driver == fields.get("guess")), None)
        wording = plain_text(fields.get("wording", ""))
        may_show = fields.get("may_show") == "yes"
        heard = None
        if any(mark.isalpha() for mark in wording):
            # The whole of it, also where it is too long to be taken: distress may stand at its end.
            heard = await self._listen(coach, wording, found.language)
        if heard is not None and heard.distress == "writer":
            return Distress(language=found.language, contacts=player.contacts)
        problem = _problem(wording, heard)
        if guess is None or problem is not None:
            return replace(
                await self._form(player, found),
                guess=guess,
                wording=wording[:MAX_WORDING],
                may_show=may_show,
                without_guess=guess is None,
                wording_problem=problem,
            )
        language = heard.language if heard else found.language
        shown = self._redact(wording, language) if wording and may_show and self._store.keeps_words else None
        if not await self._store.rounds.answer(player.tenant, player.person, found.id, RoundAnswer(guess=guess, wording=shown)):
            return replace(await self.revealed(found), late=True)
        reaction = _reaction(wording, found, language, coach.playbook)
        return RoundAnswered(
            language=found.language,
            round=found.id,
            wording="none" if not wording else "own" if shown is None else "shown",
            good=reaction.good,
            to_try=reaction.to_try,
        )

    async def _close(self, player: Player, found: Round) -> Reply:
        """Close a round early, for its leader; for anybody there once its time is over, as timers may be late."""
        if player.person != found.leader and self._now() < found.closes_at:
            return RoundRefused(language=player.language, kind="not_leader")
        await self._store.rounds.end(player.tenant, found.id, self._now())
        return RoundClosing(language=player.language, round=found.id)


def _reaction(wording: str, found: Round, language: Language, playbook: Playbook) -> Reaction:
    """What of a wording is worth saying. Whether it speaks to the driver isn't: that would give the driver away."""
    practice = Practice(objection=found.objection, driver=found.driver, language=found.language)
    played = playbook.model.played.get((found.objection, found.driver))
    return answer(practice, feedback(wording, language, said=played.line("opening", language) if played else ""))


def _problem(wording: str, heard: Recognition | None) -> WordingProblem | None:
    """What keeps a wording from being taken as it is."""
    if len(wording) > MAX_WORDING:
        return "too_long"
    if heard is None:
        return None
    if (heard.no_objection_kind == "insult" and heard.no_objection >= AN_INSULT) or is_abuse(wording, heard.language):
        return "insult"
    return None if heard.other_language is None else "other_language"
