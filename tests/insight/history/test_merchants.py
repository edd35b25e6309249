"""What History tells of the sandbox's merchants: what arrived, what didn't, what is unusual.

A range that only the starter is told comes from a start over real HTTP; all others are derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from codat_client import CodatClient, CompanySyncStatus
from dashboard.insight.coverage import Coverage, Stretch, coverage_in
from dashboard.insight.gap import Range
from dashboard.insight.verdict.emptiness import emptiness_of
from dashboard.insight.verdict.facts import CompanyFacts
from tests.sandbox.conftest import wait_until
from tests.support.merchants import NOW, reads
from tests.support.sandbox_process import SandboxProcess

WINDOW = timedelta(days=42)
LATER = NOW + timedelta(hours=1)
Short = tuple[str, int]


@dataclass(frozen=True)
class Row:
    """What is told of a merchant: its stretches after what arrived on time, and the nights found empty."""

    case: str
    stretches: tuple[Short, ...] = ()
    empty: int = 0


ROWS = (
    Row("healthy"),
    Row("silent-emptiness", empty=13),  # twelve, and the closed Saturday before them
    Row("duplicate-protection", (("skipped", 1),)),
    Row("closed-gap", (("late in_books", 7), ("in_books", 18))),
    Row("half-closed-gap", (("unclear", 6), ("missing", 4))),
    Row("gap-to-close", (("missing", 8),)),
    Row("partly-written", (("partly missing", 2),)),
    Row("clock-change"),
)


def evidence(case: str) -> CompanyFacts:
    known = reads(case)
    return CompanyFacts(known.syncs, known.connections, known.configuration, known.now)


def covered(known: CompanyFacts) -> Coverage:
    made = coverage_in(known, known.now - WINDOW)
    assert made is not None
    return made


def days(stretch: Stretch) -> int:
    return round((stretch.finish - stretch.start) / timedelta(days=1))


def short(stretches: Sequence[Stretch]) -> tuple[Short, ...]:
    """Tell each stretch as its state and its length in days."""
    words = (("reported", "reported"), ("late", "late"), ("partly", "partly"))
    return tuple(
        (" ".join([word for name, word in words if getattr(each, name)] + [each.state]), days(each))
        for each in stretches
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.case)
def test_each_shows_just_what_it_means(row: Row):
    known = evidence(row.case)
    arrived, *rest = covered(known).stretches
    assert short([arrived])[0][0] == "in_books"
    assert short(rest) == row.stretches
    assert known.dues is not None
    found = emptiness_of(known.runs, known.dues, known.merchant.zone)
    assert (found.nights if found else 0) == row.empty


def test_the_silent_one_is_empty_on_the_weekdays_on_which_it_sold():
    known = evidence("silent-emptiness")
    found = emptiness_of(known.runs, known.dues, known.merchant.zone)
    assert found is not None
    assert found.weekdays == (0, 1, 2, 3, 4)
    assert found.expected == 9, "of thirteen nights; two week-ends are closed days"


def test_the_monthly_one_has_no_rule():
    assert coverage_in(evidence("monthly"), NOW - WINDOW) is None


# ── Started over HTTP ────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """Return a sandbox in the afternoon: a start near the sync hour would count as the night's own run."""
    process = SandboxProcess(at=NOW)
    yield process
    process.stop()


class Live:
    """One merchant of a running sandbox, read and started with the client."""

    def __init__(self, client: CodatClient, sandbox: SandboxProcess, case: str) -> None:
        self.client, self.company = client, sandbox.company(case)
        self.reported: dict[str, Range] = {}

    def evidence(self) -> CompanyFacts:
        """Read it, and look at it within the hour in which all of this happens."""
        configuration = self.client.configuration.get(self.company)
        return CompanyFacts(self.syncs(), None, configuration, LATER, reported=self.reported)

    def syncs(self) -> list[CompanySyncStatus]:
        """Return its list of syncs."""
        return list(self.client.sync.list(self.company))

    def start(self, asked: Range) -> Range:
        """Start a sync of a range, wait until it has ended, and keep the range that it was told."""
        before = {each.sync_id for each in self.syncs()}
        answer = self.client.sync.request_for_date_range(self.company, asked.start, asked.finish)
        wait_until(lambda: self._ended(before))
        (ours,) = [each for each in self.syncs() if each.sync_id not in before]
        reported = answer.sync_date_range_utc
        assert ours.sync_id
        assert reported
        assert reported.start
        assert reported.finish
        self.reported[ours.sync_id] = Range(reported.start, reported.finish, historic=True)
        return self.reported[ours.sync_id]

    def _ended(self, before: set[str | None]) -> bool:
        latest = self.client.sync.get_latest_sync(self.company)
        return latest is not None and latest.sync_id not in before and latest.sync_status_code != 1000


def test_a_start_for_half_of_a_gap_closes_that_half_and_no_more(
    client: CodatClient, fresh_sandbox: SandboxProcess
):
    live = Live(client, fresh_sandbox, "gap-to-close")
    (hole,) = live.evidence().gap.missing
    reported = live.start(Range(hole.start, hole.start + timedelta(days=4)))
    coverage = covered(live.evidence())
    assert short(coverage.stretches[1:]) == (("reported late in_books", 4), ("missing", 4))
    assert (coverage.stretches[1].start, coverage.stretches[1].finish) == (reported.start, reported.finish)
    assert (coverage.days_reported, coverage.days_missing) == (4, 4)


def test_without_the_reported_range_nobody_knows_which_half(
    client: CodatClient, fresh_sandbox: SandboxProcess
):
    live = Live(client, fresh_sandbox, "gap-to-close")
    (hole,) = live.evidence().gap.missing
    live.start(Range(hole.start, hole.start + timedelta(days=4)))
    live.reported.clear()
    assert short(covered(live.evidence()).stretches[1:]) == (("unclear", 8),)


def test_a_start_over_days_that_were_covered_shows_them_twice(
    client: CodatClient, fresh_sandbox: SandboxProcess
):
    live = Live(client, fresh_sandbox, "nothing-to-sell")
    finish = live.evidence().dues.last(LATER - timedelta(days=10))
    live.start(Range(finish - timedelta(days=3), finish))
    coverage = covered(live.evidence())
    assert [each for each in short(coverage.stretches) if "twice" in each[0]] == [("twice", 3)]
    assert coverage.days_twice == 3
