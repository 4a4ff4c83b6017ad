"""What the checks of the cost chapter recompute, and that a changed figure changes what they find."""

from collections.abc import Callable

import pytest

from deepseek_shock.checks import cost
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement

DOLLARS = Statement("a-001", "USD", 5_600_000, rounded_to=100_000)
YEN = Statement("a-001", "JPY", 865_000_000, rounded_to=1_000_000)
TENTH = Statement("a-001", "fraction", 0.1)
TENS_OF_BILLIONS = Statement("a-001", "JPY", 10e9, 99_999_999_999)
WORDS = Statement("a-001")


def holding(finding: Finding) -> list[bool]:
    return [condition.holds for condition in finding.conditions]


@pytest.mark.parametrize(
    ("check", "statement", "recomputed"),
    [
        (cost.hours_of_v3, Statement("a-001", "GPU hour", 2_788_000), 2_788_000),
        (cost.rent_of_v3, DOLLARS, 5_576_000),
        (cost.final_run_as_development_cost, DOLLARS, 5_576_000),
        (cost.base_model_and_r1, DOLLARS, 5_870_000),
        (cost.final_run_in_yen, YEN, (863_632_000, 871_640_000)),
        (cost.spent_on_machines, DOLLARS, (500e6, 1.6e9)),
        (cost.tenth_of_development_cost, TENTH, 1 / 14.060),
        (cost.hundredth_of_chatgpt, TENTH, 1 / 17.934),
        (cost.tenth_of_training_hours, TENTH, 1 / 11.062),
        (cost.saving_in_cost, Statement("a-001", "percent", 95), (81.305, 97.081)),
        (cost.cost_of_gpt4, DOLLARS, (40.587e6, 100e6)),
        (cost.cost_of_us_models, DOLLARS, (29.827e6, 191e6)),
        (cost.cost_of_us_models_in_yen, TENS_OF_BILLIONS, (4.600e9, 29.456e9)),
        (cost.cost_of_strong_models_in_yen, TENS_OF_BILLIONS, (1.5422e9, 29.456e9)),
        (cost.price_against_gpt4o, Statement("a-001", "fraction", 0.05), (0.028, 0.056)),
        (cost.hyperscaler_spending, DOLLARS, 253.354e9),
        (cost.meta_plan, DOLLARS, (60e9, 65e9)),
        (cost.stargate_total, DOLLARS, 500e9),
    ],
)
def test_known_values(check: Callable, statement: Statement, recomputed: float | tuple[float, float]) -> None:
    assert check(statement).recomputed == pytest.approx(recomputed, rel=1e-4)


class TestTheFinalRun:
    def test_it_is_no_cost_of_development(self) -> None:
        assert holding(cost.final_run_as_development_cost(DOLLARS)) == [False]

    def test_a_figure_that_covered_research_would_be_one(self, change: Callable[..., None]) -> None:
        change("cost_scopes", {"figure": "v3-cost-total"}, "covers_research", "yes")
        assert cost.final_run_as_development_cost(DOLLARS).verdict == "supported"
        assert cost.research_left_out(WORDS).verdict == "wrong"

    def test_a_dearer_hour_breaks_the_limit(self, change: Callable[..., None]) -> None:
        limit = Statement("a-001", "USD", 6_000_000)
        assert cost.rent_of_v3(limit).verdict == "supported"
        change("training_runs", {"run": "v3", "metric": "assumed_rental_price"}, "value", 2.2)
        assert cost.rent_of_v3(limit).verdict == "imprecise"

    def test_a_tenfold_slip_in_the_hours_is_wrong(self) -> None:
        assert cost.hours_of_v3(Statement("a-001", "GPU hour", 27_880_000, rounded_to=1000)).verdict == "wrong"

    def test_both_amounts_in_yen_are_the_same_dollars(self) -> None:
        other = Statement("a-001", "JPY", 860_000_000, rounded_to=10_000_000)
        assert {cost.final_run_in_yen(each).verdict for each in (YEN, other)} == {"supported"}

    def test_an_amount_in_yen_at_last_years_rate_is_seen(self) -> None:
        assert cost.final_run_in_yen(Statement("a-001", "JPY", 900e6, rounded_to=1e6)).verdict == "imprecise"


class TestRatios:
    def test_the_tenth_does_not_hold_for_the_lowest_figure(self) -> None:
        assert holding(cost.tenth_of_development_cost(TENTH)) == [False, False]

    def test_of_both_ratios_one_holds(self) -> None:
        assert holding(cost.tenth_and_hundredth(WORDS)) == [True, False]

    def test_a_hundredth_needs_558_million(self, change: Callable[..., None]) -> None:
        hundredth = Statement("a-001", "fraction", 0.01)
        change("training_runs", {"run": "gpt-4", "metric": "training_cost_said"}, "value", 557_600_000)
        assert cost.hundredth_of_chatgpt(hundredth).verdict == "supported"
        change("training_runs", {"run": "gpt-4", "metric": "training_cost_said"}, "value", 520_000_000)
        assert cost.hundredth_of_chatgpt(hundredth).verdict == "imprecise"

    def test_with_fewer_hours_for_llama_the_tenth_falls(self, change: Callable[..., None]) -> None:
        change("training_runs", {"run": "llama405", "metric": "gpu_hours_pretraining"}, "value", 7_000_000)
        assert cost.tenth_of_training_hours(TENTH).verdict == "wrong"
        assert holding(cost.tenth_and_hundredth(WORDS)) == [False, False]

    def test_no_published_figure_gives_a_saving_of_95_percent(self, change: Callable[..., None]) -> None:
        saving = Statement("a-001", "percent", 95, rounded_to=1)
        assert cost.saving_in_cost(saving).verdict == "wrong"
        change("training_runs", {"run": "gpt-4", "metric": "training_cost_said"}, "value", 111_520_000)
        assert cost.saving_in_cost(saving).verdict == "contested"

    def test_a_tenth_of_the_hours_holds_for_one_baseline_of_three(self, change: Callable[..., None]) -> None:
        finding = cost.tenth_of_training_hours(TENTH)
        assert (finding.verdict, holding(finding)) == ("imprecise", [True, False, False])
        change("training_runs", {"run": "gpt-4", "metric": "training_cost_2023usd"}, "value", 60e6)
        change("training_runs", {"run": "67b"}, "value", 1_800_000)
        assert cost.tenth_of_training_hours(TENTH).verdict == "supported"

    def test_one_figure_inside_the_range_makes_it_contested(self, change: Callable[..., None]) -> None:
        hundreds = Statement("a-001", "USD", 100e6, 999_999_999)
        assert cost.cost_of_gpt4(hundreds).verdict == "contested"
        change("training_runs", {"run": "gpt-4", "metric": "training_cost_said"}, "value", 90e6)
        assert cost.cost_of_gpt4(hundreds).verdict == "wrong"

    def test_the_final_run_is_below_every_figure_for_gpt4(self, change: Callable[..., None]) -> None:
        assert holding(cost.fraction_of_chatgpt(WORDS)) == [True, False]
        change("training_runs", {"run": "gpt-4", "metric": "training_cost_cloud"}, "value", 5e6)
        assert cost.fraction_of_chatgpt(WORDS).verdict == "wrong"

    def test_a_smaller_llama_would_have_the_higher_loss(self, change: Callable[..., None]) -> None:
        assert holding(cost.more_resources(WORDS)) == [True, True]
        change("model_configurations", {"model": "llama-3.1-405b"}, "reported_active_params", 1_000_000_000)
        assert holding(cost.more_resources(WORDS)) == [False, False]


class TestPrices:
    def test_a_twentieth_fits_the_promotion_and_a_ninth_the_list(self, change: Callable[..., None]) -> None:
        assert holding(cost.price_against_gpt4o(Statement("a-001", "fraction", 0.05))) == [False]
        ninth = cost.price_against_gpt4o(Statement("a-001", "fraction", 0.109))
        assert (ninth.verdict, holding(ninth)) == ("wrong", [True])
        change("api_prices", {"id": "deepseek-v3-input-2025-02-08"}, "price", 0.1)
        assert holding(cost.price_against_gpt4o(Statement("a-001", "fraction", 0.05))) == [True]

    def test_thinking_costs_more_in_both_pairs(self, change: Callable[..., None]) -> None:
        assert holding(cost.cost_of_thinking(WORDS)) == [False, False]
        change("benchmarks", {"metric": "cost", "model": "deepseek-r1", "setting": "default"}, "score", 0.1)
        assert cost.cost_of_thinking(WORDS).verdict == "imprecise"

    def test_v3_is_ahead_in_all_but_facts(self) -> None:
        assert holding(cost.luxury_at_a_small_price(WORDS)) == [True, True, True, False]

    def test_one_cheap_model_refutes_the_claim(self, change: Callable[..., None]) -> None:
        assert cost.only_for_large_companies(WORDS).verdict == "wrong"
        change("api_prices", {"model": "gpt-4o-mini"}, "price", 20)
        assert cost.only_for_large_companies(WORDS).verdict == "supported"


class TestCapitalExpenditure:
    @pytest.mark.parametrize(("billions", "verdict"), [(253, "supported"), (200, "wrong"), (240, "imprecise")])
    def test_three_cloud_companies_to_september(self, billions: float, verdict: str) -> None:
        assert cost.hyperscaler_spending(Statement("a-001", "USD", billions * 1e9, rounded_to=1e9)).verdict == verdict

    def test_billions_fit_a_quarter_and_not_a_year(self) -> None:
        billions = Statement("a-001", "USD", 1e9, 9_999_999_999)
        assert holding(cost.investment_in_billions(billions)) == [True, False]
        assert cost.investment_in_billions(Statement("a-001", "USD", 1e6, 9_999_999)).verdict == "wrong"

    def test_metas_plan_is_a_range(self, change: Callable[..., None]) -> None:
        sixty = Statement("a-001", "USD", 60e9, rounded_to=10e9)
        assert cost.meta_plan(sixty).verdict == "imprecise"
        change("capital_expenditure", {"id": "meta-2025-guidance-high-2025-01-29"}, "value_usd", 60e9)
        assert cost.meta_plan(sixty).verdict == "supported"

    def test_stargate_is_not_committed_in_full(self, change: Callable[..., None]) -> None:
        announced = Statement("a-001", "USD", 500e9, rounded_to=100e9)
        assert holding(cost.stargate_total(announced)) == [False]
        change("ai_index", {"metric": "stargate-committed"}, "value", 500e9)
        assert cost.stargate_total(announced).verdict == "supported"

    def test_several_million_for_the_machines_is_wrong(self) -> None:
        assert cost.spent_on_machines(Statement("a-001", "USD", 1e6, 9_999_999)).verdict == "wrong"

    def test_alphabet_spends_more_each_year(self, change: Callable[..., None]) -> None:
        assert holding(cost.alphabet_goes_on(WORDS)) == [True, True]
        change("capital_expenditure", {"id": "alphabet-2025-cash-purchases"}, "value_usd", 50e9)
        assert holding(cost.alphabet_goes_on(WORDS)) == [False, True]
