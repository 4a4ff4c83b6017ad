"""Distillation: a small student learns from answers that a teacher has written, or from rewards for its own.

An answer is a chain of steps, and only if every step is right is the answer right. A teacher's answer shows the
student what to do at each step. A reward tells it one thing about the whole, and while the student's own answers are
hardly ever right, next to nothing. So with long answers and few of them the student of a teacher is far ahead, up to
the teacher's own level; with answers that it sometimes gets right, the one that learns from rewards goes past it.

Source: DeepSeek-R1 paper (arXiv 2501.12948), section 2.4 and Tables 5-6, where imitation is fine-tuning on samples of
R1 and no reinforcement learning follows. Steps, teacher and student here are synthetic: a table of probabilities.
"""

from dataclasses import dataclass

import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_positive
from deepseek_shock.models.grpo import advantages, softmax


@dataclass(frozen=True)
class Task:
    """What student and teacher are asked.

    Attributes:
        steps: Steps of an answer.
        options: Options at each step; option 0 is the right one.

    Raises:
        ArgumentError: There is no step, or nothing to choose.
    """

    steps: int
    options: int

    def __post_init__(self) -> None:
        require_positive(steps=self.steps)
        if self.options < 2:
            raise ArgumentError(f"options is {self.options}; give 2 or more, of which one is right.")

    def policy(self, success: float) -> np.ndarray:
        """Probabilities of the options, steps x options, if each step is right with a stated chance.

        Raises:
            ArgumentError: The chance is not above 0 and below 1.
        """
        if not 0 < success < 1:
            raise ArgumentError(f"success is {success}; give the chance of one step above 0 and below 1.")
        one_step = [success] + [(1 - success) / (self.options - 1)] * (self.options - 1)
        return np.tile(one_step, (self.steps, 1))


@dataclass(frozen=True)
class Budget:
    """How much there is to learn from: the same for either way.

    Attributes:
        groups: Groups of answers, one update each.
        group: Answers in a group.
        rate: Learning rate.

    Raises:
        ArgumentError: One of them is not above zero, or a group has one answer only.
    """

    groups: int
    group: int
    rate: float

    def __post_init__(self) -> None:
        require_positive(**vars(self))
        if self.group < 2:
            raise ArgumentError(f"group is {self.group}; rewards are compared with each other, so give 2 or more.")


def accuracy(policy: np.ndarray) -> float:
    """Chance that every step is right: the product of the probabilities of the right options."""
    return float(policy[:, 0].prod())


def answers(policy: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Draw answers.

    Args:
        policy: Steps x options.
        count: How many.
        random: Where the random numbers come from.

    Returns:
        The option at each step, answers x steps.
    """
    below = policy.cumsum(axis=-1)[:, :-1]
    return (random.random((count, len(policy), 1)) >= below).sum(axis=-1)


def pull(policy: np.ndarray, drawn: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Gradient of the weighted mean of log p(answer) by the logits, steps x options.

    Equal weights make it that of the cross-entropy, advantages make it that of the reward.

    Args:
        policy: Of the student, steps x options.
        drawn: Answers x steps.
        weights: One an answer.

    Returns:
        The mean of weight x (what was drawn - policy).
    """
    difference = np.eye(policy.shape[-1])[drawn] - policy
    return (weights[:, np.newaxis, np.newaxis] * difference).mean(axis=0)


def imitated(student: np.ndarray, teacher: np.ndarray, budget: Budget, seed: int = 0) -> np.ndarray:
    """Accuracy of a student that learns from the teacher's answers, right and wrong ones alike.

    Args:
        student: Its policy at first, steps x options.
        teacher: The teacher's policy.
        budget: What there is to learn from.
        seed: Of the answers.

    Returns:
        Accuracy before the first group and after each, to four decimals.
    """
    random, logits, path = np.random.default_rng(seed), np.log(student), [accuracy(student)]
    for _ in range(budget.groups):
        drawn = answers(teacher, budget.group, random)
        logits = logits + budget.rate * pull(softmax(logits), drawn, np.ones(budget.group))
        path.append(accuracy(softmax(logits)))
    return np.round(path, 4)


def rewarded(student: np.ndarray, budget: Budget, seed: int = 0) -> np.ndarray:
    """Accuracy of a student that learns from rewards of 1 or 0 for its own answers, compared within a group.

    Args:
        student: Its policy at first, steps x options.
        budget: What there is to learn from.
        seed: Of the answers.

    Returns:
        Accuracy before the first group and after each, to four decimals.
    """
    random, logits, path = np.random.default_rng(seed), np.log(student), [accuracy(student)]
    for _ in range(budget.groups):
        drawn = answers(softmax(logits), budget.group, random)
        rewards = (drawn == 0).all(axis=-1).astype(float)
        logits = logits + budget.rate * pull(softmax(logits), drawn, advantages(rewards))
        path.append(accuracy(softmax(logits)))
    return np.round(path, 4)
