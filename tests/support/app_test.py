"""The dashboard in-process, as Streamlit's AppTest runs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from tests.support import limits

MAIN = Path(__file__).resolve().parents[2] / "dashboard/entry/main.py"


def dashboard() -> AppTest:
    """Return a session of the dashboard that has not run yet.

    Streamlit's server searches every installed package for components once; each AppTest does so again, which
    costs more than drawing a page. Here it happens once.
    """
    made = AppTest.from_file(str(MAIN), default_timeout=limits.WAIT_S)
    made._bidi_component_manager = _components()
    return made


@cache
def _components() -> BidiComponentManager:
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager
