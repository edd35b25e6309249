"""Many triggers from several threads, every kind of trouble among them, and what became of each."""

from __future__ import annotations

import itertools
import random
import socket
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from codat_client import CodatClient, CodatError, RetryConfig, Unclear
from tests.triggers.kinds import KINDS, Kind

# Merchants whose syncs begin without more ado; one thread to each, so that a fault meets its own call. So
# many, since most of the time a trigger waits for its total to be over: they wait together.
LANES = (
    "healthy",
    "two-shops",
    "several-locations",
    "same-name-first",
    "same-name-second",
    "nothing-to-sell",
    "closed-gap",
    "archived-tax-rate",
    "failing-3",
    "partly-written",
    "half-closed-gap",
    "unknown-codes",
    "new-fields",
    "unsorted",
)
QUICK = RetryConfig(base_delay=0.02)
OVERDUE = 1.0
"""The seconds past its total from which on a call is overdue."""
START, FINISH = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Call:
    """One trigger: the trouble it met, its key, what the caller was told, and after how long."""

    kind: Kind
    key: str
    outcome: type
    carried_out: bool | None
    seconds: float


class Storm:
    """Sends `triggers` triggers and keeps what became of them. The sandbox should ignore the keys."""

    def __init__(self, sandbox: Any, refused: str, triggers: int) -> None:
        self.sandbox = sandbox
        self.triggers = triggers
        tls = sandbox.url.replace("http:", "https:")
        self.clients = {
            "refused": CodatClient("test-key", refused),
            "not TLS": CodatClient("test-key", tls),
            "tunnel refused": CodatClient("test-key", "https://codat.example", proxy=sandbox.url),
        }
        self.straight = CodatClient("test-key", sandbox.url)
        self.calls: list[Call] = []
        self._over = threading.Event()

    def blow(self) -> None:
        """Send them all, each lane one after another, the lanes at once."""
        turns = [(KINDS[n % len(KINDS)], bool(n // len(KINDS) % 2)) for n in range(self.triggers)]
        random.Random(1).shuffle(turns)
        with ThreadPoolExecutor(len(LANES)) as pool:
            lanes = [pool.submit(self._lane, case, turns[n :: len(LANES)]) for n, case in enumerate(LANES)]
            try:
                self.calls = [call for lane in lanes for call in lane.result()]
            finally:  # somebody may end it before it is over
                self._over.set()

    def _lane(self, case: str, turns: list[tuple[Kind, bool]]) -> list[Call]:
        company = self.sandbox.company(case)
        left = itertools.takewhile(lambda _: not self._over.is_set(), turns)
        return [self._trigger(kind, company, for_range=for_range) for kind, for_range in left]

    def _trigger(self, kind: Kind, company: str, *, for_range: bool) -> Call:
        if kind.fault:
            more = dict(kind.fault)
            self.sandbox.fault(more.pop("kind"), companyId=company, **more)
        if kind.way == "switched off":
            company = self.sandbox.company("switched-off")
        key, began = str(uuid.uuid4()), time.monotonic()
        try:
            shown: Any = self._send(kind, company, key, for_range=for_range)
        except CodatError as error:
            return Call(kind, key, type(error), error.carried_out, time.monotonic() - began)
        return Call(kind, key, type(shown), carried_out=True, seconds=time.monotonic() - began)

    def _send(self, kind: Kind, company: str, key: str, *, for_range: bool) -> Any:
        sync = self.clients.get(kind.way, self.straight).sync
        company = "latest" if kind.way == "bad id" else company
        how: dict[str, Any] = {"idempotency_key": key, "retries": QUICK, "timeout": kind.timeout}
        naive = kind.way == "naive date"
        if for_range:
            return sync.request_for_date_range(
                company, START.replace(tzinfo=None) if naive else START, FINISH, **how
            )
        return sync.request(company, FINISH.replace(tzinfo=None) if naive else None, **how)

    def begun(self) -> Counter[str]:
        """Count from the ledger the syncs that each key truly began."""
        return Counter(entry["idempotencyKey"] for entry in self.sandbox.ledger() if entry["carriedOut"])

    def figures(self, overdue: float = OVERDUE) -> dict[str, int]:
        """Count what has to be 0, each. `overdue`: the seconds past its total from which on a call is."""
        begun, calls = self.begun(), self.calls
        known = [call for call in calls if call.carried_out is not None]
        return {
            "doubled": sum(begun[call.key] > 1 for call in calls),
            "reported_wrong": sum(call.carried_out != (begun[call.key] == 1) for call in known),
            "needless_unclear": sum(
                call.outcome is Unclear and call.kind.outcome is not Unclear for call in calls
            ),
            "overdue": sum(call.seconds > call.kind.timeout + overdue for call in calls),
        }

    def table(self) -> str:
        """Lay out what each kind of trouble ended in, how often, and how long it took at most."""
        rows: dict[str, list[Call]] = defaultdict(list)
        for call in self.calls:
            rows[call.kind.name].append(call)
        return "\n".join(_row(kind, rows[kind.name]) for kind in KINDS)

    def close(self) -> None:
        """Close the connections."""
        for client in (self.straight, *self.clients.values()):
            client.close()


def _row(kind: Kind, calls: list[Call]) -> str:
    ends = ", ".join(f"{end} {n}" for end, n in Counter(call.outcome.__name__ for call in calls).items())
    longest = max((call.seconds for call in calls), default=0.0)
    return f"{kind.name:26} {ends:20} at most {longest:4.1f} of {kind.timeout:4.1f} s"


@contextmanager
def nobody_listens() -> Iterator[str]:
    """Hold a port on which no connection is taken, and give its address."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
