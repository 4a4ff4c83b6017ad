"""One cell of a table: found by what its row is about, or refused."""

import pytest

from deepseek_shock.checks import lookup
from deepseek_shock.tables import TableError


def test_a_cell_is_found_by_its_row() -> None:
    assert lookup.value("largest_losses", "close", ticker="NVDA", rank_computed=1) == 118.42


@pytest.mark.parametrize(("where", "count"), [({"ticker": "nobody"}, "0"), ({"ticker": "NVDA"}, r"\d\d?")])
def test_no_row_and_several_rows_are_refused(where: dict[str, str], count: str) -> None:
    with pytest.raises(TableError, match=rf"data/largest_losses.csv has {count} rows with ticker '\w+'; describe"):
        lookup.value("largest_losses", "close", **where)
