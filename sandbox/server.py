"""The server: its app, its address, and the line it prints when it is ready."""

from __future__ import annotations

import os
import socket
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.control import control_routes
from sandbox.errors import Refusal
from sandbox.http import Work, answer_read, answer_trigger, refusal_response
from sandbox.routes import READS, TRIGGERS
from sandbox.wire import RecordingProtocol
from sandbox.world import World

HOST = "127.0.0.1"
"""Loopback only: whoever reaches the sandbox may order faults."""


def make_app(world: World) -> Starlette:
    """Return the ASGI app of a world."""
    routes: list[BaseRoute] = [_read(world, *entry) for entry in READS]
    routes += [_trigger(world, *entry) for entry in TRIGGERS]
    routes += control_routes(world)

    async def refuse(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        world.ledger.request(request.method, request.url.path, None)
        return refusal_response(world, Refusal(status), request)

    return Starlette(routes=routes, exception_handlers={HTTPException: refuse})


def _read(world: World, operation: str, path: str, work: Work) -> Route:
    async def answer(request: Request) -> Response:
        return await answer_read(world, request, operation, work)

    return Route(path, answer, methods=["GET"])


def _trigger(world: World, operation: str, path: str, work: Work) -> Route:
    async def answer(request: Request) -> Response:
        return await answer_trigger(world, request, operation, work)

    return Route(path, answer, methods=["POST"])


class _Server(uvicorn.Server):
    """uvicorn that announces when it is ready."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then print the address."""
        await super().startup(sockets)
        port = (sockets or [])[0].getsockname()[1]
        print(f"sandbox ready http://{HOST}:{port}", flush=True)  # noqa: T201 - the line others wait for


def serve(world: World, port: int, *, until_stdin_closes: bool = False) -> None:
    """Serve until interrupted, or until stdin closes, so that it never outlives its parent process.

    Port 0 picks a free port. Raises OSError if the port is in use.
    """
    listener = socket.create_server((HOST, port), backlog=512)
    config = uvicorn.Config(
        make_app(world),
        http=RecordingProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    if until_stdin_closes:
        threading.Thread(target=_stop_with_stdin, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _stop_with_stdin(server: uvicorn.Server) -> None:
    """Wait until stdin ends, then stop the server. It reads the descriptor, as sys.stdin has a lock."""
    while os.read(0, 4096):
        pass
    server.should_exit = True
