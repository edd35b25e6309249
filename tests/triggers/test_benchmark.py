"""`python -m benchmarks` and its count of what must never happen to a trigger."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.support.sandbox_process import ROOT


def benchmarks(*arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)


def test_a_short_run_ends_with_its_figures_as_one_line_of_json():
    result = benchmarks("triggers", "--calls", "24", "--json")
    assert result.returncode == 0, result.stderr
    figures = json.loads(result.stdout.splitlines()[-1])
    # How many are overdue depends on what else the machine does; test_triggers.py tests the counting.
    assert figures == {
        "doubled": 0,
        "reported_wrong": 0,
        "needless_unclear": 0,
        "overdue": figures["overdue"],
    }


def test_a_name_that_is_no_benchmark_is_refused_with_those_that_are():
    result = benchmarks("nonsense")
    assert result.returncode == 2
    assert "triggers" in result.stderr
    assert "client" in result.stderr
