"""How many GPUs there are: bought, leaked, made at home and retired, year by year, with controls that act late.

    stock(t + 1) = stock(t) x (1 - retirement) + imports x (1 - control) + leakage + own
    capability = stock x efficiency

A control stops what would come in and leaves what is there. It is felt only as the old stock wears out and as the
fleet that would have been grows, and before that there is a lag of its own, in which orders placed before are still
delivered, stocks are laid in, and chips just below the line are sold. Better software meanwhile gets more from each.

Imports, leakage, retirement and efficiency are assumptions of the caller: the book has no series of them. What is
documented goes into `bounds`.
"""

from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import pandas as pd
from pandas.api.types import is_integer_dtype

from deepseek_shock.errors import Mistake
from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive

INFLOWS = ["bought", "leaked", "own"]
RECORD = ["chip", "year", "gpus"]


class FleetError(Mistake, ValueError):
    """Years that do not follow each other, numbers of GPUs that cannot be, or a column that is absent."""


@dataclass(frozen=True)
class Control:
    """A control on imports.

    Attributes:
        begins: Year in which it is put in force.
        lag: Whole years from then until it acts.
        strength: Share of imports that it stops once it acts, 0 to 1.
        leakage: Share of what it stops that comes in all the same, 0 to 1.

    Raises:
        ArgumentError: A share is no fraction, or the lag is negative or not whole.
    """

    begins: int
    lag: int
    strength: float
    leakage: float

    def __post_init__(self) -> None:
        require_fraction(strength=self.strength, leakage=self.leakage)
        if self.lag < 0 or self.lag != int(self.lag):
            raise ArgumentError(f"lag is {self.lag}; give whole years, zero or more.")

    def at(self, years: pd.Index) -> pd.Series:
        """Share of imports that it stops in each year: 0 until it acts, then `strength`."""
        return pd.Series(self.strength, index=years).where(years >= self.begins + self.lag, 0.0)


class Bounds(NamedTuple):
    """Least and most GPUs that records account for."""

    low: float
    high: float


def inflows(imports: pd.Series, own: pd.Series, control: Control) -> pd.DataFrame:
    """GPUs that come in each year under a control: imports x (1 - control), imports x control x leakage, own.

    Args:
        imports: GPUs a year that would be bought without the control, by year.
        own: GPUs a year made at home, for the same years.
        control: The control; with a strength of 0 there is none.

    Returns:
        bought, leaked and own, in GPUs, by year.

    Raises:
        FleetError: The years do not follow each other or differ, or a number is negative or blank.
    """
    _require_numbers(imports=imports, own=own)
    if not imports.index.equals(own.index):
        raise FleetError("imports and own are not for the same years; give both for all of them.")
    stopped = imports * control.at(imports.index)
    return pd.DataFrame({"bought": imports - stopped, "leaked": stopped * control.leakage, "own": own})


def stock(first: float, inflows: pd.DataFrame, retirement: float) -> pd.Series:
    """GPUs at the end of each year: stock x (1 - retirement) + bought + leaked + own.

    `first` GPUs stand at the end of the year before; `retirement` is the share of a stock retired in the next year.
    Raises ArgumentError or FleetError for negative numbers, absent columns, years that do not follow each other.
    """
    _require_fleet(first, inflows, retirement)
    gpus, ends = first, []
    for added in inflows[INFLOWS].sum(axis=1):
        gpus = gpus * (1 - retirement) + added
        ends.append(gpus)
    return pd.Series(ends, index=inflows.index, name="stock", dtype=float)


def balance(first: float, inflows: pd.DataFrame, retirement: float) -> pd.DataFrame:
    """What changes a stock, year by year: start + bought + leaked + own - retired = end.

    Args:
        first: GPUs at the end of the year before the first.
        inflows: bought, leaked and own, in GPUs, by year.
        retirement: Share of the stock at the start of a year that is retired in it, 0 to 1.

    Returns:
        start, bought, leaked, own, retired and end, in GPUs, by year.

    Raises:
        ArgumentError: `first` is negative or `retirement` is no fraction.
        FleetError: A column is absent, the years do not follow each other, or a number is negative or blank.
    """
    end = stock(first, inflows, retirement)
    start = end.shift(fill_value=first)
    return inflows[INFLOWS].assign(start=start, retired=start * retirement, end=end)[
        ["start", *INFLOWS, "retired", "end"]
    ]


def retirement(lifetime: float) -> float:
    """Share of a stock that is retired each year if a GPU lasts so many years on average: 1 / lifetime.

    Args:
        lifetime: Years, 1 or more.

    Returns:
        A fraction.

    Raises:
        ArgumentError: The lifetime is below 1.
    """
    if not lifetime >= 1:
        raise ArgumentError(f"lifetime is {lifetime}; give 1 year or more, since a model in years sees no shorter one.")
    return 1 / lifetime


def capability(stock: pd.Series, yearly_gain: float) -> pd.Series:
    """What a stock can do: stock x efficiency, where efficiency is 1 in the first year and grows by a factor a year.

    Args:
        stock: GPUs, by year.
        yearly_gain: How many times as much a GPU does a year later, thanks to software; 1 for no gain.

    Returns:
        GPUs of the first year's efficiency that do as much, by year.

    Raises:
        ArgumentError: The gain is not above zero.
        FleetError: The years do not follow each other, or a number is negative or blank.
    """
    require_positive(yearly_gain=yearly_gain)
    _require_numbers(stock=stock)
    return stock * yearly_gain ** (stock.index - stock.index[0])


def shortfall(held: pd.Series, without: pd.Series) -> pd.Series:
    """How much less there is than there would be: (without - held) / without.

    Software that serves both alike cancels, so the shortfall of the stock is that of the capability.

    Args:
        held: Stock or capability under a control, by year.
        without: The same without it, above zero, for the same years.

    Returns:
        Fractions, by year.

    Raises:
        FleetError: The years do not follow each other or differ, a number is negative or blank, or `without` is zero.
    """
    _require_numbers(held=held, without=without)
    if not held.index.equals(without.index):
        raise FleetError("held and without are not for the same years; give both for all of them.")
    if (without == 0).any():
        raise FleetError(f"without is 0 in {without.idxmin()}; of nothing there is no shortfall.")
    return (without - held) / without


def binds_from(shortfall: pd.Series, share: float) -> int | None:
    """First year that ends with a shortfall of a share or more.

    Args:
        shortfall: Fractions, by year.
        share: Above 0, at most 1.

    Returns:
        The year; None if no year does.

    Raises:
        ArgumentError: The share is not above 0 and at most 1.
    """
    require_positive(share=share)
    require_fraction(share=share)
    reached = shortfall.index[shortfall >= share]
    return int(reached[0]) if len(reached) else None


def share_felt(years: float, retirement: float, growth: float) -> float:
    """How much of its final effect a control has had on a fleet that grew steadily: 1 - ((1 - r) / (1 + g))^n.

    Args:
        years: n, years since it acts.
        retirement: r, share of the stock retired a year.
        growth: g, yearly growth of the fleet that would have been; 0 for a steady one.

    Returns:
        The shortfall over that which the inflow has: 0 at first, towards 1.

    Raises:
        ArgumentError: `years` or `growth` is negative, or `retirement` is no fraction.
    """
    require_fraction(retirement=retirement)
    _require_not_negative(years=years, growth=growth)
    return 1 - ((1 - retirement) / (1 + growth)) ** years


def stopped_by_gates(*permitted: float) -> float:
    """Share of imports that is stopped where each of several permissions is needed: 1 - product of permitted shares.

    Such as a licence of the country that sells and the consent of the country that buys: where one lets nothing
    through, the other does not matter. In between, the product supposes that they do not look at each other.

    Args:
        permitted: Share that each gate lets through, 0 to 1.

    Returns:
        A fraction, the `strength` of a `Control`.

    Raises:
        ArgumentError: There is no gate, or a share is no fraction.
    """
    if not permitted:
        raise ArgumentError("permitted is empty; give the share that each gate lets through.")
    for number, share in enumerate(permitted, start=1):
        require_fraction(**{f"permitted share {number}": share})
    return 1 - prod(permitted)


def bounds(records: pd.DataFrame, year: int, retirement: float) -> Bounds:
    """GPUs that documented records account for in a year, at least and at most.

    Two records of one chip may be about the same machines, or about different ones. At least: for each chip the
    largest record, less what was retired since. At most: all records added up, nothing retired. Neither bounds what
    is not on record, and a record of machines in use is no record of who owns them.

    Args:
        records: One row a purchase or count: chip, year, gpus.
        year: The year asked about; later records do not count.
        retirement: Share of a stock retired a year, 0 to 1.

    Returns:
        GPUs; 0 and 0 where nothing is on record.

    Raises:
        ArgumentError: `retirement` is no fraction.
        FleetError: A column is absent, or a row has no chip, no year, or no number of zero or more.
    """
    require_fraction(retirement=retirement)
    _require_records(records)
    known = records[records["year"] <= year]
    left = known["gpus"] * (1 - retirement) ** (year - known["year"])
    return Bounds(float(left.groupby(known["chip"]).max().sum()), float(known["gpus"].sum()))


def _require_fleet(first: float, inflows: pd.DataFrame, retirement: float) -> None:
    require_fraction(retirement=retirement)
    _require_not_negative(first=first)
    _require_columns(inflows, INFLOWS, "inflows")
    _require_numbers(**{name: inflows[name] for name in INFLOWS})


def _require_not_negative(**arguments: float) -> None:
    for name, value in arguments.items():
        if not value >= 0:
            raise ArgumentError(f"{name} is {value}; give zero or more.")


def _require_columns(table: pd.DataFrame, columns: list[str], name: str) -> None:
    for column in columns:
        if column not in table:
            raise FleetError(f"{name} has no column {column}; add it.")


def _require_numbers(**series: pd.Series) -> None:
    """Years one after the other, and zero or more in each."""
    for name, values in series.items():
        years = values.index
        if values.empty or not is_integer_dtype(years) or not (years[1:] - years[:-1] == 1).all():
            raise FleetError(
                f"The years of {name} do not follow each other; give each year once, in order, as a number."
            )
        wrong = values[~(values >= 0)]
        if len(wrong):
            raise FleetError(f"{name} is {wrong.iloc[0]} in {wrong.index[0]}; give zero GPUs or more.")


def _require_records(records: pd.DataFrame) -> None:
    _require_columns(records, RECORD, "records")
    for row, (chip, year, gpus) in enumerate(records[RECORD].itertuples(index=False), start=1):
        if pd.isna(chip) or pd.isna(year) or not gpus >= 0:
            raise FleetError(f"records, row {row}: chip {chip}, year {year}, gpus {gpus}; give all three, gpus from 0.")
