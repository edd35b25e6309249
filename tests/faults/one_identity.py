"""The dashboard with the key taken out of what the process shares: the twin, in which data must leak."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.services.account import CodatAccount
from dashboard.web import asgi

CodatAccount.account_id = property(lambda _: "everybody")  # type: ignore[assignment,method-assign] # that is the twin
app = st.App(
    Path(__file__).resolve().parents[2] / "dashboard/entry/main.py",
    lifespan=asgi.lifespan,
    routes=asgi.ROUTES,
    middleware=asgi.MIDDLEWARE,
)
