"""How answers go out to Teams: into somebody's own chat, with a short note where it was asked among others."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

import structlog

from coachbot.errors import RefusedError
from coachbot.fitting import clean
from coachbot.messages import Exported
from coachbot.ports import place_of
from coachbot_teams.rendering import message, note
from coachbot_teams.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.events import Decision, Event
    from coachbot.ports import Answered, Desk
    from coachbot_teams.rendering import Element
    from coachbot_teams.typing_signs import TypingSigns

_log = structlog.get_logger(__name__)

CONSENT_TYPE = "application/vnd.microsoft.teams.card.file.consent"
_REMEMBERED = 10_000
_GONE = frozenset({403, 404})
"""The person blocked the coach, took it away, or left: they can't be written to any more."""


class Connector(Protocol):
    """The Bot Connector, as `Sdk.call`."""

    async def call(self, service_url: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Call it."""


class TeamsSender:
    """Puts answers where they belong. Implements `coachbot.ports.Sender`."""

    def __init__(self, desk: Desk, connector: Connector, signs: TypingSigns) -> None:
        self._desk = desk
        self._signs = signs
        self._connector = connector
        self._chats: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def send(self, event: Event, decision: Decision, key: str) -> str | None:  # noqa: ARG002 - Teams takes no key of ours
        """Send the answer to whoever asked, alone; where others are, a short note says so. What is for all is posted there."""
        details: Mapping[str, Any] = place_of(event).details
        answers = await self._desk.answered(event, decision)
        for_all = [one for one in answers if one.for_all]
        own = [one for one in answers if not one.for_all]
        sent: str | None = None
        if own:
            try:
                sent = await self._send_alone(event, details, own)
            except RefusedError:
                # Whoever can't be reached alone may still begin something for all.
                if not for_all:
                    raise
        if for_all:
            among = str(details["among"])
            sent = await self.post(details, among, message(for_all, among=among))
        return sent

    async def _send_alone(self, event: Event, details: Mapping[str, Any], answers: Sequence[Answered]) -> str:
        try:
            sent = await self.privately(details, answers, among=details.get("among"))
        except RefusedError as error:
            if getattr(error, "status", 0) in _GONE:
                await self._desk.unreachable(event)
                await self._tell(details, load_words(answers[-1].card.language).cannot_reach_you)
            raise
        await self._tell(details, load_words(answers[-1].card.language).in_your_own_chat)
        return sent

    async def find(self, event: Event, key: str) -> bool | None:  # noqa: ARG002 - see below
        """None: a bot can't read back what it sent in Teams."""
        return None

    async def privately(self, address: Mapping[str, Any], answers: Sequence[Answered], *, among: str | None = None) -> str:
        """Put an answer into somebody's own chat with the coach."""
        chat = await self.chat(address)
        self._signs.over(chat)
        sent = await self.post(address, chat, message(answers, among=among))
        for answer in answers:
            if isinstance(answer.reply, Exported):
                await self.post(address, chat, consent(answer.reply))
        return sent

    async def post(self, address: Mapping[str, Any], conversation: str, activity: Element) -> str:
        """Post in a conversation, and return the activity's id."""
        path = f"v3/conversations/{quote(conversation, safe='')}/activities"
        sent = await self._connector.call(
            str(address["service_url"]), "POST", path, {**activity, "from": {"id": address.get("bot")}}
        )
        return str(sent.get("id", ""))

    async def chat(self, address: Mapping[str, Any]) -> str:
        """Somebody's own chat with the coach: the same however often it is asked for."""
        known = address.get("conversation")
        if isinstance(known, str) and known:
            return known
        user, tenant = str(address["user"]), str(address["tenant"])
        if (tenant, user) not in self._chats:
            body = {
                "isGroup": False,
                "bot": {"id": address.get("bot")},
                "members": [{"id": user}],
                "tenantId": tenant,
                "channelData": {"tenant": {"id": tenant}},
            }
            made = await self._connector.call(str(address["service_url"]), "POST", "v3/conversations", body)
            self._chats[tenant, user] = str(made["id"])
            if len(self._chats) > _REMEMBERED:
                self._chats.popitem(last=False)
        return self._chats[tenant, user]

    async def is_member(self, address: Mapping[str, Any], conversation: str) -> bool:
        """Whether somebody is in a conversation: asked of Teams, since a button could name any."""
        place = conversation.partition(";")[0]
        path = f"v3/conversations/{quote(place, safe='')}/members/{quote(str(address['user']), safe='')}"
        try:
            found = await self._connector.call(str(address["service_url"]), "GET", path)
        except RefusedError:
            return False
        return bool(found.get("id") == address["user"])

    async def _tell(self, details: Mapping[str, Any], text: str) -> None:
        """Say something for all to see where it was asked among others. The answer doesn't hang on it."""
        if details.get("among"):
            try:
                await self.post(details, str(details["among"]), note(text))
            except Exception as error:  # noqa: BLE001 - see above
                _log.warning("note_not_sent", error=type(error).__name__)


def consent(exported: Exported) -> Element:
    """Asks somebody whether a file may be put in their OneDrive: the way in which Teams takes files from bots."""
    content = {
        "description": load_words(exported.language).export_description,
        "sizeInBytes": len(exported.content.encode()),
        "acceptContext": {},
        "declineContext": {},
    }
    attachment = {"contentType": CONSENT_TYPE, "name": clean(exported.file_name), "content": content}
    return {"type": "message", "attachments": [attachment]}
