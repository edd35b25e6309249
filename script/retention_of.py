"""Delete what ended more than DAYS days ago, and notes and events of that age: `script/retention DAYS`.

The history of all companies is deleted when it is older than FLEET_KEEP_DAYS.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

from dashboard.settings import SettingsError, load
from dashboard.store.engine import open_store
from dashboard.store.errors import StoreError
from dashboard.store.fleet.retention import delete_fleet_before
from dashboard.store.retention import AT_LEAST_DAYS, Deleted, delete_before
from dashboard.store.upgrade import upgrade

_MOST = 36_500


def main(arguments: list[str]) -> int:
    """Delete and print how much; return the exit code."""
    days: int = _parser().parse_args(arguments).days
    try:
        settings, now = load(os.environ), datetime.now(UTC)
        with closing(open_store(settings.database_url)) as store:
            upgrade(store)
            deleted = delete_before(store, now - timedelta(days=days))
            history = delete_fleet_before(store, now - timedelta(days=settings.fleet_keep_days))
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    print(_summary(deleted, days))
    print(f"Deleted, older than {settings.fleet_keep_days} days: {_counted(history, 'row')} of history.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/retention", description="Deletes old starts, notes, links, sessions, tokens and events."
    )
    parser.add_argument("days", type=_days, metavar="DAYS", help=f"{AT_LEAST_DAYS} or more")
    return parser


def _days(text: str) -> int:
    if not text.isdecimal() or not AT_LEAST_DAYS <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"must be a number of days, {AT_LEAST_DAYS} or more")
    return int(text)


def _summary(deleted: Deleted, days: int) -> str:
    counted = {
        "start": deleted.starts,
        "event": deleted.events,
        "note": deleted.notes,
        "shared link": deleted.links,
        "session": deleted.sessions,
        "token": deleted.tokens,
    }
    each = ", ".join(_counted(count, name) for name, count in counted.items())
    return f"Deleted, older than {days} days: {each}."


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
