"""The preview: the page as its recipient will see it, in a new tab, before its link exists."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboard.access.person import Person
from dashboard.foreign_text import attribute
from dashboard.insight.share.choices import PREVIEW_LASTS
from dashboard.sharing.link import PREVIEW_PATH, NewLink
from dashboard.sharing.service import ShareService
from dashboard.ui import links
from dashboard.views import components

_HELD: Final = "shared_preview"
_MARGIN_S: Final = 60.0
"""How long before it expires a preview is no longer offered."""


@dataclass(frozen=True)
class SharePreview:
    """A preview of a link to be made. `about`: what it was made of; `ends`: monotonic seconds."""

    about: Hashable
    new: NewLink
    token: str
    ends: float


def current(about: Hashable) -> SharePreview | None:
    """Return the preview if the form and the data are still those that it was made of."""
    held: SharePreview | None = st.session_state.get(_HELD)
    return held if held and held.about == about and time.monotonic() < held.ends else None


def make(about: Hashable, new: NewLink, sharing: ShareService, by: Person) -> None:
    """Make the preview, for a callback. Raises ShareRefused, StoreError."""
    token = sharing.preview(new, by)
    ends = time.monotonic() + PREVIEW_LASTS.total_seconds() - _MARGIN_S
    st.session_state[_HELD] = SharePreview(about, new, token, ends)


def link(preview: SharePreview | None) -> None:
    """Draw the link to the preview, if there is one."""
    if preview is None:
        return
    target = attribute(f"{links.base()}{PREVIEW_PATH}{preview.token}")
    opens = f'<a href="{target}" target="_blank" rel="noopener">Open preview</a>'
    st.html(f'<p class="d">{opens}</p>', width="content")
    st.html(components.note("It opens in a new tab and works for 10 minutes."), width="content")
