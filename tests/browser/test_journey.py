"""The main job, end to end: a fresh clone, `script/run`, nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.journey import find, find_out_why_and_start_a_sync_that_fails_again, start_up_to_now
from tests.support import limits
from tests.support.dashboard_process import ROOT, Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(600)]
SETTING_UP_WITHIN = limits.stretched(420)


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A fresh clone after `script/run`, without a key; its syncs are short.

    It can trust a proxy, since `script/run` switches uvicorn's own trust off.
    """
    clone = tmp_path_factory.mktemp("fresh") / "desk"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    running = Dashboard(
        command=[str(clone / "script/run")],
        cwd=Path("/"),
        ready_within=SETTING_UP_WITHIN,
        DEMO_SYNC_SECONDS="2",
        TRUSTED_PROXIES="127.0.0.1",
    )
    yield running
    running.stop()


def test_a_support_person_finds_out_why_and_starts_a_sync_that_fails_again(page, first_day):
    find_out_why_and_start_a_sync_that_fails_again(page, first_day.url)


def test_on_a_healthy_merchant_the_sync_succeeds(page, first_day):
    find(page, first_day.url, "harbour", "Harbour Street Books")
    start_up_to_now(page, "wrote data|succeeded")
