"""A PostgreSQL server for a run of tests, from Debian's package: no TCP port, and no fsync."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.support import limits, temporary

# The server ends with us, however we end: the shell waits for the end of its input, then interrupts it.
_UNTIL_STDIN_CLOSES = '"$@" & server=$!; cat; kill -INT $server; wait $server'
_FAST = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    # A database is made from the template by copying its files, which on a disk would wait for a checkpoint.
    *("wal_level=minimal", "max_wal_senders=0", "autovacuum=off"),
)
_COPY = "FILE_COPY" if temporary.IN_MEMORY else "WAL_LOG"


class PostgresServer:
    """A server in a folder of its own. Root starts it as the user postgres, since PostgreSQL refuses root."""

    def __init__(self) -> None:
        (self._programs, *_) = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        # Directly below it, since a socket's path has at most 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=temporary.FOLDER))
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        make = [*self._as_user, self.program("initdb"), "-D", f"{self.folder}/data", *options]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self._process = self._started()

    def url(self, database: str) -> str:
        """Return a database's URL, as in DATABASE_URL."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Create a database, yield its name, and drop it at the end, even if something is still connected."""
        name = f"t{uuid4().hex}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {_COPY}")
        try:
            yield name
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        """Run one statement as the superuser."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server for a while, as in an outage."""
        self._end()
        try:
            yield
        finally:
            self._process = self._started()

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._end()
        shutil.rmtree(self.folder)

    def program(self, name: str) -> str:
        """Return the path of one of PostgreSQL's programs."""
        return str(self._programs / name)

    def _started(self) -> subprocess.Popen[bytes]:
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", *_FAST]
        options = [part for each in settings for part in ("-c", each)]
        command = [*self._as_user, self.program("postgres"), "-D", f"{self.folder}/data", *options]
        shell = ["/bin/sh", "-c", _UNTIL_STDIN_CLOSES, "sh", *command]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.folder)
        self._wait()
        return process

    def _wait(self) -> None:
        pause, end = threading.Event(), time.monotonic() + limits.WAIT_S
        ask = [self.program("pg_isready"), "-q", "-h", str(self.folder)]
        while subprocess.run(ask, check=False).returncode:
            assert time.monotonic() < end, (self.folder / "log").read_text(encoding="utf-8")
            pause.wait(0.05)

    def _end(self) -> None:
        self._process.communicate(timeout=limits.WAIT_S)
