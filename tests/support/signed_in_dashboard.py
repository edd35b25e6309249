"""A dashboard with sign-in, and the provider that people sign in with: `oidc-provider-mock`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from playwright.sync_api import Page

from dashboard.store.engine import Store, open_store
from tests.support import limits
from tests.support.dashboard_process import Dashboard, free_port
from tests.web.visitor import Visitor

GROUPS = {"ada": "desk-leads", "grace": "desk-operators", "edsger": "desk-viewers", "nobody": "sales"}
ROLE_MAP = "desk-leads=lead; desk-operators=operator; desk-viewers=viewer"
_FORM = "/oauth2/authorize"
NAMES = {"ada": "Ada Byron", "grace": "Grace Hopper", "edsger": "Edsger Dijkstra", "nobody": "Ada Lovelace"}


@dataclass(frozen=True)
class SignedInDashboard:
    """The dashboard and its provider, both at `localhost`, since cookies and redirects must agree.

    `provider`: its server, of werkzeug.
    """

    dashboard: Dashboard
    issuer: str
    url: str
    provider: Any

    def sign_in(self, page: Page, who: str = "ada", path: str = "/help") -> Page:
        """Open an address as someone who isn't signed in, and sign in at the provider's form."""
        page.goto(self.url + path)
        page.locator("input[name=sub]").fill(who)
        page.locator("button[type=submit], input[type=submit]").first.click()
        return page

    def cookie_of(self, who: str) -> dict[str, str]:
        """Sign in without a browser; gives the header with the cookie of the session."""
        with requests.Session() as browser:
            form = browser.get(f"{self.url}/sign-in", timeout=limits.WAIT_S)
            browser.post(form.url, {"sub": who}, timeout=limits.WAIT_S)
            return {"Cookie": f"sd={browser.cookies['sd']}"}

    def visitor(self, who: str) -> Visitor:
        """Return a websocket of someone who has signed in."""
        return Visitor(self.dashboard.port, more=self.cookie_of(who))

    def store(self) -> AbstractContextManager[Store]:
        """Open its store, as another process that changes it; closed in the end."""
        return closing(open_store(self.dashboard.database_url))

    @contextmanager
    def provider_down(self) -> Iterator[None]:
        """Let the provider answer nothing but its form, as when it fails while someone fills that in."""
        answers = self.provider.app

        def fail(environ: dict[str, Any], start: Any) -> Any:
            if environ["PATH_INFO"] == _FORM:
                return answers(environ, start)
            start("503 Service Unavailable", [])
            return [b""]

        self.provider.app = fail
        try:
            yield
        finally:
            self.provider.app = answers


@contextmanager
def signed_in_dashboard(url: str = "", **environ: str) -> Iterator[SignedInDashboard]:
    """Run a dashboard whose people are those of `GROUPS`.

    `url`: its outer address, if a proxy is in front of it; `environ` has the port it listens on then.
    """
    port = int(environ.pop("port", 0)) or free_port()
    outer = url or f"http://localhost:{port}"
    with _provider() as provider:
        issuer = f"http://localhost:{provider.server_port}"
        values: dict[str, Any] = {
            "SIGN_IN": "oidc",
            "OIDC_ISSUER": issuer,
            "OIDC_CLIENT_ID": "desk",
            "OIDC_CLIENT_SECRET": "a-secret-of-the-desk-alone",
            "EXTERNAL_URL": outer,
            "FORWARDED_ALLOW_IPS": "",  # as script/run sets it
            "ROLE_CLAIM": "groups",
            "ROLE_MAP": ROLE_MAP,
            **environ,
        }
        running = Dashboard(port=port, **values)
        try:
            yield SignedInDashboard(running, issuer, outer, provider)
        finally:
            running.stop()


@contextmanager
def _provider() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own use of Authlib
        import oidc_provider_mock as mock  # noqa: PLC0415 -- it warns as it is imported

        people = [mock.User(sub=sub, claims=_claims(sub)) for sub in GROUPS]
        with mock.run_server_in_thread(user_claims=people) as server:
            yield server


def _claims(sub: str) -> dict[str, Any]:
    address = {"email": f"{sub}@example.com", "email_verified": True}
    return {**address, "name": NAMES[sub], "groups": [GROUPS[sub]]}
