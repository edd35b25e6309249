"""Back up or restore the database that DATABASE_URL names: `script/backup make|restore FILE`.

`script/backup restored` records that another tool, such as pg_restore, restored it.
`script/backup checked COMPANY` records that a person compared a company with Codat after a restore.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dashboard.access.events import AccessEventType, add_event
from dashboard.access.person import EVERYTHING, Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.settings import SettingsError, load
from dashboard.store.backup import make_backup, restore_backup
from dashboard.store.engine import Store, open_store
from dashboard.store.errors import StoreError
from dashboard.store.restore_checks import HeldCompany, mark_checked, record_restore, unchecked
from dashboard.store.upgrade import upgrade

_COMMAND: Final = Person(RequestOrigin(OriginKind.COMMAND), "script/backup", grants=(EVERYTHING,))
"""Anyone who can run commands on this machine."""


def main(arguments: list[str]) -> int:
    """Run the command; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        with closing(open_store(load(os.environ).database_url)) as store:
            print(asked.run(store, asked))
    except (SettingsError, StoreError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/backup", description="Backs up or restores the database.")
    commands = parser.add_subparsers(required=True)
    for name, run, does in (
        ("make", _make, "copy the database to a new FILE, while it is in use"),
        ("restore", _restore, "replace the database with FILE; stop every dashboard first"),
    ):
        command = commands.add_parser(name, help=does)
        command.add_argument("file", type=Path, metavar="FILE")
        command.set_defaults(run=run)
    restored = commands.add_parser("restored", help="record that another tool restored the database")
    restored.set_defaults(run=_restored)
    checked = commands.add_parser(
        "checked", help="after a restore: record that you compared COMPANY with Codat"
    )
    checked.add_argument("company", nargs="?", default="", metavar="COMPANY")
    checked.set_defaults(run=_checked)
    return parser


def _make(store: Store, asked: argparse.Namespace) -> str:
    make_backup(store, asked.file)
    return f"Backed up to {asked.file}."


def _restore(store: Store, asked: argparse.Namespace) -> str:
    held = restore_backup(store, asked.file, datetime.now(UTC))
    with store.writing() as connection:
        add_event(connection, AccessEventType.RESTORED, _COMMAND, f"from {asked.file.name}")
    return _summary(held)


def _restored(store: Store, _asked: argparse.Namespace) -> str:
    upgrade(store)
    with store.writing() as connection:
        record_restore(connection, datetime.now(UTC))
        add_event(connection, AccessEventType.RESTORED, _COMMAND, "by another tool")
        return _summary(unchecked(connection))


def _checked(store: Store, asked: argparse.Namespace) -> str:
    """Record what a person decided, and print what is left; without a company only print it."""
    upgrade(store)
    with store.writing() as connection:
        named = [each for each in unchecked(connection) if each.company_id == asked.company.lower()]
        if asked.company and not named:
            raise StoreError(f"{asked.company} isn’t one of the companies to compare.")
        for each in named:
            mark_checked(connection, each)
            add_event(connection, AccessEventType.COMPARED, _COMMAND, company_id=each.company_id)
        left = unchecked(connection)
    return f"Still to compare with Codat:\n{_listed(left)}" if left else "Nothing is left to compare."


def _summary(held: list[HeldCompany]) -> str:
    if not held:
        return "Restored. No start was open in the backup."
    return f"Restored. No sync can be started until these are compared with Codat:\n{_listed(held)}"


def _listed(companies: list[HeldCompany]) -> str:
    return "\n".join(f"  {each.company_id} at {each.base_url}" for each in companies)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
