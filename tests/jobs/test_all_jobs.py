"""Every job is documented, can run in both runners, and runs where it belongs."""

from __future__ import annotations

import re

import pytest

from dashboard.jobs.all_jobs import JOBS, runs_in_dashboard
from dashboard.jobs.job import Where
from dashboard.jobs.queue import cron_of
from dashboard.settings import Settings
from tests.conventions.project import text_of

SECONDS = {"s": 1, "min": 60, "h": 3600}


def documented() -> list[tuple[str, float, bool]]:
    """Read the names, seconds and switches from the table of docs/operating.md."""
    table = text_of("docs/operating.md").split("<!-- jobs -->")[1].split("<!-- /jobs -->")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\d+) (\w+) \|.*\| (runs|is off) \|$", table, re.MULTILINE)
    return [(name, int(number) * SECONDS[unit], off == "is off") for name, number, unit, off in rows]


def test_the_documents_list_every_job():
    assert documented() == [(job.name, job.every, job.polls) for job in JOBS]


def test_no_two_jobs_share_a_name():
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_can_wait_in_the_queue(job):
    assert cron_of(job.every)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_with_postgresql_a_dashboard_runs_only_what_each_process_does(job):
    with_postgresql = Settings(database_url="postgresql://desk@db/desk")
    assert runs_in_dashboard(job, Settings())
    assert runs_in_dashboard(job, with_postgresql) is (job.where is Where.EACH)
