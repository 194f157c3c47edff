"""One pipeline for every log line, ours and the libraries': JSON, or colours on a terminal.

What people say is never logged, and who they are only as a keyed hash. That is not left to whoever
writes a log line. Our lines name an event (`message_answered`) and give fields; a field whose name
says that it holds words is withheld. A library's line is kept only as far as its author wrote it: the
template, without what was filled in. An exception is its type and where it was raised, because its
text may quote what it couldn't handle.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
import sys
import traceback
from typing import TYPE_CHECKING, Any, Literal, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from structlog.typing import EventDict, Processor, WrappedLogger

WITHHELD = "[withheld]"

_WORDS = frozenset(
    [
        "answer",
        "author_name",
        "body",
        "card",
        "content",
        "description",
        "display_name",
        "email",
        "evidence",
        "input",
        "output",
        "name",
        "payload",
        "phone",
        "profile",
        "query",
        "question",
        "real_name",
        "remark",
        "reply",
        "request",
        "response",
        "says",
        "text",
        "texts",
        "title",
        "transcript",
        "url",
        "user_name",
        "username",
        "value",
        "wording",
        "words",
        "message",
        "messages",
        "blocks",
        "attachments",
        "args",
        "kwargs",
        "params",
        "parameters",
    ]
)
"""Names of fields that hold what people say or are called."""
_PEOPLE = frozenset(
    [
        "actor",
        "aad_object_id",
        "author",
        "channel",
        "channel_id",
        "conversation",
        "conversation_id",
        "from_id",
        "member",
        "person",
        "recipient",
        "sender",
        "user",
        "user_id",
        "users",
    ]
)
"""Names of fields that tell who is talking, or where."""
_EVENT = re.compile(r"[a-z][a-z0-9_]*\Z")


def set_up_logs(
    log_format: Literal["auto", "json", "console"] = "auto",
    level: str = "info",
    key: str | None = None,
    stream: TextIO | None = None,
) -> None:
    """Send every log line of this process through the pipeline, to standard error unless told otherwise."""
    stream = stream or sys.stderr
    guard = Guard((key or secrets.token_hex(32)).encode())
    in_colour = log_format == "console" or (log_format == "auto" and stream.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: Processor = structlog.dev.ConsoleRenderer() if in_colour else structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            pass_foreign_args=True,
            use_get_message=False,
            processors=[guard, renderer],
        )
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(old)
    root.addHandler(handler)
    # Libraries log requests and bodies below this level.
    root.setLevel(logging.WARNING)
    logging.getLogger("coachbot").setLevel(level.upper())


class Guard:
    """The processor that lets no words through, and no names but as a keyed hash."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """What may be logged of a line."""
        record: logging.LogRecord = event.pop("_record")
        foreign = not event.pop("_from_structlog")
        error = _raised(event.pop("exc_info", None))
        filled_in = event.pop("positional_args", ())
        for dropped in ("stack_info", "stack"):
            event.pop(dropped, None)
        said = _told(str(event.pop("event", "")), record, foreign=foreign, filled_in=bool(filled_in))
        clean = {name: self._clean(name, value) for name, value in event.items()}
        return {"event": said, **clean, **error}

    def hashed(self, value: object) -> str:
        """A hash that stands for somebody: the same for the same key, and nothing without it."""
        return hmac.new(self._key, str(value).encode(), hashlib.sha256).hexdigest()[:12]

    def _clean(self, name: str, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        plain = name.lower().lstrip("_")
        if plain in _WORDS:
            return WITHHELD
        if plain in _PEOPLE:
            return self.hashed(value)
        if isinstance(value, dict):
            return {key: self._clean(str(key), inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(name, inner) for inner in value]
        if isinstance(value, BaseException):
            return type(value).__name__
        return value if isinstance(value, str) else WITHHELD


def _told(text: str, record: logging.LogRecord, *, foreign: bool, filled_in: bool) -> str:
    """What a line says, as far as its author wrote it beforehand."""
    if not foreign:
        return text if _EVENT.match(text) else WITHHELD
    return text if filled_in and "%" in text else f"{WITHHELD} at {record.module}:{record.lineno}"


def _raised(exc_info: object) -> Mapping[str, Any]:
    """An exception's type and where it passed, without its text."""
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info if isinstance(exc_info, BaseException) else exc_info[1] if isinstance(exc_info, tuple) else None
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return {
        "error": type(error).__name__,
        "where": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    }
