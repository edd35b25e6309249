"""Keep the state of a sign-in until the browser returns from the provider.

One signed cookie for each sign-in, so that several tabs can sign in at once. Any process can read it: the key
is SESSION_KEY, or else the client's secret.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import Response
from starlette.types import Scope

from dashboard.settings import Settings
from dashboard.web.sign_in.addresses import cookie_name, cookies_of
from dashboard.web.sign_in.replies import drop_cookie, set_cookie

LASTS_S: Final = 600
_NAME: Final = "sd_flow_"
_MOST_BYTES: Final = 5_000
"""The cookies of all sign-ins in progress in one browser; nginx refuses a request with more than 8 kB."""
_SALT: Final = "sync-desk sign-in"


@dataclass(frozen=True, slots=True)
class SignInFlow:
    """A sign-in in progress. `checks`: what the provider's answer is checked with; `to`: where to go then."""

    state: str
    checks: dict[str, str] = field(repr=False)
    to: str


def remember(reply: Response, scope: Scope, settings: Settings, flow: SignInFlow) -> None:
    """Set the cookie of a flow, and delete the oldest ones of others if there are too many."""
    value = str(_signer(settings).dumps([flow.state, flow.checks, flow.to]))
    for name in _too_many(scope, settings, len(value)):
        drop_cookie(reply, settings, name)
    set_cookie(reply, settings, _name(settings, flow.state), value, LASTS_S)


def _too_many(scope: Scope, settings: Settings, size: int) -> list[str]:
    """Return the cookies to delete so that one of this size fits: the oldest, which browsers send first.

    See RFC 6265, 5.4.
    """
    flows = [each for each in cookies_of(scope).items() if each[0].startswith(cookie_name(settings, _NAME))]
    dropped = []
    for name, value in reversed(flows):
        size += len(name) + len(value)
        if size > _MOST_BYTES:
            dropped.append(name)
    return dropped


def recall(scope: Scope, settings: Settings, state: str) -> SignInFlow | None:
    """Return the flow that this browser began with this state within the last ten minutes, or None."""
    value = cookies_of(scope).get(_name(settings, state), "")
    try:
        begun, checks, to = _signer(settings).loads(value, max_age=LASTS_S)
    except (BadData, ValueError, TypeError):
        return None
    return SignInFlow(state, checks, to) if begun == state else None


def forget(reply: Response, settings: Settings, state: str) -> Response:
    """Delete the cookie of a flow: its state counts once."""
    return drop_cookie(reply, settings, _name(settings, state))


def _name(settings: Settings, state: str) -> str:
    return cookie_name(settings, _NAME + hashlib.sha256(state.encode()).hexdigest()[:16])


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    key = settings.session_key or settings.oidc_client_secret
    return URLSafeTimedSerializer(key, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256})
