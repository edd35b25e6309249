"""Each act, really carried out by each role through its service: done or refused, and on record.

The table has a row for each act of the policy; an act without one fails `test_every_act_is_carried_out`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, Table, func, select

from codat_client import CodatClient, Company, CompanyPage
from dashboard.access.administration.session_service import SessionRefused, SessionService
from dashboard.access.company import ALL_COMPANIES, CompanyIdentity, CompanyRule
from dashboard.access.people import PeopleRepository, RoleRefused
from dashboard.access.person import Person
from dashboard.access.policy import Act
from dashboard.access.role import Role
from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.access.sessions import SessionRepository
from dashboard.fleet.people.saved_views import SavedViews, ViewRefused
from dashboard.fleet.people.work import WorkRefused, WorkService
from dashboard.fleet.reading.refresh import FleetRefreshes, RefreshRefused
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.start.attempt import Attempt, Stage
from dashboard.record.notes import Notebook, NoteRefused
from dashboard.services.covered_listing import covered_listing
from dashboard.services.directory import Directory
from dashboard.services.exports import ExportRefused, export_company
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.sharing.link import LinkState, NewLink, ShareLink, ShareRefused
from dashboard.sharing.openings import Openings
from dashboard.sharing.repository import ShareRepository
from dashboard.sharing.service import ShareService
from dashboard.sharing.terms import ShareTerms
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import saved_view, work_event
from dashboard.store.tables import access_event, note, share_event, share_link, start_event
from tests.starting.support import QUICK, RULES, SOON_AGAIN, Starter
from tests.store.rows import add_account
from tests.support import limits
from tests.support.acts import ALLOWED
from tests.support.people import ISSUER, signed_in
from tests.support.starts import wait_for

CONTENT = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}))
WEEK = timedelta(days=7)
SOMEONE_ELSE = signed_in("Grace Hopper", Role.LEAD)
LOST = {"operation": "sync.request", "carriedOut": False}


class Desk:
    """The services of one account on a real store, with the sandbox behind them."""

    def __init__(self, sandbox, store: Store, url: str) -> None:
        self.sandbox, self.store, self.settings = sandbox, store, Settings(database_url=url)
        self.company_id = sandbox.company("healthy")
        with store.writing() as connection:
            account_id = self.account_id = add_account(connection)
        client = CodatClient("test-key", sandbox.url, retries=SOON_AGAIN)
        records = StartRepository(store, account_id, sandbox.url, QUICK.lease)
        self.starts = StartService(client, records, RULES, self.known)
        self.starter = Starter(sandbox, self.starts)
        links = ShareRepository(store, account_id, sandbox.url)
        self.links = ShareService(links, Openings(store), ShareTerms.of(self.settings), self.known)
        self.work = WorkService(store, account_id, sandbox.url, self.known)
        self.views = SavedViews(store, account_id)
        self.notes = Notebook(store, account_id, sandbox.url, self.known)
        self.people = PeopleRepository(store, self.settings)
        self.sessions = SessionService(store, self.settings.session_idle_minutes)
        self.prepared = 0  # events of the person that only prepared an act

    def known(self, company_id: str) -> CompanyIdentity:
        """Return every company as the one that roles may cover."""
        return CompanyIdentity(company_id, "Bluebird Coffee")

    def link(self, owner: Person) -> ShareLink:
        """Make a link as someone who may."""
        by = signed_in(owner.name, Role.LEAD)
        self.prepared += owner is not SOMEONE_ELSE
        return self.links.make(NewLink(self.company_id, "Bluebird Coffee", CONTENT, WEEK), by)[0]

    def unclear(self) -> Attempt:
        """Start a sync whose request is lost, and return it while its outcome is unknown."""
        self.sandbox.fault("drop", **LOST)
        return self.starter.until_unknown()

    def count(self, table: Table, *which: ColumnElement[bool]) -> int:
        """Return how many rows of a table match."""
        with self.store.reading() as connection:
            counted = select(func.count()).select_from(table).where(*which)
            return int(connection.execute(counted).scalar_one())

    def events(self) -> int:
        """Return how many events on record have Ada Byron as the person who signed in."""
        ada = PEOPLE["lead"].identity
        return sum(self.count(each, each.c.identity == ada) for each in EVENTS) - self.prepared


@pytest.fixture(scope="module")
def no_stores() -> Iterator[None]:
    yield
    close_stores()


@pytest.fixture
def desk(no_stores, fresh_sandbox, sqlite_url, open_) -> Iterator[Desk]:  # noqa: ARG001 - closed at the end
    fresh_sandbox.switch(syncSeconds=0.2)
    made = Desk(fresh_sandbox, open_(sqlite_url), sqlite_url)
    yield made
    made.starts.close()


def read(desk: Desk, person: Person) -> bool:
    known = Directory()
    page = CompanyPage([Company(id=desk.company_id, name="Bluebird Coffee")])
    known._read_all(lambda: [page], known._stopped)
    return desk.company_id in covered_listing(known.listing, person).by_id


def export(desk: Desk, person: Person) -> bool:
    with suppress(ExportRefused):
        export_company(desk.settings, person, desk.company_id, "History as CSV", desk.known)
        return True
    return False


def start(desk: Desk, person: Person) -> bool:
    attempt = desk.starts.start(desk.starter.intent(), desk.settings, person)
    ended = wait_for(desk.starts, attempt.id, lambda now: now.settled, limits.WAIT_S)
    return ended.stage is Stage.ENDED


def ask_again(desk: Desk, person: Person) -> bool:
    before = desk.unclear()
    desk.starts.ask_again(before.id, person)
    after = desk.starts.look(before.id)
    asked = after is not None and after.sent_count > before.sent_count
    if asked:
        wait_for(desk.starts, before.id, lambda now: now.settled, limits.WAIT_S)
    else:
        desk.starter.release(before.id)
    return asked


def release(desk: Desk, person: Person) -> bool:
    before = desk.unclear()
    desk.starts.release(before.id, person)
    after = desk.starts.look(before.id)
    released = after is not None and after.stage is Stage.RELEASED
    desk.starter.release(before.id)
    return released


def write_note(desk: Desk, person: Person) -> bool:
    before = desk.count(note)
    with suppress(NoteRefused):
        desk.notes.add(desk.company_id, "Called them.", person)
    return desk.count(note) > before


def refresh(desk: Desk, person: Person) -> bool:
    refreshes, now = FleetRefreshes(desk.store, desk.account_id), datetime.now(UTC)
    with suppress(RefreshRefused):
        number = refreshes.start(person, [desk.known(desk.company_id)], now, everything=False)
        return refreshes.cancel(number, person, now)
    return False


def share(desk: Desk, person: Person) -> bool:
    before = desk.count(share_link)
    with suppress(ShareRefused):
        desk.links.make(NewLink(desk.company_id, "Bluebird Coffee", CONTENT, WEEK), person)
    return desk.count(share_link) > before


def change_link(desk: Desk, person: Person, owner: Person | None = None) -> bool:
    link = desk.link(owner or person)
    with suppress(ShareRefused):
        desk.links.pause(link.id, person)
    found = next(each for each in desk.links.links() if each.id == link.id)
    return found.state(found.made_at) is LinkState.PAUSED


def change_any_link(desk: Desk, person: Person) -> bool:
    return change_link(desk, person, SOMEONE_ELSE)


def take(desk: Desk, person: Person) -> bool:
    shown = desk.work.of_company(desk.company_id)
    with suppress(WorkRefused):
        return desk.work.mark_contacted(desk.company_id, person) != shown
    return False


def save_view(desk: Desk, person: Person) -> bool:
    with suppress(ViewRefused):
        desk.views.save(str(desk.count(saved_view)), {}, person, shared=True)
        return True
    return False


def change_any_view(desk: Desk, person: Person) -> bool:
    view = desk.views.save(str(desk.count(saved_view)), {}, SOMEONE_ELSE, shared=True)
    with suppress(ViewRefused):
        desk.views.delete(view.id, person)
    return view not in desk.views.seen_by(SOMEONE_ELSE)


def see_access(desk: Desk, person: Person) -> bool:
    with suppress(SessionRefused):
        desk.sessions.of_everyone(person)
        return True
    return False


def end_session(desk: Desk, person: Person) -> bool:
    ben = VerifiedPerson(f"{ISSUER} ben", "Ben")
    session, _ = SessionRepository(desk.store).begin(ben, SignInMethod.OIDC, hours=1.0)
    with suppress(SessionRefused):
        desk.sessions.end(session.id, person)
    found = SessionRepository(desk.store).by_id(session.id)
    return found is not None and found.ended_at is not None


def set_role(desk: Desk, person: Person) -> bool:
    before = desk.people.roles()
    with suppress(RoleRefused):
        desk.people.set_role(f"{len(before)}@shop.example", Role.VIEWER, ALL_COMPANIES, person)
    return desk.people.roles() != before


CARRIED_OUT: dict[Act, Callable[[Desk, Person], bool]] = {
    Act.READ: read,
    Act.EXPORT: export,
    Act.START: start,
    Act.ASK_AGAIN: ask_again,
    Act.RELEASE: release,
    Act.NOTE: write_note,
    Act.REFRESH: refresh,
    Act.WORK: take,
    Act.SAVE_VIEW: save_view,
    Act.CHANGE_ANY_VIEW: change_any_view,
    Act.SHARE: share,
    Act.CHANGE_LINK: change_link,
    Act.CHANGE_ANY_LINK: change_any_link,
    Act.SEE_ACCESS: see_access,
    Act.END_SESSION: end_session,
    Act.SET_ROLE: set_role,
}
RECORDED = {act for act in Act if act not in {Act.READ, Act.SEE_ACCESS}}
"""What is on record, done or refused. Reading isn't."""
EVENTS = (start_event, share_event, access_event, note, work_event)
PEOPLE = {
    "no role": signed_in("Ada Byron", None),
    "viewer": signed_in("Ada Byron", Role.VIEWER),
    "operator": signed_in("Ada Byron", Role.OPERATOR),
    "lead": signed_in("Ada Byron", Role.LEAD),
    "lead of other companies": signed_in("Ada Byron", Role.LEAD, CompanyRule(name="Corner*")),
    "signed out": signed_in("Ada Byron", Role.LEAD, signed_out=True),
}


def test_every_act_is_carried_out():
    assert set(CARRIED_OUT) == set(Act)


@pytest.mark.parametrize("act", CARRIED_OUT)
def test_each_role_does_its_acts_and_no_others_and_each_try_is_on_record(desk, act):
    done, unrecorded = {}, set()
    for name, person in PEOPLE.items():
        before = desk.events()
        done[name] = CARRIED_OUT[act](desk, person)
        if desk.events() == before:
            unrecorded.add(name)
    allowed = {role.value for role in ALLOWED[act]}
    if act.is_for_any_role:
        allowed.add("lead of other companies")
    assert {name for name, is_done in done.items() if is_done} == allowed
    assert unrecorded == (set() if act in RECORDED else set(PEOPLE))
