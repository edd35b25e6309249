"""The templates of shared pages and pictures. They escape everything that isn't markup already."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.foreign_text import visible
from dashboard.views.share.stylesheet import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Template


def rendered(name: str, **values: Any) -> str:
    """Return a template, filled in."""
    return _template(name).render(**values)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_finalized,
    )


def _finalized(value: Any) -> Any:
    """Make every character of a text visible, since some are invalid in XML; leave markup as it is."""
    return visible(value) if type(value) is str else value
