"""Check a caller's arguments before anything is sent.

Each function returns the cleaned value or raises BadInput.
Only the key's function returns its complaint instead of raising: a traceback with local variables must not
show the key.
"""

import base64
import ipaddress
import re
import uuid
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from codat_client import times
from codat_client.errors import BadInput

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<login>[^/@\s]*@)?(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?P<path>/[a-z0-9._~/-]*)?",
    re.ASCII | re.IGNORECASE,
)
_WRAPPING = " \t\r\n\"'`“”‘’\u200b\ufeff\u00a0"
_READY_MADE = re.compile(r"[A-Za-z0-9+/_-]+=*", re.ASCII)
MAX_PAGE_SIZE = 5000
"""Codat's OpenAPI 1.1, parameter pageSize."""


def key_header(key: object) -> tuple[str, str]:  # noqa: PLR0911 - a complaint each
    """Turn a pasted key into (the Authorization header, ""), or ("", what is wrong with it)."""
    if not isinstance(key, str):
        return "", "The API key must be a string."
    cleaned = key.strip(_WRAPPING)
    ready_made = cleaned == "Basic" or cleaned.startswith("Basic ")
    token = cleaned.removeprefix("Basic").strip(_WRAPPING) if ready_made else cleaned
    if not token:
        return "", "The API key is empty. Copy it from the Codat Portal."
    if any(letter.isspace() for letter in token):
        return "", "The API key contains a space or a line break. Copy it again."
    if not (token.isascii() and token.isprintable()):
        return "", "The API key contains characters that aren’t allowed. Copy it again from the Codat Portal."
    if not ready_made:
        return "Basic " + base64.b64encode(token.encode("ascii")).decode("ascii"), ""
    if not _READY_MADE.fullmatch(token):
        return "", "The API key begins with “Basic ”, but the rest isn’t base64. Copy it again."
    return f"Basic {token}", ""


def base_url(url: object) -> str:
    """Check the address of the API: https, or http on this machine; without login, query or fragment."""
    match = _URL.fullmatch(url.strip()) if isinstance(url, str) else None
    if match is None or match["login"] or not _port_fits(match[0]):
        raise BadInput("The API’s base URL isn’t a plain web address like https://api.codat.io. Correct it.")
    if match["scheme"].lower() == "http" and not is_loopback(match["host"]):
        raise BadInput("The base URL must begin with https: over http, others could read the API key.")
    return match[0].rstrip("/")


def proxy(url: object) -> str | None:
    """Check the address of a proxy (http or https, with or without a login); None and "" mean none."""
    if url is None or url == "":
        return None
    match = _URL.fullmatch(url.strip()) if isinstance(url, str) else None
    if match is None or not _port_fits(match[0]):
        raise BadInput("The proxy (CODAT_PROXY) isn’t an address like http://proxy.example:8080. Correct it.")
    return match[0]


def ca_bundle(path: object) -> str | None:
    """Check that a file or folder of certificates exists; None and "" mean the system's certificates."""
    if path is None or path == "":
        return None
    if not isinstance(path, str | Path) or not Path(path).exists():
        raise BadInput(
            "The certificates (CODAT_CA_BUNDLE) weren’t found: no such file or folder. Correct the path."
        )
    return str(path)


def is_loopback(host: str) -> bool:
    """Return whether `host` is this machine by name or address, without looking it up."""
    host = host.strip("[]").lower()
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def an_id(value: object, what: str) -> str:
    """Check an id of Codat's: a UUID, as text or uuid.UUID. `what` names it in the sentence, "company id"."""
    text = str(value) if isinstance(value, uuid.UUID) else value
    if not isinstance(text, str) or not _UUID.fullmatch(text.strip()):
        raise BadInput(f"The {what} isn’t an id. An id looks like 4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a.")
    return text.strip().lower()


def idempotency_key(value: object) -> str:
    """Check a trigger's key, or create one (None): Codat expects a GUID."""
    return str(uuid.uuid4()) if value is None else an_id(value, "idempotency key")


def moment(value: object, what: str) -> tuple[datetime, str]:
    """Check a date for a trigger: (the instant in UTC, the text to send). ISO text is sent unchanged."""
    if isinstance(value, datetime) and value.tzinfo is not None and value.utcoffset() is not None:
        return _instant_of(_written(value), what)
    if isinstance(value, str) and times.read_instant(value):
        return _instant_of(value.strip(), what)
    raise BadInput(f"The {what} must be a date with a time and a zone, like 2026-11-11T00:00:00Z.")


def _instant_of(text: str, what: str) -> tuple[datetime, str]:
    instant = times.read_instant(text)
    if instant is None:
        raise BadInput(f"The {what} is too far in the past or future.")
    return instant, text


def _written(moment_given: datetime) -> str:
    """Write an aware datetime; "" when its instant lies before the first year, or after the last, in UTC."""
    try:
        return times.write(moment_given)
    except OverflowError:
        return ""


def date_range(start: object, finish: object) -> tuple[str, str]:
    """Check a range for a trigger; returns the two texts to send."""
    (begins, start_text), (ends, finish_text) = moment(start, "start"), moment(finish, "finish")
    if begins > ends:
        raise BadInput("The start is after the finish. Swap them.")
    return start_text, finish_text


def whole(value: object, what: str, most: int | None = None) -> int:
    """Check a whole number of at least 1, and at most `most`."""
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or value < 1
        or (most is not None and value > most)
    ):
        limit = "" if most is None else f" and at most {most}"
        raise BadInput(f"The {what} must be a whole number of at least 1{limit}.")
    return value


def seconds(value: object) -> float:
    """Check a total time limit: a finite number of seconds above 0."""
    day = 86_400
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= day:
        raise BadInput("The timeout must be more than 0 seconds and at most a day.")
    return float(value)


def _port_fits(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
