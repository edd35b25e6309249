"""Sign in with the OpenID Connect provider: send the browser there, and take its answer."""

from __future__ import annotations

import logging
import re
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.access.session import SignInMethod, VerifiedPerson
from dashboard.services import sign_ins
from dashboard.settings import Settings
from dashboard.settings.sign_in import OIDC
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.web.peer import peer_of
from dashboard.web.sign_in import flow_cookie, replies
from dashboard.web.sign_in.addresses import callback_url, local
from dashboard.web.sign_in.claims import SignInRefused, no_role, why_no_role
from dashboard.web.sign_in.confirming import CONFIRMING, SessionFate
from dashboard.web.sign_in.lazily import ProviderUnreachable
from dashboard.web.sign_in.provider import EXPIRED, Reported, provider_of
from dashboard.web.sign_in.refresh_tokens import sealed_token
from dashboard.web.sign_in.tries import FAILED, RECORDED
from dashboard.web.sign_in.visitors import arrival_of, visitor_of

log = logging.getLogger(__name__)

_FAILED: Final = 403
_STATE: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")
_TOO_MANY: Final = "Too many sign-ins failed."
_NOT_NOW: Final = "Sign-ins can’t be recorded right now. Try again in a few minutes."


async def sign_in(scope: Scope, receive: Receive, send: Send) -> None:
    """Send the browser to the provider. Afterwards it comes back to the address in `to`.

    Who is signed in goes there at once.
    """
    request, settings = Request(scope), session.settings()
    to = local(request.query_params.get("to", ""))
    await (await _begin(scope, settings, to))(scope, receive, send)


async def callback(scope: Scope, receive: Receive, send: Send) -> None:
    """Take the provider's answer, begin a session and go on to the address that was asked for."""
    request, settings = Request(scope, receive), session.settings()
    state = request.query_params.get("state", "")
    flow = flow_cookie.recall(scope, settings, state) if _STATE.fullmatch(state) else None
    if settings.sign_in != OIDC:
        reply = replies.redirect(local(""))
    elif flow is None:
        await _record_at_will(request.scope, settings, EXPIRED)
        reply = replies.refused(EXPIRED, "")
    else:
        reply = flow_cookie.forget(await _limited(request, settings, flow), settings, state)
    await reply(scope, receive, send)


async def _begin(scope: Scope, settings: Settings, to: str) -> Response:
    if settings.sign_in != OIDC:  # the page begins the session, or says why there is none
        return replies.redirect(to)
    if await _is_signed_in(scope, settings):
        return replies.redirect(to)
    try:
        address, state, checks = await provider_of(settings).begin(callback_url(settings))
    except ProviderUnreachable as error:
        log.warning("the sign-in provider doesn’t answer")
        return replies.unreachable(str(error), to)
    except SignInRefused as error:
        return replies.unreachable(str(error), to)
    reply = replies.redirect(address)
    flow_cookie.remember(reply, scope, settings, flow_cookie.SignInFlow(state, checks, to))
    return reply


async def _is_signed_in(scope: Scope, settings: Settings) -> bool:
    """Return whether the browser has a session of someone with a role that any page would let in now.

    It decides as the middleware does, so neither of the two sends the browser back to the other. Without a
    role signing in again may help: the provider may report other groups.
    """
    try:
        found = (await arrival_of(scope, settings)).session
        if found is None or await CONFIRMING.look(settings, found) is not SessionFate.FINE:
            return False
        return bool(await anyio.to_thread.run_sync(sign_ins.grants_of, settings, found.person))
    except StoreError:
        return False


async def _limited(request: Request, settings: Settings, flow: flow_cookie.SignInFlow) -> Response:
    """Finish a sign-in unless too many have failed from this address; only one that fails counts."""
    tries = FAILED.of(peer_of(request.scope, settings).limited_by)
    if (wait := tries.wait()) > 0:
        await _record_at_will(request.scope, settings, _TOO_MANY)
        return replies.too_many(flow.to, wait)
    reply = await _finish(request, settings, flow)
    if reply.status_code == _FAILED:
        tries.take()
    return reply


async def _finish(request: Request, settings: Settings, flow: flow_cookie.SignInFlow) -> Response:
    try:
        reported = await provider_of(settings).finish(request, flow.checks)
        cookie, refusal = await anyio.to_thread.run_sync(_admit, settings, request.scope, reported)
    except ProviderUnreachable as error:
        return replies.unreachable(str(error), flow.to)
    except SignInRefused as error:
        await anyio.to_thread.run_sync(_record_refusal, settings, request.scope, None, str(error))
        return replies.refused(str(error), flow.to)
    except StoreError:
        log.exception("a sign-in could not be recorded")
        return replies.unreachable(_NOT_NOW, flow.to)
    if refusal:
        return replies.no_role(refusal, flow.to)
    return replies.set_session(replies.redirect(flow.to), settings, cookie)


def _admit(settings: Settings, scope: Scope, reported: Reported) -> tuple[str, str]:
    """Begin a session; return its cookie, or "" and why there is none without a role. Raises StoreError."""
    if not sign_ins.grants_of(settings, reported.person):
        _record_refusal(settings, scope, reported.person, why_no_role(reported.person, settings))
        return "", no_role(reported.person, settings)
    visitor = visitor_of(scope, settings)
    token = sealed_token(settings, reported.refresh_token)
    return sign_ins.begin(settings, reported.person, SignInMethod.OIDC, visitor, token), ""


async def _record_at_will(scope: Scope, settings: Settings, sentence: str) -> None:
    """Record a refusal that anyone can cause as often as they like, once a minute for each address."""
    if RECORDED.of((peer_of(scope, settings).limited_by, sentence)).take():
        await anyio.to_thread.run_sync(_record_refusal, settings, scope, None, sentence)


def _record_refusal(settings: Settings, scope: Scope, who: VerifiedPerson | None, sentence: str) -> None:
    """Record a refusal where it is possible: it was refused all the same."""
    try:
        sign_ins.record_refusal(settings, who, sentence, visitor_of(scope, settings))
    except StoreError:
        log.exception("a refused sign-in could not be recorded")
