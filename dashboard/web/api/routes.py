"""Our own routes: `/healthz`, and `/export/history.csv` for scripts. Pages are Streamlit's.

Everything that may wait, for the store or for Codat, runs in threads.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from functools import partial
from threading import BoundedSemaphore
from typing import Final

import anyio.from_thread
import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from codat_client import BadInput, CodatClient
from dashboard.access.allowance import Allowance
from dashboard.access.company import CompanyLookup
from dashboard.access.person import Person, company_for
from dashboard.access.policy import Act, may
from dashboard.access.session import VerifiedPerson
from dashboard.demo import DemoError
from dashboard.export.files import MEDIA_TYPES
from dashboard.services import sign_ins
from dashboard.services.account import CodatAccount, account_of
from dashboard.services.budget import ReadPurpose
from dashboard.services.company_lookup import company_lookup
from dashboard.services.covered_listing import sees_every_company
from dashboard.services.exports import ExportRefused, export_company, record
from dashboard.settings import Settings, SettingsError
from dashboard.settings.sign_in import OIDC
from dashboard.store.errors import StoreError
from dashboard.ui import person as person_of_page
from dashboard.ui import session
from dashboard.views import times
from dashboard.web.api.bearer import requester
from dashboard.web.api.health import health
from dashboard.web.api.history_file import NO_COMPANY, HistoryFile, history_file, read_company
from dashboard.web.api.history_query import HistoryQuery, history_query
from dashboard.web.api.paths import export_path, health_paths, sent_token
from dashboard.web.api.replies import NO_STORE, Refused
from dashboard.web.peer import peer_of
from dashboard.web.sign_in.addresses import cookie_of
from dashboard.web.sign_in.confirming import CONFIRMING, SessionFate
from dashboard.web.sign_in.lazily import provider_of

log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""Files that are made at the same time: each may hold 100,000 syncs."""
MOST_THREADS: Final = 8
"""Requests for files that are looked at in threads at the same time: the other threads are for pages."""
_BUSY: Final = Refused(503, "Two other exports are running. Try again in 10 seconds.", 10)
_NO_KEY: Final = Refused(503, "There is no API key. Set CODAT_API_KEY.")
_ONLY_GET: Final = "GET"
_places, _threads = BoundedSemaphore(AT_ONCE), BoundedSemaphore(MOST_THREADS)


def routes() -> list[BaseRoute]:
    """Return the routes, under the path that the dashboard is served under."""
    checks: list[BaseRoute] = [Route(path, _health) for path in sorted(health_paths())]
    return [*checks, Route(export_path(), _history)]


async def _health(request: Request) -> Response:
    """Answer "ok" to everyone, and in full to anyone with a token or a sign-in session.

    In full it has numbers of the whole account, so people who see only some companies get "ok" too.
    """
    if sent_token(Headers(scope=request.scope)) is not None:
        return await _answered(partial(_in_full_for_token, request.scope))
    try:
        settings = session.settings()
        if settings.sign_in and (cookie := cookie_of(request.scope, settings)):
            return await _health_for(settings, cookie)
    except (StoreError, SettingsError) as error:
        log.warning("the health check can’t check who is asking: %s", error)
    return PlainTextResponse("ok")


def _in_full_for_token(scope: Scope) -> Response:
    who = requester(scope)
    return _in_full(session.settings()) if sees_every_company(who) else PlainTextResponse("ok")


async def _health_for(settings: Settings, cookie: str) -> Response:
    """Answer in full a browser in which someone with a role has signed in. The path is open to everyone."""
    found = await anyio.to_thread.run_sync(sign_ins.session_with, settings, cookie)
    if found is None or await CONFIRMING.look(settings, found) is not SessionFate.FINE:
        return PlainTextResponse("ok")
    return await anyio.to_thread.run_sync(_health_of, settings, found.person)


def _health_of(settings: Settings, who: VerifiedPerson) -> Response:
    known = any(each.rule.everything for each in sign_ins.grants_of(settings, who))
    return _in_full(settings) if known else PlainTextResponse("ok")


def _in_full(settings: Settings) -> Response:
    """Answer in full. Runs in a thread of the server's loop, in which the provider is asked."""
    answers = None
    if settings.sign_in == OIDC:
        answers = anyio.from_thread.run(provider_of(settings).answers)
    found = health(settings, provider_answers=answers)
    return JSONResponse(found, 200 if found["well"] else 503, NO_STORE)


async def _history(request: Request) -> Response:
    if request.method != _ONLY_GET:
        return Response(status_code=405, headers={**NO_STORE, "allow": _ONLY_GET})
    if not _threads.acquire(blocking=False):
        return _BUSY.reply()
    try:
        return await _answered(partial(_history_file, request))
    finally:
        _threads.release()


async def _answered(answer: Callable[[], Response]) -> Response:
    """Return the response of a function that runs in a thread, or the sentence of its refusal."""
    try:
        return await anyio.to_thread.run_sync(answer)
    except Refused as refused:
        return refused.reply()
    except (StoreError, SettingsError, DemoError, BadInput) as error:
        log.warning("a route can’t answer: %s", error)
        return Refused(503, str(error)).reply()


def _history_file(request: Request) -> Response:
    scope, who = request.scope, requester(request.scope)
    query, settings = history_query(request.query_params.multi_items()), session.settings()
    account = account_of(settings)
    if account is None:
        raise _NO_KEY
    companies = company_lookup(account, _lookup_purpose(who))
    allowance = person_of_page.allowance_of(who.identity or peer_of(scope, settings).limited_by)
    _check_covered(settings, who, query.company_id, companies, allowance)
    if not _places.acquire(blocking=False):
        raise _BUSY
    try:
        made = _made(query, _client_for(who, account, allowance), settings, account, companies)
    finally:
        _places.release()
    what = f"{made.name}: {times.count(made.syncs, 'sync')}, by a route"
    try:
        export_company(settings, requester(scope), query.company_id, what, companies)  # as they are now
    except ExportRefused:
        raise Refused(404, NO_COMPANY) from None
    headers = {**NO_STORE, "content-disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, 200, headers, MEDIA_TYPES["csv"])


def _check_covered(
    settings: Settings, who: Person, company_id: str, companies: CompanyLookup, allowance: Allowance
) -> None:
    """Raise Refused unless someone may export a company. One that isn't theirs is as one that isn't there.

    A refusal is recorded, so it uses up their allowance as a read would: no one fills the record.
    """
    refusal = may(who, Act.EXPORT, company_for(who, company_id, companies))
    if refusal is None:
        return
    if not allowance.take():
        seconds = math.ceil(allowance.wait())
        raise Refused(429, f"Too many requests. Try again in {times.count(seconds, 'second')}.", seconds)
    try:
        record(settings, who, "history.csv, by a route", company_id, refusal)
    except ExportRefused:
        raise (Refused(404, NO_COMPANY) if who.grants else Refused(403, refusal)) from None


def _is_script(who: Person) -> bool:
    return who.identity.startswith("token ")


def _lookup_purpose(who: Person) -> ReadPurpose:
    """Return what the list is read for. A script's look-up leaves people their part, as its reads do."""
    return ReadPurpose.FOLLOW if _is_script(who) else ReadPurpose.PERSON


def _client_for(who: Person, account: CodatAccount, allowance: Allowance) -> CodatClient:
    """Return a client for this person's reads. What a script reads is a job's: people go first."""
    purpose = ReadPurpose.JOB if _is_script(who) else ReadPurpose.PERSON
    return account.make_client(purpose, allowance)


def _made(
    query: HistoryQuery,
    client: CodatClient,
    settings: Settings,
    account: CodatAccount,
    companies: CompanyLookup,
) -> HistoryFile:
    """Read the company and return the file."""
    with client:
        snapshot = read_company(client, account, query.company_id)
    found = companies(query.company_id)
    return history_file(query, found.name if found else "", snapshot, settings, account)
