"""The door. `streamlit run app.py` finds `app` here; what people see begins in dashboard/entry/main.py."""

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
