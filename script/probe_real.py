"""Check with reads only what Codat's documentation leaves open, and print the results as counts.

The report has no id, name, time or message of any merchant, so it can be shared. It ends with what reads
can't answer. At most five requests per company, one after the other; it stops when less than half of the
day's requests are left, since others may use the same key.

From the environment: CODAT_API_KEY or CODAT_API_KEY_FILE, and, where needed, CODAT_BASE_URL, CODAT_PROXY,
CODAT_CA_BUNDLE.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from tzlocal.windows_tz import win_tz

from codat_client import (
    CodatClient,
    CodatError,
    CompanySyncStatus,
    Configuration,
    SyncList,
    SyncStatus,
)
from dashboard.services.account import account_with
from dashboard.services.budget import ReadPurpose
from dashboard.settings import SettingsError, load

SWITCHED_OFF_AFTER = 31
"""Days in a row that end in errors (Codat's docs: Sync for Commerce, schedule)."""
LEAVE = 0.5
"""The share of the day's requests that is left to others."""
NOT_BY_READS = (
    "whether Idempotency-Key works on /meta paths",
    "how long a sync takes to show after it began",
    "whether `finish` is inclusive",
    "whether a success of a date range moves the start of the next sync up to now",
)

Seen = tuple[SyncList, Configuration | None, SyncStatus | None, CompanySyncStatus | None]


def main(arguments: list[str] | None = None) -> int:
    """Read, print the report; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/probe-real", description=__doc__)
    parser.add_argument("--companies", type=int, default=50, help="how many to look at, at most (50)")
    options = parser.parse_args(arguments)
    try:
        settings = load(os.environ)
        client = account_with(settings, settings.api_key).make_client(ReadPurpose.PERSON)
        for line in report(client, options.companies):
            print(line)
    except (CodatError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def report(client: CodatClient, most: int) -> Iterator[str]:
    """Read up to `most` companies; yield the report's lines. Raises CodatError if the list can't be read."""
    first = client.companies.list(page_size=min(most, 5000))
    seen = [one for company in first[:most] if company.id and (one := look(client, company.id))]
    yield f"Companies looked at: {len(seen)} of {first.total_results}. All figures are counts of them."
    quota = "reported" if client.quota else "not reported"
    yield f"Requests left today: {quota}; its reset is {_reset(client)}."
    yield from _query(client, first[0].id if first else None)
    yield from _zones(seen)
    yield from _lists(seen)
    yield from _ends(seen)
    yield from _streaks(seen)
    yield "Not answered by reads: " + "; ".join(NOT_BY_READS) + "."


def look(client: CodatClient, company: str) -> Seen | None:
    """Read one company; None if a read fails or the rest of the quota is reserved."""
    quota = client.quota
    if quota and quota.limit and (quota.remaining or 0) < quota.limit * LEAVE:
        return None
    try:
        return (
            client.sync.list(company),
            client.configuration.get(company),
            client.sync.get_status(company),
            client.sync.get_last_successful_sync(company),
        )
    except CodatError:
        return None


def _reset(client: CodatClient) -> str:
    return "readable" if client.quota and client.quota.reset else "missing, or of a form we can't read"


def _query(client: CodatClient, company: str | None) -> Iterator[str]:
    """Return whether `query` narrows the list of companies: the docs contradict themselves."""
    if company is None:
        return
    try:
        found = client.companies.list(query=f"id={company}")
    except CodatError as error:
        yield f"query on the list of companies: refused ({error.status})"
        return
    yield f"query on the list of companies: {'obeyed' if len(found) == 1 else 'ignored'}"


def _zones(seen: list[Seen]) -> Iterator[str]:
    """Report the format of the time zone, and the name of the hour's field."""
    forms: Counter[str] = Counter()
    hours: Counter[str] = Counter()
    known = _known_zones()
    for _, setup, _, _ in seen:
        if setup and setup.schedule:
            zone = setup.schedule.time_zone
            forms["null" if zone is None else _form(zone, known)] += 1
            hours["syncHourUtc" if setup.schedule.sync_hour_utc is not None else "syncHour"] += 1
    yield f"timeZone: {_listed(forms)}"
    yield f"the hour's name: {_listed(hours)}"


def _form(zone: str, known: set[str]) -> str:
    return "IANA" if zone in known else "Windows" if zone in win_tz else "something else"


def _lists(seen: list[Seen]) -> Iterator[str]:
    """Report the age of the oldest sync in whole years, and whether newest comes first."""
    now = datetime.now(UTC)
    ages: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    for syncs, setup, _, _ in seen:
        times = [at for sync in syncs if (at := sync.sync_utc)]
        if len(times) > 1:
            ages[f"{(now - min(times)).days // 365} years"] += 1
            ages["of them with an earlier start date"] += _starts_before(setup, min(times))
            orders["newest first" if times == sorted(times, reverse=True) else "another order"] += 1
    yield f"age of a list's oldest sync: {_listed(ages)}"
    yield f"order of the list: {_listed(orders)}"


def _starts_before(setup: Configuration | None, oldest: datetime) -> bool:
    start = setup.schedule.start_date if setup and setup.schedule else None
    return start is not None and start < oldest - timedelta(days=40)


def _ends(seen: list[Seen]) -> Iterator[str]:
    """Report on ids, running syncs and the last successful sync."""
    ids: Counter[str] = Counter()
    last: Counter[str] = Counter()
    running: Counter[str] = Counter()
    for syncs, _, status, success in seen:
        if status and status.sync_id and status.commerce_sync_id:
            ids["the same" if status.sync_id == status.commerce_sync_id else "different"] += 1
        newest = _newest(sync for sync in syncs if (sync.sync_status_code or 0) // 1000 == 2)  # noqa: PLR2004 - 2xxx succeeded
        if success and newest:
            last["the newest success" if newest.sync_id == success.sync_id else "another"] += 1
        for sync in syncs:
            if (sync.sync_status_code or 0) // 1000 == 1:
                running["with syncUtc, so it is no end" if sync.sync_utc else "without syncUtc"] += 1
    yield f"syncId and commerceSyncId: {_listed(ids)}"
    yield f"lastSuccessful is: {_listed(last)}"
    yield f"running syncs: {_listed(running)}"


def _newest(syncs: Iterable[CompanySyncStatus]) -> CompanySyncStatus | None:
    timed = [(at, number, sync) for number, sync in enumerate(syncs) if (at := sync.sync_utc)]
    return max(timed, key=lambda one: (one[0], -one[1]))[2] if timed else None


def _streaks(seen: list[Seen]) -> Iterator[str]:
    """Report the number of failed days before a switch-off, by the merchant's clock and by UTC."""
    lengths: Counter[str] = Counter()
    for syncs, setup, _, _ in seen:
        ours, utc = _streak(syncs, _zone(setup)), _streak(syncs, ZoneInfo("Etc/UTC"))
        if setup and (setup.enable is False or max(ours, utc) >= SWITCHED_OFF_AFTER - 1):
            lengths[f"enable {setup.enable}: {ours} days by the merchant's clock, {utc} by UTC"] += 1
    yield f"switched off, or about to be: {_listed(lengths)}"


def _zone(setup: Configuration | None) -> ZoneInfo:
    name = (setup.schedule.time_zone if setup and setup.schedule else None) or "Etc/UTC"
    name = win_tz.get(name, name)
    return ZoneInfo(name if name in _known_zones() else "Etc/UTC")


@cache
def _known_zones() -> set[str]:
    """List the zones once, since that reads a whole folder."""
    return available_timezones()


def _streak(syncs: SyncList, zone: ZoneInfo) -> int:
    """Count the latest days whose last finished sync failed."""
    last: dict[object, tuple[datetime, bool]] = {}
    for sync in syncs:
        code = sync.sync_status_code or 0
        if code >= 2000 and (at := sync.sync_utc):  # noqa: PLR2004 - 1xxx is running
            day = at.astimezone(zone).date()
            last[day] = max(last.get(day, (at, False)), (at, code >= 4000))  # noqa: PLR2004 - failed
    newest_first = [
        failed for _, (_, failed) in sorted(last.items(), key=lambda one: one[1][0], reverse=True)
    ]
    return next((number for number, failed in enumerate(newest_first) if not failed), len(newest_first))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{what}: {number}" for what, number in sorted(counts.items())) or "nothing to see"


if __name__ == "__main__":
    sys.exit(main())
