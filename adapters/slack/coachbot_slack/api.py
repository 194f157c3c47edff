"""Slack's Web API as the adapter calls it, and what its refusals mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from coachbot.errors import RefusedError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})


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


def failure(method: str, status: int, code: str, retry_after: str | None) -> Exception:
    """What an answer of Slack's means for whoever called."""
    if status == 429 or code in {"ratelimited", "rate_limited"}:  # noqa: PLR2004 - too many requests
        return ThrottledError(float(retry_after) if retry_after and retry_after.isdigit() else 30.0)
    if status >= 500 or code in _UNCLEAR:  # noqa: PLR2004 - the far side's own fault
        return UnclearError(f"Slack fails {method}: {status} {code}")
    return SlackRefusedError(method, code or str(status))
