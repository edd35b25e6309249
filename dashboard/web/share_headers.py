"""The headers of shared views. People outside open them, so nothing is cached, indexed or passed on.

The guard leaves what is set here as it is, on the paths of `is_share_path`.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from dashboard.sharing.link import LINK_PATH, PREVIEW_PATH
from dashboard.ui import links
from dashboard.views.share.policy import NOTHING as LOADS_NOTHING
from dashboard.views.share.policy import framed_by
from dashboard.web.refusal import headers_for

NOT_IN_A_FRAME: Final = "x-frame-options"
NOTHING: Final = framed_by(LOADS_NOTHING)
"""The policy of an answer that is no page: a badge or JSON."""
_PRIVATE: Final = {
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def share_paths() -> tuple[str, ...]:
    """Return what the paths of shared views and of previews begin with."""
    return f"{links.base()}{LINK_PATH}", f"{links.base()}{PREVIEW_PATH}"


def is_share_path(path: str) -> bool:
    """Return whether a path is of a shared view or a preview, existing or not."""
    return path.startswith(share_paths())


def page_headers(scope: Scope, policy: str, embed_origin: str = "") -> dict[str, str]:
    """Return the headers of a page. `policy`: its own; `embed_origin`: the one origin that may frame it.

    X-Frame-Options knows no single origin, so a page that may be framed goes without it.
    """
    headers = {**headers_for(scope), **_PRIVATE, "content-security-policy": policy}
    if embed_origin:
        del headers[NOT_IN_A_FRAME]
    return headers


def badge_headers(scope: Scope, embed_origin: str) -> dict[str, str]:
    """Return the headers of the badge. An image can be shown by any origin, or by ours only."""
    crossing = {"cross-origin-resource-policy": "cross-origin"} if embed_origin else {}
    return {**page_headers(scope, NOTHING), **crossing}


def json_headers(scope: Scope, embed_origin: str, asking: str) -> dict[str, str]:
    """Return the headers of the JSON, for scripts of the named origin. `asking`: the Origin header."""
    allowed = embed_origin if embed_origin and asking == embed_origin else ""
    shared = {"access-control-allow-origin": allowed, "vary": "Origin"} if allowed else {"vary": "Origin"}
    return {**page_headers(scope, NOTHING), **shared}


def add_missing(headers: MutableHeaders, usual: dict[str, str]) -> None:
    """Add the headers that a shared view hasn't set itself, as after an internal error."""
    may_be_framed = "frame-ancestors" in headers.get("content-security-policy", "")
    for name, value in (usual | _PRIVATE).items():
        if not (may_be_framed and name == NOT_IN_A_FRAME):
            headers.setdefault(name, value)
