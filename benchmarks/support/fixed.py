"""A server on loopback that answers with fixed bytes, in a process of its own: it takes next to nothing.

    python -m benchmarks.support.fixed FOLDER

The folder holds a file for each path, with "+" for "/". It prints its port and ends when its stdin closes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLASH = "+"


class FixedServer:
    """The server, as `with FixedServer(folder, replies) as url`. replies: path → body of its 200."""

    def __init__(self, folder: Path, replies: dict[str, bytes]) -> None:
        for path, body in replies.items():
            (folder / path.replace("/", SLASH)).write_bytes(body)
        self._command = [sys.executable, "-m", "benchmarks.support.fixed", str(folder)]

    def __enter__(self) -> str:
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return f"http://127.0.0.1:{(self._process.stdout or sys.stdin).readline().strip()}"

    def __exit__(self, *_: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.wait(10)


def main(folder: Path) -> None:
    """Serve until stdin closes."""
    answers = {file.name.replace(SLASH, "/"): _answer(file.read_bytes()) for file in folder.iterdir()}
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=_accept, args=(listener, answers), daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    while os.read(0, 4096):
        pass


def _answer(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _accept(listener: socket.socket, answers: dict[str, bytes]) -> None:
    while True:
        line, _ = listener.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(line, answers), daemon=True).start()


def _serve(line: socket.socket, answers: dict[str, bytes]) -> None:
    """Answer one GET after the other on a connection."""
    with line, line.makefile("rb") as stream:
        while first := stream.readline():
            while stream.readline() not in {b"\r\n", b""}:
                pass
            line.sendall(answers[first.split()[1].decode()])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
