"""A company's page, drawn in two phases: from the small reads at once, and again with the long list of syncs.

    page = layout.company_page("company")                   # sends the reads, draws the bars
    page.section(connections, "connections", height=100)    # drawn once Codat has listed the connections
    page.section(answer, "latest", then=("syncs",))         # drawn from the latest sync, again with the list
    page.render()                                           # waits for the reads and draws what is left

A section whose reads have ended is drawn where it is declared. The others get a placeholder of their height,
which `render` fills as the reads end. If a section was drawn before all its reads had ended, the script runs
again, because a run can't draw a widget twice. A response with the same bytes as before redraws nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from codat_client import NotFound
from dashboard import foreign_text
from dashboard.services.cache import CACHE
from dashboard.services.company_data import CompanyData
from dashboard.ui import reads, zones
from dashboard.views import components
from dashboard.views.clock import PageClock
from dashboard.views.reads import read_errors
from dashboard.views.reads.read_errors import ReadError

T = TypeVar("T")
_PROGRESS_SHOWN_AFTER = 0.15
_STOP_OFFERED_AFTER = 1.0
_NAME_AWAITED_FOR = 2.0
_MORE_AWAITED_FOR = 0.15


class PageLayout(Protocol):
    """What surrounds the sections of a page: bars, notes and the tab's title; `layout.py` draws it."""

    @property
    def progress(self) -> DeltaGenerator:
        """The placeholder in the bar for the progress of the reads."""

    @property
    def notes(self) -> DeltaGenerator:
        """The placeholder below the bars for what couldn't be read."""

    def refresh(self, page: CompanyView) -> None:
        """Redraw the company's name and the tab's title if what has been read changes them."""

    def finish(self, page: CompanyView) -> None:
        """Draw what is known only once the reads have ended."""


@dataclass
class _Section:
    """A section of the page: how it is drawn, and from which reads (see `CompanyView.section`)."""

    number: int
    draw: Callable[[], None]
    about: str | None
    after: tuple[str, ...]
    then: tuple[str, ...]
    is_one: bool
    place: DeltaGenerator | None = None
    ready_at: float | None = None
    drawn_from: Hashable = None
    left_blank: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The reads that must have ended before it is drawn."""
        return ((self.about,) if self.about else ()) + self.after

    @property
    def drawn(self) -> bool:
        """Whether this run has drawn it."""
        return self.drawn_from is not None


@dataclass(eq=False)
class CompanyView:
    """The page of one company in this run.

    `now` (UTC) is the one clock of the run. `dated`: the page depends on when something was read, so newer
    data redraw it even if they are the same.
    """

    data: CompanyData
    layout: PageLayout
    dated: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _sections: list[_Section] = field(default_factory=list)
    _clock: tuple[object, PageClock] | None = None
    _noted: bool = False

    @property
    def company_id(self) -> str:
        """The company's id."""
        return self.data.company_id

    @property
    def clock(self) -> PageClock:
        """The moment of the run, and the zones in which this page words times."""
        if self._clock is None or self._clock[0] is not self.data.configuration:
            self._clock = (self.data.configuration, zones.clock(self.data.configuration.value, self.now))
        return self._clock[1]

    def section(
        self,
        draw: Callable[[], None],
        about: str | None = None,
        *,
        after: tuple[str, ...] = (),
        then: tuple[str, ...] = (),
        height: int = 0,
        is_one: bool = False,
    ) -> None:
        """Declare the next section of the page.

        `about`: the read that it shows; if it failed, the section says so, and old data are greyed.
        `after`: reads that it waits for as well; they may have failed.
        `then`: reads that it doesn't wait for; it is drawn again when they end.
        `height`: of its placeholder, in px, so that nothing jumps.
        `is_one`: it always draws exactly one element, so it needs no container, which is a message per run.
        """
        section = _Section(len(self._sections), draw, about, after, then, is_one)
        self._sections.append(section)
        if self._draw_if_ready(section):
            return
        section.place = st.empty()
        if height:
            with section.place.container():
                st.skeleton(height=height)

    def cached(self, name: str, make: Callable[[], T], *also: Hashable) -> T:
        """Return what `make` returned for the same syncs, set-up, merchant's day and zone shown.

        `also`: what else the result depends on. All sessions with the same account share it
        (`services/cache.py`), so `also` must include what is particular to this session, as
        `links.cache_key()` does for links.
        """
        clock = self.clock
        zone_keys = (clock.merchant.zone.key, clock.shown_zone.key, zones.chosen())
        key = (self._stamp, clock.today, *zone_keys, also)
        return CACHE.get(self.data.content, name, key, make)

    @property
    def _stamp(self) -> Hashable:
        return self.data.stamp("syncs", "configuration"), self.data.latest_id

    def render(self) -> None:
        """Wait for the reads, draw each section as its reads end, then say what failed and how old it is."""
        self._note_failures()
        showed_progress = self._await_reads()
        if any(map(self._is_outdated, self._sections)):
            st.rerun()
        self._note_failures()
        if showed_progress:
            self.layout.progress.empty()
        self.layout.refresh(self)
        self.layout.finish(self)

    def _await_reads(self) -> bool:
        """Draw each section once its reads have ended; return whether the progress was shown."""
        began, stoppable, shown = time.monotonic(), None, False
        for arrived in self.data.arrivals():
            for section in self._sections:
                self._draw_if_ready(section)
            if not arrived:  # a moment in which no read ended
                self.layout.refresh(self)
            waited = time.monotonic() - began
            if self.data.awaits_only_the_name and waited > _NAME_AWAITED_FOR:
                break  # the bar's poll brings it
            if waited > _STOP_OFFERED_AFTER:
                stoppable = stoppable or self._offer_to_stop()
            if waited > _PROGRESS_SHOWN_AFTER:
                shown = True
                note = components.note(f"Loading from Codat, {waited:.0f} s")
                (stoppable or self.layout.progress).html(note)
        return shown

    def _offer_to_stop(self) -> DeltaGenerator:
        """Draw a button beside the progress that stops the reads; return the progress's new placeholder."""
        with self.layout.progress.container(horizontal=True, vertical_alignment="center", width="content"):
            progress = st.empty()
            st.button(
                "Stop loading",
                key="stop_reading",
                type="tertiary",
                on_click=reads.stop,
                args=(self.company_id,),
            )
        return progress

    def _draw_if_ready(self, section: _Section) -> bool:
        """Draw a section once its reads have ended; return whether it is drawn."""
        if section.drawn or not all(self.data.reading(name).settled for name in section.needs):
            return section.drawn
        if self._more_is_near(section):
            return False
        section.drawn_from = self._basis(section)
        old = section.about and any(self.data.reading(name).is_old(self.now) for name in section.needs)
        with _place_of(section, old=bool(old)):
            if self._has_answer(section.about):
                section.draw()
            else:
                self._draw_unread(section)
        return True

    def _has_answer(self, about: str | None) -> bool:
        """Whether there is an answer: "no configuration" is one for a company that Codat knows."""
        no_such = isinstance(self.data.configuration.error, NotFound)
        not_set_up = about == "configuration" and no_such and self.data.read_at is not None
        return about is None or self.data.reading(about).present or not_set_up

    def _draw_unread(self, section: _Section) -> None:
        """Say that a section couldn't be loaded; nothing if nothing was read at all: the notes say that."""
        section.left_blank = self.data.read_at is None
        if section.left_blank:
            st.empty()  # replaces the placeholder
        else:
            st.html(components.empty("Couldn’t load this.", "The reason is at the top of the page."))

    def _more_is_near(self, section: _Section) -> bool:
        """Whether the rest may come within a moment: waiting for it saves drawing the section twice."""
        if not set(section.then) & set(self.data.pending):
            return False
        section.ready_at = section.ready_at or time.monotonic()
        return time.monotonic() - section.ready_at < _MORE_AWAITED_FOR

    def _is_outdated(self, section: _Section) -> bool:
        """Whether a section that is drawn would be drawn differently now."""
        gets_its_note = section.left_blank and self.data.read_at is not None
        return section.drawn and (gets_its_note or section.drawn_from != self._basis(section))

    def _basis(self, section: _Section) -> Hashable:
        """Identify what a section is drawn from: the data, whether any are old, and if dated, their times."""
        names = (*section.needs, *section.then)
        readings = [self.data.reading(name) for name in names]
        came = tuple(reading.read_at for reading in readings) if self.dated else None
        return self.data.stamp(*names), any(reading.is_old(self.now) for reading in readings), came

    def _note_failures(self) -> None:
        """Say what couldn't be read, each reason once, and that the data are out of date."""
        errors = read_errors.read_errors(self.data.readings, self.clock.shown_zone, self.now)
        rows = [_row(each) for each in errors]
        reading = bool(self.data.pending) and not self.data.awaits_only_the_name
        if not reading and self.data.is_old(self.now):
            rows.append(components.stale("This is out of date. Check again before you rely on it."))
        if rows:
            self.layout.notes.html("".join(rows))
        elif self._noted:
            self.layout.notes.empty()
        self._noted = bool(rows)


def _place_of(section: _Section, *, old: bool) -> AbstractContextManager[object]:
    """Return what a section is drawn in: a container if it has several elements, or old data to grey."""
    if section.is_one and not old:
        return section.place or nullcontext()
    container = section.place.container if section.place else st.container
    return container(key=f"stale_{section.number}" if old else None)


def company_name(page: CompanyView) -> str:
    """Return the company's name as text, or the beginning of its id until the name is known."""
    company = page.data.reading("company").value
    name: str | None = company.name if company else None
    return name or f"Company {page.company_id[:8]}…"


def _row(error: ReadError) -> str:
    if error.alone:
        return components.answer("late", error.headline, error.sentence, error.small)
    return components.notice("late", error.headline, foreign_text.html(error.sentence), error.small)
