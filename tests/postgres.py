"""A throw-away PostgreSQL for a run of the tests, also as root, and databases of their own for tests.

`COACHBOT_TEST_POSTGRES=postgresql://user@host:port` names a server to use instead; `PG_BIN` a folder with the
server's programs. Where there are neither, the tests that need one are skipped; with `CI` set they fail instead,
so that nobody takes a run without PostgreSQL for a whole one.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

NAMED = "COACHBOT_TEST_POSTGRES"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs():
    """The folder with initdb and pg_ctl, or None where no server is installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    initdb = shutil.which("initdb")
    on_path = [Path(initdb).resolve().parent] if initdb else []
    chosen = [Path(os.environ["PG_BIN"])] if "PG_BIN" in os.environ else []
    return next((folder for folder in [*chosen, *versions, *on_path] if (folder / "initdb").exists()), None)


class Server:
    """A server that can be stopped and started again, to see what happens meanwhile."""

    def __init__(self, folder, port, *, durable=False):
        self._durable = durable
        self._folder, self._port, self._bin = folder, port, programs()
        self._user = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            import pwd

            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.url = f"postgresql://postgres@127.0.0.1:{port}"

    def _run(self, program, *arguments):
        command = [str(self._bin / program), "-D", f"{self._folder}/data", *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder, timeout=60, **self._user)

    def make(self):
        self._run("initdb", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8", "--no-sync")

    def start(self):
        here = (f"listen_addresses=127.0.0.1 -c port={self._port}", f"unix_socket_directories={self._folder}")
        options = " ".join(f"-c {option}" for option in (*here, *(() if self._durable else _FAST)))
        self._run("pg_ctl", "-w", "-l", f"{self._folder}/log", "-o", options, "start")

    def stop(self, mode="immediate"):
        self._run("pg_ctl", "-m", mode, "stop")


@contextmanager
def running_server(*, durable=False):
    """A fresh server, gone afterwards. Unless `durable`, what it committed last is lost when it is stopped at once."""
    # Not in pytest's own folder, whose parents are closed to the user that PostgreSQL runs as.
    folder = tempfile.mkdtemp(prefix="coachbot-pg-")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(folder, port, durable=durable)
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url):
    """The URL of an empty database on a server, dropped afterwards."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    try:
        yield f"{server_url}/{name}"
    finally:
        with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)")


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a server on this machine, without a database."""
    if os.environ.get(NAMED):
        yield os.environ[NAMED].rstrip("/")
        return
    if programs() is None:
        missing = f"no PostgreSQL server programs (initdb) on this machine; install them, or set {NAMED}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with running_server() as server:
        yield server.url


@pytest.fixture
def postgres_url(postgres_server):
    """An empty database, gone after the test."""
    with fresh_database(postgres_server) as url:
        yield url
