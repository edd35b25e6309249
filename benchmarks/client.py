"""Time the client against a baseline and the official SDK, on one machine in one run: medians, and memory.

list_x_baseline: 10,000 syncs from call to records, as a multiple of the same bytes fetched by bare requests
and decoded by msgspec to dicts. frame_x_baseline: the same, to the dashboard's table, against those dicts in
a DataFrame. list_damaged_x_baseline: with 20 damaged records among them. latest_x_requests: one record
against a bare session. …_sdk_x_ours: how many times longer the SDK takes. import_ms_over_requests: how much
longer `import codat_client` takes than `import requests`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from benchmarks.support.client_reads import COMPANY, DAMAGED, HEADERS, READS, SMALL, Read, path_of
from benchmarks.support.fixed import ROOT, FixedServer
from tests.support.sandbox_process import SandboxProcess

DAMAGED_RECORDS = 20
SMALL_RUNS = 21
IMPORTS = {
    "nothing": "pass",
    "requests": "import requests",
    "codat_client": "import codat_client",
    "codat_client, a client made": "import codat_client; codat_client.CodatClient('k', 'http://127.0.0.1:9')",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --runs, --records and --no-memory."""
    parser.add_argument("--runs", type=int, default=25, help="of each read, one after the other in turn (25)")
    parser.add_argument("--records", type=int, default=10_000, help="syncs in the list (10000)")
    parser.add_argument(
        "--memory",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="measure the peaks of memory too",
    )


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Measure everything, print a table, return the ratios."""
    with tempfile.TemporaryDirectory() as folder, FixedServer(Path(folder), _replies(options.records)) as url:
        times = _times(url, options.runs)
        weighed = [name for name in READS if options.memory and "latest" not in name]
        memory = {name: _memory(name, url) for name in weighed}
    imports = _imports(options.runs)
    for name, seconds in times.items():
        peak = f"{memory[name]:8.1f} MB more at its peak" if name in memory else ""
        print(f"{name:30} {seconds * 1000:9.2f} ms {peak}")
    for name, seconds in imports.items():
        print(f"{'import ' + name:30} {seconds * 1000:9.2f} ms")
    figures = _figures(times, imports)
    for name, figure in figures.items():
        print(f"{name:30} {figure:9.2f}")
    return figures


def _figures(times: dict[str, float], imports: dict[str, float]) -> dict[str, float]:
    found = {
        "list_x_baseline": times["list"] / times["list, baseline"],
        "list_damaged_x_baseline": times["list, 20 damaged"] / times["list, baseline, 20 damaged"],
        "frame_x_baseline": times["frame"] / times["frame, baseline"],
        "latest_x_requests": times["latest"] / times["latest, requests"],
        "list_sdk_x_ours": times["list, SDK"] / times["list"],
        "frame_sdk_x_ours": times["frame, SDK"] / times["frame"],
        "import_ms_over_requests": (imports["codat_client"] - imports["requests"]) * 1000,
    }
    return {name: round(figure, 3) for name, figure in found.items()}


def _replies(count: int) -> dict[str, bytes]:
    """Give the answers that are served: `count` of the sandbox's syncs, the same with damage, one sync."""
    sandbox = SandboxProcess()
    try:
        body = _fetched(sandbox)
    finally:
        sandbox.stop()
    records = json.loads(body)[:count]
    one = _compact(records[0])
    damaged = [dict(record) for record in records]
    for number in range(DAMAGED_RECORDS):
        damaged[number * len(records) // DAMAGED_RECORDS + 7]["syncStatus"] = {"text": "Complete"}
    return {
        path_of(COMPANY, "list"): _compact(records),
        path_of(DAMAGED, "list"): _compact(damaged),
        path_of(SMALL, "list"): b"[" + one + b"]",
        path_of(COMPANY, "latest"): one,
    }


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _fetched(sandbox: SandboxProcess) -> bytes:
    url = sandbox.url + path_of(sandbox.company("ten-thousand"), "list")
    return requests.get(url, headers=HEADERS, timeout=60).content


def _times(url: str, runs: int) -> dict[str, float]:
    """Run all reads in turn, so that other load on the machine affects them equally; return the medians."""
    made = {name: make(url) for name, make in READS.items()}
    jobs: dict[str, tuple[Read, str]] = {name: (read, COMPANY) for name, read in made.items()}
    jobs["list, 20 damaged"] = (made["list"], DAMAGED)
    jobs["list, baseline, 20 damaged"] = (made["list, baseline"], DAMAGED)
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(runs + 1):
        for name, (read, company) in jobs.items():
            gc.collect()
            small = range(SMALL_RUNS if "latest" in name else 1)
            seconds = statistics.median([_timed(read, company) for _ in small])
            if turn:  # the first warms up
                taken[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _timed(read: Read, company: str) -> float:
    began = time.perf_counter()
    result = read(company)
    seconds = time.perf_counter() - began
    del result  # decoding isn't timed
    return seconds


def _memory(name: str, url: str) -> float:
    command = [sys.executable, "-m", "benchmarks.support.client_reads", name, url, COMPANY]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - ourselves


def _imports(runs: int) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for turn in range(runs + 1):
        for name, code in IMPORTS.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603 - ourselves
            if turn:
                taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}
