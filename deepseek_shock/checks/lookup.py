"""One cell of a table, found by what its row is about."""

from typing import Any

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.tables import TableError


def rows(table: str, **where: Any) -> pd.DataFrame:
    """The rows of a table whose columns have the given values."""
    frame = tables.load(table)
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return frame


def value(table: str, column: str = "value", **where: Any) -> Any:
    """The one cell in ``column`` of the one row that ``where`` describes.

    Raises:
        TableError: no row or several rows fit.
    """
    found = rows(table, **where)
    if len(found) != 1:
        wanted = ", ".join(f"{name} {wish!r}" for name, wish in where.items())
        raise TableError(f"data/{table}.csv has {len(found)} rows with {wanted}; describe exactly one.")
    return found[column].iloc[0]
