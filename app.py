"""The door. `streamlit run app.py` finds `app` here; what people see begins in dashboard/entry/main.py."""

from __future__ import annotations

import streamlit as st

from dashboard.web import door

app = st.App(
    "dashboard/entry/main.py",
    lifespan=door.lifespan,
    routes=door.ROUTES,
    middleware=door.MIDDLEWARE,
    on_script_error=door.say_script_error,
)
