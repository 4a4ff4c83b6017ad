"""When a fall has been made good, and what that takes."""

from dataclasses import dataclass

import pandas as pd

from deepseek_shock.models.sessions import require_order


@dataclass(frozen=True)
class FirstReach:
    """First known session at or above a level, and the sessions before it of which nothing is known.

    Attributes:
        date: The session, or None if no known value reaches the level.
        missing: Earlier sessions of the search without a value. On any of them the level may already have
            been reached, so `date` is certain only if this is empty or other evidence rules them out.
    """

    date: pd.Timestamp | None
    missing: tuple[pd.Timestamp, ...]


def first_at_or_above(series: pd.Series, level: float, after: pd.Timestamp | str) -> FirstReach:
    """First session after a date on which a series stands at a level or above.

    Args:
        series: Values by session, a missing value where a session's is not known. Do not drop those rows, and
            do not include days on which the market was closed.
        level: The level, in the unit of the series.
        after: The search begins on the session after this date.

    Returns:
        The date, with the sessions that were passed over for want of a value.

    Raises:
        ValueError: If the dates do not rise or the series has no session after `after`.
    """
    require_order(series.index)
    later = series[series.index > pd.Timestamp(after)]
    if later.empty:
        raise ValueError(f"The series has no session after {pd.Timestamp(after):%Y-%m-%d}; choose an earlier date.")
    reached = later.index[later >= level]
    date = reached[0] if len(reached) else None
    searched = later if date is None else later[:date]
    return FirstReach(date, tuple(searched.index[searched.isna()]))


def needed_gain(fall: float) -> float:
    """Gain that makes a fall good: 1 / (1 - f) - 1.

    Args:
        fall: Size of the fall f as a fraction, 0.17 for 17 %.

    Returns:
        The gain as a fraction, always more than the fall.

    Raises:
        ValueError: If the fall is negative, or 1 or more: from nothing no gain leads back.
    """
    if not 0 <= fall < 1:
        raise ValueError(f"fall is {fall}; give its size as a fraction from 0 to below 1.")
    return 1 / (1 - fall) - 1


def share_regained(close: float, before: float, after: float) -> float:
    """Share of a fall that a later close has regained: (close - after) / (before - after).

    Args:
        close: The later close.
        before: The last close before the fall.
        after: The close after the fall.

    Returns:
        0 at `after`, 1 at `before`; below 0 if the price fell further, above 1 if it rose past `before`.

    Raises:
        ValueError: If there was no fall.
    """
    if not after < before:
        raise ValueError(f"after {after} is not below before {before}; there was no fall to regain.")
    return (close - after) / (before - after)
