"""The plotly figures: the strip of 90 days, the timeline of syncs, the calendar of two years.

Each function returns (figure, alt): `alt` is a sentence with the finding, for st.plotly_chart(alt=…).
Figures are drawn in the light palette only, for theme=None; the stylesheet maps the colours to the theme's.
So colours are tokens of `looks.PALETTE`, and no Heatmap or Scattergl is used: bitmaps can't be mapped. A wide
figure stands in a container keyed `fig_<name>_wide`, a narrow one in `fig_<name>_narrow`.

A click opens what customdata begins with: a sync's id, the ISO day where a mark stands for a day, or days as
"2026-11-11/2026-11-20". A bar of one day has none: its day is x.
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
