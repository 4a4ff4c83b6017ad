from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import t as student_t
from statsmodels.regression.linear_model import OLS

from deepseek_shock.models import event_study, returns

LENGTH, GAP, AFTER = 12, 3, 6
DAYS = pd.bdate_range("2025-01-01", periods=LENGTH + GAP + AFTER)
DAY_0 = LENGTH + GAP - 1
EVENT = DAYS[DAY_0]
SHOCK = "2025-01-27"

daily = st.integers(-500, 500).map(lambda basis_points: basis_points / 1e4)
whole_series = st.lists(daily, min_size=len(DAYS), max_size=len(DAYS)).map(lambda values: pd.Series(values, index=DAYS))
markets = whole_series.filter(lambda market: np.ptp(market.iloc[:LENGTH]) > 0.001)
windows = st.tuples(st.integers(0, AFTER), st.integers(0, AFTER)).map(sorted)


@pytest.fixture
def pair():
    random = np.random.default_rng(27)
    market = pd.Series(random.normal(0, 0.01, len(DAYS)), index=DAYS)
    return 0.001 + 1.5 * market + pd.Series(random.normal(0, 0.02, len(DAYS)), index=DAYS), market


def fit(stock, market):
    return event_study.fit(stock, market, EVENT, LENGTH, GAP)


def cumulative(stock, market, first, last, **options):
    return event_study.cumulative(fit(stock, market), stock, market, EVENT, first, last, **options)


def design(market):
    return np.column_stack([np.ones(len(market)), market])


def test_the_window_ends_gap_days_before_the_event(pair):
    model = fit(*pair)
    assert (model.start, model.end, model.n) == (DAYS[0], DAYS[LENGTH - 1], LENGTH)
    assert DAY_0 - DAYS.get_loc(model.end) == GAP


@given(markets, st.lists(daily, min_size=len(DAYS), max_size=len(DAYS)), daily)
def test_a_stock_that_ignores_the_market_has_its_mean_as_its_norm(market, noise, alpha):
    # Every market return comes twice, with the same noise up and down, so that the covariance is zero.
    half = LENGTH // 2
    market.iloc[half:LENGTH] = market.iloc[:half].to_numpy()
    assume(np.ptp(market.iloc[:LENGTH]) > 0.001)
    noise = np.array(noise)
    noise[half:LENGTH] = -noise[:half]
    stock = alpha + pd.Series(noise, index=DAYS)
    model = fit(stock, market)
    assert model.beta == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(event_study.abnormal(model, stock, market), stock - alpha, atol=1e-9)


@given(markets, daily, st.floats(-5, 5))
def test_a_stock_that_is_the_model_has_nothing_abnormal(market, alpha, beta):
    stock = alpha + beta * market
    model = fit(stock, market)
    assert (model.alpha, model.beta) == (pytest.approx(alpha, abs=1e-9), pytest.approx(beta, abs=1e-7))
    np.testing.assert_allclose(event_study.abnormal(model, stock, market), 0, atol=1e-8)


@given(whole_series, markets, st.floats(0.01, 100), windows)
def test_scaling_both_returns_scales_everything_but_beta(stock, market, scale, window):
    plain, scaled = fit(stock, market), fit(scale * stock, scale * market)
    assert scaled.beta == pytest.approx(plain.beta, abs=1e-7)
    assert scaled.alpha / scale == pytest.approx(plain.alpha, abs=1e-9)
    one, other = cumulative(stock, market, *window), cumulative(scale * stock, scale * market, *window)
    assert other.value / scale == pytest.approx(one.value, abs=1e-7)
    assert other.standard_error / scale == pytest.approx(one.standard_error, rel=1e-6, abs=1e-9)


@given(whole_series, markets, st.integers(0, AFTER - 1))
def test_adjacent_windows_add_up(stock, market, split):
    parts = cumulative(stock, market, 0, split).value + cumulative(stock, market, split + 1, AFTER).value
    assert cumulative(stock, market, 0, AFTER).value == pytest.approx(parts, abs=1e-9)


@given(whole_series, markets, windows)
def test_closed_form_is_the_sum_of_the_covariance_matrix(stock, market, window):
    model = fit(stock, market)
    days = market.iloc[DAY_0 + window[0] : DAY_0 + window[1] + 1]
    fitted, event = design(market.iloc[:LENGTH]), design(days)
    matrix = model.sigma**2 * (np.eye(len(days)) + event @ np.linalg.inv(fitted.T @ fitted) @ event.T)
    assert event_study.variance(model, days) == pytest.approx(matrix.sum(), rel=1e-6, abs=1e-15)


@given(whole_series, markets)
def test_one_day_has_the_prediction_error_of_statsmodels(stock, market):
    line = OLS(stock.iloc[:LENGTH].to_numpy(), design(market.iloc[:LENGTH])).fit()
    expected = line.get_prediction(design(market.loc[[EVENT]])).se_obs[0]
    assert cumulative(stock, market, 0, 0).standard_error == pytest.approx(expected, rel=1e-6, abs=1e-12)


@given(whole_series, markets, windows, st.floats(0.05, 0.9))
def test_the_interval_is_centred_and_widens_with_the_level(stock, market, window, level):
    narrow = cumulative(stock, market, *window, level=level)
    wide = cumulative(stock, market, *window, level=level + 0.05)
    assert narrow.low + narrow.high == pytest.approx(2 * narrow.value, abs=1e-12)
    assert wide.low <= narrow.low <= narrow.value <= narrow.high <= wide.high


@pytest.mark.parametrize("ticker", ["NVDA", "AVGO", "MSFT", "META", "VST"])
@pytest.mark.parametrize("index", ["^GSPC", "^IXIC"])
def test_agrees_with_an_independent_least_squares(prices, ticker, index):
    market = returns.simple(prices["close"][index])
    stock = returns.simple(prices["adjusted_close"][ticker])
    model = event_study.fit(stock, market, SHOCK, estimation_length=120, gap=11)
    result = event_study.cumulative(model, stock, market, SHOCK, 0, 4)

    day_0 = prices.index.get_loc(SHOCK)
    before, during = slice(day_0 - 130, day_0 - 10), slice(day_0, day_0 + 5)
    line, squares, *_ = np.linalg.lstsq(design(market[before]), stock[before].to_numpy(), rcond=None)
    leverage = design(market[during]) @ np.linalg.inv(design(market[before]).T @ design(market[before]))
    covariance = squares[0] / 118 * (np.eye(5) + leverage @ design(market[during]).T)
    value = (stock[during] - design(market[during]) @ line).sum()
    reach = student_t.ppf(0.975, 118) * np.sqrt(covariance.sum())
    assert (model.alpha, model.beta) == pytest.approx(tuple(line))
    assert model.n == 120
    assert (result.value, result.low, result.high) == pytest.approx((value, value - reach, value + reach))


def test_what_was_abnormal_on_27_january(prices):
    market = returns.simple(prices["close"]["^GSPC"])

    def on_the_day(ticker):
        stock = returns.simple(prices["adjusted_close"][ticker])
        model = event_study.fit(stock, market, SHOCK, estimation_length=120, gap=11)
        return event_study.cumulative(model, stock, market, SHOCK, 0, 0)

    assert on_the_day("NVDA").high < 0
    assert on_the_day("MSFT").low < 0 < on_the_day("MSFT").high
    assert on_the_day("META").low > 0


@pytest.mark.parametrize(
    ("event", "length", "gap", "message"),
    [
        ("2025-01-18", LENGTH, GAP, "2025-01-18 is not a session.*2025-01-17 and 2025-01-20"),
        (
            EVENT,
            LENGTH + 1,
            GAP,
            f"length is {LENGTH + 1}, but the data hold only {LENGTH} days up to day -{GAP}",
        ),
        (DAYS[1], LENGTH, GAP, "only 0 days"),
        (EVENT, 2, GAP, "estimation_length is 2"),
        (EVENT, LENGTH, 0, "gap is 0"),
    ],
)
def test_an_estimation_window_that_cannot_be_is_refused(pair, event, length, gap, message):
    with pytest.raises(ValueError, match=message):
        event_study.fit(*pair, event, length, gap)


def test_three_days_are_enough(pair):
    assert event_study.fit(*pair, EVENT, 3, GAP).n == 3


def test_a_first_session_without_a_return_is_no_gap_but_does_not_count(pair):
    stock, market = pair
    stock.iloc[0] = np.nan
    assert event_study.fit(stock, market, EVENT, LENGTH - 1, GAP).start == DAYS[1]
    with pytest.raises(ValueError, match=f"only {LENGTH - 1} days"):
        fit(stock, market)


@pytest.mark.parametrize(("column", "name"), [(0, "stock"), (1, "market")])
def test_a_missing_return_inside_a_window_is_refused(pair, column, name):
    model = fit(*pair)
    pair[column].iloc[[5, DAY_0 + 1]] = np.nan
    with pytest.raises(ValueError, match=f"{name} return of {DAYS[5]:%Y-%m-%d} is missing inside"):
        fit(*pair)
    with pytest.raises(ValueError, match=f"{name} return of {DAYS[DAY_0 + 1]:%Y-%m-%d} is missing inside"):
        event_study.cumulative(model, *pair, EVENT, 0, 1)
    assert event_study.cumulative(model, *pair, EVENT, 2, 3).value == pytest.approx(
        event_study.abnormal(model, *pair).iloc[DAY_0 + 2 : DAY_0 + 4].sum()
    )


def test_a_session_that_only_one_series_has_is_a_missing_return(pair):
    stock, market = pair
    with pytest.raises(ValueError, match=f"stock return of {DAYS[5]:%Y-%m-%d} is missing"):
        fit(stock.drop(DAYS[5]), market)


def test_dates_must_rise(pair):
    stock, market = pair
    with pytest.raises(ValueError, match="must rise"):
        fit(stock, market.iloc[::-1])


def test_a_market_that_stands_still_is_refused(pair):
    stock, market = pair
    with pytest.raises(ValueError, match="beta has no value"):
        fit(stock, market * 0 + 0.001)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (1, 0, "first must not exceed last"),
        (0, AFTER + 1, f"day 0 to day {AFTER + 1}, but the data hold day -{DAY_0} to day {AFTER}"),
        (-DAY_0 - 1, 0, "the data hold day"),
        (-GAP, 0, "overlaps the estimation window"),
    ],
)
def test_an_event_window_that_cannot_be_is_refused(pair, first, last, message):
    with pytest.raises(ValueError, match=message):
        cumulative(*pair, first, last)


def test_an_event_window_may_begin_the_day_after_the_estimation(pair):
    assert cumulative(*pair, 1 - GAP, 0).standard_error > cumulative(*pair, 0, 0).standard_error


def test_an_event_window_may_lie_before_the_estimation(pair):
    model = event_study.fit(*pair, EVENT, LENGTH - 2, GAP)
    result = event_study.cumulative(model, *pair, DAYS[0], 0, 1)
    assert result.value == pytest.approx(event_study.abnormal(model, *pair).iloc[:2].sum())


@pytest.mark.parametrize("level", [0, 1, 95])
def test_the_level_is_a_share(pair, level):
    with pytest.raises(ValueError, match=f"level is {level}"):
        cumulative(*pair, 0, 0, level=level)


def test_a_longer_estimation_leaves_less_doubt(pair):
    model = fit(*pair)
    longer = replace(model, n=10 * model.n, sum_squares_market=10 * model.sum_squares_market)
    days = pair[1].iloc[DAY_0:]
    assert model.sigma**2 * len(days) < event_study.variance(longer, days) < event_study.variance(model, days)
