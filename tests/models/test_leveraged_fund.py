import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock.models import leveraged_fund, returns

daily = st.floats(-0.3, 0.3)
many = st.lists(daily, min_size=1, max_size=20).map(pd.Series)
multiples = st.floats(-3, 3)


def test_nvdl_fell_a_little_less_than_twice_nvidia(prices):
    fund, stock = (returns.simple(prices["adjusted_close"][ticker])["2025-01-27"] for ticker in ("NVDL", "NVDA"))
    assert 100 * fund == pytest.approx(-33.785, abs=5e-4)
    assert 100 * leveraged_fund.multiple_of_total(pd.Series([stock]), 2) == pytest.approx(-33.936, abs=5e-4)
    assert 100 * leveraged_fund.tracking_difference(fund, stock, 2) == pytest.approx(0.152, abs=5e-4)


@given(daily, multiples)
def test_over_one_day_the_fund_gives_its_multiple(day, multiple):
    one = pd.Series([day])
    assert leveraged_fund.path(one, multiple).iloc[0] - 1 == pytest.approx(multiple * day, abs=1e-12)
    assert leveraged_fund.compounding_effect(one, multiple) == pytest.approx(0, abs=1e-12)


@given(st.floats(0.001, 0.5))
def test_up_and_back_to_the_start_loses_when_doubled(up):
    there_and_back = pd.Series([up, 1 / (1 + up) - 1])
    end = leveraged_fund.path(there_and_back, 2).iloc[-1]
    assert end < 1
    assert end == pytest.approx((1 + 2 * up) * (1 - 2 * up / (1 + up)))
    assert leveraged_fund.compounding_effect(there_and_back, 2) == pytest.approx(end - 1, abs=1e-12)


@given(many)
def test_multiple_one_is_the_market_itself(days):
    np.testing.assert_allclose(leveraged_fund.path(days, 1), (1 + days).cumprod())
    assert leveraged_fund.compounding_effect(days, 1) == pytest.approx(0, abs=1e-9)


@given(st.floats(0.001, 0.1), st.integers(2, 20))
def test_a_steady_rise_gives_more_than_the_multiple(rise, days):
    assert leveraged_fund.compounding_effect(pd.Series([rise] * days), 2) > 0


@given(many, multiples, st.floats(0.001, 0.05))
def test_a_fee_never_helps(days, multiple, fee):
    with_fee = leveraged_fund.path(days, multiple, annual_fee=fee)
    assert (with_fee < leveraged_fund.path(days, multiple)).all()


def test_a_year_of_fees_on_a_market_that_stands_still():
    still = pd.Series([0.0] * leveraged_fund.TRADING_DAYS_A_YEAR)
    end = leveraged_fund.path(still, 2, annual_fee=0.01).iloc[-1]
    assert end == pytest.approx(np.exp(-0.01), abs=1e-6)


def test_a_fund_that_is_wiped_out_stays_at_nothing():
    assert leveraged_fund.path(pd.Series([0.1, -0.6, 0.5]), 2).tolist() == pytest.approx([1.2, 0, 0])


def test_a_path_keeps_its_dates():
    days = pd.Series([0.1, 0.1], index=pd.DatetimeIndex(["2025-01-27", "2025-01-28"]))
    assert leveraged_fund.path(days, 2).to_dict() == pytest.approx({days.index[0]: 1.2, days.index[1]: 1.44})


@pytest.mark.parametrize(
    "function",
    [leveraged_fund.path, leveraged_fund.multiple_of_total, leveraged_fund.compounding_effect],
)
def test_a_missing_return_is_refused(function):
    with pytest.raises(ValueError, match="return at 1 is missing"):
        function(pd.Series([0.1, np.nan]), 2)


def test_a_fee_is_not_paid_out():
    with pytest.raises(ValueError, match=r"annual_fee is -0\.01"):
        leveraged_fund.path(pd.Series([0.1]), 2, annual_fee=-0.01)


def test_no_days_no_effect():
    with pytest.raises(ValueError, match="at least one day"):
        leveraged_fund.compounding_effect(pd.Series([], dtype=float), 2)
