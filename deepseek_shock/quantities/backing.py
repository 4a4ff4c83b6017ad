"""Whether a quantity in prose is the rounding of a computed number."""

from collections.abc import Iterable

import numpy as np

from deepseek_shock.quantities.quantity import Quantity

_RATIO_UNITS = frozenset({"percent", "point"})
# Room for what is lost in binary fractions, far below any rounding step.
_RELATIVE_TOLERANCE = 1e-9


def backed(quantity: Quantity, numbers: Iterable[float]) -> bool:
    """Return whether some number rounds to the quantity at its rounding step.

    A number x backs a value v with step s if abs(abs(x) - abs(v)) <= s / 2: either way of rounding a half is
    right, and the sign may be in a word ("fell 16.97%"). A percentage or percentage point is also backed by a
    fraction, 16.97% by -0.16968. The numbers must be in whole units (dollars, not billions of dollars); those
    that are not finite back nothing. Give a NumPy array to ask about many quantities.

    Raises:
        ValueError: for a date or time, which a table of dates must back.
    """
    if quantity.on_calendar:
        raise ValueError(f"{quantity.text!r} is a {quantity.unit}: numbers cannot back it, look it up in dates")
    sizes = np.abs(np.asarray(numbers if isinstance(numbers, np.ndarray) else list(numbers), dtype=float))
    value, step = abs(float(quantity.value)), float(quantity.step)
    within = step / 2 + _RELATIVE_TOLERANCE * max(value, step)
    scales = (1, 100) if quantity.unit in _RATIO_UNITS else (1,)
    return any(bool(np.any(np.abs(scale * sizes - value) <= within)) for scale in scales)
