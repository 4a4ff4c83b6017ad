"""Every formula of the chapter on Sputnik that runs in the browser equals its Python model, over a grid.

A specification carries rounded numbers: changes of prices to 1e-4, shares of GDP to 1e-6 or 1e-7, of outlays to 1e-5,
constant dollars to a million. Each tolerance below is what that rounding can do and no more.
"""

import re
from itertools import product

import pandas as pd
import pytest
from formulas import FLOAT, grid

from deepseek_shock import language, prices, tables
from deepseek_shock.charts.sputnik import already_rising, dow_and_nvidia, money, speed, spinoff_court
from deepseek_shock.charts.sputnik import analogy as figure
from deepseek_shock.models import analogy, event_alignment

CHAPTER = "sputnik"
EQUAL = dict.fromkeys(figure.tests()["key"], figure.WEIGHT)


def scores() -> dict[str, float]:
    """How alike Sputnik and R1 are by each test, from the table's places."""
    places = tables.load("analogy_tests").pivot(index="test", columns="side", values="score")
    return (1 - (places["sputnik"] - places["r1"]).abs() / figure.STEPS).to_dict()


def weightings() -> list[dict[str, float]]:
    """One test changed at a time, one test alone, and some of every kind together."""
    single = [EQUAL | {key: weight} for key, weight in product(EQUAL, [0, 0.5, 1.5, 5])]
    alone = [dict.fromkeys(EQUAL, 0) | {key: 2} for key in EQUAL]
    mixed = [dict(zip(EQUAL, row, strict=True)) for row in ([5, 0, 1.5, 2, 0, 3.5, 0.5, 4], [0.5, 5, 5, 5, 3, 0, 1, 2])]
    return [EQUAL, *single, *alone, *mixed]


def test_analogy(chart):
    settings = [{figure.parameter(key): weight for key, weight in weights.items()} for weights in weightings()]
    results = chart("analogy", settings, "rule", ("key", "weight", "likeness", "score"))
    verdicts = set()
    for weights, result in zip(weightings(), results, strict=True):
        assert {row["key"]: row["weight"] for row in result["rows"]} == weights
        assert {row["key"]: row["likeness"] for row in result["rows"]} == scores()
        expected = analogy.score(scores(), weights)
        assert [row["score"] for row in result["rows"]] == pytest.approx([expected] * len(result["rows"]), rel=FLOAT)
        verdicts.add(analogy.holds(scores(), weights))
    assert verdicts == {True, False}


def test_analogy_says_what_the_model_finds(chart):
    settings = [{figure.parameter(key): weight for key, weight in weights.items()} for weights in weightings()]
    results = chart("analogy", settings, "text", ("words", "score", "weights"))
    named = {True: language.gettext("the analogy holds"), False: language.gettext("the analogy does not hold")}
    for weights, result in zip(weightings(), results, strict=True):
        (said,) = {row["words"][0] for row in result["rows"] if isinstance(row["words"], list)}
        assert said.endswith(named[analogy.holds(scores(), weights)]), weights
        percent = float(re.search(r"[\d.]+(?=%)", said)[0])
        assert percent == pytest.approx(100 * analogy.score(scores(), weights), abs=0.0501), weights


def test_analogies_known_beforehand(chart):
    """Equal weights give 3.75 of 8; surprise counted 1.5 times lies on the line."""
    settings = [{figure.parameter("surprise"): weight} for weight in (1, 1.5)]
    results = chart("analogy", settings, "rule", ("score",))
    assert [result["rows"][0]["score"] for result in results] == [3.75 / 8, analogy.LINE]


def test_an_analogy_without_weights_is_none(chart):
    (result,) = chart("analogy", [{figure.parameter(key): 0 for key in EQUAL}], "text", ("weights",))
    assert {row["weights"] for row in result["rows"]} == {0}


def test_dow_and_nvidia(chart):
    settings = grid(pair=list(dow_and_nvidia.PAIRS), before=[0, 1, 25, 60], after=[1, 2, 12, 49, 93, 147, 150])
    results = chart("dow-and-nvidia", settings, "text", ("side", "until", "since", "low"))
    closes = {"dow": (dow(), "1957-10-04"), "sp57": (dow("sp500"), "1957-10-04")}
    us = prices.us_closes()
    closes |= {"nvda": (us["NVDA"], prices.BEFORE), "sp25": (us["^GSPC"], prices.BEFORE)}
    for setting, result in zip(settings, results, strict=True):
        rows = {row["side"]: row for row in result["rows"]}
        for side, name in zip(("then", "now"), dow_and_nvidia.PAIRS[setting["pair"]], strict=True):
            multiple = event_alignment.relative(event_alignment.aligned_sessions(*closes[name])).dropna()
            shown = multiple.loc[-setting["before"] : setting["after"]]
            expected = (1 / shown.iloc[0] - 1, shown.iloc[-1] - 1, shown.loc[1:].min() - 1)
            found = (rows[side]["until"], rows[side]["since"], rows[side]["low"])
            assert found == pytest.approx(expected, abs=7e-5), (setting, name)


def dow(column: str = "dow") -> pd.Series:
    """Closes of 1957 and 1958."""
    return tables.load("dow_1957").set_index("date")[column]


def test_dow_and_nvidia_known_beforehand(chart):
    """First days and lowest closes that the timeline has too."""
    results = chart("dow-and-nvidia", grid(before=[60], after=[1, 150]), "text", ("side", "since", "low"))
    first, last = ({row["side"]: row for row in result["rows"]} for result in results)
    assert (round(first["then"]["since"], 3), round(first["now"]["since"], 3)) == (-0.020, -0.170)
    assert round(last["then"]["low"], 3) == -0.091


def test_speed(chart):
    settings = grid(now=[0, 119, 125, 200, 333, 400, 1328, 1400], start=[speed.RELEASE, speed.FALL])
    results = chart("speed", settings, "rule", ("name", "since", "reached", "done"))
    for setting, result in zip(settings, results, strict=True):
        days = {name: int(lag) for name, lag in expected_lags(setting["start"]).items()}
        rows = {row["name"]: row for row in result["rows"]}
        assert {name: row["since"] for name, row in rows.items()} == days
        for name, lag in days.items():
            assert rows[name]["reached"] == min(lag, setting["now"])
            assert rows[name]["done"] == (lag <= setting["now"])


def expected_lags(start: str) -> dict[str, int]:
    """Days to each response by its name: 1957 from Sputnik 1, 2025 from ``start``."""
    events = tables.load("timeline").set_index("id")
    found = {}
    for zero, responses in ((speed.SPUTNIK, speed.THEN), (start, speed.NOW)):
        found |= event_alignment.lags(events.loc[[zero, *responses]], zero)[list(responses)].to_dict()
    return {speed.names()[event]: days for event, days in found.items()}


def test_speed_known_beforehand(chart):
    (result,) = chart("speed", [{"start": speed.RELEASE}], "rule", ("since",))
    days = sorted(row["since"] for row in result["rows"])
    assert days == [119, 126, 184, 197, 206, 298, 308, 333, 1329]


def test_money(chart):
    settings = grid(measure=["gdp", "outlays", "real"], year=[1, 5, 9, 16])
    results = chart("money-after-the-shock", settings, "symbol", ("series", "years", "amount"))
    budget = tables.load("nasa_budget").set_index("fiscal_year")
    rounding = {"gdp": 5.1e-7, "outlays": 5.1e-6, "real": 5.1e5}
    for setting, result in zip(settings, results, strict=True):
        row = budget.loc[str(1957 + setting["year"])]
        whole = {
            "gdp": row["gdp_usd"],
            "outlays": row["federal_outlays_usd"],
            "real": row["gdp_deflator"],
        }[setting["measure"]]
        (nasa,) = [mark for mark in result["rows"] if mark["series"] == "nasa"]
        assert nasa["years"] == setting["year"]
        expected = row["nasa_outlays_usd"] / whole
        assert nasa["amount"] == pytest.approx(expected, abs=rounding[setting["measure"]]), setting
        # Measures are not mixed: what one side lacks is not drawn.
        others = {mark["series"] for mark in result["rows"]} - {"nasa"}
        assert others == ({"federal", "five", "four"} if setting["measure"] == "gdp" else set())


def test_money_known_beforehand(chart):
    """NASA's peak, the five firms as published, and one 67th."""
    results = chart(
        "money-after-the-shock", grid(measure=["gdp", "outlays"], year=[9]), "symbol", ("series", "years", "amount")
    )
    gdp, outlays = ({(row["series"], row["years"]): row["amount"] for row in result["rows"]} for result in results)
    assert round(100 * gdp["nasa", 9], 2) == 0.76
    assert round(100 * outlays["nasa", 9], 2) == 4.41
    assert (gdp["five", -1], gdp["five", 0]) == (0.0082, 0.0128)
    assert gdp["federal", 0] == pytest.approx(money.nasa().set_index("years")["gdp"][9] / 67, rel=0.01)


def test_already_rising(chart):
    settings = grid(
        measure=["federal", "business", "all", "defence"], since=range(1953, 1957), until=[1958, 1964, 1975]
    )
    results = chart("already-rising", settings, "text", ("begins", "before", "after"))
    known = already_rising.shares().set_index("year")
    for setting, result in zip(settings, results, strict=True):
        measure = setting["measure"]
        begins = max(setting["since"], known[measure].first_valid_index())
        expected = (
            already_rising.pace(measure, begins, already_rising.SPUTNIK),
            already_rising.pace(measure, already_rising.SPUTNIK, setting["until"]),
        )
        for row in result["rows"]:
            assert row["begins"] == begins
            assert (row["before"], row["after"]) == pytest.approx(expected, rel=1e-9), setting


def test_the_old_pace_carried_on(chart):
    results = chart("already-rising", grid(since=[1953, 1956], until=[1964]), "line", ("year", "carried", "share"))
    known = tables.load("us_research_spending").set_index("year")
    share = event_alignment.share(known["federally_funded_usd"], known["gdp_usd"])
    for since, result in zip((1953, 1956), results, strict=True):
        pace = (share[1957] - share[since]) / (1957 - since)
        for row in result["rows"]:
            assert row["share"] == pytest.approx(share[row["year"]], abs=5.1e-8)
            # Both ends of the pace are rounded, and it is carried on over years.
            reach = 5.1e-8 * (1 + 2 * abs(row["year"] - 1957))
            assert row["carried"] == pytest.approx(share[1957] + pace * (row["year"] - 1957), abs=reach)


def test_spinoff_court(chart):
    settings = [{"chosen": item} for item in ("", *spinoff_court.ITEMS)]
    results = chart("spinoff-court", settings, "symbol", ("item", "sputnik", "space", "middle"), ("span",))
    exhibits = tables.load("spinoff_exhibits")
    launch = spinoff_court.decimal_year(spinoff_court.LAUNCH)
    for setting, result in zip(settings, results, strict=True):
        shown = exhibits[exhibits["item"] == setting["chosen"]] if setting["chosen"] else exhibits
        assert len(result["rows"]) == len(shown)
        assert sum(row["space"] == "yes" for row in result["rows"]) == (shown["space_programme"] == "yes").sum()
        older = (shown["date"] < spinoff_court.LAUNCH).sum()
        assert sum(row["sputnik"] == "before" for row in result["rows"]) == older
        first, last = result["span"]
        assert all(first < row["middle"] < last for row in result["rows"])
        assert all((row["middle"] < launch) == (row["sputnik"] == "before") for row in result["rows"])
        assert first < launch < last
