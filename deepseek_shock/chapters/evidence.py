"""What may stand behind a number in prose.

Words bind more than bare numbers. So quantities that state their unit, in the outputs and claim cards of a chapter,
count in the whole chapter; bare numbers, in printed results and in the tables of figures, count in their own section;
and the row of a data table counts only in a sentence that names what the row is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from nbformat import NotebookNode

from deepseek_shock.charts.figure import MIME_TYPE
from deepseek_shock.quantities import Quantity, backed, read

# A table this long is a series, whose many values would back any number: its ends and extremes count alone.
LONGEST_TABLE = 40
# The units in which a bare result may be given: 592.7 stands for 592.7 billion dollars where the text says so.
SCALES = {"USD": (1, 1e9), "share": (1, 1e9), "JPY": (1, 1e12)}
# Units that the two languages, or two sentences, use for one thing.
ALIKE = ({"percent", "point"}, {"JPY", "JPY per USD"}, {"day", "trading day"}, {"times", "fraction"})


@dataclass(frozen=True)
class Evidence:
    """Quantities with their unit, and bare numbers; of the numbers in tables, percentages by themselves."""

    quantities: tuple[Quantity, ...] = ()
    numbers: tuple[float, ...] = ()
    percentages: tuple[float, ...] = ()

    def __add__(self, other: Evidence) -> Evidence:
        """Both together."""
        return Evidence(
            self.quantities + other.quantities, self.numbers + other.numbers, self.percentages + other.percentages
        )

    def in_words(self) -> Evidence:
        """The part that states its unit."""
        return Evidence(self.quantities)

    def backs(self, quantity: Quantity) -> bool:
        """Whether something here rounds to the quantity in its unit, or is its date or time."""
        if quantity.on_calendar:
            return any(_tells(known, quantity) for known in self.quantities)
        stated = [float(known.value) for known in self.quantities if _alike(known, quantity)]
        bare = [scale * number for scale in SCALES.get(quantity.unit, (1,)) for number in self.numbers]
        ratios = self.percentages if quantity.unit in ("percent", "point", "count") else ()
        # As a count, for all these are percentages already: 0.17 must not back 17%.
        return backed(replace(quantity, unit="count"), [*stated, *bare, *ratios])


def _alike(known: Quantity, quantity: Quantity) -> bool:
    same = not known.on_calendar and quantity.unit in (known.unit, "count")
    return same or any({known.unit, quantity.unit} <= units for units in ALIKE)


def _tells(known: Quantity, quantity: Quantity) -> bool:
    """Whether a known date or time says all that another one says."""
    if known.unit != quantity.unit:
        return False
    if quantity.unit == "time":
        (clock, _, zone), (known_clock, _, known_zone) = (q.value.partition(" ") for q in (quantity, known))
        return clock == known_clock and (zone == known_zone or not zone or not known_zone)
    year = "" if re.match(r"\d{3}[\dX]", quantity.value) else r"(\d{4}-)?"
    return bool(re.fullmatch(year + quantity.value.replace("X", r"\d") + r"(-\d\d)*", known.value))


def stated(text: str, code: str) -> Evidence:
    """What a text of the book's own making states."""
    found = read(text, code)
    counts = tuple(float(quantity.value) for quantity in found if quantity.unit == "count")
    return Evidence(tuple(quantity for quantity in found if quantity.unit != "count"), counts)


def of_cells(cells: Iterable[NotebookNode], code: str) -> Evidence:
    """What the outputs of cells say: their plain text, and the tables of their figures."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    evidence = sum((stated(text, code) for output in outputs for text in _texts(output)), Evidence())
    return sum((_tabled(output) for output in outputs), evidence)


def _tabled(output: NotebookNode) -> Evidence:
    """The numbers of a figure's table."""
    table = _table(output)
    cells = [(column in table["percent"], row[column]) for row in _rows(output) for column in table["columns"]]
    cells = [(percent, value) for percent, value in cells if _is_number(value)]
    return Evidence(
        numbers=tuple(value for percent, value in cells if not percent),
        percentages=tuple(100 * value for percent, value in cells if percent),
    )


def _texts(output: NotebookNode) -> Iterator[str]:
    yield output.get("text") or output.get("data", {}).get("text/plain", "")
    for row in _rows(output):
        yield "; ".join(value.removesuffix("T00:00:00") for value in row.values() if isinstance(value, str))


def _table(output: NotebookNode) -> dict[str, Any]:
    """What a figure says of its table: the dataset, its columns, and those of them that hold fractions."""
    spec = output.get("data", {}).get(MIME_TYPE)
    return spec["usermeta"]["table"] if spec else {"columns": {}, "percent": []}


def _rows(output: NotebookNode) -> list[dict[str, Any]]:
    """The rows of the table that a figure shows; of a series, those that its ends and extremes stand in."""
    table = _table(output)
    if not table["columns"]:
        return []
    data = output["data"][MIME_TYPE]["datasets"][table["dataset"]]
    rows = [{column: row[column] for column in table["columns"]} for row in data]
    return rows if len(rows) <= LONGEST_TABLE else _notable(rows)


def _notable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    places = {0, len(rows) - 1}
    for column in rows[0]:
        known = {place: row[column] for place, row in enumerate(rows) if _is_number(row[column])}
        if known:
            places |= {min(known, key=known.__getitem__), max(known, key=known.__getitem__)}
    return [rows[place] for place in sorted(places)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)
