"""Thinking longer and asking more often: what a right answer costs in tokens, dollars and seconds.

A model that reasons is right more often when it writes more before it answers, or when it is asked many times and the
most frequent answer is taken (consensus, cons@64). Both are paid for in tokens: an answer never becomes cheaper, and
by writing more never faster. A right answer does become cheaper as long as success grows faster than tokens. pass@k
asks for something else: that one of k answers is right, whoever may pick it out.

Source: DeepSeek-R1 paper (arXiv 2501.12948), Table 2, for pass@1 and cons@64. That the problems' success rates follow
a beta distribution, and that one wrong answer gathers all the wrong votes, are assumptions made here.
"""

from collections import Counter
from collections.abc import Hashable, Sequence

from scipy.optimize import brentq
from scipy.stats import betabinom, binom
from scipy.stats.distributions import rv_frozen

from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive

TOKENS_A_MILLION = 1_000_000
CONCENTRATIONS = (1e-6, 1e6)  # between which `concentration` is searched: problems that differ utterly or not at all


def majority(answers: Sequence[Hashable]) -> Hashable:
    """The most frequent answer; of equally frequent ones the first that was given.

    Raises:
        ArgumentError: There are no answers.
    """
    if not answers:
        raise ArgumentError("answers is empty; a vote needs one or more.")
    return Counter(answers).most_common(1)[0][0]


def pass_at_k(success: float, samples: int) -> float:
    """Chance that at least one of k answers is right: 1 - (1 - p)^k.

    Args:
        success: p, the chance that one answer is right.
        samples: k.

    Returns:
        A fraction.

    Raises:
        ArgumentError: `success` is not a fraction or `samples` is not above zero.
    """
    require_fraction(success=success)
    require_positive(samples=samples)
    return 1 - (1 - success) ** samples


def majority_success(success: float, samples: int) -> float:
    """Chance that the majority of k answers is right, if all wrong answers agree; half of the ties are won.

    P(X > k / 2) + P(X = k / 2) / 2 with X binomial.

    Args:
        success: p, the chance that one answer is right.
        samples: k.

    Returns:
        A fraction: above p if p is above one half, below p if it is below. A vote helps who is mostly right.

    Raises:
        ArgumentError: `success` is not a fraction or `samples` is not above zero.
    """
    require_fraction(success=success)
    require_positive(samples=samples)
    return _won(binom(samples, success), samples)


def consensus(mean: float, concentration: float, samples: int) -> float:
    """Share of problems that the majority of k answers solves, if success differs from problem to problem.

    Success rates are beta distributed with mean m and concentration n: Beta(m n, (1 - m) n).

    Args:
        mean: m, the share of right answers in all: pass@1.
        concentration: n; small if most problems are either easy or hopeless, large if all are alike.
        samples: k, 64 for cons@64.

    Returns:
        A fraction.

    Raises:
        ArgumentError: `mean` is not between 0 and 1, or another argument is not above zero.
    """
    require_positive(concentration=concentration, samples=samples)
    if not 0 < mean < 1:
        raise ArgumentError(f"mean is {mean}; give a share above 0 and below 1.")
    return _won(betabinom(samples, mean * concentration, (1 - mean) * concentration), samples)


def concentration(mean: float, consensus_share: float, samples: int) -> float:
    """Concentration at which a mean success gives a stated consensus: one parameter fitted to one number.

    Args:
        mean: pass@1, above one half.
        consensus_share: The stated share of problems that the majority solves.
        samples: k.

    Returns:
        n of `consensus`.

    Raises:
        ArgumentError: `mean` is not above one half and below 1, or no concentration gives this consensus.
    """
    if not 0.5 < mean < 1:
        raise ArgumentError(f"mean is {mean}; give a share above one half, where a vote helps, and below 1.")
    lowest, highest = (consensus(mean, end, samples) for end in CONCENTRATIONS)
    if not lowest < consensus_share < highest:
        raise ArgumentError(f"consensus_share is {consensus_share}; give a share from {lowest:.3f} to {highest:.3f}.")
    return float(brentq(lambda tried: consensus(mean, tried, samples) - consensus_share, *CONCENTRATIONS))


def cost_of_answer(tokens: float, price: float, samples: int = 1) -> float:
    """Cost of one answer, or of a vote: samples x tokens x price.

    Args:
        tokens: Tokens that are written for one answer, those of thinking among them.
        price: Dollars for a million tokens.
        samples: Answers in the vote.

    Returns:
        Dollars.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(tokens=tokens, price=price, samples=samples)
    return samples * tokens * price / TOKENS_A_MILLION


def latency(tokens: float, tokens_per_second: float) -> float:
    """Time that an answer takes to be written; the answers of a vote can be written side by side.

    Args:
        tokens: Tokens that are written for one answer.
        tokens_per_second: Speed of writing.

    Returns:
        Seconds.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(tokens=tokens, tokens_per_second=tokens_per_second)
    return tokens / tokens_per_second


def cost_of_right_answer(cost: float, success: float) -> float:
    """What a right answer costs on average, if one asks until one is right: cost / p.

    Args:
        cost: Dollars (or seconds) for one answer.
        success: p, above 0.

    Returns:
        Dollars (or seconds). That the asker can tell a right answer is part of it.

    Raises:
        ArgumentError: `cost` or `success` is not above zero, or `success` is above 1.
    """
    require_positive(cost=cost, success=success)
    require_fraction(success=success)
    return cost / success


def break_even_success(success: float, times_tokens: float) -> float | None:
    """Success that longer thinking must reach so that a right answer costs no more than before.

    Args:
        success: p with the fewer tokens.
        times_tokens: How many times as many tokens are written.

    Returns:
        p x times_tokens; None if that is above 1, so that no success makes up for the tokens.

    Raises:
        ArgumentError: An argument is not above zero or `success` is above 1.
    """
    require_positive(success=success, times_tokens=times_tokens)
    require_fraction(success=success)
    needed = success * times_tokens
    return needed if needed <= 1 else None


def break_even_worth(cheap: tuple[float, float], dear: tuple[float, float]) -> float | None:
    """What a right answer must be worth so that the dearer way of answering pays: added cost / added success.

    Args:
        cheap: Cost of an answer and its success, one way.
        dear: The same for the dearer way.

    Returns:
        Dollars; None if the dearer way is not right more often.

    Raises:
        ArgumentError: The second way is not dearer.
    """
    added_cost, added_success = dear[0] - cheap[0], dear[1] - cheap[1]
    require_positive(added_cost=added_cost)
    return added_cost / added_success if added_success > 0 else None


def _won(votes: rv_frozen, samples: int) -> float:
    """Chance of more than half of the votes, and of half of them half the chance."""
    tied = votes.pmf(samples // 2) / 2 if samples % 2 == 0 else 0
    return float(votes.sf(samples // 2) + tied)
