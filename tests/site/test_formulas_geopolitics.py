"""Every formula of the chapter on geopolitics that runs in the browser equals its Python model, over a grid.

Nothing that these formulas compute with is rounded in the specification, so the tolerances are those of floating
point: the simulator's closed forms against the model's year by year recursion, and pixels against their scale.
"""

import re
from itertools import pairwise

import pandas as pd
import pytest
from built import CODES
from formulas import FLOAT, grid

from deepseek_shock import tables
from deepseek_shock.charts.geopolitics import gap, governments, ladder, lag, open_models
from deepseek_shock.models import fleet

CHAPTER = "geopolitics"
RECURSION = 1e-10  # a sum over eighteen years against a closed form
FLEETS = [
    *grid(begins=[2022], lag=[0, 2], leakage=[0, 0.1, 0.9], lifetime=[2, 5, 10], own=[0, 0.1, 1], growth=[0, 0.2, 1]),
    *grid(begins=[2019, 2028], lag=[0, 4], leakage=[0.35], lifetime=[3.5], own=[0.4], growth=[0, 0.6]),
    # Half of the fleet is kept: the logarithms meet a whole number.
    *grid(begins=[2022], lag=[1], leakage=[0], lifetime=[5], own=[0], growth=[0.6]),
]


def test_lag_simulator(chart):
    fields = ("year", "way", "share", "short")
    results = chart("lag-simulator", FLEETS, "area", fields, ("final", "half", "acts"))
    for setting, result in zip(FLEETS, results, strict=True):
        expected = lag.simulate(**setting)
        found = pd.DataFrame(result["rows"]).set_index(["year", "way"])
        for way in fleet.INFLOWS:
            assert found["share"].xs(way, level="way").sort_index().to_list() == pytest.approx(
                expected[way].to_list(), rel=RECURSION, abs=RECURSION
            ), setting
        missing = found["short"].xs("own", level="way").sort_index().to_list()
        assert missing == pytest.approx(expected["missing"].to_list(), rel=RECURSION, abs=RECURSION), setting
        assert result["final"] == pytest.approx(lag.final(setting["leakage"], setting["own"]), rel=FLOAT)
        assert result["acts"] == setting["begins"] + setting["lag"]


def test_half_of_the_effect(chart):
    """By the formula of the model, and by the years of the simulation as far as they go."""
    results = chart("lag-simulator", FLEETS, signals=("half",))
    for setting, result in zip(FLEETS, results, strict=True):
        known = {name: setting[name] for name in ("begins", "lag", "lifetime", "growth")}
        assert result["half"] == lag.half_felt(**known), setting
        final = lag.final(setting["leakage"], setting["own"])
        felt = (lag.simulate(**setting)["missing"] / final).round(9)
        assert fleet.binds_from(felt, lag.HALF) == (result["half"] if result["half"] <= lag.LAST else None), setting


def test_lags_known_beforehand(chart):
    """A control that acts at once on a fleet that does not grow: a half in one year at two years of life."""
    settings = grid(begins=[2022], lag=[0], leakage=[0], lifetime=[2, 10], own=[0], growth=[0])
    results = chart("lag-simulator", settings, signals=("half", "final"))
    # 0.9 to the seventh is the first power of 0.9 below a half.
    assert [(result["half"], result["final"]) for result in results] == [(2022, 1), (2028, 1)]


def test_lag_simulator_says_what_it_computes(chart):
    settings = FLEETS[::7]
    results = chart("lag-simulator", settings, "text", ("words", "short"), ("half",))
    for setting, result in zip(settings, results, strict=True):
        (said,) = {tuple(row["words"]) for row in result["rows"] if isinstance(row["words"], list)}
        numbers = [float(number) for number in re.findall(r"\d+(?=%)", said[-1])]
        missing = lag.simulate(**setting)["missing"][lag.EVENT]
        final = lag.final(setting["leakage"], setting["own"])
        assert numbers == pytest.approx([100 * missing, 100 * final], abs=0.5001)
        assert str(result["half"]) in said[0]
        assert str(result["half"] - setting["begins"]) in " ".join(said[:2])


def test_three_gaps(chart):
    """Each gap at its place on its own panel's scale, alone or beside the others."""
    settings = [{"chosen": panel} for panel in ("", *gap.TOPS)]
    fields = ("panel", "name", "period", "gap", "y", "top", "foot", "most")
    results = chart("three-gaps", settings, "symbol", fields)
    known = gap.gaps()
    feet = []
    for setting, result in zip(settings, results, strict=True):
        shown = known[known["panel"] == setting["chosen"]] if setting["chosen"] else known
        assert sorted(row["gap"] for row in result["rows"]) == sorted(shown["gap"])
        for row in result["rows"]:
            assert row["most"] == gap.TOPS[row["panel"]]
            height = row["foot"] - row["top"]
            assert (row["foot"] - row["y"]) / height * row["most"] == pytest.approx(row["gap"], rel=1e-9)
            assert 0 <= row["top"] < row["y"] <= row["foot"] <= gap.WHOLE
        feet.append({row["panel"]: (row["top"], row["foot"]) for row in result["rows"]})
    panels = [feet[0][panel] for panel in gap.TOPS]
    assert all(above[1] < below[0] for above, below in pairwise(panels))


def test_evidence_ladder(chart):
    """Ours is shown only after a guess, on the rung of the table, with the words of the table."""
    table = tables.load("evidence_ladder").set_index("claim")
    settings = grid(chosen=list(table.index), guess=["", *ladder.RUNGS])
    results = chart("evidence-ladder", settings, "symbol", ("claim", "rung", "y"), ("answer",))
    drawn = ladder.claims().set_index("claim")
    for setting, result in zip(settings, results, strict=True):
        assert result["answer"] == table["rung"][setting["chosen"]]
        claims = [row["claim"] for row in result["rows"]]
        # A ring round the dot of the claim, once a rung is chosen.
        assert claims.count(setting["chosen"]) == (2 if setting["guess"] else 1)
        assert set(claims) == set(table.index)
        for row in result["rows"]:
            place = ladder.RUNGS.index(table["rung"][row["claim"]])
            assert row["y"] == ladder.TOP + ladder.ROW * place + 14
    assert set(drawn["rung"]) == set(ladder.RUNGS)


def test_evidence_ladder_says_why(chart):
    table = ladder.claims().set_index("claim")
    settings = [{"chosen": claim, "guess": "finding"} for claim in table.index]
    results = chart("evidence-ladder", settings, "text", ("claim", "lines"))
    for setting, result in zip(settings, results, strict=True):
        said = "".join("".join(row["lines"]) for row in result["rows"])
        row = table.loc[setting["chosen"]]
        for text in (row["statement"], row["why"], row["who_says"], row["interest"], row["rung_name"]):
            assert text.replace(ladder.BREAK, "") in said
        assert ladder.rungs()["finding"] in said


@pytest.mark.parametrize("code", CODES)
def test_a_new_claim_is_not_placed_yet(visit, code):
    """Otherwise our rung would be seen before the reader has chosen one."""
    figure = visit(f"{code}/{CHAPTER}.html").figure("evidence-ladder")
    claim, rung = (figure.query_selector(f"[name={name}]") for name in ("chosen", "guess"))
    rung.select_option('"allegation"')
    assert figure.evaluate("figure => figure.view.signal('guess')") == "allegation"
    claim.select_option(index=3)
    assert figure.evaluate("figure => figure.view.signal('guess')") == ""
    assert rung.evaluate("rung => JSON.parse(rung.value)") == ""


def test_governments(chart):
    """Days keep their order on the cut axis and lie in its two halves; the told act is the chosen one."""
    known = governments.acts()
    settings = [{"number": number} for number in known["number"]]
    results = chart("governments", settings, "symbol", ("number", "day", "x", "y"), ("width",))
    for setting, result in zip(settings, results, strict=True):
        known_acts = {row["number"]: row for row in result["rows"]}
        rings = [row["number"] for row in result["rows"]].count(setting["number"])
        kind = known.set_index("number")["kind"][setting["number"]]
        assert rings == (1 if kind == governments.kinds()["open"] else 2)
        for row in known_acts.values():
            first, last = governments.NEAR if row["day"] < governments.CUT else governments.FAR
            assert first * result["width"] <= row["x"] <= last * result["width"]
    places = sorted((row["day"], row["x"]) for row in known_acts.values())
    assert [x for _day, x in places] == sorted(x for _day, x in places)


def test_suspensions_last_from_their_beginning_to_their_end(chart):
    (result,) = chart("governments", [{"topic": ""}], "rule", ("day", "until", "x", "end"), ("width",))
    events = tables.load("timeline").set_index("id")["date"]
    expected = {
        (f"{events[began]:%Y-%m-%d}", f"{events[ended]:%Y-%m-%d}") for began, ended in governments.SPANS.items()
    }
    assert {(row["day"], row["until"]) for row in result["rows"]} == expected
    first, cut, last = (pd.Timestamp(day) for day in (governments.FIRST, governments.CUT, governments.LAST))
    for row in result["rows"]:
        for day, x in ((row["day"], row["x"]), (row["until"], row["end"])):
            near = day < governments.CUT
            low, high = governments.NEAR if near else governments.FAR
            begins, ends = (first, cut) if near else (cut, last)
            part = (pd.Timestamp(day) - begins) / (ends - begins)
            assert x / result["width"] == pytest.approx(low + (high - low) * part, rel=1e-9)


def test_open_models(chart):
    """Each pair of bars keeps the ratio of its two amounts, whatever basis is chosen."""
    known = open_models.bases().set_index("basis")
    settings = [{"basis": basis} for basis in ("", *known.index)]
    fields = ("basis", "country", "amount", "end")
    results = chart("open-models", settings, "rule", fields, ("width",))
    for result in results:
        longest = open_models.LONGEST * result["width"]
        assert len(result["rows"]) == 2 * len(known)
        for row in result["rows"]:
            basis = known.loc[row["basis"]]
            assert row["amount"] == basis[row["country"]]
            expected = longest * row["amount"] / max(basis["china"], basis["us"])
            assert row["end"] == pytest.approx(expected, rel=FLOAT)
