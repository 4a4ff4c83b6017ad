"""Chips: every formula that runs in the browser equals its Python model, over a grid.

Where a specification carries rounded numbers, the tolerance is what that rounding can do and no more; elsewhere it is
that of floating point.
"""

import pandas as pd
import pytest
from formulas import FLOAT, grid

from deepseek_shock import tables
from deepseek_shock.charts.chips import a100_years, how_many, legality, own_chips, pipe, threshold
from deepseek_shock.models import chips, export_rules, fleet, interconnect
from deepseek_shock.models.export_rules import Decision

CHAPTER = "chips"
CUT = ["H100", "A800", "RTX 4090 D", "B200", "Ascend 910B1"]
DECISIONS = {
    "free": Decision.FREE,
    "letter": Decision.FREE,
    "controlled": Decision.CONTROLLED,
    "case": Decision.CONTROLLED,
    "open": Decision.UNDETERMINED,
}


def test_pipe_and_overlap(chart):
    settings = grid(link=[400, 530, 700, 900], overlap=[0, 0.37, 0.9, 1])
    fields, signals = ("chip", "hidden", "part", "lasts", "begins", "ends"), ("open_slower", "slower")
    results = chart("pipe-and-overlap", settings, "rect", fields, signals)
    wide = pipe.bandwidths()["H100"]
    for setting, result in zip(settings, results, strict=True):
        link, overlap = setting["link"], setting["overlap"]
        slower = [interconnect.slowdown(pipe.step(), link, share) for share in (0, overlap)]
        assert [result["open_slower"], result["slower"]] == pytest.approx(slower, abs=FLOAT), setting
        bars = {(row["chip"], row["hidden"] > 0, row["part"]): row for row in result["rows"]}
        assert len(bars) == 12
        for (chip, chosen, part), bar in bars.items():
            speed, share = wide if chip == "H100" else link, overlap if chosen else 0
            total = interconnect.step_time(pipe.step(), speed, share)
            waited = interconnect.exposed(pipe.step(), speed, share)
            hidden = interconnect.communication(pipe.step(), speed) - waited
            lengths = {"compute": pipe.COMPUTE, "hidden": hidden, "exposed": waited}
            assert bar["lasts"] == pytest.approx(total, rel=FLOAT), setting
            assert bar["ends"] - bar["begins"] == pytest.approx(lengths[part], abs=FLOAT), (setting, chip, part)


def test_the_two_cases_known_beforehand(chart):
    """With nothing hidden 1.9 against 1.4, 36 percent; with nine tenths hidden 1.09 against 1.04, 5 percent."""
    (result,) = chart("pipe-and-overlap", [{}], "rect", ("chip", "hidden", "lasts"), ("open_slower", "slower"))
    times = {(row["chip"], row["hidden"] > 0): row["lasts"] for row in result["rows"]}
    expected = {("H100", False): 1.4, ("H800", False): 1.9, ("H100", True): 1.04, ("H800", True): 1.09}
    assert times == pytest.approx(expected, rel=FLOAT)
    assert (result["open_slower"], result["slower"]) == pytest.approx((0.357, 0.048), abs=0.0005)


def test_legality(chart):
    """On the days around each change: what is said of each chip is what the rules decide."""
    first = pd.Timestamp(legality.FIRST)
    turns = [
        "2022-08-26",
        "2022-10-21",
        "2023-10-23",
        "2023-11-17",
        "2025-01-13",
        "2025-04-09",
        "2025-05-14",
        "2026-01-15",
    ]
    days = [(pd.Timestamp(turn) - first).days + side for turn in turns for side in (-1, 0)]
    last = (pd.Timestamp(legality.LAST) - first).days
    settings = grid(day=[0, *days, 1122, last])
    results = chart("legality", settings, "text", ("name", "kind", "begins", "ends", "words"))
    spans = legality.spans().set_index(["name", "begins"])
    rules, specifications = legality.rules(), legality.specifications()
    for setting, result in zip(settings, results, strict=True):
        day = first + pd.Timedelta(days=setting["day"])
        said = {row["name"]: row for row in result["rows"]}
        assert set(said) == set(spans.index.get_level_values("name")), setting
        for name, row in said.items():
            assert row["begins"] <= f"{day:%Y-%m-%d}" <= row["ends"], (day, name)
            assert row["words"] == spans.loc[(name, row["begins"]), "words"], (day, name)
        for name, chip in specifications.iterrows():
            state = spans.loc[(name, said[name]["begins"]), "state"]
            assert DECISIONS[state] == export_rules.classification(chip, rules, day).decision, (day, name)


def test_the_h800_known_beforehand(chart):
    """Free until 22 October 2023, controlled from 17 November; the A100 by letter from 26 August 2022."""
    first = pd.Timestamp(legality.FIRST)
    days = ["2022-08-25", "2022-08-26", "2023-10-22", "2023-10-23", "2023-11-16", "2023-11-17"]
    settings = grid(day=[(pd.Timestamp(day) - first).days for day in days])
    results = chart("legality", settings, "text", ("name", "begins"))
    spans = legality.spans().set_index(["name", "begins"])["state"]
    found = [{row["name"]: spans[row["name"], row["begins"]] for row in result["rows"]} for result in results]
    assert [states["A100 SXM4 80GB"] for states in found] == ["free", "letter", *["controlled"] * 4]
    assert [states["H800 SXM5 80GB"] for states in found] == ["free", "free", "free", "letter", "letter", "controlled"]


def test_threshold(chart):
    """Every chip under every rule, and some with less arithmetic; neither performance nor areas are rounded."""
    specifications = legality.specifications().assign(
        short=list(threshold.plane()["short"])  # the same chips in the same order
    )
    shown = threshold.plane().query("shown")
    settings = grid(rule=list(threshold.CHOICES), chip=CUT, share=[0.05, 0.15, 0.2, 1])
    fields = ("short", "kind", "t", "d", "state")
    results = chart("threshold", settings, "symbol", fields)
    states = set()
    for setting, result in zip(settings, results, strict=True):
        rows = {(row["short"], row["kind"]): row for row in result["rows"]}
        assert set(rows) == {*((short, "whole") for short in shown["short"]), (setting["chip"], "cut")}, setting
        for (short, kind), row in rows.items():
            whole = specifications[specifications["short"] == short].iloc[0]
            chip = with_less(whole, setting["share"]) if kind == "cut" else whole
            performance, density = chips.total_processing_performance(chip), chips.performance_density(chip)
            assert row["t"] == pytest.approx(performance, rel=FLOAT), (setting, short)
            assert row["d"] == (None if density is None else pytest.approx(density, rel=FLOAT)), (setting, short)
            assert row["state"] == decided(chip, setting["rule"]), (setting, short, kind)
            states.add(row["state"])
    assert states == set(threshold.TONES)


def with_less(chip: pd.Series, share: float) -> pd.Series:
    """A chip with a share of its arithmetic: another product, which no letter names."""
    rates = [*chips.FORMAT_BITS, "tpp_reported"]
    return pd.Series(chip.to_dict() | {rate: share * chip[rate] for rate in rates} | {"chip": ""})


def decided(chip: pd.Series, rule: str) -> str:
    """The state that the figure gives a chip under a rule, by the models."""
    day = legality.rules()[rule].effective_from
    status = export_rules.classification(chip, legality.rules(), day)
    state, _words = legality.state(chip, status, day)
    return "b" if state == "controlled" and status.outcome == "3A090.b" else state


def test_nearest_lines(chart):
    shown = threshold.plane().query("shown").set_index("short")
    settings = grid(rule=list(threshold.CHOICES), chip=["H100", "H20", "RTX 4090 D"], share=[0.07, 0.15, 0.4, 1])
    results = chart("threshold", settings, "text", ("limit", "over"))
    for setting, result in zip(settings, results, strict=True):
        own = shown.loc[setting["chip"]]
        performance = own["tpp"] * setting["share"]
        measured = [(performance, threshold.PERFORMANCE)]
        if pd.notna(own["area"]):
            measured.append((performance / own["area"], threshold.DENSITY))
        lines = [(value, threshold.thresholds(setting["rule"], names)) for value, names in measured]
        expected = sorted(threshold.nearest(value, known) for value, known in lines if known)
        found = sorted((row["limit"], 100 * row["over"]) for row in result["rows"])
        assert [line for line, _off in found] == [line for line, _off in expected], setting
        assert [off for _line, off in found] == pytest.approx([off for _line, off in expected], abs=1e-9), setting


def test_a100_years(chart):
    settings = grid(retired=[0, 0.07, 0.2, 0.4], year=[2022, 2025])
    results = chart("before-the-rules", settings, "rect", ("end", "left"))
    for setting, result in zip(settings, results, strict=True):
        left = {row["end"]: row["left"] for row in result["rows"]}
        assert left == pytest.approx(a100_years.stock(setting["retired"]).to_dict(), rel=FLOAT), setting


def test_how_many(chart):
    settings = grid(retired=[0, 0.1, 0.25, 0.4])
    results = chart("how-many", settings, "rect", ("low", "high"))
    for setting, result in zip(settings, results, strict=True):
        (band,) = result["rows"]
        expected = fleet.bounds(how_many.records(), how_many.YEAR, setting["retired"])
        assert (band["low"], band["high"]) == pytest.approx(tuple(expected), rel=FLOAT), setting
    assert results[0]["rows"] == [{"low": 12048, "high": 14374}]


def test_own_chips(chart):
    """Percentages of the H100 to a hundredth; shares as published."""
    settings = grid(show=list(own_chips.choices()))
    results = chart("own-chips", settings, "rect", ("label", "low", "end"))
    shares = tables.load("chip_shares").groupby("market")["share"].apply(list)
    for setting, result in zip(settings, results, strict=True):
        show = setting["show"]
        if show in own_chips.MEASURES:
            expected = own_chips.beside(show).dropna()
            drawn = {row["label"]: row["low"] for row in result["rows"] if row["low"] is not None}
            assert drawn == pytest.approx(expected.to_dict(), abs=0.0051), setting
        else:
            known = shares[own_chips.MARKETS[show]] + ([98, 90] if show == "world" else [])
            drawn = {(row["label"], row["low"], row["end"]) for row in result["rows"]}
            assert sorted(low for _label, low, _end in drawn) == sorted(known)
            assert all(low <= end <= 100 for _label, low, end in drawn)
