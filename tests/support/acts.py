"""The one table of acts: who may do each, which page offers it to them, and what each route is about.

Every test of roles draws from it. An act, a page or a route without a row fails the tests of this table.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access.person import Person
from dashboard.access.policy import Act
from dashboard.access.role import Role
from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.account import CodatAccount
from dashboard.services.stores import close_stores
from dashboard.settings import load
from dashboard.sharing.link import NewLink
from dashboard.sharing.registry import close_sharing, share_service
from dashboard.starting.registry import close_services
from tests.starting.support import RULES
from tests.support import limits
from tests.support.sandbox_process import SandboxProcess
from tests.support.starts import service_here, use_rules, wait_for

EVERYONE = frozenset(Role)
ALLOWED: dict[Act, frozenset[Role]] = {
    Act.READ: EVERYONE,
    Act.EXPORT: EVERYONE,
    Act.REFRESH: EVERYONE - {Role.VIEWER},
    **dict.fromkeys((Act.START, Act.ASK_AGAIN, Act.NOTE, Act.WORK), EVERYONE - {Role.VIEWER}),
    **dict.fromkeys((Act.SHARE, Act.CHANGE_LINK, Act.SAVE_VIEW), EVERYONE - {Role.VIEWER}),
    **dict.fromkeys((Act.RELEASE, Act.CHANGE_ANY_LINK, Act.CHANGE_ANY_VIEW), frozenset({Role.LEAD})),
    **dict.fromkeys((Act.SEE_ACCESS, Act.END_SESSION, Act.SET_ROLE), frozenset({Role.LEAD})),
}
UNCLEAR, OTHER = "healthy", "archived-tax-rate"
"""A company whose start has an unknown outcome, and one without a start."""
OWN, ANOTHERS = "1", "2"
"""The numbers of the links that Ada and Ben made."""
_CONTENT = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}))
BUTTON, NAME, SESSION = "button ", "NAME", "SESSION"
"""A button with this key, the name of `OTHER`, and the link that ends Ben's session."""


@dataclass(frozen=True)
class Place:
    """A page at an address, with the acts it offers: for each the button or text by which it does."""

    offers: Mapping[Act, str]
    query: Mapping[str, str] = field(default_factory=dict)

    def address(self, sandbox: SandboxProcess) -> dict[str, str]:
        """Return the parameters of its address, with the company's id."""
        return {k: sandbox.company(v) if k == "company" else v for k, v in self.query.items()}

    def shown(self, offered: Callable[[str], bool], known: Mapping[str, str]) -> set[Act]:
        """Return the acts that are offered. `known`: the texts that `NAME` and `SESSION` are short for."""
        return {act for act, sign in self.offers.items() if offered(known.get(sign, sign))}

    def due(self, role: Role | None) -> set[Act]:
        """Return the acts that it is to offer to a role."""
        return {act for act in self.offers if role in ALLOWED[act]}


def _of(case: str, **offers: str) -> Place:
    """Return a page of a company; everyone may read it."""
    reading = {Act.READ: NAME} if case == OTHER else {}
    return Place(reading | {Act[act]: sign for act, sign in offers.items()}, {"company": case})


PLACES: dict[str, tuple[Place, ...]] = {
    "": (
        Place({Act.READ: NAME, Act.EXPORT: "open_export", Act.CHANGE_ANY_VIEW: f"{BUTTON}change_views"}),
        Place({Act.SAVE_VIEW: f"{BUTTON}save_view", Act.REFRESH: f"{BUTTON}check_now"}, {"sort": "name"}),
    ),
    "company": (_of(OTHER, NOTE=f"{BUTTON}add_note", WORK=f"{BUTTON}work_take"),),
    "setup": (_of(OTHER),),
    "history": (_of(OTHER, EXPORT="open_export"),),
    "sync": (_of(OTHER),),
    "start": (
        _of(OTHER, START=f"{BUTTON}go_on"),
        _of(UNCLEAR, ASK_AGAIN=f"{BUTTON}ask_again", RELEASE=f"{BUTTON}release"),
    ),
    "share": (_of(OTHER, SHARE=f"{BUTTON}create_link"),),
    "shared": (
        Place({Act.CHANGE_LINK: f"{BUTTON}pause_link"}, {"link": OWN}),
        Place({Act.CHANGE_ANY_LINK: f"{BUTTON}pause_link"}, {"link": ANOTHERS}),
    ),
    "activity": (Place({Act.READ: NAME}),),
    "digest": (Place({Act.READ: "/digest?date="}),),  # also when nothing was recorded that night
    "trends": (Place({Act.READ: "Recorded since"}),),
    "help": (Place({Act.READ: "Signing in and roles"}),),
    "sessions": (Place({Act.END_SESSION: SESSION}, {"show": "all"}),),
    "people": (Place({Act.SEE_ACCESS: "ben@example.com", Act.SET_ROLE: f"{BUTTON}give_role"}),),
}


def put_on_record(patched: pytest.MonkeyPatch, sandbox: SandboxProcess, own: Person, another: Person) -> str:
    """Put what the places are about on record: a merchant of Home, links of two people, an unknown outcome.

    It is the record that the environment's settings name. Gives the id of the attempt.
    """
    use_rules(patched, RULES)
    settings, account = load(os.environ), CodatAccount(sandbox.url, "test-key")
    listed = FleetCompany(sandbox.company(OTHER), sandbox.name(OTHER))
    fleet = fleet_of(settings, account)
    fleet.repository.put_companies([listed], datetime.now(UTC), whole=True)
    fleet.saved_views.save("Ours", {}, another, shared=True)
    for owner in (own, another):
        new = NewLink(sandbox.company(OTHER), sandbox.name(OTHER), _CONTENT, timedelta(days=7))
        share_service(settings).make(new, owner)
    sandbox.fault("drop", operation="sync.request", carriedOut=False)
    intent = Intent(new_intent_id(), sandbox.company(UNCLEAR), RequestedRange.up_to_now())
    starts = service_here(account)
    attempt = starts.start(intent, settings, own)
    return wait_for(starts, attempt.id, lambda now: now.may_release, limits.WAIT_S).id


def put_on_record_at(
    patched: pytest.MonkeyPatch, database_url: str, sandbox: SandboxProcess, own: Person, another: Person
) -> str:
    """Put that on the record of a running dashboard, as another process of it would."""
    patched.setenv("CODAT_API_KEY", "test-key")
    patched.setenv("CODAT_BASE_URL", sandbox.url)
    patched.setenv("DATABASE_URL", database_url)
    attempt_id = put_on_record(patched, sandbox, own, another)
    close_services()
    close_sharing()
    close_stores()
    return attempt_id


IN_SIGN_IN, SHARED = "signs in or out", "shows what its link does, to everybody"
FRAME = "the frame of a page, without its content"
ROUTES: dict[str, Act | str] = {
    "/healthz": Act.READ,
    "/export/history.csv": Act.EXPORT,
    **dict.fromkeys(("/s/{rest:path}", "/preview/{rest:path}"), SHARED),
    **dict.fromkeys(("/sign-in", "/sign-in/state", "/sign-in/active", "/oauth2callback"), IN_SIGN_IN),
    **dict.fromkeys(("/sign-out", "/signed-out"), IN_SIGN_IN),
    **dict.fromkeys(("/where.js", *(f"/{page}" for page in PLACES)), FRAME),
}
"""Each route with the act it is about, or why it is about none."""
