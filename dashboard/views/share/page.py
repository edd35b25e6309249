"""A status view as one HTML page: no script, no other file, no address outside."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from dashboard.views.share.status_view import StatusView

_TEMPLATES: Final = Path(__file__).with_name("templates")

_NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'"


def page_html(view: StatusView, *, live_until: datetime | None, now: datetime) -> str:
    """Return the page of a link. `live_until`: when a live link ends; None for a frozen one."""
    return _template("page.html.j2").render(view=view, live_until=live_until, now=now, style=_style())


def page_policy(embed_origin: str = "") -> str:
    """Return the Content-Security-Policy of the page, which may load nothing.

    `embed_origin`: the one origin that may frame it; "" for none. There is no `sandbox`: it would stop the
    refresh.
    """
    ancestors = embed_origin or "'none'"
    return f"{_NOTHING}; style-src {_style_source()}; frame-ancestors {ancestors}"


@cache
def _style_source() -> str:
    digest = hashlib.sha256(_style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _style() -> str:
    return "body{font-family:system-ui}"


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
