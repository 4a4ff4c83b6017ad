"""What the models ask of the plain numbers that they are given."""

from deepseek_shock.errors import Mistake


class ArgumentError(Mistake, ValueError):
    """An argument outside the range in which a formula means something."""


def require_positive(**arguments: float) -> None:
    """Check that each argument is above zero.

    Raises:
        ArgumentError: The first one that is not, by name.
    """
    for name, value in arguments.items():
        if not value > 0:
            raise ArgumentError(f"{name} is {value}; give a number above zero.")


def require_fraction(**arguments: float) -> None:
    """Check that each argument is between 0 and 1, the ends included.

    Raises:
        ArgumentError: The first one that is not, by name.
    """
    for name, value in arguments.items():
        if not 0 <= value <= 1:
            raise ArgumentError(f"{name} is {value}; give a fraction from 0 to 1.")
