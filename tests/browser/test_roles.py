"""Every page as a viewer, an operator and a lead of a running dashboard: it offers what the table says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from dashboard.access.policy import Act
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository, Visitor
from dashboard.store.engine import Store
from dashboard.ui import links
from tests.browser.driving import go_to, settled, until
from tests.support import signed_in_desk
from tests.support.acts import BUTTON, NAME, OTHER, PLACES, SESSION, Place, put_on_record_at
from tests.support.app_test import give_role
from tests.support.people import signed_in
from tests.support.sandbox_process import SandboxProcess
from tests.support.signed_in_dashboard import NAMES, SignedInDashboard, signed_in_dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WHO = "nobody"
"""Has a role by the list alone."""
store = signed_in_desk.store


@pytest.fixture
def desk(fresh_sandbox: SandboxProcess) -> Iterator[SignedInDashboard]:
    """A dashboard with sign-in."""
    with signed_in_dashboard(
        CODAT_API_KEY="test-key", CODAT_BASE_URL=fresh_sandbox.url, FLEET_POLLING="1"
    ) as running:
        yield running


@pytest.fixture
def ben(desk: SignedInDashboard, store: Store) -> str:
    """The id of a session of someone else."""
    person = VerifiedPerson(f"{desk.issuer} ben", "Ben", "ben@example.com")
    return SessionRepository(store).begin(person, SignInMethod.OIDC, 8, Visitor())[0].id


@pytest.fixture
def on_record(desk: SignedInDashboard, fresh_sandbox: SandboxProcess, monkeypatch) -> None:
    """What the places of the table are about, as another process of the same dashboard put it there."""
    own = signed_in(NAMES[WHO], Role.LEAD, identity=f"{desk.issuer} {WHO}")
    ben = signed_in("Ben", Role.LEAD)
    put_on_record_at(monkeypatch, desk.dashboard.database_url, fresh_sandbox, own, ben)


def offers(tab: Page, sign: str) -> bool:
    if sign.startswith(BUTTON):
        return tab.locator(f".st-key-{sign.removeprefix(BUTTON)} button").count() > 0
    return sign in tab.content()


@pytest.mark.usefixtures("on_record")
def test_each_role_is_offered_its_acts_on_every_page_and_no_others(context, desk, store, ben, fresh_sandbox):
    tab, known = context.new_page(), {NAME: fresh_sandbox.name(OTHER), SESSION: f"session={ben}"}
    walk = [(page, place) for page in links.PAGES for place in PLACES[page]]
    offered, due = {}, {}

    def shown(place: Place) -> set[Act]:
        return place.shown(partial(offers, tab), known)

    for role in Role:
        give_role(store, f"{WHO}@example.com", role)
        if role is Role.VIEWER:
            settled(desk.sign_in(tab, WHO))
        expect(tab.get_by_text(f"{NAMES[WHO]}, {role}")).to_be_visible()  # an open tab loads again by itself
        settled(tab)
        for page, place in walk:
            go_to(tab, desk.url + links.href(page, place.address(fresh_sandbox)))
            at, due_here = (role, page, str(place.query)), place.due(role)
            with suppress(AssertionError):  # said below, with what is there
                until(lambda: shown(place) >= due_here)  # noqa: B023 - waited for here
            offered[at], due[at] = shown(place), due_here
    assert offered == due
