"""What the checks on technology recompute, and that changed data change what they find."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock.checks import registry, technology
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement
from deepseek_shock.models import parameters

Edit = Callable[[pd.DataFrame], None]


def run(check: str, *stated: float | None, **more: float | str) -> Finding:
    return registry.get(check)(Statement("a-001", "", *stated, **more))


def holds(check: str) -> list[bool]:
    return [condition.holds for condition in run(check).conditions]


def configured(model: str, **keys: int) -> Edit:
    def edit(frame: pd.DataFrame) -> None:
        frame.loc[frame["model"] == model, list(keys)] = list(keys.values())

    return edit


class TestParameters:
    """V3's parameters, and the slip by a factor of ten."""

    @pytest.mark.parametrize(
        ("check", "stated", "step", "recomputed"),
        [
            ("total_parameters", 671e9, 1e9, 671_026_419_200),
            ("active_parameters", 37e9, 1e9, 36_625_618_432),
            ("active_share", 5.5, 0.1, 5.45815),
            ("v3_training_tokens", 14.8e12, 1e11, 14.8e12),
        ],
    )
    def test_known_values(self, check: str, stated: float, step: float, recomputed: float) -> None:
        finding = run(check, stated, rounded_to=step)
        assert finding.recomputed == pytest.approx(recomputed, rel=1e-6)
        assert finding.verdict == "supported"

    def test_the_slip_is_ten_times(self) -> None:
        for check, stated in (("total_parameters", 67.1e9), ("active_parameters", 3.7e9)):
            finding = run(check, stated, rounded_to=1e8)
            assert finding.verdict == "wrong"
            assert finding.recomputed / stated == pytest.approx(10, rel=0.02)

    def test_the_share_is_blind_to_the_slip(self) -> None:
        shares = [100 * 37e9 / 671e9, 100 * 3.7e9 / 67.1e9]
        assert [run("active_share", round(share, 1), rounded_to=0.1).verdict for share in shares] == ["supported"] * 2
        assert shares[0] == pytest.approx(shares[1])

    def test_by_another_rule_of_counting_37_billion_would_not_be_met(self) -> None:
        counted = parameters.count(technology._configuration(technology.V3)).active
        assert [round(part / 1e9) for part in counted] == [36, 37, 38]

    def test_one_expert_more_is_seen(self, edit: Callable[..., None]) -> None:
        edit("model_configurations", configured("deepseek-v3", n_routed_experts=257))
        assert run("total_parameters", 671e9, rounded_to=1e9).verdict == "imprecise"


class TestExperts:
    """What a mixture of experts saves, and what it does not."""

    def test_it_saves_computing_and_not_memory(self) -> None:
        assert holds("only_what_is_needed") == [True, False]
        assert holds("moe_saves_computing") == [True, True]
        assert holds("moe_saves_memory") == [False, False]
        assert holds("moe_grows_flexibly") == [True, True]

    def test_were_all_experts_chosen_nothing_would_be_spared(self, edit: Callable[..., None]) -> None:
        edit("model_configurations", configured("deepseek-v3", n_activated_experts=256))
        assert run("moe_saves_computing").verdict == "wrong"

    def test_the_chips_work_no_harder(self) -> None:
        shares = [technology._utilisation(*names) for names in technology.RUNS_OF_DEEPSEEK]
        assert shares == pytest.approx([0.391, 0.252, 0.391], abs=5e-4)
        assert holds("chips_at_their_limit") == [True, False, False]

    def test_a_third_of_the_hours_would_be_a_higher_load(self, edit: Callable[..., None]) -> None:
        def fewer_hours(frame: pd.DataFrame) -> None:
            ids = ["v2-gpu-hours-per-trillion-tokens", "v3-gpu-hours-per-trillion-tokens"]
            frame.loc[frame["id"].isin(ids), "value"] /= 3

        edit("training_runs", fewer_hours)
        assert run("chips_at_their_limit").verdict == "supported"


class TestCache:
    """Latent attention shrinks the cache, not the model."""

    def test_the_cache_shrinks_alone(self) -> None:
        assert holds("cache_and_weights_shrink") == [True, False]

    def test_a_wide_latent_vector_would_save_nothing(self, edit: Callable[..., None]) -> None:
        edit("model_configurations", configured("deepseek-v3", kv_lora_rank=32_768))
        assert not run("cache_and_weights_shrink").conditions[0].holds


class TestComputing:
    """GPU hours, tokens and scaling laws."""

    def test_no_comparison_gives_95_percent(self) -> None:
        finding = run("gpu_use_cut", 95, rounded_to=1)
        assert finding.recomputed == pytest.approx((-4.167, 90.960), abs=1e-3)
        assert finding.verdict == "wrong"

    def test_a_run_that_took_twenty_times_the_hours_would_be_contested(self, edit: Callable[..., None]) -> None:
        def more_hours(frame: pd.DataFrame) -> None:
            frame.loc[frame["id"] == "llama405-gpu-hours-pretraining", "value"] = 20 * 2_788_000

        edit("training_runs", more_hours)
        assert run("gpu_use_cut", 95, rounded_to=1).verdict == "contested"

    def test_tokens_that_do_not_fit_the_hours_are_seen(self, edit: Callable[..., None]) -> None:
        def more_hours(frame: pd.DataFrame) -> None:
            frame.loc[frame["id"] == "v3-gpu-hours-pretraining", "value"] += 1_000

        edit("training_runs", more_hours)
        assert run("v3_training_tokens", 14.8e12, rounded_to=1e11).verdict == "imprecise"

    def test_twice_the_computing_takes_a_tenth_off(self) -> None:
        reductions = [law.reduction(2) for law in technology._laws()]
        assert reductions == pytest.approx([0.1018, 0.1010, 0.1162], abs=1e-4)
        assert holds("performance_in_proportion") == [False, False]

    def test_with_exponents_of_one_and_more_it_would_halve(self, edit: Callable[..., None]) -> None:
        def steeper(frame: pd.DataFrame) -> None:
            frame.loc[frame["parameter"].isin(["alpha", "beta"]), "value"] = 2.0

        edit("scaling_laws", steeper)
        assert run("performance_in_proportion").conditions[0].holds

    def test_computing_power_counts_and_does_not_decide(self) -> None:
        assert holds("computing_power_decides") == [True, False, False]
        assert holds("more_than_computing_power") == [True, True, True]
        assert holds("little_money_and_little_data") == [True, False, False]

    def test_thinking_takes_tokens(self) -> None:
        assert holds("thinking_is_faster") == holds("thinking_takes_less_computing") == [False]

    def test_less_thinking_for_more_answers_would_be_seen(self, edit: Callable[..., None]) -> None:
        def reverse(frame: pd.DataFrame) -> None:
            frame["mean_tokens"] = 40_000 - frame["mean_tokens"]

        edit("thinking_budgets", reverse)
        assert run("thinking_is_faster").verdict == run("thinking_takes_less_computing").verdict == "supported"


class TestBenchmarks:
    """Who is ahead, in how many tests, and by more than chance."""

    @pytest.mark.parametrize(
        ("model", "other", "paper", "ahead"),
        [
            ("deepseek-r1", "o1-2024-12-17", "dsr1-paper-v1", (5, 10)),
            ("deepseek-r1", "gpt-4o-2024-05-13", "dsr1-paper-v1", (18, 20)),
            ("deepseek-v3", "gpt-4o-2024-05-13", "dsv3-paper", (21, 23)),
            ("deepseek-v3", "llama-3.1-405b-instruct", "dsv3-paper", (22, 23)),
        ],
    )
    def test_known_counts(self, model: str, other: str, paper: str, ahead: tuple[int, int]) -> None:
        assert technology._ahead(model, other, paper) == ahead

    def test_noise_of_thirty_problems(self) -> None:
        assert technology._noise(0.798, 0.792, 30) == pytest.approx(0.1042, abs=1e-4)

    def test_of_the_leads_whose_noise_is_known_one_of_o1_exceeds_it_and_none_of_r1(self) -> None:
        r1, o1, paper = technology.R1, technology.O1, technology.R1_PAPER
        assert technology._leads_beyond_noise(o1, r1, paper) == 1
        assert technology._leads_beyond_noise(r1, o1, paper) == 0

    @pytest.mark.parametrize(
        ("check", "expected"),
        [
            ("r1_level_with_o1", [True, False, False]),
            ("r1_ahead_of_o1_somewhere", [True]),
            ("ahead_of_openai_and_meta", [True, True, False]),
            ("surpassed_chatgpt", [True, True, False, False]),
            ("v3_level_with_gpt_4o", [True, True]),
            ("r1_level_with_openai_and_google", [True, True, False, False]),
            ("r1_made_from_v3", [True, True]),
        ],
    )
    def test_what_holds(self, check: str, expected: list[bool]) -> None:
        assert holds(check) == expected

    def test_a_better_r1_is_level(self, edit: Callable[..., None]) -> None:
        def better(frame: pd.DataFrame) -> None:
            ours = (frame["model"] == "deepseek-r1") & (frame["unit"] == "percent")
            frame.loc[ours, "score"] = (frame.loc[ours, "score"] + 10).clip(upper=100)

        edit("benchmarks", better)
        assert run("r1_level_with_o1").verdict == "supported"

    def test_a_worse_v3_is_not(self, edit: Callable[..., None]) -> None:
        def worse(frame: pd.DataFrame) -> None:
            frame.loc[frame["model"] == "deepseek-v3", "score"] -= 50

        edit("benchmarks", worse)
        assert run("v3_level_with_gpt_4o").verdict == "wrong"
        assert not run("ahead_of_openai_and_meta").conditions[0].holds


class TestDates:
    """When V3 and R1 were released."""

    @pytest.mark.parametrize(
        ("check", "moment", "released"),
        [("r1_release_date", "2025-01", "2025-01-20"), ("v3_release_date", "2024-12", "2024-12-26")],
    )
    def test_releases(self, check: str, moment: str, released: str) -> None:
        assert run(check, moment=moment).recomputed == released
        assert run(check, moment=moment).verdict == "supported"
        assert run(check, moment="2025-02").verdict == "wrong"
