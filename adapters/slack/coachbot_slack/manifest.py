"""The app's manifest, as it is handed to Slack, and the scopes it asks for."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def manifest() -> dict[str, Any]:
    """The manifest for Socket Mode; docs/slack.md tells what HTTP and many workspaces change in it."""
    read: dict[str, Any] = json.loads((files("coachbot_slack") / "manifest.json").read_text(encoding="utf-8"))
    return read


SCOPES: tuple[str, ...] = tuple(manifest()["oauth_config"]["scopes"]["bot"])
"""What the app may do; docs/slack.md gives the reason for each."""
