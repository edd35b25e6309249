"""A running dashboard over real connections: ids of one person's session do nothing for another person.

Each id is also used by the person it was given to, and works: so each of these tests can fail.
"""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import select

from dashboard.access.policy import Act
from dashboard.access.role import Role
from dashboard.access.sessions import SessionRepository
from dashboard.store.engine import Store
from dashboard.store.tables import share_link
from tests.browser.driving import until
from tests.support import limits, signed_in_desk
from tests.support.acts import ALLOWED, ANOTHERS, OTHER, OWN, ROUTES, UNCLEAR, put_on_record_at
from tests.support.app_test import give_role
from tests.support.people import signed_in
from tests.support.sandbox_process import SandboxProcess
from tests.support.signed_in_dashboard import NAMES, SignedInDashboard
from tests.web.visitor import Visitor

TRIES = 5
"""A session of Streamlit's can be resumed once the server has noticed that its connection ended."""
desk, store = signed_in_desk.desk, signed_in_desk.store


@pytest.fixture(scope="module")
def ada(desk: SignedInDashboard) -> dict[str, str]:
    """The cookie of a lead."""
    return desk.cookie_of("ada")


@pytest.fixture(scope="module")
def grace(desk: SignedInDashboard) -> dict[str, str]:
    """The cookie of an operator."""
    return desk.cookie_of("grace")


def visit(desk: SignedInDashboard, cookie: dict[str, str], resumes: str = "") -> Visitor:
    return Visitor(desk.dashboard.port, more=cookie, resumes=resumes)


def asked(desk: SignedInDashboard, path: str, cookie: dict[str, str], **query: str) -> requests.Response:
    return requests.get(desk.url + path, query, headers=cookie, timeout=limits.WAIT_S)


def test_a_download_and_its_file_are_only_for_the_person_whose_page_offered_them(
    desk, ada, grace, fresh_sandbox
):
    with visit(desk, ada) as hers, visit(desk, grace) as theirs:
        hers.open("history", f"company={fresh_sandbox.company('healthy')}")
        theirs.open("help")
        assert theirs.ask_for(hers.downloads[0]) == ""
        file = hers.ask_for(hers.downloads[0])
    assert asked(desk, file, grace).status_code == 404
    assert asked(desk, file, {}).status_code == 401
    assert asked(desk, file, ada).status_code == 200


def test_a_session_of_streamlit_is_resumed_only_by_the_person_whose_it_was(desk, ada, grace):
    with visit(desk, ada) as hers:
        hers.open("help")
    given = hers.streamlit_session

    def resumed(cookie: dict[str, str]) -> bool:
        with visit(desk, cookie, given) as again:
            again.open("help")
        return again.streamlit_session == given

    until(lambda: resumed(ada))
    assert not any(resumed(grace) for _ in range(TRIES))
    until(lambda: resumed(ada))


def test_the_id_of_a_sign_in_ends_it_only_for_the_person_whose_it_is(desk, ada, grace, store):
    second = desk.cookie_of("ada")
    newest = SessionRepository(store).listed(60, f"{desk.issuer} ada")[0]
    with visit(desk, ada) as hers, visit(desk, grace) as theirs:
        for each in (hers, theirs):
            each.open("sessions", f"session={newest.id}")
        theirs.knows_of(hers)
        theirs.press("End")
        assert asked(desk, "/where.js", second).status_code == 200
        hers.press("End")
    assert asked(desk, "/where.js", second).status_code == 401


@pytest.fixture
def attempt(desk: SignedInDashboard, fresh_sandbox: SandboxProcess, monkeypatch) -> str:
    """Put a link of Grace's, one of Ada's, and an attempt of Grace's on record; gives the attempt's id."""
    ada, grace = (
        signed_in(NAMES[who], Role.LEAD, identity=f"{desk.issuer} {who}") for who in ("ada", "grace")
    )
    return put_on_record_at(monkeypatch, desk.dashboard.database_url, fresh_sandbox, grace, ada)


def paused(store: Store, number: str) -> bool:
    with store.reading() as connection:
        found = connection.execute(select(share_link.c.paused_at).where(share_link.c.id == int(number)))
        return found.scalar_one() is not None


def test_the_numbers_of_links_and_attempts_do_nothing_for_another_person(
    desk, ada, grace, store, attempt, fresh_sandbox
):
    with visit(desk, ada) as hers, visit(desk, grace) as theirs:
        for each in (hers, theirs):
            each.open("shared", f"link={ANOTHERS}")
        theirs.knows_of(hers)
        theirs.press("Pause")
        assert not paused(store, ANOTHERS)
        theirs.open("shared", f"link={OWN}")
        theirs.press("Pause")
        assert paused(store, OWN)
    give_role(store, "nobody@example.com", Role.OPERATOR, f"name {fresh_sandbox.name(OTHER)}")
    unclear, name = fresh_sandbox.company(UNCLEAR), fresh_sandbox.name(UNCLEAR).encode()
    with visit(desk, grace) as theirs, desk.visitor("nobody") as restricted:
        assert name in theirs.open("start", f"company={unclear}&attempt={attempt}")
        for company in (unclear, fresh_sandbox.company(OTHER)):
            assert name not in restricted.open("start", f"company={company}&attempt={attempt}")


def test_each_role_gets_from_each_route_what_the_table_says(desk, ada, grace, fresh_sandbox):
    cookies = {Role.LEAD: ada, Role.OPERATOR: grace, Role.VIEWER: desk.cookie_of("edsger"), None: {}}
    company = fresh_sandbox.company("healthy")
    given, due = set(), set()
    for path, act in ROUTES.items():
        for role, cookie in cookies.items():
            if not isinstance(act, Act):
                continue
            answer = asked(desk, path, cookie, company=company)
            given |= {(path, role)} if answer.status_code == 200 and len(answer.text) > 100 else set()
            due |= {(path, role)} if role in ALLOWED[act] else set()
    assert given == due
