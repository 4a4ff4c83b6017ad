"""The trading days (sessions) that a series is indexed by."""

import pandas as pd


def require_order(dates: pd.Index) -> None:
    """Check that each session stands once and after the one before it.

    Args:
        dates: The index of a series.

    Raises:
        ValueError: If a date repeats or steps back.
    """
    if not dates.is_monotonic_increasing or not dates.is_unique:
        raise ValueError("The dates must rise and not repeat; sort the series and drop its duplicates.")


def position(dates: pd.DatetimeIndex, date: pd.Timestamp | str) -> int:
    """Find where a session stands in an index of sessions.

    Args:
        dates: Sessions, rising and without repeats.
        date: The session looked for.

    Returns:
        Its position, counted from 0.

    Raises:
        ValueError: If the date is not a session; the message names the nearest ones.
    """
    require_order(dates)
    wanted = pd.Timestamp(date)
    found = int(dates.searchsorted(wanted))
    if found < len(dates) and dates[found] == wanted:
        return found
    nearest = " and ".join(f"{day:%Y-%m-%d}" for day in dates[max(found - 1, 0) : found + 1])
    raise ValueError(f"{wanted:%Y-%m-%d} is not a session of the series; the nearest are {nearest or 'none'}.")
