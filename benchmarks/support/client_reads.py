"""What `benchmarks client` compares: the same reads by our client, by a baseline, and by the official SDK.

Each read is made once for an address, so that connections are open and decoders made, and then run many
times. The baseline is what a careful person writes by hand: bare `requests` with a session, the bytes decoded
by msgspec into plain dicts; for a frame those dicts in a DataFrame with a UTC column.

    python -m benchmarks.support.client_reads NAME ADDRESS COMPANY

runs one read once, in a process of its own, and prints by how many MB it raised the peak of its memory.
"""

# ruff: noqa: PLC0415 - the memory of one read is measured without what the others import

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
DAMAGED = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0b"
"""A company whose list has 20 damaged records among its 10,000."""
SMALL = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0c"
"""A company with one sync: to warm up."""
KEY = "Zx9Kd83jQpL0vTnB6yWm2RcHs7UeAfG1iOqJ5kX4"
"""As long as Codat's are: each answer is searched for it, and a short one takes longer to search for."""
HEADERS = {"Authorization": "Basic dGVzdC1rZXk=", "Accept": "application/json"}
Read = Callable[[str], Any]
"""Takes a company id and returns what was read."""


def path_of(company: str, word: str) -> str:
    """Return the path of a list or of the latest sync."""
    return f"/companies/{company}/sync/commerce/syncs/{word}/status"


def our_list(url: str) -> Read:
    """Make the client's list."""
    from codat_client import CodatClient

    return CodatClient(KEY, url).sync.list


def our_frame(url: str) -> Read:
    """Make the client's list, then the dashboard's table of it."""
    from dashboard.views.history.syncs_frame import syncs_frame

    ours = our_list(url)
    return lambda company: syncs_frame(ours(company))


def our_latest(url: str) -> Read:
    """Make the client's latest sync."""
    from codat_client import CodatClient

    return CodatClient(KEY, url).sync.get_latest_sync


def baseline_list(url: str) -> Read:
    """Make the baseline of a list: bytes to dicts."""
    import msgspec
    import requests

    session = requests.Session()
    decode = msgspec.json.decode

    def run(company: str) -> Any:
        return decode(session.get(url + path_of(company, "list"), headers=HEADERS, timeout=20).content)

    return run


def baseline_frame(url: str) -> Read:
    """Make the baseline of a frame: those dicts, and the times as UTC."""
    import pandas as pd

    read = baseline_list(url)

    def run(company: str) -> Any:
        frame = pd.DataFrame(read(company))
        frame["syncUtc"] = pd.to_datetime(frame["syncUtc"], utc=True, format="ISO8601")
        return frame

    return run


def requests_latest(url: str) -> Read:
    """Make the plain requests call for the latest sync."""
    import requests

    session = requests.Session()
    session.headers.update(HEADERS)
    return lambda company: session.get(url + path_of(company, "latest"), timeout=20).json()


def sdk_list(url: str) -> Read:
    """Make the official SDK's list."""
    from codat_sync_for_commerce import CodatSyncCommerce
    from codat_sync_for_commerce.models import shared

    sdk = CodatSyncCommerce(shared.Security(auth_header=HEADERS["Authorization"]), server_url=url)
    return lambda company: sdk.sync.list(request={"company_id": company}, retries=None)


def sdk_frame(url: str) -> Read:
    """Make a frame of the SDK's list."""
    import pandas as pd

    theirs = sdk_list(url)

    def run(company: str) -> Any:
        frame = pd.DataFrame([vars(record) for record in theirs(company)])  # its model_dump() loses values
        frame["sync_utc"] = pd.to_datetime(frame["sync_utc"], utc=True, format="ISO8601")
        return frame

    return run


READS: dict[str, Callable[[str], Read]] = {
    "list": our_list,
    "list, baseline": baseline_list,
    "list, SDK": sdk_list,
    "frame": our_frame,
    "frame, baseline": baseline_frame,
    "frame, SDK": sdk_frame,
    "latest": our_latest,
    "latest, requests": requests_latest,
}


def peak_mb() -> float:
    """Read the peak of this process's memory (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def peak_of(name: str, url: str, company: str) -> float:
    """Run one read once, after a small warm-up; return by how many MB the peak of memory rose."""
    read = READS[name](url)
    read(SMALL)
    before = peak_mb()
    result = read(company)
    del result
    return peak_mb() - before


if __name__ == "__main__":
    print(peak_of(*sys.argv[1:4]))
