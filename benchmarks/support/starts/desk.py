"""One process of a run: started, given orders, killed, and started again with its unfinished orders."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import IO, Any, cast

from benchmarks.support.starts.process import Desk

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "benchmarks.support.starts.process"


class DeskProcess:
    """A process whose output lines go to `heard`, each with the process it came from."""

    def __init__(self, desk: Desk, program: str, heard: SimpleQueue[tuple[DeskProcess, Any]]) -> None:
        self._command = [sys.executable, "-m", program, str(desk)]
        self._heard, self.orders = heard, dict[str, dict[str, Any]]()
        self.ready = Event()
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start it. An interrupt waits until it is registered here: otherwise nothing would end it."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            self._begin()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _begin(self) -> None:
        self.ready.clear()
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._pipe = cast("IO[str]", self._process.stdin)
        self._ear = Thread(target=self._hear, args=(self._process.stdout,), daemon=True)
        self._ear.start()

    def _hear(self, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                if line.endswith("\n"):  # otherwise it was killed while writing the line
                    self._heard.put((self, json.loads(line)))

    def order(self, order: dict[str, Any]) -> None:
        """Give it an order. The order is remembered until it is done, and given again after a kill."""
        self.orders[order["id"]] = order
        self._send(order)

    def kill_and_restart(self) -> None:
        """Kill it by SIGKILL, start it again, and repeat its unfinished orders."""
        if self._process is not None:
            self._process.kill()
        self.stop()
        self.begin()
        for order in self.orders.values():
            self._send(order)

    def stop(self) -> None:
        """End it by closing its orders; it may not have started yet."""
        if self._process is None:
            return
        with suppress(BrokenPipeError):
            self._pipe.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._ear.join()

    def _send(self, order: dict[str, Any]) -> None:
        with suppress(BrokenPipeError):  # it has ended; after a restart it gets all of them again
            print(json.dumps(order), file=self._pipe, flush=True)
