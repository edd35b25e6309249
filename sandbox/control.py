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

Asked = dict[str, Any]

OPERATIONS = ("*", *(operation for operation, _, _ in (*READS, *TRIGGERS)))


def control_routes(world: World) -> list[Route]:
    """Return the control routes of a world."""

    def reading(path: str, give: Callable[[], object]) -> Route:
        async def answer(_: Request) -> Response:
            return JSONResponse(give())

        return Route(f"/_sandbox/{path}", answer, methods=["GET"])

    def changing(path: str, change: Callable[[Asked], object]) -> Route:
        async def answer(request: Request) -> Response:
            try:
                return JSONResponse(change(_asked(await request.body())))
            except Refusal as refusal:
                return JSONResponse(refusal.body(), refusal.status)

        return Route(f"/_sandbox/{path}", answer, methods=["POST"])

    return [
        reading("merchants", lambda: _merchants(world)),
        reading("ledger", lambda: list(world.ledger.triggers)),
        reading("requests", lambda: list(world.ledger.requests)),
        reading("switches", lambda: _told(world)),
        changing("switches", lambda asked: _set_switches(world, asked)),
        changing("faults", lambda asked: _order_fault(world, asked)),
        changing("end", lambda _: {"ended": world.end_running()}),
        changing("show", lambda _: {"shown": world.show_hidden()}),
        changing("reset", lambda _: _reset(world)),
    ]


def _asked(body: bytes) -> Asked:
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise not_valid("body", "The body is not a JSON object.")
    return asked


def _merchants(world: World) -> list[Asked]:
    return [
        {
            "case": merchant.about.case,
            "companyId": merchant.id,
            "name": merchant.about.name,
            "promise": merchant.about.promise,
        }
        for merchant in world.fleet
    ]


def _set_switches(world: World, asked: Asked) -> Asked:
    world.switches.set(asked)
    return _told(world)


def _told(world: World) -> Asked:
    return world.switches.told()


def _reset(world: World) -> Asked:
    world.reset()
    return {}


def _order_fault(world: World, asked: Asked) -> Asked:
    operation = asked.get("operation") or "*"
    if operation not in OPERATIONS:
        raise not_valid("operation", f"There is no such operation. There are: {', '.join(OPERATIONS)}")
    fault = world.faults.order(asked)
    return {
        "kind": fault.kind,
        "n": fault.left,
        "operation": fault.operation,
        "carriedOut": fault.carried_out,
    }
