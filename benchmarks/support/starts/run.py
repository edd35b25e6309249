"""One run: give out the errands, kill processes at random moments, and check what pages claim meanwhile."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any

from benchmarks.support.starts.audit import (
    Findings,
    Ledger,
    claims_wrongly,
    denies_wrongly,
    misreports,
    needless_question,
)
from benchmarks.support.starts.clock import FastClock
from benchmarks.support.starts.desk import DeskProcess
from benchmarks.support.starts.plan import Companies, Errand
from codat_client import CodatClient
from dashboard.insight.start.attempt import Attempt
from dashboard.starting.repository import StartRepository
from tests.support.sandbox_process import SandboxProcess

TURN_S, COMPARED_EVERY_S, KILLED_EVERY_S = 0.05, 2.0, 4.0
PATIENCE = 4 * 3600.0
"""If no start ends for this many seconds of the fast clock, the remaining ones count as unsettled."""


@dataclass
class Run:
    """A run on a started sandbox, with its processes and findings."""

    sandbox: SandboxProcess
    records: StartRepository
    clock: FastClock
    companies: Companies
    desks: list[DeskProcess]
    people: int
    heard: SimpleQueue[tuple[DeskProcess, dict[str, Any]]]
    dice: random.Random
    findings: Findings = field(default_factory=Findings)
    times: dict[str, float] = field(default_factory=dict)
    became: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    _over: set[str] = field(default_factory=set)
    _progress: float = 0.0

    def carry_out(self, errands: list[Errand]) -> None:
        """Continue until every errand is done, or no more of them end."""
        waiting, pause = list(reversed(errands)), Event()
        next_kill = next_look = self._progress = time.monotonic()
        while (waiting or any(desk.orders for desk in self.desks)) and not self._stuck():
            self._listen()
            self._hand_out(waiting)
            now = time.monotonic()
            if now >= next_kill:
                next_kill = now + self.dice.uniform(0.5, 1.5) * KILLED_EVERY_S
                self._kill(self.dice.choice(self.desks))
            if now >= next_look:
                self._compare_open()
                next_look = now + COMPARED_EVERY_S
            pause.wait(TURN_S)

    def _stuck(self) -> bool:
        return time.monotonic() - self._progress > self.clock.real(PATIENCE)

    def _listen(self) -> None:
        while True:
            try:
                desk, line = self.heard.get_nowait()
            except Empty:
                return
            if "ready" in line:
                desk.ready.set()
            if "ms" in line:
                self.times.setdefault(line["recorded"], line["ms"])
            if "done" in line:
                desk.orders.pop(line["done"], None)
                self._progress = time.monotonic()

    def _hand_out(self, waiting: list[Errand]) -> None:
        """Give each process as many errands as it has people; a second click goes to another process."""
        for number, desk in enumerate(self.desks):
            while waiting and len(desk.orders) < self.people:
                now = self.clock.now()
                for turn, order in enumerate(waiting.pop().orders(self.companies.next(now), now)):
                    self.desks[(number + turn) % len(self.desks)].order(order)

    def _kill(self, desk: DeskProcess) -> None:
        if desk.ready.is_set():
            self.kills += 1
            desk.kill_and_restart()

    def _compare_open(self) -> None:
        """Compare what open starts say with the ledger: claims are read before it, denials after it."""
        clicks = [click for desk in self.desks for click in desk.orders]
        before, ledger = self._known(clicks), Ledger.of(self.sandbox.ledger())
        self.findings.note(*(claims_wrongly(each, ledger) for each in before))
        self.findings.note(*(denies_wrongly(each, ledger) for each in self._known(clicks)))

    def _known(self, clicks: list[str]) -> list[Attempt]:
        return [attempt for each in clicks if (attempt := self.records.get(each)) is not None]

    def figures(self, errands: list[Errand]) -> dict[str, float]:
        """Compare everything recorded at the end."""
        ledger = Ledger.of(self.sandbox.ledger())
        attempts = self._known([click for errand in errands for click in errand.clicks])
        codes = self._codes({each.intent.company_id for each in attempts})
        for each in attempts:
            self.findings.note(
                claims_wrongly(each, ledger), denies_wrongly(each, ledger), misreports(each, codes)
            )
        self.findings.asked = {found for each in attempts if (found := needless_question(each, ledger))}
        self.became = Counter(f"{each.stage}, {each.basis}" if each.new else each.stage for each in attempts)
        self.findings.unsettled = {
            f"{each.id} is still “{each.stage}”"
            for each in attempts
            if not (each.settled or each.may_release)
        }
        return {
            "starts": len(attempts),
            "doubled": ledger.doubled(errands),
            "told_wrong": len(self.findings.wrong),
            "unsettled": len(self.findings.unsettled),
            "by_person": len(self.findings.asked),
            "p50_ms": round(sorted(self.times.values())[len(self.times) // 2], 1),
        }

    def _codes(self, companies: set[str]) -> dict[str, int | None]:
        """Read from the sandbox the final code of each sync."""
        with CodatClient("test-key", self.sandbox.url) as client:
            found = (record for company in companies for record in client.sync.list(company))
            return {record.sync_id or "": record.sync_status_code for record in found}
