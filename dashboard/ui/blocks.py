"""Blocks that several pages show: an answer with its steps, and a title over its content."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.ui import links, starts
from dashboard.views import components
from dashboard.views.components import Answer


def answer_parts(answer: Answer) -> list[str]:
    """Return an answer as HTML, and its steps if it has any, adapted to this session's user."""
    said = components.answer(answer.mark, answer.headline, answer.reason, answer.said)
    return [said, steps_html(answer.steps, links.id_in("company"))] if answer.steps else [said]


def steps_html(todo: Iterable[tuple[str, str]], company_id: str) -> str:
    """Return steps as HTML, adapted to this session's user; a step to start a sync links to its form."""
    return components.steps(starts.steps(todo, company_id), starts.form_address(company_id))


def show_answer(answer: Answer) -> None:
    """Draw an answer and its steps."""
    for part_html in answer_parts(answer):
        st.html(part_html)


def block(title: str, body_html: str, rest: str = "") -> str:
    """Return content under its title, with a muted `rest` after the title."""
    return f'{components.title(title, rest)}<div style="margin-top:6px">{body_html}</div>'
