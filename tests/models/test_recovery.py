import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.models import recovery

SHOCK = "2025-01-27"
BEFORE, AFTER = 142.62, 118.42
UNKNOWN = ("2025-03-28", "2025-05-14", "2025-06-16")

levels = st.lists(st.one_of(st.just(np.nan), st.integers(0, 100).map(float)), min_size=2, max_size=25)


def series(values):
    return pd.Series(values, index=pd.bdate_range("2025-01-01", periods=len(values)), dtype=float)


def days(*dates):
    return tuple(pd.Timestamp(date) for date in dates)


@pytest.fixture
def closes(prices):
    return prices["close"]["NVDA"]


@pytest.fixture
def market_values(closes):
    counts = tables.load("share_counts").query("ticker == 'NVDA'").set_index("first_session")["shares"]
    return closes * counts.reindex(closes.index, method="ffill")


@pytest.mark.parametrize(
    ("level", "date", "close", "missing"),
    [(BEFORE, "2025-06-09", 142.63, UNKNOWN[:2]), (149.43, "2025-06-25", 154.31, UNKNOWN)],
)
def test_when_the_close_was_back(closes, level, date, close, missing):
    reach = recovery.first_at_or_above(closes, level, SHOCK)
    assert reach == recovery.FirstReach(pd.Timestamp(date), days(*missing))
    assert closes[reach.date] == close


def test_the_market_value_was_back_a_day_later(market_values):
    reach = recovery.first_at_or_above(market_values, BEFORE * 24.49e9, SHOCK)
    assert reach == recovery.FirstReach(pd.Timestamp("2025-06-10"), days(*UNKNOWN[:2]))


def test_adjusted_closes_rule_out_the_unknown_days(prices):
    adjusted = prices["adjusted_close"]["NVDA"]
    reach = recovery.first_at_or_above(adjusted, adjusted["2025-01-24"], SHOCK)
    assert reach == recovery.FirstReach(pd.Timestamp("2025-06-09"), ())


def test_the_lowest_close(closes):
    later = closes[closes.index > SHOCK]
    assert (later.idxmin(), later.min()) == (pd.Timestamp("2025-04-04"), 94.31)


def test_a_gap_before_the_date_is_told_and_one_after_it_is_not():
    reach = recovery.first_at_or_above(series([1, np.nan, 5, np.nan]), 5, "2025-01-01")
    assert reach == recovery.FirstReach(pd.Timestamp("2025-01-03"), days("2025-01-02"))


def test_a_level_never_reached_has_no_date_but_its_gaps():
    reach = recovery.first_at_or_above(series([9, 1, np.nan]), 5, "2025-01-01")
    assert reach == recovery.FirstReach(None, days("2025-01-03"))


@given(levels, st.integers(0, 100))
def test_no_known_value_before_the_date_reaches_the_level(values, level):
    whole = series(values)
    reach = recovery.first_at_or_above(whole, level, whole.index[0])
    searched = whole.iloc[1:] if reach.date is None else whole.iloc[1:][: reach.date].iloc[:-1]
    assert not (searched >= level).any()
    assert set(reach.missing) == set(searched.index[searched.isna()])
    assert reach.date is None or whole[reach.date] >= level


@given(levels, st.integers(0, 100))
def test_whatever_a_gap_hides_the_date_is_never_later_and_moves_only_to_a_gap(values, level):
    whole = series(values)
    known = recovery.first_at_or_above(whole, level, whole.index[0])
    filled = recovery.first_at_or_above(whole.fillna(1000), level, whole.index[0])
    assert filled.date == (known.missing[0] if known.missing else known.date)


def test_the_search_needs_a_session():
    with pytest.raises(ValueError, match="no session after 2025-01-02"):
        recovery.first_at_or_above(series([1, 2]), 1, "2025-01-02")


def test_dates_must_rise():
    with pytest.raises(ValueError, match="must rise"):
        recovery.first_at_or_above(series([1, 2]).iloc[::-1], 1, "2025-01-01")


@pytest.mark.parametrize(("fall", "gain"), [(0.16968, 0.2044), (0.5, 1), (0, 0)])
def test_gain_that_makes_a_fall_good(fall, gain):
    assert recovery.needed_gain(fall) == pytest.approx(gain, abs=5e-5)


@given(st.floats(0.001, 0.99))
def test_a_fall_and_its_gain_cancel_and_the_gain_is_larger(fall):
    gain = recovery.needed_gain(fall)
    assert gain > fall
    assert (1 - fall) * (1 + gain) == pytest.approx(1)


@pytest.mark.parametrize("fall", [-0.1, 1, 17])
def test_a_fall_is_a_fraction(fall):
    with pytest.raises(ValueError, match=f"fall is {fall}"):
        recovery.needed_gain(fall)


@pytest.mark.parametrize(
    ("close", "share"),
    [(AFTER, 0), (BEFORE, 1), (128.99, 0.4368), (139.40, 0.8669), (94.31, -0.9963), (149.43, 1.2814)],
)
def test_share_regained(close, share):
    assert recovery.share_regained(close, BEFORE, AFTER) == pytest.approx(share, abs=5e-5)


def test_nothing_to_regain():
    with pytest.raises(ValueError, match="no fall to regain"):
        recovery.share_regained(1, 100, 100)
