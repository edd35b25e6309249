"""The routes under /_sandbox, for tests and for people trying the demo. They need no key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.errors import Refusal, not_valid
from sandbox.routes import READS, TRIGGERS
from sandbox.world import World

JsonObject = dict[str, Any]

OPERATIONS = ("*", *(operation for operation, _, _ in (*READS, *TRIGGERS)))


def control_routes(world: World) -> list[Route]:
    """Return the control routes of a world."""

    def reading(path: str, give: Callable[[], object]) -> Route:
        async def answer(_: Request) -> Response:
            return JSONResponse(give())

        return Route(f"/_sandbox/{path}", answer, methods=["GET"])

    def changing(path: str, change: Callable[[JsonObject], object]) -> Route:
        async def answer(request: Request) -> Response:
            try:
                return JSONResponse(change(_object_in(await request.body())))
            except Refusal as refusal:
                return JSONResponse(refusal.body(), refusal.status)

        return Route(f"/_sandbox/{path}", answer, methods=["POST"])

    return [
        reading("merchants", lambda: _merchants(world)),
        reading("ledger", lambda: list(world.ledger.triggers)),
        reading("requests", lambda: list(world.ledger.requests)),
        reading("switches", lambda: _switches(world)),
        changing("switches", lambda body: _set_switches(world, body)),
        changing("faults", lambda body: _order_fault(world, body)),
        changing("end", lambda _: {"ended": world.end_running()}),
        changing("show", lambda _: {"shown": world.show_hidden()}),
        changing("reset", lambda _: _reset(world)),
    ]


def _object_in(body: bytes) -> JsonObject:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise not_valid("body", "The body is not a JSON object.")
    return found


def _merchants(world: World) -> list[JsonObject]:
    return [
        {
            "case": merchant.about.case,
            "companyId": merchant.id,
            "name": merchant.about.name,
            "promise": merchant.about.promise,
        }
        for merchant in world.fleet
    ]


def _set_switches(world: World, body: JsonObject) -> JsonObject:
    world.switches.set(body)
    return _switches(world)


def _switches(world: World) -> JsonObject:
    """Return the current switches; a reset replaces them all."""
    return world.switches.as_json()


def _reset(world: World) -> JsonObject:
    world.reset()
    return {}


def _order_fault(world: World, body: JsonObject) -> JsonObject:
    operation = body.get("operation") or "*"
    if operation not in OPERATIONS:
        raise not_valid("operation", f"There is no such operation. There are: {', '.join(OPERATIONS)}")
    fault = world.faults.order(body)
    return {
        "kind": fault.kind,
        "n": fault.left,
        "operation": fault.operation,
        "carriedOut": fault.carried_out,
    }
