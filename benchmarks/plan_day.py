"""A simulated day of the plan: what is read when, of many merchants, within Codat's limits. No HTTP.

The day has an outage of 41 merchants and single failures; everyone was read the day before. `--figure FILE`
draws it as an SVG.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.support import day_figure
from dashboard.fleet.reading.plan import (
    REST_OF_READS,
    CompanyDue,
    FleetBudget,
    PlannedRead,
    ReadPlan,
    ReadReason,
    plan,
)

START = datetime(2026, 11, 30, tzinfo=UTC)
DAY, STEP = timedelta(days=1), timedelta(minutes=5)
OUTAGE, OUTAGE_OVER, OUTAGE_SIZE = START + timedelta(hours=3), START + timedelta(hours=9), 41
FAIL_SHARE, TROUBLED_SHARE = 0.004, 0.05


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many merchants there are, and what jobs may use."""
    parser.add_argument("--companies", type=int, default=10_000)
    parser.add_argument("--quota", type=int, default=100_000, help="requests that jobs may make that day")
    parser.add_argument("--a-minute", type=int, default=1_000, help="requests that jobs may make a minute")
    parser.add_argument("--figure", type=Path, help="draw the day into this SVG file")


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Print and return the figures."""
    day = SimulatedDay(options.companies, options.quota, options.a_minute)
    day.run()
    figures = day.figures()
    for name, figure in figures.items():
        print(f"{name}: {figure:,}")
    for reason, distance in day.given_up.items():
        print(f"{reason}: read at distances up to {distance}")
    if options.figure:
        minutes = STEP // timedelta(minutes=1)
        rates = {reason.value: [step[reason] / minutes for step in day.requests] for reason in ReadReason}
        options.figure.write_text(day_figure.drawn(rates, day.ages))
    return figures


@dataclass
class Merchant:
    """What really happens at a merchant: when its sync of the day ends, and from when until when it fails."""

    due: CompanyDue
    ends: datetime
    fails_from: datetime | None = None
    fails_until: datetime | None = None

    def fails(self, now: datetime) -> bool:
        """Return whether its latest sync has failed."""
        over = self.fails_until is not None and self.fails_until <= now
        return self.fails_from is not None and self.fails_from <= now and not over


@dataclass
class SimulatedDay:
    """A day in steps of five minutes. `quota`: the requests that jobs may make in it."""

    companies: int
    quota: int
    a_minute: int
    requests: list[Counter[ReadReason]] = field(default_factory=list)
    ages: list[tuple[float, float]] = field(default_factory=list)
    given_up: dict[ReadReason, timedelta] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Invent the merchants; the same numbers give the same ones."""
        chance = Random(16)  # noqa: S311 - not for secrets
        made = (_merchant(at, chance) for at in range(self.companies))
        self._merchants = {each.due.company_id: each for each in made}
        self._left = self.quota
        self._seen_late: list[timedelta] = []

    def run(self) -> None:
        """Let the day pass."""
        now = START
        while now < START + DAY:
            budget = FleetBudget(self._left, START + DAY, self.a_minute)
            self._step(plan((each.due for each in self._merchants.values()), now, budget), now)
            now += STEP

    def figures(self) -> dict[str, float]:
        """Return the day in numbers; ages in minutes."""
        totals = [sum(step.values()) for step in self.requests]
        troubled, healthy = zip(*self.ages, strict=True)
        late = sorted(self._seen_late)
        return {
            "requests": sum(totals),
            "requests_a_minute_most": round(max(totals) / (STEP / timedelta(minutes=1)), 1),
            "quota_left": self._left,
            "troubled_age_most": max(troubled),
            "healthy_age_most": max(healthy),
            "failure_seen_after_p90": _minutes(late[int(len(late) * 0.9)]) if late else 0.0,
        }

    def _step(self, planned: ReadPlan, now: datetime) -> None:
        made: Counter[ReadReason] = Counter()
        room = self.a_minute * (STEP // timedelta(minutes=1))
        for read in planned.reads:
            if made.total() + 1 + REST_OF_READS > min(room, self._left):
                break
            made[read.reason] += self._read(read, now)
        self._left -= made.total()
        self.requests.append(made)
        self.ages.append(self._ages(now))
        for each in planned.gives_up:
            before = self.given_up.get(each.reason, timedelta())
            self.given_up[each.reason] = max(before, each.instead or DAY)

    def _read(self, read: PlannedRead, now: datetime) -> int:
        """Read a merchant; return how many requests that took."""
        merchant = self._merchants[read.company_id]
        before, fails = merchant.due, merchant.fails(now)
        whole = read.whole or fails != before.troubled
        if fails and not before.troubled and merchant.fails_from is not None:
            self._seen_late.append(now - merchant.fails_from)
        latest = merchant.ends if merchant.ends <= now else before.latest_at
        merchant.due = replace(
            before,
            read_at=now,
            whole_at=now if whole else before.whole_at,
            latest_at=latest,
            troubled=fails,
        )
        return 1 + REST_OF_READS * whole

    def _ages(self, now: datetime) -> tuple[float, float]:
        """Return how long ago the troubled and the others were read, the longest of each, in minutes."""
        ages: dict[bool, float] = {True: 0.0, False: 0.0}
        for each in self._merchants.values():
            if each.due.read_at is not None:
                age = _minutes(now - each.due.read_at)
                ages[each.due.troubled] = max(ages[each.due.troubled], age)
        return ages[True], ages[False]


def _merchant(at: int, chance: Random) -> Merchant:
    """Return a merchant that was read the day before; most are due in the hours after midnight."""
    due = START + timedelta(
        minutes=5 * round(chance.choice((chance.gauss(24, 18), chance.uniform(0, 287)))) % 1440
    )
    ends = due + timedelta(minutes=chance.randint(2, 20))
    fails_from, fails_until = None, None
    if at < OUTAGE_SIZE:
        due = OUTAGE + timedelta(minutes=chance.randint(0, 90))
        ends = due + timedelta(minutes=chance.randint(2, 20))
        fails_from, fails_until = ends, OUTAGE_OVER
    elif chance.random() < TROUBLED_SHARE:
        fails_from = START - DAY
    elif chance.random() < FAIL_SHARE:
        fails_from = ends
    troubled = fails_from is not None and fails_from < START
    read_at = (
        START - timedelta(minutes=chance.randint(0, 14)) if troubled else ends - DAY + timedelta(minutes=15)
    )
    whole_ago = chance.randint(0, 359 if troubled else 6 * 1440)
    known = CompanyDue(
        f"merchant-{at:05}",
        read_at=read_at,
        whole_at=START - timedelta(minutes=whole_ago),
        latest_at=ends - DAY,
        next_due=due,
        troubled=troubled,
    )
    return Merchant(known, ends, fails_from, fails_until)


def _minutes(span: timedelta) -> float:
    return round(span / timedelta(minutes=1), 1)
