import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock.errors import Mistake
from deepseek_shock.models import analogy

CRITERIA = (
    "secrecy",
    "state or firm",
    "copyability",
    "military use",
    "surprise",
    "money",
    "gradual",
    "fear",
)
EVEN = dict.fromkeys(CRITERIA, 1)
MADE_UP = dict(zip(CRITERIA, (0, 0, 0, 0.25, 1, 0.25, 0.5, 1), strict=True))  # for the test, no judgement

fractions = st.floats(0, 1)
eight_scores = st.lists(fractions, min_size=8, max_size=8).map(lambda values: dict(zip(CRITERIA, values, strict=True)))
some_weights = st.one_of(st.just(0.0), st.floats(0.01, 10))
eight_weights = (
    st.lists(some_weights, min_size=8, max_size=8)
    .filter(any)
    .map(lambda values: dict(zip(CRITERIA, values, strict=True)))
)


class TestExamples:
    def test_the_mean_of_eight(self):
        assert analogy.score(MADE_UP, EVEN) == 0.375
        assert not analogy.holds(MADE_UP, EVEN)

    def test_weights_can_turn_it(self):
        surprised = EVEN | {"surprise": 5, "fear": 3}
        assert analogy.score(MADE_UP, surprised) == 9 / 14
        assert analogy.holds(MADE_UP, surprised)
        assert analogy.holds(MADE_UP, EVEN, line=0.375)

    def test_which_weight_would(self):
        found = analogy.turning_weights(MADE_UP, EVEN)
        assert found.to_dict() == {"surprise": 3, "fear": 3}

    def test_the_nearest_comes_first(self):
        """Two that would have to fall, two that would have to rise."""
        found = analogy.turning_weights({"a": 0.9, "b": 0.75, "c": 0, "d": 0.2}, dict.fromkeys("abcd", 1))
        assert found.index.tolist() == ["c", "a", "d", "b"]
        assert found.tolist() == pytest.approx([0.7, 1.375, 0.5, 1.6])

    def test_over_all_weightings_the_score_is_anything_between_two_criteria(self):
        assert analogy.score_range(MADE_UP, least=0, most=1) == (0, 1)
        assert analogy.score_range({"a": 0.2, "b": 0.4}, least=0, most=5) == (0.2, 0.4)

    def test_with_weights_from_one_to_three(self):
        assert analogy.score_range({"a": 0, "b": 0.5, "c": 1}, least=1, most=3) == pytest.approx((0.3, 0.7))

    def test_contributions(self):
        found = analogy.contributions({"a": 1, "b": 0.25}, {"a": 1, "b": 3})
        assert found.to_dict() == {"a": 0.125, "b": -0.1875}

    def test_a_table_will_do(self):
        table = pd.DataFrame({"score": [0, 1], "weight": [1, 3]}, index=["a", "b"])
        assert analogy.score(table["score"], table["weight"][::-1]) == 0.75


class TestLaws:
    @given(eight_scores, eight_weights, st.floats(0.01, 100))
    def test_only_the_ratios_of_weights_matter(self, scores, weights, unit):
        scaled = {name: unit * weight for name, weight in weights.items()}
        assert analogy.score(scores, scaled) == pytest.approx(analogy.score(scores, weights))
        assert analogy.contributions(scores, scaled).tolist() == pytest.approx(
            analogy.contributions(scores, weights).tolist()
        )

    @given(eight_scores, eight_weights, eight_weights, fractions)
    def test_the_score_is_linear_in_weights_that_add_up_to_one(self, scores, one, other, part):
        one, other = (pd.Series(weights) / sum(weights.values()) for weights in (one, other))
        mixed = part * one + (1 - part) * other
        expected = part * analogy.score(scores, one) + (1 - part) * analogy.score(scores, other)
        assert analogy.score(scores, mixed) == pytest.approx(expected)

    @given(eight_scores, eight_weights)
    def test_an_analogy_turned_round_has_the_rest(self, scores, weights):
        opposite = {name: 1 - value for name, value in scores.items()}
        assert analogy.score(opposite, weights) == pytest.approx(1 - analogy.score(scores, weights))

    @given(eight_scores, eight_weights, st.permutations(CRITERIA))
    def test_the_order_of_the_criteria_does_not_matter(self, scores, weights, order):
        shuffled = {name: weights[name] for name in order}
        assert analogy.score(scores, shuffled) == analogy.score(scores, weights)

    @given(eight_scores, eight_weights)
    def test_the_score_lies_between_the_criteria_that_count(self, scores, weights):
        counted = [scores[name] for name in CRITERIA if weights[name]]
        assert min(counted) - 1e-9 <= analogy.score(scores, weights) <= max(counted) + 1e-9

    @given(eight_scores, eight_weights, fractions)
    def test_contributions_add_up_to_the_distance_from_the_line(self, scores, weights, line):
        found = analogy.contributions(scores, weights, line)
        assert found.sum() == pytest.approx(analogy.score(scores, weights) - line)

    @given(eight_scores, eight_weights, fractions, fractions)
    def test_no_weighting_within_bounds_leaves_the_range(self, scores, weights, least, more):
        most = least + more + 0.01
        within = {name: least + (most - least) * weight / 10 for name, weight in weights.items()}
        low, high = analogy.score_range(scores, least, most)
        assert low - 1e-9 <= analogy.score(scores, within) <= high + 1e-9

    @given(eight_scores, st.floats(0, 2), st.floats(0.01, 2))
    def test_the_ends_of_the_range_are_reached(self, scores, least, more):
        """By brute force over all 256 weightings that give each criterion the least or the most."""
        choices = np.array(np.meshgrid(*[[least, least + more]] * 8)).reshape(8, -1)
        choices = choices[:, choices.sum(axis=0) > 0]
        found = np.array(list(scores.values())) @ choices / choices.sum(axis=0)
        assert analogy.score_range(scores, least, least + more) == pytest.approx((found.min(), found.max()))

    @given(eight_scores, st.floats(0.01, 2))
    def test_one_weight_for_all_leaves_no_range(self, scores, weight):
        mean = sum(scores.values()) / 8
        assert analogy.score_range(scores, weight, weight) == pytest.approx((mean, mean))

    @given(eight_scores, eight_weights, st.floats(0.05, 0.95))
    def test_a_turning_weight_puts_the_score_on_the_line(self, scores, weights, line):
        for name, weight in analogy.turning_weights(scores, weights, line).items():
            assert weight >= 0
            assert analogy.score(scores, weights | {name: weight}) == pytest.approx(line, abs=1e-9)

    @given(eight_scores, eight_weights, st.floats(0.05, 0.95), st.floats(0, 100))
    def test_no_weight_of_a_criterion_left_out_turns_the_verdict(self, scores, weights, line, weight):
        before = analogy.score(scores, weights) - line
        assume(abs(before) > 1e-6)
        for name in set(CRITERIA) - set(analogy.turning_weights(scores, weights, line).index):
            if any(value for other, value in weights.items() if other != name):
                after = analogy.score(scores, weights | {name: weight}) - line
                assert after * before > -1e-12

    @given(eight_scores, eight_weights)
    def test_they_come_by_how_far_each_has_to_move(self, scores, weights):
        found = analogy.turning_weights(scores, weights)
        moves = (found - pd.Series(weights)[found.index]).abs()
        assert moves.is_monotonic_increasing

    def test_a_criterion_alone_turns_nothing(self):
        assert analogy.turning_weights({"a": 1}, {"a": 1}).empty
        assert analogy.turning_weights({"a": 1, "b": 0}, {"a": 1, "b": 0}).to_dict() == {"b": 1}

    def test_a_criterion_on_the_line_turns_nothing(self):
        assert analogy.turning_weights({"a": 0.5, "b": 0}, {"a": 1, "b": 1}).to_dict() == {"b": 0}


ONE = {"a": 0.5}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: analogy.score({"a": 1, "b": 0}, ONE), "The criterion b has no weight"),
        (lambda: analogy.score(ONE, {"a": 1, "b": 0}), "The criterion b has no score"),
        (lambda: analogy.score({"a": 1.1}, ONE), r"The score of a is 1\.1; give a fraction"),
        (lambda: analogy.score({"a": -0.1}, ONE), r"The score of a is -0\.1"),
        (lambda: analogy.score({"a": None}, ONE), "The score of a is nan"),
        (lambda: analogy.score(ONE, {"a": -1}), r"The weight of a is -1\.0; give zero or more"),
        (lambda: analogy.score(ONE, {"a": float("inf")}), "The weight of a is inf"),
        (lambda: analogy.score(ONE, {"a": 0}), "No weight is above zero"),
        (lambda: analogy.score({}, {}), "No weight is above zero"),
        (lambda: analogy.score(pd.Series([0, 1], ["a", "a"]), ONE), "The criterion a repeats"),
        (lambda: analogy.score(ONE, pd.Series([0, 1], ["a", "a"])), "The criterion a repeats"),
        (lambda: analogy.holds(ONE, ONE, line=2), "line is 2"),
        (lambda: analogy.contributions(ONE, ONE, line=-1), "line is -1"),
        (lambda: analogy.turning_weights(ONE, ONE, line=1.5), r"line is 1\.5"),
        (lambda: analogy.score_range(ONE, 0, 0), "most is 0"),
        (lambda: analogy.score_range(ONE, -1, 1), "least is -1; give a weight from 0 to most"),
        (lambda: analogy.score_range(ONE, 2, 1), "least is 2; give a weight from 0 to most, which is 1"),
        (lambda: analogy.score_range({}, 0, 1), "No weight is above zero"),
        (lambda: analogy.score_range({"a": 2}, 0, 1), r"The score of a is 2\.0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
