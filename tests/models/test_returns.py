import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.models import returns

SHOCK = "2025-01-27"


def series(values, start="2025-01-01"):
    return pd.Series(values, index=pd.bdate_range(start, periods=len(values)), dtype=float)


moves = st.lists(st.integers(-50, 50), min_size=1, max_size=30).map(lambda steps: np.array(steps) / 100)


def walk(steps):
    return series(100 * np.cumprod(np.append(1.0, 1 + steps)))


@pytest.mark.parametrize(
    ("basis", "ticker", "percent"),
    [
        ("close", "NVDA", -16.968),
        ("adjusted_close", "NVDA", -16.968),
        ("close", "MSFT", -2.139),
        ("close", "META", 1.914),
        ("close", "^IXIC", -3.069),
        ("adjusted_close", "NVDL", -33.785),
    ],
)
def test_returns_of_27_january(prices, basis, ticker, percent):
    day = returns.simple(prices[basis][ticker])[SHOCK]
    assert 100 * day == pytest.approx(percent, abs=5e-4)


@given(moves)
def test_returns_undo_compounding(steps):
    result = returns.simple(walk(steps))
    assert np.isnan(result.iloc[0])
    np.testing.assert_allclose(result.iloc[1:], steps, atol=1e-12)


@given(moves, st.floats(0.01, 100))
def test_a_split_changes_no_return(steps, factor):
    np.testing.assert_allclose(returns.simple(walk(steps) * factor), returns.simple(walk(steps)), atol=1e-12)


def test_a_gap_is_not_bridged():
    result = returns.simple(series([100, np.nan, 90, 99]))
    assert result.isna().tolist() == [True, True, True, False]
    assert result.iloc[3] == pytest.approx(0.1)


@pytest.mark.parametrize("wrong", [0, -1])
def test_a_price_must_be_positive(wrong):
    with pytest.raises(ValueError, match=r"2025-01-02 is .* above zero"):
        returns.simple(series([1, wrong, 1]))


def test_dates_must_rise():
    with pytest.raises(ValueError, match="must rise"):
        returns.simple(series([1, 2, 3]).iloc[::-1])


@pytest.fixture(scope="module")
def since_1999():
    return tables.load("nvda_daily").set_index("date")["adjusted_close"]


def test_27_january_is_the_ninth_largest_fall_and_the_worst_since_march_2020(since_1999):
    assert returns.rank_of(since_1999, SHOCK) == 9
    assert returns.worst_since(since_1999, SHOCK) == pd.Timestamp("2020-03-16")
    assert 100 * returns.simple(since_1999)["2020-03-16"] == pytest.approx(-18.452, abs=5e-4)


def test_it_was_the_ninth_on_the_day_too(since_1999):
    assert returns.rank_of(since_1999[:SHOCK], SHOCK) == 9


def test_largest_falls_come_in_order(since_1999):
    table = returns.largest_falls(since_1999, 3)
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["date"].tolist() == [pd.Timestamp(day) for day in ("2004-08-06", "2002-07-31", "2008-07-03")]
    assert (100 * table["fall"]).tolist() == pytest.approx([-35.234, -31.751, -30.727], abs=5e-4)


def test_within_the_daily_table_27_january_is_the_worst(prices):
    nvidia = prices["adjusted_close"]["NVDA"]
    assert returns.rank_of(nvidia, SHOCK) == 1
    assert returns.worst_since(nvidia, SHOCK) is None


@given(moves, st.integers(1, 40))
def test_ranks_agree_with_one_another(steps, n):
    prices = walk(steps)
    table = returns.largest_falls(prices, n)
    assert len(table) == min(n, (returns.simple(prices) < 0).sum())
    assert (table["fall"].diff().dropna() >= 0).all()
    assert all(returns.rank_of(prices, row.date) == row.rank for row in table.itertuples(index=False))


@given(moves)
def test_between_a_fall_and_the_one_it_is_worst_since_none_is_as_large(steps):
    prices = walk(steps)
    daily = returns.simple(prices)
    for day in daily.index[daily < 0]:
        since = returns.worst_since(prices, day)
        between = daily[(daily.index < day) & (daily.index > (since or daily.index[0]))]
        assert (between > daily[day]).all()
        assert since is None or daily[since] <= daily[day]


def test_equal_falls_share_the_smaller_rank():
    prices = series([100, 50, 100, 50, 100, 80])
    assert returns.largest_falls(prices, 3)["rank"].tolist() == [1, 1, 3]
    assert returns.worst_since(prices, "2025-01-06") == pd.Timestamp("2025-01-02")


@pytest.mark.parametrize("ranking", [returns.rank_of, returns.worst_since])
class TestRefusals:
    def test_gap(self, ranking):
        with pytest.raises(ValueError, match=r"2025-01-02 has none \(1 missing"):
            ranking(series([100, np.nan, 90]), "2025-01-03")

    @pytest.mark.parametrize("close", [100, 110])
    def test_day_without_a_fall(self, ranking, close):
        with pytest.raises(ValueError, match="did not fall on 2025-01-02"):
            ranking(series([100, close]), "2025-01-02")

    def test_first_session_has_no_return(self, ranking):
        with pytest.raises(ValueError, match="2025-01-01 is not a session"):
            ranking(series([100, 90]), "2025-01-01")


def test_at_least_one_fall_must_be_asked_for():
    with pytest.raises(ValueError, match="n is 0"):
        returns.largest_falls(series([100, 90]), 0)
