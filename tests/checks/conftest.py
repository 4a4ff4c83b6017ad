"""Tables with another content than the file's, to see what would change a check's answer."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from deepseek_shock import tables

Put = Callable[[str, pd.DataFrame], None]
Change = Callable[[str, dict[str, Any], str, Any], None]
Edit = Callable[[str, Callable[[pd.DataFrame], pd.DataFrame | None]], None]


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Put a frame in the place of a table."""

    def put_frame(table: str, frame: pd.DataFrame) -> None:
        load = tables.load
        monkeypatch.setattr(tables, "load", lambda name: frame.copy() if name == table else load(name))

    return put_frame


@pytest.fixture
def edit(put: Put) -> Edit:
    """Put a table as a function edits it, or what the function makes of it, in the table's place."""

    def put_edited(table: str, of: Callable[[pd.DataFrame], pd.DataFrame | None]) -> None:
        frame = tables.load(table)
        made = of(frame)
        put(table, frame if made is None else made)

    return put_edited


@pytest.fixture
def change(put: Put) -> Change:
    """Give the rows of one table that have these values another value in a column."""

    def set_value(table: str, where: dict[str, Any], column: str, value: Any) -> None:
        frame = tables.load(table)
        chosen = pd.concat([frame[name] == wish for name, wish in where.items()], axis=1).all(axis=1)
        assert chosen.any(), f"{table} has no row with {where}"
        frame.loc[chosen, column] = value
        put(table, frame)

    return set_value
