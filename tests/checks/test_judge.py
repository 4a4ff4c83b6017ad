"""The rules that turn a recomputed value into a verdict: known cases, and laws that hold for every number."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock.checks import judge
from deepseek_shock.checks.finding import Condition
from deepseek_shock.checks.statement import Statement

AMOUNTS = st.floats(1, 1e15)
YES, NO = Condition("yes", True), Condition("no", False)


def stated(value: float, rounded_to: float | None = None, value_to: float | None = None) -> Statement:
    return Statement("a-001", "USD", value, value_to, rounded_to)


@pytest.mark.parametrize(
    ("value", "rounded_to", "recomputed", "verdict"),
    [
        (593e9, 1e9, 592.658e9, "supported"),
        (593e9, 1e9, 589e9, "imprecise"),
        (-17, 1, -16.968, "supported"),
        (-16.9, 0.1, -16.968, "imprecise"),
        (-5, 1, -2.139, "wrong"),
        (67.1e9, 1e8, 671e9, "wrong"),
        (0.3, 0.2, 0.1 + 0.1, "supported"),
        (1, None, 1, "supported"),
        (1, None, 2, "wrong"),
    ],
)
def test_a_number_is_judged_by_its_own_rounding(value, rounded_to, recomputed, verdict) -> None:
    assert judge.number(stated(value, rounded_to), recomputed).verdict == verdict


@given(AMOUNTS, st.integers(0, 6))
def test_what_rounds_to_the_stated_number_supports_it(value: float, digits: int) -> None:
    step = 10.0**digits
    rounded = round(value / step) * step
    assert judge.number(stated(rounded, step), value).verdict == "supported"


@given(AMOUNTS, AMOUNTS, st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(value: float, recomputed: float, scale: float) -> None:
    here = judge.number(stated(value, value / 10), recomputed)
    there = judge.number(stated(value * scale, value * scale / 10), recomputed * scale)
    near_the_line = abs(abs(recomputed - value) - 0.05 * value) < 1e-6 * value
    near_the_tenth = abs((abs(recomputed - value) - 0.05 * value) / recomputed - judge.NEAR) < 1e-6
    assume(not near_the_line and not near_the_tenth)
    assert here.verdict == there.verdict


@given(AMOUNTS, AMOUNTS)
def test_a_coarser_statement_is_never_judged_more_harshly(value: float, recomputed: float) -> None:
    scale = ["wrong", "imprecise", "supported"]
    fine, coarse = (judge.number(stated(value, step), recomputed).verdict for step in (value / 100, value / 10))
    assert scale.index(fine) <= scale.index(coarse)


@pytest.mark.parametrize(
    ("recomputed", "verdict"), [(1e9, "supported"), (9.9e9, "supported"), (1.05e10, "imprecise"), (1.2e10, "wrong")]
)
def test_a_stated_range_holds_to_its_ends(recomputed: float, verdict: str) -> None:
    assert judge.number(stated(1e9, value_to=9.999e9), recomputed).verdict == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(80, 95, "supported"), (90.4, 99, "supported"), (60, 80, "wrong"), (92, 99, "imprecise"), (60, 85, "imprecise")],
)
def test_a_range_of_the_world_supports_what_lies_in_it(low: float, high: float, verdict: str) -> None:
    assert judge.span(stated(90, 1), low, high).verdict == verdict


@pytest.mark.parametrize(("found", "verdict"), [(98_046, "supported"), (100_000, "supported"), (105_000, "imprecise")])
def test_an_upper_limit_is_kept_or_missed(found: float, verdict: str) -> None:
    assert judge.at_most(stated(100_000), found).verdict == verdict


@given(AMOUNTS, AMOUNTS)
def test_limits_mirror_each_other(value: float, found: float) -> None:
    upper, lower = judge.at_most(stated(value), found), judge.at_least(stated(-value), -found)
    assert upper.verdict == lower.verdict


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([90, 90.3], "supported"), ([80, 90], "contested"), ([80, 95], "wrong"), ([], "unverifiable")],
)
def test_published_values_agree_all_some_or_none(values: list[float], verdict: str) -> None:
    assert judge.published(stated(90, 1), values).verdict == verdict


@pytest.mark.parametrize(
    ("moment", "date", "verdict"),
    [
        ("2025-01-27", "2025-01-27", "supported"),
        ("2025-01", "2025-01-20", "supported"),
        ("2023", "2023-07-17", "supported"),
        ("2025-01-27", "2025-01-26", "wrong"),
    ],
)
def test_a_date_is_judged_as_far_as_it_is_stated(moment: str, date: str, verdict: str) -> None:
    assert judge.moment(Statement("a-001", moment=moment), date).verdict == verdict


def test_a_condition_that_fails_makes_a_right_number_imprecise() -> None:
    assert judge.number(stated(6e6, 1e6), 5.576e6, YES).verdict == "supported"
    assert judge.number(stated(6e6, 1e6), 5.576e6, YES, NO).verdict == "imprecise"
    assert judge.number(stated(6e6, 1e6), 9e7, NO).verdict == "wrong"


@pytest.mark.parametrize(
    ("conditions", "verdict", "outcome"),
    [((YES, YES), "supported", "came true"), ((YES, NO), "imprecise", "partly"), ((NO, NO), "wrong", "did not")],
)
def test_tests_hold_all_some_or_none(conditions, verdict: str, outcome: str) -> None:
    assert judge.tests(stated(1), *conditions).verdict == verdict
    assert judge.forecast(stated(1), *conditions).verdict == outcome


def test_a_finding_says_what_was_compared() -> None:
    finding = judge.number(stated(593e9, 1e9), 592.658e9, YES)
    assert (finding.statement.low, finding.statement.high) == (592.5e9, 593.5e9)
    assert finding.recomputed == 592.658e9
    assert finding.rule == judge.ROUNDING
    assert finding.conditions == (YES,)
