"""What `app.py` hands to Streamlit: routes, middleware, start and end, and what a person sees of a bug."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard import demo
from dashboard.settings import SettingsError, load
from dashboard.web.guard import Guard

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Start the demo's sandbox before the first visitor where it is wanted, and end it with the server."""
    try:
        settings = load(os.environ)
    except SettingsError as error:  # the page says it as well
        log.error("%s", error)  # noqa: TRY400 -- a sentence for the operator, not a bug
    else:
        if settings.demo:
            await anyio.to_thread.run_sync(demo.address, settings)
    try:
        yield
    finally:
        demo.stop()


async def _health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


ROUTES = [Route("/healthz", _health)]
MIDDLEWARE = [Middleware(Guard)]


def say_script_error(error: Exception) -> bool:
    """Tell a person of a mistake in our own code, without its insides; the log has them under the number."""
    reference = secrets.token_hex(3)
    log.error("page failed, reference %s", reference, exc_info=error)
    st.error(
        f"This page has a fault of ours and could not be drawn (reference {reference}). Nothing was sent to "
        "Codat by it. Reload the page; if it happens again, tell whoever runs this dashboard the reference."
    )
    return True
