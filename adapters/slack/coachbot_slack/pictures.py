"""Pictures as files of the coach's own, which blocks show by their id; in words wherever that can't be."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

import structlog

from coachbot.errors import DeliveryError
from coachbot.pieces import Picture
from coachbot_slack.api import SlackRefusedError, UnclearError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from coachbot.ports import Answered
    from coachbot_slack.api import Api

    Found = Mapping[bytes, str]
    """The id of the file of each picture."""

_T = TypeVar("_T")
_NOT_TAKEN = frozenset({"invalid_blocks", "invalid_arguments"})
"""What Slack says of a file that it doesn't know (yet): of messages and of views."""
_WAITS_S = (0.5, 1.0, 2.0)
_REMEMBERED = 1_000

_log = structlog.get_logger(__name__)


class Pictures:
    """Uploads pictures, each once. A file that is shared nowhere is its owner's alone, until a message shows it."""

    def __init__(self, api: Api, waits_s: Sequence[float] = _WAITS_S) -> None:
        self._api = api
        self._waits_s = waits_s
        self._known: OrderedDict[bytes, str] = OrderedDict()

    async def sent(self, token: str, answers: Iterable[Answered], send: Callable[[Found], Awaitable[_T]]) -> _T:
        """Send answers with their pictures, or without where Slack doesn't take those."""
        pictures = {piece.png for one in answers for piece in one.card.pieces if isinstance(piece, Picture)}
        found = {png: file for png in pictures if (file := await self._file(token, png)) is not None}
        for wait_s in self._waits_s if found else ():
            try:
                return await send(found)
            except SlackRefusedError as error:
                if error.code not in _NOT_TAKEN:
                    raise
            # Slack looks a file over before it shows it, and only with one more scope does it say when it is done.
            await asyncio.sleep(wait_s)
        for png in found:
            self._known.pop(_name(token, png), None)
        return await send({})

    async def _file(self, token: str, png: bytes) -> str | None:
        name = _name(token, png)
        if name not in self._known:
            try:
                self._known[name] = await self._upload(token, png)
            except (DeliveryError, UnclearError, KeyError) as error:
                _log.warning("picture_not_uploaded", error=type(error).__name__, code=getattr(error, "code", None))
                return None
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[name]

    async def _upload(self, token: str, png: bytes) -> str:
        place = await self._api.call("files.getUploadURLExternal", token, filename="coach.png", length=len(png))
        await self._api.post(str(place["upload_url"]), content=png)
        await self._api.call("files.completeUploadExternal", token, files=[{"id": place["file_id"]}])
        return str(place["file_id"])


def _name(token: str, png: bytes) -> bytes:
    return hashlib.blake2s(token.encode() + png).digest()
