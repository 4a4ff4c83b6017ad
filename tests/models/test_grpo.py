from math import sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import grpo
from deepseek_shock.models.grpo import Answers, Settings

START = 0.156  # pass@1 of R1-Zero on AIME 2024 before reinforcement learning
R1_ZERO = {"group": 16, "penalty": 0.001}
OURS = Settings(**R1_ZERO, updates=1, rate=0.5, clip=0.2)  # rate and clip are the toy's own

rewards = st.lists(st.integers(-5, 5), min_size=2, max_size=20).map(lambda values: np.array(values, dtype=float))
shares = st.floats(0.001, 0.999)


class TestAdvantages:
    @pytest.mark.parametrize(("success", "right", "wrong"), [(START, 2.326, -0.430), (0.5, 1, -1), (0.9, 0.333, -3)])
    def test_binary_rewards(self, success, right, wrong):
        assert [round(value, 3) for value in grpo.binary_advantages(success)] == [right, wrong]

    @given(st.integers(1, 15))
    def test_the_formula_for_binary_rewards_is_that_of_the_group(self, right):
        found = grpo.advantages(np.array([1.0] * right + [0.0] * (16 - right)))
        assert (found[0], found[-1]) == pytest.approx(grpo.binary_advantages(right / 16))

    @given(rewards)
    def test_they_have_mean_zero_and_spread_one(self, group):
        assume(np.ptp(group) > 0)
        found = grpo.advantages(group)
        assert found.mean() == pytest.approx(0, abs=1e-9)
        assert found.std() == pytest.approx(1)

    @given(rewards, st.floats(0.1, 10), st.floats(-10, 10))
    def test_scale_and_shift_of_rewards_do_not_matter(self, group, scale, shift):
        np.testing.assert_allclose(grpo.advantages(scale * group + shift), grpo.advantages(group), atol=1e-6)

    @pytest.mark.parametrize("reward", [0, 1, 0.1])
    def test_equal_rewards_teach_nothing(self, reward):
        assert grpo.advantages(np.full(3, reward)).tolist() == [0, 0, 0]


class TestObjective:
    @pytest.mark.parametrize(
        ("ratio", "advantage", "term"),
        [(1.0, 2, 2), (1.5, 2, 2.4), (0.5, 2, 1), (1.5, -2, -3), (0.5, -2, -1.6)],
    )
    def test_clipping_takes_the_worse_of_the_two(self, ratio, advantage, term):
        assert grpo.clipped(np.array([ratio]), np.array([advantage]), 0.2)[0] == pytest.approx(term)

    @given(shares, shares)
    def test_the_divergence_is_never_negative(self, policy, reference):
        assert grpo.divergence(np.array([policy]), np.array([reference]))[0] >= 0

    @given(st.lists(st.floats(-3, 3), min_size=2, max_size=6), st.integers(0, 2**32))
    def test_the_estimator_means_the_divergence(self, logits, seed):
        policy = grpo.softmax(np.array(logits))
        reference = np.random.default_rng(seed).dirichlet(np.full(len(logits), 5.0))
        expected = (policy * np.log(policy / reference)).sum()
        assert (policy * grpo.divergence(policy, reference)).sum() == pytest.approx(expected, abs=1e-9)

    @given(st.integers(0, 2**32))
    def test_the_gradient_is_that_of_the_objective(self, seed):
        random = np.random.default_rng(seed)
        logits, reference, old = random.standard_normal(4), random.dirichlet([5.0] * 4), random.dirichlet([5.0] * 4)
        arms, settings = random.integers(0, 4, 6), Settings(6, 1, 1, clip=0.2, penalty=0.3)
        answers = Answers(arms, old[arms], random.standard_normal(6))
        ratio = grpo.softmax(logits)[arms] / old[arms]
        assume(np.abs(np.abs(ratio - 1) - 0.2).min() > 1e-3)  # at the clip itself there is a corner
        steps = 1e-6 * np.eye(4)
        numeric = [
            (grpo.objective(logits + step, reference, answers, settings)
             - grpo.objective(logits - step, reference, answers, settings)) / 2e-6
            for step in steps
        ]  # fmt: skip
        np.testing.assert_allclose(grpo.gradient(logits, reference, answers, settings), numeric, atol=1e-5)

    def test_beyond_the_clip_nothing_pulls(self):
        logits, uniform = np.log([0.6, 0.4]), np.array([0.5, 0.5])
        answers = Answers(np.array([0, 1]), np.array([0.4, 0.6]), np.array([1.0, -1.0]))
        found = grpo.gradient(logits, uniform, answers, Settings(2, 1, 1, clip=0.2, penalty=0))
        assert found.tolist() == [0, 0]

    @given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.floats(-50, 50))
    def test_softmax_is_a_distribution_and_a_shift_changes_nothing(self, logits, shift):
        policy = grpo.softmax(np.array(logits))
        assert policy.sum() == pytest.approx(1)
        np.testing.assert_allclose(grpo.softmax(np.array(logits) + shift), policy, rtol=1e-9)


class TestBandit:
    """Synthetic: ten arms, of which one is rewarded."""

    def test_the_start_and_the_settings_are_those_of_r1_zero(self):
        published = tables.load("training_runs").set_index(["run", "metric"])["value"]["r1"]
        assert published["aime2024_pass1_start"] == pytest.approx(100 * START)
        assert published["grpo_group_size"] == R1_ZERO["group"]
        assert published["rl_zero_kl_coefficient"] == R1_ZERO["penalty"]

    def test_it_learns(self):
        """A prototype stood at 0.987 after 50 steps."""
        path = grpo.learned(grpo.one_right_arm(10, START), right=0, steps=50, settings=OURS)
        assert path[[0, 10, 20, 50]].tolist() == [0.156, 0.6513, 0.9261, 0.9876]

    @pytest.mark.parametrize("seed", range(5))
    def test_other_seeds_learn_too(self, seed):
        path = grpo.learned(grpo.one_right_arm(10, START), 0, 50, OURS, seed)
        assert path[-1] > 0.97

    def test_several_updates_a_group_learn_faster_at_first(self):
        four = Settings(**R1_ZERO, updates=4, rate=0.5, clip=0.2)
        one, more = (grpo.learned(grpo.one_right_arm(10, START), 0, 5, settings)[-1] for settings in (OURS, four))
        assert START < one < more

    def test_the_clip_holds_back_what_several_updates_would_do(self):
        start = grpo.one_right_arm(10, START)
        tight, wide = (grpo.learned(start, 0, 1, Settings(16, 4, 1, clip, 0))[-1] for clip in (0.2, 1e6))
        assert START < tight < wide

    def test_a_high_penalty_holds_it_where_it_began(self):
        start = grpo.one_right_arm(10, START)
        free, held = (grpo.learned(start, 0, 200, Settings(16, 1, 0.1, 0.2, weight))[-1] for weight in (0, 3))
        assert free > 0.95
        assert held < 0.75

    def test_without_a_right_answer_there_is_nothing_to_learn(self):
        path = grpo.learned(np.array([1e-12, 0.5, 0.5 - 1e-12]), right=0, steps=20, settings=OURS)
        assert (path == 0).all()

    @given(st.integers(2, 20), shares)
    def test_one_right_arm(self, arms, success):
        start = grpo.one_right_arm(arms, success)
        assert (start[0], start.sum()) == (success, pytest.approx(1))
        assert len(set(start[1:])) == 1


def test_a_rare_success_counts_as_sqrt_of_the_odds():
    assert grpo.binary_advantages(0.01)[0] == pytest.approx(sqrt(99))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: grpo.binary_advantages(0), "success is 0; a group that is all right or all wrong"),
        (lambda: Settings(1, 1, 1, 0.2, 0), "group is 1"),
        (lambda: Settings(2, 0, 1, 0.2, 0), "updates is 0"),
        (lambda: Settings(2, 1, 1, 0.2, -1), "penalty is -1"),
        (lambda: grpo.one_right_arm(1, 0.5), "arms is 1"),
        (lambda: grpo.one_right_arm(3, 1), "success 1"),
        (lambda: grpo.learned(np.array([0.5, 0.5]), 0, 0, OURS), "steps is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
