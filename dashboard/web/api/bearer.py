"""Identify who sent a request to one of our routes: a script with a token, or a person as pages know them."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.access.allowance import Allowances, a_minute
from dashboard.access.events import AccessEventType, AccessLog
from dashboard.access.person import Person
from dashboard.access.tokens import ServiceToken, TokenRepository
from dashboard.services.stores import access_store
from dashboard.settings import Settings
from dashboard.store.engine import Store
from dashboard.ui import session
from dashboard.web.api.paths import AUTHORIZATION, sent_token
from dashboard.web.api.replies import Refused
from dashboard.web.peer import origin_in, peer_of
from dashboard.web.requester import person_of

_USABLE: Final = "This token is unknown, expired or revoked. Create one with script/token."
_TOO_MANY: Final = "Too many wrong tokens from your network. Try again in {seconds} s."
_NO_ONE: Final = "Sign in, or send a service token: “Authorization: Bearer sd_…”."
_OTHER_SITE: Final = "This request came from another site. Open the dashboard and export there."
_OWN_SITE: Final = ("same-origin", "none")
_tries = Allowances(lambda: a_minute(session.settings().sign_ins_a_minute))
"""The wrong tokens that an address may send."""


def requester(scope: Scope) -> Person:
    """Return who sends a request. It reads the store, so call it in a thread. Raises Refused, StoreError."""
    headers = Headers(scope=scope)
    if (secret := sent_token(headers)) is not None:
        return _with_token(scope, secret, session.settings())
    if headers.get("sec-fetch-site", "none") not in _OWN_SITE:
        raise Refused(403, _OTHER_SITE)
    found = person_of(scope)
    if found.signed_out:
        raise Refused(401, _NO_ONE)
    return found


def _with_token(scope: Scope, secret: str, settings: Settings) -> Person:
    store, now = access_store(settings), datetime.now(UTC)
    tokens = TokenRepository(store)
    found = tokens.with_secret(secret)
    if found is None or found.is_over(now):
        raise _refused(scope, settings, store, found)
    tokens.note_use(found, now)
    return found.person(origin_in(scope, AUTHORIZATION), read_only=settings.read_only)


def _refused(scope: Scope, settings: Settings, store: Store, found: ServiceToken | None) -> Refused:
    """Record a wrong token, as long as its address hasn't sent too many; return the refusal."""
    peer = peer_of(scope, settings)
    tries = _tries.of(peer.limited_by)
    if not tries.take():
        seconds = ceil(tries.wait())
        return Refused(429, _TOO_MANY.format(seconds=seconds), seconds)
    origin = origin_in(scope, AUTHORIZATION)
    sender = found.person(origin, read_only=False) if found else Person(origin)
    which = "It has expired or was revoked" if found else "It is unknown"
    AccessLog(store).add(
        AccessEventType.TOKEN_REFUSED, sender, f"{which}. From {peer.client or 'no address'}"
    )
    return Refused(401, _USABLE)
