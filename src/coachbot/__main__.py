"""The `coachbot` command."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path  # noqa: TC003 - typer reads the annotation at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from coachbot.errors import CoachbotError, ConfigurationError, StoreError
from coachbot.playbook import Language
from coachbot.playbook_cli import in_force_of, playbook_cli
from coachbot.settings import read_settings
from coachbot.terminal import Conversation, Kept, Unkept, converse, print_card, terminal_console
from coachbot.texts import load_texts

if TYPE_CHECKING:
    from coachbot.app import App
    from coachbot.settings import Settings
    from coachbot.store import Store

cli = typer.Typer(
    help="Coaches implementation consultants: tell it what a user said against the system.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(playbook_cli, name="playbook")
database_cli = typer.Typer(help="Look after the database.", no_args_is_help=True)
cli.add_typer(database_cli, name="db")
for _point in entry_points(group="coachbot.commands"):
    # An adapter's own commands: `coachbot teams package`.
    cli.add_typer(_point.load(), name=_point.name)

AskedLanguage = Annotated[
    Language | None, typer.Option("--lang", help="Answer in nl or en; otherwise in the language of the message.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a reply (docs/answer.schema.json).")]


def main() -> None:
    """Run the command; an error of ours is a message and exit status 1, never a traceback."""
    try:
        cli()
    except CoachbotError as error:
        print(f"coachbot: {error}", file=sys.stderr)
        sys.exit(1)


@cli.command()
def chat(lang: AskedLanguage = None, as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag of the command line
    """Talk with the coach; text from a pipe is answered line by line."""
    settings = read_settings()
    app = _started(settings)
    from coachbot.app import companion_of, editions_of  # noqa: PLC0415 - scikit-learn takes a second to import

    language = lang or settings.language
    with asyncio.Runner() as runner:
        store = _kept(settings, runner)
        if store is None:
            speaker = _unkept(app, settings, lang)
            converse(Conversation(speaker, language=language, today=_today), as_json_lines=as_json)
            return
        try:
            editions = editions_of(app, store)
            kept = Kept(companion_of(app, settings, store, editions), editions, runner)
            conversation = Conversation(kept, language=language, today=_today)
            converse(conversation, as_json_lines=as_json, first=kept.reminders_due())
        finally:
            runner.run(store.close())


@cli.command()
def coach(
    text: Annotated[str, typer.Argument(help="What a user said; - reads it from standard input.")],
    lang: AskedLanguage = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Give one answer."""
    from coachbot.json_output import as_json as to_json  # noqa: PLC0415 - only this flag needs it

    settings = read_settings()
    app = _started(settings)
    conversation = Conversation(_unkept(app, settings, lang), language=lang or settings.language, today=_today)
    ((reply, card),) = conversation.say(sys.stdin.read() if text == "-" else text)
    if as_json:
        print(to_json(reply, card))
    else:
        print_card(card, terminal_console())


@cli.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled messages, one JSON object a line.")],
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Measure how well labelled messages are recognised."""
    from coachbot.evaluation import figures, read_lines, run  # noqa: PLC0415 - only this command needs it
    from coachbot.tables import figures_table  # noqa: PLC0415 - see above

    lines = read_lines(file)
    app = _started(read_settings())
    with _progress() as progress:
        task = progress.add_task("Answering", total=len(lines))
        result = figures(run(app, lines, lambda done: progress.update(task, completed=done)))
    if as_json:
        print(json.dumps(result, indent=2))
    else:
        terminal_console().print(figures_table(result))


@cli.command()
def serve() -> None:
    """Answer in Slack and Teams, whichever are configured, until asked to stop."""
    from coachbot.logs import set_up_logs  # noqa: PLC0415
    from coachbot.registry import configured_platforms, what_to_set  # noqa: PLC0415
    from coachbot.serving import serve_platforms  # noqa: PLC0415

    settings = read_settings()
    platforms = configured_platforms()
    if not platforms:
        raise ConfigurationError(what_to_set())
    app = _started(settings)
    set_up_logs(settings.log_format, settings.log_level, settings.log_key.get_secret_value() if settings.log_key else None)
    asyncio.run(
        serve_platforms(
            settings,
            app,
            platforms,
            lambda port: print(f"coachbot: listening on http://{settings.host}:{port}", file=sys.stderr, flush=True),
        )
    )


@cli.command("admin-code")
def admin_code() -> None:
    """Make a code with which somebody becomes an admin: /playbook claim CODE, once, within a day."""
    from coachbot import app  # noqa: PLC0415 - see `_started`

    print(asyncio.run(app.new_admin_code(read_settings())))


@cli.command()
def suspects() -> None:
    """List the messages that an operator should look at: given up, failed, or of a later version. Holds nobody's words."""
    from coachbot.delivery import suspects_in  # noqa: PLC0415 - see `_started`
    from coachbot.serving import delivery_url  # noqa: PLC0415 - see above
    from coachbot.tables import suspects_table  # noqa: PLC0415 - only this command needs it

    found = suspects_in(delivery_url(read_settings()))
    if found:
        terminal_console().print(suspects_table(found))
    else:
        print("nothing to look at")
    raise typer.Exit(1 if found else 0)


@cli.command()
def doctor() -> None:
    """Say what is configured, what is wrong, and how to mend it."""
    from coachbot.doctor import examine  # noqa: PLC0415 - only this command needs it

    sound = True
    for finding in examine():
        sound = sound and finding.sound
        print(f"{'ok   ' if finding.sound else 'WRONG'}  {finding.what}: {finding.state}")
        if finding.mend:
            print(f"       {finding.mend}")
    raise typer.Exit(0 if sound else 1)


@cli.command()
def report(
    tenant: Annotated[str, typer.Option("--tenant", help="Whose: platform:workspace, such as slack:T024BE7LD.")],
    to: Annotated[Path, typer.Option("--to", help="Folder for the page and the CSV files; made when it isn't there.")],
    lang: Annotated[Language, typer.Option("--lang", help="Language of the report.")] = "nl",
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="Days that the digest looks back.")] = 7,
) -> None:
    """Write coverage and digest as an accessible HTML page and CSV; counted over five people or more only."""
    from coachbot.digest_words import DigestWords  # noqa: PLC0415 - only this command needs it
    from coachbot.exchange import write_files  # noqa: PLC0415 - see above
    from coachbot.overviews import coverage_of, digest_of  # noqa: PLC0415 - see above
    from coachbot.report import report_files  # noqa: PLC0415 - see above

    async def files() -> dict[str, bytes]:
        async with in_force_of(read_settings(), tenant) as (store, in_force):
            now, playbook = datetime.now(UTC), in_force.playbook
            digest = await digest_of(store, playbook, in_force.tenant, now, timedelta(days=days))
            coverage = await coverage_of(store, playbook, in_force.tenant, now)
        words = DigestWords(playbook=playbook, texts=load_texts(lang), language=lang)
        return report_files(tenant, digest, coverage, words, _today())

    written = asyncio.run(files())
    write_files(to, written)
    for name in written:
        print(to / name)


@database_cli.command("upgrade")
def upgrade_database() -> None:
    """Bring the database up to date with this version; a start does so too."""
    from coachbot import app  # noqa: PLC0415 - scikit-learn takes a second to import

    was, now = asyncio.run(app.upgrade_database(read_settings()))
    print(f"the database is at revision {now}" + ("" if was == now else f"; it was {was or 'empty'}"))


@database_cli.command("backup")
def back_up_database(target: Annotated[Path, typer.Argument(help="Folder for the copy; made when it isn't there.")]) -> None:
    """Copy the SQLite database while coachbot runs; of PostgreSQL, say how (docs/store.md)."""
    from coachbot import app  # noqa: PLC0415 - see above

    for copy in asyncio.run(app.back_up(read_settings(), target)):
        print(copy)


def _started(settings: Settings) -> App:
    """The app, with progress shown while it learns and notices on standard error."""
    from coachbot.app import build_app  # noqa: PLC0415 - scikit-learn takes a second to import

    texts = load_texts(settings.language or "nl")
    names = {"words": texts.learning_words, "meaning": texts.learning_meaning}
    with _progress() as progress:
        tasks: dict[str, object] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(names[step], total=total)
            progress.update(tasks[step], completed=done)  # type: ignore[arg-type] # rich's own id

        app = build_app(settings, report)
    for notice in app.notices:
        print(f"coachbot: {notice}", file=sys.stderr)
    return app


def _progress() -> Progress:
    """Progress on standard error, gone when it's done; nothing where that isn't a terminal."""
    console = terminal_console(sys.stderr)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _unkept(app: App, settings: Settings, lang: Language | None) -> Unkept:
    return Unkept(app, language=lang or settings.language, contacts=settings.contacts, today=_today)


def _kept(settings: Settings, runner: asyncio.Runner) -> Store | None:
    """The store that a conversation is kept in; without one the coach answers all the same, and says so."""
    from coachbot.app import store_plan  # noqa: PLC0415 - see `_started`
    from coachbot.store import Store  # noqa: PLC0415 - only a conversation needs it

    try:
        store = runner.run(Store.open(store_plan(settings)))
        # Nobody else keeps the time limit on what a terminal kept.
        runner.run(store.purge())
        return store  # noqa: TRY300 - both calls may fail, and for the same reasons
    except (StoreError, ConfigurationError) as error:
        print(f"coachbot: nothing of this conversation is kept: {error}", file=sys.stderr)
        return None


def _today() -> date:
    return datetime.now(tz=UTC).astimezone().date()


if __name__ == "__main__":
    main()
