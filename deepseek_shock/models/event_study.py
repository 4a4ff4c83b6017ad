"""Market-model event study: what a stock did on a day beyond what the market explains.

The market model r_t = alpha + beta m_t + e_t is fitted on an estimation window before the event. The
abnormal return is what it leaves over, AR_t = r_t - (alpha + beta m_t), and the cumulative abnormal return
(CAR) is its sum over an event window. All returns are simple daily returns, as fractions; days are trading
days counted from the event, which is day 0. If the stock is a part of the market index, the index holds some
of the event, and the abnormal return is to that extent too small.

Source: Campbell, Lo and MacKinlay, The Econometrics of Financial Markets (1997), chapter 4.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd
from scipy.stats import t as student_t
from statsmodels.regression.linear_model import OLS

from deepseek_shock.models.sessions import position, require_order

PARAMETERS = 2  # alpha and beta: what n - PARAMETERS degrees of freedom have been spent on


@dataclass(frozen=True)
class MarketModel:
    """A fitted market model, with all that the variance of a later CAR needs.

    Attributes:
        alpha: Daily return at a market return of zero.
        beta: Return of the stock for one unit of market return.
        sigma: Standard deviation of the residuals, sqrt(sum e^2 / (n - 2)), daily.
        n: Days in the estimation window.
        mean_market: Mean market return over the window.
        sum_squares_market: Sum of (m - mean_market)^2 over the window.
        start: First day of the window.
        end: Last day of the window.
    """

    alpha: float
    beta: float
    sigma: float
    n: int
    mean_market: float
    sum_squares_market: float
    start: pd.Timestamp
    end: pd.Timestamp


@dataclass(frozen=True)
class CumulativeReturn:
    """A cumulative abnormal return with its prediction interval, as fractions."""

    value: float
    standard_error: float
    low: float
    high: float


def fit(
    stock: pd.Series, market: pd.Series, event: pd.Timestamp | str, estimation_length: int, gap: int
) -> MarketModel:
    """Fit the market model by ordinary least squares on the days before an event.

    Args:
        stock: Daily returns of the stock, by session.
        market: Daily returns of the market index, by session.
        event: The session that is day 0.
        estimation_length: Days in the estimation window.
        gap: The window ends on day -gap.

    Returns:
        The fitted model.

    Raises:
        ValueError: If the event is not a session, the window is too short, reaches before the data, includes
            the event or a missing return, or the market did not move in it.
    """
    if estimation_length <= PARAMETERS:
        raise ValueError(f"estimation_length is {estimation_length}; a line with an error needs 3 days or more.")
    if gap < 1:
        raise ValueError(f"gap is {gap}; the estimation window must end before the event, so give 1 or more.")
    window = _estimation_window(_sessions(stock, market), event, estimation_length, gap)
    if np.ptp(window["market"]) == 0:
        raise ValueError("The market return is the same on every day of the estimation window; beta has no value.")
    return _least_squares(window)


def _sessions(stock: pd.Series, market: pd.Series) -> pd.DataFrame:
    require_order(stock.index)
    require_order(market.index)
    pair = pd.DataFrame({"stock": stock, "market": market})
    # The first price of a series has no return; anything missing after that is a gap.
    return pair[pair.notna().all(axis=1).cummax()]


def _estimation_window(sessions: pd.DataFrame, event: pd.Timestamp | str, length: int, gap: int) -> pd.DataFrame:
    available = max(position(sessions.index, event) - gap + 1, 0)
    if length > available:
        raise ValueError(
            f"estimation_length is {length}, but the data hold only {available} days up to day -{gap}; "
            "shorten the window or the gap."
        )
    return _complete(sessions.iloc[available - length : available])


def _complete(window: pd.DataFrame) -> pd.DataFrame:
    for name, returns in window.items():
        missing = returns.index[returns.isna()]
        if len(missing):
            raise ValueError(
                f"The {name} return of {missing[0]:%Y-%m-%d} is missing inside the window "
                f"({len(missing)} missing in all); move the window or complete the prices."
            )
    return window


def _least_squares(window: pd.DataFrame) -> MarketModel:
    market = window["market"].to_numpy()
    line = OLS(window["stock"].to_numpy(), np.column_stack([np.ones(len(market)), market])).fit()
    alpha, beta = map(float, line.params)
    return MarketModel(
        alpha=alpha,
        beta=beta,
        sigma=sqrt(line.scale),
        n=len(market),
        mean_market=float(market.mean()),
        sum_squares_market=float(((market - market.mean()) ** 2).sum()),
        start=window.index[0],
        end=window.index[-1],
    )


def abnormal(model: MarketModel, stock: pd.Series, market: pd.Series) -> pd.Series:
    """Abnormal return of each day, r_t - (alpha + beta m_t).

    Args:
        model: A fitted model.
        stock: Daily returns of the stock.
        market: Daily returns of the market index.

    Returns:
        Fractions by session, missing where either return is.
    """
    return (stock - (model.alpha + model.beta * market)).rename("abnormal_return")


def variance(model: MarketModel, market: np.ndarray | pd.Series) -> float:
    """Variance of a CAR over a window outside the estimation window.

    sigma^2 [L + L^2 / n + (sum m - L mean_market)^2 / sum_squares_market] for L days with market returns m.
    It is the sum of all elements of V = sigma^2 (I + X* (X'X)^-1 X*'): the days' own noise, and the error of
    alpha and beta that all of them share.

    Args:
        model: A fitted model.
        market: Market returns of the event window.

    Returns:
        The variance, of returns as fractions.
    """
    days = len(market)
    offset = float(np.sum(market)) - days * model.mean_market
    return model.sigma**2 * (days + days**2 / model.n + offset**2 / model.sum_squares_market)


def cumulative(
    model: MarketModel,
    stock: pd.Series,
    market: pd.Series,
    event: pd.Timestamp | str,
    first: int,
    last: int,
    level: float = 0.95,
) -> CumulativeReturn:
    """Cumulative abnormal return over an event window, with its prediction interval.

    The interval is CAR +/- t x standard error, with the quantile of Student's t at n - 2 degrees of freedom.
    The return itself is known exactly; what is uncertain is the ordinary return that it is measured against.

    Args:
        model: A fitted model.
        stock: Daily returns of the stock, by session.
        market: Daily returns of the market index, by session.
        event: The session that is day 0.
        first: First day of the window, 0 for the event itself.
        last: Last day of the window; with `first` = `last` the result is one day's abnormal return.
        level: Coverage of the interval, between 0 and 1.

    Returns:
        The sum of abnormal returns, its standard error and its interval.

    Raises:
        ValueError: If the event is not a session, or the window is empty, leaves the data, overlaps the
            estimation window or has a missing return, or the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a share between 0 and 1, such as 0.95.")
    window = _event_window(_sessions(stock, market), event, first, last)
    _require_apart(model, window.index)
    value = float(abnormal(model, window["stock"], window["market"]).sum())
    error = sqrt(variance(model, window["market"]))
    reach = float(student_t.ppf((1 + level) / 2, model.n - PARAMETERS)) * error
    return CumulativeReturn(value, error, value - reach, value + reach)


def _event_window(sessions: pd.DataFrame, event: pd.Timestamp | str, first: int, last: int) -> pd.DataFrame:
    if first > last:
        raise ValueError(f"The event window runs from day {first} to day {last}; first must not exceed last.")
    day_0 = position(sessions.index, event)
    if day_0 + first < 0 or day_0 + last >= len(sessions):
        raise ValueError(
            f"The event window is day {first} to day {last}, "
            f"but the data hold day {-day_0} to day {len(sessions) - 1 - day_0}."
        )
    return _complete(sessions.iloc[day_0 + first : day_0 + last + 1])


def _require_apart(model: MarketModel, days: pd.DatetimeIndex) -> None:
    """The variance holds only for days that the model has not been fitted on."""
    if days[0] <= model.end and days[-1] >= model.start:
        raise ValueError(
            f"The event window from {days[0]:%Y-%m-%d} overlaps the estimation window, "
            f"which ends on {model.end:%Y-%m-%d}; start later or fit with a larger gap."
        )
