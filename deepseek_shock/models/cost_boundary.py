"""What a cost figure includes: each boundary has a range of its own, never a point.

A component, such as the final run or the experiments before it, is a product of quantities: hours x rent, or hours x
rent x a multiple. What is not known exactly is a range that comes with its source. Numbers are drawn from all ranges
many times, each component multiplied out, the ones inside the boundary added up; quantiles of the totals are the
answer. A quantity that stands in two components, such as the rent, has the same draw in both.

Within its range each quantity is drawn evenly on a logarithmic scale: half and double the middle are as likely. That
is an assumption, and so is that the quantities do not depend on each other. No range comes from this module.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import floor, log10, prod
from typing import NamedTuple
from zlib import crc32

import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_positive

DRAWS = 20_000
DIGITS = 4  # significant ones of what is returned, as many as 5.576 million has


@dataclass(frozen=True)
class Range:
    """A quantity that is known from a lowest to a highest value.

    Attributes:
        low: The lowest value.
        high: The highest; the same as `low` for a known number.
        source: Where the range is from, such as a key of the references.

    Raises:
        ArgumentError: An end is not above zero, the ends are the wrong way round, or there is no source.
    """

    low: float
    high: float
    source: str

    def __post_init__(self) -> None:
        require_positive(low=self.low, high=self.high)
        if self.low > self.high:
            raise ArgumentError(f"low {self.low} is above high {self.high}; give the lower end first.")
        if not self.source:
            raise ArgumentError(f"The range from {self.low} to {self.high} has no source; say where it is from.")

    def at(self, shares: np.ndarray | float) -> np.ndarray | float:
        """The value that lies so far from low to high on a logarithmic scale: low x (high / low)^share."""
        return self.low * (self.high / self.low) ** shares


@dataclass(frozen=True)
class Component:
    """One thing that a cost figure may include: a product of quantities.

    Attributes:
        name: Its name.
        factors: Names of the quantities that are multiplied.
        replaces: Components that are left out where this one is in: who buys the machines does not rent them too.

    Raises:
        ArgumentError: There is no factor, or it replaces itself.
    """

    name: str
    factors: tuple[str, ...]
    replaces: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.factors:
            raise ArgumentError(f"The component {self.name} has no factors; name the quantities that make it up.")
        if self.name in self.replaces:
            raise ArgumentError(f"The component {self.name} replaces itself; name others, or none.")


class Quantiles(NamedTuple):
    """A range of dollars: nine in ten draws lie between `low` and `high`.

    Attributes:
        low: The 5 % quantile.
        middle: The median.
        high: The 95 % quantile.
    """

    low: float
    middle: float
    high: float


PROBABILITIES = (0.05, 0.5, 0.95)


def drawn(ranges: Mapping[str, Range], draws: int, seed: int) -> dict[str, np.ndarray]:
    """Draws of every quantity; those of one do not change when others are added.

    Args:
        ranges: Ranges by name.
        draws: How many of each.
        seed: Mixed with the name of the quantity.

    Returns:
        `draws` numbers by name.
    """
    shares = {name: np.random.default_rng([seed, crc32(name.encode())]).random(draws) for name in ranges}
    return {name: quantity.at(shares[name]) for name, quantity in ranges.items()}


def inside(components: Collection[Component]) -> list[Component]:
    """The components that count: all but those that another one replaces."""
    replaced = {name for component in components for name in component.replaces}
    return [component for component in components if component.name not in replaced]


def totals(components: Collection[Component], quantities: Mapping[str, np.ndarray | float]) -> np.ndarray | float:
    """Total of each draw: the sum over the components of the product of their quantities.

    Raises:
        ArgumentError: There is no component, two have one name, or a quantity is missing.
    """
    _require_complete(components, quantities)
    return sum(prod(quantities[name] for name in component.factors) for component in inside(components))


def cost(
    components: Collection[Component], ranges: Mapping[str, Range], draws: int = DRAWS, seed: int = 0
) -> Quantiles:
    """Quantiles of the total of everything inside a boundary.

    Args:
        components: What the boundary includes.
        ranges: The quantities by name.
        draws: How many totals are drawn.
        seed: Of the draws.

    Returns:
        Quantiles to four significant digits.

    Raises:
        ArgumentError: As for `totals`, or `draws` is not above zero.
    """
    require_positive(draws=draws)
    return _quantiles(totals(components, drawn(ranges, draws, seed)))


def by_component(
    components: Collection[Component], ranges: Mapping[str, Range], draws: int = DRAWS, seed: int = 0
) -> dict[str, Quantiles]:
    """Quantiles of each component alone, those that move the total most first.

    Args:
        components: What the boundary includes; components that another one replaces are listed too.
        ranges: The quantities by name.
        draws: How many are drawn.
        seed: Of the draws.

    Returns:
        Quantiles by name, by falling median.

    Raises:
        ArgumentError: As for `cost`.
    """
    alone = {component.name: cost([component], ranges, draws, seed) for component in components}
    return dict(sorted(alone.items(), key=lambda item: -item[1].middle))


def by_quantity(components: Collection[Component], ranges: Mapping[str, Range]) -> dict[str, tuple[float, float]]:
    """Total with one quantity at either end of its range and all others in the middle: whose doubt weighs most.

    Args:
        components: What the boundary includes.
        ranges: The quantities by name.

    Returns:
        The two totals by name of the quantity, to four significant digits, by falling distance.

    Raises:
        ArgumentError: As for `totals`.
    """
    used = [name for name in ranges if any(name in component.factors for component in inside(components))]
    ends = {name: _ends(components, ranges, name) for name in used}
    return dict(sorted(ends.items(), key=lambda item: item[1][0] - item[1][1]))


def _ends(components: Collection[Component], ranges: Mapping[str, Range], name: str) -> tuple[float, float]:
    middle = {other: quantity.at(0.5) for other, quantity in ranges.items()}
    low, high = (totals(components, middle | {name: ranges[name].at(share)}) for share in (0, 1))
    return _significant(low), _significant(high)


def _quantiles(numbers: np.ndarray) -> Quantiles:
    return Quantiles(*(_significant(number) for number in np.quantile(numbers, PROBABILITIES)))


def _significant(number: float) -> float:
    """Rounded to `DIGITS` significant digits."""
    return round(float(number), DIGITS - 1 - floor(log10(number)))


def _require_complete(components: Collection[Component], quantities: Mapping[str, object]) -> None:
    if not components:
        raise ArgumentError("components is empty; a boundary includes one thing or more.")
    names = [component.name for component in components]
    for name in names:
        if names.count(name) > 1:
            raise ArgumentError(f"Two components are called {name}; give each its own name.")
    for component in components:
        for factor in component.factors:
            if factor not in quantities:
                raise ArgumentError(f"The component {component.name} needs {factor}, which has no range; give one.")
