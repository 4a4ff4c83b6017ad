"""Daily returns and how one day's fall ranks among the others."""

import pandas as pd

from deepseek_shock.models.sessions import position, require_order


def simple(prices: pd.Series) -> pd.Series:
    """Simple return of each session: price / previous price - 1.

    A missing price is not bridged: the returns of its session and of the next are missing too. The first
    session has no return.

    Args:
        prices: Prices on one basis (splits and dividends), indexed by the sessions of one market.

    Returns:
        Fractions (-0.17 is a fall of 17 %), on the same index.

    Raises:
        ValueError: If the dates do not rise or a price is not above zero.
    """
    require_order(prices.index)
    wrong = prices[prices <= 0]
    if len(wrong):
        raise ValueError(f"The price on {wrong.index[0]:%Y-%m-%d} is {wrong.iloc[0]}; it must be above zero.")
    return (prices / prices.shift() - 1).rename(prices.name)


def _all_returns(prices: pd.Series) -> pd.Series:
    """Returns of a series without gaps: a rank among days that are not all known is no rank."""
    missing = prices.index[prices.isna()]
    if len(missing):
        raise ValueError(
            f"A ranking needs every price: {missing[0]:%Y-%m-%d} has none ({len(missing)} missing in all)."
        )
    return simple(prices).iloc[1:]


def largest_falls(prices: pd.Series, n: int) -> pd.DataFrame:
    """Largest one-day falls of a series.

    Args:
        prices: Prices as for `simple`, without gaps.
        n: How many falls to list.

    Returns:
        Columns `rank` (1 is the largest; equal falls share the smaller rank), `date` and `fall` (the return,
        a negative fraction), at most `n` rows, the largest fall first.

    Raises:
        ValueError: If a price is missing or `n` is below 1.
    """
    if n < 1:
        raise ValueError(f"n is {n}; ask for at least one fall.")
    returns = _all_returns(prices)
    falls = returns[returns < 0].sort_values(kind="stable").iloc[:n]
    ranks = falls.rank(method="min").astype(int)
    return pd.DataFrame({"rank": ranks.to_numpy(), "date": falls.index, "fall": falls.to_numpy()})


def _fall(returns: pd.Series, date: pd.Timestamp | str) -> float:
    fall = returns.iloc[position(returns.index, date)]
    if fall >= 0:
        raise ValueError(f"The price did not fall on {pd.Timestamp(date):%Y-%m-%d}; choose a day with a fall.")
    return fall


def rank_of(prices: pd.Series, date: pd.Timestamp | str) -> int:
    """Rank of one day's fall among all days of the series.

    Args:
        prices: Prices as for `simple`, without gaps. Cut the series to rank within a period.
        date: A session on which the price fell.

    Returns:
        1 for the largest fall; equal falls share the smaller rank.

    Raises:
        ValueError: If a price is missing, the date has no return, or the price did not fall on it.
    """
    returns = _all_returns(prices)
    return int((returns < _fall(returns, date)).sum()) + 1


def worst_since(prices: pd.Series, date: pd.Timestamp | str) -> pd.Timestamp | None:
    """Latest earlier session with a fall at least as large: the day since which this one is the worst.

    Args:
        prices: Prices as for `simple`, without gaps.
        date: A session on which the price fell.

    Returns:
        That session, or None if the series holds no earlier fall as large.

    Raises:
        ValueError: If a price is missing, the date has no return, or the price did not fall on it.
    """
    returns = _all_returns(prices)
    fall = _fall(returns, date)
    earlier = returns.iloc[: position(returns.index, date)]
    as_large = earlier.index[earlier <= fall]
    return as_large[-1] if len(as_large) else None
