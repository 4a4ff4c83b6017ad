"""Is it a difference: two shares of right answers, and how far chance alone can move one from the other.

A score on n questions is a sample: other questions of the same kind would have given another score. If every question
is a fair draw, the difference of two shares has the standard error sqrt((p (1 - p) + q (1 - q)) / n). Two models that
answered the same questions could be compared more sharply, but only with their single answers, which are seldom
published.

Source: the interval of the difference of two independent proportions by the normal distribution (Wald's).
"""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from deepseek_shock.models.arguments import ArgumentError, require_fraction, require_positive

QUANTILE = NormalDist().inv_cdf(0.975)  # 1.96: an interval of this reach misses the truth in 5 percent of samples


class Difference(NamedTuple):
    """A difference of two shares with its 95 percent interval, all as fractions.

    Attributes:
        value: The one share less the other.
        low: Lower end.
        high: Upper end.
    """

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether zero, no difference at all, lies outside the interval."""
        return not self.low <= 0 <= self.high


def standard_error(share: float, other: float, questions: float) -> float:
    """Standard error of the difference of two shares: sqrt((p (1 - p) + q (1 - q)) / n).

    Args:
        share: p, right answers of the one as a fraction.
        other: q, right answers of the other.
        questions: n, questions that each answered.

    Returns:
        A fraction.

    Raises:
        ArgumentError: A share is not a fraction or `questions` is not above zero.
    """
    require_fraction(share=share, other=other)
    require_positive(questions=questions)
    return sqrt((share * (1 - share) + other * (1 - other)) / questions)


def difference(share: float, other: float, questions: float) -> Difference:
    """Difference of two shares with its 95 percent interval: p - q -+ 1.96 standard errors.

    Args:
        share: p, right answers of the one as a fraction.
        other: q, right answers of the other.
        questions: n, questions that each answered.

    Returns:
        The difference.

    Raises:
        ArgumentError: As for `standard_error`.
    """
    reach = QUANTILE * standard_error(share, other, questions)
    return Difference(share - other, share - other - reach, share - other + reach)


def questions_needed(share: float, other: float) -> float:
    """Questions from which on a difference is clear: 1.96^2 (p (1 - p) + q (1 - q)) / (p - q)^2.

    Args:
        share: p, right answers of the one as a fraction.
        other: q, right answers of the other.

    Returns:
        n of `difference` at which one end of the interval is zero; round it up.

    Raises:
        ArgumentError: A share is not a fraction, or the two are equal.
    """
    if share == other:
        raise ArgumentError(f"Both shares are {share}; no number of questions separates them.")
    return (QUANTILE * standard_error(share, other, 1) / (share - other)) ** 2
