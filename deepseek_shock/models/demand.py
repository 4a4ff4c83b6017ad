"""What happens to spending when something becomes cheaper: demand of constant elasticity, and the Jevons paradox.

With elasticity e the quantity bought is proportional to price^(-e). If a price falls to 1 / r of what it was, r^e times
as much is bought at 1 / r of the price, so spending is r^(e - 1) times what it was: it rises if e is above 1, falls if
e is below, and at 1 the two cancel. In terms of the new price over the old, q = 1 / r, that is q^(1 - e). Cheaper use
thus says nothing of total spending until the elasticity is known.

Source: W. S. Jevons, The Coal Question (1865), chapter VII, for the observation; the formula is the textbook's.
"""

from math import log

from deepseek_shock.models.arguments import ArgumentError, require_positive

BREAK_EVEN_ELASTICITY = 1  # where spending stays the same at any price


def quantity_ratio(times_cheaper: float, elasticity: float) -> float:
    """How many times as much is bought: r^e.

    Args:
        times_cheaper: r, the old price over the new one; 27 for a price that fell to a twenty-seventh.
        elasticity: e, the fall of the quantity in percent for a rise of the price by one percent; zero or more.

    Returns:
        A factor.

    Raises:
        ArgumentError: `times_cheaper` is not above zero or the elasticity is negative.
    """
    require_positive(times_cheaper=times_cheaper)
    if not elasticity >= 0:
        raise ArgumentError(f"elasticity is {elasticity}; give zero or more, since cheaper things are not bought less.")
    return times_cheaper**elasticity


def spending_ratio(times_cheaper: float, elasticity: float) -> float:
    """How many times as much is spent: r^e bought at 1 / r of the price, r^(e - 1).

    Args:
        times_cheaper: r, the old price over the new one.
        elasticity: e.

    Returns:
        A factor; above 1 cheaper means more spending in total.

    Raises:
        ArgumentError: As for `quantity_ratio`.
    """
    return quantity_ratio(times_cheaper, elasticity) / times_cheaper


def implied_elasticity(times_cheaper: float, spending_ratio: float) -> float:
    """Elasticity at which a price cut changes spending by a stated factor: 1 + log(spending ratio) / log(r).

    It may be below 0, which `spending_ratio` refuses: then something else than the price has moved demand.

    Args:
        times_cheaper: r, the old price over the new one; not 1.
        spending_ratio: The factor on spending.

    Returns:
        e.

    Raises:
        ArgumentError: An argument is not above zero, or the price has not changed.
    """
    require_positive(times_cheaper=times_cheaper, spending_ratio=spending_ratio)
    if times_cheaper == 1:
        raise ArgumentError("times_cheaper is 1; a price that has not changed tells nothing of elasticity.")
    return BREAK_EVEN_ELASTICITY + log(spending_ratio) / log(times_cheaper)
