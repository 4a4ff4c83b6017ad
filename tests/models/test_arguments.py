import pytest

from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("-inf")])
def test_the_first_argument_that_is_not_positive_is_named(value):
    require_positive(tokens=1e-9)
    with pytest.raises(ArgumentError, match=f"^rent is {value}; give a number above zero"):
        require_positive(tokens=1, rent=value)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_the_first_argument_that_is_no_fraction_is_named(value):
    require_fraction(share=0, other=1)
    with pytest.raises(ArgumentError, match=f"^share is {value}; give a fraction from 0 to 1"):
        require_fraction(other=0.5, share=value)
