"""The plotly figures: the strip of 90 days, the timeline of syncs, the calendar of two years, the trend.

Each function returns a `Figure`: the plotly figure, and its alternative text for `st.plotly_chart(alt=…)`,
which says what the figure shows in a sentence or two. Days and hours are the merchant's.

Figures are drawn in the light palette only, for `theme=None`; the stylesheet maps the colours to the theme's.
So every colour is a token of `theme.PALETTE`, and there is no Heatmap or Scattergl: bitmaps can't be mapped.
A wide figure goes into a container keyed `fig_<name>_wide`, a narrow one into `fig_<name>_narrow`.

A click opens what a mark's customdata begins with: a sync's id, an ISO day, or days as
"2026-11-11/2026-11-20". A bar of one day has no customdata: its day is x.
"""

from __future__ import annotations

from dashboard.views.figures.base import CONFIG
from dashboard.views.figures.calendar import calendar_narrow, calendar_wide
from dashboard.views.figures.strip import strip_narrow, strip_wide
from dashboard.views.figures.timeline import timeline, timeline_narrow

__all__ = [
    "CONFIG",
    "calendar_narrow",
    "calendar_wide",
    "strip_narrow",
    "strip_wide",
    "timeline",
    "timeline_narrow",
]
