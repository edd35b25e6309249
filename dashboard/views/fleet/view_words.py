"""Home's saved views as links, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.foreign_text import attribute, html, one_line

OWN_VIEWS: Final = "Without sign-in, anyone who enters your name sees your own views."
SHARED_WITH: Final = "People whose role covers only some companies see only views of their own."
_MOST_NAME: Final = 60


def listed(views: Sequence[tuple[str, bool, str]]) -> str:
    """Return saved views as a line of links; "" without any. Each is (name as text, shared, address)."""
    links = [_link(*each) for each in views]
    return f'<p class="d d-small">Saved views: {" · ".join(links)}</p>' if links else ""


def label(name: str, who: str, *, shared: bool) -> str:
    """Return a view for a menu, on one line: "Failing, shared by Ada". Both are foreign text."""
    return one_line(f"{name}, shared by {who or 'someone'}" if shared else name)


def _link(name: str, shared: bool, address: str) -> str:  # noqa: FBT001 - a row of the list
    mark = ' <span class="d-muted">(shared)</span>' if shared else ""
    return f'<a href="{attribute(address)}">{html(one_line(name, _MOST_NAME))}</a>{mark}'
