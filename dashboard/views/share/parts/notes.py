"""The notes on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import cut, seen, visible
from dashboard.insight.share.content import ShareDetail
from dashboard.views import words
from dashboard.views.share.status_view import NoteLine

if TYPE_CHECKING:
    from dashboard.insight.share.extras import SharedNote
    from dashboard.views.share.context import ShareContext

MOST_NOTES: Final = 20
_MOST_LETTERS: Final = 1000


def notes_of(context: ShareContext) -> tuple[NoteLine, ...]:
    """Return the newest notes; their authors only if names are shared."""
    return tuple(_note(each, context) for each in context.extras.notes[:MOST_NOTES])


def _note(note: SharedNote, context: ShareContext) -> NoteLine:
    named = context.content.adds(ShareDetail.NAMES) and seen(note.person)
    person = words.person(note.person, verified=note.verified) if named else ""
    return NoteLine(context.moment(note.at), visible(cut(note.text, _MOST_LETTERS)), person)
