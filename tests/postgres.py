"""A throw-away PostgreSQL server for a test session, also where the tests run as root.

`PG_URL` in the environment names a server to use instead; `PG_BIN` a folder with the server's programs.
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
            import pwd  # noqa: PLC0415 - not on Windows

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
