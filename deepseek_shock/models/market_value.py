"""What a change of price is worth: market value in dollars, in yen, and as a headline prints it."""

import math
from typing import NamedTuple


class Headline(NamedTuple):
    """The change of a market value as a headline prints it; a loss is negative."""

    dollars: float
    yen: float


def _require_positive(**arguments: float) -> None:
    for name, value in arguments.items():
        if not value > 0:
            raise ValueError(f"{name} is {value}; give a number above zero.")


def change(previous_close: float, close: float, shares: float) -> float:
    """Change of a company's market value between two closes.

    (close - previous_close) x shares. Market value is the last price times every share, so most of the
    change was never anybody's cash.

    Args:
        previous_close: Dollars a share.
        close: Dollars a share, on the same split basis.
        shares: Shares outstanding, on the same split basis.

    Returns:
        Dollars; a loss is negative.

    Raises:
        ValueError: If an argument is not above zero.
    """
    _require_positive(previous_close=previous_close, close=close, shares=shares)
    return (close - previous_close) * shares


def in_yen(dollars: float, yen_per_dollar: float) -> float:
    """Convert dollars to yen.

    Args:
        dollars: Dollars, of either sign.
        yen_per_dollar: Yen for one dollar.

    Returns:
        dollars x yen_per_dollar, in yen.

    Raises:
        ValueError: If the rate is not above zero.
    """
    _require_positive(yen_per_dollar=yen_per_dollar)
    return dollars * yen_per_dollar


def implied_shares(loss: float, previous_close: float, close: float) -> float:
    """Share count that a published loss takes for granted.

    loss / (previous_close - close).

    Args:
        loss: Dollars, positive as headlines print it.
        previous_close: Dollars a share.
        close: Dollars a share, below `previous_close`.

    Returns:
        Shares.

    Raises:
        ValueError: If an argument is not above zero or the price did not fall.
    """
    _require_positive(loss=loss, previous_close=previous_close, close=close)
    if close >= previous_close:
        raise ValueError(f"close {close} is not below previous_close {previous_close}; a loss needs a fall.")
    return loss / (previous_close - close)


def implied_rate(yen: float, dollars: float) -> float:
    """Exchange rate that makes two published amounts the same money.

    Args:
        yen: The amount in yen, above zero.
        dollars: The amount in dollars, above zero.

    Returns:
        yen / dollars, in yen for one dollar.

    Raises:
        ValueError: If an amount is not above zero.
    """
    _require_positive(yen=yen, dollars=dollars)
    return yen / dollars


def rounded(value: float, step: float) -> float:
    """Round to the nearest multiple of a step, halves away from zero.

    sign(value) x floor(|value| / step + 1/2) x step, so that a gain and a loss of one size print alike:
    592.5 as 593 and -592.5 as -593. Python's own round() takes ties to the even neighbour, JavaScript's
    Math.round takes them upwards. The quotient is a binary float: ties are exact for whole numbers and steps,
    not for steps such as 0.01.

    Args:
        value: A number of either sign.
        step: The unit of the last printed digit, in the unit of `value`.

    Returns:
        A multiple of `step`, in the unit of `value`; never minus zero.

    Raises:
        ValueError: If the step is not above zero or the value is not a number.
    """
    _require_positive(step=step)
    return math.copysign(math.floor(abs(value) / step + 0.5) * step, value) + 0.0


def headline(
    previous_close: float,
    close: float,
    shares: float,
    yen_per_dollar: float,
    dollar_step: float = 1e9,
    yen_step: float = 1e12,
) -> Headline:
    """Change of a market value as a headline prints it in both currencies.

    The yen are converted from the unrounded dollars: converting what was already rounded is how
    two headlines about one loss come to need two exchange rates.

    Args:
        previous_close: Dollars a share.
        close: Dollars a share.
        shares: Shares outstanding.
        yen_per_dollar: Yen for one dollar.
        dollar_step: Rounding step of the dollar amount, in dollars.
        yen_step: Rounding step of the yen amount, in yen.

    Returns:
        Rounded dollars and rounded yen; a loss is negative.

    Raises:
        ValueError: If an argument is not above zero.
    """
    dollars = change(previous_close, close, shares)
    yen = in_yen(dollars, yen_per_dollar)
    return Headline(rounded(dollars, dollar_step), rounded(yen, yen_step))
