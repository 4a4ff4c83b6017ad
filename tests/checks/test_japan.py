"""What the checks of the chapter on Japan find, and that a changed figure changes it."""

from collections.abc import Callable

import pytest

from deepseek_shock import tables
from deepseek_shock.checks import japan
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement

WORDS = Statement("a-001")
THIRD_DAY = Statement("a-001", "trading day", 3, rounded_to=1)


def holding(finding: Finding) -> list[bool]:
    return [condition.holds for condition in finding.conditions]


def test_japan_is_last_in_both_years_and_both_surveys() -> None:
    assert holding(japan.adoption_in_japan(WORDS)) == [True, True]
    assert holding(japan.people_and_companies_in_japan(WORDS)) == [True, True]


def test_a_higher_share_in_japan_changes_the_verdict(put: Callable[..., None]) -> None:
    frame = tables.load("genai_adoption")
    frame.loc[(frame["country_en"] == "Japan") & (frame["fiscal_year"] == 2024), "share_percent"] = 95
    put("genai_adoption", frame)
    assert japan.adoption_in_japan(WORDS).verdict == "imprecise"
    assert japan.people_and_companies_in_japan(WORDS).verdict == "wrong"


@pytest.mark.parametrize(
    ("check", "ticker"), [(japan.fujikura_in_tokyo, "5803.T"), (japan.advantest_in_tokyo, "6857.T")]
)
def test_a_rise_would_be_seen(check, ticker: str, put: Callable[..., None]) -> None:
    assert check(WORDS).verdict == "supported"
    frame = tables.load("prices_daily")
    frame.loc[(frame["ticker"] == ticker) & (frame["date"] == "2025-01-27"), "close"] *= 1.2
    put("prices_daily", frame)
    assert check(WORDS).verdict == "wrong"


def test_advantest_rose_on_the_third_day_after_two_falls() -> None:
    finding = japan.advantest_rebound(THIRD_DAY)
    assert (finding.recomputed, holding(finding), finding.verdict) == (3, [True, False], "imprecise")


def test_without_nvidias_rise_the_night_before_nothing_else_would_explain_it(put: Callable[..., None]) -> None:
    frame = tables.load("prices_daily")
    frame.loc[(frame["ticker"] == "NVDA") & (frame["date"] == "2025-01-28"), "close"] = 118
    put("prices_daily", frame)
    assert japan.advantest_rebound(THIRD_DAY).verdict == "supported"


def test_a_rise_on_the_second_day_would_be_seen(put: Callable[..., None]) -> None:
    frame = tables.load("prices_daily")
    frame.loc[(frame["ticker"] == "6857.T") & (frame["date"] == "2025-01-28"), "close"] = 9_200
    put("prices_daily", frame)
    assert japan.advantest_rebound(THIRD_DAY).recomputed == 2


@pytest.mark.parametrize(("day", "verdict"), [("2025-01-27", "imprecise"), ("2025-01-28", "wrong")])
def test_cyberagents_model_has_the_date_and_not_the_base(day: str, verdict: str) -> None:
    finding = japan.cyberagent_model(Statement("a-001", moment=day))
    assert (finding.recomputed, holding(finding), finding.verdict) == ("2025-01-27", [False], verdict)


def test_a_model_as_large_as_r1_would_rest_on_it(put: Callable[..., None]) -> None:
    frame = tables.load("model_releases")
    frame.loc[frame["kind"] == "derivative", "total_params"] = 671_000_000_000
    put("model_releases", frame)
    assert japan.cyberagent_model(Statement("a-001", moment="2025-01-27")).verdict == "supported"
