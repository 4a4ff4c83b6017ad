"""A fund that promises a multiple of each day's return, and resets every day."""

import numpy as np
import pandas as pd

TRADING_DAYS_A_YEAR = 252


def path(returns: pd.Series, multiple: float, annual_fee: float = 0.0) -> pd.Series:
    """Value of a daily-reset leveraged fund that starts at 1.

    V_t = V_(t-1) x max(0, 1 + k r_t - fee / 252). Borrowing costs are left out. A day that would take more
    than everything leaves nothing: a share of a fund cannot fall below zero.

    Args:
        returns: Daily returns of what the fund follows, as fractions.
        multiple: The promised multiple k, such as 2, or -1 for an inverse fund.
        annual_fee: Fee as a fraction of the value a year, taken in equal daily parts.

    Returns:
        Value after each day, on the index of `returns`.

    Raises:
        ValueError: If a return is missing or the fee is negative.
    """
    _require_complete(returns)
    if annual_fee < 0:
        raise ValueError(f"annual_fee is {annual_fee}; give zero or more.")
    factors = 1 + multiple * returns - annual_fee / TRADING_DAYS_A_YEAR
    return factors.clip(lower=0).cumprod().rename("value")


def multiple_of_total(returns: pd.Series, multiple: float) -> float:
    """What the multiple of the whole period's return would be: k x (product of (1 + r_t) - 1).

    Args:
        returns: Daily returns, as fractions.
        multiple: The multiple k.

    Returns:
        A return, as a fraction; it may be below -1, which no fund can reach.

    Raises:
        ValueError: If a return is missing.
    """
    _require_complete(returns)
    return float(multiple * (np.prod(1 + returns) - 1))


def compounding_effect(returns: pd.Series, multiple: float) -> float:
    """Return of a daily-reset fund without fees, less the multiple of the whole period's return.

    Below zero it is the volatility drag: a market that goes up and down leaves a doubled fund with less than
    double. In a steady trend it is above zero.

    Args:
        returns: Daily returns, as fractions; at least one.
        multiple: The multiple k.

    Returns:
        The difference of two returns, as a fraction; zero for one day or for a multiple of 0 or 1.

    Raises:
        ValueError: If a return is missing or there is none.
    """
    if len(returns) == 0:
        raise ValueError("There are no returns; give at least one day.")
    return float(path(returns, multiple).iloc[-1]) - 1 - multiple_of_total(returns, multiple)


def tracking_difference(fund_return: float, followed_return: float, multiple: float) -> float:
    """One day's return of a fund less the multiple it promises.

    Args:
        fund_return: Return of the fund on the day, as a fraction.
        followed_return: Return of what it follows on the same day, as a fraction.
        multiple: The promised multiple k.

    Returns:
        fund_return - k x followed_return, as a fraction; above zero the fund did better than promised.
    """
    return fund_return - multiple * followed_return


def _require_complete(returns: pd.Series) -> None:
    missing = returns.index[returns.isna()]
    if len(missing):
        raise ValueError(f"The return at {missing[0]} is missing; a path needs every day.")
