"""Every formula that runs in the browser equals its Python model, over a grid of what a reader can set.

A specification carries rounded numbers: returns to 1e-6, percentages to 1e-5, parameters of the market model to
5 to 8 digits. Each tolerance below is what that rounding can do and no more; where nothing is rounded the
tolerance is that of floating point.
"""

from itertools import product

import pandas as pd
import pytest
from formulas import FLOAT, grid

from deepseek_shock import language, prices, tables
from deepseek_shock.charts.market_shock import (
    afterwards,
    before_open,
    daily_double,
    event_window,
    headline,
    movers,
    record,
    relay,
)
from deepseek_shock.models import event_study, leveraged_fund, market_value, returns

CHAPTER = "market-shock"


def test_headline_machine(chart):
    settings = grid(
        close=[117.5, 118, 118.42, 118.58, 119.5], shares=[24, 24.34, 24.49, 24.8], rate=[150, 151.7, 154.5, 158],
        step=[1, 5, 10, 100],
    )  # fmt: skip
    before = prices.closes().loc[prices.BEFORE, "NVDA"]
    results = chart("headline-machine", settings, "symbol", ("amount", "lit"), ("loss", "dollars", "yen"))
    hits = set()
    for setting, result in zip(settings, results, strict=True):
        arguments = (before, setting["close"], setting["shares"] * 1e9)
        printed = market_value.headline(*arguments, setting["rate"], dollar_step=setting["step"] * 1e9)
        assert result["loss"] == pytest.approx(-market_value.change(*arguments), rel=FLOAT), setting
        assert (result["dollars"], result["yen"]) == pytest.approx((-printed.dollars, -printed.yen), rel=FLOAT), setting
        lit = {row["amount"] for row in result["rows"] if row["lit"]}
        assert lit == {
            amount
            for amount, unit in headline.PUBLISHED
            if -(printed.dollars if unit == "USD" else printed.yen) == pytest.approx(amount, rel=FLOAT)
        }, setting
        hits |= lit
    assert hits == {589e9, 593e9, 600e9, 91e12}


def test_headlines_known_beforehand(chart):
    """The published amounts, by the inputs that give them."""
    cases = {
        (118.42, 24.49, 1): (592.658e9, 593e9),
        (118.58, 24.49, 1): (588.7396e9, 589e9),
        (118.42, 24.49, 100): (592.658e9, 600e9),
    }
    settings = [dict(zip(("close", "shares", "step"), case, strict=True)) | {"rate": 154.5} for case in cases]
    results = chart("headline-machine", settings, signals=("loss", "dollars"))
    for result, expected in zip(results, cases.values(), strict=True):
        assert (result["loss"], result["dollars"]) == pytest.approx(expected, rel=FLOAT)


def test_event_study(chart):
    """Each return and alpha is off by 5e-7 or less, beta by 5e-6: 21 days with a beta below 4 make less than 6e-5."""
    settings = grid(company=event_window.COMPANIES, window=event_window.WINDOWS, last=[0, 1, 4, 11, event_window.LAST])
    results = chart("event-study", settings, "area", ("day", "car", "low", "high"))
    daily = event_window.daily_returns()
    expected = {}
    for company, window in product(event_window.COMPANIES, event_window.WINDOWS):
        stock, market = daily[company], daily["market"]
        model = event_study.fit(stock, market, prices.EVENT, window, event_window.GAP)
        for day in range(event_window.LAST + 1):
            total = event_study.cumulative(model, stock, market, prices.EVENT, 0, day)
            expected[company, window, day] = (total.value, total.low, total.high)
    for setting, result in zip(settings, results, strict=True):
        rows = {row["day"]: (row["car"], row["low"], row["high"]) for row in result["rows"]}
        assert sorted(rows) == list(range(setting["last"] + 1)), setting
        for day, row in rows.items():
            assert row == pytest.approx(expected[setting["company"], setting["window"], day], abs=6e-5), (setting, day)


def test_daily_double(chart):
    """A return is off by 5e-7 or less, so n factors 1 + k r are by n x |k| x 5e-7 of the smallest of them."""
    stock = daily_double.stock_returns()
    lengths = [2, 20, 60, len(stock)]
    settings = grid(multiple=[-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3], days=lengths)
    results = chart("daily-double", settings, "line", ("kind", "day", "value"))
    fund = prices.us_closes(prices.ADJUSTED)[daily_double.FUND]
    real = (fund.loc[stock.index] / fund[prices.BEFORE]).tolist()
    for setting, result in zip(settings, results, strict=True):
        multiple, days = setting["multiple"], setting["days"]
        rows = {(row["kind"], row["day"]): row["value"] for row in result["rows"]}
        path = leveraged_fund.path(stock, multiple).tolist()
        assert set(rows) == set(product(["computed", "total", "fund"], range(1, days + 1))), setting
        for day in (1, 2, days // 2, days):
            off = day * max(abs(multiple), 1) * 5.1e-7 / min(1 + max(multiple, 1) * stock)
            total = 1 + leveraged_fund.multiple_of_total(stock.iloc[:day], multiple)
            assert rows["computed", day] == pytest.approx(path[day - 1], rel=off, abs=FLOAT), (setting, day)
            assert rows["total", day] == pytest.approx(total, abs=2 * off + FLOAT), (setting, day)
            assert rows["fund", day] == pytest.approx(real[day - 1], abs=5.1e-6), (setting, day)


def test_made_good(chart):
    """Dates, whatever the reader's time zone; the level of the market value is rounded to 0.1 billion dollars."""
    settings = grid(definition=list(afterwards.levels()))
    results = chart("made-good", settings, "symbol", ("date",), ("level",))
    for setting, result in zip(settings, results, strict=True):
        definition = setting["definition"]
        assert result["level"] == pytest.approx(afterwards.levels()[definition], rel=FLOAT)
        days = [pd.Timestamp(row["date"], unit="ms") for row in result["rows"]]
        assert days == [afterwards.reached()[definition].date], setting
    dates = [f"{first.date:%Y-%m-%d}" for first in afterwards.reached().values()]
    assert dates == ["2025-06-09", "2025-06-10", "2025-06-25"]


def test_worst_days(chart):
    settings = grid(years=list(range(1, 27)))
    results = chart("worst-days", settings, "rect", ("date", "rank", "fall", "shade"))
    nvidia = tables.load("nvda_daily").set_index("date")["adjusted_close"]
    falls = returns.largest_falls(nvidia, 15).itertuples()
    expected = [(int(row.rank), pd.Timestamp(row.date), float(row.fall)) for row in falls]
    for setting, result in zip(settings, results, strict=True):
        rows = {row["rank"]: row for row in result["rows"]}
        assert len(rows) == len(expected), setting
        for rank, date, fall in expected:
            years = (prices.EVENT - date).days / 365.25
            seen = "event" if date == prices.EVENT else "seen" if 0 < years <= setting["years"] else ""
            assert rows[rank]["shade"] == seen, (setting, date)
            assert rows[rank]["fall"] == pytest.approx(fall, abs=5.1e-6)


def test_movers(chart):
    spans = {
        "first": (prices.BEFORE, prices.EVENT),
        "second": (prices.EVENT, prices.AFTER),
        "both": (prices.BEFORE, prices.AFTER),
    }
    settings = grid(day=list(spans))
    results = chart("movers", settings, "rect", ("name", "change", "fell"))
    names = prices.names()
    for setting, result in zip(settings, results, strict=True):
        rows = {row["name"]: (row["change"], row["fell"]) for row in result["rows"]}
        assert set(rows) == {names[ticker] for ticker in movers.TICKERS}
        for ticker in movers.TICKERS:
            change = prices.change(ticker, *spans[setting["day"]])
            assert rows[names[ticker]] == (pytest.approx(change, abs=5.1e-6), change < 0), (setting, ticker)


def test_record(chart):
    losses = tables.load("largest_losses").query("basis == 'computed'")
    settings = grid(until=[f"{losses['date'].max():%Y-%m-%d}", record.EVENT])
    results = chart("dollar-record", settings, "symbol", ("company", "date", "loss", "fall"))
    for setting, result in zip(settings, results, strict=True):
        known = losses[losses["date"] <= setting["until"]]
        company = known[f"company_{language.current()}"]
        dates = known["date"].dt.strftime("%Y-%m-%d")
        expected = sorted(zip(company, dates, known["loss_usd"], known["percent_change"] / 100, strict=True))
        drawn = sorted((row["company"], row["date"], row["loss"], row["fall"]) for row in result["rows"])
        assert [row[:2] for row in drawn] == [row[:2] for row in expected], setting
        assert [row[2] for row in drawn] == pytest.approx([row[2] for row in expected], abs=5.1e6)
        assert [row[3] for row in drawn] == pytest.approx([row[3] for row in expected], abs=5.1e-6)
    assert len(results[0]["rows"]) > len(results[1]["rows"])


def test_relay(chart):
    """Which figures have been told by each quarter of an hour: New York's winter clock plus five hours."""
    settings = grid(now=[quarter / 4 for quarter in range(26, 97, 5)])
    results = chart("relay", settings, "symbol", ("name", "hour", "change", "stage"))
    table = tables.load("quotes_events").set_index("id")
    told = relay.quotes()
    assert {f"{hour:.4f}" for hour in told["hour"]} <= {
        f"{int(clock[:2]) + int(clock[3:]) / 60 + 5:.4f}" for clock in table["time_et"].dropna()
    }
    for setting, result in zip(settings, results, strict=True):
        drawn = sorted((row["hour"], row["name"], row["change"]) for row in result["rows"] if row["stage"])
        known = told[told["hour"] <= setting["now"]]
        assert drawn == sorted(zip(known["hour"], known["name"], known["change"], strict=True)), setting


def test_before_the_open(chart):
    names = prices.names()
    companies = ["", *(names[ticker] for ticker in before_open.COMPANIES)]
    settings = grid(company=companies)
    results = chart("before-the-open", settings, "symbol", ("name", "stage", "change", "shown"))
    table = before_open.strip()
    for setting, result in zip(settings, results, strict=True):
        drawn = sorted((row["name"], row["stage"], row["change"]) for row in result["rows"])
        assert drawn == sorted(zip(table["name"], table["stage"], table["change"], strict=True))
        bright = {row["name"] for row in result["rows"] if row["shown"] == 1}
        assert bright == ({setting["company"]} if setting["company"] else set(companies[1:])), setting
