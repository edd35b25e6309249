"""The ASGI app that `streamlit run app.py` starts. Its page script is dashboard/entry/main.py."""

from __future__ import annotations

import streamlit as st

from dashboard.web import asgi

app = st.App(
    "dashboard/entry/main.py",
    lifespan=asgi.lifespan,
    routes=asgi.ROUTES,
    middleware=asgi.MIDDLEWARE,
    on_script_error=asgi.say_script_error,
)
