"""The words of the Set-up page: the answer first, the points to mend, nothing invented."""

import pytest

from codat_client import NotFound
from codat_client.mapping import Configuration, Schedule
from dashboard.insight.setup.mapping import Point, Problem, Section, Setting, SettingKind, SetUp
from dashboard.insight.zone import zone_named
from dashboard.views.cause_words import FINISH, Names
from dashboard.views.setup import summary
from dashboard.views.theme import IDLE, LATE, OFF
from dashboard.views.verdict.texts import tell
from tests.insight.verdict_makers import LONDON, NOW, judged, nights, settings

WELL = Configuration(enable=True, configured=True, schedule=Schedule())


def gone(kind=SettingKind.TAX_RATE, label="VAT", selected="T5", offered=3):
    return Setting(
        kind, Section.SALES, label=label, selected=selected, offered=offered, on=True, problem=Problem.GONE
    )


def missing(kind=SettingKind.ACCOUNT, label="Tips", offered=3):
    return Setting(kind, Section.SALES, label=label, offered=offered, on=True, problem=Problem.MISSING)


def set_up(*choices, clashes=()):
    return SetUp({Section.SALES: True}, choices, clashes)


def answer(*choices, told=WELL, clashes=()):
    return summary.answer(told, set_up(*choices, clashes=clashes))


GONE = {
    gone(): "Tax rate chosen for VAT is no longer among the options",
    gone(SettingKind.MAPPED_TAX_RATE, "Food"): "Tax rate chosen for Food is no longer among the options",
    gone(SettingKind.ACCOUNT, "Tips"): "Account chosen for Tips is no longer among the options",
    gone(SettingKind.CUSTOMER, ""): "The chosen customer for sales is no longer among the options",
    gone(SettingKind.SUPPLIER, ""): "The chosen supplier for fees is no longer among the options",
    gone(SettingKind.ZERO_TAX_RATE, ""): "The chosen zero tax rate is no longer among the options",
    gone(SettingKind.SHOP_TAX, "", "c2"): "Tax of the shop “c2” is no longer among the options",
    gone(SettingKind.INVOICE_STATUS, ""): "The chosen invoice status is no longer among the options",
    gone(SettingKind.LINE_GROUPING, "", "Moon"): "Grouping of lines “Moon” is no longer among the options",
    gone(SettingKind.FREQUENCY, ""): "The chosen frequency is no longer among the options",
}


@pytest.mark.parametrize(("choice", "sentence"), GONE.items(), ids=[each.kind for each in GONE])
def test_what_is_gone_is_named(choice, sentence):
    assert summary.sentence(Point(Problem.GONE, choice)) == sentence


def test_what_is_missing_is_named():
    assert summary.sentence(Point(Problem.MISSING, missing())) == "No account is chosen for Tips"
    customer = missing(SettingKind.CUSTOMER, "")
    assert summary.sentence(Point(Problem.MISSING, customer)) == "No customer is chosen for sales"
    assert (
        summary.sentence(Point(Problem.MISSING, missing(SettingKind.PERIOD, "")))
        == "No grouping period is chosen"
    )


@pytest.mark.parametrize("problem", [Problem.DRAFT_WITH_PAYMENTS, Problem.FEES_WITHOUT_PAYMENTS])
def test_contradicting_settings_are_said_with_a_way_out(problem):
    assert " are on" in summary.sentence(Point(problem))
    assert " or turns " in summary.to_do(Point(problem))


def test_the_merchant_picks_another_or_a_first_one_or_adds_one():
    assert summary.to_do(Point(Problem.GONE, gone())) == "picks another tax rate for VAT"
    assert summary.to_do(Point(Problem.MISSING, missing())) == "picks an account for Tips"
    assert "there is none to pick" in summary.to_do(Point(Problem.MISSING, missing(offered=0)))


def test_a_set_up_in_order_says_only_that_the_set_up_needs_nobody():
    told = answer()
    assert (told.mark, told.headline) == (IDLE, "The set-up is in order")
    assert list(told.steps) == [("No changes needed", "")]


@pytest.mark.parametrize(
    "told",
    [answer(gone()), answer(gone(), gone(SettingKind.MAPPED_TAX_RATE, "Food")), answer(gone(), missing())],
)
def test_after_a_point_to_mend_company_says_whether_to_start_a_sync(told):
    who, what = told.steps[-1]
    assert (who, what) == (
        "You",
        "then look at Company: it says whether to start a sync, and what to ask first.",
    )


def test_one_point_is_the_headline_and_says_what_is_chosen_now():
    told = answer(gone())
    assert told.mark == LATE
    assert told.headline == "Tax rate chosen for VAT is no longer among the options"
    assert told.said == "Chosen is T5; 3 options offered."
    assert told.steps[0] == ("Merchant", "picks another tax rate for VAT in the sync settings.")


def test_several_points_are_counted_in_the_headline():
    told = answer(gone(), missing(), clashes=(Point(Problem.DRAFT_WITH_PAYMENTS),))
    assert told.headline == "3 points of the set-up to mend"


def test_one_thing_gone_in_several_places_is_said_once():
    told = answer(gone(label="VAT"), gone(SettingKind.MAPPED_TAX_RATE, "Food"))
    assert told.headline == "The chosen tax rate is no longer among the options"
    assert "in 2 places" in told.reason
    assert "in 2 places" in told.steps[0][1]


def test_two_different_things_gone_are_two_points():
    assert answer(gone(), gone(selected="T6")).headline == "2 points of the set-up to mend"


@pytest.mark.parametrize("label", ["VAT", "A" * 500, "Sales of everything that the shop has ever sold"])
def test_a_headline_stays_within_60_characters(label):
    told = answer(gone(SettingKind.ACCOUNT, label))
    assert len(told.headline) <= 60
    assert label[:20] in told.headline + told.reason


@pytest.mark.parametrize("points", [(), (gone(),)])
def test_a_set_up_that_is_off_asks_about_sales_typed_in_by_hand_first_in_the_words_of_company(points):
    verdict = judged(nights([2000] * 5 + [4000] * 5), configuration=settings(enable=False))
    texts = tell(verdict, Names("Xero"), LONDON, NOW)
    off = Configuration(enable=False, configured=True)
    told = summary.answer(off, set_up(*points), summary.of_company(verdict, texts))
    assert (told.mark, told.headline.partition(",")[0]) == (OFF, "Sync is switched off")
    assert told.steps[0] == texts.steps[0]
    assert "by hand" in told.steps[0][1]
    assert told.steps[1][0] == "Merchant"


def test_a_set_up_switched_off_asks_that_only_where_company_asks_it():
    off = Configuration(enable=False, configured=True)
    told = summary.answer(off, set_up(), summary.OfCompany(ask_by_hand=False))
    assert [who for who, _ in told.steps] == ["Merchant"]


def test_a_set_up_that_is_off_counts_what_has_to_be_mended_as_well():
    told = answer(gone(), told=Configuration(enable=False, configured=True))
    assert told.headline == "Sync is switched off, and 1 point to mend"
    assert told.steps[0][1].startswith("mends the points below")


def test_an_unfinished_set_up_is_finished_by_the_merchant():
    told = answer(told=Configuration(enable=False, configured=False))
    assert told.headline == "The set-up is not finished"
    assert told.steps[0][0] == "Merchant"
    assert told.steps == FINISH


@pytest.mark.parametrize("told", [Configuration(), Configuration(enable=False, configured=False)])
def test_an_answer_without_any_set_up_is_no_set_up(told):
    assert summary.nothing_told(told)


def test_no_set_up_is_said_with_codats_words():
    told = summary.without(NotFound("Not found.", error="No data available for commerce configuration"))
    assert told.headline == "Sync for Commerce is not set up here"
    assert told.said == "Codat’s words: No data available for commerce configuration"
    assert summary.without(None).headline == told.headline


def test_what_could_not_be_compared_is_said():
    blind = Setting(SettingKind.ACCOUNT, Section.SALES, label="Tips", selected="1")
    resting = Setting(SettingKind.ACCOUNT, Section.FEES, on=False, problem=Problem.GONE)
    assert answer(blind, resting).said == (
        "The options of 1 choice are not told, so not compared. 1 problem in parts that are off."
    )


def test_the_points_as_text_name_company_point_id_and_who_acts():
    text = summary.points_text("Bluebird Coffee", set_up(gone()).points)
    assert text == (
        "Bluebird Coffee: to mend in the set-up of Sync for Commerce\n"
        "- Tax rate chosen for VAT is no longer among the options. Chosen is T5. "
        "Merchant picks another tax rate for VAT."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-25T00:00:00Z", "25 Oct 01:00"),
        ("2024-01-01", "1 Jan 2024 00:00"),
        ("soon", "“soon”"),
        (None, "not told"),
    ],
)
def test_the_start_date_is_told_in_the_zone_shown_or_as_it_came(text, said):
    assert summary.start_moment(Schedule(start_date_text=text), LONDON, NOW) == said


def test_a_zone_that_had_to_be_guessed_says_so():
    assert summary.zone_words(Schedule(), zone_named("")) == "No time zone is set; Codat takes UTC then."
    assert summary.zone_words(Schedule(), zone_named("Europe/London")) == "Europe/London time"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("standardRate", "Standard rate"),
        ("tips", "Tips"),
        ("VAT", "VAT"),
        ("Gift cards", "Gift cards"),
        ("", ""),
    ],
)
def test_a_key_of_codat_reads_as_words_and_a_label_stays_as_it_came(key, said):
    assert summary.plain(key) == said


@pytest.mark.parametrize("hour", [-1, 24, 81445828])
def test_an_hour_that_no_clock_has_is_not_in_order(hour):
    told = answer(told=Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=hour)))
    assert (told.mark, told.headline) == (LATE, "The schedule’s hour is invalid")
    assert f"the hour {hour};" in told.reason
    assert told.steps == [("You", "ask Codat’s support which hour applies.")]


@pytest.mark.parametrize("hour", [None, 0, 23])
def test_an_hour_that_a_clock_has_and_none_are_in_order(hour):
    told = answer(told=Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=hour)))
    assert told.headline == "The set-up is in order"


def test_a_choice_that_is_gone_comes_before_an_hour_that_is_invalid():
    odd = Configuration(enable=True, configured=True, schedule=Schedule(sync_hour=99))
    assert answer(gone(), told=odd).headline == GONE[gone()]
