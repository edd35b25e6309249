"""script/probe-real, tried against the sandbox: reads only, counts only."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.support.sandbox_process import ROOT


def probe(url, *options, key="test-key"):
    return subprocess.run(
        [sys.executable, "-m", "script.probe_real", *options],
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CODAT_API_KEY": key, "CODAT_BASE_URL": url},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def probed(sandbox):
    sandbox.reset()
    return probe(sandbox.url, "--companies", "60"), sandbox.requests(), sandbox.ledger()


def test_it_reads_and_nothing_else(probed):
    result, requests, ledger = probed
    assert result.returncode == 0, result.stderr
    assert {request["method"] for request in requests} == {"GET"}
    assert ledger == []


def test_the_report_holds_nothing_of_a_merchant(probed, sandbox):
    report = probed[0].stdout
    words = [merchant[field] for merchant in sandbox.merchants for field in ("name", "companyId")]
    assert not [word for word in words if word in report]
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|\d{4}-\d\d-\d\d|test-key", report)


def test_what_the_sandbox_is_known_to_do_is_seen(probed):
    report = probed[0].stdout
    assert re.search(r"timeZone: IANA: \d+, Windows: 1, null: \d+, something else: 1", report)
    assert "query on the list of companies: obeyed" in report
    assert "the hour's name: syncHour: " in report
    assert re.search(r"order of the list: another order: \d+, newest first: \d+", report)
    assert re.search(r"running syncs: with syncUtc, so it is no end: \d+", report)
    assert "syncId and commerceSyncId: different: " in report


def test_the_days_before_a_switch_off_are_counted_by_both_clocks(probed):
    report = probed[0].stdout
    assert re.search(r"enable True: 31 days by the merchant's clock, 3\d by UTC", report)
    assert re.search(r"enable False: 31 days by the merchant's clock", report)


def test_what_reads_cant_show_is_named(probed):
    assert "Not answered by reads: whether Idempotency-Key works" in probed[0].stdout


def test_a_wrong_key_is_a_sentence_and_no_traceback(sandbox):
    result = probe(sandbox.url, key="wrong-key")
    assert (result.returncode, result.stdout) == (1, "")
    assert "API key" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_command_is_there():
    assert os.access(ROOT / "script/probe-real", os.X_OK)
