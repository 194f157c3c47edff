"""The `coachbot playbook` commands.

Where two sides differ, or both changed the same thing, a command exits with 3, so that a script can tell it from a fault (1).
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path  # noqa: TC003 - typer reads the annotation at run time
from typing import TYPE_CHECKING, Annotated

import typer

from coachbot.errors import ConfigurationError
from coachbot.playbook import Language  # noqa: TC001 - see above
from coachbot.settings import read_settings
from coachbot.terminal import terminal_console

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from coachbot.coverage import Coverage
    from coachbot.exchange import Changed, Difference, ExportPlan, ImportPlan, InForce
    from coachbot.playbook import Playbook
    from coachbot.settings import Settings
    from coachbot.store import Store

DIFFERS = 3

playbook_cli = typer.Typer(
    help="Check, show and compare the playbook; write it into files and take files into force.", no_args_is_help=True
)

Tenant = Annotated[str, typer.Option("--tenant", help="Whose playbook: platform:workspace, such as slack:T024BE7LD.")]
FilesWin = Annotated[
    list[str] | None, typer.Option("--files-win", help="The files win this subject; `all` is every one that both sides changed.")
]
InForceWins = Annotated[
    list[str] | None,
    typer.Option("--in-force-wins", help="What is in force wins this subject; `all` is every one that both sides changed."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]


@playbook_cli.command()
def lint(
    advice: Annotated[bool, typer.Option(help="Show advice too, not only errors.")] = True,  # noqa: FBT002 - a flag
) -> None:
    """Check every entry against the rules of docs/playbook.md; errors fail."""
    from coachbot.lint import lint_playbook  # noqa: PLC0415 - only this command needs it

    findings = lint_playbook(files_of(read_settings()))
    errors = [finding for finding in findings if finding.severity == "error"]
    for finding in findings if advice else errors:
        print(finding)
    print(f"{len(errors)} error(s), {len(findings) - len(errors)} piece(s) of advice")
    raise typer.Exit(1 if errors else 0)


@playbook_cli.command()
def stats() -> None:
    """Show the matrix: which entries are there, missing, unverified, overdue."""
    from coachbot.tables import matrix_table, phrases_table, practice_text  # noqa: PLC0415 - only this command needs it

    playbook = files_of(read_settings())
    console = terminal_console()
    console.print(matrix_table(playbook, today()))
    console.print(phrases_table(playbook))
    console.print(practice_text(playbook))


@playbook_cli.command()
def show(
    objection: Annotated[str, typer.Argument(help="The objection's id, such as no-time.")],
    driver: Annotated[str | None, typer.Argument(help="The driver's id, such as blue; none shows the neutral entry.")] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the entry.")] = "nl",
) -> None:
    """Show one entry with all its parts."""
    from coachbot.tables import entry_text  # noqa: PLC0415 - only this command needs it

    terminal_console().print(entry_text(files_of(read_settings()), objection, driver, lang))


@playbook_cli.command("export")
def export_playbook(
    tenant: Tenant,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help="Playbook folder to write into, made when it isn't there; otherwise that of COACHBOT_PLAYBOOKS."
        ),
    ] = None,
    files_win: FilesWin = None,
    in_force_wins: InForceWins = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Write what a tenant published into YAML files; every other byte stays. Exits with 3 where both sides changed something."""
    from coachbot.exchange import Winners, copy_playbook, plan_export, write_files  # noqa: PLC0415 - only this command needs it

    settings = read_settings()
    folder = to or _own_folder(settings)
    begins = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    source = settings.playbooks if begins else folder
    winners = Winners(files=files_win or (), in_force=in_force_wins or ())

    async def planned() -> ExportPlan:
        async with in_force_of(settings, tenant) as (store, in_force):
            return await plan_export(store, in_force, source, settings.model, winners)

    plan = asyncio.run(planned())
    _show_changes(plan.changes)
    for one in plan.newer_in_files:
        print(f"{one.subject}: newer in the files; left as it is there (import it to have it in force)")
    _stop_where_both_changed(plan.both)
    if not dry_run:
        if begins:
            copy_playbook(source, folder)
        write_files(folder, plan.files)
    print(_told("would write" if dry_run else "wrote", plan.files, folder))


@playbook_cli.command("import")
def import_playbook(
    folder: Annotated[Path, typer.Argument(help="Playbook folder with reviewed files.")],
    tenant: Tenant,
    files_win: FilesWin = None,
    in_force_wins: InForceWins = None,
    dry_run: DryRun = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Take reviewed files into force, all at once or nothing. Exits with 3 where both sides changed something."""
    from coachbot.exchange import Winners, plan_import, publish_import  # noqa: PLC0415 - only this command needs it

    settings = read_settings()
    winners = Winners(files=files_win or (), in_force=in_force_wins or ())

    async def taken() -> str:
        async with in_force_of(settings, tenant) as (store, in_force):
            await _require_known(store, tenant)
            plan = await plan_import(store, in_force, folder, settings.model, winners)
            _show_import(plan)
            if dry_run or not plan.revisions:
                return f"{'would publish' if dry_run else 'published'} {len(plan.revisions)} change(s) of {tenant}"
            published = await publish_import(store, in_force.tenant, plan)
            if published is None:
                msg = f"{tenant}: something was published in the meantime, and nothing was taken in; run the import again"
                raise ConfigurationError(msg)
            return f"published {len(plan.revisions)} change(s) of {tenant}: in force as version {published.version}"

    print(asyncio.run(taken()))


@playbook_cli.command()
def diff(
    before: Annotated[str, typer.Argument(help="files, a folder, in-force, draft:ID, or revision:SUBJECT:NUMBER.")],
    after: Annotated[str, typer.Argument(help="The same; `diff files in-force` shows what a tenant changed.")],
    tenant: Annotated[str | None, typer.Option("--tenant", help="Whose, where a side isn't files: platform:workspace.")] = None,
) -> None:
    """Show what differs between files, what is in force, a draft or a revision. Exits with 3 where something does."""
    from coachbot.exchange import compare  # noqa: PLC0415 - only this command needs it

    settings = read_settings()

    async def compared() -> tuple[Difference, ...]:
        if tenant is None:
            return await compare(None, None, files_of(settings), before, after)
        async with in_force_of(settings, tenant) as (store, in_force):
            return await compare(store, in_force, in_force.files, before, after)

    found = asyncio.run(compared())
    _show_changes(found)
    raise typer.Exit(DIFFERS if found else 0)


@playbook_cli.command()
def coverage(
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Whose: platform:workspace. Without one, only what is missing and overdue.")
    ] = None,
    png: Annotated[Path | None, typer.Option("--png", help="Write the heat map into this file as well.")] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the words.")] = "nl",
) -> None:
    """Show what was asked and what is there: used, helpful, missing, overdue; counted over five people or more only."""
    from coachbot.coverage import covered  # noqa: PLC0415 - see `export_playbook`
    from coachbot.coverage_map import coverage_map  # noqa: PLC0415 - see `export_playbook`
    from coachbot.overviews import coverage_of  # noqa: PLC0415 - see `export_playbook`
    from coachbot.tables import coverage_table  # noqa: PLC0415 - see `export_playbook`
    from coachbot.texts import load_texts  # noqa: PLC0415 - see `export_playbook`

    settings = read_settings()

    async def counted() -> tuple[Coverage, Playbook]:
        if tenant is None:
            files = files_of(settings)
            return covered(files, {}, today(), today()), files
        async with in_force_of(settings, tenant) as (store, in_force):
            return await coverage_of(store, in_force.playbook, in_force.tenant, datetime.now(UTC)), in_force.playbook

    found, playbook = asyncio.run(counted())
    terminal_console().print(coverage_table(found, playbook, load_texts(lang), lang))
    if png is not None:
        write_file(png, coverage_map(found, playbook, load_texts(lang), lang).png)
        print(png)


def write_file(path: Path, raw: bytes) -> None:
    """Write a file that a command was asked for.

    Raises:
        ConfigurationError: it can't be written.
    """
    from coachbot.exchange import write_files  # noqa: PLC0415 - see `export_playbook`

    write_files(path.parent, {path.name: raw})


def files_of(settings: Settings) -> Playbook:
    """The playbook's files, without what any tenant published."""
    from coachbot.loading import load_playbook  # noqa: PLC0415 - saves `--help` the time

    return load_playbook(settings.playbooks, settings.model)


def today() -> date:
    """The date where this machine is."""
    return datetime.now(tz=UTC).astimezone().date()


@asynccontextmanager
async def in_force_of(settings: Settings, tenant: str) -> AsyncIterator[tuple[Store, InForce]]:
    """The store, and what a tenant has in force."""
    from coachbot.app import store_plan  # noqa: PLC0415 - scikit-learn takes a second to import
    from coachbot.exchange import load_in_force  # noqa: PLC0415 - see `export_playbook`
    from coachbot.store import TenantId, opened  # noqa: PLC0415 - see `export_playbook`

    async with opened(store_plan(settings)) as store:
        yield store, await load_in_force(store, files_of(settings), TenantId(tenant))


async def _require_known(store: Store, tenant: str) -> None:
    """Stop where nobody of a tenant ever spoke with the coach: its name is a slip of the pen, most likely."""
    from coachbot.store import TenantId  # noqa: PLC0415 - see `export_playbook`

    if not await store.people.any_of(TenantId(tenant)):
        msg = f"--tenant {tenant}: nobody of it has spoken with the coach yet; write platform:workspace, such as slack:T024BE7LD"
        raise ConfigurationError(msg)


def _own_folder(settings: Settings) -> Path:
    from coachbot.loading import shipped_playbook  # noqa: PLC0415 - see `files_of`

    if settings.playbooks == shipped_playbook():
        msg = "the playbook is the one that coachbot ships with; say with --to which folder to write into, such as one in Git"
        raise ConfigurationError(msg)
    return settings.playbooks


def _show_import(plan: ImportPlan) -> None:
    """What an import does and leaves.

    Raises:
        PlaybookError: an entry breaks a rule that none broke before.
    """
    from coachbot.tables import difference_lines  # noqa: PLC0415 - see `export_playbook`

    _show_changes(plan.changes)
    for one in plan.newer_in_force:
        print(f"{one.subject}: newer in force; left as it is there (export it to have it in the files)")
    if plan.left_out:
        print("not taken in, as a tenant changes and adds and only the files themselves take away:")
        for line in difference_lines(plan.left_out):
            print(f"  {line}")
    for name in plan.other_files:
        print(f"{name}: differs too, and is the same for every tenant; put it in the folder of COACHBOT_PLAYBOOKS")
    _stop_where_both_changed(plan.both)
    for fault in plan.faults:
        print(fault)
    if plan.faults:
        msg = f"{len(plan.faults)} error(s) of the rules above, and nothing was taken in; mend the files (docs/playbook.md)"
        raise ConfigurationError(msg)


def _show_changes(found: Iterable[Difference]) -> None:
    from coachbot.tables import difference_lines  # noqa: PLC0415 - see `export_playbook`

    for line in difference_lines(found):
        print(line)


def _stop_where_both_changed(both: Iterable[Changed]) -> None:
    """Show what both sides changed, and stop: somebody has to choose."""
    from coachbot.tables import three_way_lines  # noqa: PLC0415 - see `export_playbook`

    stopped = False
    for one in both:
        stopped = True
        print("changed in the files and in force:")
        for line in three_way_lines(one):
            print(f"  {line}")
    if stopped:
        print("nothing was changed; choose with --files-win SUBJECT or --in-force-wins SUBJECT, or make both sides alike")
        raise typer.Exit(DIFFERS)


def _told(did: str, files: Iterable[str], folder: Path) -> str:
    names = sorted(files)
    return "\n".join([f"{did} {len(names)} file(s) in {folder}", *(f"  {name}" for name in names)])
