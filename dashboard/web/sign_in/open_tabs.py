"""The open websockets of each sign-in session, so that they close when it ends or its roles change.

All are checked together once a second, in each process: what ended in another process is seen here too. Our
script (ui/assets/signing.js) then clears what the page still shows.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from typing import Final

import anyio.to_thread
from starlette.types import Message, Receive, Send

from dashboard.access.person import Grant
from dashboard.access.session import SignInSession
from dashboard.services import sign_ins
from dashboard.services.sign_ins import SignInNow
from dashboard.settings import Settings, SettingsError
from dashboard.settings.sign_in import PROXY
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.web.sign_in.confirming import CONFIRMING, SessionFate, is_due
from dashboard.web.sign_in.own_ids import OWN_IDS, refusal

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 1.0
PROXY_CONFIRMS_WITHIN_S: Final = 900.0
"""A proxy's headers are read at the handshake only, so a websocket behind one lasts this long."""
CLOSED: Final = 1008  # policy violation


class OpenTab:
    """The websocket of a tab. Once it is closed, nothing passes in either direction."""

    def __init__(self, session_id: str, grants: tuple[Grant, ...], receive: Receive, send: Send) -> None:
        self.session_id, self.grants, self.opened_at = session_id, grants, time.monotonic()
        self._receive, self._send, self._closed = receive, send, False

    async def receive(self) -> Message:
        """Receive for the app: only a disconnect, once closed; nothing that is another session's."""
        while True:
            message = await self._receive()
            if self._closed:
                return {"type": "websocket.disconnect", "code": CLOSED}
            content = message.get("bytes")
            if content is None or OWN_IDS.allows(self.session_id, content):
                return message
            if answer := refusal(content):
                await self.send({"type": "websocket.send", "bytes": answer})

    async def send(self, message: Message) -> None:
        """Send for the app: nothing, once it is closed."""
        if self._closed:
            return
        if content := message.get("bytes"):
            OWN_IDS.note(self.session_id, content)
        await self._send(message)

    async def close(self) -> None:
        """Close it now."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._send({"type": "websocket.close", "code": CLOSED})
        except (RuntimeError, OSError):  # it has ended itself
            log.debug("a websocket had ended before it was closed")


class OpenTabs:
    """All open websockets of this process. For one event loop."""

    def __init__(self) -> None:
        self._tabs: set[OpenTab] = set()
        self._work: set[asyncio.Task[None]] = set()
        self._confirming: set[str] = set()
        self._watch: asyncio.Task[None] | None = None

    def add(self, tab: OpenTab) -> None:
        """Watch a websocket."""
        self._tabs.add(tab)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look_on())

    def remove(self, tab: OpenTab) -> None:
        """Watch a websocket no longer: it has ended."""
        self._tabs.discard(tab)

    def end(self, session_id: str) -> None:
        """Close the websockets of a session that has just ended here."""
        self._close(each for each in self._tabs if each.session_id == session_id)

    async def _look_on(self) -> None:
        while self._tabs:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self._look(session.settings())
            except (StoreError, SettingsError) as error:
                log.warning("the sessions of open tabs can’t be checked: %s", error)
            except Exception:
                log.exception("the sessions of open tabs can’t be checked")

    async def _look(self, settings: Settings) -> None:
        tabs = list(self._tabs)
        ids = {each.session_id for each in tabs}
        now = await anyio.to_thread.run_sync(sign_ins.look_at, settings, ids)
        self._close(each for each in tabs if _is_out(each, now, settings))
        for each in now.keys() - self._confirming:
            if is_due(settings, now[each].session):
                self._confirming.add(each)
                self._begin(self._confirm(settings, now[each].session))

    async def _confirm(self, settings: Settings, known: SignInSession) -> None:
        try:
            if await CONFIRMING.look(settings, known) is not SessionFate.FINE:
                self.end(known.id)
        finally:
            self._confirming.discard(known.id)

    def _close(self, tabs: Iterable[OpenTab]) -> None:
        for each in list(tabs):
            self._begin(each.close())

    def _begin(self, work: asyncio._CoroutineLike[None]) -> None:
        """Do something without waiting for it: a browser may never answer."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)


def _is_out(tab: OpenTab, now: dict[str, SignInNow], settings: Settings) -> bool:
    """Return whether a tab's session is over, or its roles are others than when it was opened."""
    found = now.get(tab.session_id)
    if found is None or found.grants != tab.grants:
        return True
    return settings.sign_in == PROXY and time.monotonic() - tab.opened_at >= PROXY_CONFIRMS_WITHIN_S


OPEN_TABS: Final = OpenTabs()
