"""Technology: every formula that runs in the browser equals its Python model, over a grid.

A specification carries rounded numbers: shares to 1e-5 or 1e-4, exponents to 1e-6, loads to a hundredth of the fair
share. Each tolerance below is what that rounding can do and no more.
"""

from itertools import product
from math import erf, sqrt

import numpy as np
import pytest
from formulas import FLOAT, grid

from deepseek_shock import tables
from deepseek_shock.charts.technology import (
    benchmark_gaps,
    cache,
    ninety_five,
    power_laws,
    precision,
    router_lab,
    thinking_budget,
    unit_trainer,
)
from deepseek_shock.models import fp8, kv_cache, mixture_of_experts, two_proportions, voting

CHAPTER = "technology"


def test_unit_trainer(chart):
    """Each input at both ends, all at both ends, and a mixture of both."""
    usual, names = unit_trainer.inputs(), list(unit_trainer.RANGES)
    ends = [{name: unit_trainer.RANGES[name][end] for name in names} for end in (0, 1)]
    settings = [usual, *ends, {name: ends[place % 2][name] for place, name in enumerate(names)}]
    settings += [usual | {name: end[name]} for name, end in product(names, ends)]
    results = chart("unit-trainer", settings, "symbol", ("key", "now", "times"), tuple(unit_trainer.computed(usual)))
    for setting, result in zip(settings, results, strict=True):
        for key, value in unit_trainer.computed(setting).items():
            assert result[key] == pytest.approx(value, rel=FLOAT), (setting, key)
        for row in result["rows"]:
            times = unit_trainer.computed(setting)[row["key"]] / unit_trainer.computed(usual)[row["key"]]
            assert row["times"] == pytest.approx(times, rel=5.1e-6), (setting, row["key"])


def test_the_trainer_begins_with_the_counts_known_beforehand(chart):
    (result,) = chart("unit-trainer", [{}], signals=("total", "active", "gpu_hours", "total_dollars"))
    assert (result["total"], result["active"]) == (671_026_419_200, 36_625_618_432)
    assert (result["gpu_hours"], result["total_dollars"]) == pytest.approx((2.664e6, 5.576e6), rel=0.001)


def test_router_lab(chart):
    """Loads and parts to a hundredth of the fair share; without balancing they are those of step 0."""
    settings = grid(experts=router_lab.EXPERTS, top_k=router_lab.TOP_K, balancing=[True, False], step=[0, 30, 100])
    fields = ("step", "expert", "load", "part", "title", "busiest")
    results = chart("router-lab", settings, "rect", fields)
    simulated = {
        (experts, top_k, row["step"]): row
        for experts, top_k in product(router_lab.EXPERTS, router_lab.TOP_K)
        for row in router_lab.simulated(experts, top_k)
    }
    for setting, result in zip(settings, results, strict=True):
        step = setting["step"] if setting["balancing"] else 0
        expected = simulated[setting["experts"], setting["top_k"], step]
        # The marks of the load before balancing are rectangles too.
        shown = [row for row in result["rows"] if row["step"] == step]
        assert {row["step"] for row in result["rows"]} == {0, step}
        drawn = {row["expert"]: (row["load"], row["part"], row["title"]) for row in shown}
        assert list(drawn) == list(range(1, setting["experts"] + 1)), setting
        assert list(drawn.values()) == list(zip(expected["load"], expected["part"], expected["title"], strict=True))
        assert {row["busiest"] for row in shown} == {expected["busiest"]}
        assert 100 * expected["busiest"] == pytest.approx(max(expected["load"]), abs=0.56)


def test_the_lab_balances_as_the_model_does(chart):
    """The busiest expert's load is the model's MaxVio on tokens drawn in another way: alike, not the same."""
    settings = grid(experts=[16], top_k=[2], balancing=[True], step=[0, router_lab.STEPS])
    before, after = (row["rows"][0]["busiest"] for row in chart("router-lab", settings, "rect", ("busiest",)))
    liking = router_lab.POPULARITY * (1 - 2 * (np.arange(16) % 2))
    violations = mixture_of_experts.balancing(
        mixture_of_experts.Router(16, 2), liking, router_lab.SPEED, router_lab.STEPS, router_lab.MEASURED
    )
    assert before > 2 > 1.2 > after
    assert violations[0] > 3 * violations[-1]


def test_cache(chart):
    table = cache.configurations()
    settings = grid(model=list(table.index), context=[1024, 8192, 131072], batch=[1, 64], memory=[24, 80, 141])
    results = chart("kv-cache", settings, "rect", ("kind", "gigabytes", "own"), ("longest",))
    for setting, result in zip(settings, results, strict=True):
        config = table.loc[setting["model"]]
        rows = {row["kind"]: (row["gigabytes"], row["own"]) for row in result["rows"]}
        tokens = setting["context"] * setting["batch"]
        heads = {"MHA": config["n_heads"], "GQA": cache.GROUPS, "MQA": 1}
        expected = {kind: kv_cache.with_heads(config, int(groups)) * tokens / 1e9 for kind, groups in heads.items()}
        own = kv_cache.memory(config, setting["context"], setting["batch"]) / 1e9
        assert set(rows) == {*expected, config["attention"]}, setting
        for kind, gigabytes in (expected | {config["attention"]: own}).items():
            assert rows[kind] == (pytest.approx(gigabytes, rel=FLOAT), kind == config["attention"]), (setting, kind)
        longest = 1.06 * max(expected["MHA"], setting["memory"])
        assert result["longest"] == pytest.approx(longest, rel=FLOAT), setting


def test_caches_known_beforehand(chart):
    """One conversation of 128K tokens: 524 GB with plain attention, 9.2 GB with latent attention."""
    settings = [{"model": "deepseek-v3", "context": 131072, "batch": 1}]
    (result,) = chart("kv-cache", settings, "rect", ("kind", "gigabytes"))
    rows = {row["kind"]: row["gigabytes"] for row in result["rows"]}
    assert (rows["MHA"], rows["MLA"]) == pytest.approx((3_997_696 * 131072 / 1e9, 70_272 * 131072 / 1e9), rel=FLOAT)


def test_ninety_five(chart):
    settings = grid(tolerance=[0, 0.005, 0.01, 0.03, 0.05])
    results = chart("ninety-five", settings, "symbol", ("key", "share", "lit"))
    shares = ninety_five.shares().set_index("key")["share"]
    shares = shares[shares >= ninety_five.LOWEST]
    for setting, result in zip(settings, results, strict=True):
        rows = {row["key"]: (row["share"], row["lit"]) for row in result["rows"]}
        assert set(rows) == set(shares.index)
        for key, share in shares.items():
            assert rows[key] == (share, abs(share - 0.95) <= setting["tolerance"] + FLOAT), (setting, key)
    known = {"weights": 1 - 36_625_618_432 / 671_026_419_200, "r1_input": 1 - 0.55 / 15, "v3_input": 1 - 0.14 / 2.5}
    known |= {"llama": 1 - 2.788 / 30.84, "cache": 1 - 70_272 / 3_997_696, "v2_cache": 0.933}
    assert {key: rows[key][0] for key in known} == pytest.approx(known, abs=5.1e-6)


def test_thinking_budget(chart):
    table = tables.load("thinking_budgets").query("model == @thinking_budget.MODEL")
    cuts = sorted(int(cut) for cut in table["token_budget"].unique())
    settings = grid(test=list(thinking_budget.TESTS), cut=cuts, speed=[5, 21, 200], price=[0.1, 2.19, 60])
    fields = ("budget", "tokens", "accuracy", "seconds", "dollars", "chosen", "base", "top")
    results = chart("thinking-budget", settings, "rect", fields)
    for setting, result in zip(settings, results, strict=True):
        measured = table[table["benchmark"] == setting["test"]].set_index("token_budget")
        assert sorted(row["budget"] for row in result["rows"]) == sorted([*measured.index] * 3), setting
        for row in result["rows"]:
            known = measured.loc[row["budget"]]
            seconds = voting.latency(known["mean_tokens"], setting["speed"])
            dollars = thinking_budget.ANSWERS * voting.cost_of_answer(known["mean_tokens"], setting["price"])
            assert (row["seconds"], row["dollars"]) == pytest.approx((seconds, dollars), rel=FLOAT), setting
            assert row["chosen"] == (row["budget"] <= setting["cut"]), setting
            heights = [known["accuracy"] / 100, known["mean_tokens"] / measured["mean_tokens"].max()]
            drawn = (row["base"] - row["top"]) / thinking_budget.BAR
            assert any(drawn == pytest.approx(height, abs=1e-9) for height in heights), (setting, row)


def test_power_laws(chart):
    """An exponent is off by 5e-7 or less, so a power of 100 by 2.4e-6."""
    settings = grid(times=[1, 2, 3, 10, 47, 100])
    results = chart("power-laws", settings, "symbol", ("key", "left"))
    (curves, *_) = chart("power-laws", settings[:1], "line", ("key", "multiple", "left"))
    laws = power_laws.laws()

    def left(key: str, times: float) -> float:
        return 1 / times if key == power_laws.PROPORTION else 1 - laws[key].reduction(times)

    for setting, result in zip(settings, results, strict=True):
        rows = {row["key"]: row["left"] for row in result["rows"]}
        assert set(rows) == {*laws, power_laws.PROPORTION}
        expected = {key: left(key, setting["times"]) for key in rows}
        assert rows == pytest.approx(expected, abs=2.4e-6), setting
    assert {row["multiple"] for row in curves["rows"]} >= {1, 100}
    for row in curves["rows"]:
        assert row["left"] == pytest.approx(left(row["key"], row["multiple"]), abs=2.4e-6)


def test_precision(chart):
    first, last, step = precision.POWERS
    powers = [first + step * count for count in range(round((last - first) / step) + 1)]
    settings = grid(power=powers)
    ranges = chart("precision", settings, "rule", ("low", "high"), ("lowest",))
    said = chart("precision", settings, "text", ("one_lost", "tile_lost", "one_error", "tile_error"))
    table = precision.losses().set_index("power")
    for setting, drawn, words in zip(settings, ranges, said, strict=True):
        outlier = 10 ** setting["power"]
        lowest = outlier / fp8.LARGEST * fp8.values()[1] / 2
        own = precision.ordinary_largest()
        assert drawn["lowest"] == pytest.approx(lowest, rel=FLOAT), setting
        ends = sorted((row["low"], row["high"]) for row in drawn["rows"])
        expected = sorted([(lowest, outlier), (own / outlier * lowest, own)])
        assert [end for pair in ends for end in pair] == pytest.approx([end for pair in expected for end in pair])
        row = table.loc[setting["power"]]
        assert words["rows"] == [row[list(words["rows"][0])].to_dict()] * 2, setting
        # What the hill loses by the formula of the normal distribution is what the model loses, but for chance.
        share, numbers = erf(lowest / sqrt(2)), precision.SHAPE[0] * precision.SHAPE[1]
        assert row["one_lost"] == pytest.approx(share, abs=4 * sqrt(share * (1 - share) / numbers) + 5.1e-5), setting


def test_benchmark_gaps(chart):
    settings = grid(pair=list(benchmark_gaps.PAIRS), times=[1, 2, 37, 1159, 2000])
    results = chart("benchmark-gaps", settings, "symbol", ("benchmark", "by_others", "gap", "reach", "asked", "tone"))
    table = benchmark_gaps.gaps()
    tones = set()
    for setting, result in zip(settings, results, strict=True):
        known = table[table["pair"] == setting["pair"]].set_index(["benchmark", "by_others"])
        rows = {(row["benchmark"], row["by_others"]): row for row in result["rows"]}
        assert set(rows) == set(known.index), setting
        for key, row in rows.items():
            ours, theirs, questions = known.loc[key, ["ours", "theirs", "questions"]]
            assert row["gap"] == pytest.approx(ours - theirs, abs=FLOAT)
            if known["questions"].isna()[key]:
                assert (row["asked"], row["tone"]) == (0, "unknown"), (setting, key)
                continue
            gap = two_proportions.difference(ours, theirs, int(questions) * setting["times"])
            assert row["asked"] == questions * setting["times"]
            assert row["reach"] == pytest.approx(gap.high - gap.value, rel=1e-7), (setting, key)
            tone = "open" if not gap.is_clear else "ahead" if gap.value > 0 else "behind"
            assert row["tone"] == tone, (setting, key)
            tones.add(tone)
    assert tones == {"open", "ahead", "behind"}
