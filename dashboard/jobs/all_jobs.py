"""Every job there is."""

from __future__ import annotations

from typing import Final

from dashboard.fleet.reading.poller import close_pollers
from dashboard.fleet.reading.request_notes import NOTE_EVERY_S, note_requests
from dashboard.fleet.rejudging import end_judging, judge_again
from dashboard.jobs.fleet_reads import list_companies, poll
from dashboard.jobs.job import Job, Where
from dashboard.jobs.upkeep import prune
from dashboard.settings import Settings
from dashboard.sharing.opened_links import live_links
from dashboard.starting.open_starts import follow_starts

JOBS: Final = (
    Job("follow_starts", 10, follow_starts, Where.EACH),
    Job("judge", 60, judge_again, end=end_judging),
    Job("live_links", 30, live_links, polls=True),
    Job("list_companies", 60, list_companies, polls=True),
    Job("note_requests", NOTE_EVERY_S, note_requests, Where.EACH),
    Job("poll", 5, poll, polls=True, end=close_pollers),
    Job("prune", 3600, prune),
)


def runs_in_dashboard(job: Job, settings: Settings) -> bool:
    """Return whether a dashboard runs it: with SQLite all, with PostgreSQL what each process does itself."""
    return job.where is Where.EACH or has_embedded_jobs(settings)


def has_embedded_jobs(settings: Settings) -> bool:
    """Return whether dashboards run the jobs. Otherwise workers do: the database is PostgreSQL.

    The demo's database is always a file.
    """
    return settings.demo or settings.database_url.startswith("sqlite")
