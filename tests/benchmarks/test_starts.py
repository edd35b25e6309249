"""A small run of the benchmark of starts: it prints all its figures, and a bug shows in them."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from benchmarks import starts

SMALL = ("--starts", "6", "--threads", "4", "--faster", "300")


def figures(*options: str, **more: Any) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    starts.add_options(parser)
    return starts.measure(argparse.Namespace(**vars(parser.parse_args([*SMALL, *options])) | more))


@pytest.mark.parametrize("options", [("--late", "120"), ("--keys-ignored", "--nightly", "--postgres")])
def test_through_faults_and_killed_processes_no_sync_is_doubled_and_none_left_unsettled(options):
    found = figures(*options)
    assert found.pop("starts") >= 6
    assert found.pop("p50_ms") > 0
    assert {name: found[name] for name in ("doubled", "told_wrong", "unsettled")} == {
        "doubled": 0,
        "told_wrong": 0,
        "unsettled": 0,
    }
    assert found["by_person"] in range(7)


def test_a_fault_that_sends_a_request_under_two_keys_is_counted():
    assert figures(program="tests.benchmarks.faulty_start_process")["doubled"] > 0
