import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock.models import market_value

BEFORE, CLOSE, SHARES = 142.62, 118.42, 24.49e9
NOON_RATE = 154.22

price = st.floats(1, 1000)
count = st.floats(1e6, 1e11)
whole = st.integers(-(10**9), 10**9)
step = st.integers(1, 10**6)


@pytest.mark.parametrize(("close", "billions"), [(118.42, -592.658), (118.58, -588.7396)])
def test_loss_of_27_january_from_either_print(close, billions):
    assert market_value.change(BEFORE, close, SHARES) == pytest.approx(billions * 1e9)


def test_shares_implied_by_589_billion():
    assert market_value.implied_shares(589e9, BEFORE, CLOSE) == pytest.approx(24.34e9, rel=1e-4)


@pytest.mark.parametrize(("dollars", "rate"), [(589e9, 154.499), (600e9, 151.667)])
def test_rate_implied_by_91_trillion_yen(dollars, rate):
    assert market_value.implied_rate(91e12, dollars) == pytest.approx(rate, abs=5e-4)


@pytest.mark.parametrize(
    ("close", "shares", "dollar_step", "expected"),
    [
        (118.42, 24.49e9, 1e9, (-593e9, -91e12)),
        (118.58, 24.49e9, 1e9, (-589e9, -91e12)),
        (118.42, 24.34e9, 1e9, (-589e9, -91e12)),
        (118.42, 24.49e9, 100e9, (-600e9, -91e12)),
    ],
)
def test_every_published_headline_has_its_inputs(close, shares, dollar_step, expected):
    printed = market_value.headline(BEFORE, close, shares, NOON_RATE, dollar_step)
    assert printed == expected


def test_yen_are_converted_before_the_dollars_are_rounded():
    printed = market_value.headline(BEFORE, CLOSE, SHARES, NOON_RATE, dollar_step=100e9)
    assert printed.yen == -91e12
    assert market_value.rounded(market_value.in_yen(printed.dollars, NOON_RATE), 1e12) == -93e12


@pytest.mark.parametrize(
    ("value", "size", "expected"),
    [(592.5, 1, 593), (-592.5, 1, -593), (2.5, 1, 3), (592.4, 1, 592), (550, 100, 600), (0, 1, 0)],
)
def test_halves_go_away_from_zero(value, size, expected):
    assert market_value.rounded(value, size) == expected


def test_what_rounds_to_zero_has_no_sign():
    assert str(market_value.rounded(-0.3, 1)) == "0.0"


@given(whole, step)
def test_rounding_is_odd_and_goes_to_a_nearest_multiple(value, size):
    result = market_value.rounded(value, size)
    assert result == -market_value.rounded(-value, size)
    assert result % size == 0
    assert abs(result - value) * 2 <= size
    assert market_value.rounded(result, size) == result


@given(price, price, count)
def test_change_there_and_back_is_nothing(one, other, shares):
    assert market_value.change(one, other, shares) == -market_value.change(other, one, shares)


@given(price, st.floats(0.01, 0.99), count, st.floats(50, 300))
def test_implied_inputs_undo_the_computation(before, fraction, shares, rate):
    dollars = -market_value.change(before, before * fraction, shares)
    assert market_value.implied_shares(dollars, before, before * fraction) == pytest.approx(shares)
    assert market_value.implied_rate(market_value.in_yen(dollars, rate), dollars) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: market_value.change(0, 1, 1), "previous_close"),
        (lambda: market_value.change(1, -1, 1), "close"),
        (lambda: market_value.change(1, 1, float("nan")), "shares"),
        (lambda: market_value.in_yen(1, 0), "yen_per_dollar"),
        (lambda: market_value.implied_shares(-1, 2, 1), "loss"),
        (lambda: market_value.implied_rate(1, 0), "dollars"),
        (lambda: market_value.rounded(1, 0), "step"),
    ],
)
def test_an_argument_that_must_be_positive_is_named(call, argument):
    with pytest.raises(ValueError, match=f"^{argument} is .* above zero"):
        call()


def test_no_loss_without_a_fall():
    with pytest.raises(ValueError, match="not below previous_close"):
        market_value.implied_shares(1e9, 100, 100)
