"""A failing browser test is retried once and named; no other test is, and three retries fail the run."""

from __future__ import annotations

import pytest

from tests.conventions.project import ROOT

SETTINGS = """
[pytest]
addopts = -p timeout -p rerunfailures -p tests.support.limits -p tests.support.repeats
markers = browser: drives a browser
timeout = 120
"""
# Each test counts its tries in a file of its own name, and fails the first time.
ONCE = """
import pathlib, pytest

def first_time(name):
    path = pathlib.Path(name + ".tried")
    tried = path.exists()
    path.write_text(path.read_text() + "x" if tried else "x")
    return not tried
"""
FLAKY = """
@pytest.mark.browser
def test_flaky_{0}():
    assert not first_time("flaky {0}"), "the first time {0}"
"""
BROKEN = """
@pytest.mark.browser
def test_broken():
    first_time("broken")
    assert False
"""
WITHOUT_A_BROWSER = """
def test_without_a_browser():
    assert not first_time("without a browser")
"""
HANGING = """
@pytest.mark.browser
@pytest.mark.timeout(1)
def test_hanging():
    import threading
    first_time("hanging")
    threading.Event().wait(15)
"""
CLOSING = "NEEDED A SECOND TRY: test_tiny.py::test_flaky_{}"


@pytest.fixture
def run(pytester, monkeypatch):
    """Return a function that runs these tests in a project of their own."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it takes as long as all the rest
    monkeypatch.delenv("TEST_LIMITS", raising=False)
    pytester.makefile(".ini", pytest=SETTINGS)

    def run_them(*tests, options=()):
        pytester.makepyfile(test_tiny=ONCE + "".join(tests))
        return pytester.runpytest_subprocess("-q", *options)

    return run_them


def tries(pytester, name):
    return len((pytester.path / f"{name}.tried").read_text(encoding="utf-8"))


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "two workers"])
def test_a_browser_test_that_fails_once_passes_and_is_named_at_the_end(run, options):
    result = run(FLAKY.format(1), FLAKY.format(2), options=options)
    assert result.ret == 0
    assert sorted(result.outlines[-3:-1]) == [CLOSING.format(1), CLOSING.format(2)]
    result.stdout.fnmatch_lines(["*AssertionError: the first time 1*"])


@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "two workers"])
def test_three_that_needed_it_fail_the_run(run, options):
    result = run(*(FLAKY.format(number) for number in range(3)), options=options)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["FAILED: 3 tests needed a second try; 2 may"])
    outcomes = result.parseoutcomes()
    assert (outcomes["passed"], outcomes["rerun"], outcomes.get("failed")) == (3, 3, None)


def test_a_browser_test_that_fails_twice_fails_and_is_not_tried_again(run, pytester):
    result = run(BROKEN)
    assert (result.ret, tries(pytester, "broken")) == (1, 2)
    assert "NEEDED A SECOND TRY" not in result.stdout.str()


def test_what_needs_no_browser_is_not_repeated(run, pytester):
    result = run(WITHOUT_A_BROWSER)
    assert (result.ret, tries(pytester, "without a browser")) == (1, 1)


@pytest.mark.parametrize("option", ["--reruns=1", "--force-reruns=1"])
def test_nobody_can_have_them_all_repeated(run, option):
    result = run(WITHOUT_A_BROWSER, options=[option])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*only browser tests are repeated*"])


def test_no_other_test_asks_for_it_by_itself(run):
    result = run(WITHOUT_A_BROWSER.replace("def ", "@pytest.mark.flaky(reruns=3)\ndef ", 1))
    assert result.ret != 0
    result.stderr.fnmatch_lines(["*test_without_a_browser: only browser tests are repeated*"])


def test_a_repeated_test_has_its_whole_time_limit_again_and_no_more(run, pytester):
    result = run(HANGING)
    assert (result.parseoutcomes(), tries(pytester, "hanging")) == ({"failed": 1, "rerun": 1}, 2)
