"""`coachbot teams package`: the app package, ready to upload."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from coachbot.errors import ConfigurationError
from coachbot_teams.package import write_package

cli = typer.Typer(help="Make the app for Teams.", no_args_is_help=True)


@cli.callback()
def teams() -> None:
    """Make the app for Teams."""


@cli.command("package")
def package(
    target: Annotated[Path, typer.Argument(help="The zip to write.")] = Path("coachbot-teams.zip"),
    app_id: Annotated[
        str, typer.Option("--app-id", envvar="COACHBOT_TEAMS_APP_ID", help="Application (client) id of the bot's registration.")
    ] = "",
    website: Annotated[
        str,
        typer.Option("--website", help="Where people find who runs the coach, its privacy statement and its terms: https://…."),
    ] = "https://example.org",
    name: Annotated[str, typer.Option("--name", help="What the app is called in Teams.")] = "Coach",
) -> None:
    """Write the zip with manifest, icons and both languages, to upload in the Teams admin center."""
    try:
        write_package(target, app_id=app_id, website=website, name=name)
    except ConfigurationError as error:
        print(f"coachbot: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    print(target)
