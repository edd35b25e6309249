"""The texts a page shows about a company, ready to render."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.views.cause_words import Steps
from dashboard.views.components import Number


@dataclass(frozen=True)
class VerdictText:
    """The answer in words.

    `mark` is a key of `theme`; `estimated` the words of the headline that are an estimate, "" if none are;
    `cause` why it fails in a sentence, "" if it doesn't; `said` the raw message, marked as Codat's, "" if
    none. `numbers` are the four under the answer. `known` is what Codat reported, `inferred` what follows
    from its schedule or our count, `lacks` what was missing. `merchant_text` is "" where nothing is asked.
    """

    mark: str
    headline: str
    estimated: str
    reason: str
    cause: str
    said: str
    steps: Steps
    numbers: list[Number]
    merchant_text: str
    support_text: str
    ticket_text: str
    known: tuple[str, ...]
    inferred: tuple[str, ...]
    lacks: tuple[str, ...]
