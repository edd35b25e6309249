"""An OpenID Connect provider on this machine, where people sign in with a click: `oidc-provider-mock`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page, expect

from tests.browser.driving import settled

GROUPS = {"lead": "desk-leads", "operator": "desk-operators", "viewer": "desk-viewers"}


def user(sub: str, name: str, role: str | None = None) -> User:
    """Return someone whom the provider knows, in the group of a role or in none."""
    groups = [GROUPS[role]] if role else []
    claims = {"name": name, "email": f"{sub}@example.com", "email_verified": True, "groups": groups}
    return User(sub=sub, claims=claims)


@contextmanager
def provider_with(*users: User) -> Iterator[str]:
    """Run a provider that knows these people; gives its issuer."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the provider has no TLS, and is built with Authlib too
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def sign_in_settings(issuer: str, external_url: str) -> dict[str, str]:
    """Return the settings of a dashboard whose people sign in there."""
    return {
        "SIGN_IN": "oidc",
        "EXTERNAL_URL": external_url,
        "OIDC_ISSUER": issuer,
        "OIDC_CLIENT_ID": "sync-desk",
        "OIDC_CLIENT_SECRET": "made-up client secret",
        "SESSION_KEY": "bWFkZS11cCBrZXkgb2YgMzIgYnl0ZXMgaW4gYWxsLi4=",
        "ROLE_CLAIM": "groups",
        "ROLE_MAP": "; ".join(f"{group}={role}" for role, group in GROUPS.items()),
    }


def sign_in(page: Page, address: str, sub: str) -> Page:
    """Open an address as someone who isn't signed in, and sign in at the provider on the way."""
    page.goto(address)
    page.get_by_role("button", name=sub, exact=True).click()
    expect(page).to_have_url(address)
    return settled(page)
