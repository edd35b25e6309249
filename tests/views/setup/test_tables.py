"""The tables of the Set-up page: what is posted where, foreign text harmless, nothing invented."""

import re
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from codat_client.mapping import CommerceConfiguration, Configuration, MapSettings, Schedule
from dashboard.insight.setup.mapping import Point, Problem, Section, Setting, SettingKind, SetUp
from dashboard.insight.zone import zone_named
from dashboard.views.setup import tables

EVIL = '"><script>alert(1)</script>[x](https://evil.example)'
CLOCK = tables.SetupPageClock(
    zone_named("Europe/London"), ZoneInfo("Europe/London"), datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def account(**told):
    return Setting(
        SettingKind.ACCOUNT, Section.SALES, **{"label": "Tips", "selected": "2", "on": True, **told}
    )


def set_up(*choices, switches=None):
    return SetUp({Section.SALES: True} if switches is None else switches, choices)


def test_an_account_stands_with_its_name_code_and_description():
    html = tables.posted_html(
        set_up(account(name="Tips Payable", code="826", description="What guests add")), Section.SALES
    )
    assert words(html).endswith("Tips Tips Payable 826 What guests add")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (
            account(problem=Problem.GONE, selected="41cebc85-1"),
            "▲ no longer among the options 41cebc85… Copy",
        ),
        (account(problem=Problem.MISSING, selected=None), "▲ none chosen, and it is required"),
        (account(selected=None, required=False), "none chosen, not required"),
        (account(selected=None), "none chosen"),
        (account(), "2 Copy name not told"),
    ],
)
def test_what_is_not_in_order_or_not_told_is_said_in_the_cell(choice, said):
    assert words(tables.chosen_html(choice)) == said


def test_a_part_without_accounts_says_so():
    assert "No accounts are told." in words(tables.posted_html(set_up(), Section.FEES))


def test_a_part_lists_only_its_own_accounts():
    fee = Setting(SettingKind.ACCOUNT, Section.FEES, label="Fees", selected="9", name="Bank Fees")
    html = tables.posted_html(set_up(account(name="Tips Payable"), fee), Section.FEES)
    assert "Bank Fees" in html
    assert "Tips Payable" not in html


def test_on_off_and_not_told_are_three_different_words():
    switches = {Section.SALES: True, Section.PAYMENTS: False, Section.FEES: None}
    assert words(tables.switches_html(set_up(switches=switches))) == "Sales on Payments off Fees not told"
    assert "Not told." in words(tables.switches_html(set_up(switches={})))


def test_the_points_table_names_the_point_the_choice_and_who_acts():
    point = Point(Problem.GONE, account(problem=Problem.GONE, selected="41cebc85-1"))
    said = words(tables.points_html([point, Point(Problem.FEES_WITHOUT_PAYMENTS)]))
    assert "▲ Account chosen for Tips is no longer among the options 41cebc85… Copy" in said
    assert "Merchant picks another account for Tips" in said
    assert "▲ Fees are on, but payments are off" in said


def test_the_four_numbers_carry_their_meaning():
    told = Configuration(
        enable=True,
        configured=True,
        schedule=Schedule(selected_frequency="Daily", sync_hour=2, start_date_text="2024-10-24T23:00:00Z"),
    )
    shown = tables.numbers(told, set_up(account(problem=Problem.GONE)), CLOCK)
    assert [(each.label, each.value, each.note) for each in shown] == [
        ("Nightly sync", "on", "set-up finished"),
        ("Runs", "daily 02:00", "Europe/London time"),
        ("Sales from", "25 Oct 2024 00:00", "start date of the set-up"),
        ("To mend", "1 point", "of 1 setting"),
    ]


def test_numbers_that_are_not_told_say_so():
    values = [each.value for each in tables.numbers(Configuration(), set_up(), CLOCK)]
    assert values == ["not told", "no schedule", "not told", "nothing"]


@pytest.mark.parametrize("problem", [Problem.GONE, Problem.MISSING])
@pytest.mark.parametrize(("on", "marked"), [(True, True), (None, True), (False, False)])
def test_a_problem_has_a_mark_exactly_where_it_is_a_point_of_the_set_up(problem, on, marked):
    whole = set_up(account(problem=problem, on=on))
    assert ("▲" in words(tables.posted_html(whole, Section.SALES))) is marked
    assert bool(whole.points) is marked


def test_problems_in_parts_that_are_off_are_counted_apart():
    whole = set_up(*(account(problem=Problem.GONE, on=False) for _ in range(2)))
    number = tables.numbers(Configuration(), whole, CLOCK)[-1]
    assert (number.value, number.note) == ("nothing", "of 2 settings; 2 more in parts that are off")


def test_invoices_tell_customer_status_and_grouping():
    told = Configuration(
        configuration=CommerceConfiguration(map_settings=MapSettings(output_format="JournalEntry"))
    )
    line = [
        Setting(SettingKind.LINE_GROUPING, Section.SALES, selected=each, name=each)
        for each in ("Account", "TaxRate")
    ]
    customer = Setting(SettingKind.CUSTOMER, Section.SALES, selected="c", name="Square sales")
    said = words(tables.invoices_html(told, set_up(customer, *line)))
    assert said.startswith("Written as JournalEntry Customer Square sales Invoice status not told")
    assert "Lines by Account, TaxRate" in said


def test_taxes_tell_the_older_rates_the_mapped_ones_and_the_zero_rate():
    rate = Setting(SettingKind.TAX_RATE, Section.SALES, label="standardRate", selected="T", name="VAT 20")
    mapped = Setting(SettingKind.MAPPED_TAX_RATE, Section.SALES, label="Food", selected="T", name="VAT 20")
    zero = Setting(SettingKind.ZERO_TAX_RATE, Section.SALES, selected="Z", name="No VAT")
    said = words(tables.taxes_html(set_up(rate, mapped, zero)))
    assert said.endswith("Standard rate VAT 20 Food VAT 20 Without tax No VAT")
    assert "No tax rates are told." in words(tables.taxes_html(set_up()))


def test_a_schedule_that_is_off_bears_the_mark_for_it():
    said = words(tables.schedule_html(Configuration(enable=False), set_up(), CLOCK))
    assert said.startswith("Sync ■ switched off")


def test_the_company_in_the_books_is_told_or_not_told():
    told = Configuration(accounting_software_company_name="Bluebird Ltd")
    assert words(tables.company_html(told, "Xero")) == "Its name in Xero Bluebird Ltd Country not told"


def test_foreign_text_stays_text_everywhere():
    choice = account(label=EVIL, name=EVIL, code=EVIL, description=EVIL, selected=EVIL)
    lost = account(label=EVIL, selected=EVIL, problem=Problem.GONE)
    told = Configuration(
        accounting_software_company_name=EVIL,
        schedule=Schedule(selected_frequency=EVIL, start_date_text=EVIL, time_zone=EVIL),
    )
    everything = set_up(choice, lost)
    drawn = [
        tables.posted_html(everything, Section.SALES),
        tables.points_html(everything.points),
        tables.schedule_html(told, everything, CLOCK),
        tables.company_html(told, EVIL),
    ]
    assert not [html for html in drawn if "<script" in html]


def test_a_very_long_label_is_cut():
    assert (
        len(tables.posted_html(set_up(account(label="x" * 100_000, name="y" * 100_000)), Section.SALES))
        < 3000
    )
