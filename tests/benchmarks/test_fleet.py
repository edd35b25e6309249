"""`python -m benchmarks fleet` prints all its figures; what it measures takes minutes and isn't run here."""

from __future__ import annotations

import argparse
from contextlib import nullcontext

import pytest

from benchmarks import fleet
from benchmarks.support import home_page

POLLED, HOME = {"x_floor": 1.05, "most_in_a_minute": 950.0}, {"home_s": 0.4, "bytes": 1_000.0}


@pytest.fixture
def measure(monkeypatch):
    """Measure with these arguments, without a poller or a browser."""
    monkeypatch.setattr(fleet, "_polled", lambda _options: dict(POLLED))
    monkeypatch.setattr(fleet, "chromium", nullcontext)
    monkeypatch.setattr(
        home_page, "figures", lambda _browser, companies, _times: {**HOME, "asked": companies}
    )

    def run(*arguments):
        parser = argparse.ArgumentParser()
        fleet.add_options(parser)
        return fleet.measure(parser.parse_args(arguments))

    return run


def test_the_reads_and_home_are_measured(measure, capsys):
    assert measure() == {**POLLED, **HOME, "asked": 1000}
    printed = capsys.readouterr().out
    assert all(name in printed for name in (*POLLED, *HOME))


def test_home_alone_can_be_measured(measure):
    assert measure("--home", "--companies", "10000") == {**HOME, "asked": 10_000}
