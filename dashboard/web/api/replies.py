"""Replies of our own routes: a sentence with a status where something is refused, and nothing is cached."""

from __future__ import annotations

from typing import Final

from starlette.responses import PlainTextResponse

NO_STORE: Final = {"cache-control": "no-store"}
_UNAUTHORIZED: Final = 401


class Refused(Exception):  # noqa: N818 - the sentence says why
    """The request is refused. `sentence`: for whoever runs the script; `retry_after`: seconds, if known."""

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.retry_after = status, sentence, retry_after

    def reply(self) -> PlainTextResponse:
        """Return the response."""
        again = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
        scheme = {"www-authenticate": "Bearer"} if self.status == _UNAUTHORIZED else {}
        return PlainTextResponse(f"{self.sentence}\n", self.status, {**NO_STORE, **again, **scheme})
