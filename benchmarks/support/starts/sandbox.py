"""A sandbox on a fast clock with random faults.

    python -m benchmarks.support.starts.sandbox WEATHER

WEATHER is one as JSON. Half of the triggers fail, with and without beginning a sync; a few reads do.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import asdict, dataclass
from datetime import date

from benchmarks.support.starts.clock import FastClock
from sandbox.case import Case, Merchant
from sandbox.faults import Fault, Faults
from sandbox.server import serve
from sandbox.world import World

SYNC_SECONDS = 40.0
COMPANIES = 480
TRIGGERS = frozenset({"sync.request", "sync.request_for_date_range"})
FAILING_TRIGGERS, FAILING_READS = 0.5, 0.02
TRIGGER_FAULTS = ("late", "late", "drop", "drop", "truncated", "500", "502", "503", "504", "409")
READ_FAULTS = ("503", "drop", "truncated")


@dataclass(frozen=True)
class Weather:
    """The conditions of a run.

    `late`: a sync is listed within this many seconds. `timeout`: of a call, in real seconds. `nightly`:
    whether scheduled runs are due: those of the n-th merchant at the n-th hour of the day.
    """

    clock: str
    seed: int
    late: float
    timeout: float
    nightly: bool

    def __str__(self) -> str:
        return json.dumps(asdict(self))


class RandomFaults(Faults):
    """Random faults; each trigger also draws how late its sync is listed."""

    def __init__(self, world: World, weather: Weather) -> None:
        super().__init__()
        self._world, self._weather, self._dice = world, weather, random.Random(weather.seed)  # noqa: S311 - dice

    def take(self, operation: str, company_id: str | None) -> Fault | None:
        """Return the fault of this call, or None."""
        _ = company_id
        if operation not in TRIGGERS:
            return Fault(self._dice.choice(READ_FAULTS)) if self._dice.random() < FAILING_READS else None
        self._world.switches.appear_after = self._dice.uniform(0, self._weather.late)
        if self._dice.random() >= FAILING_TRIGGERS:
            return None
        kind, carried_out = self._dice.choice(TRIGGER_FAULTS), self._dice.random() < 0.5  # noqa: PLR2004 - a coin
        delay = 2 * self._weather.timeout if kind == "late" else 0.0
        return Fault(kind, carried_out=carried_out, delay=delay)


def fleet(weather: Weather) -> list[Merchant]:
    """Return healthy merchants with nightly runs, or with none due this month."""
    cases = (_case(number, nightly=weather.nightly) for number in range(COMPANIES))
    return [Merchant(case, weather.seed) for case in cases]


def _case(number: int, *, nightly: bool) -> Case:
    return Case(
        case=f"merchant-{number}",
        name=f"Merchant {number}",
        promise="A healthy merchant.",
        zone="Etc/UTC",
        hour=number % 24,
        monthly=not nightly,
        closes=False,
        since=date(2026, 6, 1),
    )


def main(options: str) -> None:
    """Serve until stdin closes."""
    weather = Weather(**json.loads(options))
    clock = FastClock.from_text(weather.clock)
    world = World(weather.seed, 0, SYNC_SECONDS, clock.now, fleet(weather))
    world.faults = RandomFaults(world, weather)
    serve(world, 0, until_stdin_closes=True)


if __name__ == "__main__":
    main(sys.argv[1])
