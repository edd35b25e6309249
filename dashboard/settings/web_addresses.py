"""Which texts are addresses of web servers, and origins that may embed a shared view."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from dashboard.settings.setting import SettingsError

_ORIGIN: Final = re.compile(r"https?://[a-z0-9._-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:.]+\](:[0-9]{1,5})?")
_EMBEDDER: Final = re.compile(r"https?://[a-z0-9._-]+(:[1-9][0-9]{0,4})?")
"""An origin that a Content-Security-Policy can name, so not an IPv6 address."""
_USUAL_PORTS: Final = {"http": ":80", "https": ":443"}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def is_web_address(text: str) -> bool:
    """Whether this is `http(s)://HOST`, with a port and a path at most."""
    try:
        url = urlsplit(text)
    except ValueError:
        return False
    origin = f"{url.scheme}://{url.netloc}".lower()
    return _ORIGIN.fullmatch(origin) is not None and text.isprintable() and not (url.query or url.fragment)


def is_private_in_transit(address: str) -> bool:
    """Whether no one on the network can read what goes to a web address: TLS, or this machine itself."""
    return address.lower().startswith("https://") or urlsplit(address).hostname in _LOOPBACK


def embedder(origin: str) -> str:
    """Return an origin as browsers write it, without the usual port. Raises SettingsError if it is none."""
    if _EMBEDDER.fullmatch(origin) is None:
        raise SettingsError(
            f"EMBED_ORIGINS has {origin!r}. Write each as https://HOST, without a path; an IPv6 address "
            "can’t be used."
        )
    return origin.removesuffix(_USUAL_PORTS[origin.partition(":")[0]])
