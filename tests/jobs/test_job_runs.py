"""A run of a job: in pieces, with the settings of now, never raising, its problem said once."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest

from codat_client import BadInput
from dashboard.demo import DemoError
from dashboard.fleet.reading import company_list, poller
from dashboard.jobs import fleet_reads
from dashboard.jobs.all_jobs import JOBS
from dashboard.jobs.job import Job, JobProcess, JobRun, Where, nothing
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import Settings, SettingsError
from dashboard.sharing.link import ShareRefused
from dashboard.store.errors import StoreError

EXPECTED = [
    SettingsError("DEMO must be 0 or 1."),
    DemoError("The demo can’t start."),
    BadInput("No key."),
    StoreError("The records can’t be read."),
    UnknownKeyError(),
    ShareRefused("The link has ended."),
]


def always(_job, _settings):
    return True


def a_process(here=always, settings=Settings):
    return JobProcess(settings, here)


class Pieces:
    """Work of so many pieces; after the last it says that there is no more."""

    def __init__(self, number, after=nothing):
        self.number, self.done, self._after = number, 0, after

    def __call__(self, _settings):
        self.done += 1
        self._after()
        return self.done < self.number


def raising(error):
    def work(_settings):
        raise error

    return work


@pytest.mark.parametrize("number", [1, 2, 7])
def test_a_run_goes_on_until_nothing_is_left(number):
    work = Pieces(number)
    JobRun(Job("much", 1, work), a_process())()
    assert work.done == number


@pytest.mark.parametrize("answer", [None, False, 0])
def test_work_that_says_nothing_is_done_once(answer):
    seen = []

    def work(settings):
        seen.append(settings)
        return answer

    JobRun(Job("once", 1, work), a_process())()
    assert seen == [Settings()]


def test_when_the_process_ends_the_piece_under_way_is_the_last():
    process = a_process()
    work = Pieces(9, after=process.ended.set)
    JobRun(Job("much", 1, work), process)()
    assert work.done == 1


def test_each_piece_has_the_settings_of_its_time():
    days = iter((200, 300))
    seen = []

    def work(settings):
        seen.append(settings.fleet_keep_days)
        return len(seen) < 2

    JobRun(Job("much", 1, work), a_process(settings=lambda: Settings(fleet_keep_days=next(days))))()
    assert seen == [200, 300]


@pytest.mark.parametrize(
    ("polls", "polling", "here", "done"),
    [
        (False, True, True, 1),
        (False, False, True, 1),
        (True, True, True, 1),
        (True, False, True, 0),
        (False, True, False, 0),
        (True, True, False, 0),
    ],
)
def test_a_job_runs_where_it_belongs_and_asks_codat_only_if_that_is_on(polls, polling, here, done):
    work = Pieces(1)
    process = a_process(lambda *_: here, lambda: Settings(fleet_polling=polling))
    JobRun(Job("job", 1, work, polls=polls), process)()
    assert work.done == done


@pytest.mark.parametrize("error", EXPECTED, ids=lambda error: type(error).__name__)
def test_what_can_be_expected_is_told_as_a_sentence_without_a_traceback(error, caplog):
    process = a_process()
    JobRun(Job("job", 1, raising(error)), process)()
    assert process.problems == {"job": str(error)}
    assert [(each.getMessage(), each.exc_info) for each in caplog.records] == [(str(error), None)]


@pytest.mark.parametrize("error", [RuntimeError("a bug"), KeyError("x"), ZeroDivisionError()])
def test_a_bug_is_logged_with_its_traceback_and_told_to_no_one(error, caplog):
    process = a_process()
    JobRun(Job("job", 1, raising(error)), process)()
    assert process.problems == {"job": ""}
    assert caplog.records[0].getMessage() == "the job job failed"
    assert caplog.records[0].exc_info[1] is error


def test_a_problem_is_over_once_the_job_works():
    process, errors = a_process(), [StoreError("The records can’t be read.")]

    def work(_settings):
        if errors:
            raise errors.pop()

    run = JobRun(Job("job", 1, work), process)
    run()
    assert process.problems["job"]
    run()
    assert process.problems["job"] == ""


@pytest.mark.parametrize(
    ("notes", "logged"),
    [
        ([("a", "broken")], ["broken"]),
        ([("a", "broken"), ("a", "broken")], ["broken"]),
        ([("a", "broken"), ("b", "broken")], ["broken"]),
        ([("a", "broken"), ("b", "slow")], ["broken", "slow"]),
        ([("a", "broken"), ("a", "slow")], ["broken", "slow"]),
        ([("a", "broken"), ("a", ""), ("a", "broken")], ["broken", "broken"]),
        ([("a", "broken"), ("b", "broken"), ("a", ""), ("a", "broken")], ["broken"]),
        ([("a", ""), ("b", "")], []),
    ],
)
def test_a_problem_is_logged_when_it_begins_for_whatever_job(notes, logged, caplog):
    process = a_process()
    for name, problem in notes:
        process.note(Job(name, 1, Pieces(1)), problem)
    assert caplog.messages == logged


def test_a_job_runs_in_one_process_polls_nothing_and_ends_at_once_unless_it_says_so():
    job = Job("job", 1, Pieces(1))
    assert (job.where, job.polls, job.end) == (Where.ONE, False, nothing)
    with pytest.raises(dataclasses.FrozenInstanceError):
        job.every = 2  # type: ignore[misc] # the point of it


@pytest.mark.parametrize("name", ["list_companies", "poll", "live_links"])
def test_whatever_asks_codat_without_anyone_waiting_can_be_switched_off(name):
    assert next(each for each in JOBS if each.name == name).polls


def test_without_a_key_there_is_no_fleet_to_read(sqlite_url):
    settings = Settings(database_url=sqlite_url)
    fleet_reads.list_companies(settings)
    assert fleet_reads.poll(settings) is False


@pytest.mark.parametrize("more", [True, False])
def test_the_poller_says_whether_more_waits(monkeypatch, more):
    asked: list[tuple[object, ...]] = []

    def round_of(*found):
        asked.append(found)
        return SimpleNamespace(more=more)

    monkeypatch.setattr(fleet_reads, "fleet_of_settings", lambda _settings: ("its fleet", "account"))
    monkeypatch.setattr(poller, "poll", round_of)
    monkeypatch.setattr(company_list, "list_companies", round_of)
    settings = Settings()
    assert fleet_reads.poll(settings) is more
    fleet_reads.list_companies(settings)
    assert asked == [("its fleet", settings, "account"), ("its fleet", "account")]
