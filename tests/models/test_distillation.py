import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import distillation
from deepseek_shock.models.distillation import Budget, Task
from deepseek_shock.models.grpo import softmax

LONG, SHORT = Task(steps=6, options=4), Task(steps=1, options=4)
STUDENT, TEACHER = 0.4, 0.95  # how likely either is right at one step; ours, synthetic
FEW, MANY = (Budget(groups, group=16, rate=0.5) for groups in (50, 200))

tasks = st.builds(Task, st.integers(1, 6), st.integers(2, 5))
shares = st.floats(0.01, 0.99)


def both(task, budget, seed=0):
    """Accuracy in the end from imitation and from rewards, with as many answers and the same rate."""
    student = task.policy(STUDENT)
    imitated = distillation.imitated(student, task.policy(TEACHER), budget, seed)
    return float(imitated[-1]), float(distillation.rewarded(student, budget, seed)[-1])


class TestTheDemonstration:
    def test_long_answers_and_few_of_them(self):
        assert both(LONG, FEW) == (0.6794, 0.0202)

    @pytest.mark.parametrize("seed", range(4))
    def test_whatever_the_seed_imitation_is_far_ahead(self, seed):
        imitated, rewarded = both(LONG, FEW, seed)
        assert imitated > 0.6 > 0.1 > rewarded

    def test_with_more_answers_rewards_go_past_the_teacher_and_imitation_does_not(self):
        teacher = distillation.accuracy(LONG.policy(TEACHER))
        imitated, rewarded = both(LONG, MANY)
        assert imitated == pytest.approx(teacher, abs=0.03)
        assert round(teacher, 4) == 0.7351
        assert rewarded == 0.9721

    def test_with_short_answers_rewards_are_ahead_from_the_start(self):
        imitated, rewarded = both(SHORT, FEW)
        assert imitated < TEACHER < rewarded

    def test_the_published_contrast(self):
        """A model of 32 billion parameters on AIME 2024: by reinforcement learning, and by R1's answers."""
        rows = tables.load("benchmarks")
        rows = rows[(rows["benchmark"] == "AIME 2024") & (rows["metric"] == "pass@1")].set_index("model")["score"]
        assert rows["deepseek-r1-zero-qwen-32b"] == 47.0
        assert rows["deepseek-r1-distill-qwen-32b"] == 72.6


class TestAnswers:
    @given(tasks, shares)
    def test_accuracy_is_the_chance_of_every_step(self, task, success):
        assert distillation.accuracy(task.policy(success)) == pytest.approx(success**task.steps)

    @given(tasks, shares)
    def test_a_policy_is_a_distribution_at_each_step(self, task, success):
        policy = task.policy(success)
        assert policy.shape == (task.steps, task.options)
        np.testing.assert_allclose(policy.sum(axis=-1), 1)

    def test_answers_follow_the_policy(self):
        policy = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]])
        drawn = distillation.answers(policy, 20_000, np.random.default_rng(0))
        found = [np.bincount(step, minlength=3) / len(step) for step in drawn.T]
        np.testing.assert_allclose(found, policy, atol=0.01)

    @given(tasks, st.integers(0, 2**32))
    def test_the_pull_is_the_gradient_of_the_mean_log_probability(self, task, seed):
        random = np.random.default_rng(seed)
        logits, weights = random.standard_normal((task.steps, task.options)), random.standard_normal(5)
        drawn = random.integers(0, task.options, (5, task.steps))

        def mean_log(moved):
            chosen = np.log(softmax(moved))[np.arange(task.steps), drawn]
            return (weights * chosen.sum(axis=-1)).mean()

        step = np.zeros_like(logits)
        step[0, 0] = 1e-6
        numeric = (mean_log(logits + step) - mean_log(logits - step)) / 2e-6
        assert distillation.pull(softmax(logits), drawn, weights)[0, 0] == pytest.approx(numeric, abs=1e-6)

    def test_a_teacher_that_is_the_student_changes_little(self):
        student = LONG.policy(0.8)
        path = distillation.imitated(student, student, MANY)
        assert path[-1] == pytest.approx(path[0], abs=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Task(0, 4), "steps is 0"),
        (lambda: Task(3, 1), "options is 1"),
        (lambda: LONG.policy(1), "success is 1"),
        (lambda: Budget(10, 1, 0.5), "group is 1"),
        (lambda: Budget(0, 2, 0.5), "groups is 0"),
        (lambda: Budget(10, 2, -0.5), r"rate is -0\.5"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
