"""Where adapters hand in what was said, and get cards back.

Messages go the durable way: redacted, written down, and only then decided on and answered through the
adapter's sender. Commands, buttons and dialogs are answered at once. Reminders come in as events, later.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from coachbot.curation import named
from coachbot.curation_replies import About, Announced, CurationDone, CurationList, Listed
from coachbot.curator.finding import in_ids
from coachbot.decisions import decision_of, replies_of
from coachbot.errors import DeliveryError, StoreError, where_raised
from coachbot.events import Decision, Event
from coachbot.messages import (
    Attachment,
    Cannot,
    DigestShown,
    Forgotten,
    IncomingMessage,
    Mentioned,
    NotAllowed,
    Origin,
    Reminding,
    RoundClosing,
    RoundOpened,
    Welcome,
)
from coachbot.overviews import digest_of, due_of
from coachbot.playbook import OWNED_BY_A_LEAD
from coachbot.ports import Answered, Place
from coachbot.store import PersonId, ReminderId, RoundId, Subject, TenantId, tenant_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from coachbot.cards import Cards
    from coachbot.curation import Editions
    from coachbot.delivery import Delivery
    from coachbot.digest import Due
    from coachbot.messages import Reply
    from coachbot.people import Companion
    from coachbot.playbook import Language, Playbook
    from coachbot.ports import Installations
    from coachbot.store import Reminder, Round, Store

    Redact = Callable[[str], tuple[str, Language]]
    """A text without what tells who somebody is, and the language it seems to be in."""

LATE = timedelta(days=3)
"""A digest that couldn't be sent for so long isn't sent any more."""
MOST_OWNED = 8
"""As many of somebody's own entries as one message names; `/playbook stale` shows all."""
NOBODY = "nobody"
"""Whose the end of a round is: everybody's there, so that forgetting its leader leaves it to the others."""

_log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class Desk:
    """Takes messages in and answers them. Implements `coachbot.ports.Desk`; `deliver_with` completes it."""

    companion: Companion
    store: Store
    cards: Cards
    playbook: Playbook
    redact: Redact
    editions: Editions | None = None
    """What is in force for each tenant; without it, `cards` and `playbook` are for all."""
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def deliver_with(self, delivery: Delivery, wipe: Callable[[], Awaitable[None]]) -> None:
        """Say what carries the messages, and how to take what it erased out of its file."""
        self._delivery = delivery
        self._wipe = wipe

    @property
    def installations(self) -> Installations:
        """The workspaces where the app is installed."""
        return self.store.workspaces

    # What adapters call

    async def submit(self, message: IncomingMessage, place: Place) -> bool:
        """Write a message down, redacted, to be answered once; False when it is known already.

        Raises:
            DeliveryError: it could not be written: answer 503, so that the platform tries again.
        """
        origin, tenant = _origin_of(message), _tenant_of(message)
        try:
            person = await self.store.people.seen(tenant, origin.user)
        except StoreError as error:
            msg = f"a message can't be taken in: {error}"
            raise DeliveryError(msg) from error
        text, language = await asyncio.to_thread(self.redact, message.text)
        payload: dict[str, Any] = {
            "origin": asdict(origin),
            "place": asdict(place),
            "language": language,
            "attachment": message.attachment,
            "mentioned": [asdict(one) for one in message.mentioned],
        }
        if self.store.keeps_words:
            payload["text"] = text
        else:
            # Where no words may be written, what is written is what was decided on them.
            payload["decided"] = (await self._decided(message)).as_json()
            # And to what is asked for again when it is sent: the command that asks for it.
            payload["command"] = in_ids(message.text, await self._playbook(tenant))
        return await self._delivery.submit(
            Event(
                id=f"{origin.platform}:{origin.workspace}:{message.event}",
                platform=origin.platform,
                tenant=origin.workspace,
                conversation=origin.conversation,
                channel=place.channel,
                person=person.id,
                payload=payload,
            )
        )

    async def answer(self, message: IncomingMessage) -> tuple[Answered, ...]:
        """Answer at once. It never raises: what goes wrong is answered too."""
        try:
            return await self._answered(await self._handle(message), _tenant_of(message))
        except Exception as error:  # noqa: BLE001 - whoever pressed the button hears so; its text may hold words, so the type is logged
            _log.error("answer_failed", error=type(error).__name__, where=where_raised(error))
            return await self._answered((Cannot(language=message.language or "nl", kind="went_wrong"),), _tenant_of(message))

    async def answered(self, event: Event, decision: Decision) -> tuple[Answered, ...]:
        """What a decision says, for a sender to render; what is full of people's words is asked for again."""
        text = str(event.payload.get("text", ""))
        tenant = tenant_of(event.platform, event.tenant)
        replies: list[Reply] = []
        for reply in replies_of(decision, text, await self._playbook(tenant), _language(event.payload.get("language"))):
            replies += [reply] if reply is not None else await self._asked_again(event)
        return await self._answered(replies, tenant)

    async def playbook_of(self, platform: str, workspace: str) -> Playbook:
        """The playbook in force in a workspace."""
        return await self._playbook(tenant_of(platform, workspace))

    async def unreachable(self, event: Event) -> None:
        """The person can't be reached any more: they blocked the coach or left. Their reminders stop."""
        await self.store.reminders.stop(tenant_of(event.platform, event.tenant), PersonId(event.person))

    # What delivery calls

    async def think(self, event: Event) -> Decision | None:
        """Decide on an event that came in, or on a reminder or the end of a round that is due."""
        payload = event.payload
        if "reminder" in payload:
            return await self._remind(event)
        if "digest" in payload:
            digest = await self._digest(event)
            return None if digest is None or digest.digest.is_empty else decision_of((digest,), "")
        if "owned" in payload:
            owned = await self._owned(event)
            return decision_of((owned,), "") if owned.items else None
        if "announced" in payload:
            announced = await self._announced(event)
            return None if announced is None else decision_of((announced,), "")
        if "round" in payload:
            return await self._close_round(event)
        if "decided" in payload:
            decided: Any = payload["decided"]
            return Decision.from_json(decided)
        return await self._decided(_message_of(event))

    async def sweep(self, _at: datetime) -> None:
        """Hand in every reminder and every end of a round that a timer missed: its id makes a second time harmless."""
        for reminder in await self.store.reminders.all_due():
            await self._have_come_in(reminder)
        for due in await self.store.rounds.all_due():
            await self._have_closed(due)

    async def weekly(self, at: datetime) -> None:
        """Hand in a digest for every team lead who wants one, and what is due of every other lead's own entries.

        The week in its id makes a second time harmless.
        """
        if self.now() - at > LATE:
            # Made up for after days without a running coach: the next one tells of now.
            return
        for tenant, person in await self.store.digest_readers.all():
            await self._hand_in_weekly("digest", tenant, person, at)
        for tenant, person in await self.store.roles.leads():
            # A digest names all that is due, with its owners.
            if not await self.store.digest_readers.is_on(tenant, person) and await self._reminded_of(tenant, person):
                await self._hand_in_weekly("owned", tenant, person, at)

    async def nightly(self, _at: datetime) -> None:
        """Erase what is older than is kept, and the workspaces that left; the engine's own turns go the same night."""
        for person in await self.store.erase_tenants_that_left():
            await self._delivery.erase(person=person)
        gone = await self.store.purge()
        await self._wipe()
        _log.info("purged", **{f"{table}_rows": count for table, count in gone.items()})

    async def begin(self) -> None:
        """Get ready for the first message, and erase from delivery whoever an old backup had brought back into the store."""
        # Reads redaction's lists and the model of languages: two seconds, of which a platform waits three.
        await asyncio.to_thread(self.redact, "Goedemorgen")
        for person in self.store.replayed:
            await self._delivery.erase(person=person)
        if self.store.replayed:
            await self._wipe()

    async def ready(self) -> str | None:
        """What is wrong with the store, or None."""
        try:
            await self.store.ready()
        except StoreError:
            return "the database is away"
        return None

    # In here

    async def _handle(self, message: IncomingMessage) -> tuple[Reply, ...]:
        origin, tenant = _origin_of(message), _tenant_of(message)
        forgets = message.action is not None and message.action.kind == "forget"
        # Asked before: once somebody is forgotten, nothing leads from their id to what delivery holds.
        person = await self._person(tenant, origin.user) if forgets else None
        replies = await self.companion.handle(message, origin)
        for reply in replies:
            match reply:
                case Forgotten() if person is not None:
                    await self._delivery.erase(person=person)
                    await self._wipe()
                case Reminding():
                    planned = await self.store.reminders.get(tenant, ReminderId(reply.reminder))
                    if planned is not None:
                        await self._have_come_in(planned)
                case CurationDone() if reply.number:
                    await self._announce(reply, tenant, origin.user)
                case RoundOpened() | RoundClosing():
                    begun = await self.store.rounds.get(tenant, RoundId(reply.round))
                    if begun is not None:
                        await self._have_closed(begun)
                case _:
                    pass
        return replies

    async def _person(self, tenant: TenantId, user: str) -> PersonId | None:
        try:
            found = await self.store.people.find(tenant, user)
        except StoreError:
            return None
        return found.id if found else None

    async def _decided(self, message: IncomingMessage) -> Decision:
        return decision_of(await self._handle(message), message.text if self.store.keeps_words else "")

    async def _asked_again(self, event: Event) -> list[Reply]:
        if "digest" in event.payload:
            return [await self._digest(event) or NotAllowed(language="nl", needs="lead")]
        if "owned" in event.payload:
            return [await self._owned(event)]
        if "announced" in event.payload:
            return [await self._announced(event) or NotAllowed(language="nl", needs="lead")]
        if "round" in event.payload:
            closed = await self.store.rounds.get(*_round_of(event))
            return [] if closed is None else [await self.companion.rounds.revealed(closed)]
        replies = await self._handle(_message_of(event))
        return [reply for reply in replies if not isinstance(reply, Welcome)]

    async def _remind(self, event: Event) -> Decision | None:
        tenant = tenant_of(event.platform, event.tenant)
        raw: Any = event.payload["reminder"]
        reminder = ReminderId(int(raw))
        found = await self.companion.remind(tenant, PersonId(event.person), reminder)
        if isinstance(found, datetime):
            planned = await self.store.reminders.postpone(tenant, reminder, found)
            if planned is not None:
                await self._have_come_in(planned)
            return None
        return None if found is None else decision_of((found,), "")

    async def _digest(self, event: Event) -> DigestShown | None:
        """The digest of the week up to now; None for whoever wants it or may have it no more."""
        tenant, reader = tenant_of(event.platform, event.tenant), PersonId(event.person)
        person = await self.store.people.get(tenant, reader)
        if person is None or not await self.store.digest_readers.is_on(tenant, reader):
            return None
        digest = await digest_of(self.store, await self._playbook(tenant), tenant, self.now())
        return DigestShown(language=person.language or "nl", digest=digest)

    async def _due_of(self, tenant: TenantId, person: PersonId) -> tuple[Due, ...]:
        """The entries in somebody's name that are to be looked at again."""
        name = await self.store.people.pseudonym(tenant, person)
        playbook = await self._playbook(tenant)
        return () if name is None else due_of(playbook, self.now().date(), f"{OWNED_BY_A_LEAD}{name}")

    async def _reminded_of(self, tenant: TenantId, person: PersonId) -> tuple[Due, ...]:
        """What of their own entries somebody hears of: what is due, unless they are no lead or want to hear nothing of it."""
        is_lead = await self.store.roles.of(tenant, person) != "consultant"
        return await self._due_of(tenant, person) if is_lead and not await self.store.quiet_owners.is_on(tenant, person) else ()

    async def _owned(self, event: Event) -> CurationList:
        """What is due, by now, of the entries in somebody's name."""
        tenant, owner = tenant_of(event.platform, event.tenant), PersonId(event.person)
        person = await self.store.people.get(tenant, owner)
        due = await self._reminded_of(tenant, owner)
        items = [
            Listed(about=About(thing="entry", objection=one.objection, driver=one.driver), due=one.review_by, overdue=one.overdue)
            for one in due[:MOST_OWNED]
        ]
        language: Language = (person.language if person else None) or "nl"
        return CurationList(language=language, kind="owned", items=tuple(items), left=len(due) - len(items), more="0")

    async def _hand_in_weekly(self, what: str, tenant: TenantId, person: PersonId, at: datetime) -> None:
        place = await self._reached_at(tenant, person)
        if place is None:
            return
        year, week, _ = at.isocalendar()
        key = f"{what}:{tenant}:{person}:{year}-{week}"
        await self._delivery.submit(_planned(key, tenant, place, f"{what}:{person}", person, {what: True}))

    async def _announce(self, done: CurationDone, tenant: TenantId, user: str) -> None:
        """Have whoever follows the playbook hear what was published; who did it knows."""
        actor = await self._person(tenant, user)
        for follower in await self.store.followers.of(tenant):
            place = None if follower == actor else await self._reached_at(tenant, follower)
            if place is None:
                continue
            key = f"announced:{tenant}:{done.subject}:{done.number}:{follower}"
            payload = {"announced": [done.subject, done.number]}
            await self._delivery.submit(_planned(key, tenant, place, f"announced:{follower}", follower, payload))

    async def _announced(self, event: Event) -> Announced | None:
        """What was published; None for whoever doesn't follow any more, or is no lead any more."""
        tenant, follower = tenant_of(event.platform, event.tenant), PersonId(event.person)
        person = await self.store.people.get(tenant, follower)
        if person is None or not await self.store.followers.is_on(tenant, follower):
            return None
        raw: Any = event.payload["announced"]
        revision, place = await self.store.revisions.get(tenant, Subject(raw[0]), int(raw[1])), named(raw[0])
        if revision is None or place is None:
            return None
        about = About(thing=place.kind, objection=place.objection, driver=place.driver)
        return Announced(
            language=person.language or "nl", about=about, kind=revision.kind, number=revision.number, why=revision.why
        )

    async def _have_come_in(self, reminder: Reminder) -> None:
        """Have a reminder come in when it is due. One whose person can't be reached is left in the store."""
        tenant, person = reminder.tenant, reminder.person
        place = await self._reached_at(tenant, person)
        if place is None:
            return
        key = f"reminder:{tenant}:{reminder.id}:{reminder.due.timestamp():.0f}"
        # One conversation a person: of two that are due together one goes today, and the other tomorrow.
        event = _planned(key, tenant, place, f"reminders:{person}", person, {"reminder": reminder.id})
        await self._later(event, reminder.due)

    async def _reached_at(self, tenant: TenantId, person: PersonId) -> Mapping[str, Any] | None:
        """Where somebody is written to who wasn't talking just now; None where that isn't known."""
        found = await self.store.people.get(tenant, person)
        return found.address if found is not None and isinstance(found.address, dict) else None

    async def _close_round(self, event: Event) -> Decision | None:
        """Close a round whose time is over, unless it was closed by now, and show what came of it."""
        closed = await self.store.rounds.close(*_round_of(event), event.id)
        return None if closed is None else decision_of((await self.companion.rounds.revealed(closed),), "")

    async def _have_closed(self, begun: Round) -> None:
        """Have a round close when its time is over, which is now where its leader said so: another moment is another event."""
        key = f"round:{begun.tenant}:{begun.id}:{begun.closes_at.timestamp():.0f}"
        event = _planned(key, begun.tenant, begun.place, f"rounds:{begun.id}", NOBODY, {"round": begun.id})
        await self._later(event, begun.closes_at)

    async def _later(self, event: Event, due: datetime) -> None:
        """Have an event come in when it is due."""
        wait_s = (due - self.now()).total_seconds()
        if not await self._delivery.later(event, wait_s, event.id):
            # Waiting already, perhaps by a clock that has been put right since.
            await self._delivery.move(event.id, wait_s)

    async def _answered(self, replies: Sequence[Reply], tenant: TenantId) -> tuple[Answered, ...]:
        today = self.now().date()
        cards = self.cards if self.editions is None else (await self.editions.of(tenant)).cards
        return tuple(Answered(reply=reply, card=cards.card(reply, today)) for reply in replies)

    async def _playbook(self, tenant: TenantId) -> Playbook:
        return self.playbook if self.editions is None else (await self.editions.of(tenant)).playbook


def _round_of(event: Event) -> tuple[TenantId, RoundId]:
    """The round that an event is about, in its own tenant."""
    raw: Any = event.payload["round"]
    return tenant_of(event.platform, event.tenant), RoundId(int(raw))


def _planned(
    key: str, tenant: TenantId, place: Mapping[str, Any], conversation: str, person: str, payload: Mapping[str, Any]
) -> Event:
    """An event of the coach's own, that ends in a message to a place where nobody is waiting for an answer."""
    platform, _, workspace = tenant.partition(":")
    channel = str(place.get("channel", ""))
    return Event(
        id=key,
        platform=platform,
        tenant=workspace,
        conversation=conversation,
        channel=channel,
        person=person,
        payload={**payload, "place": asdict(Place(channel=channel, details=place))},
    )


def _origin_of(message: IncomingMessage) -> Origin:
    if message.origin is None:
        msg = "a message from a platform has an origin"
        raise ValueError(msg)
    return message.origin


def _tenant_of(message: IncomingMessage) -> TenantId:
    origin = _origin_of(message)
    return tenant_of(origin.platform, origin.workspace)


def _message_of(event: Event) -> IncomingMessage:
    payload: Mapping[str, Any] = event.payload
    attachment: Attachment | None = payload.get("attachment")
    return IncomingMessage(
        text=payload.get("text") or payload.get("command", ""),
        attachment=attachment,
        mentioned=tuple(Mentioned(**one) for one in payload.get("mentioned", ())),
        origin=Origin(**payload["origin"]),
        event=event.id,
    )


def _language(raw: object) -> Language:
    return "en" if raw == "en" else "nl"
