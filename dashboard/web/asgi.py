"""What `app.py` passes to Streamlit: routes, middleware, lifespan, and what a person sees of a bug."""

from __future__ import annotations

import gc
import importlib
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware

from dashboard import demo
from dashboard.jobs.all_jobs import JOBS, runs_in_dashboard
from dashboard.jobs.embedded import EmbeddedJobs
from dashboard.jobs.job import JobProcess
from dashboard.jobs.logs import log_our_own
from dashboard.services.stores import close_stores
from dashboard.services.watch import end_watches
from dashboard.settings import Settings, SettingsError
from dashboard.settings.sign_in import OIDC
from dashboard.sharing.registry import close_sharing
from dashboard.sharing.shared_views import close_shared_views
from dashboard.starting.registry import close_services
from dashboard.ui import session
from dashboard.web import share, shell
from dashboard.web.api import routes as api
from dashboard.web.guard import LOOPBACK, PLAIN_HTTP, Guard
from dashboard.web.log_lines import WithoutTokens, bound_what_anybody_can_cause, keep_tokens_out
from dashboard.web.message_rate import Rate
from dashboard.web.peer import trust_problem
from dashboard.web.session_limit import SessionLimit
from dashboard.web.sign_in import routes as sign_in
from dashboard.web.sign_in.middleware import Sessions
from dashboard.web.streamlit_files import StreamlitFiles

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Switch on the log; start the demo's sandbox before the first visitor; begin the background work.

    At the end: that work, what follows companies and started syncs, then the stores and the sandbox.
    """
    log_our_own(WithoutTokens())
    if _open_to_the_network():
        log.warning(PLAIN_HTTP)
    jobs = EmbeddedJobs(JOBS, JobProcess(_usable_settings, runs_in_dashboard))
    await anyio.to_thread.run_sync(jobs.open)
    await anyio.to_thread.run_sync(_warm_up)
    bound_what_anybody_can_cause()
    keep_tokens_out()
    try:
        yield
    finally:
        await anyio.to_thread.run_sync(jobs.close)
        close_shared_views()
        end_watches()
        close_services()
        close_sharing()
        close_stores()
        demo.stop()


def _usable_settings() -> Settings:
    """Return the settings. Raises SettingsError.

    Also where no proxy can be trusted: the guard then refuses every request.
    """
    settings = session.settings()
    if (problem := trust_problem(settings)) is not None:
        raise SettingsError(problem)
    return settings


def _warm_up() -> None:
    """Import what pages need, like pandas and plotly, so that the first visitor doesn't wait for it.

    What is there by then stays to the end: the garbage collector need not look at it again. It makes a full
    round once what is new is a quarter of what its last one left (CPython's gcmodule.c), so one more follows
    when all that is put aside: else the garbage of some thousand pages would pile up before the next.
    """
    for module in ("layout", "charts", "history.table", "find.box", "start.form", "sync.sync_read"):
        importlib.import_module(f"dashboard.ui.{module}")
    _warm_up_sign_in()
    importlib.import_module("streamlit.emojis")  # 0.2 s, which else the first to see a choice of pills waits
    gc.collect()
    gc.freeze()
    gc.collect()


def _warm_up_sign_in() -> None:
    """Import what speaks to the provider, where there is one: without sign-in it costs nothing."""
    with suppress(SettingsError):  # already logged
        if session.settings().sign_in == OIDC:
            importlib.import_module("dashboard.web.sign_in.flow")


def _open_to_the_network() -> bool:
    """Whether the dashboard listens beyond this machine without TLS."""
    address = st.get_option("server.address") or ""  # empty: on every address there is
    return address.lower() not in LOOPBACK and not st.get_option("server.sslCertFile")


ROUTES = [*api.routes(), *sign_in.routes(), *share.routes(), *shell.routes()]
MIDDLEWARE = [
    Middleware(Guard),
    Middleware(StreamlitFiles),
    Middleware(Rate),  # before what refuses messages: those count too
    Middleware(Sessions),
    Middleware(SessionLimit),
]


def say_script_error(error: Exception) -> bool:
    """Show a bug to a person without its internals; the log has them under the reference."""
    reference = secrets.token_hex(3)
    log.error("page failed, reference %s", reference, exc_info=error)
    st.error(
        f"Something went wrong on this page (reference {reference}). Nothing was sent to Codat. "
        "Reload the page; if it happens again, give the reference to whoever runs this dashboard."
    )
    return True
