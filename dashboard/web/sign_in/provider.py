"""The OpenID Connect provider: the only module that speaks to it.

Authorization code with PKCE (S256), state and nonce. Every request has a time limit. Nothing that the
provider says is shown or logged but its error codes.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import httpx2
import truststore
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from starlette.requests import Request

from dashboard.access.session import VerifiedPerson
from dashboard.settings import Settings
from dashboard.settings.web_addresses import is_private_in_transit
from dashboard.web.sign_in.claims import SignInRefused, person_from
from dashboard.web.sign_in.lazily import PROVIDER, ProviderUnreachable

log = logging.getLogger(__name__)

ALGORITHMS: Final = frozenset({
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
})  # fmt: skip
"""The signatures that are accepted. None uses the client's secret, so a token can't choose it as the key."""
CLOCK_LEEWAY_S: Final = 120
"""How far the provider's clock and ours may differ."""
STEP_LIMIT_S: Final = 5.0
TOTAL_LIMIT_S: Final = 15.0
FAILED_FOR_S: Final = 3.0
"""For so long no sign-in asks again a provider that didn't answer: anybody can begin one."""
EXPIRED: Final = "This sign-in has expired or was already used. Sign in again."
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_CHECKED_WITH: Final = ("code_verifier", "nonce", "redirect_uri")
_ERROR_CODE: Final = re.compile(r"[a-z_]{1,40}")


Keep = Callable[[str], Awaitable[None]]


class UnusableAnswer(SignInRefused):
    """The provider's answer can't be used."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or "Your sign-in provider sent an answer we can’t use. Sign in again.")


class RefusedWithCode(SignInRefused):
    """The provider refuses, with an error code of OAuth 2.0 (RFC 6749, 5.2)."""

    def __init__(self, code: str) -> None:
        super().__init__(_sentence(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Reported:
    """Who the provider says has signed in, and its token to confirm that later; "" without one."""

    person: VerifiedPerson
    refresh_token: str = field(default="", repr=False)


class Provider:
    """The provider of the settings. For one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._beginning, self._failed_at = asyncio.Lock(), -math.inf
        self._needed = {
            "iss": {"essential": True, "values": [settings.oidc_issuer]},
            "aud": {"essential": True, "value": settings.oidc_client_id},
        }
        self._app = StarletteOAuth2App(
            StarletteIntegration("provider"),
            name="provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            server_metadata_url=metadata_url(settings),
            client_kwargs={
                "scope": settings.oidc_scopes,
                "code_challenge_method": "S256",
                "timeout": STEP_LIMIT_S,
                "verify": _certificates(),
            },
        )

    async def begin(self, callback: str) -> tuple[str, str, dict[str, str]]:
        """Return the address to send the browser to, its state, and what `finish` needs to know of it."""
        async with self._beginning:  # one request for all who come while the provider is slow
            if time.monotonic() - self._failed_at < FAILED_FOR_S:
                raise ProviderUnreachable
            try:
                async with _asking():
                    await self._load()
                    made = await self._app.create_authorization_url(callback)
            except ProviderUnreachable:
                self._failed_at = time.monotonic()
                raise
        checks = {**made, "redirect_uri": callback}
        return made["url"], made["state"], {name: checks[name] for name in _CHECKED_WITH}

    async def finish(self, request: Request, checks: Mapping[str, str]) -> Reported:
        """Return who has signed in, from the request that the provider sent the browser with.

        Raises SignInRefused, ProviderUnreachable.
        """
        if error := request.query_params.get("error"):  # of the browser: the provider wasn't asked
            raise _refusal(error)
        state = request.query_params.get("state", "")
        begun = {f"_state_provider_{state}": {"data": dict(checks)}}
        answered = Request({**request.scope, "session": begun})
        async with _asking():
            metadata = await self._load()
            _check_sender(request.query_params.get("iss"), metadata)
            token = await self._app.authorize_access_token(
                answered, claims_options=self._needed, leeway=CLOCK_LEEWAY_S
            )
            if not token.get("userinfo"):
                raise UnusableAnswer
            person = await self._person(token, token["userinfo"])
        return Reported(person, str(token.get("refresh_token") or ""))

    async def refresh(self, refresh_token: str, keep: Keep) -> VerifiedPerson | None:
        """Return what the provider says of a person now; None if it refuses them.

        `keep` gets the token for the next time, which is this one with providers that give no other. Raises
        ProviderUnreachable, also if the provider refuses not the person but this dashboard.
        """
        try:
            async with _asking():
                metadata = await self._load()
                async with self._app._get_oauth_client(**metadata) as client:  # noqa: SLF001 -- no public one
                    token = await client.refresh_token(
                        metadata["token_endpoint"], refresh_token=refresh_token
                    )
                await keep(str(token.get("refresh_token") or refresh_token))
                claims = None
                if "id_token" in token:
                    claims = await self._app.parse_id_token(
                        token, nonce=None, claims_options=self._needed, leeway=CLOCK_LEEWAY_S
                    )
                return await self._person(token, claims)
        except UnusableAnswer:
            raise ProviderUnreachable from None
        except RefusedWithCode as refused:
            if refused.code in _OF_THE_PERSON:
                return None
            log.warning("a session can’t be confirmed: %s", refused)
            raise ProviderUnreachable from None
        except SignInRefused:
            return None

    async def is_reachable(self) -> bool:
        """Return whether the provider answers now."""
        try:
            async with _asking(), self._app._get_session() as client:  # noqa: SLF001 -- no public one
                answer = await client.request("GET", metadata_url(self._settings), withhold_token=True)
        except ProviderUnreachable:
            return False
        return int(answer.status_code) == httpx2.codes.OK

    async def _person(self, token: dict[str, Any], claims: Mapping[str, Any] | None) -> VerifiedPerson:
        """Add what the id token leaves out: some providers have groups and names only at `userinfo`."""
        metadata = await self._load()
        more: Mapping[str, Any] = {}
        if metadata.get("userinfo_endpoint"):
            more = await self._app.userinfo(token=token)
        return person_from(claims, more, self._settings)

    async def _load(self) -> dict[str, Any]:
        """Return the provider's metadata, checked. Raises ProviderUnreachable."""
        metadata: dict[str, Any] = await self._app.load_server_metadata()
        same = metadata.get("issuer") == self._settings.oidc_issuer
        if not same or not all(is_private_in_transit(str(metadata.get(each))) for each in _ENDPOINTS):
            self._app.server_metadata.clear()
            raise UnusableAnswer(
                "Sign-in isn’t set up correctly. Ask whoever runs this dashboard to run script/check-sign-in."
            )
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = sorted(ALGORITHMS.intersection(offered))
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_form = "client_secret_basic" not in methods and "client_secret_post" in methods
        metadata["token_endpoint_auth_method"] = "client_secret_post" if by_form else "client_secret_basic"
        return metadata


@asynccontextmanager
async def _asking() -> AsyncIterator[None]:
    """Ask the provider, and remember whether it answered."""
    try:
        async with _bounded():
            yield
    except ProviderUnreachable:
        PROVIDER.answers = False
        raise
    PROVIDER.answers = True


@asynccontextmanager
async def _bounded() -> AsyncIterator[None]:
    """Bound the time of what the provider is asked, and turn what goes wrong into our own errors."""
    try:
        async with asyncio.timeout(TOTAL_LIMIT_S):
            yield
    except OAuthError as error:
        raise _refusal(str(error.error)) from None
    except (TimeoutError, httpx2.HTTPStatusError, httpx2.RequestError, httpx2.InvalidURL):
        raise ProviderUnreachable from None
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        claim = error.claim if isinstance(error, ClaimError) else ""
        log.warning("the provider’s answer can’t be used: %s %s", type(error).__name__, claim)
        raise UnusableAnswer(_CLOCKS if _is_of_clocks(error) else "") from error


_PASSING: Final = frozenset({"temporarily_unavailable", "server_error"})
_OF_THE_PERSON: Final = frozenset({
    "invalid_grant", "access_denied", "interaction_required", "login_required", "consent_required",
})  # fmt: skip
"""The error codes of a refresh that refuse the person; all others are about the dashboard or its settings."""
_CLOCKS: Final = (
    "The clock of this dashboard or of your sign-in provider is wrong. Ask whoever runs this dashboard."
)
_SENTENCES: Final = {
    "access_denied": "The sign-in was cancelled, or your sign-in provider refused it. "
    "Try again, or ask whoever runs this dashboard.",
    "invalid_grant": EXPIRED,
    "mismatching_state": EXPIRED,
}


def _refusal(code: str) -> SignInRefused | ProviderUnreachable:
    return ProviderUnreachable() if code in _PASSING else RefusedWithCode(code)


def _is_of_clocks(error: Exception) -> bool:
    """Tell whether a new id token has ended already, or begins later."""
    later = isinstance(error, ClaimError) and error.claim in {"iat", "nbf"}
    return later or isinstance(error, ExpiredTokenError)


def _sentence(code: str) -> str:
    """Return the sentence for an error code of the provider; other texts of it aren't repeated."""
    shown = f" ({code})" if _ERROR_CODE.fullmatch(code) else ""
    return _SENTENCES.get(
        code, f"Your sign-in provider refused the sign-in{shown}. Ask whoever runs this dashboard."
    )


@dataclass(frozen=True, slots=True)
class MetadataAnswer:
    """What the provider answers at the address of its metadata; `metadata` is None if that is none."""

    address: str
    status: int
    date: str
    metadata: dict[str, Any] | None


async def metadata_answer(settings: Settings) -> MetadataAnswer:
    """Ask the provider for its metadata, for `script/check-sign-in`. Raises OSError with the reason."""
    address = metadata_url(settings)
    try:
        async with httpx2.AsyncClient(timeout=STEP_LIMIT_S, verify=_certificates()) as client:
            answer = await client.get(address)
    except (httpx2.RequestError, httpx2.InvalidURL) as error:
        raise OSError(str(error) or type(error).__name__) from error
    try:
        read = answer.json()
    except ValueError:
        read = None
    found = read if answer.status_code == httpx2.codes.OK and isinstance(read, dict) else None
    return MetadataAnswer(address, answer.status_code, answer.headers.get("date", ""), found)


def metadata_url(settings: Settings) -> str:
    """Return where the provider's metadata are."""
    return settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"


def provider_of(settings: Settings) -> Provider:
    """Return the provider that the settings name, with what was read of it before."""
    return _provider(settings)


@lru_cache(maxsize=2)
def _provider(settings: Settings) -> Provider:
    return Provider(settings)


def _check_sender(issuer: str | None, metadata: Mapping[str, Any]) -> None:
    """Refuse an answer that says it is another provider's (RFC 9207)."""
    if issuer is not None and issuer != metadata["issuer"]:
        raise UnusableAnswer


def _certificates() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
