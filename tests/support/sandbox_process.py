"""A sandbox in a process of its own, for tests: start, query, request faults, stop."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support import limits

ROOT = Path(__file__).resolve().parents[2]
READY = "sandbox ready "
LONG_S = 3600


class SandboxProcess:
    """`python -m sandbox` on a free port of loopback, ready once made. It ends when its stdin closes.

    With `at` its clock goes on from that moment instead of now. `program`: another one, and its first
    arguments.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        companies: int = 60,
        sync_seconds: float = 0.3,
        at: datetime | None = None,
        latency_ms: float = 0.0,
        outage: int = 0,
        program: Sequence[str] = ("sandbox",),
    ) -> None:
        program = ("tests.support.sandbox_at", at.isoformat()) if at else program
        options = [f"--seed={seed}", f"--companies={companies}", f"--sync-seconds={sync_seconds}"]
        options += [f"--latency={latency_ms}"] if latency_ms else []
        options += [f"--outage={outage}"] if outage else []
        command = [sys.executable, "-m", *program, "--port=0", "--until-stdin-closes", *options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line.startswith(READY):
            self.stop()
            raise RuntimeError(f"The sandbox did not start; it said {line!r}")
        self.url = line.removeprefix(READY)
        merchants: list[dict[str, str]] = self.control("merchants")
        self.merchants = merchants
        self._by_case = {merchant["case"]: merchant for merchant in self.merchants}

    def stop(self, wait: float = limits.WAIT_S) -> int:
        """Close its stdin, wait until it exits, return its exit code. It is killed after `wait` seconds."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            return self._process.wait(wait)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            if self._process.stdout:
                self._process.stdout.close()

    def control(self, path: str, body: dict[str, object] | None = None) -> Any:
        """Call a control route: GET, or POST with a body. Raises HTTPError."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_sandbox/{path}", data, timeout=limits.WAIT_S) as reply:
            return json.load(reply)

    def company(self, case: str) -> str:
        """Return the company id of a named case."""
        return self._by_case[case]["companyId"]

    def name(self, case: str) -> str:
        """Return the company name of a named case."""
        return self._by_case[case]["name"]

    def fault(self, kind: str, n: int = 1, **more: object) -> None:
        """Make the next n matching calls fail; `more` uses the API's names: operation, carriedOut, …."""
        self.control("faults", {"kind": kind, "n": n, **more})

    def ledger(self) -> list[dict[str, Any]]:
        """Return every POST received, oldest first."""
        return list(self.control("ledger"))

    def requests(self) -> list[dict[str, Any]]:
        """Return every API call received, oldest first."""
        return list(self.control("requests"))

    def company_requests(self) -> list[dict[str, Any]]:
        """Return every API call about a company, oldest first; the list of companies is read at any time."""
        return [each for each in self.requests() if each["operation"] != "companies.list"]

    def switch(self, **switches: object) -> None:
        """Set switches by the API's names: idempotency, commerceSyncId, appearAfter, syncSeconds."""
        self.control("switches", switches)

    def leave_quota(self, fraction: float) -> None:
        """Let other systems have used the day's quota up to this fraction."""
        self.switch(quotaUsed=1 - fraction)

    def let_syncs_run(self) -> None:
        """Let started syncs run until `end_syncs`."""
        self.switch(syncSeconds=LONG_S)

    def end_syncs(self) -> None:
        """End the running started syncs. There must be one, or the test waits for the wrong thing."""
        assert self.control("end", {})["ended"] > 0, "no sync ran"

    def hide_syncs(self) -> None:
        """Hide started syncs until `show_syncs`."""
        self.switch(appearAfter=LONG_S)

    def show_syncs(self) -> None:
        """Show the hidden started syncs. There must be one, or the test checks nothing."""
        assert self.control("show", {})["shown"] > 0, "no sync was hidden"

    def reset(self) -> None:
        """Reset faults, ledger, requests, stored responses, switches and started syncs."""
        self.control("reset", {})
