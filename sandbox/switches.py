"""Switches of the whole server for keys, ids and time. Set them with POST /_sandbox/switches."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.errors import not_valid

_FIELDS = {
    "idempotency": "idempotency",
    "commerceSyncId": "commerce_sync_id",
    "appearAfter": "appear_after",
    "syncSeconds": "sync_seconds",
    "runningTimes": "running_times",
    "quotaUsed": "quota_used",
    "revokedKey": "revoked_key",
}


@dataclass(slots=True)
class Switches:
    """The current switches."""

    sync_seconds: float = 3.0
    """How long a started sync runs."""
    idempotency: bool = True
    """False: `Idempotency-Key` is ignored."""
    commerce_sync_id: str = "other"
    """Return whether `commerceSyncId` is the `syncId` of the list ("same") or not ("other")."""
    appear_after: float = 0.0
    """Seconds until a begun sync shows in the reads."""
    running_times: bool = True
    """False: `syncUtc` of a sync that is running is null."""
    quota_used: float = 0.0
    """The fraction of the day's quota that other systems have used."""
    revoked_key: str | None = None
    """An API key that gets 401 from now on, like `wrong-key`."""

    def set(self, values: dict[str, object]) -> None:
        """Set the named switches. Raises Refusal 400 for an unknown name or a value of the wrong kind."""
        for name, value in values.items():
            if name not in _FIELDS or not _fits(name, value):
                raise not_valid(name, f"There is no such switch or value: {name} = {value!r}")
        for name, value in values.items():
            setattr(self, _FIELDS[name], value)

    def as_json(self) -> dict[str, object]:
        """Return all switches by their names in the API."""
        return {name: getattr(self, attribute) for name, attribute in _FIELDS.items()}


def _fits(name: str, value: object) -> bool:
    if name in {"idempotency", "runningTimes"}:
        return isinstance(value, bool)
    if name == "revokedKey":
        return value is None or isinstance(value, str)
    if name == "commerceSyncId":
        return value in {"same", "other"}
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
