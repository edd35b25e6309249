"""The words of the Set-up page: whether anything needs fixing, who does it, nothing invented."""

from dataclasses import replace
from datetime import timedelta

import pytest

from codat_client import NotFound
from codat_client.mapping import Configuration, Schedule
from dashboard.insight.setup.mapping import Finding, Problem, Section, Setting, SettingKind, SetUp
from dashboard.insight.zone import zone_named
from dashboard.views.cause_words import FINISH, Names
from dashboard.views.setup import summary
from dashboard.views.theme import IDLE, LATE, OFF
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import LONDON, NOW, judged, nights, settings, sync

OFF_SET_UP = Configuration(enable=False, configured=True)
WELL = Configuration(enable=True, configured=True, schedule=Schedule())


def gone(kind=SettingKind.TAX_RATE, label="VAT", selected="T5", offered=3):
    return Setting(
        kind, Section.SALES, label=label, selected=selected, offered=offered, on=True, problem=Problem.GONE
    )


def missing(kind=SettingKind.ACCOUNT, label="Tips", offered=3):
    return Setting(kind, Section.SALES, label=label, offered=offered, on=True, problem=Problem.MISSING)


def other():
    return Setting(SettingKind.ACCOUNT, Section.SALES, label="Sales", selected="1", name="Sales", offered=3)


def set_up(*settings, conflicts=()):
    return SetUp({Section.SALES: True}, settings, conflicts)


def answer(*settings, configuration=WELL, conflicts=(), advice=None):
    return summary.answer(
        configuration, set_up(*settings, conflicts=conflicts), advice or summary.CompanyAdvice()
    )


def test_a_set_up_in_order_says_only_that_the_set_up_needs_no_action():
    found = answer()
    assert (found.mark, found.headline) == (IDLE, "Nothing in the set-up needs fixing")
    assert list(found.steps) == [("No changes needed", "")]


@pytest.mark.parametrize(
    "found",
    [answer(gone()), answer(gone(), gone(SettingKind.MAPPED_TAX_RATE, "Food")), answer(gone(), missing())],
)
def test_after_the_fix_company_says_whether_to_start_a_sync(found):
    assert found.steps[-1] == ("You", "then check on Company whether to start a sync.")


def test_one_finding_is_the_headline():
    found = answer(gone())
    assert (found.mark, found.headline) == (LATE, "The tax rate chosen for VAT is no longer available")
    assert found.steps[0] == ("Merchant", "choose another tax rate for VAT in the sync settings.")


def test_several_findings_are_counted_in_the_headline_and_in_the_title():
    conflict = Finding(Problem.DRAFT_WITH_PAYMENTS)
    assert answer(gone(), missing(), conflicts=(conflict,)).headline == "3 settings need fixing"
    assert summary.title(set_up(gone(), missing(), other())) == "Needs fixing: 2 of 3 settings"


def test_one_choice_gone_in_several_settings_is_said_once():
    found = answer(gone(label="VAT"), gone(SettingKind.MAPPED_TAX_RATE, "Food"))
    assert (found.headline, found.said) == (
        "The chosen tax rate is no longer available",
        "2 settings use it.",
    )
    assert found.steps[0] == ("Merchant", "choose another tax rate in 2 settings, listed below.")


def test_two_different_choices_gone_are_two_findings():
    assert answer(gone(), gone(selected="T6")).headline == "2 settings need fixing"


@pytest.mark.parametrize("label", ["VAT", "A" * 500, "Sales of everything that the shop has ever sold"])
def test_a_headline_stays_within_60_characters_and_the_name_in_sight(label):
    found = answer(gone(SettingKind.ACCOUNT, label))
    assert len(found.headline) <= 60
    assert label[:20] in found.headline + found.said


def company_says(failure=4000, configuration=None, message=""):
    syncs = [*nights([2000] * 5), sync(NOW - timedelta(hours=11), failure, message)]
    verdict = judged(syncs, configuration=configuration)
    texts = texts_for_verdict(verdict, Names("Xero"), LONDON, NOW)
    return verdict, texts


TAX_RATE_GONE = "Tax rate does not exist or is invalid"


def test_the_cause_and_the_steps_are_the_company_s_where_a_setting_is_to_blame():
    verdict, texts = company_says(message=TAX_RATE_GONE)
    found = answer(
        gone(), advice=replace(summary.advice_of(verdict, texts), blamed=(Finding(Problem.GONE, gone()),))
    )
    assert found.reason == texts.cause
    assert found.steps == texts.steps


def test_what_the_cause_is_not_about_is_fixed_after_its_own_step():
    verdict, texts = company_says(message=TAX_RATE_GONE)
    advice = replace(summary.advice_of(verdict, texts), blamed=(Finding(Problem.GONE, gone()),))
    found = answer(gone(), missing(), advice=advice)
    extra = ("Merchant", "choose an account for Tips in the sync settings.")
    assert found.steps == (texts.steps[0], extra, *texts.steps[1:])


def test_a_setting_to_blame_that_is_not_shown_here_has_the_company_s_cause_and_steps():
    verdict, texts = company_says(message=TAX_RATE_GONE)
    found = answer(advice=summary.advice_of(verdict, texts))
    assert (found.headline, found.reason) == ("A setting is making syncs fail", texts.cause)
    assert found.steps == texts.steps


def test_a_cause_outside_the_set_up_is_not_named_here():
    advice = summary.advice_of(*company_says(4260))
    assert (advice.cause, advice.steps) == ("", ())


@pytest.mark.parametrize("findings", [(), (gone(),)])
def test_while_sync_is_off_the_question_about_sales_entered_by_hand_comes_first(findings):
    verdict = judged(nights([2000] * 5 + [4000] * 5), configuration=settings(enable=False))
    texts = texts_for_verdict(verdict, Names("Xero"), LONDON, NOW)
    found = answer(*findings, configuration=OFF_SET_UP, advice=summary.advice_of(verdict, texts))
    assert (found.mark, found.headline.partition(";")[0]) == (OFF, "Sync is switched off")
    assert found.steps[0] == texts.steps[0]
    assert "by hand" in found.steps[0][1]
    assert found.steps[1][0] == "Merchant"


def test_while_sync_is_off_it_asks_that_only_where_company_does():
    assert [who for who, _ in answer(configuration=OFF_SET_UP).steps] == ["Merchant"]


def test_a_set_up_that_is_off_counts_what_needs_fixing_too():
    found = answer(gone(), configuration=OFF_SET_UP)
    assert found.headline == "Sync is switched off; 1 setting needs fixing"
    assert found.steps[0] == ("Merchant", "fix the settings below in the sync settings.")


def test_an_unfinished_set_up_is_finished_by_the_merchant():
    found = answer(configuration=Configuration(enable=False, configured=False))
    assert found.headline == "The set-up isn’t finished"
    assert found.steps[0][0] == "Merchant"
    assert found.steps == FINISH


@pytest.mark.parametrize("configuration", [Configuration(), Configuration(enable=False, configured=False)])
def test_a_configuration_without_settings_is_no_set_up(configuration):
    assert summary.nothing_set_up(configuration)


def test_that_there_is_no_set_up_comes_with_codats_message():
    found = summary.without(NotFound("Not found.", error="No data available for commerce configuration"))
    assert found.headline == "Sync for Commerce isn’t set up here"
    assert found.said == "Codat’s message: “No data available for commerce configuration”"
    assert summary.without(None).headline == found.headline


def test_what_could_not_be_compared_is_said():
    blind = Setting(SettingKind.ACCOUNT, Section.SALES, label="Tips", selected="1")
    resting = Setting(SettingKind.ACCOUNT, Section.FEES, on=False, problem=Problem.GONE)
    assert answer(blind, resting).said == (
        "Codat doesn’t report the options of 1 setting. 1 setting needs fixing in parts that are off."
    )


def test_the_text_to_copy_has_company_finding_id_who_acts_and_options():
    offered = replace(gone(), alternatives=("20% VAT", "5% VAT", "No VAT"))
    assert summary.text_to_copy("Bluebird Coffee", set_up(offered).findings) == (
        "Bluebird Coffee: what to fix in the Sync for Commerce settings\n"
        "- The tax rate chosen for VAT is no longer available (T5). "
        "Merchant: choose another tax rate for VAT. Options: 20% VAT, 5% VAT, No VAT."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-25T00:00:00Z", "25 Oct 01:00"),
        ("2024-01-01", "1 Jan 2024 00:00"),
        ("soon", "“soon”"),
        (None, "not reported"),
    ],
)
def test_the_start_date_is_in_the_zone_shown_or_quoted(text, said):
    assert summary.start_moment(Schedule(start_date_text=text), LONDON, NOW) == said


def test_a_zone_that_had_to_be_guessed_says_so():
    assert summary.zone_words(Schedule(), zone_named("")) == "No time zone is set; Codat takes UTC then."
    assert summary.zone_words(Schedule(), zone_named("Europe/London")) == "Europe/London time"


def due_at(hour):
    return Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=hour))


@pytest.mark.parametrize("hour", [-1, 24, 81445828])
def test_an_hour_that_no_clock_has_is_invalid(hour):
    found = answer(
        configuration=Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=hour))
    )
    assert (found.mark, found.headline) == (LATE, "The schedule’s hour is invalid")
    assert f"the hour {hour};" in found.reason
    assert found.steps == [("You", "ask Codat support which hour applies.")]


@pytest.mark.parametrize("hour", [None, 0, 23])
def test_an_hour_that_a_clock_has_and_none_need_no_fix(hour):
    found = answer(
        configuration=Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=hour))
    )
    assert found.headline == "Nothing in the set-up needs fixing"


def test_a_choice_that_is_gone_comes_before_an_hour_that_is_invalid():
    odd = Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=99))
    assert answer(gone(), configuration=odd).headline == "The tax rate chosen for VAT is no longer available"
