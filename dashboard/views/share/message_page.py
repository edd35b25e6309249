"""Static message pages for links: not found, loading, unavailable.

They contain no outside text, so everyone gets the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dashboard.views.share.policy import framed_by, policy_of

_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{font-family:system-ui,sans-serif;line-height:1.5;max-width:34rem;margin:15vh auto;padding:0 1.5rem}"
    "h1{font-size:1.4rem}"
)
_PAGE: Final = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "{refresh}<title>{title}</title>\n<style>{style}</style>\n</head>\n"
    "<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n</body>\n</html>\n"
)


@dataclass(frozen=True)
class MessagePage:
    """A page of one message. `refresh_s`: after so many seconds it loads again; 0 for never."""

    title: str
    text: str
    refresh_s: int = 0

    @cached_property
    def html(self) -> str:
        """The page."""
        refresh = f'<meta http-equiv="refresh" content="{self.refresh_s}">\n' if self.refresh_s else ""
        return _PAGE.format(title=self.title, text=self.text, style=_STYLE, refresh=refresh)


def message_policy(embed_origin: str = "") -> str:
    """Return the policy of these pages. `embed_origin`: the one origin that may frame them; "" for none."""
    return framed_by(policy_of(_STYLE), embed_origin)


NO_VIEW: Final = MessagePage(
    "This link doesn’t work", "It may have expired or be incomplete. Ask whoever sent it for a new one."
)
BEING_READ: Final = MessagePage(
    "Loading the latest status", "This takes a few seconds. The page reloads by itself.", refresh_s=5
)
UNAVAILABLE: Final = MessagePage(
    "The status can’t be shown right now",
    "Try again in a few minutes. If it still fails, ask whoever sent you the link.",
)
