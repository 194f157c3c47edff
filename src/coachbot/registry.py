"""Finds the adapters of chat platforms by entry-point name, and says which of them are configured."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from coachbot.errors import AdapterNotInstalledError, ConfigurationError
from coachbot.ports import ChatAdapter, Inbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GROUP = "coachbot.adapters"
"""Entry points of this group are named after a platform, and point at its `create_adapter`."""

AdapterFactory = Callable[[Inbox], ChatAdapter]

NEEDED = {
    "slack": ("COACHBOT_SLACK_BOT_TOKEN", "COACHBOT_SLACK_SIGNING_SECRET"),
    "teams": ("COACHBOT_TEAMS_APP_ID", "COACHBOT_TEAMS_APP_PASSWORD", "COACHBOT_TEAMS_TENANT_ID"),
}
"""What each platform needs set before it can be served."""


def configured_platforms(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The platforms of which anything is set, whether or not their adapter is installed.

    >>> configured_platforms({"COACHBOT_SLACK_BOT_TOKEN": "xoxb-1", "COACHBOT_TEAMS_APP_ID": ""})
    ('slack',)
    """
    environment = os.environ if environment is None else environment
    installed = {point.name for point in entry_points(group=GROUP)}
    return tuple(
        name
        for name in sorted({*NEEDED, *installed})
        if any(value for variable, value in environment.items() if variable.startswith(f"COACHBOT_{name.upper()}_"))
    )


def adapter_factory(name: str, points: Iterable[EntryPoint] | None = None) -> AdapterFactory:
    """The function that makes a platform's adapter.

    Raises:
        AdapterNotInstalledError: it isn't installed, or what it needs isn't.
        ConfigurationError: its entry point leads nowhere.
    """
    found = [point for point in (entry_points(group=GROUP) if points is None else points) if point.name == name]
    cure = f"pip install 'coachbot[{name}]'"
    if not found:
        msg = f"{name} is configured, but no adapter for it is installed; run: {cure}"
        raise AdapterNotInstalledError(msg)
    try:
        factory: AdapterFactory = found[0].load()
    except ModuleNotFoundError as error:
        msg = f"{name} is configured, but its adapter needs {error.name}; run: {cure}"
        raise AdapterNotInstalledError(msg) from error
    except AttributeError as error:
        msg = f"the adapter for {name} has no {found[0].value}; install it again: {cure}"
        raise ConfigurationError(msg) from error
    return factory


def what_to_set() -> str:
    """What an operator sets so that there is something to serve."""
    lines = [f"- {name}: {', '.join(variables)}" for name, variables in NEEDED.items()]
    return "\n".join(
        [
            "no chat platform is configured, so there is nothing to serve. Set, for one or both:",
            *lines,
            "docs/operate.md tells where each is found.",
        ]
    )
