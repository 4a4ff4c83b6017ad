"""The rows of the data tables as evidence: what each is about, by name, and what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.chapters.evidence import Evidence, stated
from deepseek_shock.quantities import Quantity

# Which column names what a row is about, and which columns hold amounts in which unit. The price series are left
# out: what a chapter says of them, one of its cells computes.
SUBJECTS = {
    "quotes_events": "instrument",
    "published_losses": "outlet",
    "largest_losses": "ticker",
    "market_values": "ticker",
    "share_counts": "ticker",
}
AMOUNTS = {
    "value_usd": "USD", "value_jpy": "JPY", "loss_usd": "USD", "market_value_usd": "USD", "close": "USD",
    "percent_change": "percent", "shares": "share", "published_low_usd": "USD", "published_high_usd": "USD",
}  # fmt: skip
MOMENTS = ("date", "first_session")


@dataclass(frozen=True)
class Record:
    """One row: the names of its subject by language, and its amounts, date and time."""

    names: dict[str, set[str]]
    evidence: Evidence


def about(sentence: str, code: str) -> Evidence:
    """What the tables say of everything that a sentence names."""
    found = (record.evidence for record in _records() if any(name in sentence for name in record.names[code]))
    return sum(found, Evidence())


@cache
def _records() -> list[Record]:
    return [
        Record(_names(row, subject), _evidence(row))
        for table, subject in SUBJECTS.items()
        for _, row in tables.load(table).iterrows()
    ]


def _names(row: pd.Series, subject: str) -> dict[str, set[str]]:
    if f"{subject}_en" in row:
        return {code: {row[f"{subject}_{code}"]} for code in ("en", "ja")}
    instruments = tables.load("instruments").set_index("ticker")
    known = instruments.loc[row[subject]] if row[subject] in instruments.index else row
    columns = [column for column in ("name", "label", "company") if f"{column}_en" in known]
    return {code: {known[f"{column}_{code}"] for column in columns} for code in ("en", "ja")}


def _evidence(row: pd.Series) -> Evidence:
    clock = f"{row.get('time_et')} ET; {row.get('time_label')}"
    return Evidence(tuple(_amounts(row.dropna()))) + stated(clock, "en").in_words()


def _amounts(row: pd.Series) -> Iterator[Quantity]:
    for column in AMOUNTS.keys() & row.index:
        yield _quantity(Decimal(str(row[column])), AMOUNTS[column])
    if "value" in row.index:
        yield _quantity(Decimal(str(row["value"])), row["unit"])
    for column in set(MOMENTS) & set(row.index):
        yield _quantity(f"{row[column]:%Y-%m-%d}", "date")


def _quantity(value: Decimal | str, unit: str) -> Quantity:
    return Quantity(value, unit, "", 0, 0, Decimal(0))
