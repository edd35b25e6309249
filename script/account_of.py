"""Assign the key of the settings to a stored account: `script/account list|new|rotate [ACCOUNT]`.

Records belong to an account, so a rotated key keeps them.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from dashboard.services.account import account_with
from dashboard.services.stored_account import AccountError, make_account, rotate_key, stored_accounts
from dashboard.services.stores import real_store
from dashboard.settings import Settings
from dashboard.store.engine import Store
from script.command import run_command


def main(arguments: list[str]) -> int:
    """Run the command; return the exit code."""

    def act(settings: Settings, asked: argparse.Namespace) -> str:
        return str(asked.run(real_store(settings), settings, asked))

    return run_command(_parser(), arguments, act, AccountError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/account",
        description="Assigns the key in CODAT_API_KEY, or CODAT_API_KEY_FILE, to an account.",
    )
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="show the accounts").set_defaults(run=_list)
    commands.add_parser("new", help="create an account for the key").set_defaults(run=_new)
    rotate = commands.add_parser("rotate", help="add the key to the account whose key it replaces")
    rotate.add_argument("account", nargs="?", default="", metavar="ACCOUNT")
    rotate.set_defaults(run=_rotate)
    return parser


def _list(store: Store, _settings: Settings, _asked: argparse.Namespace) -> str:
    rows = [
        f"{each.id}  {each.base_url}  {each.keys} {'key' if each.keys == 1 else 'keys'}  "
        f"since {each.made_at:%Y-%m-%d}"
        for each in stored_accounts(store)
    ]
    return "\n".join(rows) or "There is no account yet. The first key used in the dashboard creates one."


def _new(store: Store, settings: Settings, _asked: argparse.Namespace) -> str:
    made = make_account(store, account_with(settings, _key(settings)), datetime.now(UTC))
    return f"The key now has its own account: {made}"


def _rotate(store: Store, settings: Settings, asked: argparse.Namespace) -> str:
    account = account_with(settings, _key(settings))
    joined = rotate_key(store, account, datetime.now(UTC), asked.account)
    return f"The key now belongs to account {joined}."


def _key(settings: Settings) -> str:
    if not settings.api_key:
        raise AccountError("Set CODAT_API_KEY, or CODAT_API_KEY_FILE, to the key you want to assign.")
    return settings.api_key


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
