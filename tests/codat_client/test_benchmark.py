"""`python -m benchmarks client`: its last line has the figures; their size is for a calm machine."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.support.sandbox_process import ROOT

FIGURES = {
    "list_x_floor",
    "list_damaged_x_floor",
    "frame_x_floor",
    "latest_x_requests",
    "list_sdk_x_ours",
    "frame_sdk_x_ours",
    "import_ms_over_requests",
}


def test_one_turn_of_each_way_ends_with_all_figures():
    command = [sys.executable, "-m", "benchmarks", "client", "--runs", "1", "--json"]
    result = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    figures = json.loads(result.stdout.splitlines()[-1])
    assert set(figures) == FIGURES
    assert all(isinstance(figure, float) for figure in figures.values())
    assert "MB more at its peak" in result.stdout
