"""Every formula of the chapter on cost that runs in the browser equals its Python model, over a grid.

Nothing that these formulas start from is rounded, but for the ratios of the boundary to whole dollars: so the
tolerance is that of floating point.
"""

from itertools import product

import pytest
from formulas import FLOAT, grid

from deepseek_shock import tables
from deepseek_shock.charts.cost import boundary, capex, denominators, hourly_rate, jevons, price_mix
from deepseek_shock.models import api_price, cost_boundary, demand, training_cost

CHAPTER = "cost"


def tariff(model: str, moment: str, night: bool) -> str:
    """The tariff of a DeepSeek model at a setting of the figure."""
    if night and moment == "2025-03-01":
        return "off-peak"
    return "promotional" if model == "deepseek-v3" and moment == "2025-01-27" else "list"


def prices(model: str, moment: str, night: bool = False) -> tuple[api_price.Price, api_price.Price]:
    """The dearer model's price and DeepSeek's."""
    listed = tables.load("api_prices")
    own = api_price.at(listed, model, moment, tariff=tariff(model, moment, night))
    return api_price.at(listed, price_mix.PAIRS[model], moment), own


def test_price_mix(chart):
    """The points at the chosen mix, and the ring where the claimed ratio is reached."""
    settings = grid(
        moment=price_mix.DAYS, night=[False, True], share=[0, 0.05, 0.35, 0.75, 1], claimed=[9, 20, 27, 110]
    )
    results = chart("price-mix", settings, "symbol", ("model", "of_input", "times", "cross"))
    rings = 0
    for setting, result in zip(settings, results, strict=True):
        ring = {row["model"]: row for row in result["rows"] if row["of_input"] == row["cross"]}
        points = {row["model"]: row for row in result["rows"] if row["of_input"] != row["cross"]}
        assert set(points) == set(price_mix.PAIRS), setting
        for model in price_mix.PAIRS:
            dearer, own = prices(model, setting["moment"], setting["night"])
            expected = api_price.ratio(dearer, own, setting["share"])
            assert points[model]["of_input"] == setting["share"]
            assert points[model]["times"] == pytest.approx(expected, rel=FLOAT), (setting, model)
            share = api_price.share_for(dearer, own, setting["claimed"])
            assert (model in ring) == (share is not None), (setting, model)
            if model in ring:
                assert ring[model]["of_input"] == pytest.approx(share, abs=1e-9), (setting, model)
                assert api_price.ratio(dearer, own, share) == pytest.approx(setting["claimed"], rel=1e-9)
        rings += len(ring)
    assert rings > 0


def test_price_mix_curves(chart):
    """All tariffs, those that do not hold too."""
    (result,) = chart("price-mix", [{}], "line", ("model", "night", "begins", "of_input", "times"))
    assert len(result["rows"]) == 5 * 21
    for row in result["rows"]:
        moment = "2025-03-01" if row["night"] else "2025-02-09" if row["begins"] else "2025-01-27"
        dearer, own = prices(row["model"], moment, row["night"])
        assert row["times"] == pytest.approx(api_price.ratio(dearer, own, min(row["of_input"], 1)), rel=1e-9), row


def test_twenty_times_is_known_beforehand(chart):
    """The promotional price alone reaches 20 times, at 44/47 of input."""
    settings = grid(moment=price_mix.DAYS, night=[False, True], share=[0.5], claimed=[20])
    results = chart("price-mix", settings, "symbol", ("model", "of_input", "cross"))
    rings = [
        (setting["moment"], row["model"], row["of_input"])
        for setting, result in zip(settings, results, strict=True)
        for row in result["rows"]
        if row["of_input"] == row["cross"]
    ]
    assert rings == [("2025-01-27", "deepseek-v3", pytest.approx(44 / 47))] * 2


def test_hourly_rate(chart):
    settings = grid(rate=[1, 1.7, 2, 2.99, 3.59, 8], hours=list(hourly_rate.runs().values()))
    results = chart("hourly-rate", settings, signals=("total",))
    for setting, result in zip(settings, results, strict=True):
        expected = training_cost.dollars(setting["hours"], setting["rate"])
        assert result["total"] == pytest.approx(expected, rel=FLOAT), setting


def test_hourly_rates_known_beforehand(chart):
    """Totals that are known from elsewhere, in millions of dollars."""
    known = {1.7: 4.74, 2: 5.576, 2.35: 6.55, 2.99: 8.34, 4.7: 13.1, 8: 22.3}
    results = chart("hourly-rate", [{"rate": rate, "hours": 2.788e6} for rate in known], signals=("total",))
    assert [result["total"] for result in results] == pytest.approx([total * 1e6 for total in known.values()], rel=1e-3)


def test_denominators(chart):
    settings = grid(claimed=[2, 7, 10, 14, 18, 20, 34, 100, 150], rate=[1, 2, 2.5, 4])
    results = chart("denominators", settings, "symbol", ("name", "measure", "low_times", "high_times", "holds"))
    own, shown = denominators.numerators(), denominators.ratios()
    for setting, result in zip(settings, results, strict=True):
        rows = {(row["name"], row["measure"]): row for row in result["rows"]}
        assert len(rows) == len(shown)
        dollars = training_cost.dollars(own["hours"], setting["rate"])
        for baseline in shown.itertuples():
            v3 = dollars if baseline.measure == "dollars" else baseline.own
            low, high = baseline.low / v3, baseline.high / v3
            row = rows[baseline.name, baseline.measure]
            assert (row["low_times"], row["high_times"]) == pytest.approx((low, high), rel=FLOAT), setting
            holds = "yes" if low >= setting["claimed"] else "partly" if high >= setting["claimed"] else "no"
            assert row["holds"] == holds, (setting, baseline.name)


def spent(companies: str, first: str, last: str) -> dict[str, float]:
    """Cash purchases by company from one quarter to another."""
    table = tables.load("capital_expenditure").query("measure == 'cash purchases' and period_type == 'quarter'")
    within = table["period"].between(first, last) & table["company_en"].isin(companies.split())
    return table[within].groupby("company_en")["value_usd"].sum().to_dict()


def test_capex(chart):
    settings = grid(view=["year", "quarter", "sum"], firms=list(capex.choices()), earned=list(capex.REVENUES))
    results = chart("capex-revenue", settings, "rect", ("group", "side", "tone", "amount"))
    quarters = [f"{year}Q{quarter}" for year, quarter in product(capex.YEARS, range(1, 5))]
    starts = {
        "year": {year: (f"{year}Q1", f"{year}Q4") for year in capex.YEARS},
        "quarter": {quarter: (quarter, quarter) for quarter in quarters},
        "sum": {quarter: (quarters[0], quarter) for quarter in quarters},
    }
    for setting, result in zip(settings, results, strict=True):
        drawn = {(row["group"], row["tone"]): row["amount"] for row in result["rows"] if row["side"] == "spent"}
        expected = {
            (group, company): amount
            for group, (first, last) in starts[setting["view"]].items()
            for company, amount in spent(setting["firms"], first, last).items()
        }
        assert drawn == expected, setting
        earned = {row["group"]: row["amount"] for row in result["rows"] if row["side"] == "earned"}
        revenue = capex.revenue().query("kind == @setting['earned']").set_index("period")["value"]
        assert earned == (revenue.to_dict() if setting["view"] == "year" else {}), setting


def test_capex_known_beforehand(chart):
    """The sums that The Register's 200 billion dollars can be, and the plans with what came."""
    three = " ".join(capex.CLOUD)
    settings = [
        {"view": "sum", "firms": firms, "earned": "openai-pace"} for firms in (three, " ".join(capex.COMPANIES))
    ]
    for result, known in zip(
        chart("capex-revenue", settings, "rect", ("group", "amount")), ((202.8, 253.4), (244.4, 303.2)), strict=True
    ):
        totals = [sum(row["amount"] for row in result["rows"] if row["group"] == end) for end in ("2024Q2", "2024Q3")]
        assert [round(total / 1e9, 1) for total in totals] == list(known)
    settings = grid(view=["year"], firms=list(capex.choices()), earned=["openai-pace"])
    results = chart("capex-revenue", settings, "rect", ("low", "high", "spent"))
    plans = [tuple(round(row[end] / 1e9, 1) for end in ("low", "high", "spent")) for row in _only(results)]
    assert plans == [(235, 245, 293.0), (175, 180, 223.3), (235, 245, 293.0)]


def _only(results: list[dict]) -> list[dict]:
    """The one row of each result."""
    assert all(len(result["rows"]) == 1 for result in results)
    return [result["rows"][0] for result in results]


def test_jevons(chart):
    settings = grid(cheaper=[1, 2, 9.2, 27.3, 100], elasticity=[0, 0.05, 0.5, 1, 1.2, 2])
    results = chart("jevons", settings, "line", ("e", "ratio"), ("used", "spent"))
    for setting, result in zip(settings, results, strict=True):
        used = demand.quantity_ratio(setting["cheaper"], setting["elasticity"])
        expected = demand.spending_ratio(setting["cheaper"], setting["elasticity"])
        assert (result["used"], result["spent"]) == pytest.approx((used, expected), rel=1e-9), setting
        assert len(result["rows"]) == 41
        for row in result["rows"]:
            ratio = demand.spending_ratio(setting["cheaper"], row["e"])
            assert row["ratio"] == pytest.approx(ratio, rel=1e-9), setting


def test_jevons_known_beforehand(chart):
    """At 27.3 times cheaper and an elasticity of 1.2, 1.94 times as much is spent."""
    (result,) = chart("jevons", [{"cheaper": jevons.cut(), "elasticity": 1.2}], signals=("spent",))
    assert result["spent"] == pytest.approx(1.94, abs=0.005)


def test_boundary(chart):
    """Every set of boxes: what counts, what is contained in a purchase, both ends, and which figures fit."""
    names = [part.name for part in boundary.COMPONENTS]
    chosen = [
        tuple(name for name, ticked in zip(names, row, strict=True) if ticked) for row in product([0, 1], repeat=6)
    ]
    settings = [{boundary.parameter(name): name in boxes for name in names} for boxes in chosen]
    bars = chart("cost-boundary", settings, "rule", ("name", "kind", "bit", "state", "from", "to"), ("key",))
    pins = chart("cost-boundary", settings, "symbol", ("name", "low", "about", "fits"))
    lit = set()
    for boxes, bar, pin in zip(chosen, bars, pins, strict=True):
        assert bar["key"] == boundary.key_of(boxes)
        counted = {part.name for part in cost_boundary.inside([p for p in boundary.COMPONENTS if p.name in boxes])}
        states = {row["bit"]: row["state"] for row in bar["rows"] if row["kind"] == "box"}
        for place, name in enumerate(names):
            state = "in" if name in counted else "contained" if name in boxes else "out"
            assert states[2**place] == state, (boxes, name)
        totals = [(row["from"], row["to"]) for row in bar["rows"] if row["kind"] == "total"]
        ends = boundary.ends(boxes) if boxes else ()
        assert all(total == pytest.approx(ends, abs=len(names)) for total in totals), boxes
        assert bool(totals) == bool(boxes)
        for row in pin["rows"]:
            right = row["about"] == boundary.key_of(tuple(counted)) and ends[0] - 6 <= row["low"] <= ends[1] + 6
            assert row["fits"] == right, (boxes, row["name"])
            lit |= {row["name"]} if right else set()
    assert lit == {row["name"] for row in pins[0]["rows"]}


def test_the_draws_of_each_boundary(chart):
    """Nine in ten draws of every set of boxes, as the model draws them."""
    names = [part.name for part in boundary.COMPONENTS]
    settings = [{boundary.parameter(name): name in boxes for name in names} for boxes in boundary.boundaries()]
    results = chart("cost-boundary", settings, "rule", ("kind", "nine_low", "middle", "nine_high"))
    parts, known = {part.name: part for part in boundary.COMPONENTS}, boundary.ranges()
    for boxes, result in zip(boundary.boundaries(), results, strict=True):
        expected = cost_boundary.cost([parts[name] for name in boxes], known)
        for row in result["rows"]:
            assert (row["nine_low"], row["middle"], row["nine_high"]) == tuple(expected), boxes
