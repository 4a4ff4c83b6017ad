"""A quantity as it stands in a text."""

from dataclasses import dataclass
from decimal import Decimal

from deepseek_shock.quantities.units import CALENDAR_UNITS


@dataclass(frozen=True)
class Quantity:
    """A value with its unit, and where and how a text states it.

    Attributes:
        value: The exact, scaled number ("$593 billion" has 593000000000). For the unit "date" it is text,
            "2025-01-27", "2025-01", "2025", "01-27" without a year, "01-XX" for a month alone, "XX-27" for a
            day alone, "199X" for a decade; for "time" it is "04:06" or, with a zone, "04:06 ET".
        unit: A canonical name from `units.TABLE`.
        text: The words that state it, `source[start:end]`.
        start: Offset of the first character.
        end: Offset after the last character.
        step: The rounding step that the writing implies; see `numerals.rounding_step`. 0 for the calendar.
    """

    value: Decimal | str
    unit: str
    text: str
    start: int
    end: int
    step: Decimal

    @property
    def on_calendar(self) -> bool:
        """Whether this is a date or a time of day, whose value is text."""
        return self.unit in CALENDAR_UNITS
