"""Codat's official SDK as a second client, and both clients' answers in one plain form that can be compared.

The SDK's Unset is None here, its times are raw text as it gives them, and an error is its HTTP status. The
SDK's own exceptions hold what the body claims, so the status is taken from the response itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import httpx
from codat_sync_for_commerce import CodatSyncCommerce
from codat_sync_for_commerce.models import errors, shared
from codat_sync_for_commerce.types import UNSET, BaseModel

from codat_client import CodatClient, Rejected, ServerTrouble, Unclear
from tests.support import limits

KEY = "Basic dGVzdC1rZXk="  # base64 of "test-key"
READS = ("get", "get_last_successful_sync", "get_latest_sync", "get_status", "list")


@dataclass(frozen=True)
class Said:
    """What a client made of one call: a value, or the HTTP status of an error."""

    value: Any = None
    error: int | None = None


class Official:
    """The SDK, asked once per call: `ask` gives it no retries."""

    def __init__(self, url: str) -> None:
        self.status: int | None = None
        self._http = httpx.Client(event_hooks={"response": [self._note]}, trust_env=False)
        security = shared.Security(auth_header=KEY)
        self.sdk = CodatSyncCommerce(
            security, server_url=url, client=self._http, timeout_ms=int(limits.WAIT_MS)
        )

    def _note(self, response: httpx.Response) -> None:
        self.status = response.status_code

    def ask(self, name: str, headers: dict[str, str] | None = None, **request: Any) -> Said:
        """Make one call of the SDK's `sync` group. A reply that the SDK can't read is raised as it comes."""
        call = getattr(self.sdk.sync, name)
        try:
            return Said(plain_official(call(request=request, retries=None, http_headers=headers)))
        except (errors.ErrorMessage, errors.SDKError):
            return Said(error=self.status)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def ask_ours(client: CodatClient, name: str, *arguments: Any, **more: Any) -> Said:
    """Make one call of our `sync` group."""
    call: Callable[..., Any] = getattr(client.sync, name)
    try:
        return Said(call(*arguments, retries=None, **more))
    except (Rejected, ServerTrouble, Unclear) as error:
        return Said(error=error.status)


def plain_official(value: Any) -> Any:
    """Turn the SDK's models into dicts, by its attribute names."""
    if isinstance(value, type(UNSET)):
        return None
    if isinstance(value, BaseModel):
        return {name: plain_official(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, list):
        return [plain_official(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def like(ours: Any, theirs: Any) -> Any:
    """Return of ours what the SDK also has, in its shape; a time as its raw text."""
    if isinstance(theirs, dict) and hasattr(ours, "__struct_fields__"):
        return {name: like(_raw(ours, name), value) for name, value in theirs.items()}
    if isinstance(theirs, list) and isinstance(ours, (list, tuple)) and len(ours) == len(theirs):
        return [like(mine, other) for mine, other in zip(ours, theirs, strict=True)]
    return ours


def _raw(record: Any, name: str) -> Any:
    return getattr(record, name if name in record.__struct_fields__ else f"{name}_text")


def is_nothing(said: Said) -> bool:
    """Tell whether the SDK said "no sync yet": 404, null, {} or a record in which all is null."""
    if said.error is not None:
        return said.error == 404
    return not said.value or all(value is None for value in said.value.values())
