"""The tables of models, runs, prices and scores: sums that must add up, and figures known from elsewhere."""

import itertools

import pandas as pd
import pytest

from deepseek_shock import tables
from deepseek_shock.quantities.units import UNITS

KEYED_BY_MODEL = [
    "api_prices",
    "benchmarks",
    "model_configurations",
    "model_releases",
    "openness",
    "thinking_budgets",
    "training_runs",
]
OF_THE_SUBJECT = [
    *KEYED_BY_MODEL,
    "benchmark_tests",
    "cost_scopes",
    "evaluators",
    "open_model_adoption",
    "scaling_laws",
]


def run(name: str) -> pd.Series:
    """What the developer reports of one run, by metric, where it reports one value."""
    rows = tables.load("training_runs").query("run == @name and kind in ('reported', 'assumed')")
    return rows.drop_duplicates("metric", keep=False).set_index("metric")["value"]


def figure(key: str) -> pd.Series:
    return tables.load("training_runs").set_index("id").loc[key]


def configuration(model: str) -> pd.Series:
    return tables.load("model_configurations").set_index("model").loc[model]


def price(model: str, kind: str, tariff: str = "list", moment: str = "2025-02-10") -> float:
    rows = tables.load("api_prices").query("model == @model and kind == @kind and tariff == @tariff")
    valid = (rows["valid_from"].fillna("") <= moment) & (rows["valid_to"].fillna("9999") > moment)
    return rows.loc[valid, "price"].item()


def scores(source: str, **columns: str) -> pd.DataFrame:
    rows = tables.load("benchmarks")
    for column, value in {"sources": source, **columns}.items():
        rows = rows[rows[column] == value]
    return rows


def score(source: str, **columns: str) -> float:
    return scores(source, **columns)["score"].item()


class TestTables:
    @pytest.mark.parametrize("name", [*OF_THE_SUBJECT, "models"])
    def test_keys_are_unique_and_never_blank(self, name: str) -> None:
        key = tables.resource(name)["schema"]["primaryKey"]
        frame = tables.load(name)[key]
        assert not frame.duplicated().any()
        assert frame.notna().all(axis=None)

    @pytest.mark.parametrize("name", OF_THE_SUBJECT)
    def test_every_row_has_its_source(self, name: str) -> None:
        rows = tables.load(name)
        assert rows["sources"].notna().all()
        # A computation of the book is no source.
        assert "own" not in set(rows["sources"].str.split(";").explode())

    def test_every_model_is_named_in_some_table(self) -> None:
        named = {model for name in KEYED_BY_MODEL for model in tables.load(name)["model"].dropna()}
        assert set(tables.load("models")["model"]) == named

    @pytest.mark.parametrize("name", ["training_runs", "benchmarks", "open_model_adoption"])
    def test_units_are_those_of_the_book(self, name: str) -> None:
        rates_and_others = {"USD per GPU hour", "USD of 2023", "score"}
        assert set(tables.load(name)["unit"].dropna()) - rates_and_others <= set(UNITS)


class TestConfigurations:
    def test_the_configuration_of_v3(self) -> None:
        v3 = configuration("deepseek-v3")
        assert (v3["n_layers"], v3["hidden_size"], v3["vocab_size"]) == (61, 7168, 129280)
        assert (v3["kv_lora_rank"], v3["qk_rope_head_dim"]) == (512, 64)
        assert (v3["n_routed_experts"], v3["n_activated_experts"], v3["n_dense_layers"]) == (256, 8, 3)
        assert (v3["reported_total_params"], v3["reported_active_params"]) == (671_000_000_000, 37_000_000_000)

    def test_ordinary_heads_fill_the_hidden_state(self) -> None:
        rows = tables.load("model_configurations").query("attention != 'MLA'")
        assert len(rows) == 7
        assert (rows["n_heads"] * rows["head_dim"] == rows["hidden_size"]).all()
        assert (rows["n_heads"] % rows["n_kv_heads"] == 0).all()

    def test_latent_attention_has_its_dimensions_and_no_key_value_heads(self) -> None:
        rows = tables.load("model_configurations")
        latent = rows["attention"] == "MLA"
        for column in ("q_lora_rank", "kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"):
            assert (rows[column].notna() == latent).all()
        assert (rows["n_kv_heads"].isna() == latent).all()
        assert (rows.loc[latent, "qk_nope_head_dim"] == rows.loc[latent, "head_dim"]).all()

    def test_experts_are_described_in_full_or_not_at_all(self) -> None:
        rows = tables.load("model_configurations")
        sparse = rows["n_routed_experts"].notna()
        for column in ("n_shared_experts", "n_activated_experts", "moe_intermediate", "score_func", "router_bias"):
            assert (rows[column].notna() == sparse).all()
        assert (rows.loc[sparse, "n_activated_experts"] < rows.loc[sparse, "n_routed_experts"]).all()
        dense = rows[~sparse]
        assert (dense["reported_active_params"] == dense["reported_total_params"]).all()

    def test_groups_divide_the_experts(self) -> None:
        rows = tables.load("model_configurations").dropna(subset="n_group")
        assert (rows["n_routed_experts"] % rows["n_group"] == 0).all()
        assert (rows["topk_group"] <= rows["n_group"]).all()


class TestTraining:
    def test_the_hours_of_v3_add_up(self) -> None:
        v3 = run("v3")
        parts = v3[["gpu_hours_pretraining", "gpu_hours_context_extension", "gpu_hours_post_training"]]
        assert parts.tolist() == [2_664_000, 119_000, 5_000]
        assert parts.sum() == v3["gpu_hours_total"] == 2_788_000

    def test_the_costs_of_v3_are_its_hours_times_the_rent(self) -> None:
        v3 = run("v3")
        for part in ("pretraining", "context_extension", "post_training", "total"):
            assert v3[f"gpu_hours_{part}"] * v3["assumed_rental_price"] == v3[f"cost_{part}"]
        assert v3["cost_total"] == 5_576_000

    def test_hours_a_trillion_tokens(self) -> None:
        v3 = run("v3")
        trillions = v3["pretraining_tokens"] / 1e12
        assert v3["gpu_hours_per_trillion_tokens"] * trillions == pytest.approx(v3["gpu_hours_pretraining"])
        days = v3["gpu_hours_per_trillion_tokens"] / v3["cluster_size"] / 24
        assert round(days, 1) == v3["days_per_trillion_tokens"]

    def test_pretraining_took_less_than_the_time_stated(self) -> None:
        v3 = run("v3")
        assert figure("v3-pretraining-duration")["qualifier"] == "less than"
        # A month has at least 28 days.
        assert v3["gpu_hours_pretraining"] / v3["cluster_size"] / 24 < 28 * v3["pretraining_duration"]

    def test_the_measured_step_gives_the_tokens_a_day(self) -> None:
        v3 = run("v3")
        tokens = v3["batch_size_sequences_final"] * v3["sequence_length"] / v3["time_per_step"] * 86_400
        assert round(tokens / 1e9, 1) == v3["tokens_per_day"] / 1e9

    @pytest.mark.parametrize("counting", ["causal", "noncausal"])
    def test_the_utilisation_of_v3_is_measured_against_the_bf16_peak(self, counting: str) -> None:
        v3 = run("v3")
        peak = v3[f"flops_per_gpu_{counting}"] / v3[f"mfu_{counting}_bf16_basis"]
        assert peak == pytest.approx(989e12, rel=2e-3)

    def test_the_hours_and_the_cost_of_r1_add_up(self) -> None:
        r1 = run("r1")
        for part, total in (("gpu_hours", 147_000), ("cost", 294_000)):
            assert r1[[f"{part}_r1_zero", f"{part}_sft_data", f"{part}_r1"]].sum() == r1[f"{part}_total"] == total
        assert r1["gpu_hours_total"] * run("v3")["assumed_rental_price"] == r1["cost_total"]

    @pytest.mark.parametrize("part", ["r1_zero", "r1"])
    def test_the_hours_of_r1_are_its_chips_times_the_clock(self, part: str) -> None:
        r1 = run("r1")
        hours = r1["cluster_size"] * r1[f"wall_clock_{part}"]
        assert round(hours, -3) == r1[f"gpu_hours_{part}"]

    def test_the_hours_of_llama_add_up(self) -> None:
        parts = [run(name)["gpu_hours_pretraining"] for name in ("llama8", "llama70", "llama405")]
        assert sum(parts) == run("llama31")["gpu_hours_pretraining"] == 39_300_000

    def test_llama_took_eleven_times_the_hours_of_v3(self) -> None:
        ratio = run("llama405")["gpu_hours_pretraining"] / run("v3")["gpu_hours_total"]
        assert round(ratio, 2) == 11.06
        assert figure("llama405-gpu-hours-pretraining")["hardware"] != figure("v3-gpu-hours-total")["hardware"]

    def test_v2_took_42_5_percent_fewer_hours_than_the_dense_model(self) -> None:
        hours = [run(name)["gpu_hours_per_trillion_tokens"] for name in ("v2", "67b")]
        assert round(100 * (1 - hours[0] / hours[1]), 1) == 42.5

    def test_the_day_of_inference(self) -> None:
        day = run("company")
        cost = 24 * 8 * day["inference_nodes_mean"] * day["inference_assumed_rental_price"]
        assert cost == day["inference_daily_cost"]
        margin = day["inference_theoretical_revenue"] / cost - 1
        assert margin == pytest.approx(day["inference_theoretical_margin"], abs=0.006)

    def test_that_days_revenue_is_at_the_prices_of_r1(self) -> None:
        day = run("company")
        cached = day["inference_cached_input_tokens_per_day"]
        tokens = {
            "cached_input": cached,
            "input": day["inference_input_tokens_per_day"] - cached,
            "output": day["inference_output_tokens_per_day"],
        }
        revenue = sum(price("deepseek-r1", kind) * count / 1e6 for kind, count in tokens.items())
        # The three counts are given in whole billions.
        assert revenue == pytest.approx(day["inference_theoretical_revenue"], rel=0.005)

    @pytest.mark.parametrize(
        ("run_name", "metric", "values"),
        [
            ("r1", "aime2024_pass1_end", [71.0, 77.9]),
            ("v3", "mtp_second_token_acceptance_low", [0.80, 0.85]),
        ],
    )
    def test_sources_that_differ_are_both_kept(self, run_name: str, metric: str, values: list[float]) -> None:
        rows = tables.load("training_runs").query("run == @run_name and metric == @metric")
        assert sorted(rows["value"]) == values
        assert rows["sources"].is_unique

    def test_estimates_of_one_run_are_factors_apart(self) -> None:
        """Machines written down or rented: the choice moves the cost of GPT-4 about twofold, of Gemini sixfold."""
        for model, factor in (("gpt-4", 1.93), ("gemini-1.0-ultra", 6.40)):
            ratio = figure(f"{model}-training-cost-cloud")["value"] / figure(f"{model}-training-cost-2023usd")["value"]
            assert round(ratio, 2) == factor


class TestCostScopes:
    def scope(self, key: str) -> pd.Series:
        return tables.load("cost_scopes").set_index("figure").loc[key]

    def test_every_total_cost_has_its_scope(self) -> None:
        runs = tables.load("training_runs")
        dollars = runs["unit"].isin(["USD", "USD of 2023"]) & ~runs["metric"].str.startswith("inference_")
        parts = runs["metric"].str.fullmatch("cost_(pretraining|context_extension|post_training|r1_zero|sft_data|r1)")
        assert set(runs.loc[dollars & ~parts, "id"]) == set(tables.load("cost_scopes")["figure"])

    def test_the_figure_of_v3_is_the_final_run_and_nothing_else(self) -> None:
        covered = self.scope("v3-cost-total").filter(like="covers_")
        assert set(covered[covered == "yes"].index) == {"covers_final_run", "covers_base_model"}
        assert covered[["covers_research", "covers_failed_runs", "covers_hardware", "covers_staff"]].eq("no").all()

    def test_the_figure_of_r1_leaves_the_base_model_out(self) -> None:
        assert self.scope("r1-cost-total")["covers_base_model"] == "no"
        assert self.scope("r1-cost-total")["covers_r1_training"] == "yes"

    def test_no_cost_of_a_run_holds_bought_machines(self) -> None:
        scopes = tables.load("cost_scopes")
        bought = scopes[scopes["figure"].str.startswith("company-") & (scopes["covers_hardware"] == "yes")]
        assert len(bought) == 4
        assert (bought["covers_final_run"] == "no").all()


class TestPrices:
    @pytest.mark.parametrize(
        ("dearer", "cheaper", "tariff", "moment", "kind", "ratio"),
        [
            ("gpt-4o", "deepseek-v3", "promotional", "2025-01-27", "input", 17.9),
            ("gpt-4o", "deepseek-v3", "promotional", "2025-01-27", "output", 35.7),
            ("gpt-4o", "deepseek-v3", "list", "2025-02-10", "input", 9.3),
            ("gpt-4o", "deepseek-v3", "list", "2025-02-10", "output", 9.1),
            ("o1", "deepseek-r1", "list", "2025-01-27", "input", 27.3),
            ("o1", "deepseek-r1", "list", "2025-01-27", "output", 27.4),
            ("o1-mini", "deepseek-r1", "list", "2025-01-27", "output", 5.5),
            ("o1-mini", "deepseek-r1", "list", "2025-02-10", "output", 2.0),
            ("claude-3.5-sonnet", "deepseek-v3", "list", "2025-02-10", "output", 13.6),
        ],
    )
    def test_known_ratios(self, dearer: str, cheaper: str, tariff: str, moment: str, kind: str, ratio: float) -> None:
        found = price(dearer, kind, moment=moment) / price(cheaper, kind, tariff, moment)
        assert round(found, 1) == ratio

    def test_every_validity_is_ordered(self) -> None:
        rows = tables.load("api_prices").dropna(subset=["valid_from", "valid_to"])
        assert len(rows) > 20
        assert (rows["valid_from"] < rows["valid_to"]).all()

    def test_no_two_prices_of_one_thing_overlap(self) -> None:
        rows = tables.load("api_prices").fillna({"valid_from": "", "valid_to": "9999", "context": ""})
        # A promotional price stands in the place of the list price; prices by time of day stand beside it.
        rows["tariff"] = rows["tariff"].replace("promotional", "list")
        # One database contradicts the official page; that pair is meant to overlap.
        rows = rows[rows["id"] != "deepseek-v3.1-input-2025-09-05-modelsdev"]
        for _, group in rows.groupby(["model", "kind", "tariff", "context", "currency"]):
            periods = sorted(zip(group["valid_from"], group["valid_to"], strict=True))
            assert all(one[1] <= other[0] for one, other in itertools.pairwise(periods))

    def test_the_list_price_of_v3_began_when_the_promotion_ended(self) -> None:
        for moment, tariff, dollars in (("2025-02-08T15:59Z", "promotional", 0.28), ("2025-02-08T16:00Z", "list", 1.1)):
            assert price("deepseek-v3", "output", tariff, moment) == dollars

    def test_a_beginning_says_whether_it_is_one(self) -> None:
        rows = tables.load("api_prices")
        assert (rows["start"].notna() == rows["valid_from"].notna()).all()

    def test_prices_come_in_pairs_of_input_and_output(self) -> None:
        rows = tables.load("api_prices").fillna({"valid_from": "", "context": ""})
        for kind, other in (("input", "output"), ("output", "input")):
            columns = ["model", "tariff", "context", "valid_from"]
            have, need = (set(rows[rows["kind"] == k][columns].itertuples(index=False)) for k in (other, kind))
            assert need == have

    def test_cached_input_is_cheaper(self) -> None:
        rows = tables.load("api_prices").query("model.str.startswith('deepseek')")
        wide = rows.fillna({"valid_from": ""}).pivot_table(
            index=["model", "tariff", "valid_from"], columns="kind", values="price"
        )
        both = wide.dropna()
        assert len(both) > 8
        assert (both["cached_input"] < both["input"]).all()

    def test_off_peak_was_half_for_v3_and_a_quarter_for_r1(self) -> None:
        for model, share in (("deepseek-v3", 0.5), ("deepseek-r1", 0.25)):
            for kind in ("input", "output"):
                cheaper = price(model, kind, "off-peak", "2025-03-01")
                # Rounded to the half cent.
                assert cheaper == pytest.approx(share * price(model, kind, moment="2025-03-01"), abs=0.0026)

    def test_peak_is_twice_off_peak(self) -> None:
        rows = tables.load("api_prices").query("currency == 'CNY'")
        wide = rows.pivot_table(index=["model", "kind"], columns="tariff", values="price")
        assert len(wide) == 6
        assert (wide["peak"] == 2 * wide["off-peak"]).all()


class TestBenchmarks:
    def test_aime_of_r1_and_o1(self) -> None:
        one, other = (
            score("dsr1-paper-v1", benchmark="AIME 2024", metric="pass@1", model=model)
            for model in ("deepseek-r1", "o1-2024-12-17")
        )
        assert (one, other) == (79.8, 79.2)
        questions = tables.load("benchmark_tests").set_index("benchmark").loc["AIME 2024", "questions"]
        # The difference is a fifth of one problem.
        assert round((one - other) / 100 * questions, 2) == 0.18

    def test_five_wins_and_five_losses_against_o1(self) -> None:
        table = scores("dsr1-paper-v1").query("model in ('deepseek-r1', 'o1-2024-12-17') and metric != 'rating'")
        pairs = table.pivot(index="benchmark", columns="model", values="score").dropna()
        assert len(pairs) == 10
        assert (pairs["deepseek-r1"] > pairs["o1-2024-12-17"]).sum() == 5

    def test_the_mean_of_the_categories_is_the_average(self) -> None:
        table = scores("livebench", benchmark="LiveBench 2024-11-25", unit="percent")
        wide = table.pivot(index=["model", "setting", "date"], columns="metric", values="score")
        average = wide.pop("global average")
        assert wide.shape == (11, 6)
        # Every figure is rounded to the hundredth.
        assert (wide.mean(axis=1) - average).abs().max() < 0.011

    def test_ranks_follow_the_averages(self) -> None:
        for _, day in scores("livebench", benchmark="LiveBench 2024-11-25").groupby("date"):
            wide = day.pivot(index=["model", "setting"], columns="metric", values="score")
            ranked = wide.sort_values("rank")
            assert ranked["global average"].is_monotonic_decreasing

    @pytest.mark.parametrize(
        ("dearer", "cheaper", "ratio"),
        [
            ("o1-2024-12-17", "deepseek-r1", 34.4),
            ("claude-3.5-sonnet-2024-10-22", "deepseek-v3", 42.8),
            ("gpt-4o-2024-08-06", "deepseek-v3", 20.9),
        ],
    )
    def test_measured_costs(self, dearer: str, cheaper: str, ratio: float) -> None:
        costs = scores("aider", metric="cost").query("setting != 'with Claude 3.5 Sonnet as editor'")
        by_model = costs.set_index("model")["score"]
        assert round(by_model[dearer] / by_model[cheaper], 1) == ratio

    def test_percentages_and_intervals_are_possible(self) -> None:
        rows = tables.load("benchmarks")
        assert rows.loc[rows["unit"] == "percent", "score"].between(0, 100).all()
        intervals = rows.dropna(subset="score_low")
        assert len(intervals) == 5
        assert (intervals["score_low"] < intervals["score"]).all()
        assert (intervals["score"] < intervals["score_high"]).all()

    @pytest.mark.parametrize(
        ("benchmark", "metric", "model", "values"),
        [
            ("AIME 2024", "pass@1", "deepseek-r1-zero", [71.0, 77.9]),
            ("GPQA Diamond", "pass@1", "deepseek-r1-zero", [73.3, 75.8]),
            ("AIME 2024", "pass@1", "qwq-32b-preview", [44.0, 50.0]),
            ("Codeforces", "percentile", "deepseek-v3", [51.6, 58.7]),
            ("Aider polyglot", "accuracy", "deepseek-r1", [53.3, 56.9]),
        ],
    )
    def test_sources_that_differ_are_both_kept(
        self, benchmark: str, metric: str, model: str, values: list[float]
    ) -> None:
        rows = tables.load("benchmarks").query("benchmark == @benchmark and metric == @metric and model == @model")
        rows = rows[rows["setting"] == "default"]
        assert sorted(rows["score"]) == values
        assert rows["sources"].is_unique

    def test_kinds_follow_from_the_evaluators(self) -> None:
        rows = tables.load("benchmarks").merge(tables.load("evaluators"), on="evaluator", suffixes=("", "_evaluator"))
        kinds = {
            "self-reported": "developer",
            "self-reported, peer-reviewed": "developer",
            "independent": "independent",
            "government": "government",
        }
        assert (rows["kind"].map(kinds) == rows["kind_evaluator"]).all()

    def test_developer_and_government_have_their_interest_stated(self) -> None:
        evaluators = tables.load("evaluators").set_index("kind")
        assert evaluators.loc[["developer", "government"], "interest_en"].notna().all()

    def test_parity_did_not_carry_over_to_a_newer_examination(self) -> None:
        mock = {"benchmark": "OTIS Mock AIME 2024-2025", "metric": "accuracy"}
        assert score("epoch-runs", model="deepseek-r1", **mock) == 53.3
        assert score("epoch-runs", model="o1-2024-12-17", **mock) == 73.3

    def test_more_thought_never_costs_accuracy(self) -> None:
        for _, curve in tables.load("thinking_budgets").groupby(["benchmark", "model", "setting"]):
            ordered = curve.sort_values("token_budget")
            assert len(ordered) >= 5
            assert ordered["accuracy"].is_monotonic_increasing
            recorded = ordered.dropna(subset="mean_tokens")
            assert (recorded["mean_tokens"] <= recorded["token_budget"]).all()

    def test_every_question_was_asked_equally_often(self) -> None:
        curves = tables.load("thinking_budgets").merge(tables.load("benchmark_tests"), on="benchmark")
        assert set(curves["samples"] / curves["questions"]) == {1, 8}

    def test_the_longest_budget_gives_the_score(self) -> None:
        curves = tables.load("thinking_budgets").sort_values("token_budget")
        last = curves.query("benchmark == 'OTIS Mock AIME 2024-2025'").groupby("model")["accuracy"].last()
        assert last.round(1).to_dict() == {"deepseek-r1": 53.3, "o1-2024-12-17": 73.3}


class TestScalingLaws:
    def constants(self, law: str) -> pd.Series:
        return tables.load("scaling_laws").query("law == @law").set_index("parameter")["value"]

    def test_the_published_exponents_follow_from_the_constants(self) -> None:
        law = self.constants("besiroglu-2024")
        assert law["beta"] / (law["alpha"] + law["beta"]) == pytest.approx(law["a"], abs=5e-5)
        assert law["a"] + law["b"] == pytest.approx(1)

    def test_rounding_is_the_only_difference_between_the_two_of_hoffmann(self) -> None:
        rounded, full = self.constants("hoffmann-2022-rounded"), self.constants("hoffmann-2022")
        assert (rounded[["A", "B"]] == full[["A", "B"]]).all()
        assert (rounded - full).abs().max() < 0.0051
        assert (rounded - full).abs().max() > 0


class TestReleases:
    def test_the_two_releases_of_the_shock(self) -> None:
        releases = tables.load("model_releases").set_index("model")
        assert releases.loc["deepseek-v3", "date"] == pd.Timestamp("2024-12-26")
        assert releases.loc["deepseek-r1", "date"] == pd.Timestamp("2025-01-20")
        assert releases.loc["deepseek-r1", "weights_licence"] == "MIT"
        assert releases.loc["deepseek-v3", "weights_licence"] != "MIT"

    def test_sizes_agree_with_the_configurations(self) -> None:
        releases = tables.load("model_releases").query("total_counts == 'model'")
        both = releases.merge(tables.load("model_configurations"), on="model")
        assert len(both) == 3
        assert (both["total_params"] == both["reported_total_params"]).all()
        assert (both["active_params"] == both["reported_active_params"]).all()

    def test_a_total_says_what_it_counts(self) -> None:
        releases = tables.load("model_releases")
        assert (releases["total_params"].notna() == releases["total_counts"].notna()).all()

    def test_weights_and_papers_are_open_and_data_and_training_code_are_not(self) -> None:
        wide = tables.load("openness").pivot(index="model", columns="artefact", values="published")
        assert wide[["weights", "inference_code", "paper"]].eq("yes").all(axis=None)
        assert wide[["training_code", "training_data"]].eq("no").all(axis=None)

    def test_open_weights_have_the_licence_of_their_release(self) -> None:
        openness = tables.load("openness").query("artefact == 'weights'")
        both = openness.merge(tables.load("model_releases"), on="model")
        assert (both["licence"] == both["weights_licence"]).all()
        assert (both["published_on"] == both["date"].dt.strftime("%Y-%m-%d")).all()


class TestAdoption:
    def test_derivatives_are_mostly_of_qwen(self) -> None:
        counts = tables.load("open_model_adoption").query("metric == 'derivative_models'").set_index("subject")["value"]
        assert counts.idxmax() == "qwen"
        assert counts["qwen"] > counts["llama"] > counts["deepseek"]

    def test_downloads_of_r1(self) -> None:
        rows = tables.load("open_model_adoption").query("subject == 'deepseek-r1'").set_index("metric")
        total, month = (rows.loc[f"downloads_{span}", "value"] for span in ("cumulative", "30_days"))
        assert (total, month) == (10_900_000, 4_320_000)
