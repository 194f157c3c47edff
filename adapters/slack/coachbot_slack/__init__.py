"""Slack as a platform of the coach: direct messages, mentions, commands, shortcuts and App Home, with slack-bolt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachbot.ports import ChatAdapter, Desk, Diagnosis

__all__ = ["NEEDED", "create_adapter", "examine"]

NEEDED = ("COACHBOT_SLACK_BOT_TOKEN", "COACHBOT_SLACK_SIGNING_SECRET")
"""The variables of the simplest way to be served; COACHBOT_SLACK_APP_TOKEN instead of the secret for Socket Mode."""


def create_adapter(desk: Desk) -> ChatAdapter:
    """The adapter, by its settings from the environment.

    Raises:
        ConfigurationError: what is set doesn't fit together, or isn't safe.
    """
    from coachbot_slack.adapter import SlackAdapter  # noqa: PLC0415 - it imports the SDK
    from coachbot_slack.settings import slack_settings  # noqa: PLC0415 - light, but of no use without the adapter

    return SlackAdapter(desk, slack_settings())


def examine() -> Iterable[Diagnosis]:
    """Look at settings, token, scopes, Socket Mode, request address and clock, for `coachbot doctor`."""
    from coachbot_slack.examining import examine_slack  # noqa: PLC0415 - it imports the SDK

    return examine_slack()
