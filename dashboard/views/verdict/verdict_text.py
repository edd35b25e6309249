"""The texts a page shows about a company, ready to render."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.views.cause_words import Steps
from dashboard.views.components import Number


@dataclass(frozen=True)
class VerdictText:
    """The answer in words.

    `mark` is a key of `theme`; `derived` the words of the headline that Codat did not tell, "" if it told
    all; `cause` why it fails in a sentence, "" if it doesn't; `said` the message as it came, marked as
    Codat's, "" if none. `numbers` are the four under the answer. `known` and `inferred` tell apart what rests
    on Codat's word and what on its schedule or our count. `merchant_text` is "" where nothing is asked.
    """

    mark: str
    headline: str
    derived: str
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
