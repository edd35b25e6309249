"""A start while servers are killed, or with two servers: one sync, and pages say what is known."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import go_to, open_at, until
from tests.browser.test_start import heading, last_step, posts
from tests.support.dashboard_process import Dashboard, free_port
from tests.support.held_dashboard import COMMAND
from tests.support.sandbox_process import SandboxProcess

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]

UNKNOWN = "We don’t know whether the sync started"
PROBABLY = "A new sync has ended, probably this one"


@pytest.fixture
def own_sandbox() -> Iterator[SandboxProcess]:
    """A sandbox whose syncs run until `end_syncs`."""
    started = SandboxProcess()
    started.let_syncs_run()
    yield started
    started.stop()


@pytest.fixture
def server(own_sandbox: SandboxProcess, tmp_path: Any) -> Iterator[Callable[..., Dashboard]]:
    """Start servers on one store."""
    started: list[Dashboard] = []

    def start(**more: Any) -> Dashboard:
        store = f"sqlite:///{tmp_path}/desk.db"
        codat = {"CODAT_API_KEY": "test-key", "CODAT_BASE_URL": own_sandbox.url}
        started.append(Dashboard(COMMAND, **{**codat, "DATABASE_URL": store, **more}))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@dataclass(frozen=True)
class Killed:
    """When a server is killed, held at a stage by itself or by Codat's answer, and the result.

    `shows`: what the page says at that moment.  `posts`: how many requests reached Codat, each one sync.
    """

    case: str
    shows: str
    ends: str
    posts: int
    held: str = ""
    answer_held: bool = False


NOT_ASKED = Killed(
    "healthy", "Checking for a running sync", "The sync was not started", 0, held="before sending is recorded"
)
NOT_SENT = Killed("monthly", "Asking Codat", UNKNOWN, 0, held="before the call")
NOT_ANSWERED = Killed("two-shops", "Asking Codat", PROBABLY, 1, answer_held=True)
NOT_RECORDED = Killed("several-locations", "Asking Codat", PROBABLY, 1, held="after the call")
FOLLOWED = Killed("same-name-first", "running for", "succeeded", 1)
STAGES = (NOT_ASKED, NOT_SENT, NOT_ANSWERED, NOT_RECORDED, FOLLOWED)


def kill(dashboard: Dashboard) -> None:
    os.killpg(dashboard.process.pid, signal.SIGKILL)
    dashboard.process.wait()


def start_and_kill(page: Page, dashboard: Dashboard, sandbox: SandboxProcess, killed: Killed) -> str:
    """Start a sync, kill the server at its stage, and return the start's address."""
    company, before = sandbox.company(killed.case), len(posts(sandbox))
    if killed.answer_held:
        sandbox.fault("late", operation="sync.request", companyId=company, carriedOut=True)
    last_step(page, dashboard, company).click()
    expect(page).to_have_url(re.compile("attempt="))
    expect(heading(page)).to_contain_text(killed.shows)
    until(lambda: len(posts(sandbox)) == before + killed.posts)
    if killed.held == "after the call":
        until(lambda: sandbox.ledger()[-1]["answered"] == 200)
    kill(dashboard)
    return page.url


def test_a_server_killed_at_any_stage_comes_back_to_the_same_start_and_starts_no_second_sync(
    page, server, own_sandbox
):
    port, addresses = free_port(), {}
    for stage in STAGES:
        dashboard = server(port=port, HOLD_AT=stage.held)
        addresses[stage.case] = start_and_kill(page, dashboard, own_sandbox, stage)
    own_sandbox.end_syncs()
    server(port=port)
    open_at(page, addresses[NOT_ASKED.case])
    for stage in STAGES:
        go_to(page, addresses[stage.case])
        expect(heading(page)).to_contain_text(stage.ends)
        assert page.url == addresses[stage.case]
    began = [each["companyId"] for each in own_sandbox.ledger() if each["carriedOut"]]
    assert began == [own_sandbox.company(each.case) for each in STAGES if each.posts]
    assert len(posts(own_sandbox)) == len(began)


def test_two_people_at_once_on_two_servers_start_one_sync_and_both_servers_show_it_to_its_end(
    context, server, own_sandbox
):
    company = own_sandbox.company("healthy")
    servers = [server(), server()]
    tabs = [context.new_page(), context.new_page()]
    buttons = [last_step(tab, each, company) for tab, each in zip(tabs, servers, strict=True)]
    for button in buttons:
        button.click(no_wait_after=True)
    for tab in tabs:
        expect(heading(tab)).to_contain_text(re.compile("running for|not started"))
    refused = ["not started" in heading(tab).inner_text() for tab in tabs]
    assert sorted(refused) == [False, True]
    winner = refused.index(False)
    path = tabs[winner].url.removeprefix(servers[winner].url)
    other = open_at(tabs[1 - winner], servers[1 - winner].url + path)
    expect(heading(other)).to_contain_text("running for")
    own_sandbox.end_syncs()
    for tab in tabs:
        expect(heading(tab)).to_contain_text("succeeded")
    assert posts(own_sandbox) == ["sync.request"]


@pytest.mark.parametrize(
    ("honoured", "ends"), [(True, "succeeded"), (False, "skipped this sync as a duplicate")]
)
def test_asked_again_codat_repeats_its_answer_or_where_it_ignores_the_key_starts_a_second_sync(
    page, server, own_sandbox, honoured, ends
):
    own_sandbox.switch(idempotency=honoured)
    own_sandbox.hide_syncs()
    own_sandbox.fault("drop", operation="sync.request", carriedOut=True)
    last_step(page, server(PATIENCE_S="1"), own_sandbox.company("healthy")).click()
    expect(heading(page)).to_contain_text(UNKNOWN)
    expect(page.get_by_text("If Codat ignores the key, a second sync may start")).to_be_visible()
    page.get_by_text("I want to send this request again with the same key").click()
    page.get_by_role("button", name="Ask again").click()
    expect(heading(page)).to_contain_text("Codat accepted the sync")
    first, second = own_sandbox.ledger()
    assert (first["idempotencyKey"], first["body"]) == (second["idempotencyKey"], second["body"])
    assert (first["carriedOut"], second["carriedOut"]) == (True, not honoured)
    own_sandbox.show_syncs()
    own_sandbox.end_syncs()
    expect(heading(page)).to_contain_text(ends)
    sync = (first if honoured else second)["syncId"]
    assert page.get_by_role("link", name="Open this sync").get_attribute("href").endswith(sync)
    assert len(posts(own_sandbox)) == 2
