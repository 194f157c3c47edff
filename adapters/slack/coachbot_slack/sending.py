"""How answers go out to Slack, and what its refusals mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from coachbot.errors import RefusedError, ThrottledError
from coachbot.messages import Exported
from coachbot.ports import place_of
from coachbot_slack.incoming import Workspace
from coachbot_slack.rendering import escaped, rendered
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.events import Decision, Event
    from coachbot.ports import Answered, Desk
    from coachbot_slack.rendering import Rendered

EVENT_TYPE = "coachbot_answer"
"""Type of the metadata by which an answer is found again."""
_UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
_GONE = frozenset({"account_inactive", "user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"})
"""The person can't be written to any more."""
_NOT_HERE = frozenset({"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived"})
"""Nothing of ours can be shown in this channel; the person may still be reached in their own conversation."""
_LOOK_BACK = 50


class SlackRefusedError(RefusedError):
    """Slack won't accept this; `code` is its own word for why."""

    def __init__(self, method: str, code: str) -> None:
        self.code = code
        super().__init__(f"Slack refuses {method}: {code}")


class UnclearError(Exception):
    """Slack failed in a way that leaves open whether it did what was asked."""


class Api(Protocol):
    """Slack's Web API."""

    async def call(self, method: str, token: str, **arguments: object) -> Mapping[str, Any]:
        """Call a method.

        Raises:
            ThrottledError, NotSentError, SlackRefusedError: certainly nothing was done.
            UnclearError: it may have been done.
        """

    async def post(self, url: str, *, json: Mapping[str, Any] | None = None, content: bytes | None = None) -> None:
        """Post to an address that Slack gave: of a command, a button, or a file. Raises as `call` does."""


class Tokens(Protocol):
    """The tokens to talk with, a workspace each."""

    async def of(self, workspace: Workspace) -> str | None:
        """The bot token; None where the app isn't installed (any more)."""

    async def own_user(self, workspace: Workspace) -> str | None:
        """Who the coach itself is there, as far as that is known."""


def failure(method: str, status: int, code: str, retry_after: str | None) -> Exception:
    """What an answer of Slack's means for whoever called."""
    if status == 429 or code in {"ratelimited", "rate_limited"}:  # noqa: PLR2004 - too many requests
        return ThrottledError(float(retry_after) if retry_after and retry_after.isdigit() else 30.0)
    if status >= 500 or code in _UNCLEAR:  # noqa: PLR2004 - the far side's own fault
        return UnclearError(f"Slack fails {method}: {status} {code}")
    return SlackRefusedError(method, code or str(status))


class SlackSender:
    """Puts answers where they belong. Implements `coachbot.ports.Sender`."""

    def __init__(self, desk: Desk, api: Api, tokens: Tokens) -> None:
        self._desk = desk
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
            return await self._send(details, token, answers, key)
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

    async def privately(self, workspace: Workspace, user: str, answers: Sequence[Answered], key: str | None = None) -> str | None:
        """Put an answer into somebody's own conversation with the coach."""
        return await self._send({"channel": user, "user": user}, await self.token(workspace), answers, key)

    async def publicly(
        self, workspace: Workspace, channel: str, thread: str | None, answers: Sequence[Answered], shared_by: str
    ) -> None:
        """Post for everybody in a channel what somebody shares."""
        await self._post(await self.token(workspace), channel, thread, rendered(answers, shared_by=shared_by), None)

    async def _send(self, details: Mapping[str, Any], token: str, answers: Sequence[Answered], key: str | None) -> str | None:
        message, channel, thread = rendered(answers), str(details["channel"]), details.get("thread")
        exported = next((one for one in answers if isinstance(one.reply, Exported)), None)
        if exported is not None:
            return await self._send_file(details, token, message, exported, key)
        if not details.get("private"):
            return str((await self._post(token, channel, thread, message, key))["ts"])
        user = str(details["user"])
        try:
            shown = await self._api.call(
                "chat.postEphemeral",
                token,
                channel=channel,
                user=user,
                **({"thread_ts": thread} if thread else {}),
                **_body(message),
            )
        except SlackRefusedError as error:
            if error.code not in _NOT_HERE:
                raise
            return str((await self._post(token, user, None, message, key))["ts"])
        return str(shown.get("message_ts"))

    async def _send_file(
        self, details: Mapping[str, Any], token: str, message: Rendered, exported: Answered, key: str | None
    ) -> str:
        """Send what goes with a file: both into the person's own conversation, wherever it was asked for."""
        channel = str(details["channel"])
        if not details.get("private") and channel.startswith("D"):
            # The file first: were it last and failed, the message would be found, and the file never sent.
            await self._upload(token, channel, exported)
            return str((await self._post(token, channel, details.get("thread"), message, key))["ts"])
        # Posting to a user opens their conversation, and tells its id.
        posted = await self._post(token, str(details["user"]), None, message, key)
        await self._upload(token, str(posted["channel"]), exported)
        if details.get("private"):
            text = escaped(load_words(exported.card.language).in_your_own_chat)
            thread = {"thread_ts": details["thread"]} if details.get("thread") else {}
            await self._api.call("chat.postEphemeral", token, channel=channel, user=str(details["user"]), text=text, **thread)
        return str(posted["ts"])

    async def _post(self, token: str, channel: str, thread: str | None, message: Rendered, key: str | None) -> Mapping[str, Any]:
        more: dict[str, object] = {"thread_ts": thread} if thread else {}
        if key is not None:
            more["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        return await self._api.call(
            "chat.postMessage", token, channel=channel, unfurl_links=False, unfurl_media=False, **more, **_body(message)
        )

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
