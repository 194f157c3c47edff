"""One message from one person, handled: what is known is loaded, the coach decides, the outcome is kept.

`Coach.decide` stays pure; whatever is about the consultant (own drivers, history, reminders, feedback, export,
forget, settings) is done here, on the store. Nothing is looked up by an id from a payload without its tenant and person.
"""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any, Literal

from coachbot.commands import LEAD_COMMANDS, OWN_COMMANDS, parse_command
from coachbot.curation_replies import CurationDone
from coachbot.curator import Asker
from coachbot.errors import NotAllowedError, StoreError, UnknownSubjectError
from coachbot.messages import (
    OWN_ACTION_KINDS,
    Action,
    Asked,
    Cannot,
    ChannelLanguageSet,
    CoachingAnswer,
    Context,
    Distress,
    Exported,
    FeedbackKept,
    ForgetSure,
    Forgotten,
    History,
    HoldsRole,
    Home,
    HowDidItGo,
    IncomingMessage,
    LanguageSet,
    NeutralAdvice,
    NextMoves,
    NotAllowed,
    OwnDrivers,
    Planned,
    Prepared,
    RemindersStopped,
    Reminding,
    RemindWhen,
    Roles,
    SentToLeads,
    SettingsShown,
    Shared,
    SmallTalk,
    Topic,
    Welcome,
    WhichOfThese,
    language_of,
    topic_after,
)
from coachbot.people.own_drivers import are_answers, next_question, profile_of
from coachbot.people.practising import Practising
from coachbot.people.rounds import Player, Rounds
from coachbot.people.times import DEFAULT_ZONE, DELAYS, SNOOZE, due_after, is_zone, read_hours, shown_hours, start_of_day, zone_of
from coachbot.plain_text import plain_text
from coachbot.practice import Wanted, asked_for
from coachbot.store import EARLY, NewTurn, Outcome, ReminderId, Shown, TenantId, TurnId, tenant_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coachbot.coach import Coach
    from coachbot.commands import Parsed
    from coachbot.curation import Editions
    from coachbot.curator import Curator
    from coachbot.messages import Origin, Reply, RoleChange
    from coachbot.people.times import Delay
    from coachbot.playbook import Language
    from coachbot.recognition import Recognition
    from coachbot.store import Person, PersonId, Reminder, Role, Store, Surroundings, Turn

    Redact = Callable[[str, Language], str]
    Clock = Callable[[], datetime]

PAGE = 5
"""Answers a page of history."""
LATEST = timedelta(days=366)
"""How far ahead somebody may ask to be reminded."""
_ROLE_WORDS: dict[str, Role] = {
    "lead": "lead",
    "teamleider": "lead",
    "admin": "admin",
    "beheerder": "admin",
    "none": "consultant",
    "geen": "consultant",
    "consultant": "consultant",
}
AT_ONCE = 2
"""Remarks that are recognised at the same time: all processor, mostly without Python's lock, and a small server has two."""
_OUTCOMES: dict[str, Outcome] = {"used": "used", "worked": "worked", "didnt_fit": "didnt_fit"}


def _mapping(address: object) -> Mapping[str, Any] | None:
    return address if isinstance(address, dict) else None


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Companion:
    """Handles messages of people whose conversations are kept."""

    def __init__(
        self,
        coach: Coach,
        store: Store,
        redact: Redact,
        *,
        contacts: str | None,
        now: Clock = utc_now,
        at_once: int = AT_ONCE,
        editions: Editions | None = None,
        chance: Random | None = None,
        curator: Curator | None = None,
    ) -> None:
        """Without `editions`, every tenant gets the same coach, and without a `curator` nobody keeps the playbook.

        `chance` deals whom the coach plays in practice.
        """
        self._coach = coach
        self._editions = editions
        self._store = store
        self._redact = redact
        self._contacts = contacts
        self.curator = curator
        self._now = now
        self.rounds = Rounds(store, self._coach_of, self._listen, redact, now)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="coach")
        self._chance = chance or SystemRandom()

    async def handle(self, message: IncomingMessage, origin: Origin) -> tuple[Reply, ...]:
        """Answer a message: one reply, with a welcome before it the first time.

        A database that is away costs what is kept, never the answer.
        """
        try:
            turn = await self._turn(message, origin)
            # Only whoever wasn't welcomed when last looked: for all others it would be a write a message, to no end.
            welcome = turn.person.welcomed_at is None and await self._store.people.welcome(turn.tenant, turn.person.id)
            reply = await turn.reply()
        except UnknownSubjectError:
            return (Cannot(language=message.language or "nl", kind="unknown_choice"),)
        except StoreError:
            return await self._without_store(message, origin)
        replies = (*turn.before, reply)
        if not welcome:
            return replies
        welcomed = Welcome(language=language_of(reply))
        # A greeting is answered by being welcomed.
        return (welcomed,) if reply == SmallTalk(language=welcomed.language, kind="greeting") else (welcomed, *replies)

    async def reminders_due(self, origin: Origin) -> tuple[HowDidItGo, ...]:
        """The reminders that somebody should see now, claimed so that nobody else sends them: at most one a day."""
        tenant = tenant_of(origin.platform, origin.workspace)
        person = await self._store.people.seen(tenant, origin.user)
        for waiting in await self._store.reminders.waiting(tenant, person.id):
            asked = await self._ask_how_it_went(person, waiting.id, self._now())
            if asked is not None:
                return (asked,)
        return ()

    async def remind(self, tenant: TenantId, person_id: PersonId, reminder: ReminderId) -> HowDidItGo | datetime | None:
        """The reminder, to be sent now; when to try again, where another was sent today; None when there is nothing to send."""
        # One clock reading: at midnight "one was sent today" and "then tomorrow" must speak of the same day.
        now = self._now()
        person = await self._store.people.get(tenant, person_id)
        waiting = await self._store.reminders.get(tenant, reminder)
        if person is None or waiting is None or waiting.person != person.id or waiting.state != "waiting":
            return None
        if waiting.due > now + EARLY:
            return waiting.due
        return await self._ask_how_it_went(person, reminder, now) or due_after("tomorrow", now, person)

    async def _turn_of(self, reminder: Reminder) -> Turn | None:
        """What a reminder is about; None where that is nothing in particular, or not kept any more."""
        return None if reminder.turn is None else await self._store.conversations.turn(reminder.tenant, reminder.turn)

    async def _ask_how_it_went(self, person: Person, reminder: ReminderId, now: datetime) -> HowDidItGo | None:
        tenant, quiet_since = person.tenant, start_of_day(now, person)
        claimed = await self._store.reminders.claim(tenant, reminder, quiet_since=quiet_since)
        if claimed is None:
            return None
        turn = await self._turn_of(claimed)
        objection = turn.shown.objection if turn is not None and turn.shown is not None else None
        language = person.language or (turn.language if turn else "nl")
        return HowDidItGo(
            language=language,
            reminder=claimed.id,
            turn=claimed.turn,
            objection=objection,
            prepared=turn is not None and _is_preparation(turn),
        )

    async def _turn(self, message: IncomingMessage, origin: Origin) -> _Turn:
        tenant = tenant_of(origin.platform, origin.workspace)
        known = await self._store.surroundings(tenant, origin.user, origin.conversation, origin.channel)
        person, conversation, kept = known.person, known.conversation, known.profile
        context = Context(
            today=self._now().astimezone(zone_of(person)).date(),
            language=person.language or known.channel_language,
            topic=conversation.topic if conversation else None,
            profile=kept.profile if kept else None,
            contacts=self._contacts,
            keeps=True,
            spoken=conversation.language if conversation else None,
        )
        return _Turn(self, await self._coach_of(tenant), message, origin, known, context)

    async def _coach_of(self, tenant: TenantId) -> Coach:
        """The coach that knows the playbook in force for a tenant."""
        return self._coach if self._editions is None else (await self._editions.of(tenant)).coach

    async def _decide(self, coach: Coach, message: IncomingMessage, context: Context) -> Reply:
        """Ask the coach; off the event loop where a text is to be recognised."""
        if message.action is not None:
            return coach.decide(message, context)
        return await asyncio.get_running_loop().run_in_executor(self._threads, coach.decide, message, context)

    async def _listen(self, coach: Coach, text: str, language: Language) -> Recognition:
        """What a coach hears in a text; off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, coach.listen, text, language)

    async def _without_store(self, message: IncomingMessage, origin: Origin) -> tuple[Reply, ...]:
        """Answer from the playbook alone; what needs the store says that it can't be done now."""
        context = Context(today=self._now().date(), contacts=self._contacts)
        if (message.action is not None and message.action.kind in OWN_ACTION_KINDS) or _own_command(message.text):
            return (Cannot(language=message.language or "nl", kind="store_away"),)
        coach = await self._coach_of(tenant_of(origin.platform, origin.workspace))
        return (await self._decide(coach, message, context),)


def _is_preparation(turn: Turn) -> bool:
    """Whether a turn is a session that was prepared, rather than an answer to a remark."""
    return turn.reply == Prepared.__name__


def _own_command(text: str) -> Parsed | None:
    parsed = parse_command(plain_text(text))
    return parsed if parsed is not None and parsed.command in OWN_COMMANDS else None


class _Turn:
    """One message of one person, with all that was loaded for it."""

    def __init__(
        self,
        companion: Companion,
        coach: Coach,
        message: IncomingMessage,
        origin: Origin,
        known: Surroundings,
        context: Context,
    ) -> None:
        self.companion = companion
        self.coach = coach
        self.store = companion._store  # noqa: SLF001 - the two are one idea
        self.message = message
        self.origin = origin
        self.tenant = known.person.tenant
        self.person = known.person
        self.practice = known.practice
        self.channel_language = known.channel_language
        self.context = context
        self.before: list[Reply] = []
        self.language = context.language_for(message)

    async def reply(self) -> Reply:
        """The answer, and everything that is kept of it."""
        action = self.message.action
        if action is not None and action.kind in OWN_ACTION_KINDS:
            return await self.act(action)
        practised = await self.practise() if action is None else None
        if practised is not None:
            return practised
        command = None if action is not None else _own_command(self.message.text)
        if command is not None:
            return await self.obey(command)
        reply = await self.companion._decide(self.coach, self.message, self.context)  # noqa: SLF001 - see above
        if isinstance(reply, LanguageSet):
            await self.store.people.set_language(self.tenant, self.person.id, reply.chosen)
            spoken = reply.chosen or self.channel_language or reply.language
            return replace(reply, language=spoken, channel=self.channel_language)
        return await self.keep(reply)

    def player(self) -> Player:
        """Whoever this is, in a round."""
        return Player(
            tenant=self.tenant,
            person=self.person.id,
            origin=self.origin,
            language=self.language,
            contacts=self.context.contacts,
        )

    async def practise(self) -> Reply | None:
        """Take a text as part of practice: whom somebody wants to practise with, or a reply to who is played here.

        Where others are, a reply comes from a form alone: what is said there may be meant for them.
        """
        practising, kept = self.practising(), self.practice
        ended = await practising.expired(kept)
        if ended is not None:
            self.before.append(ended)
            kept = None
        wanted = asked_for(plain_text(self.message.text), self.coach.playbook)
        if wanted is not None:
            return await self.begin_practice("", wanted)
        reply = None if kept is None or self.origin.among_others else await practising.hear(kept, self.message)
        return await self.keep(reply) if isinstance(reply, Distress) else reply

    def practising(self) -> Practising:
        """Whoever this is, as they practise."""
        companion = self.companion
        return Practising(
            store=self.store,
            coach=self.coach,
            threads=companion._threads,  # noqa: SLF001 - see above
            chance=companion._chance,  # noqa: SLF001 - see above
            now=companion._now(),  # noqa: SLF001 - see above
            tenant=self.tenant,
            person=self.person.id,
            conversation=self.origin.conversation,
            context=self.context,
            language=self.language,
            event=self.message.event,
            among_others=self.origin.among_others,
        )

    async def keep(self, reply: Reply) -> Reply:
        """Keep what was asked and decided: ids and probabilities, and the words redacted where words are kept."""
        if not isinstance(reply, CoachingAnswer | WhichOfThese | NeutralAdvice | Prepared):
            topic = topic_after(reply, self.context.topic)
            if topic != self.context.topic:
                await self.record(reply, None, topic)
            elif language_of(reply) != self.language:
                await self.store.conversations.speak(self.tenant, self.origin.conversation, self.person.id, language_of(reply))
            return reply
        text = None
        if self.message.action is None:
            said = self.message.text
            if isinstance(reply, Prepared):
                command = parse_command(plain_text(said))
                said = command.rest if command is not None else said
            text = self.companion._redact(said, language_of(reply))  # noqa: SLF001 - see above
        turn = await self.record(reply, text, reply.topic)
        match reply:
            case CoachingAnswer():
                return replace(reply, turn=turn.id, shareable=self.origin.among_others)
            case Prepared():
                return replace(reply, turn=turn.id)
            case NeutralAdvice():
                remark = turn if turn.text is not None else await self.last_said(turn)
                return replace(reply, turn=remark.id if remark else None)
            case _:
                return reply

    async def record(self, reply: Reply, text: str | None, topic: Topic | None) -> Turn:
        shown = None
        if isinstance(reply, CoachingAnswer):
            shown = Shown(objection=reply.objection, driver=reply.topic.driver, angle=reply.angle_number)
        if isinstance(reply, Prepared):
            shown = Shown(objection=reply.topic.objection, driver=reply.topic.driver)
        return await self.store.conversations.record(
            self.tenant,
            self.origin.conversation,
            NewTurn(
                person=self.person.id,
                text=text,
                language=language_of(reply),
                reply=type(reply).__name__,
                shown=shown,
                objections=topic.candidates if topic else (),
                drivers=topic.drivers if topic else (),
                event=self.message.event,
            ),
            topic,
        )

    # Commands

    async def obey(self, command: Parsed) -> Reply:  # noqa: C901, PLR0911 - a case for each command
        match command.command:
            case "channel":
                return await self.set_channel_language(command)
            case "me":
                return await self.own_drivers()
            case "history":
                return await self.history("")
            case "remind" if command.rest == "stop":
                return await self.stop_reminders()
            case "remind":
                return RemindWhen(language=self.language, turn=await self.latest_answer())
            case "practice":
                return await self.begin_practice(command.rest, Wanted())
            case "export":
                return await self.export()
            case "forget":
                return ForgetSure(language=self.language)
            case "roles":
                return await self.change_role(command.rest)
            case "claim":
                claimed = await self.store.roles.claim(self.tenant, self.person.id, command.rest)
                await self.reachable(self.person.id, self.origin.address)
                return await self.roles("claimed" if claimed else "wrong_code")
            case lead if lead in LEAD_COMMANDS:
                return await self.curate(command)
            case _:
                return await self.settings(command.rest)

    async def act(self, action: Action) -> Reply:  # noqa: C901, PLR0911, PLR0912 - a case for each kind of button
        match action.kind:
            case "helpful":
                return await self.feedback(action, helpful=True)
            case "not_helpful":
                return await self.feedback(action, helpful=False)
            case "remind":
                return RemindWhen(language=self.language, turn=self.turn_id(action))
            case "remind_in":
                return await self.remind(action)
            case "remind_at":
                return await self.remind_at(action)
            case "snooze":
                return await self.snooze(action)
            case "stop_reminders":
                return await self.stop_reminders()
            case "outcome":
                return await self.outcome(action)
            case "own_drivers":
                return await self.answer_questionnaire(action.value)
            case "drop_profile":
                await self.store.people.drop_profile(self.tenant, self.person.id)
                return OwnDrivers(language=self.language, profile=None, just="dropped")
            case "history":
                return await self.history(action.value)
            case "share":
                return await self.share(action)
            case "home":
                return await self.home()
            case "prepared":
                return await self.prepared(action)
            case "round_form" | "round_answer" | "round_close":
                return await self.companion.rounds.act(self.player(), action, self.message.fields)
            case practice if practice.startswith("practice"):
                reply = await self.practising().act(action, self.message.fields)
                return await self.keep(reply) if isinstance(reply, Distress) else reply
            case lead if lead.startswith("lead_"):
                return await self.curate(action)
            case "forget":
                erased = await self.store.forget_person(self.tenant, self.person.id)
                return Forgotten(language=self.language, traces_gone=erased.traces_gone)
            case _:
                return await self.send_to_leads(action)

    def asker(self) -> Asker:
        """Whoever this is, as they keep the playbook."""
        return Asker(tenant=self.tenant, person=self.person.id, language=self.language)

    async def curate(self, asked: Parsed | Action) -> Reply:
        """Keep the playbook: for team leads, which the curator sees to."""
        curator = self.companion.curator
        if curator is None:
            return Cannot(language=self.language, kind="not_kept")
        if isinstance(asked, Action):
            reply = await curator.act(self.asker(), asked, self.message.fields)
        else:
            reply = await curator.obey(self.asker(), asked)
        if isinstance(reply, CurationDone) and (reply.follows or reply.digest):
            await self.reachable(self.person.id, self.origin.address)
        return reply

    async def feedback(self, action: Action, *, helpful: bool) -> Reply:
        if await self.own_turn(self.turn_id(action)) is None:
            return Cannot(language=self.language, kind="unknown_choice")
        await self.store.feedback.give(self.tenant, self.person.id, self.turn_id(action), helpful=helpful)
        return FeedbackKept(language=self.language, good=helpful)

    # Practice

    async def begin_practice(self, rest: str, wanted: Wanted) -> Reply:
        """Practise with everybody here, or alone where nobody else is; progress is one's own anywhere."""
        if rest == "progress":
            return await self.practising().progress()
        if self.origin.everyone is None:
            return await self.practising().begin(wanted)
        return await self.companion.rounds.begin(self.player(), rest, wanted, self.message.event)

    # Own drivers

    async def own_drivers(self) -> Reply:
        kept = await self.store.people.profile(self.tenant, self.person.id)
        if kept is None:
            return await self.answer_questionnaire("")
        return OwnDrivers(language=self.language, profile=kept.profile, kept_on=kept.at.date())

    async def answer_questionnaire(self, answers: str) -> Reply:
        questionnaire = self.coach.playbook.model.questionnaire
        if questionnaire is None or not are_answers(questionnaire, answers):
            return Cannot(language=self.language, kind="unknown_choice")
        question = next_question(questionnaire, answers, self.language)
        if question is not None:
            return question
        profile = profile_of(questionnaire, answers)
        await self.store.people.keep_profile(self.tenant, self.person.id, profile, {"picks": answers})
        return OwnDrivers(language=self.language, profile=profile, kept_on=self.context.today, just="kept")

    # History

    async def history(self, before: str) -> Reply:
        from_turn = TurnId(int(before)) if before.isascii() and before.isdigit() else None
        turns = await self.store.conversations.history(self.tenant, self.person.id, limit=PAGE + 1, before=from_turn)
        older = str(turns[PAGE - 1].id) if len(turns) > PAGE else ""
        return History(language=self.language, asked=tuple(self.asked(turn) for turn in turns[:PAGE]), older=older)

    def asked(self, turn: Turn) -> Asked:
        return Asked(
            on=turn.at.astimezone(zone_of(self.person)).date(),
            objection=turn.shown.objection if turn.shown else None,
            driver=turn.shown.driver if turn.shown else None,
            angle=turn.shown.angle if turn.shown else 0,
            text=turn.text,
            preparation=turn.id if _is_preparation(turn) and turn.text is not None else None,
        )

    async def prepared(self, action: Action) -> Reply:
        """A preparation again, made from its description: what was expected then may have been learned better since."""
        turn = await self.own_turn(self.turn_id(action))
        if turn is None or turn.text is None or not _is_preparation(turn):
            return Cannot(language=self.language, kind="unknown_choice")
        again = IncomingMessage(text=f"prepare {turn.text}", language=turn.language)
        reply = await self.companion._decide(self.coach, again, self.context)  # noqa: SLF001 - see above
        return replace(reply, turn=turn.id) if isinstance(reply, Prepared) else reply

    async def home(self) -> Reply:
        kept = await self.store.people.profile(self.tenant, self.person.id)
        turns = await self.store.conversations.history(self.tenant, self.person.id, limit=PAGE)
        planned = []
        for reminder in await self.store.reminders.waiting(self.tenant, self.person.id):
            turn = await self.companion._turn_of(reminder)  # noqa: SLF001 - see above
            objection = turn.shown.objection if turn is not None and turn.shown is not None else None
            planned.append(Planned(due=reminder.due.astimezone(zone_of(self.person)), objection=objection))
        leads = await self.store.roles.of(self.tenant, self.person.id) != "consultant"
        curator = self.companion.curator
        waiting, gaps = await curator.waits(self.asker()) if leads and curator else (0, 0)
        return Home(
            language=self.language,
            profile=kept.profile if kept else None,
            asked=tuple(self.asked(turn) for turn in turns),
            reminders=tuple(planned),
            leads=leads,
            waiting=waiting,
            gaps=gaps,
        )

    # Together, and keeping the playbook

    async def share(self, action: Action) -> Reply:
        """The answer as everybody may see it, made again from what was shown: nothing of the remark is in it."""
        turn = await self.own_turn(self.turn_id(action))
        if turn is None or turn.shown is None:
            return Cannot(language=self.language, kind="unknown_choice")
        show = Action(kind="show", objection=turn.shown.objection, driver=turn.shown.driver, angle=turn.shown.angle)
        context = Context(today=self.context.today, language=turn.language)
        answer = self.coach.decide(IncomingMessage(action=show), context)
        if not isinstance(answer, CoachingAnswer):
            return answer
        return Shared(language=turn.language, answer=answer)

    async def change_role(self, rest: str) -> Reply:
        word, _, _ = rest.partition(" ")
        role = _ROLE_WORDS.get(word.lower())
        if role is None:
            return await self.roles()
        if await self.store.roles.of(self.tenant, self.person.id) != "admin":
            return NotAllowed(language=self.language, needs="admin")
        if not self.message.mentioned:
            return await self.roles("unknown_person")
        for named in self.message.mentioned:
            person = await self.store.people.seen(self.tenant, named.user)
            await self.store.roles.grant(self.tenant, self.person.id, person.id, role)
            await self.reachable(person.id, named.address)
        return await self.roles("taken_away" if role == "consultant" else "granted")

    async def roles(self, just: RoleChange | None = None) -> Reply:
        return Roles(
            language=self.language,
            own=await self.store.roles.of(self.tenant, self.person.id),
            holders=tuple(
                HoldsRole(role="admin" if one.role == "admin" else "lead", address=_mapping(one.address))
                for one in await self.store.roles.holders(self.tenant)
            ),
            just=just,
            claimable=not await self.store.roles.has_admin(self.tenant),
        )

    async def reachable(self, person: PersonId, address: Mapping[str, Any] | None) -> None:
        """Keep where a message of ours reaches somebody: for a reminder, or so that who keeps the playbook can be named."""
        if address is not None:
            await self.store.people.set_address(self.tenant, person, dict(address))

    async def last_said(self, pressed: Turn) -> Turn | None:
        """The remark that a button was pressed about: the last one in its conversation, where words are kept."""
        for turn in await self.store.conversations.history(self.tenant, self.person.id, limit=10, before=pressed.id):
            if turn.conversation == pressed.conversation and turn.text is not None:
                return None if _is_preparation(turn) else turn
        return None

    async def latest_answer(self) -> int | None:
        for turn in await self.store.conversations.history(self.tenant, self.person.id, limit=10):
            if turn.shown is not None:
                return turn.id
        return None

    # Reminders

    async def remind(self, action: Action) -> Reply:
        delay, _, about = action.value.partition(":")
        known: dict[str, Delay] = {name: name for name in DELAYS}
        if delay not in known:
            return Cannot(language=self.language, kind="unknown_choice")
        return await self.plan(due_after(known[delay], self.companion._now(), self.person), about)  # noqa: SLF001 - see above

    async def remind_at(self, action: Action) -> Reply:
        """Remind at a moment that was chosen: `turn@2026-11-26T09:30`, in the consultant's own time."""
        about, _, moment = action.value.partition("@")
        try:
            due = datetime.fromisoformat(moment).replace(tzinfo=zone_of(self.person)).astimezone(UTC)
        except ValueError:
            return Cannot(language=self.language, kind="unknown_choice")
        now = self.companion._now()  # noqa: SLF001 - see above
        if not now < due <= now + LATEST:
            return Cannot(language=self.language, kind="past_time")
        return await self.plan(due, about)

    async def plan(self, due: datetime, about: str) -> Reply:
        turn = TurnId(int(about)) if about.isascii() and about.isdigit() else None
        planned = await self.store.reminders.plan(self.tenant, self.person.id, due, turn)
        await self.reachable(self.person.id, self.origin.address)
        return Reminding(language=self.language, reminder=planned.id, due=due.astimezone(zone_of(self.person)))

    async def snooze(self, action: Action) -> Reply:
        snoozed = await self.store.reminders.snooze(self.tenant, self.person.id, ReminderId(self.number(action)), SNOOZE)
        if snoozed is None:
            return Cannot(language=self.language, kind="unknown_choice")
        await self.reachable(self.person.id, self.origin.address)
        return Reminding(language=self.language, reminder=snoozed.id, due=snoozed.due.astimezone(zone_of(self.person)))

    async def stop_reminders(self) -> Reply:
        stopped = await self.store.reminders.stop(self.tenant, self.person.id)
        return RemindersStopped(language=self.language, count=len(stopped))

    async def outcome(self, action: Action) -> Reply:
        said, _, about = action.value.partition(":")
        outcome = _OUTCOMES.get(said)
        if outcome is None or not (about.isascii() and about.isdigit()):
            return Cannot(language=self.language, kind="unknown_choice")
        if await self.own_turn(TurnId(int(about))) is None:
            return Cannot(language=self.language, kind="unknown_choice")
        given = await self.store.feedback.give(self.tenant, self.person.id, TurnId(int(about)), outcome=outcome)
        if outcome != "didnt_fit":
            return FeedbackKept(language=self.language, good=True)
        # What didn't work leads to the next moves, for the driver that the answer was for.
        driver = given.shown.driver if given.shown else None
        objection = given.shown.objection if given.shown else None
        topic = Topic(language=self.language, objection=objection, driver=driver)
        model = self.coach.playbook.model
        known = driver if driver in model.drivers else None
        return NextMoves(topic=replace(topic, driver=known), driver=known, moves=model.moves(known, self.language))

    # The rest

    async def export(self) -> Reply:
        kept = await self.store.export_person(self.tenant, self.person.id)
        content = json.dumps(kept, ensure_ascii=False, indent=2)
        return Exported(language=self.language, file_name=f"coachbot-{self.context.today.isoformat()}.json", content=content)

    async def settings(self, rest: str) -> Reply:
        just: Literal["changed", "refused"] | None = None
        if rest:
            what, _, value = rest.partition(" ")
            hours, zone = self.person.working_hours, self.person.time_zone
            if what.lower() in ("hours", "werktijd", "werktijden"):
                hours = read_hours(value)
                sound = hours is not None
            else:
                zone, sound = value, is_zone(value)
            just = "changed" if sound else "refused"
            if sound:
                await self.store.people.set_working_hours(self.tenant, self.person.id, hours, zone or DEFAULT_ZONE)
                self.person = await self.store.people.get(self.tenant, self.person.id) or self.person
        return SettingsShown(
            language=self.language,
            chosen=self.person.language,
            hours=shown_hours(self.person.working_hours),
            time_zone=self.person.time_zone or DEFAULT_ZONE,
            just=just,
            channel=self.channel_language,
        )

    async def set_channel_language(self, command: Parsed) -> Reply:
        """Set in which language whoever has none of their own is answered in this channel; for team leads."""
        if self.origin.channel is None:
            return Cannot(language=self.language, kind="no_channel")
        if command.rest:
            return Cannot(language=self.language, kind="no_such_language")
        try:
            await self.store.channels.set_language(self.tenant, self.person.id, self.origin.channel, command.language)
        except NotAllowedError:
            return NotAllowed(language=self.language, needs="lead")
        own = self.person.language
        # Without a language of the channel any more, it is the one that this person speaks here.
        language = command.language or replace(self.context, language=None).language_for(self.message)
        return ChannelLanguageSet(language=own or language, chosen=command.language, own=own)

    async def send_to_leads(self, action: Action) -> Reply:
        turn = await self.own_turn(self.turn_id(action))
        if turn is None or turn.text is None:
            return SentToLeads(language=self.language, sent=False)
        await self.store.gaps.send(
            self.tenant, self.person.id, turn.text, turn.language, turn.objections, place=self.origin.conversation
        )
        return SentToLeads(language=self.language, sent=True)

    async def own_turn(self, turn: TurnId) -> Turn | None:
        """The turn that a button names; None where it isn't this person's: nobody judges or shares what somebody else got."""
        found = await self.store.conversations.turn(self.tenant, turn)
        return found if found is not None and found.person == self.person.id else None

    def turn_id(self, action: Action) -> TurnId:
        return TurnId(self.number(action))

    @staticmethod
    def number(action: Action) -> int:
        """The id in a button, as a number; one that isn't a number belongs to nobody."""
        return int(action.value) if action.value.isascii() and action.value.isdigit() and len(action.value) < 18 else -1  # noqa: PLR2004 - what a database can hold
