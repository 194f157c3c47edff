"""Teams as a platform of the coach: personal chats, mentions, cards, dialogs and a message extension, with botbuilder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachbot.ports import ChatAdapter, Desk, Diagnosis

__all__ = ["NEEDED", "create_adapter", "examine"]

NEEDED = ("COACHBOT_TEAMS_APP_ID", "COACHBOT_TEAMS_APP_PASSWORD", "COACHBOT_TEAMS_TENANT_ID")
"""The variables of the simplest way to be served."""


def create_adapter(desk: Desk) -> ChatAdapter:
    """The adapter, by its settings from the environment.

    Raises:
        ConfigurationError: what is set doesn't fit together, or isn't safe.
    """
    from coachbot_teams.adapter import TeamsAdapter  # noqa: PLC0415 - it imports the SDK
    from coachbot_teams.settings import teams_settings  # noqa: PLC0415 - light, but of no use without the adapter

    return TeamsAdapter(desk, teams_settings())


def examine() -> Iterable[Diagnosis]:
    """Look at settings, token and keys, for `coachbot doctor`."""
    from coachbot_teams.examining import examine_teams  # noqa: PLC0415 - it imports the SDK

    return examine_teams()
