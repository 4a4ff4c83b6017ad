import pandas as pd
import pytest

from deepseek_shock.models import sessions

WEEK = pd.DatetimeIndex(["2025-01-23", "2025-01-24", "2025-01-27", "2025-01-28"])


@pytest.mark.parametrize(("date", "expected"), [("2025-01-23", 0), ("2025-01-27", 2), ("2025-01-28", 3)])
def test_position_counts_from_zero(date, expected):
    assert sessions.position(WEEK, date) == expected


@pytest.mark.parametrize(
    ("date", "nearest"),
    [
        ("2025-01-25", "nearest are 2025-01-24 and 2025-01-27"),
        ("2025-01-01", "nearest are 2025-01-23"),
        ("2025-02-01", "nearest are 2025-01-28"),
    ],
)
def test_a_day_without_trading_is_refused_with_its_neighbours(date, nearest):
    with pytest.raises(ValueError, match=f"{date} is not a session.*{nearest}\\.$"):
        sessions.position(WEEK, date)


def test_an_empty_index_has_no_neighbours():
    with pytest.raises(ValueError, match="nearest are none"):
        sessions.position(WEEK[:0], "2025-01-27")


@pytest.mark.parametrize("order", [[1, 0], [0, 0, 1]])
def test_dates_must_rise(order):
    with pytest.raises(ValueError, match="must rise and not repeat"):
        sessions.require_order(WEEK[order])
