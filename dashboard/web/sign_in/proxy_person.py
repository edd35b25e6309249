"""The person whom a proxy in front names in headers. They count only from a proxy that has proven itself."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.access.session import VerifiedPerson
from dashboard.foreign_text import one_line
from dashboard.settings import Settings
from dashboard.settings.people import is_address, is_identity
from dashboard.settings.sign_in import PROXY
from dashboard.web.peer import peer_of

ISSUER: Final = PROXY
"""The issuer of these people: "proxy ada" is the identity of the person whom the proxy calls ada."""
_LONGEST: Final = 255
_MOST_NAME: Final = 60
_MOST_ROLES: Final = 500
_BLANKS: Final = " \t"
"""What may surround a header's value (RFC 9110); any other blank is part of it, as of another id."""


def proxy_headers(settings: Settings) -> frozenset[str]:
    """Return the names of the headers that only the proxy may set, and of that with its secret."""
    names = (
        *(settings.proxy_person_header, settings.proxy_name_header, settings.proxy_address_header),
        *(settings.proxy_roles_header, settings.proxy_secret_header),
    )
    return frozenset(name.lower() for name in names if name)


def person_named_in(scope: Scope, settings: Settings) -> VerifiedPerson | None:
    """Return the person whom the proxy names in a request; None if it names no one, or isn't believed."""
    if not peer_of(scope, settings).may_name_person:
        return None
    subject = _one(scope, settings.proxy_person_header)
    identity = f"{ISSUER} {subject}"
    if not is_identity(identity):
        return None
    address = _one(scope, settings.proxy_address_header).lower()
    name = one_line(_one(scope, settings.proxy_name_header) or subject, _MOST_NAME)
    roles = [each.strip() for each in _one(scope, settings.proxy_roles_header, most=20_000).split(",")]
    claims = tuple(each for each in roles if each)[:_MOST_ROLES]
    return VerifiedPerson(identity, name, address if is_address(address) else "", claims)


def _one(scope: Scope, header: str, most: int = _LONGEST) -> str:
    """Return a header's value; "" unless it was sent exactly once."""
    sent = Headers(scope=scope).getlist(header) if header else []
    text = _decoded(sent[0]) if len(sent) == 1 else ""
    return text if len(text) <= most else ""


def _decoded(value: str) -> str:
    """Return a value as UTF-8, as proxies send names; Starlette reads headers as Latin-1."""
    try:
        return value.encode("latin-1").decode().strip(_BLANKS)
    except UnicodeError:
        return value.strip(_BLANKS)
