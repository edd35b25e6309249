"""Check the set-up of sign-in: `script/check-sign-in`. Says what is wrong, or that nothing is."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from dashboard.settings import Settings, SettingsError, load
from dashboard.settings.loading import resolved
from dashboard.settings.sign_in import OIDC, PROXY
from dashboard.settings.web_addresses import is_private_in_transit
from dashboard.web.sign_in.addresses import callback_url
from dashboard.web.sign_in.provider import ALGORITHMS, CLOCK_LEEWAY_S, metadata_answer

_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OFFLINE: Final = "offline_access"
_NO_ROLES: Final = (
    "Neither LEADS nor ROLE_MAP is set, so no one may have a role yet. "
    "Set LEADS to your email address, or use script/role."
)
_NO_OFFLINE: Final = (
    "SESSION_KEY is set, but OIDC_SCOPES lacks offline_access. Most providers need it to send "
    "refresh tokens; Keycloak doesn’t."
)


def main() -> int:
    """Print what is wrong, or that nothing is; return the exit code."""
    try:
        settings = load(resolved(dict(os.environ)))
    except SettingsError as error:
        print(error)
        return 1
    problems = list(_problems(settings))
    for each in [*problems, *_notes(settings)]:
        print(f"- {each}")
    if not problems:
        print("Sign-in is set up correctly.")
    return 1 if problems else 0


def _problems(settings: Settings) -> Iterator[str]:
    if settings.sign_in == OIDC:
        yield from _provider_problems(settings)
    elif settings.sign_in != PROXY:
        yield "SIGN_IN isn’t set, so there is no sign-in. Set it to oidc or proxy."
    if settings.sign_in and not (settings.leads or settings.role_map):
        yield _NO_ROLES


def _notes(settings: Settings) -> Iterator[str]:
    """Yield what the operator should know or do, although it is no error."""
    if settings.sign_in == OIDC:
        yield f"Register this redirect URI at the provider: {callback_url(settings)}"
        if settings.session_key and _OFFLINE not in settings.oidc_scopes.split():
            yield _NO_OFFLINE
    if settings.sign_in == PROXY and not settings.proxy_secret:
        yield "Set PROXY_SECRET too: any program on the same machine has that address."


def _provider_problems(settings: Settings) -> Iterator[str]:
    try:
        answer = asyncio.run(metadata_answer(settings))
    except OSError as error:
        yield f"The provider can’t be reached: {error}. Check OIDC_ISSUER, the network and the certificates."
        return
    if answer.metadata is None:
        yield f"{answer.address} returned status {answer.status} and no metadata. Check OIDC_ISSUER."
        return
    yield from metadata_problems(settings, answer.metadata)
    yield from clock_problems(answer.date, datetime.now(UTC))


def metadata_problems(settings: Settings, metadata: Mapping[str, Any]) -> Iterator[str]:
    """Yield what in a provider's metadata doesn't go with the settings."""
    issuer = metadata.get("issuer")
    if issuer != settings.oidc_issuer:
        reported = f"OIDC_ISSUER is {settings.oidc_issuer!r}, but the provider reports {issuer!r}."
        yield f"{reported} Set OIDC_ISSUER to that."
    for name in _ENDPOINTS:
        if not is_private_in_transit(str(metadata.get(name, ""))):
            yield f"The provider’s {name} is {metadata.get(name)!r}. It must begin with https://."
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    if not ALGORITHMS.intersection(offered):
        yield f"The provider signs with {', '.join(offered)} only. Set it to RS256."
    yield from _feature_problems(settings, metadata)


def _feature_problems(settings: Settings, metadata: Mapping[str, Any]) -> Iterator[str]:
    if "S256" not in metadata.get("code_challenge_methods_supported", ["S256"]):
        yield "The provider doesn’t support PKCE with S256. Turn PKCE on for this client."
    scopes = settings.oidc_scopes.split()
    known = metadata.get("scopes_supported")
    if known is not None and (missing := [each for each in scopes if each not in known]):
        yield f"The provider doesn’t know the scope {', '.join(missing)}. Correct OIDC_SCOPES."
    claims, wanted = metadata.get("claims_supported"), settings.role_claim.partition(".")[0]
    if wanted and claims is not None and wanted not in claims:
        yield f"The provider doesn’t list the claim {wanted}. Check that this client sends it."
    yield from _refresh_problems(settings, scopes)


def _refresh_problems(settings: Settings, scopes: list[str]) -> Iterator[str]:
    if _OFFLINE in scopes and not settings.session_key:
        yield "OIDC_SCOPES has offline_access, but SESSION_KEY isn’t set, so no refresh token is stored."


def clock_problems(date: str, now: datetime) -> Iterator[str]:
    """Yield whether the provider's clock and ours differ by more than a sign-in allows."""
    try:
        difference = abs((parsedate_to_datetime(date) - now).total_seconds())
    except (TypeError, ValueError):
        return
    if difference > CLOCK_LEEWAY_S / 2:
        yield f"This machine’s clock and the provider’s differ by {difference:.0f} s. Set the clock."


if __name__ == "__main__":
    sys.exit(main())
