"""What can go wrong, as one tree.

    CoachbotError
    ├── ConfigurationError
    │   └── AdapterNotInstalledError
    ├── PlaybookError
    ├── EvaluationError
    ├── RecognitionError
    ├── StoreError
    │   ├── DatabaseAwayError
    │   ├── DatabaseBusyError
    │   ├── DiskFullError
    │   └── UnknownSubjectError
    ├── NotAllowedError
    └── DeliveryError
        ├── ThrottledError     (raised by a Sender)
        ├── NotSentError       (raised by a Sender)
        ├── RefusedError       (raised by a Sender)
        └── TurnFailedError

Each message says what is wrong, where, and what to do about it. An objection that nobody
recognises is not an error but a reply.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


class CoachbotError(Exception):
    """The coach can't do what was asked; the message says why and what to do."""


class ConfigurationError(CoachbotError):
    """A setting is missing or wrong; the message names the setting and what it should hold."""


class AdapterNotInstalledError(ConfigurationError):
    """An adapter is configured but what it needs isn't installed; the message gives the line that installs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a playbook file.

    `place` is a dotted path with a line number where one is known (``orange.en.wording, line 40``).
    """

    file: str
    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place else ""
        return f"{self.file}{place}: {self.what}; {self.mend}"


class PlaybookError(CoachbotError):
    """The playbook can't be loaded. `problems` holds every fault that was found, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 problem in the playbook" if count == 1 else f"{count} problems in the playbook"
        super().__init__("\n".join([f"{head}:", *(f"- {problem}" for problem in self.problems)]))


class EvaluationError(CoachbotError):
    """An evaluation file can't be read; the message names the line and what it should hold."""


class RecognitionError(CoachbotError):
    """A recogniser can't be built, or the model file that ships with it is damaged."""


class StoreError(CoachbotError):
    """The database refused; nothing of what was being written is kept. Never holds anybody's words."""


class DatabaseAwayError(StoreError):
    """The database can't be reached or read. Nothing is lost that was stored; the same call may be tried again."""


class DatabaseBusyError(StoreError):
    """Somebody else held what was needed for too long. Nothing was written; the same call may be tried again."""


class DiskFullError(StoreError):
    """There is no room for what was being written. What was stored before is whole and can be read."""


class UnknownSubjectError(StoreError):
    """What was referred to isn't there for this tenant: erased, or somebody else's."""


class NotAllowedError(CoachbotError):
    """Somebody's role doesn't allow what they asked; the message names the role that does."""


class UnreadableError(CoachbotError):
    """What a platform sent isn't made as it documents it: sending it again helps nobody."""


class DeliveryError(CoachbotError):
    """A message couldn't be written down, or an answer couldn't be delivered. Who sent it may try again."""


class ThrottledError(DeliveryError):
    """The platform accepted nothing and says when to come back (429 with Retry-After)."""

    def __init__(self, retry_after_s: float) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(f"the platform asks to wait {retry_after_s:g} s")


class NotSentError(DeliveryError):
    """Certainly nothing was accepted (no connection, name not found): sending again can't repeat anything."""


class RefusedError(DeliveryError):
    """The platform will never accept this: the channel is gone, the person left, the token lacks a scope."""


class TurnFailedError(DeliveryError):
    """A turn ended without the answer it should have had; it's on the report of suspects."""


def where_raised(error: BaseException) -> str:
    """File and line where an error was raised: of use to whoever mends it, and free of words."""
    trace = _innermost(error)
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"


def raised_in(error: BaseException) -> str:
    """The module in which an error was raised; "" where nothing tells."""
    trace = _innermost(error)
    return "" if trace is None else str(trace.tb_frame.f_globals.get("__name__", ""))


def _innermost(error: BaseException) -> TracebackType | None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace
