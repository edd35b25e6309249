"""The dashboard without what stands before Streamlit: the twin, on which the attacks must succeed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).resolve().parents[2] / "dashboard/entry/main.py")
