"""Texts for people and names in the code keep to the English of words that a support team uses."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.project import ROOT, name_of, nodes_of, python_files, text_of, texts_of

# What we no longer say to a person, and what we say instead.
INSTEAD = {
    r"told|tells?|untold": "reported, says",
    r"mend(s|ed|ing)?": "fix",
    r"derived": "estimated",
    r"stands?": "is, appears",
    r"lately": "recently",
    r"some(body|one’s)": "a colleague",
    r"nobody": "no one, or who is meant",
    r"troubles?": "problem",
    r"fault of (its|their|our) own|fault of ours": "internal error",
    r"that is|of these|of this|of which": "leave it out",
    r"ends alike": "fails the same way",
    r"any more": "no longer",
    r"held back|as double": "skipped as a duplicate",
    r"typed in": "entered",
    r"has to do anything|have to do anything": "no action needed",
    r"run well|went well|ran well": "succeeded",
    r"as (it|they) came": "raw",
    r"speaks? against": "is a problem",
    r"begun|bears?|whereas|hence|thereof|otherwise than": "a usual word",
    r"is of no use|came about|did not come up|comes? up to": "say what failed",
    r"anew|asked once more": "again",
}
UNUSUAL = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in INSTEAD), re.IGNORECASE)

# Where a word is right: the texts that contain it, and why.
RIGHT = {
    "docs/security.md": "…",
}

# What is still to be reworded. Nothing may be added; what is clean must be removed.
TO_REWORD: frozenset[str] = frozenset()

# Names that are metaphors for what they do, whole words of an identifier.
METAPHORS = re.compile(r"(?:^|_)(told|tell|mend|mends|mended|door|doors|kept|trouble|troubles)(?:_|$)")
TO_RENAME: frozenset[str] = frozenset()

A_SENTENCE = re.compile(r"[A-Za-z’]+ [A-Za-z’]+ [A-Za-z’]")


def sentences_of(path: Path) -> list[str]:
    """Return the texts of a file that a person may read: strings of several words, or every line."""
    if path.suffix == ".py":
        return [text for _, text in texts_of(path) if A_SENTENCE.search(text)]
    if path.suffix == ".toml":
        causes = tomllib.loads(path.read_text(encoding="utf-8"))
        return [text for cause in causes.values() for text in _texts_in(cause, but={"patterns"})]
    return path.read_text(encoding="utf-8").splitlines()


def _texts_in(value: object, but: Iterable[str] = ()) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, each in value.items() if key not in but for text in _texts_in(each)]
    return [text for each in value for text in _texts_in(each)] if isinstance(value, list) else []
