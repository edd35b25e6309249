"""200 triggers from several threads, every kind of trouble among them, and what became of each."""

from __future__ import annotations

import random
import socket
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from codat_client import CodatClient, CodatError, RetryConfig
from tests.triggers.kinds import KINDS, Kind

TRIGGERS = 200
# Merchants whose syncs begin without more ado; one thread to each, so that a fault meets its own call.
LANES = (
    "healthy",
    "two-shops",
    "several-locations",
    "same-name-first",
    "same-name-second",
    "nothing-to-sell",
)
QUICK = RetryConfig(base_delay=0.02)
START, FINISH = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Call:
    """One trigger: the trouble it met, its key, what the caller was told."""

    kind: Kind
    key: str
    outcome: type
    carried_out: bool | None


class Storm:
    """Sends the triggers and keeps what became of them."""

    def __init__(self, sandbox: Any, refused: str) -> None:
        self.sandbox = sandbox
        tls = sandbox.url.replace("http:", "https:")
        self.clients = {
            "refused": CodatClient("test-key", refused),
            "not TLS": CodatClient("test-key", tls),
            "tunnel refused": CodatClient("test-key", "https://codat.example", proxy=sandbox.url),
        }
        self.straight = CodatClient("test-key", sandbox.url)
        self.calls: list[Call] = []

    def blow(self) -> None:
        """Send them all, each lane one after another, the lanes at once."""
        turns = [(KINDS[n % len(KINDS)], bool(n // len(KINDS) % 2)) for n in range(TRIGGERS)]
        random.Random(1).shuffle(turns)
        with ThreadPoolExecutor(len(LANES)) as pool:
            lanes = [pool.submit(self._lane, case, turns[n :: len(LANES)]) for n, case in enumerate(LANES)]
            self.calls = [call for lane in lanes for call in lane.result()]

    def _lane(self, case: str, turns: list[tuple[Kind, bool]]) -> list[Call]:
        company = self.sandbox.company(case)
        return [self._trigger(kind, company, for_range=for_range) for kind, for_range in turns]

    def _trigger(self, kind: Kind, company: str, *, for_range: bool) -> Call:
        if kind.fault:
            more = dict(kind.fault)
            self.sandbox.fault(more.pop("kind"), companyId=company, **more)
        if kind.way == "switched off":
            company = self.sandbox.company("switched-off")
        key = str(uuid.uuid4())
        try:
            told: Any = self._send(kind, company, key, for_range=for_range)
        except CodatError as error:
            return Call(kind, key, type(error), error.carried_out)
        return Call(kind, key, type(told), carried_out=True)

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

    def close(self) -> None:
        """Close the connections."""
        for client in (self.straight, *self.clients.values()):
            client.close()


@contextmanager
def nobody_listens() -> Iterator[str]:
    """Hold a port on which no connection is taken, and give its address."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
