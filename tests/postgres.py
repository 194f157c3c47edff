"""A throw-away PostgreSQL for a run of the tests, and a database of its own for each test.

`COACHBOT_TEST_POSTGRES=postgresql://user@host:port` names a server to use instead. Where there are
neither server binaries nor a named server, the tests that need one are skipped; with `CI` set
they fail instead, so that nobody takes a run without PostgreSQL for a whole one.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMED = "COACHBOT_TEST_POSTGRES"
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""Nothing of it has to survive a power cut."""
_TRIES = 3


def binaries() -> Path | None:
    """The folder with the newest installed server's programs."""
    named, on_path = os.environ.get("PG_BIN"), shutil.which("postgres")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name), reverse=True)
    places = [Path(named)] if named else [*installed, *([Path(on_path).parent] if on_path else [])]
    return next((place for place in places if (place / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server on this machine, without a database."""
    if os.environ.get(NAMED):
        yield os.environ[NAMED].rstrip("/")
        return
    programs = binaries()
    if programs is None:
        missing = f"no PostgreSQL server programs (initdb) on this machine; install them, or set {NAMED}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    # Not in tmp_path, whose parents let nobody else in: PostgreSQL refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="coachbot-postgres-"))
    try:
        yield _start(programs, folder)
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            _run(folder, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database, gone after the test."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres_server}/{name}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _start(programs: Path, folder: Path) -> str:
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    _run(
        folder,
        programs / "initdb",
        "-D",
        folder / "data",
        "-A",
        "trust",
        "-U",
        "postgres",
        "--no-locale",
        "-E",
        "UTF8",
        "--no-sync",
    )
    for left in reversed(range(_TRIES)):
        # Somebody else may take the port before the server does: then another one.
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} {_FAST}"
        try:
            _run(folder, programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        except subprocess.CalledProcessError:
            if not left:
                raise
        else:
            return f"postgresql://postgres@127.0.0.1:{port}"
    raise AssertionError


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def _run(folder: Path, *command: str | Path) -> None:
    """Run a program of the server's, as the user who may."""
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **({"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}),
    )
