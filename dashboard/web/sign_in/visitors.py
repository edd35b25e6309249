"""The session behind a request: that of its cookie, or of the person whom the proxy names."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.access.sessions import Visitor
from dashboard.services import sign_ins
from dashboard.settings import Settings
from dashboard.settings.sign_in import PROXY
from dashboard.store.errors import StoreError
from dashboard.web.peer import origin_in, peer_of
from dashboard.web.sign_in.addresses import cookie_of
from dashboard.web.sign_in.claims import no_role, why_no_role
from dashboard.web.sign_in.proxy_person import person_named_in
from dashboard.web.sign_in.tries import BEGUN


@dataclass(frozen=True, slots=True)
class Arrival:
    """The session of a request, if any.

    `new_cookie`: of a session that begins with it. `unnamed`: the proxy doesn't say who it is.
    `refusal`: why a person without a role has no session.
    `wait_s`: how long none begins for this person.
    """

    session: SignInSession | None = None
    new_cookie: str = field(default="", repr=False)
    unnamed: bool = False
    refusal: str = ""
    wait_s: float = 0.0


async def arrival_of(scope: Scope, settings: Settings) -> Arrival:
    """Return the session of a request. Raises StoreError."""
    look = _by_proxy if settings.sign_in == PROXY else _by_cookie
    return await anyio.to_thread.run_sync(look, scope, settings)


def visitor_of(scope: Scope, settings: Settings) -> Visitor:
    """Return the browser: its address, its name for itself, its session's cookie until now, and its place."""
    agent = Headers(scope=scope).get("user-agent", "")
    address, cookie = peer_of(scope, settings).client, cookie_of(scope, settings)
    return Visitor(address, agent, cookie, origin_in(scope))


def _by_cookie(scope: Scope, settings: Settings) -> Arrival:
    return Arrival(sign_ins.session_with(settings, cookie_of(scope, settings)))


def _by_proxy(scope: Scope, settings: Settings) -> Arrival:
    """Return the cookie's session if it is the named person's; else begin one, with a page only."""
    named = person_named_in(scope, settings)
    if named is None:
        return Arrival(unnamed=True)
    found = sign_ins.session_with(settings, cookie_of(scope, settings))
    if found is not None and found.identity == named.identity:
        return Arrival(_confirmed(settings, found, named))
    if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
        return Arrival()
    return _begun(scope, settings, named)


def _begun(scope: Scope, settings: Settings, named: VerifiedPerson) -> Arrival:
    """Begin a session, unless the person has no role or began too many: some programs keep no cookie."""
    allowance = BEGUN.of(named.identity)
    within_limit = allowance.take()
    if not sign_ins.grants_of(settings, named):
        if within_limit:
            sign_ins.record_refusal(
                settings, named, why_no_role(named, settings), visitor_of(scope, settings)
            )
        return Arrival(refusal=no_role(named, settings))
    if not within_limit:
        return Arrival(wait_s=allowance.wait())
    cookie = sign_ins.begin(settings, named, SignInMethod.PROXY, visitor_of(scope, settings))
    return Arrival(sign_ins.session_with(settings, cookie), cookie)


def _confirmed(settings: Settings, found: SignInSession, named: VerifiedPerson) -> SignInSession:
    """Store what the proxy says of the person, if that is new or old enough. Raises StoreError.

    What it said before stays in use where it says the same and the store can only be read.
    """
    if found.person != named:
        sign_ins.confirm(settings, found, named)
    elif found.is_due(datetime.now(UTC)):
        with suppress(StoreError):
            sign_ins.confirm(settings, found, named)
    return found
