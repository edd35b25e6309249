"""Tell chat programs that open a link to show a preview of it from people who open it."""

from __future__ import annotations

from typing import Final

_MARKERS: Final = (
    "slackbot", "slack-imgproxy",
    "skypeuripreview", "microsoftpreview",  # Teams, Skype, Outlook
    "mattermost-bot", "zulipurlpreview", "synapse (bot",  # the last: Matrix
    "facebookexternalhit", "facebookcatalog", "meta-externalfetcher",  # Messenger, Instagram, iMessage, Line
    "whatsapp",  # Signal too
    "telegrambot", "discordbot", "linkedinbot", "twitterbot", "redditbot", "google-pagerenderer",
    "snap url preview", "kakaotalk-scrap", "zoombot", "embedly", "iframely", "bufferlinkpreviewbot",
)  # fmt: skip
"""What the user agent of such a program contains, in lower case."""


def is_link_preview(user_agent: str) -> bool:
    """Return whether a chat program opens the link, judged by its user agent.

    Programs that aren't listed, and those that call themselves a browser, as some mail scanners do, count as
    people.
    """
    lower = user_agent.lower()
    return any(marker in lower for marker in _MARKERS)
