"""A job as both runners call it: it never raises, says its problems once, and ends when the process does."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import BadInput, HeldBack, NoAnswer, Unauthorized
from dashboard.demo import DemoError
from dashboard.jobs import fleet_reads
from dashboard.jobs.embedded import EmbeddedJobs
from dashboard.jobs.job import Job, JobProcess, JobRun, Where, nothing
from dashboard.jobs.logs import log_our_own
from dashboard.jobs.queue import HOUR, MINUTE, cron_of
from dashboard.jobs.upkeep import prune
from dashboard.services.stored_account import UnknownKeyError
from dashboard.services.stores import close_stores
from dashboard.settings import Settings, SettingsError
from dashboard.sharing.link import ShareRefused
from dashboard.store.errors import StoreError

WITHOUT_KEY = Settings(api_key="")
MORE = True
EXPECTED = [
    SettingsError("DEMO must be 0 or 1."),
    DemoError("The demo can’t start."),
    BadInput("That is no id."),
    NoAnswer("Codat didn’t answer."),
    Unauthorized("Codat rejected the key."),
    HeldBack("The quota is used up.", until=None),
    StoreError("The database doesn’t answer."),
    ShareRefused("The link is over."),
]


class Work:
    """Work that counts its pieces, and raises or returns what a test says, in order; then nothing."""

    def __init__(self, *results: object) -> None:
        self.number, self._left = 0, list(results)

    def __call__(self, _settings: Settings) -> bool | None:
        self.number += 1
        result = self._left.pop(0) if self._left else None
        if isinstance(result, Exception):
            raise result
        return bool(result)


def process_with(settings=WITHOUT_KEY, *, here=True) -> JobProcess:
    return JobProcess(lambda: settings, lambda _job, _settings: here)


def run_of(work, process=None, name="job", **values) -> JobRun:
    return JobRun(Job(name, 60, work, **values), process or process_with())


@pytest.mark.parametrize("error", EXPECTED, ids=lambda error: type(error).__name__)
def test_an_expected_error_is_a_sentence_and_no_traceback(caplog, error):
    process = process_with()
    run_of(Work(error), process)()
    assert process.problems == {"job": str(error)}
    assert [(each.levelname, each.message, each.exc_info) for each in caplog.records] == [
        ("ERROR", str(error), None)
    ]


def test_a_bug_is_logged_with_its_traceback_and_named_after_the_job(caplog):
    process = process_with()
    run_of(Work(ZeroDivisionError("a bug")), process)()
    (logged,) = caplog.records
    assert (logged.message, logged.exc_info is not None) == ("the job job failed", True)
    assert process.problems == {"job": ""}


def test_a_key_that_no_one_has_assigned_is_an_expected_problem(caplog):
    class NoKeyError(UnknownKeyError):
        def __init__(self) -> None:
            Exception.__init__(self, "Assign the key first.")

    run_of(Work(NoKeyError()))()
    assert caplog.messages == ["Assign the key first."]


def test_a_problem_that_lasts_is_logged_once(caplog):
    run = run_of(Work(*[StoreError("The database doesn’t answer.")] * 3))
    for _ in range(3):
        run()
    assert caplog.messages == ["The database doesn’t answer."]


def test_a_problem_that_comes_back_after_it_was_over_is_logged_again(caplog):
    run = run_of(Work(StoreError("No answer."), None, StoreError("No answer.")))
    for _ in range(3):
        run()
    assert caplog.messages == ["No answer.", "No answer."]


def test_another_problem_of_the_same_job_is_logged_too(caplog):
    run = run_of(Work(StoreError("One."), StoreError("Two."), StoreError("One.")))
    for _ in range(3):
        run()
    assert caplog.messages == ["One.", "Two.", "One."]


def test_a_problem_is_known_as_long_as_any_job_has_it(caplog):
    process = process_with()
    one = run_of(Work(StoreError("Down."), None), process, "one")
    other = run_of(Work(StoreError("Down."), StoreError("Down.")), process, "other")
    for each in (one, other, one, other):
        each()
    assert (caplog.messages, process.problems) == (["Down."], {"one": "", "other": "Down."})


def test_success_is_not_logged(caplog):
    caplog.set_level(logging.INFO)
    run_of(Work())()
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("results", "pieces"), [((), 1), ((True,), 2), ((True, True, True), 4), ((False, True), 1)]
)
def test_a_job_works_until_nothing_is_left(results, pieces):
    work = Work(*results)
    run_of(work)()
    assert work.number == pieces


def test_a_job_that_fails_among_its_pieces_stops_there():
    work = Work(MORE, MORE, StoreError("Down."), MORE)
    run_of(work)()
    assert work.number == 3


def test_when_the_process_has_ended_the_next_piece_waits_for_another():
    process, work = process_with(), Work(MORE, MORE, MORE)
    process.ended.set()
    run_of(work, process)()
    assert work.number == 1


def test_a_job_of_other_processes_is_left_to_them_and_has_no_problem():
    process, work = process_with(here=False), Work(StoreError("Down."))
    run_of(work, process)()
    assert (work.number, process.problems) == (0, {"job": ""})


@pytest.mark.parametrize(
    ("polls", "polling", "works"), [(True, False, 0), (True, True, 1), (False, False, 1)]
)
def test_only_what_polls_is_switched_off_with_polling(polls, polling, works):
    work = Work()
    run_of(work, process_with(Settings(fleet_polling=polling)), polls=polls)()
    assert work.number == works


def test_each_piece_has_the_settings_of_its_moment():
    given = iter([Settings(fleet_polling=True), Settings(fleet_polling=False)])
    work = Work(MORE, MORE, MORE)
    JobRun(Job("job", 60, work, polls=True), JobProcess(given.__next__, lambda *_: True))()
    assert work.number == 1


def test_a_job_ends_nothing_unless_it_says_so():
    job = Job("job", 60, Work())
    assert (job.end, job.where, job.polls) == (nothing, Where.ONE, False)
    job.end()


@pytest.mark.parametrize("error", EXPECTED[:2], ids=["settings", "demo"])
def test_settings_that_cannot_be_read_are_a_problem_of_the_job(error):
    def refuse() -> Settings:
        raise error

    process = JobProcess(refuse, lambda *_: True)
    run_of(Work(), process)()
    assert process.problems == {"job": str(error)}


def test_jobs_that_were_never_opened_can_be_closed():
    ended: list[str] = []
    process = process_with()
    EmbeddedJobs([Job("job", 60, Work(), end=lambda: ended.append("job"))], process).close()
    assert (process.ended.is_set(), ended) == (True, ["job"])


def test_without_any_job_the_runner_opens_and_closes():
    jobs = EmbeddedJobs([], process_with())
    jobs.open()
    jobs.close()
    assert not jobs._scheduler.running


def test_what_each_process_does_for_itself_is_done_at_once_and_the_rest_is_not():
    own, shared = Work(), Work()
    jobs = [Job("own", HOUR, own, Where.EACH), Job("shared", HOUR, shared)]
    opened = EmbeddedJobs(jobs, process_with())
    opened.open()
    opened.close()
    assert (own.number, shared.number) == (1, 0)


def test_a_first_run_that_fails_keeps_no_one_from_being_served(caplog):
    jobs = EmbeddedJobs([Job("own", HOUR, Work(StoreError("Down.")), Where.EACH)], process_with())
    jobs.open()
    jobs.close()
    assert caplog.messages == ["Down."]


def test_without_a_key_no_list_is_read_and_nothing_is_polled():
    fleet_reads.list_companies(WITHOUT_KEY)
    assert fleet_reads.poll(WITHOUT_KEY) is False


def test_a_database_that_cannot_be_opened_is_said_and_no_bug(sqlite_url):
    nowhere = Settings(api_key="test-key", database_url=f"{sqlite_url}/none.db")
    for work in (fleet_reads.list_companies, fleet_reads.poll, prune):
        process = process_with(nowhere)
        run_of(work, process)()
        assert process.problems["job"]
    close_stores()


def test_a_fleet_without_old_history_is_pruned_to_itself(sqlite_url):
    prune(Settings(database_url=sqlite_url))
    prune(Settings(database_url=sqlite_url))
    close_stores()


SECONDS = st.integers(-10, 200_000) | st.floats(0, 200_000)


@given(SECONDS)
def test_whatever_the_pause_it_is_said_exactly_or_refused(seconds):
    try:
        fields = cron_of(seconds).split()
    except ValueError:
        return
    lengths = (
        {6: (1, 5), 5: (MINUTE, 0)} if fields[0].startswith("*/") or len(fields) == 6 else {5: (HOUR, 1)}
    )
    unit, place = lengths[len(fields)]
    assert int(fields[place].removeprefix("*/")) * unit == seconds


@pytest.mark.parametrize("seconds", [0, -60, 0.5, 90, 3601, 86400, float("inf")])
def test_a_pause_that_divides_nothing_evenly_is_refused(seconds):
    with pytest.raises(ValueError, match="can’t run every"):
        cron_of(seconds)


@pytest.mark.parametrize(
    ("seconds", "cron"),
    [(30, "* * * * * */30"), (1800, "*/30 * * * *"), (3600, "0 */1 * * *"), (43200, "0 */12 * * *")],
)
def test_the_longest_pauses_of_each_unit(seconds, cron):
    assert cron_of(seconds) == cron


@pytest.fixture
def our_log():
    """Leave the product’s logger after the test as it was."""
    ours = logging.getLogger("dashboard")
    before = ours.level, ours.handlers, ours.propagate
    yield
    ours.level, ours.handlers, ours.propagate = before


@pytest.mark.usefixtures("our_log")
def test_what_we_do_is_logged_in_utc_with_the_name_of_who_did_it(capsys):
    log_our_own()
    logging.getLogger("dashboard.jobs.test").info("did %s", "it")
    said = capsys.readouterr().err
    assert "Z INFO dashboard.jobs.test: did it" in said


@pytest.mark.usefixtures("our_log")
def test_a_filter_may_drop_a_line_and_logging_twice_logs_once(capsys):
    log_our_own()
    log_our_own(logging.Filter("dashboard.jobs"))
    for name in ("dashboard.jobs", "dashboard.store"):
        logging.getLogger(name).info("said")
    assert capsys.readouterr().err.count("said") == 1


def test_of_others_only_what_is_serious_is_logged():
    assert logging.getLogger("apscheduler").level == logging.ERROR
    assert logging.getLogger("procrastinate").level == logging.CRITICAL
