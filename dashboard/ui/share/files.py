"""The same view as a file or a text: a report, pictures, five lines; and its own address for colleagues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from dashboard.foreign_text import file_name
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.ui import links
from dashboard.ui.access import exports
from dashboard.ui.page import CompanyView
from dashboard.ui.share.composed import view_of
from dashboard.ui.share.request import ShareRequest
from dashboard.views import components
from dashboard.views.share import form_words
from dashboard.views.share.page import report_html
from dashboard.views.share.pictures.picture import PictureKind, picture_alt, picture_png, picture_svg
from dashboard.views.share.status_view import StatusView
from dashboard.views.share.text import status_text

_MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_PART_OF = {PictureKind.DAILY: SharePart.DAILY_RESULTS, PictureKind.TIMELINE: SharePart.SYNCS}


def draw(page: CompanyView, request: ShareRequest, content: ShareContent) -> None:
    """Draw a button for each kind of file. `content`: what the report and the text show."""
    st.html(components.title("File or text", form_words.OF_NOW))
    with st.container(horizontal=True, gap=8, key="noprint_files"):
        if content.parts:
            _report(page, content)
        if request.page is not SharePage.SYNC:
            _pictures(page, request)
        text = status_text(view_of(page, content)) if content.parts else ""
        copies = [components.copy_button("Copy as text", text, button=True)] if text else []
        address = links.whole(request.page, request.query, company=page.company_id)
        copies.append(components.copy_button("Copy address for colleagues", address, button=True))
        st.html(_copying(copies), width="content")
    st.html(components.note(form_words.FOR_COLLEAGUES))


def _report(page: CompanyView, content: ShareContent) -> None:
    view = view_of(page, content)
    name = _name(view, "status", "html")
    st.download_button(
        "Report (HTML)",
        exports.of_company(page.company_id, name, partial(report_html, view)),
        name,
        "text/html",
        key="share_report",
        on_click="ignore",
        help=form_words.REPORT,
    )


def _pictures(page: CompanyView, request: ShareRequest) -> None:
    """Draw the menu of pictures. Each shows its own part, whatever else is selected."""
    with st.popover("Picture", key="open_picture"):
        for kind, part in _PART_OF.items():
            content = ShareContent(
                request.page, frozenset({part}), frozenset(), request.filters, request.order
            )
            _picture(page.company_id, view_of(page, content), kind)


def _picture(company_id: str, view: StatusView, kind: PictureKind) -> None:
    st.html(components.title(form_words.PICTURES[kind]))
    alt = picture_alt(view, kind)
    if not alt:
        st.html(components.note(form_words.NO_PICTURE))
        return
    with st.container(horizontal=True, gap=8):
        _button(company_id, _name(view, kind, "svg"), kind, lambda: picture_svg(view, kind) or "")
        _button(company_id, _name(view, kind, "png"), kind, lambda: picture_png(view, kind) or b"")
        st.html(_copying([components.copy_button("Copy alt text", alt, button=True)]), width="content")


def _button(company_id: str, name: str, kind: PictureKind, make: Callable[[], str | bytes]) -> None:
    ending = name.rpartition(".")[2]
    recorded, label = exports.of_company(company_id, name, make), ending.upper()
    st.download_button(
        label, recorded, name, _MEDIA_TYPES[ending], key=f"share_{kind}_{label}", on_click="ignore"
    )


def _copying(buttons: Sequence[str]) -> str:
    return f'<div class="d d-buttons">{"".join(buttons)}</div>'


def _name(view: StatusView, what: str, ending: str) -> str:
    """Return a file's name: "Bluebird-Coffee-status-2026-11-30.html"."""
    return f"{file_name(view.company)}-{what}-{view.as_of:%Y-%m-%d}.{ending}"
