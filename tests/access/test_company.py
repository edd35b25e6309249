"""Which companies a rule covers, and how a rule is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access.company import ALL_COMPANIES, CompanyIdentity, CompanyRule, RuleError, rule_from

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1)


@given(WORDS.filter(lambda text: "=" not in text), WORDS)
def test_a_rule_by_tag_is_read_as_it_is_written(key, value):
    rule = CompanyRule(tag=(key, value))
    assert rule_from(str(rule)) == rule


@given(WORDS)
def test_a_rule_by_name_is_read_as_it_is_written(name):
    rule = CompanyRule(name=name)
    assert rule_from(str(rule)) == rule


def test_no_rule_covers_all_companies_even_an_unknown_one():
    assert rule_from("") == ALL_COMPANIES
    assert ALL_COMPANIES.covers(None)


@pytest.mark.parametrize(
    "text", ["tag", "tag region", "tag =x", "tag region=", "name", "name ", "region=emea"]
)
def test_what_is_no_rule_is_refused_with_what_to_write(text):
    with pytest.raises(RuleError, match="tag KEY=VALUE"):
        rule_from(text)


@given(WORDS)
def test_a_name_matches_itself_in_any_case_or_a_pattern_with_its_beginning(name):
    company = CompanyIdentity("id", name.upper())
    assert CompanyRule(name="*").covers(company)
    assert CompanyRule(name="?" * len(company.name.casefold())).covers(company)
