"""Which settings can't be used, alone or together. Each is refused with a sentence that says what to set.

A broken sign-in set-up is never taken for none: it stops the dashboard until it is corrected.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.settings.all_settings import Settings
from dashboard.settings.people import is_address, is_identity
from dashboard.settings.role_map import map_parts
from dashboard.settings.setting import SettingsError
from dashboard.settings.sign_in import OIDC, PROXY
from dashboard.settings.web_addresses import is_private_in_transit, is_web_address

LEAST_FLEET_DAYS: Final = 100
"""Pages use the history of the last 90 days."""
_KEY_BYTES: Final = 32
_SECRET_LENGTH: Final = 32
_HEADER: Final = re.compile(r"[A-Za-z0-9-]+")
_DOMAIN: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_SYSLOG: Final = re.compile(r"/\S+|([A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):[1-9][0-9]{0,4}")


def check(settings: Settings) -> None:
    """Raise SettingsError if the settings can't be used."""
    for each in _CHECKS:
        each(settings)


def usable_session_key(text: str) -> str:
    """Return a session key in the URL-safe alphabet. Raises SettingsError, which never contains it."""
    try:
        key = base64.b64decode(text.translate(_TO_STANDARD), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsError("SESSION_KEY isn’t 32 bytes in base64. Make one with openssl rand -base64 32.")
    return base64.urlsafe_b64encode(key).decode()


_TO_STANDARD: Final = str.maketrans("-_", "+/")


def _external_address(settings: Settings) -> None:
    address = settings.external_url
    if address and not is_web_address(address):
        raise SettingsError(f"EXTERNAL_URL is {address!r}. Set it to https://HOST or https://HOST/PATH.")


def _zone_is_known(settings: Settings) -> None:
    try:
        ZoneInfo(settings.team_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(
            f"TEAM_ZONE is {settings.team_zone!r}. Set it to a time zone such as Europe/London."
        ) from None


def _history_lasts(settings: Settings) -> None:
    if settings.fleet_keep_days < LEAST_FLEET_DAYS:
        raise SettingsError(
            f"FLEET_KEEP_DAYS is {settings.fleet_keep_days}. Set it to {LEAST_FLEET_DAYS} or more."
        )


def _sign_in_is_known(settings: Settings) -> None:
    if settings.sign_in not in ("", OIDC, PROXY):
        raise SettingsError(f"SIGN_IN is {settings.sign_in!r}. Set it to oidc or proxy, or leave it out.")


def _sign_in_is_not_forgotten(settings: Settings) -> None:
    """Refuse settings of sign-in that isn't turned on: the person who set them relies on it."""
    left = {
        "OIDC_ISSUER": (settings.oidc_issuer, OIDC),
        "PROXY_SECRET": (settings.proxy_secret, PROXY),
        "LEADS": (settings.leads, "oidc or proxy"),
        "ROLE_MAP": (settings.role_map, "oidc or proxy"),
        "SIGN_IN_DOMAIN": (settings.sign_in_domain, OIDC),
    }
    for name, (value, kind) in left.items():
        if value and not settings.sign_in:
            raise SettingsError(f"{name} is set, but SIGN_IN isn’t. Set SIGN_IN to {kind}, or remove {name}.")


def _domain_is_checked(settings: Settings) -> None:
    """Refuse a domain that would be ignored: the person who set it relies on it."""
    if settings.sign_in_domain and settings.sign_in == PROXY:
        raise SettingsError(
            "SIGN_IN_DOMAIN isn’t checked with SIGN_IN=proxy. Let the proxy check it, and remove it here."
        )


def _sign_in_has_an_address(settings: Settings) -> None:
    if not settings.sign_in:
        return
    if not settings.external_url:
        raise SettingsError(
            f"SIGN_IN={settings.sign_in} needs EXTERNAL_URL, the dashboard’s address, in the environment."
        )
    if not is_private_in_transit(settings.external_url):
        raise SettingsError(
            "With SIGN_IN, EXTERNAL_URL must begin with https://, unless it names this machine."
        )


def _provider_is_named(settings: Settings) -> None:
    if settings.sign_in != OIDC:
        return
    needed = {
        "OIDC_ISSUER": settings.oidc_issuer,
        "OIDC_CLIENT_ID": settings.oidc_client_id,
        "OIDC_CLIENT_SECRET": settings.oidc_client_secret,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SettingsError(f"SIGN_IN=oidc needs {_listed(missing)}. Set {'them' if missing[1:] else 'it'}.")
    _issuer(settings.oidc_issuer)
    if "openid" not in settings.oidc_scopes.split():
        raise SettingsError(
            "OIDC_SCOPES lacks openid. Add it: without it, the provider doesn’t say who signed in."
        )


def _listed(names: list[str]) -> str:
    """Return "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _issuer(address: str) -> None:
    if not (is_web_address(address) and is_private_in_transit(address)):
        raise SettingsError(f"OIDC_ISSUER is {address!r}. Set it to https://HOST or https://HOST/PATH.")


def _proxy_is_provable(settings: Settings) -> None:
    if settings.sign_in == PROXY and not (settings.proxy_secret or settings.trusted_proxies):
        raise SettingsError("SIGN_IN=proxy needs PROXY_SECRET or TRUSTED_PROXIES, preferably both.")
    if settings.proxy_secret and len(settings.proxy_secret) < _SECRET_LENGTH:
        raise SettingsError(
            f"PROXY_SECRET is shorter than {_SECRET_LENGTH} characters. Make one with openssl rand -hex 32."
        )


def _proxies_are_networks(settings: Settings) -> None:
    for each in settings.trusted_proxies:
        try:
            network = ip_network(each, strict=False)
        except ValueError:
            raise SettingsError(
                f"TRUSTED_PROXIES has {each!r}. Write an address such as 10.0.0.5, or a network "
                "such as 10.1.0.0/24."
            ) from None
        if not network.prefixlen:
            raise SettingsError(
                f"TRUSTED_PROXIES has {each!r}, which covers every address. Give the proxy’s own address."
            )


def _headers_have_names(settings: Settings) -> None:
    headers = {
        "PROXY_PERSON_HEADER": settings.proxy_person_header,
        "PROXY_SECRET_HEADER": settings.proxy_secret_header,
        "PROXY_NAME_HEADER": settings.proxy_name_header,
        "PROXY_ADDRESS_HEADER": settings.proxy_address_header,
        "PROXY_ROLES_HEADER": settings.proxy_roles_header,
    }
    names = {name: header for name, header in headers.items() if header}
    for name, header in names.items():
        if _HEADER.fullmatch(header) is None:
            raise SettingsError(f"{name} is {header!r}. Set it to a header’s name, such as X-Forwarded-User.")
    if len({header.lower() for header in names.values()}) < len(names):
        raise SettingsError("Two of the settings PROXY_…_HEADER name the same header. Use one for each.")


def _roles_have_a_source(settings: Settings) -> None:
    if not map_parts(settings.role_map):
        return
    name, source, kind = (
        ("PROXY_ROLES_HEADER", settings.proxy_roles_header, "header")
        if settings.sign_in == PROXY
        else ("ROLE_CLAIM", settings.role_claim, "claim")
    )
    if not source:
        raise SettingsError(f"ROLE_MAP needs {name}. Set it to the {kind} with people’s groups.")


def _people_are_named(settings: Settings) -> None:
    for each in settings.leads:
        if not (is_address(each) or is_identity(each)):
            raise SettingsError(f"LEADS has {each!r}. Write an email address, or ISSUER SUBJECT.")
    for each in settings.sign_in_domain:
        if _DOMAIN.fullmatch(each) is None:
            raise SettingsError(f"SIGN_IN_DOMAIN has {each!r}. Write a domain such as shop.example.")


def _syslog_is_reachable(settings: Settings) -> None:
    place = settings.audit_syslog
    if place and _SYSLOG.fullmatch(place) is None:
        raise SettingsError(f"AUDIT_SYSLOG is {place!r}. Set it to HOST:PORT, or to a socket like /dev/log.")


_CHECKS: Final[tuple[Callable[[Settings], None], ...]] = (
    _external_address,
    _zone_is_known,
    _history_lasts,
    _sign_in_is_known,
    _sign_in_is_not_forgotten,
    _domain_is_checked,
    _sign_in_has_an_address,
    _provider_is_named,
    _proxy_is_provable,
    _proxies_are_networks,
    _headers_have_names,
    _roles_have_a_source,
    _people_are_named,
    _syslog_is_reachable,
)
