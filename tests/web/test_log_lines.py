"""Lines of the log that anybody can cause are bounded by sort and minute, and none shows a link’s token."""

from __future__ import annotations

import logging

import pytest

from dashboard.web.log_lines import MOST, SECONDS, FewOfASort, WithoutTokens, bound_what_anybody_can_cause
from tests.support.still_clock import StillClock


@pytest.fixture
def clock():
    return StillClock()


@pytest.fixture
def log(clock):
    """A logger of its own whose lines are bounded."""
    logger = logging.getLogger(f"tests.bounded.{id(clock)}")
    logger.addFilter(FewOfASort(clock=clock))
    return logger


def flood(log: logging.Logger, times: int) -> None:
    for number in range(times):
        log.warning("knocked: %d", number)


def test_of_one_sort_so_many_are_written_and_the_last_says_that_more_are_not(log, caplog):
    flood(log, 10 * MOST)
    assert len(caplog.messages) == MOST
    assert caplog.messages[0] == "knocked: 0"
    assert caplog.messages[-1] == f"knocked: {MOST - 1} (similar lines are left out for a minute)"


def test_the_next_minute_shows_how_many_were_left_out(log, caplog, clock):
    flood(log, MOST + 7)
    clock.now += SECONDS
    flood(log, 2)
    assert caplog.messages[-2:] == ["knocked: 0 (7 similar lines were left out before)", "knocked: 1"]


def test_a_flood_of_one_sort_leaves_the_others_alone(log, caplog):
    flood(log, 10 * MOST)
    log.warning("another place")
    assert caplog.messages[-1] == "another place"


def test_fewer_are_written_as_they_are_for_ever(log, caplog, clock):
    for _ in range(5):
        flood(log, MOST - 1)
        clock.now += SECONDS
    assert len(caplog.messages) == 5 * (MOST - 1)
    assert not any("sort" in message for message in caplog.messages)


@pytest.fixture
def filters():
    """Return a way to tell whether a logger is bounded; all of them are as before afterwards."""
    yield lambda name: any(isinstance(each, FewOfASort) for each in logging.getLogger(name).filters)
    for name in logging.root.manager.loggerDict:
        logger = logging.getLogger(name)
        logger.filters = [each for each in logger.filters if not isinstance(each, FewOfASort)]


@pytest.mark.parametrize(
    "name",
    [
        "streamlit.web.server",
        "uvicorn.error",
        "asyncio",
        "dashboard.web.message_rate",
        "dashboard.web.share",
        "dashboard.sharing.live",
    ],
)
def test_what_anybody_can_cause_is_bounded_once(filters, name):
    logger = logging.getLogger(name)
    for _ in range(2):
        bound_what_anybody_can_cause()
    assert filters(name)
    assert sum(isinstance(each, FewOfASort) for each in logger.filters) == 1


@pytest.mark.parametrize(
    "name",
    [
        "dashboard.starting.repository",
        "dashboard.starting.worker",
        "dashboard.web.guard",
        "dashboard.web.asgi",
        "dashboard.services.company_data",
        "uvicorn.access",
        "streamlitish",
    ],
)
def test_starts_references_and_accesses_are_written_each(filters, name):
    logging.getLogger(name)
    bound_what_anybody_can_cause()
    assert not filters(name)


TOKEN = "A" * 32
ACCESS = '%s - "%s %s HTTP/%s" %d'


@pytest.mark.parametrize(
    "path",
    [
        "/s/TOKEN", "/S/TOKEN", "/desk/preview/TOKEN?x=1", "/s/TOKEN/status.json", "/s//TOKEN", "/s/./TOKEN",
        "/preview//TOKEN", "/s/x/TOKEN", "/s/TOKEN/x/badge.svg/TOKEN",
    ],
)  # fmt: skip
def test_the_servers_access_log_shows_no_token(path, caplog):
    logger = logging.getLogger("tests.access")
    logger.addFilter(WithoutTokens())
    with caplog.at_level(logging.INFO):
        logger.info(ACCESS, "127.0.0.1:1", "GET", path.replace("TOKEN", TOKEN), "1.1", 200)
    assert TOKEN not in caplog.text
    assert "…" in caplog.text
    assert caplog.records[0].args[3:] == ("1.1", 200)


def test_lines_of_other_addresses_stay_as_they_are(caplog):
    logger = logging.getLogger("tests.access")
    logger.addFilter(WithoutTokens())
    with caplog.at_level(logging.INFO):
        logger.info(ACCESS, "127.0.0.1:1", "GET", "/company?company=s/abc", "1.1", 200)
    assert "/company?company=s/abc" in caplog.text
