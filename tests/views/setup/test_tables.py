"""The tables of the Set-up page: what needs fixing, every setting in groups, foreign text escaped."""

import re
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from codat_client.mapping import CommerceConfiguration, Configuration, MapSettings, Schedule
from dashboard.insight.setup.mapping import Finding, Problem, Section, Setting, SettingKind, SetUp
from dashboard.insight.zone import zone_named
from dashboard.views import components
from dashboard.views.clock import PageClock
from dashboard.views.setup import tables

EVIL = '"><script>alert(1)</script>[x](https://evil.example)'
CLOCK = PageClock(
    datetime(2026, 11, 20, 13, 42, tzinfo=UTC), zone_named("Europe/London"), ZoneInfo("Europe/London")
)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def account(**values):
    return Setting(
        SettingKind.ACCOUNT, Section.SALES, **{"label": "Tips", "selected": "2", "on": True, **values}
    )


def set_up(*choices, switches=None):
    return SetUp({Section.SALES: True} if switches is None else switches, choices)


def accounts(*settings, section=Section.SALES):
    return words(tables.accounts_html(settings, section))


def group(title, configuration=None, found=None, books="Xero"):
    made = tables.groups(configuration or Configuration(), found or set_up(), books, CLOCK)
    return next(each for each in made if each.title == title)


def test_an_account_has_its_name_code_and_description():
    html = tables.accounts_html(
        [account(name="Tips Payable", code="826", description="What guests add")], Section.SALES
    )
    assert words(html).endswith("Tips Tips Payable 826 What guests add")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            account(problem=Problem.GONE, selected="41cebc85-1"),
            "▲ no longer available 41cebc85… Copy",
        ),
        (account(problem=Problem.MISSING, selected=None), "▲ nothing chosen, but required"),
        (account(selected=None, required=False), "nothing chosen, not required"),
        (account(selected=None), "nothing chosen"),
        (account(), "2 Copy name not reported"),
    ],
)
def test_a_problem_or_a_missing_name_is_said_in_the_cell(setting, said):
    assert words(tables.chosen_html(setting)) == said


def test_a_section_without_accounts_says_so():
    assert accounts(section=Section.FEES) == "No accounts reported."


def test_a_group_has_only_the_accounts_of_its_section_and_fees_their_supplier():
    fee = Setting(SettingKind.ACCOUNT, Section.FEES, label="Fees", selected="9", name="Bank Fees")
    supplier = Setting(SettingKind.SUPPLIER, Section.FEES, selected="s", name="Square fees")
    whole = set_up(account(name="Tips Payable"), fee, supplier, switches={Section.FEES: True})
    fees = group("Fees", found=whole, books="QuickBooks Online")
    assert fees.settings == (fee, supplier)
    assert words(fees.body).endswith("Fees Bank Fees Supplier for fees Square fees")


def test_on_off_and_not_reported_are_three_different_words():
    switches = {Section.SALES: True, Section.PAYMENTS: False, Section.FEES: None}
    made = tables.groups(Configuration(), set_up(switches=switches), "Xero", CLOCK)
    assert [(each.title, each.state) for each in made[:3]] == [
        ("Sales", "on"),
        ("Payments", "off"),
        ("Fees", "not reported"),
    ]


def test_every_setting_is_in_exactly_one_group():
    kinds = [kind for kind in SettingKind if kind is not SettingKind.ACCOUNT]
    fees = {SettingKind.SUPPLIER: Section.FEES}
    each_kind = [Setting(kind, fees.get(kind, Section.SALES), selected="1", name="One") for kind in kinds]
    whole = set_up(account(), *each_kind, switches={Section.SALES: True, Section.FEES: True})
    grouped = [each for made in tables.groups(WELL, whole, "Xero", CLOCK) for each in made.settings]
    assert len(grouped) == len(whole.settings)
    assert set(grouped) == set(whole.settings)


def test_a_folded_group_says_how_many_settings_it_has_and_how_many_to_fix():
    whole = set_up(account(problem=Problem.GONE), account(name="Tips Payable"))
    assert words(tables.group_html(group("Sales", found=whole))).startswith(
        "Sales 2 settings · on ▲ 1 to fix"
    )
    well = words(tables.group_html(group("Sales", found=set_up(account(name="Tips Payable")))))
    assert well.startswith("Sales 1 setting · on Kind of sale")


def test_a_folded_group_names_what_is_chosen_each_once_and_escaped():
    chosen = [account(name=name) for name in ("Sales", "<b>Tips</b>", "Sales")]
    folded = tables.group_html(group("Sales", found=set_up(*chosen))).partition("</summary>")[0]
    assert words(folded) == "Sales 3 settings · on Sales, <b>Tips</b>"
    assert "<b>Tips" not in folded


def test_a_finding_has_the_setting_what_is_chosen_and_what_to_choose():
    lost = account(
        problem=Problem.GONE, selected="41cebc85-1", offered=2, alternatives=("Cash (090)", "Tips")
    )
    assert words(tables.findings_html([Finding(Problem.GONE, lost)])).endswith(
        "▲ Account for Tips 41cebc85… Copy no longer available One of: Cash (090), Tips"
    )


def test_a_finding_without_options_says_who_does_what():
    empty = account(problem=Problem.MISSING, selected=None)
    said = words(
        tables.findings_html([Finding(Problem.MISSING, empty), Finding(Problem.FEES_WITHOUT_PAYMENTS)])
    )
    assert "▲ Account for Tips nothing Choose an account for Tips" in said
    assert "▲ Fees are on, but payments are off Turn payments on" in said


WELL = Configuration(
    enable=True,
    configured=True,
    schedule=Schedule(selected_frequency="Daily", sync_hour=2, start_date_text="2024-10-24T23:00:00Z"),
    accounting_software_company_name="Bluebird Ltd",
    configuration=CommerceConfiguration(
        country_code="GB", map_settings=MapSettings(output_format="JournalEntry")
    ),
)


def test_the_four_numbers_carry_their_meaning():
    shown = tables.numbers(WELL, "Xero", CLOCK)
    assert [(each.label, each.value, each.note) for each in shown] == [
        ("Scheduled sync", "On", "set-up finished"),
        ("Runs", "Daily 02:00", "Europe/London time"),
        ("Sales from", "25 Oct 2024 00:00", "start date of the set-up"),
        ("Company in Xero", "Bluebird Ltd", "country GB"),
    ]


def test_numbers_that_are_not_reported_say_so():
    values = [each.value for each in tables.numbers(Configuration(), "Xero", CLOCK)]
    assert values == ["Not reported", "No schedule", "Not reported", "Not reported"]


@pytest.mark.parametrize("problem", [Problem.GONE, Problem.MISSING])
@pytest.mark.parametrize(("on", "marked"), [(True, True), (None, True), (False, False)])
def test_a_problem_is_marked_exactly_where_it_is_a_finding(problem, on, marked):
    whole = set_up(account(problem=problem, on=on))
    assert ("▲" in accounts(*whole.settings)) is marked
    assert bool(whole.findings) is marked


def test_posting_has_customer_status_and_grouping_without_an_enum_s_spelling():
    line = [
        Setting(SettingKind.LINE_GROUPING, Section.SALES, selected=each, name=each)
        for each in ("Account", "TaxRate")
    ]
    customer = Setting(SettingKind.CUSTOMER, Section.SALES, selected="c", name="Square sales")
    said = words(group("Posting", WELL, set_up(customer, *line)).body)
    assert said.startswith(
        "Posted as Manual journals Contact for sales Square sales Invoice status not reported"
    )
    assert said.endswith("Lines split by Account, Tax rate")


def test_taxes_have_the_older_rates_the_mapped_ones_and_the_zero_rate():
    rate = Setting(SettingKind.TAX_RATE, Section.SALES, label="standardRate", selected="T", name="VAT 20")
    mapped = Setting(SettingKind.MAPPED_TAX_RATE, Section.SALES, label="Food", selected="T", name="VAT 20")
    zero = Setting(SettingKind.ZERO_TAX_RATE, Section.SALES, selected="Z", name="No VAT")
    said = words(group("Tax rates", found=set_up(rate, mapped, zero)).body)
    assert said.endswith("Tax rate in Xero Standard rate VAT 20 Food VAT 20 No tax No VAT")
    assert words(group("Tax rates").body) == "No tax rates reported."


def test_a_schedule_that_is_off_has_the_mark_for_it():
    said = words(group("Schedule", Configuration(enable=False)).body)
    assert said.startswith("Scheduled sync ■ switched off")


def test_foreign_text_stays_text_everywhere():
    setting = account(label=EVIL, name=EVIL, code=EVIL, description=EVIL, selected=EVIL)
    lost = account(label=EVIL, selected=EVIL, problem=Problem.GONE, alternatives=(EVIL,))
    evil = Configuration(
        accounting_software_company_name=EVIL,
        schedule=Schedule(selected_frequency=EVIL, start_date_text=EVIL, time_zone=EVIL),
    )
    everything = set_up(setting, lost)
    drawn = [
        *map(tables.group_html, tables.groups(evil, everything, EVIL, CLOCK)),
        tables.findings_html(everything.findings),
        components.numbers(tables.numbers(evil, EVIL, CLOCK)),
    ]
    assert not [html for html in drawn if "<script" in html]


def test_a_very_long_label_is_cut():
    long = account(label="x" * 100_000, name="y" * 100_000)
    assert len(tables.accounts_html([long], Section.SALES)) < 3000
