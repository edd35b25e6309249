"""The Help page as HTML: the contents, and each topic under its anchor. Nothing is folded."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.foreign_text import attribute, html
from dashboard.views.help.topics import HelpTopic


def page(topics: Sequence[HelpTopic], address: str) -> str:
    """Return the whole page. `address`: that of the Help page, for the links of its contents."""
    contents = "".join(f"<li>{_link(topic, address)}</li>" for topic in topics)
    sections = "".join(_section(topic) for topic in topics)
    return (
        f'<div class="d d-help"><nav aria-label="Topics"><ul>{contents}</ul></nav>'
        f'<div class="d-topics">{sections}</div></div>'
    )


def _link(topic: HelpTopic, address: str) -> str:
    return f'<a href="{attribute(address)}#{topic.anchor}">{html(topic.title)}</a>'


def _section(topic: HelpTopic) -> str:
    return (
        f'<section id="{topic.anchor}" class="d-topic" aria-labelledby="{topic.anchor}-title">'
        f'<h2 id="{topic.anchor}-title">{html(topic.title)}</h2>{topic.body}</section>'
    )
