"""Group relative policy optimisation (GRPO): learning from rewards without a second model that judges them.

For each question the model writes a group of answers. An answer's advantage is how far its reward stands above the
group's mean, in standard deviations; a group that is all right or all wrong teaches nothing. The model is moved
towards answers of positive advantage, not far in one step (clipping), and not far from where it began (KL penalty).

Sources: DeepSeek-V3 report (arXiv 2412.19437), equations 26-28; DeepSeek-R1 paper (arXiv 2501.12948), equations 1-3.
The learner here is a bandit that picks one of ten arms: it shows the procedure and never a model's quality.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_positive


@dataclass(frozen=True)
class Settings:
    """How to learn.

    Attributes:
        group: Answers in a group, 16 in R1-Zero.
        updates: Updates from each group; from the second on the policy is another than the one that answered.
        rate: Learning rate.
        clip: epsilon, how far the ratio of new to old probability counts: from 1 - epsilon to 1 + epsilon.
        penalty: beta, the weight of the KL penalty, 0.001 in R1-Zero; 0 is none.

    Raises:
        ArgumentError: A setting is not above zero, the penalty is negative, or a group has one answer only.
    """

    group: int
    updates: int
    rate: float
    clip: float
    penalty: float

    def __post_init__(self) -> None:
        require_positive(updates=self.updates, rate=self.rate, clip=self.clip)
        if self.group < 2:
            raise ArgumentError(f"group is {self.group}; an answer is compared with others, so give 2 or more.")
        if not self.penalty >= 0:
            raise ArgumentError(f"penalty is {self.penalty}; give zero or more.")


def advantages(rewards: np.ndarray) -> np.ndarray:
    """Advantage of each answer in its group: (reward - mean) / standard deviation; 0 if all rewards are equal."""
    if np.ptp(rewards) == 0:
        return np.zeros(len(rewards))
    return (rewards - rewards.mean()) / rewards.std()


def binary_advantages(success: float) -> tuple[float, float]:
    """Advantage of a right and of a wrong answer when a share p of the group is right and rewards are 1 and 0.

    sqrt((1 - p) / p) and -sqrt(p / (1 - p)): the rarer a right answer, the more it counts.

    Args:
        success: p, above 0 and below 1.

    Returns:
        The advantages of right and wrong.

    Raises:
        ArgumentError: No answer or every answer is right.
    """
    if not 0 < success < 1:
        raise ArgumentError(f"success is {success}; a group that is all right or all wrong has no advantages.")
    return sqrt((1 - success) / success), -sqrt(success / (1 - success))


def clipped(ratio: np.ndarray, advantage: np.ndarray, clip: float) -> np.ndarray:
    """What an answer adds to the objective: min(ratio x A, clip(ratio, 1 - epsilon, 1 + epsilon) x A).

    Args:
        ratio: New over old probability of each answer.
        advantage: A of each answer.
        clip: epsilon.

    Returns:
        One term an answer; moving on in the direction of the advantage gains nothing beyond the clip.
    """
    return np.minimum(ratio * advantage, np.clip(ratio, 1 - clip, 1 + clip) * advantage)


def divergence(policy: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Estimate of the KL divergence from the reference: r - log r - 1 with r = reference / policy.

    Its mean over answers of the policy is the divergence itself, and each term is zero or more.

    Args:
        policy: Probability of each answer.
        reference: Its probability where learning began.

    Returns:
        One estimate an answer, in nats.
    """
    ratio = reference / policy
    return ratio - np.log(ratio) - 1


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of the last axis from logits."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Answers:
    """One group of answers, each to pick an arm.

    Attributes:
        arms: The arm of each answer.
        probabilities: How likely it was under the policy that drew it.
        advantage: A of each answer.
    """

    arms: np.ndarray
    probabilities: np.ndarray
    advantage: np.ndarray


def objective(logits: np.ndarray, reference: np.ndarray, answers: Answers, settings: Settings) -> float:
    """What is made as large as possible: the mean of the clipped terms less beta times the divergence.

    Args:
        logits: Of the policy, one an arm.
        reference: Probabilities of the arms where learning began.
        answers: The group.
        settings: Clip and penalty.

    Returns:
        The objective of the group.
    """
    policy = softmax(logits)[answers.arms]
    gain = clipped(policy / answers.probabilities, answers.advantage, settings.clip)
    return float((gain - settings.penalty * divergence(policy, reference[answers.arms])).mean())


def gradient(logits: np.ndarray, reference: np.ndarray, answers: Answers, settings: Settings) -> np.ndarray:
    """Gradient of `objective` by the logits: each answer pulls its own probability up or down."""
    policy, advantage = softmax(logits), answers.advantage
    ratio = policy[answers.arms] / answers.probabilities
    beyond = np.where(advantage > 0, ratio > 1 + settings.clip, ratio < 1 - settings.clip)
    back = settings.penalty * (1 - reference[answers.arms] / policy[answers.arms])
    pull = np.where(beyond, 0, ratio * advantage) - back
    return (pull[:, np.newaxis] * (np.eye(len(logits))[answers.arms] - policy)).mean(axis=0)


def learned(start: np.ndarray, right: int, steps: int, settings: Settings, seed: int = 0) -> np.ndarray:
    """A bandit that learns which arm is rewarded; a synthetic demonstration.

    Args:
        start: Probabilities of the arms at first.
        right: The one arm of reward 1; the others have 0.
        steps: Groups to learn from.
        settings: How to learn.
        seed: Of the draws.

    Returns:
        Probability of the right arm before the first step and after each, to four decimals.

    Raises:
        ArgumentError: `steps` is not above zero.
    """
    require_positive(steps=steps)
    random, logits, path = np.random.default_rng(seed), np.log(start), [start[right]]
    for _ in range(steps):
        policy = softmax(logits)
        arms = random.choice(len(start), settings.group, p=policy)
        answers = Answers(arms, policy[arms], advantages((arms == right).astype(float)))
        for _ in range(settings.updates):
            logits = logits + settings.rate * gradient(logits, start, answers, settings)
        path.append(softmax(logits)[right])
    return np.round(path, 4)


def one_right_arm(arms: int, success: float) -> np.ndarray:
    """Probabilities to begin with: the first arm has the stated one, the others share the rest equally.

    Args:
        arms: Arms of the bandit, 2 or more.
        success: Probability of the first arm.

    Returns:
        One probability an arm.

    Raises:
        ArgumentError: There is only one arm, or `success` is not above 0 and below 1.
    """
    if arms < 2 or not 0 < success < 1:
        raise ArgumentError(f"arms is {arms} and success {success}; give 2 arms or more and a share from 0 to 1.")
    return np.array([success] + [(1 - success) / (arms - 1)] * (arms - 1))
