"""From request to response: key, faults, idempotency, rate-limit headers, JSON. Operations are in routes.py.

For each call, in order: record it, check the key, (triggers: return a stored response), apply a fault, do the
work, break the response if the fault says so, store it under the idempotency key.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from sandbox.broken import broken_response, wrong_json
from sandbox.errors import Refusal
from sandbox.faults import BROKEN, Fault
from sandbox.idempotency import NOT_STORED, Answer
from sandbox.live import LiveSync
from sandbox.times import text_z
from sandbox.wire import Dropped
from sandbox.world import World

WRONG_KEY = "wrong-key"
DROPPED = Answer(0, None)
"""Stands for no answer at all."""


@dataclass(frozen=True, slots=True)
class Call:
    """One parsed call of an operation."""

    operation: str
    path: str
    company_id: str
    sync_id: str
    params: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """An operation's result: the JSON, and for a trigger the sync that started."""

    body: object
    began: LiveSync | None = None


Work = Callable[[World, Call], Done]


async def answer_read(world: World, request: Request, operation: str, work: Work) -> Response:
    """Answer a GET."""
    call = await _taken_apart(world, request, operation)
    if world.latency:
        await asyncio.sleep(world.latency)
    try:
        _check_key(world, request)
        fault = world.faults.take(operation, call.company_id or None)
        answer = await _read(world, call, work, fault)
    except Refusal as refusal:
        answer = _refused(refusal)
    return _response(world, answer, request)


async def _read(world: World, call: Call, work: Work, fault: Fault | None) -> Answer:
    if fault is None:
        return Answer(200, work(world, call).body)
    await asyncio.sleep(fault.delay)
    if fault.kind == "drop":
        return DROPPED
    if fault.kind in {"late", "unreadable", "202", *BROKEN}:
        return _spoiled(world, call, fault, Answer(200, work(world, call).body))
    return _spoiled(world, call, fault, None)


async def answer_trigger(world: World, request: Request, operation: str, work: Work) -> Response:
    """Answer a POST, and record its outcome in the ledger."""
    call = await _taken_apart(world, request, operation)
    key = request.headers.get("Idempotency-Key")
    entry = world.ledger.trigger(operation, call.company_id, key, _readable(call.body))
    try:
        _check_key(world, request)
        answer = await _trigger(world, call, work, key if world.switches.idempotency else None, entry)
    except Refusal as refusal:
        answer = _refused(refusal)
    entry["answered"] = answer.status or None
    return _response(world, answer, request)


async def _trigger(world: World, call: Call, work: Work, key: str | None, entry: dict[str, object]) -> Answer:
    if key:
        stored = world.answers.claim(key, call.path, call.body)
        if stored:
            return stored
    fault = world.faults.take(call.operation, call.company_id)
    entry["fault"] = fault and fault.kind
    real = _carry_out(world, call, work, entry) if fault is None or fault.carried_out else None
    seen = _spoiled(world, call, fault, real) if fault else real or DROPPED
    await asyncio.sleep(fault.delay if fault else 0)
    if key:
        _store(world, key, seen, real)
    return seen


def _store(world: World, key: str, seen: Answer, real: Answer | None) -> None:
    """Store the response sent, or the real one if its kind isn't stored; free the key if nothing was done."""
    unseen = seen is DROPPED or seen.broken or seen.status in NOT_STORED
    stored = real if unseen else seen
    if stored is None:
        world.answers.free(key)
    else:
        world.answers.store(key, stored)


def _carry_out(world: World, call: Call, work: Work, entry: dict[str, object]) -> Answer:
    """Do the work; a refusal is a response too, since it may be stored under the key."""
    try:
        done = work(world, call)
    except Refusal as refusal:
        return _refused(refusal)
    entry["carriedOut"] = True
    entry["syncId"] = done.began and done.began.sync.id
    return Answer(200, done.body)


def _spoiled(world: World, call: Call, fault: Fault, real: Answer | None) -> Answer:
    """Return the response the caller sees under a fault (real answer None: nothing was done)."""
    if fault.kind in BROKEN:
        return _broken(call, fault.kind, real)
    if fault.kind == "drop" or (fault.kind == "late" and real is None):
        return DROPPED
    if fault.kind == "late" and real is not None:
        return real
    if fault.kind == "unreadable":
        return Answer(200, None, raw=b'{"companyId": "')
    if fault.kind == "202":
        return Answer(202, real.body if real else {})
    refusal = Refusal(int(fault.kind))
    return Answer(refusal.status, refusal.body(), fault.headers(world.clock()))


def _broken(call: Call, kind: str, real: Answer | None) -> Answer:
    body = wrong_json(call.operation) if kind == "wrong-json" else real.body if real else {}
    status = {"redirect": 307, "garbage": 0}.get(kind, 200)
    return Answer(status, body, broken=kind)


async def _taken_apart(world: World, request: Request, operation: str) -> Call:
    path = request.url.path
    world.ledger.request(request.method, path, operation)
    words = request.path_params
    body = await request.body()
    params = dict(request.query_params)
    return Call(operation, path, words.get("companyId", ""), words.get("syncId", ""), params, body)


def _check_key(world: World, request: Request) -> None:
    """Accept any key but `wrong-key` and the revoked one. Raises Refusal 401.

    A key comes as `Basic <base64 of the key>` or `Basic <key>`.
    """
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    value = value.strip()
    wrong = {WRONG_KEY, world.switches.revoked_key}
    if scheme.lower() != "basic" or not value or wrong & {value, _decoded(value)}:
        raise Refusal(401)


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().strip().removesuffix(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _readable(body: bytes) -> object:
    """Return a body for the ledger: as JSON, else as text, None if there is none."""
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")


def _refused(refusal: Refusal) -> Answer:
    return Answer(refusal.status, refusal.body(), tuple(refusal.headers.items()))


def _response(world: World, answer: Answer, request: Request) -> Response:
    if answer is DROPPED:
        return Dropped()
    content = (
        answer.raw if answer.raw is not None else json.dumps(answer.body, separators=(",", ":")).encode()
    )
    headers = {**_rate_limit(world), **dict(answer.headers)}
    if answer.broken:
        return broken_response(answer.broken, content, headers, request.url)
    return Response(content, answer.status, headers, "application/json; charset=utf-8")


def _rate_limit(world: World) -> dict[str, str]:
    """Return the quota as Codat counts it: 1,000 + 1,000 for each active company, a day, until 00:00 UTC.

    Codat doesn't document the format of the reset; ISO is our guess. Nothing is refused when it runs out.
    """
    now = world.clock()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    limit = 1000 + 1000 * world.active
    used = world.ledger.count + int(limit * world.switches.quota_used)
    return {
        "X-Rate-Limit-Limit": str(limit),
        "X-Rate-Limit-Remaining": str(max(0, limit - used)),
        "X-Rate-Limit-Reset": text_z(midnight),
    }


def refusal_response(world: World, refusal: Refusal, request: Request) -> Response:
    """Answer with an ErrorMessage outside of any operation: an unknown path, a wrong method."""
    return _response(world, _refused(refusal), request)
