"""Daily prices as the chapters ask for them: by ticker and session, on one stated basis."""

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.language import column

BEFORE, EVENT, AFTER = pd.to_datetime(["2025-01-24", "2025-01-27", "2025-01-28"])
AS_TRADED, ADJUSTED = "close", "adjusted_close"


def names() -> pd.Series:
    """Short name of each instrument in the language in use, by ticker."""
    instruments = tables.load("instruments").set_index("ticker")
    return instruments[column("label", instruments)]


def closes(basis: str = AS_TRADED) -> pd.DataFrame:
    """``prices_daily``, one column a ticker, one row a date on which any market was open.

    Args:
        basis: `AS_TRADED` (prices of the day, index levels) or `ADJUSTED` (for splits and dividends).
    """
    return tables.load("prices_daily").pivot(index="date", columns="ticker", values=basis)


def us_closes(basis: str = AS_TRADED) -> pd.DataFrame:
    """The same on the sessions of the US market only; a session without a known close is a gap."""
    sessions = closes()["^GSPC"].dropna().index
    return closes(basis).loc[sessions]


def change(ticker: str, before: pd.Timestamp = BEFORE, after: pd.Timestamp = EVENT) -> float:
    """Change between two closes as a fraction, as traded, or adjusted where no other close is known.

    Raises:
        ValueError: one of the closes is missing on both bases.
    """
    for basis in (AS_TRADED, ADJUSTED):
        pair = closes(basis)[ticker].loc[[before, after]]
        if pair.notna().all():
            return float(pair[after] / pair[before] - 1)
    raise ValueError(f"prices_daily has no closes of {ticker} on {before:%Y-%m-%d} and {after:%Y-%m-%d}.")


def shares_outstanding(ticker: str, sessions: pd.DatetimeIndex) -> pd.Series:
    """The share count in use on each session."""
    counts = tables.load("share_counts").query("ticker == @ticker").set_index("first_session")["shares"]
    return counts.reindex(sessions.union(counts.index)).ffill().reindex(sessions)
