"""Two proportions: against statsmodels, and against the benchmark gaps of the book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from deepseek_shock import tables
from deepseek_shock.models.arguments import ArgumentError
from deepseek_shock.models.two_proportions import difference, questions_needed, standard_error

shares = st.floats(0.001, 0.999)


@given(right=st.integers(1, 499), others_right=st.integers(1, 499))
def test_it_is_the_interval_of_wald(right: int, others_right: int) -> None:
    found = difference(right / 500, others_right / 500, 500)
    wald = confint_proportions_2indep(right, 500, others_right, 500, compare="diff", method="wald")
    assert (found.low, found.high) == pytest.approx(wald, abs=1e-12)
    assert found.value == pytest.approx((found.low + found.high) / 2, abs=1e-12)


@given(shares, shares, st.integers(1, 10_000))
def test_a_difference_has_the_other_sign_the_other_way_round(one: float, other: float, questions: int) -> None:
    here, there = difference(one, other, questions), difference(other, one, questions)
    assert (here.value, here.low, here.high) == pytest.approx((-there.value, -there.high, -there.low), abs=1e-12)
    assert here.is_clear == there.is_clear


@given(shares, shares, st.integers(1, 10_000))
def test_four_times_the_questions_halve_the_error(one: float, other: float, questions: int) -> None:
    assert standard_error(one, other, 4 * questions) == pytest.approx(standard_error(one, other, questions) / 2)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_with_the_questions_needed_one_end_is_zero(one: float, other: float) -> None:
    if abs(one - other) < 1e-3:
        return
    needed = questions_needed(one, other)
    assert min(map(abs, difference(one, other, needed)[1:])) == pytest.approx(0, abs=1e-9)
    assert difference(one, other, 1.01 * needed).is_clear
    assert not difference(one, other, 0.99 * needed).is_clear


class TestBenchmarks:
    """R1 against o1."""

    def test_aime_is_a_sixth_of_a_problem_and_does_not_separate(self) -> None:
        questions = int(tables.load("benchmark_tests").set_index("benchmark").loc["AIME 2024", "questions"])
        assert questions * (0.798 - 0.792) == pytest.approx(0.18)
        assert 100 * standard_error(0.798, 0.798, questions) / 2**0.5 == pytest.approx(7.3, abs=0.05)
        found = difference(0.798, 0.792, questions)
        assert not found.is_clear
        assert found.high - found.low > 0.4

    def test_it_would_take_tens_of_thousands_of_problems(self) -> None:
        assert questions_needed(0.798, 0.792) == pytest.approx(34_700, abs=100)

    def test_the_mock_examination_separates_just_so(self) -> None:
        found = difference(0.733, 0.533, 45)
        assert found.value == pytest.approx(0.2)
        assert 0 < found.low < -difference(0.533, 0.733, 45).value


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1.2, 0.5, 30), "share is 1.2; give a fraction from 0 to 1."),
        ((0.5, -0.1, 30), "other is -0.1; give a fraction from 0 to 1."),
        ((0.5, 0.4, 0), "questions is 0; give a number above zero."),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[float, float, float], words: str) -> None:
    with pytest.raises(ArgumentError) as refusal:
        difference(*arguments)
    assert str(refusal.value) == words


def test_equal_shares_are_never_separated() -> None:
    with pytest.raises(ArgumentError, match=r"Both shares are 0\.5;"):
        questions_needed(0.5, 0.5)
