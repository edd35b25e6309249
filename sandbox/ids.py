"""Ids and random numbers derived only from the seed and a few words: the same after each restart."""

from __future__ import annotations

import hashlib
import uuid


def stable_id(*parts: object) -> str:
    """Return the UUID for these words, always the same one, as lower-case text."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode("utf-8", "replace"), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=4))


def chance(*parts: object) -> int:
    """Return a whole number 0 … 2**32 - 1 for these words, uniformly distributed."""
    text = "|".join(map(str, parts)).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "big")
