"""`python -m benchmarks client`: its last line has the figures; their size depends on the machine."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.codat_client.servers import COMPANY, reply, serve
from tests.support.sandbox_process import ROOT

FIGURES = {
    "list_x_baseline",
    "list_damaged_x_baseline",
    "frame_x_baseline",
    "latest_x_requests",
    "list_sdk_x_ours",
    "frame_sdk_x_ours",
    "import_ms_over_requests",
}


def test_one_turn_of_each_read_ends_with_all_figures():
    few = ["--runs", "1", "--records", "200", "--no-memory"]
    command = [sys.executable, "-m", "benchmarks", "client", *few, "--json"]
    result = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    figures = json.loads(result.stdout.splitlines()[-1])
    assert set(figures) == FIGURES
    assert all(isinstance(figure, float) for figure in figures.values())
    assert "MB more at its peak" not in result.stdout


def test_the_peak_of_memory_is_that_of_the_list_it_read():
    small, large = [{"syncId": "x"}], [{"syncId": "x", "errorMessage": "y" * 500}] * 20_000
    with serve(reply(small), reply(large)) as server:
        command = [
            sys.executable,
            "-m",
            "benchmarks.support.client_reads",
            "list, baseline",
            server.url,
            COMPANY,
        ]
        shown = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    assert 10 < float(shown) < 200
