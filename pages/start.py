"""Start a sync: choose what to cover, confirm, follow it live to its end."""

from __future__ import annotations

from functools import partial

from dashboard.ui import layout, links, starts
from dashboard.ui.start import follow as start_follow
from dashboard.ui.start import form

page = layout.company_page("start")
attempt = starts.of_address(page.company_id)
why_not = starts.why_not(page.company_id)

start_follow.back_link(page)
if attempt is not None:
    explain_the_end = ("latest", "last_successful", "syncs") if attempt.settled else ()
    follow = partial(start_follow.draw, page, attempt)
    page.section(follow, after=("configuration", "connections"), then=("company", *explain_the_end))
elif links.param("attempt"):
    start_follow.unknown(page)
elif why_not is not None:
    start_follow.refused(why_not)
else:
    others = ("last_successful", "configuration", "connections", "syncs")
    page.section(partial(form.draw, page), "latest", after=others, then=("company",), height=420)

page.render()
