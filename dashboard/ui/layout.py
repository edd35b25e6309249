"""What surrounds every page: the bars, the age of its data, the title of the browser's tab."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import foreign_text
from dashboard.access.policy import Act
from dashboard.insight.zone import ZoneChoice
from dashboard.search.recent import RecentCompany
from dashboard.services.company_data import CompanyData
from dashboard.services.snapshot import READS
from dashboard.ui import assessments, browser, directory, links, reads, session, zones
from dashboard.ui.access import bar as access_bar
from dashboard.ui.access import companies
from dashboard.ui.activity import under_way
from dashboard.ui.company import follow, into_fleet
from dashboard.ui.find import answer as find_answer
from dashboard.ui.find import recents
from dashboard.ui.page import CompanyView, company_name
from dashboard.ui.share.request import share_address
from dashboard.ui.sync import sync_read
from dashboard.views import components, platforms, theme, times
from dashboard.views.help import topics
from dashboard.views.reads import quota_words
from dashboard.views.verdict import state_words

COMPANY_PAGES = {"company": "Company", "history": "History", "setup": "Set-up"}
_LABELS = {**COMPANY_PAGES, "start": "Start a sync", "share": "Share"}
_DATED = ("start", "sync")
_READING = ("", *_LABELS, "sync")
_NOT_SHOWN = (
    "Company not found",
    "It doesn’t exist, or your role doesn’t cover it. If you just signed in, reload in a moment.",
)


class NoCompanyError(Exception):
    """Ends a page that has said why it shows nothing else. What follows every page is still drawn."""


def find_page() -> None:
    """Draw the bar of the page that has the search box itself."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center"):
        st.html(components.brand(links.href("")), width="content")
        st.space("stretch")
        _demo_tag()
        _others()
    _low_quota()


def plain_page(title: str) -> None:
    """Draw the bar of a page that belongs to no company. `title`: in the browser's tab."""
    st.set_page_config(page_title=f"{title} · Sync desk")
    with _bar():
        _others()


def company_page(name: str) -> CompanyView:
    """Draw the bars of a company's page, start its reads, and return the `CompanyView` to fill.

    `name`: the path of the page. Raises `NoCompanyError` if the address names no company, or one that the
    person may not see; what to do is then drawn already.
    """
    data = _open(_company_in_address())
    layout = _CompanyLayout(name)
    page = CompanyView(data, layout, dated=name in _DATED)
    with _bar():
        page.section(lambda: _zone_switch(page, name), after=("configuration",), is_one=True)
        layout.progress, layout.age = st.empty(), st.empty()
        _others()
    layout.second_bar, layout.notes = st.empty(), st.empty()
    layout.refresh(page)
    return page


def quota_line() -> None:
    """Draw, below a page that reads from Codat, what is left of the day's quota and what looking costs."""
    left = session.quota_left()
    if left is not None and session.page() in _READING:
        more_html = links.help_anchor("What this means", topics.READS_TOPIC)
        st.html(quota_words.left_html(left, len(READS), more_html))


def _low_quota() -> None:
    """Say above the page that little is left of the day's quota."""
    left = session.quota_left()
    if left is not None and left.short:
        headline = quota_words.low(left, session.viewer_zone(), datetime.now(UTC))
        st.html(components.notice("late", headline, quota_words.WHAT_STOPPED))


def _bar() -> DeltaGenerator:
    """Draw the top bar and its search box; return the bar, whose right end the caller fills."""
    bar = st.container(key="bar", horizontal=True, vertical_alignment="center")
    with bar:
        st.html(components.brand(links.href("")), width="content")
        _jump_box()
        _demo_tag()
    _low_quota()
    return bar


@dataclass
class _CompanyLayout:
    """The bars of a company's page. `name`: the page's path.

    `progress` and `age` are two places in the bar, because what replaces a container keeps its children.
    """

    name: str
    progress: DeltaGenerator = field(init=False)
    age: DeltaGenerator = field(init=False)
    second_bar: DeltaGenerator = field(init=False)
    notes: DeltaGenerator = field(init=False)
    shows: str = ""
    title: str = ""

    def refresh(self, page: CompanyView) -> None:
        """Redraw the company's name and the tab's title if what has been read changes them."""
        if (bar := _second_bar(page, self.name)) != self.shows:
            self.shows = bar
            self.second_bar.html(bar)
        if all(page.data.reading(each).settled for each in assessments.NEEDS):
            title = _tab_title(page, self.name)
            if title != self.title:
                self.title = title
                st.set_page_config(page_title=title)

    def finish(self, page: CompanyView) -> None:
        """Draw how old the page is, and let the browser remember the company."""
        with self.age:
            _age(page.data)
        _remember(page)
        into_fleet.take(page)


def _company_in_address() -> str:
    """Return the company's id, unless the person may not see it: then nothing of it is read or drawn.

    For people who see only some companies, one that doesn't exist gets the same page as one of the others.
    """
    if not (company_id := links.id_in("company")):
        raise _no_company("No company is chosen", "The address does not hold a company’s id.")
    if companies.refusal(Act.READ, company_id) is not None:
        raise _no_company(*_NOT_SHOWN)
    return company_id


def _no_company(headline: str, reason: str) -> NoCompanyError:
    """Draw the page without a company, and return what ends it."""
    with _bar():
        _others()
    st.html(components.answer("unknown", headline, reason))
    st.html(f'<p class="d d-gutter">{links.anchor("Find a company", "")}</p>')
    return NoCompanyError()


def _open(company_id: str) -> CompanyData:
    """Return what is known of a company; send its reads where they are due."""
    data = reads.company(company_id, moved=session.moved())
    follow.take_in(data)
    name = data.reading("company")
    # A name that was not found is looked up again with the page's other reads, never by a rerun alone: an
    # arrival that changes a section reruns the script, which would look it up again, and so on.
    due = not name.value and (not name.settled or session.moved() or "latest" in data.pending)
    if due and "company" not in data.pending:
        data.await_name(directory.of_session().when_known(company_id))
    return data


def _remember(page: CompanyView) -> None:
    """Add the company to those opened recently, as Home lists them, once its name is known."""
    company = page.data.reading("company").value
    if not company:
        return
    answer = assessments.of(page)
    recents.add(
        RecentCompany(
            page.company_id,
            foreign_text.one_line(company.name),
            foreign_text.one_line(platforms.of(page.data.connections.value)),
            answer.texts.mark,
            state_words.with_days(answer.verdict),
            state_words.until_switch_off(answer.verdict),
            page.data.read_at,
        )
    )


def _second_bar(page: CompanyView, name: str) -> str:
    company = components.company(company_name(page), platforms.of(page.data.connections.value))
    on_paper = components.paper_line(_as_of(page)) if page.data.read_at else ""
    return components.second_bar(company + on_paper, components.nav(_nav(page.company_id, name)))


def _tab_title(page: CompanyView, name: str) -> str:
    """Return the title of the browser's tab; its mark is the company's, or the sync's on a sync's page."""
    about = sync_read.mark(page) if name == "sync" else assessments.of(page).texts.mark
    company = foreign_text.title(company_name(page))
    return f"{theme.look_of(about).mark} {company} · {_label(name)}"


def _as_of(page: CompanyView) -> str:
    """Return the line for print: from when the data are, and whether they are invented."""
    account = session.account()
    invented = " Demo data: this merchant is invented." if account is not None and account.demo else ""
    clock = page.clock
    return f"As of {clock.moment(page.data.read_at)} {clock.zone_name}.{invented}"


def _label(name: str) -> str:
    return _LABELS.get(name, "Sync")


def _nav(company_id: str, name: str) -> list[tuple[str, str, str]]:
    """Return the pages of a company as `components.nav` takes them, and the link that shares this view.

    A sync is part of History.
    """
    current = {name: "page"} | ({"history": "true"} if name == "sync" else {})
    pages = [
        (label, links.href(path, company=company_id), current.get(path, ""))
        for path, label in COMPANY_PAGES.items()
    ]
    share = links.href("share", links.here()) if name == "share" else share_address(name, company_id)
    return [*pages, ("Share…", share, current.get("share", ""))] if share else pages


def _zone_switch(page: CompanyView, name: str) -> None:
    """Draw the menu of zones: links to this same view, so that the choice is in the address.

    The menu's key contains the choice, so a new choice makes a new menu, which is closed.
    """
    clock, choice = page.clock, zones.chosen()
    labels = {
        ZoneChoice.MERCHANT: f"The merchant’s ({times.zone_name(clock.merchant.zone)})",
        ZoneChoice.MINE: f"Yours ({times.zone_name(clock.viewer_zone)})" if clock.viewer_zone else "Yours",
        ZoneChoice.UTC: "UTC",
    }
    key = f"times_{choice}"
    with st.popover(f"Times: {foreign_text.markdown(clock.zone_name)}", type="tertiary", key=key):
        rows = [_zone_link(name, each, label, chosen=each is choice) for each, label in labels.items()]
        st.html("".join(f'<p class="d">{row}</p>' for row in rows))
        if clock.merchant.note:
            st.html(components.note(clock.merchant.note))


def _zone_link(name: str, choice: ZoneChoice, label: str, *, chosen: bool) -> str:
    if chosen:
        return f'<b aria-current="true">{foreign_text.html(label)}</b>'
    return links.anchor(label, name, {**links.here(), zones.PARAM: zones.switch(choice)})


def _age(data: CompanyData) -> None:
    """Draw the button that shows the age of the data and reads them again; the browser updates the age."""
    st.button(
        times.checked(data.read_at, datetime.now(UTC)) if data.read_at else "Check again",
        key="read_again",
        icon=":material/refresh:",
        type="tertiary",
        help="Check again",
        on_click=reads.read_again,
        args=(data.company_id,),
    )
    browser.show_age("read_again", data.read_at, grey_when_old=True)
    if data.pending:
        browser.poll(1)


def _jump_box() -> None:
    """Draw the search box: it opens the only match of what was typed, or Home with the text."""
    st.text_input(
        "Find a company",
        key="jump",
        label_visibility="collapsed",
        placeholder="Company, id or link",
        icon=":material/search:",
        on_change=_jump,
    )


def _jump() -> None:
    if typed := str(st.session_state.get("jump") or "").strip():
        links.go(find_answer.only_address(typed) or links.href("", q=typed))
        st.session_state["jump"] = ""


def _others() -> None:
    """Draw what is under way, the links to the pages that belong to no company, and who is signed in."""
    under_way.link()
    fleet = (("Digest", "digest"), ("Trends", "trends"))
    records = (("Activity", "activity"), ("Shared", "shared"))
    pages = (*fleet, *records, *access_bar.pages_for_leads(), ("Help", "help"))
    st.html(components.bar_links(links.anchor(*each) for each in pages), width="content")
    access_bar.signed_in()


def _demo_tag() -> None:
    account = session.account()
    if account is not None and account.demo:
        st.html(components.demo_tag(), width="content")
