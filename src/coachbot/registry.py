"""Finds the adapters of chat platforms by entry-point name, and says which of them are configured."""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, cast

from coachbot.errors import AdapterNotInstalledError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coachbot.ports import ChatAdapter, Desk, Platform

GROUP = "coachbot.adapters"
"""Entry points of this group are named after a platform, and name a module that is a `Platform`."""


def configured_platforms(
    environment: Mapping[str, str] | None = None, points: Iterable[EntryPoint] | None = None
) -> tuple[str, ...]:
    """The platforms of which anything is set: COACHBOT_SLACK_…, COACHBOT_TEAMS_…."""
    environment = os.environ if environment is None else environment
    return tuple(
        name
        for name in sorted(point.name for point in _points(points))
        if any(value for variable, value in environment.items() if variable.startswith(f"COACHBOT_{name.upper()}_"))
    )


def platform_module(name: str, points: Iterable[EntryPoint] | None = None) -> Platform:
    """The module of a platform.

    Raises:
        AdapterNotInstalledError: there is none of that name.
        ConfigurationError: its entry point leads nowhere.
    """
    found = [point for point in _points(points) if point.name == name]
    if not found:
        msg = f"{name} is configured, but no adapter for it is installed; run: {_cure(name)}"
        raise AdapterNotInstalledError(msg)
    try:
        return cast("Platform", found[0].load())
    except (ModuleNotFoundError, AttributeError) as error:
        msg = f"the adapter for {name} can't be loaded ({error}); install it again: {_cure(name)}"
        raise ConfigurationError(msg) from error


def adapter(name: str, desk: Desk, points: Iterable[EntryPoint] | None = None) -> ChatAdapter:
    """A platform's adapter, by its settings.

    Raises:
        AdapterNotInstalledError: it isn't installed, or the SDK it needs isn't.
        ConfigurationError: its settings don't fit together, or aren't safe.
    """
    module = platform_module(name, points)
    try:
        return module.create_adapter(desk)
    except ModuleNotFoundError as error:
        msg = f"{name} is configured, but its adapter needs {error.name}; run: {_cure(name)}"
        raise AdapterNotInstalledError(msg) from error


def what_to_set(points: Iterable[EntryPoint] | None = None) -> str:
    """What an operator sets so that there is something to serve."""
    there = sorted(_points(points), key=lambda point: point.name)
    lines = [f"- {point.name}: {', '.join(platform_module(point.name, there).NEEDED)}" for point in there]
    return "\n".join(
        [
            "no chat platform is configured, so there is nothing to serve. Set, for one or both:",
            *lines,
            "docs/slack.md and docs/teams.md tell where each is found.",
        ]
    )


def _points(given: Iterable[EntryPoint] | None) -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP) if given is None else given)


def _cure(name: str) -> str:
    return f"pip install 'coachbot[{name}]'"
