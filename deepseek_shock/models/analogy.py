"""Is an analogy any good? Criteria, how alike two things are by each, and what weights make of it.

Each criterion has a score from 0 (the two differ) to 1 (they are alike) and a weight, zero or more. The score of the
analogy is the weighted mean, and it holds if the score reaches a line:

    score = sum of weight x score / sum of weights

Only the ratios of the weights matter. Whatever they are, the score stays between the lowest and the highest criterion,
so the weights decide the verdict only if criteria lie on both sides of the line. Scores are a judgement, and so is the
line; what can be computed is how much hangs on the weights.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from deepseek_shock.errors import Mistake
from deepseek_shock.models.arguments import require_fraction, require_positive

Criteria = Mapping[str, float] | pd.Series  # numbers by name of the criterion

LINE = 0.5  # as much alike as not


class CriteriaError(Mistake, ValueError):
    """Scores and weights that are not about the same criteria, or that cannot be scores and weights."""


class Span(NamedTuple):
    """Lowest and highest score that weights can bring about."""

    low: float
    high: float


def score(scores: Criteria, weights: Criteria) -> float:
    """Weighted mean: sum of weight x score / sum of weights.

    Scores from 0 (differ) to 1 (alike) and weights of zero or more, by criterion; the result is from 0 to 1.
    Raises CriteriaError if criteria differ or repeat, a number is outside its range, or no weight is above zero.
    """
    scores, weights = _matched(scores, weights)
    return float((weights * scores).sum() / weights.sum())


def holds(scores: Criteria, weights: Criteria, line: float = LINE) -> bool:
    """Whether the analogy is any good: score >= line.

    Args:
        scores: From 0 (differ) to 1 (alike), by criterion.
        weights: Zero or more, by criterion.
        line: From 0 to 1.

    Returns:
        The verdict.

    Raises:
        CriteriaError: As for `score`.
        ArgumentError: The line is no fraction.
    """
    require_fraction(line=line)
    return score(scores, weights) >= line


def contributions(scores: Criteria, weights: Criteria, line: float = LINE) -> pd.Series:
    """How far each criterion carries the score above or below the line: weight (score - line) / sum of weights.

    Args:
        scores: From 0 (differ) to 1 (alike), by criterion.
        weights: Zero or more, by criterion.
        line: From 0 to 1.

    Returns:
        By criterion; their sum is the score less the line.

    Raises:
        CriteriaError: As for `score`.
        ArgumentError: The line is no fraction.
    """
    require_fraction(line=line)
    scores, weights = _matched(scores, weights)
    return weights * (scores - line) / weights.sum()


def score_range(scores: Criteria, least: float, most: float) -> Span:
    """Lowest and highest score over all weightings with each weight from `least` to `most`.

    The highest gives the best criteria the most and the rest the least; how many are the best is tried out. From a
    least of 0, it is the best criterion alone: the range over all weightings there are.

    Args:
        scores: From 0 (differ) to 1 (alike), by criterion.
        least: The least weight of a criterion, zero or more.
        most: The most, above zero; with `least` the same there is one weighting, and no range.

    Returns:
        Scores from 0 to 1.

    Raises:
        CriteriaError: There is no criterion, a score is no fraction, or least and most are the wrong way round.
        ArgumentError: `most` is not above zero.
    """
    require_positive(most=most)
    if not 0 <= least <= most:
        raise CriteriaError(f"least is {least}; give a weight from 0 to most, which is {most}.")
    rising = np.sort(_matched(scores, dict.fromkeys(scores.keys(), most))[0].to_numpy())
    return Span(_means(rising, least, most).min(), _means(rising[::-1], least, most).max())


def turning_weights(scores: Criteria, weights: Criteria, line: float = LINE) -> pd.Series:
    """Weight of each criterion that by itself would put the score on the line, all other weights kept.

    With m the sum of weight x (score - line) over the others, it is -m / (score - line).

    Args:
        scores: From 0 (differ) to 1 (alike), by criterion.
        weights: Zero or more, by criterion.
        line: From 0 to 1.

    Returns:
        Weights by criterion, the one nearest to its present weight first. A criterion is left out where no weight of
        zero or more will do it: it would have to carry the score the other way, or there is no other weight.

    Raises:
        CriteriaError: As for `score`.
        ArgumentError: The line is no fraction.
    """
    require_fraction(line=line)
    scores, weights = _matched(scores, weights)
    distance, others = scores - line, 1 - np.eye(len(scores))
    margin = others @ (weights * distance)
    able = (others @ weights > 0) & (distance != 0) & (margin * distance <= 0)
    turning = (margin[able] / distance[able]).abs()
    return turning.loc[(turning - weights[able]).abs().sort_values(kind="stable").index]


def _means(scores: np.ndarray, least: float, most: float) -> np.ndarray:
    """Weighted means where the first score, the first two and so on up to all get `most`, the others `least`."""
    places = np.arange(len(scores))
    weightings = np.where(places <= places[:, np.newaxis], most, least)
    return weightings @ scores / weightings.sum(axis=1)


def _matched(scores: Criteria, weights: Criteria) -> tuple[pd.Series, pd.Series]:
    """Scores and weights by criterion in the order of the scores."""
    scores, weights = pd.Series(scores, dtype=float), pd.Series(weights, dtype=float)
    _require_criteria(scores.index, weights.index)
    _require_ranges(scores, weights)
    return scores, weights[scores.index]


def _require_criteria(scored: pd.Index, weighted: pd.Index) -> None:
    for name in [*scored[scored.duplicated()], *weighted[weighted.duplicated()]]:
        raise CriteriaError(f"The criterion {name} repeats; give it one score and one weight.")
    for name in scored.symmetric_difference(weighted):
        raise CriteriaError(f"The criterion {name} has no {'weight' if name in scored else 'score'}; give it one.")


def _require_ranges(scores: pd.Series, weights: pd.Series) -> None:
    for name, value in scores.items():
        if not 0 <= value <= 1:
            raise CriteriaError(f"The score of {name} is {value}; give a fraction from 0 to 1.")
    for name, value in weights.items():
        if not 0 <= value < np.inf:
            raise CriteriaError(f"The weight of {name} is {value}; give zero or more.")
    if not weights.sum() > 0:
        raise CriteriaError("No weight is above zero; give one criterion or more a weight.")
