"""What a claim states, as numbers: the value, the range that rounds to it, and its unit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """The computable part of a claim.

    Attributes:
        id: The claim's id in the ledger.
        unit: A unit of `quantities`, or "" where nothing is counted.
        value: The stated number, or the lower end of a stated range.
        value_to: The upper end, where a range was stated ("tens of billions").
        rounded_to: The step of the last digit stated, in the same unit: 1e9 for "593 billion".
        moment: The stated date as "2025-01-27", "2025-01" or "2025".
    """

    id: str
    unit: str = ""
    value: float | None = None
    value_to: float | None = None
    rounded_to: float | None = None
    moment: str | None = None

    @property
    def low(self) -> float:
        """The smallest number that is still the stated one: half a step below it, or the lower end."""
        return self.value if self.value_to is not None else self.value - self._half_step

    @property
    def high(self) -> float:
        """The largest number that is still the stated one."""
        return self.value_to if self.value_to is not None else self.value + self._half_step

    @property
    def _half_step(self) -> float:
        return (self.rounded_to or 0) / 2
