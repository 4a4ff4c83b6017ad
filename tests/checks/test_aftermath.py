"""What the checks of the aftermath recompute, and what would change their answer."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock import prices
from deepseek_shock.checks import aftermath
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement

WORDS = Statement("a-001")


def holding(finding: Finding) -> list[bool]:
    return [condition.holds for condition in finding.conditions]


class TestKnownValues:
    def test_the_day_on_which_nvidias_price_was_back(self) -> None:
        assert aftermath.market_overreacted(WORDS).recomputed == "2025-06-09"

    @pytest.mark.parametrize(
        ("ticker", "day", "percent"),
        [
            ("NVDA", "2025-04-27", -22.16),
            ("NVDA", "2026-01-27", 32.18),
            ("^SOX", "2026-01-27", 51.95),
            ("6857.T", "2026-01-27", 148.31),
            ("META", "2026-07-31", -14.02),
            ("MSFT", "2026-07-31", 4.65),
        ],
    )
    def test_changes_since_the_eve(self, ticker: str, day: str, percent: float) -> None:
        assert 100 * aftermath._change(ticker, pd.Timestamp(day)) == pytest.approx(percent, abs=0.005)

    @pytest.mark.parametrize(("year", "percent"), [(2024, 55.1), (2025, 64.7)])
    def test_the_growth_of_capital_expenditure(self, year: int, percent: float) -> None:
        assert 100 * aftermath._growth_of_spending(year) == pytest.approx(percent, abs=0.05)

    def test_nvidias_quarters_since_the_shock(self) -> None:
        expected = [35.6e9, 39.1e9, 41.1e9, 51.2e9, 62.3e9, 75.2e9, 89.0e9]
        assert aftermath._quarters()["FY2025Q4":].tolist() == expected

    def test_openais_annualized_revenue_went_from_6_to_20(self) -> None:
        assert aftermath._growth_of_openai() == pytest.approx(20 / 6 - 1)

    def test_the_list_prices_of_deepseeks_chat_service(self) -> None:
        inputs = [aftermath._list_price(model, "input") for model in aftermath.CHAT_MODELS]
        assert inputs == [0.27, 0.56, 0.28, 0.14]

    def test_where_sources_differ_on_a_price_the_lower_one_counts(self, change: Callable[..., None]) -> None:
        change("api_prices", {"id": "deepseek-v3.1-input-2025-09-05-modelsdev"}, "price", 0.5)
        assert aftermath._list_price("deepseek-v3.1", "input") == 0.5

    def test_bitcoin_on_the_days_that_count(self) -> None:
        closes = prices.closes()["BTC-USD"][["2025-01-26", "2025-01-29", "2025-02-27"]]
        assert closes.round().tolist() == [102_682, 103_703, 84_704]


@pytest.mark.parametrize(
    ("check", "found"),
    [
        (aftermath.market_overreacted, [True, False]),
        (aftermath.bitcoin_recovers, [True, False]),
        (aftermath.nvidia_stalls, [True, False]),
        (aftermath.gpu_scramble_eases, [True]),
        (aftermath.landscape_changed, [False, True]),
        (aftermath.us_hold_loosens, [True, False, False]),
        (aftermath.industry_turns, [False, False, True]),
        (aftermath.prices_fall_everywhere, [True, True, False]),
        (aftermath.barriers_drop, [True, False]),
    ],
)
def test_which_part_of_a_forecast_holds(check: Callable[[Statement], Finding], found: list[bool]) -> None:
    assert holding(check(WORDS)) == found


class TestOtherWorlds:
    """A changed figure changes the verdict: no check knows its answer beforehand."""

    def test_a_price_that_is_back_at_once(self, change: Callable[..., None]) -> None:
        change("prices_daily", {"ticker": "NVDA", "date": pd.Timestamp("2025-01-28")}, "close", 142.62)
        assert aftermath.market_overreacted(WORDS).verdict == "came true"

    def test_a_price_that_never_comes_back(self, change: Callable[..., None]) -> None:
        change("prices_daily", {"ticker": "NVDA", "date": pd.Timestamp("2025-01-24")}, "close", 1_000)
        finding = aftermath.market_overreacted(WORDS)
        assert (finding.verdict, finding.recomputed) == ("did not", None)

    def test_a_bitcoin_that_stays_up(self, change: Callable[..., None]) -> None:
        change("prices_daily", {"ticker": "BTC-USD", "date": pd.Timestamp("2025-02-27")}, "close", 110_000)
        assert aftermath.bitcoin_recovers(WORDS).verdict == "came true"

    def test_a_year_of_less_revenue(self, change: Callable[..., None]) -> None:
        change("ai_revenue", {"id": "nvidia-data-center-revenue-fy2026"}, "value", 100e9)
        assert aftermath.nvidia_demand_falls(WORDS).verdict == "partly"
        assert aftermath.nvidia_weak_spot(WORDS).verdict == "partly"
        assert aftermath.ai_demand_grows(WORDS).verdict == "partly"

    def test_a_quarter_of_less_revenue(self, change: Callable[..., None]) -> None:
        change("ai_revenue", {"id": "nvidia-data-center-revenue-fy2026q1"}, "value", 30e9)
        assert aftermath.nvidia_demand_falls(WORDS).verdict == "partly"
        assert aftermath.nvidia_stalls(WORDS).verdict == "came true"

    def test_a_fall_before_the_shock_is_not_its_effect(self, change: Callable[..., None]) -> None:
        change("ai_revenue", {"id": "nvidia-data-center-revenue-fy2024q1"}, "value", 1e9)
        assert aftermath.nvidia_demand_falls(WORDS).verdict == "did not"

    def test_a_rent_that_falls_by_less_than_a_tenth(self, change: Callable[..., None]) -> None:
        change("gpu_rental_prices", {"id": "h100-2025-marketplaces"}, "price_high_usd", 2.7)
        assert aftermath.gpu_scramble_eases(WORDS).verdict == "did not"

    def test_spending_that_slows_down(self, change: Callable[..., None]) -> None:
        change("capital_expenditure", {"company_en": "Amazon", "period": "2025Q4"}, "value_usd", 10e9)
        assert aftermath._growth_of_spending(2025) < aftermath._growth_of_spending(2024)
        assert aftermath.race_goes_on(WORDS).verdict == "partly"

    def test_chips_a_year_later_below_the_eve(self, change: Callable[..., None]) -> None:
        change("prices_daily", {"ticker": "^SOX", "date": pd.Timestamp("2026-01-27")}, "close", 5_000)
        assert aftermath.chip_boom_over(WORDS).verdict == "partly"

    def test_a_service_that_loses_users(self, change: Callable[..., None]) -> None:
        change("ai_index", {"metric": "chatgpt-weekly-users", "period": "2026-02"}, "value", 300e6)
        assert aftermath.ai_becomes_familiar(WORDS).verdict == "partly"

    def test_a_chinese_model_at_the_top(self, change: Callable[..., None]) -> None:
        change("ai_index", {"metric": "gap-arena", "period": "2026-03"}, "value", -1.0)
        assert aftermath.landscape_changed(WORDS).verdict == "came true"
        assert holding(aftermath.us_hold_loosens(WORDS)) == [True, True, False]

    def test_an_investment_lead_that_shrinks(self, change: Callable[..., None]) -> None:
        change("ai_index", {"metric": "private-investment-ratio"}, "value", 10)
        assert aftermath.us_gains_shaken(WORDS).verdict == "partly"

    def test_a_rival_that_waits(self, change: Callable[..., None]) -> None:
        change("api_prices", {"id": "o1-mini-input-2025-01-31"}, "valid_from", "2025-06-01")
        assert aftermath.price_competition(WORDS).verdict == "partly"

    def test_a_service_that_never_becomes_dearer(self, change: Callable[..., None]) -> None:
        change("api_prices", {"model": "deepseek-v3.1", "kind": "input"}, "price", 0.27)
        change("api_prices", {"model": "deepseek-v3.2", "kind": "input"}, "price", 0.27)
        assert aftermath.prices_fall_everywhere(WORDS).verdict == "came true"

    def test_successors_that_score_no_higher(self, change: Callable[..., None]) -> None:
        change("benchmarks", {"model": "deepseek-r1", "kind": "independent"}, "score", 99.0)
        assert aftermath.deepseek_develops(WORDS).verdict == "partly"
        assert aftermath.deeper_reasoning(WORDS).verdict == "did not"

    def test_a_cheaper_successor_that_scores_lower(self, change: Callable[..., None]) -> None:
        change("benchmarks", {"model": "deepseek-v4-flash", "metric": "global average"}, "score", 50.0)
        assert aftermath.better_use_of_resources(WORDS).verdict == "partly"
