"""How often links were opened: counted in memory, written within a second, added up over processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, delete, select

from dashboard.sharing import openings as module
from dashboard.sharing.link_previews import is_link_preview
from dashboard.sharing.openings import Openings
from dashboard.store.engine import Store
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.store.facts import deleting_events
from dashboard.store.tables import share_event, share_link, share_opening
from tests.sharing.conftest import ADA, BROWSER, NOW, new_link
from tests.store.conftest import Child
from tests.support import limits

SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"


@pytest.fixture
def link_id(service) -> int:
    """A link that is open."""
    return int(service.make(new_link(), ADA)[0].id)


@pytest.fixture
def openings(store):
    """Openings that are written when a test says so."""
    made = Openings(store, every=limits.WAIT_S)
    yield made
    made.close()


def counts(store: Store) -> list[tuple[int, int]]:
    """Return how often links were opened and previewed, by hour."""
    query = select(share_opening.c.opened, share_opening.c.previewed).order_by(share_opening.c.hour)
    with store.reading() as connection:
        return [(row.opened, row.previewed) for row in connection.execute(query)]


def opened_events(store: Store) -> list[Row[Any]]:
    query = select(share_event).where(share_event.c.kind == "link opened").order_by(share_event.c.id)
    with store.reading() as connection:
        return list(connection.execute(query))


def until(condition: Callable[[], bool]) -> None:
    pause, end = threading.Event(), time.monotonic() + limits.WAIT_S
    while not condition():
        assert time.monotonic() < end
        pause.wait(0.02)


def test_openings_are_written_by_themselves(store, link_id):
    openings = Openings(store, every=0.01)
    openings.count(link_id, BROWSER, NOW)
    until(lambda: counts(store) == [(1, 0)])
    openings.close()


def test_the_end_of_the_server_writes_what_is_left_and_ends_the_thread(store, link_id, openings):
    before = set(threading.enumerate())
    openings.count(link_id, BROWSER, NOW)
    openings.close()
    assert counts(store) == [(1, 0)]
    assert "share-openings" not in {each.name for each in set(threading.enumerate()) - before}


def test_a_link_counts_by_the_hour(store, service, link_id, openings):
    for later in (timedelta(), timedelta(minutes=8), timedelta(minutes=10)):
        openings.count(link_id, BROWSER, NOW + later)
    openings.write()
    assert counts(store) == [(2, 0), (1, 0)]
    (link,) = service.links()
    assert (link.opened, link.last_opened_at) == (3, NOW + timedelta(minutes=10))


def test_previews_by_chat_programs_are_counted_apart_and_no_event(store, service, link_id, openings):
    openings.count(link_id, SLACK, NOW)
    openings.write()
    (link,) = service.links()
    assert (link.opened, link.previewed, link.last_opened_at) == (0, 1, None)
    assert opened_events(store) == []


def test_a_preview_after_an_opening_keeps_when_it_was_opened(service, link_id, openings):
    openings.count(link_id, BROWSER, NOW)
    openings.write()
    openings.count(link_id, SLACK, NOW + timedelta(minutes=1))
    openings.write()
    assert service.links()[0].last_opened_at == NOW


@pytest.mark.parametrize("first", ["earlier", "later"])
def test_the_last_opening_never_goes_back_however_processes_write(store, service, link_id, openings, first):
    other = Openings(store, every=limits.WAIT_S)
    openings.count(link_id, BROWSER, NOW)
    other.count(link_id, BROWSER, NOW + timedelta(seconds=5))
    writers = {"earlier": (openings, other), "later": (other, openings)}
    for each in writers[first]:
        each.write()
    other.close()
    assert service.links()[0].last_opened_at == NOW + timedelta(seconds=5)


def test_the_last_opening_is_the_latest_of_those_counted_at_once(service, link_id, openings):
    for seconds in (5, 0):
        openings.count(link_id, BROWSER, NOW + timedelta(seconds=seconds))
    openings.write()
    assert service.links()[0].last_opened_at == NOW + timedelta(seconds=5)


def test_an_opening_after_a_preview_is_the_last_opening(service, link_id, openings):
    for agent in (SLACK, BROWSER):
        openings.count(link_id, agent, NOW)
        openings.write()
    assert service.links()[0].last_opened_at == NOW


def test_being_opened_is_an_event_once_an_hour_over_all_processes(store, link_id, openings):
    other = Openings(store, every=limits.WAIT_S)
    for each in (openings, other, openings):
        each.count(link_id, BROWSER, NOW)
        each.write()
    openings.count(link_id, BROWSER, NOW + timedelta(hours=1))
    openings.write()
    other.close()
    assert counts(store) == [(3, 0), (1, 0)]
    assert [(each.at, each.person) for each in opened_events(store)] == [
        (NOW, ""),
        (NOW + timedelta(hours=1), ""),
    ]


def test_a_deleted_link_takes_no_other_count_with_it(store, service, link_id, openings):
    second = service.make(new_link(), ADA)[0].id
    with store.writing() as connection, deleting_events(connection):
        connection.execute(delete(share_event).where(share_event.c.link_id == link_id))
        connection.execute(delete(share_link).where(share_link.c.id == link_id))
    for each in (link_id, second):
        openings.count(each, BROWSER, NOW)
    openings.write()
    assert counts(store) == [(1, 0)]


def test_while_the_store_is_down_counts_wait_and_are_written_once(
    store, link_id, openings, monkeypatch, caplog
):
    def down(*_: object) -> None:
        raise StoreUnavailable(StoreProblem.DOWN)

    with monkeypatch.context() as patched:
        patched.setattr(module, "write_counts", down)
        for _ in range(2):
            openings.count(link_id, BROWSER, NOW)
            openings.write()
    assert len(caplog.records) == 1
    openings.count(link_id, BROWSER, NOW)
    openings.write()
    openings.write()
    assert counts(store) == [(3, 0)]


def test_two_processes_add_up_and_a_kill_loses_only_what_was_not_written_yet(store, count_in):
    written = 0
    for _ in range(2):
        process = count_in("3", "2")
        assert process.line() == "3"
        until_counted(store, written + 3)
        process.go()
        assert process.line() == "2"
        process.kill()
        before, written = written, counts(store)[0][0]
        assert before + 3 <= written <= before + 5


def until_counted(store: Store, opened: int) -> None:
    until(lambda: sum(each for each, _ in counts(store)) == opened)


@pytest.fixture
def count_in(database_url, link_id):
    """Return a function that starts a process which counts so often, with a pause after each number."""
    with ExitStack() as started:

        def start(*times: str) -> Child:
            arguments = (database_url, str(link_id), *times)
            made = Child("count_openings", *arguments, module="tests.sharing.programs")
            started.callback(made.end)
            return made

        yield start


@pytest.mark.parametrize(
    "user_agent",
    [
        SLACK,
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "facebookexternalhit/1.1",
        "Mattermost-Bot/1.1",
    ],
)
def test_chat_programs_are_told_from_people(user_agent):
    assert is_link_preview(user_agent)


@pytest.mark.parametrize("user_agent", [BROWSER, "", "curl/8.5.0"])
def test_what_is_not_listed_counts_as_a_person(user_agent):
    assert not is_link_preview(user_agent)
