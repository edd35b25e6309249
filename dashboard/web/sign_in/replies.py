"""The replies of sign-in: pages, redirects and cookies."""

from __future__ import annotations

import math
from typing import Final

from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard.settings import Settings
from dashboard.views.access import entrance_words
from dashboard.views.sign_in_page import PAGE_POLICY, SignInPage
from dashboard.web.sign_in.addresses import SIGN_IN, SIGN_OUT, cookie_name, has_tls, with_target

HEADERS: Final = {
    "content-security-policy": PAGE_POLICY,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",  # with no-referrer a form's Origin is "null", which the guard refuses
}
_AGAIN: Final = "Sign in again"
_FAILED: Final = "Sign-in failed"
BY_PROXY: Final = "The proxy didn’t say who you are. Ask whoever runs this dashboard to check it."


def page(shown: SignInPage, status: int = 200) -> Response:
    """Return a page of sign-in."""
    return HTMLResponse(shown.html, status, HEADERS)


def refused(sentence: str, to: str, status: int = 403) -> Response:
    """Return the page that says why no one was signed in."""
    return page(SignInPage(_FAILED, sentence, _AGAIN, with_target(SIGN_IN, to)), status)


def no_role(sentence: str, to: str) -> Response:
    """Return the page for someone who has signed in and has no role."""
    return page(SignInPage(entrance_words.NO_ROLE, sentence, _AGAIN, with_target(SIGN_IN, to)), 403)


def unnamed() -> Response:
    """Return the page for a request of which the proxy doesn't say whose it is; signing in can't help."""
    return page(SignInPage(_FAILED, BY_PROXY), 403)


def too_many(to: str, wait_s: float) -> Response:
    """Return the page for someone who has to wait before the next sign-in."""
    seconds = math.ceil(wait_s)
    reply = refused(f"Too many sign-in attempts. Try again in {seconds} s.", to, 429)
    reply.headers["retry-after"] = str(seconds)
    return reply


def unreachable(sentence: str, to: str) -> Response:
    """Return the page for a provider that doesn't answer."""
    return page(SignInPage("Sign-in isn’t available", sentence, "Try again", with_target(SIGN_IN, to)), 503)


def signed_out(to: str) -> Response:
    """Return the page after a sign-out, or of a session that is over."""
    text = "You may still be signed in with your sign-in provider."
    return page(SignInPage("You’re signed out", text, _AGAIN, with_target(SIGN_IN, to)))


def still_signed_in(status: int = 200) -> Response:
    """Return the page for a session that goes on, though the browser asked for its end."""
    text = "Your session here hasn’t ended. Sign out again, or close the browser."
    action = with_target(SIGN_OUT, "")
    return page(SignInPage("You’re still signed in", text, "Sign out", action, posts=True), status)


def ask_to_sign_out() -> Response:
    """Return the page with the button that signs out; a link alone must not, as any site could open it."""
    text = "This signs you out in every tab of this browser."
    return page(SignInPage("Sign out?", text, "Sign out", with_target(SIGN_OUT, ""), posts=True))


def redirect(to: str) -> Response:
    """Return a redirect with GET."""
    return RedirectResponse(to, 303, {**HEADERS})


def set_session(reply: Response, settings: Settings, cookie: str) -> Response:
    """Set the session's cookie: for this host alone, not for scripts, and over TLS only if there is TLS.

    It has no expiry date: the browser drops it when it closes, and until then the stored session decides.
    """
    return set_cookie(reply, settings, cookie_name(settings), cookie)


def set_cookie(
    reply: Response, settings: Settings, name: str, value: str, seconds: int | None = None
) -> Response:
    """Set one of our cookies."""
    reply.set_cookie(
        name, value, max_age=seconds, path="/", secure=has_tls(settings), httponly=True, samesite="lax"
    )
    return reply


def drop_cookie(reply: Response, settings: Settings, name: str) -> Response:
    """Delete one of our cookies."""
    return set_cookie(reply, settings, name, "", 0)
