"""Pages run in-process with Streamlit's AppTest, against the sandbox over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from codat_client import CodatClient, RetryConfig, client
from dashboard.access.session import SignInSession
from dashboard.services.stores import close_stores
from dashboard.services.watch import end_watches
from dashboard.sharing.registry import close_sharing
from dashboard.sharing.shared_views import close_shared_views
from dashboard.starting.progress import PollPolicy
from dashboard.starting.registry import close_services
from dashboard.starting.worker import StartRules
from tests.support import app_test
from tests.support.fleet_rows import taken
from tests.support.starts import use_rules

ROOT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., AppTest]
SignIn = Callable[..., SignInSession]
NAME = "Ada Byron"
"""The name already given in these sessions, so that no page asks for it."""
MOMENT = r"\d+ \w{3}(?: \d{4})? \d\d:\d\d"
"""A moment as pages show it, as a pattern: 1 Dec 02:00."""


@pytest.fixture
def open_page(fresh_sandbox, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[OpenPage]:
    """Return a function that opens a page as its address does: `open_page("company", company=…)`.

    Keyword `env` sets settings for this page; everything else goes into the address. What a page follows is
    followed no more when the test is over. What fails is asked for again as often as always, but sooner.
    """
    monkeypatch.chdir(ROOT)
    unset = ("DEMO", "READ_ONLY", "ALLOW_STARTING", "CODAT_PROXY", "CODAT_CA_BUNDLE", "EXTERNAL_URL")
    for name in (*unset, "EMBED_ORIGINS", "SHARE_MOST_DAYS", *app_test.SIGN_IN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CODAT_API_KEY", "test-key")
    monkeypatch.setenv("CODAT_BASE_URL", fresh_sandbox.url)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setattr(client, "RetryConfig", partial(RetryConfig, base_delay=0.05))

    def open_it(page: str = "", env: dict[str, str] | None = None, **query: str) -> AppTest:
        for name, value in (env or {}).items():
            monkeypatch.setenv(name, value)
        test = app_test.dashboard()
        test.session_state["person_name"] = NAME
        for name, value in query.items():
            test.query_params[name] = value
        if page:
            test.switch_page(str(ROOT / f"pages/{page}.py"))
        test.run()
        assert not test.exception, "the page failed; its traceback is in the log above"
        return test

    yield open_it
    taken()
    end_watches()
    close_services()
    close_shared_views()
    close_sharing()
    close_stores()


@pytest.fixture
def signed_in_as(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> SignIn:  # noqa: ARG001
    """Return a function that signs someone in, as `app_test.signed_in_as`: pages opened then are theirs."""
    return partial(app_test.signed_in_as, monkeypatch)


@pytest.fixture
def take_roles(signed_in_as: SignIn) -> Callable[[SignInSession], None]:  # noqa: ARG001
    """Return a function that takes all listed roles of a session's person away."""
    return app_test.take_roles


@pytest.fixture
def start(open_page: OpenPage, fresh_sandbox, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Return a function that opens the start page of a named merchant, starting allowed, syncs short.

    What was started is asked for soon and often, and followed no more when the test is over.
    """
    fresh_sandbox.switch(syncSeconds=0.3)
    use_rules(monkeypatch, StartRules(policy=PollPolicy(first=0.1, growth=1.0, most=0.1)))

    def open_it(case: str = "healthy", env: dict[str, str] | None = None, **query: str) -> AppTest:
        allowed = {"ALLOW_STARTING": "1"} | (env or {})
        return open_page("start", allowed, company=fresh_sandbox.company(case), **query)

    return open_it


def clients_of(test: AppTest) -> list[CodatClient]:
    """Return the session's clients, that of what the person reads first."""
    return list(test.session_state["clients"][1].values())


def text_of(test: AppTest) -> str:
    """Everything that the page shows as HTML, markdown and code, in order, as one text."""
    kinds = ("html", "markdown", "code", "text", "caption", "error", "warning", "info", "button", "title")
    return "\n".join(
        str(getattr(each, "value", "") or getattr(each, "body", ""))
        for kind in kinds
        for each in test.get(kind)
    )
