"""What other processes do in the tests: `python -m tests.sharing.programs PROGRAM URL …`."""

from __future__ import annotations

import sys

from dashboard.sharing.openings import Openings
from dashboard.store.engine import open_store
from tests.sharing.conftest import BROWSER, NOW
from tests.store.programs import say


def count_openings(url: str, link_id: str, *times: str) -> None:
    """Count as many openings as each number says, a line after each; end without writing what is left."""
    openings = Openings(open_store(url))
    for each in times:
        for _ in range(int(each)):
            openings.count(int(link_id), BROWSER, NOW)
        say(each)


if __name__ == "__main__":
    count_openings(*sys.argv[2:])
