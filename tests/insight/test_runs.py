"""A company's runs in the order of time, walked by several at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from codat_client import CompanySyncStatus
from dashboard.insight.runs import runs_of

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
NUMBER, WALKERS = 3_000, 8


def test_several_threads_may_walk_the_same_runs():
    times = [NOW - timedelta(hours=each) for each in range(NUMBER)]
    runs = runs_of(
        [
            CompanySyncStatus(sync_id=str(at), sync_status_code=2000, sync_utc_text=at.isoformat())
            for at in times
        ],
        NOW,
    )
    together = Barrier(WALKERS)

    def walk(_: int) -> list[datetime]:
        together.wait()
        return [run.at for run in runs.newest_first()]

    with ThreadPoolExecutor(WALKERS) as pool:
        assert list(pool.map(walk, range(WALKERS))) == [times] * WALKERS
