"""How answers go out to Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from coachbot.errors import RefusedError
from coachbot.messages import Exported
from coachbot.ports import place_of
from coachbot_slack.api import SlackRefusedError
from coachbot_slack.incoming import Workspace
from coachbot_slack.pictures import Pictures
from coachbot_slack.rendering import escaped, rendered
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.events import Decision, Event
    from coachbot.ports import Answered, Desk
    from coachbot_slack.api import Api
    from coachbot_slack.pictures import Found
    from coachbot_slack.rendering import Rendered

EVENT_TYPE = "coachbot_answer"
"""Type of the metadata by which an answer is found again."""
_GONE = frozenset({"account_inactive", "user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"})
"""The person can't be written to any more."""
_NOT_HERE = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived"})
"""Nothing of ours can be shown in this channel; the person may still be reached in their own conversation."""
_LOOK_BACK = 50


class Tokens(Protocol):
    """The tokens to talk with, a workspace each."""

    async def of(self, workspace: Workspace) -> str | None:
        """The bot token; None where the app isn't installed (any more)."""

    async def own_user(self, workspace: Workspace) -> str | None:
        """Who the coach itself is there, as far as that is known."""


class SlackSender:
    """Puts answers where they belong. Implements `coachbot.ports.Sender`."""

    def __init__(self, desk: Desk, api: Api, tokens: Tokens, pictures: Pictures | None = None) -> None:
        self._desk = desk
        self.pictures = pictures or Pictures(api)
        self._api = api
        self._tokens = tokens

    async def send(self, event: Event, decision: Decision, key: str) -> str | None:
        """Send the answer: in a direct conversation for good, among others shown to whoever asked alone."""
        details: Mapping[str, Any] = place_of(event).details
        token = await self.token(_workspace(details))
        answers = await self._desk.answered(event, decision)
        if not answers:
            return None
        try:
            return await self._send_apart(details, token, answers, key)
        except SlackRefusedError as error:
            if error.code in _GONE:
                await self._desk.unreachable(event)
            raise

    async def find(self, event: Event, key: str) -> bool | None:
        """Whether a direct conversation holds the answer; what only one person is shown can't be read back."""
        details: Mapping[str, Any] = place_of(event).details
        channel = str(details["channel"])
        if details.get("private") or not channel.startswith("D"):
            return None
        thread = details.get("thread")
        method, more = ("conversations.replies", {"ts": thread}) if thread else ("conversations.history", {})
        found = await self._api.call(
            method, await self.token(_workspace(details)), channel=channel, limit=_LOOK_BACK, include_all_metadata=True, **more
        )
        return any(
            (message.get("metadata") or {}).get("event_type") == EVENT_TYPE
            and (message["metadata"].get("event_payload") or {}).get("key") == key
            for message in found.get("messages", ())
        )

    async def token(self, workspace: Workspace) -> str:
        """The token of a workspace.

        Raises:
            RefusedError: the app isn't installed there any more.
        """
        token = await self._tokens.of(workspace)
        if token is None:
            msg = "the app isn't installed in this workspace any more"
            raise RefusedError(msg)
        return token

    async def privately(
        self,
        workspace: Workspace,
        user: str,
        answers: Sequence[Answered],
        *,
        channel: str | None = None,
        thread: str | None = None,
    ) -> str | None:
        """Put an answer into somebody's own conversation with the coach; in a thread of it where that is known."""
        details = {"channel": channel or user, "user": user, "thread": thread}
        return await self._send(details, await self.token(workspace), answers, None)

    async def publicly(
        self, workspace: Workspace, channel: str, thread: str | None, answers: Sequence[Answered], shared_by: str
    ) -> None:
        """Post for everybody in a channel what somebody shares or begins there."""
        await self._post(await self.token(workspace), channel, thread, answers, shared_by=shared_by)

    async def _send_apart(self, details: Mapping[str, Any], token: str, answers: Sequence[Answered], key: str) -> str | None:
        """What is for whoever asked among others goes to them alone, and what is for all is posted there."""
        for_all = [one for one in answers if one.for_all]
        if not (for_all and details.get("private")):
            return await self._send(details, token, answers, key)
        own = [one for one in answers if not one.for_all]
        if own:
            await self._send(details, token, own, key)
        return str((await self._post(token, str(details["channel"]), details.get("thread"), for_all, key))["ts"])

    async def _send(self, details: Mapping[str, Any], token: str, answers: Sequence[Answered], key: str | None) -> str | None:
        channel, thread = str(details["channel"]), details.get("thread")
        exported = next((one for one in answers if isinstance(one.reply, Exported)), None)
        if exported is not None:
            return await self._send_file(details, token, answers, exported, key)
        if not details.get("private"):
            return str((await self._post(token, channel, thread, answers, key))["ts"])
        user = str(details["user"])
        try:
            shown = await self._api.call(
                "chat.postEphemeral",
                token,
                channel=channel,
                user=user,
                **({"thread_ts": thread} if thread else {}),
                # A file isn't shown in what one person alone sees, so pictures are told in words.
                **_body(rendered(answers)),
            )
        except SlackRefusedError as error:
            if error.code not in _NOT_HERE:
                raise
            return str((await self._post(token, user, None, answers, key))["ts"])
        return str(shown.get("message_ts"))

    async def _send_file(
        self, details: Mapping[str, Any], token: str, answers: Sequence[Answered], exported: Answered, key: str | None
    ) -> str:
        """Send what goes with a file: both into the person's own conversation, wherever it was asked for."""
        channel = str(details["channel"])
        if not details.get("private") and channel.startswith("D"):
            # The file first: were it last and failed, the message would be found, and the file never sent.
            await self._upload(token, channel, exported)
            return str((await self._post(token, channel, details.get("thread"), answers, key))["ts"])
        # Posting to a user opens their conversation, and tells its id.
        posted = await self._post(token, str(details["user"]), None, answers, key)
        await self._upload(token, str(posted["channel"]), exported)
        if details.get("private"):
            text = escaped(load_words(exported.card.language).in_your_own_chat)
            thread = {"thread_ts": details["thread"]} if details.get("thread") else {}
            await self._api.call("chat.postEphemeral", token, channel=channel, user=str(details["user"]), text=text, **thread)
        return str(posted["ts"])

    async def _post(
        self,
        token: str,
        channel: str,
        thread: str | None,
        answers: Sequence[Answered],
        key: str | None = None,
        *,
        shared_by: str | None = None,
    ) -> Mapping[str, Any]:
        more: dict[str, object] = {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        if thread:
            more["thread_ts"] = thread
        if key is not None:
            more["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}

        async def post(found: Found) -> Mapping[str, Any]:
            message = rendered(answers, shared_by=shared_by, pictures=found)
            return await self._api.call("chat.postMessage", token, **more, **_body(message))

        return await self.pictures.sent(token, answers, post)

    async def _upload(self, token: str, channel: str, answer: Answered) -> None:
        exported = answer.reply
        if not isinstance(exported, Exported):
            return
        content = exported.content.encode()
        place = await self._api.call("files.getUploadURLExternal", token, filename=exported.file_name, length=len(content))
        await self._api.post(str(place["upload_url"]), content=content)
        title = load_words(answer.card.language).exported
        files = [{"id": place["file_id"], "title": title}]
        await self._api.call("files.completeUploadExternal", token, files=files, channel_id=channel)


def _body(message: Rendered) -> dict[str, Any]:
    return {"blocks": message.blocks, "text": message.text}


def _workspace(details: Mapping[str, Any]) -> Workspace:
    return Workspace(team=str(details["team"]), enterprise=details.get("enterprise"))
