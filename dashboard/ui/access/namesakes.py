"""Everyone who has signed in, for pages that show who did something."""

from __future__ import annotations

import logging
import time
from typing import Final

import streamlit as st

from dashboard.access.people import KnownPerson
from dashboard.services.sign_ins import people_of
from dashboard.settings import SettingsError
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run
from dashboard.views.access.namesakes import Namesakes

log = logging.getLogger(__name__)

_READ_EVERY_S: Final = 5.0
_HELD: Final = "namesakes"


@once_a_run
def namesakes() -> Namesakes:
    """Return what distinguishes people with the same name; read when first needed, then after a while."""
    if not session.settings().sign_in:
        return Namesakes()
    now = time.monotonic()
    held: tuple[float, Namesakes] | None = st.session_state.get(_HELD)
    if held is None or session.moved() or now - held[0] > _READ_EVERY_S:
        held = (now, Namesakes(_people))
        st.session_state[_HELD] = held
    return held[1]


def _people() -> list[KnownPerson]:
    settings = session.settings()
    try:
        return people_of(settings).people()
    except (StoreError, SettingsError) as error:
        log.warning("people with the same name can’t be distinguished: %s", error)
        return []
