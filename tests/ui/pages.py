"""A page's screen without a browser: what has been read, and the clock, are the test's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from codat_client import CompanySyncStatus, SyncList
from dashboard.insight.reading import Reading
from dashboard.services.company_data import CompanyData
from dashboard.ui.page import CompanyView
from tests.insight.verdict_makers import NOW, linked, settings


def data_of(syncs: list[CompanySyncStatus], **more: Any) -> CompanyData:
    """Return a linked merchant in London with syncs due at 02:00, all read at `NOW`; `more`: other answers.

    `syncs`: the oldest first.
    """
    answers = {
        "syncs": SyncList(reversed(syncs)),
        "latest": syncs[-1],
        "last_successful": None,
        "connections": linked(),
        "configuration": settings(),
    }
    return CompanyData("company", "key", {k: Reading(v, NOW) for k, v in (answers | more).items()})


@dataclass
class NoLayout:
    """A page without bars."""

    progress: DeltaGenerator = field(default_factory=st.empty)
    notes: DeltaGenerator = field(default_factory=st.empty)

    def refresh(self, page: CompanyView) -> None:
        """Draw nothing."""

    def finish(self, page: CompanyView) -> None:
        """Draw nothing."""


def screen_of(data: CompanyData, now: datetime = NOW) -> CompanyView:
    """Return the page of a company as a run of that moment has it."""
    return CompanyView(data, NoLayout(), now=now)
