"""Which numbers back a quantity."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock.quantities import backed, read, write


def _only(text: str):
    (quantity,) = read(text, "en")
    return quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$593 billion", 592.658e9),
        ("$592.7 billion", -592.658e9),
        ("16.97%", 16.968),
        ("16.97%", -0.16968),
        ("−16.97%", 16.968),
        ("1.91 percentage points", 0.01914),
        ("one twentieth", 1 / 20.3),
        ("0.125", 0.1245),
        ("a 9th", 9),
    ],
)
def test_a_number_that_rounds_to_it_backs_it(text, number):
    assert backed(_only(text), [1.5, number])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$593 billion", 589.0e9),
        ("$593 billion", 59.3e9),
        ("$600 billion", 592.658e9),
        ("16.97%", 16.96),
        ("16.97", 0.1697),
        ("one twentieth", 1 / 21),
        ("$5", float("nan")),
    ],
)
def test_a_number_that_rounds_elsewhere_does_not(text, number):
    assert not backed(_only(text), [number])


def test_no_numbers_back_nothing():
    assert not backed(_only("$0"), [])


def test_arrays_and_generators_serve_alike():
    numbers = np.arange(50_000) * 2.0 + 1
    assert backed(_only("77,777"), numbers)
    assert backed(_only("77,777"), (number for number in numbers))


def test_a_date_is_not_backed_by_numbers():
    with pytest.raises(ValueError, match="'27 January 2025' is a date"):
        backed(_only("27 January 2025"), [2025.0])


@given(
    number=st.floats(1e-3, 1e15),
    significant=st.integers(1, 6),
    language=st.sampled_from(["en", "ja"]),
)
def test_what_is_written_rounded_is_backed_where_the_rounding_shows(number, significant, language):
    (quantity,) = read(write(number, "percent", language, significant=significant), language)
    shown = abs(quantity.value - Decimal(str(number))) <= quantity.step / 2
    assert backed(quantity, [number]) or not shown
