"""What Company asks and advises once the record says which days the merchant entered by hand."""

from __future__ import annotations

from datetime import date

from dashboard.views.cause_words import Names
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.verdict_text import VerdictText
from tests.insight.verdict_makers import LONDON, NOW, judged, nights, settings


def worded(syncs, **known) -> VerdictText:
    names = Names("Xero", "Square", "Bluebird Coffee")
    return texts_for_verdict(judged(syncs, **known), names, LONDON, NOW, outside=Outside())


def entered(*days, codes=(*[2000] * 10, *[4000] * 9)) -> VerdictText:
    """Word a merchant some of whose missing days are on record as entered by hand."""
    return worded(nights(list(codes)), entered_by_hand=[days] if days else [])


def test_company_asks_only_about_the_days_that_are_not_on_record():
    before, partly = entered(), entered(date(2026, 11, 11), date(2026, 11, 14))
    assert "entered any sales since 11 Nov by hand" in str(before.steps)
    assert "entered any sales since 15 Nov by hand" in str(partly.steps)
    assert "entered any sales since 15 Nov by hand" in partly.merchant_text


def test_once_all_missing_days_are_on_record_company_asks_no_more_and_starts_none_of_them():
    text = entered(date(2026, 11, 11), date(2026, 11, 19))
    assert "whether they’ve entered" not in str(text.steps)
    assert "Have you entered" not in text.merchant_text
    assert "up to now" not in str(text.steps)
    assert [who for who, what in text.steps if "the first day not entered by hand" in what] == ["Merchant"]
    assert any("start a sync for the days not entered by hand" in what for who, what in text.steps)


def test_the_day_to_start_from_is_named_once_it_is_known():
    known, partly = (
        entered(date(2026, 11, 11), date(2026, 11, 19)),
        entered(date(2026, 11, 13), date(2026, 11, 19)),
    )
    assert "start from 20 Nov, the first day not entered by hand" in str(known.steps)
    assert "start from 20 Nov, the first day you haven’t entered by hand" in known.merchant_text
    assert "start from the first day not entered by hand" in str(partly.steps)


def test_a_merchant_who_entered_days_by_hand_is_asked_for_another_start_date_once():
    off = settings(enable=False)
    text = worded(
        nights([2000] * 5 + [4000] * 35),
        configuration=off,
        entered_by_hand=[(date(2026, 10, 17), date(2026, 11, 19))],
    )
    assert str(text.steps).count("the first day not entered by hand") == 1
