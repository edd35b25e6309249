"""How commands on the store run and fail: script/account, script/role and script/token."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from dashboard.services.stores import close_stores
from dashboard.settings import Settings, SettingsError, load
from dashboard.store.errors import StoreError


def run_command(
    parser: argparse.ArgumentParser,
    arguments: list[str],
    act: Callable[[Settings, argparse.Namespace], str],
    *refusals: type[Exception],
) -> int:
    """Parse the arguments, do what they ask and print what it returns; return the exit code.

    `refusals`: errors whose message says what is wrong. It is printed instead, as for settings and the store.
    """
    asked = parser.parse_args(arguments)
    expected: tuple[type[Exception], ...] = (SettingsError, StoreError, *refusals)
    try:
        print(act(load(os.environ), asked))
    except expected as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        close_stores()
    return 0
