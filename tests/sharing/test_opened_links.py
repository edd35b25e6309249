"""What live links show is kept up to date for a while after people opened them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.sharing.opened_links import OPENED_WITHIN, live_links
from dashboard.sharing.registry import close_sharing, share_service
from dashboard.sharing.shared_views import close_shared_views, shared_views
from tests.sharing.conftest import ADA, BROWSER, new_link
from tests.store.rows import COMPANY

LATELY = timedelta(minutes=15)


@pytest.fixture
def opened(service):
    """Return a function that opens a link that it makes."""

    def open_one(agent: str = BROWSER, **values):
        link, _ = service.make(new_link(**values), ADA)
        service.count_opening(link, agent)
        service._openings.write()
        return link

    return open_one


def test_a_live_link_that_people_opened_counts_for_a_while(service, clock, opened):
    opened()
    clock.pass_(minutes=15)
    assert service.lately_opened(LATELY) == [COMPANY]
    clock.pass_(seconds=1)
    assert service.lately_opened(LATELY) == []


def test_one_opened_again_counts_though_it_was_first_opened_hours_ago(service, clock, opened):
    link = opened()
    clock.pass_(hours=3, minutes=20)
    service.count_opening(link, BROWSER)
    service._openings.write()
    clock.pass_(minutes=10)
    assert service.lately_opened(LATELY) == [COMPANY]


def test_frozen_links_chat_programs_and_links_that_no_longer_open_do_not_count(service, opened):
    opened("Slackbot-LinkExpanding 1.0")
    service.pause(opened().id, ADA)
    service.revoke(opened().id, ADA)
    assert service.lately_opened(LATELY) == []


@pytest.fixture
def settings(fresh_sandbox, sqlite_url) -> Iterator[Settings]:
    """The settings of a dashboard on the sandbox. What was opened with them is closed."""
    yield Settings(api_key="test-key", base_url=fresh_sandbox.url, database_url=sqlite_url)
    close_shared_views()
    close_sharing()
    close_stores()


def test_the_job_reads_the_companies_of_opened_links_and_no_others(fresh_sandbox, settings):
    service, companies = (
        share_service(settings),
        [fresh_sandbox.company(case) for case in ("healthy", "stuck")],
    )
    links = [service.make(new_link(company_id=each), ADA)[0] for each in companies]
    service.count_opening(links[0], BROWSER)
    service._openings.write()
    live_links(settings)
    shared_views(settings).under_way(companies[0]).result()
    read = fresh_sandbox.company_requests()
    assert read
    assert all(companies[0] in each["path"] for each in read)


def test_without_a_key_the_job_does_nothing(sqlite_url):
    live_links(Settings(database_url=sqlite_url))
    assert timedelta() < OPENED_WITHIN
