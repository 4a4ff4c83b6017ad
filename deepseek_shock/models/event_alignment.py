"""What followed two events of different times: series counted from year zero, in one measure.

Money of 1966 and of 2025 can be compared as a share of the economy or of the government's outlays, or in dollars of one
year; never in the dollars of each. Time is counted from the event: years for budgets, sessions for prices, days for
single acts. Alignment moves the labels and leaves the values as they are.

Sources: the tables nasa_budget, us_research_spending and ai_index for the money, timeline for the days. The deflator
is the price index of gross domestic product. When US fiscal years end: the column period_end of nasa_budget.
"""

import pandas as pd

from deepseek_shock.errors import Mistake
from deepseek_shock.models.arguments import require_positive
from deepseek_shock.models.sessions import position

MONTHS_A_YEAR = 12
TRANSITION_QUARTER = (pd.Timestamp("1976-07-01"), pd.Timestamp("1976-09-30"))  # between two ends of the fiscal year


class AlignmentError(Mistake, ValueError):
    """Labels that are no whole years, two series that do not fit, or an event whose day is not known."""


def aligned(series: pd.Series, zero: int) -> pd.Series:
    """A yearly series counted from year zero: the label becomes year - zero, the value stays.

    Args:
        series: Values by year, a number or its digits.
        zero: The year that becomes 0; it need not be in the series.

    Returns:
        The same values by years since zero, in the same order.

    Raises:
        AlignmentError: A label is no whole year, such as 1976TQ, or a year repeats.
    """
    since = pd.Index([_year(label) - zero for label in series.index], name="years_since", dtype="int64")
    if not since.is_unique:
        raise AlignmentError(f"The year {since[since.duplicated()][0] + zero} repeats; keep one value for each year.")
    return series.set_axis(since)


def aligned_sessions(series: pd.Series, zero: pd.Timestamp | str) -> pd.Series:
    """A daily series counted in sessions from session zero, which is 0; the value stays.

    Args:
        series: Values by session, rising.
        zero: The session that becomes 0; for an event after the close, the last one before it.

    Returns:
        The same values by sessions since zero.

    Raises:
        ValueError: If `zero` is not a session of the series, or its dates do not rise.
    """
    start = position(series.index, zero)
    return series.set_axis(pd.RangeIndex(-start, len(series) - start, name="sessions_since"))


def relative(series: pd.Series) -> pd.Series:
    """An aligned series as a multiple of its value at zero.

    Args:
        series: Values by years or sessions since zero, all of one measure.

    Returns:
        value / value at zero, by the same labels; 1 at zero.

    Raises:
        AlignmentError: There is no value at zero, or it is not above zero.
    """
    base = series.get(0)
    if base is None or not base > 0:
        raise AlignmentError(f"The value at zero is {base}; a multiple needs one above zero.")
    return series / base


def share(amounts: pd.Series, whole: pd.Series) -> pd.Series:
    """Amounts as a share of a whole, such as gross domestic product or federal outlays: amount / whole.

    Args:
        amounts: Money of each period, in the dollars of that period.
        whole: The whole in the same periods and dollars; blank where not known.

    Returns:
        Fractions by period, blank where one of the two is.

    Raises:
        AlignmentError: The periods differ, or the whole is not above zero.
    """
    _require_divisor(amounts, whole, "whole")
    return amounts / whole


def constant_dollars(amounts: pd.Series, deflator: pd.Series, base: int | str) -> pd.Series:
    """Amounts in the dollars of one period: amount x deflator(base) / deflator.

    Args:
        amounts: Dollars of each period.
        deflator: Price index in the same periods, of any base; blank where not known.
        base: The period whose dollars are asked for.

    Returns:
        Dollars of the base period, by period.

    Raises:
        AlignmentError: The periods differ, the deflator is not above zero, or it has no value for the base.
    """
    _require_divisor(amounts, deflator, "deflator")
    if pd.isna(deflator.get(base)):
        raise AlignmentError(f"The deflator has no value for {base}; choose a period that it has.")
    return amounts * deflator[base] / deflator


def annualised(amount: float, months: float) -> float:
    """What an amount comes to in a year at the same pace: amount x 12 / months.

    A quarter's spending is set against a year's product only so.

    Args:
        amount: Money of the period.
        months: Length of the period.

    Returns:
        Money a year.

    Raises:
        ArgumentError: `months` is not above zero.
    """
    require_positive(months=months)
    return amount * MONTHS_A_YEAR / months


def fiscal_year(date: pd.Timestamp | str) -> int:
    """US fiscal year of a day: it ends on 30 June up to 1976, and from 1977 on 30 September.

    Args:
        date: The day.

    Returns:
        The year in which that fiscal year ends.

    Raises:
        AlignmentError: The day is in the transition quarter, July to September 1976, which is in no fiscal year.
    """
    day = pd.Timestamp(date)
    first, last = TRANSITION_QUARTER
    if first <= day.normalize() <= last:
        raise AlignmentError(f"{day:%Y-%m-%d} is in the transition quarter of 1976; it belongs to no fiscal year.")
    ends_in = 6 if day < first else 9
    return day.year + (day.month > ends_in)


def lags(events: pd.DataFrame, zero: str) -> pd.Series:
    """Days from one event to each of several: date - date of event zero.

    Args:
        events: Rows of the table timeline, by id: date, precision. Dates are local to each event.
        zero: The id of the event that days are counted from; its row too.

    Returns:
        Whole days by id, in the order of the rows; 0 for event zero, negative for what came before.

    Raises:
        AlignmentError: Event zero is absent, an id repeats, or the day of an event is not known.
    """
    if zero not in events.index or not events.index.is_unique:
        raise AlignmentError(f"The events need {zero} and each id once; add the row, or take out what repeats.")
    vague = events.index[events["precision"] != "day"]
    if len(vague):
        raise AlignmentError(f"The day of {vague[0]} is not known; leave it out, since a lag in days would pretend it.")
    return (events["date"] - events.loc[zero, "date"]).dt.days.rename("days")


def _year(label: object) -> int:
    try:
        return int(str(label))
    except ValueError:
        raise AlignmentError(f"{label} is not written as a whole year; leave that period out.") from None


def _require_divisor(amounts: pd.Series, divisor: pd.Series, name: str) -> None:
    """The same periods, and nothing that is known to be zero or less."""
    if not amounts.index.equals(divisor.index):
        raise AlignmentError(f"The amounts and the {name} are not for the same periods; give both for all of them.")
    wrong = divisor[divisor <= 0]
    if len(wrong):
        raise AlignmentError(f"The {name} is {wrong.iloc[0]} in {wrong.index[0]}; it must be above zero.")
