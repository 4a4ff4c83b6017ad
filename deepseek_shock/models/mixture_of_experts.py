"""Mixture of experts (MoE) as in DeepSeek-V3: which experts a token goes to, and how their load is kept even.

A router scores every expert for every token (the affinity), sends the token to the best few, and adds up what they
answer, each with a weight. An expert is no specialist of a subject: it is whatever the router sends tokens to. What a
token costs depends on the experts that it passes, what the model needs in memory on all of them.

Sources: DeepSeekMoE (arXiv 2401.06066), equations 6-11; DeepSeek-V3 report (arXiv 2412.19437), equations 12-20 and
section 2.1.2, and the inference code published with it; Wang et al. (arXiv 2408.15664) for the loss-free balancing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_positive
from deepseek_shock.models.configuration import Configuration, ConfigurationError, has, positive, whole
from deepseek_shock.models.parameters import SWIGLU_MATRICES

Network = Callable[[np.ndarray], np.ndarray]  # (tokens, hidden) -> (tokens, hidden)


@dataclass(frozen=True)
class Router:
    """How many experts there are, and how many of them a token may have.

    Attributes:
        experts: Routed experts, `n_routed_experts` of a configuration.
        top_k: Experts that a token passes, `n_activated_experts`.
        groups: Groups of equally many experts, `n_group`; in training a group is what one server (node) holds.
        top_groups: Groups that a token may reach, `topk_group`.
        scale: What a token's weights add up to, `routed_scaling_factor`.

    Raises:
        ArgumentError: The numbers cannot belong to one router.
    """

    experts: int
    top_k: int
    groups: int = 1
    top_groups: int = 1
    scale: float = 1.0

    def __post_init__(self) -> None:
        require_positive(**vars(self))
        for told, holds in self._rules():
            if not holds:
                raise ArgumentError(told)

    def _rules(self) -> list[tuple[str, bool]]:
        experts, top_k = f"experts (n_routed_experts) {self.experts}", f"top_k (n_activated_experts) {self.top_k}"
        groups, top_groups = f"groups (n_group) {self.groups}", f"top_groups (topk_group) {self.top_groups}"
        room, divided = self.top_groups * self.experts / self.groups, self.top_k % self.top_groups == 0
        return [
            (f"{top_k} is above {experts}; a token cannot pass more than there are.", self.top_k <= self.experts),
            (f"{groups} does not divide {experts}; each group needs as many.", self.experts % self.groups == 0),
            (f"{top_groups} is above {groups}; a token cannot reach more.", self.top_groups <= self.groups),
            (f"{top_k} is above the {room:g} experts of {top_groups}; let a token reach more.", self.top_k <= room),
            (f"{top_groups} does not divide {top_k}; judge each group by as many.", divided or not self.is_limited),
        ]

    @property
    def is_limited(self) -> bool:
        """Whether a token may reach only some of the groups."""
        return self.top_groups < self.groups

    @classmethod
    def of(cls, config: Configuration) -> "Router":
        """The router of a model, from its published configuration.

        Raises:
            ConfigurationError: A key is missing, or the affinities are not sigmoids.
            ArgumentError: The numbers cannot belong to one router.
        """
        if config.get("score_func") != "sigmoid":
            raise ConfigurationError(f"score_func is {config.get('score_func')!r}; this router needs sigmoid.")
        if not has(config, "routed_scaling_factor"):
            raise ConfigurationError("The configuration has no routed_scaling_factor; give it a number above zero.")
        counts = [positive(config, key) for key in ("n_routed_experts", "n_activated_experts")]
        groups = [whole(config, key, 1) for key in ("n_group", "topk_group")]
        return cls(*counts, *groups, scale=float(config["routed_scaling_factor"]))


def affinities(hidden: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """How well each expert suits each token: sigmoid(u . e), DeepSeek-V3 equation 15.

    Args:
        hidden: Hidden states u, tokens x hidden size.
        centroids: One vector e an expert, experts x hidden size.

    Returns:
        Tokens x experts, from 0 to 1.
    """
    return _sigmoid(np.einsum("td,ed->te", hidden, centroids))


def best(scores: np.ndarray, count: int) -> np.ndarray:
    """Which are the highest of each row; of equal ones the first.

    Args:
        scores: Any shape; the last axis is searched.
        count: How many to take.

    Returns:
        True for those, in the shape of `scores`.
    """
    order = np.argsort(-scores, axis=-1, kind="stable")[..., :count]
    taken = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(taken, order, True, axis=-1)
    return taken


def reachable(scores: np.ndarray, router: Router) -> np.ndarray:
    """Which experts stand in the groups that a token may reach: node-limited routing.

    A group is judged by the sum of its best K / M scores (two in DeepSeek-V3); the best M groups stay.

    Args:
        scores: Tokens x experts.
        router: The router.

    Returns:
        True for those experts, tokens x experts.
    """
    if not router.is_limited:
        return np.ones(scores.shape, dtype=bool)
    grouped = scores.reshape(len(scores), router.groups, -1)
    judged = np.sort(grouped, axis=-1)[..., -(router.top_k // router.top_groups) :].sum(axis=-1)
    return np.repeat(best(judged, router.top_groups), grouped.shape[-1], axis=-1)


def route(affinities: np.ndarray, bias: np.ndarray, router: Router) -> np.ndarray:
    """Weight of each expert for each token: chosen by affinity and bias, weighed by affinity alone.

    DeepSeek-V3 equations 12-16 as its code has them, groups by the biased scores too. Affinities and result are
    tokens x experts, the bias experts; a token's weights add up to `router.scale`, experts not chosen have 0.

    Raises:
        ArgumentError: An affinity is not above zero or the experts are not those of the router.
    """
    _require_affinities(affinities, router)
    scores = affinities + bias
    chosen = best(np.where(reachable(scores, router), scores, -np.inf), router.top_k)
    kept = np.where(chosen, affinities, 0)
    return router.scale * kept / kept.sum(axis=-1, keepdims=True)


def layer(hidden: np.ndarray, weights: np.ndarray, routed: Sequence[Network], shared: Sequence[Network]) -> np.ndarray:
    """Output of the layer: u + shared experts + weight x routed experts, each computed for its own tokens only.

    Args:
        hidden: Tokens x hidden size.
        weights: Tokens x experts, from `route`.
        routed: The routed experts.
        shared: The experts that every token passes.

    Returns:
        Tokens x hidden size.
    """
    output = hidden + sum(expert(hidden) for expert in shared)
    for expert, weight in zip(routed, weights.T, strict=True):
        own = weight > 0
        output[own] += weight[own, np.newaxis] * expert(hidden[own])
    return output


def loads(weights: np.ndarray) -> np.ndarray:
    """Tokens that each expert received, from the weights of `route`."""
    return np.count_nonzero(weights, axis=0)


def max_violation(loads: np.ndarray) -> float:
    """MaxVio: how far the busiest expert stands above the mean load, max / mean - 1; 0 is perfect balance."""
    return float(loads.max() / loads.mean() - 1)


def updated_bias(bias: np.ndarray, loads: np.ndarray, speed: float) -> np.ndarray:
    """Loss-free balancing: after a step, the bias of each busy expert falls by `speed` and of each idle one rises.

    Args:
        bias: One an expert.
        loads: Tokens that each expert received in the step.
        speed: gamma, 0.001 in DeepSeek-V3 until the last 500 billion tokens, then 0.

    Returns:
        The bias for the next step: b + gamma sign(mean load - load).
    """
    return bias + speed * np.sign(loads.mean() - loads)


def sequence_balance_loss(affinities: np.ndarray, router: Router, alpha: float) -> float:
    """Sequence-wise balance loss, DeepSeek-V3 equations 17-20: alpha x sum of f P.

    f is an expert's load over the mean load, by affinity without bias; P is its mean share of the affinities.

    Args:
        affinities: Of one sequence, tokens x experts.
        router: The router; its groups have no part in this loss.
        alpha: Weight of the loss, 0.0001 in DeepSeek-V3.

    Returns:
        The loss; alpha if every expert has the same load.

    Raises:
        ArgumentError: As for `route`.
    """
    _require_affinities(affinities, router)
    frequency = best(affinities, router.top_k).mean(axis=0) * router.experts / router.top_k
    share = (affinities / affinities.sum(axis=-1, keepdims=True)).mean(axis=0)
    return float(alpha * (frequency * share).sum())


def balancing(
    router: Router, popularity: np.ndarray, speed: float, steps: int, tokens: int = 512, seed: int = 0
) -> np.ndarray:
    """How uneven the load is from step to step while the bias learns; a synthetic demonstration.

    Affinities are sigmoids of an expert's popularity and normal noise; each step brings new tokens.

    Args:
        router: The router.
        popularity: How much the tokens like each expert, added before the sigmoid.
        speed: gamma of `updated_bias`; 0 is no balancing.
        steps: Steps of training.
        tokens: Tokens a step; few make the load uneven by chance alone.
        seed: Of the noise.

    Returns:
        MaxVio of each step, to three decimals.

    Raises:
        ArgumentError: `steps` or `tokens` is not above zero, `speed` is negative or popularities are missing.
    """
    require_positive(steps=steps, tokens=tokens)
    if speed < 0 or len(popularity) != router.experts:
        raise ArgumentError(f"Give a speed of zero or more, not {speed}, and {router.experts} popularities.")
    random, bias, violations = np.random.default_rng(seed), np.zeros(router.experts), []
    for _ in range(steps):
        scores = _sigmoid(popularity + random.standard_normal((tokens, router.experts)))
        received = loads(route(scores, bias, router))
        violations.append(max_violation(received))
        bias = updated_bias(bias, received, speed)
    return np.round(violations, 3)


def groups_reached(weights: np.ndarray, groups: int) -> np.ndarray:
    """In how many groups each token's experts stand.

    Args:
        weights: Tokens x experts, from `route`.
        groups: Groups of the router.

    Returns:
        A count for each token.
    """
    return (weights.reshape(len(weights), groups, -1) > 0).any(axis=-1).sum(axis=-1)


def group_probabilities(router: Router) -> list[float]:
    """How likely a token reaches 0, 1, ... groups if every choice of experts is as likely and nothing limits it.

    By inclusion and exclusion, j of g groups: C(g, j) sum over i of (-1)^i C(j, i) C((j - i) n / g, k) / C(n, k).

    Args:
        router: The router, with n experts, k of them chosen; its limit is disregarded.

    Returns:
        Probabilities of 0 to g groups.
    """
    groups, top_k, size = router.groups, router.top_k, router.experts // router.groups

    def ways(reached: int) -> int:
        """Choices of experts that reach all of so many groups and no other."""
        return sum((-1) ** out * comb(reached, out) * comb((reached - out) * size, top_k) for out in range(reached + 1))

    return [comb(groups, reached) * ways(reached) / comb(router.experts, top_k) for reached in range(groups + 1)]


def expected_groups(router: Router) -> float:
    """Groups that a token reaches on average without a limit, every choice as likely: g (1 - C(n - n/g, k) / C(n, k)).

    Args:
        router: The router, with n experts in g groups, k of them chosen; its limit is disregarded.

    Returns:
        A mean; 5.295 servers for DeepSeek-V3, whose limit is 4.
    """
    others = router.experts - router.experts // router.groups
    return router.groups * (1 - comb(others, router.top_k) / comb(router.experts, router.top_k))


def combinations(experts: int, top_k: int) -> int:
    """How many sets of experts a token can have: C(n, k).

    Raises:
        ArgumentError: `top_k` is above the experts.
    """
    return comb(experts, Router(experts, top_k).top_k)


def split(experts: int, top_k: int, width: int, parts: int) -> tuple[int, int, int]:
    """Cut each expert into finer ones and choose as many times as many: fine-grained experts.

    Args:
        experts: Experts before.
        top_k: Experts that a token passes before.
        width: Intermediate width of an expert before.
        parts: Parts of each.

    Returns:
        Experts, top_k and width afterwards; what a token costs stays the same.

    Raises:
        ArgumentError: `parts` does not divide the width, or an argument is not above zero.
    """
    require_positive(experts=experts, top_k=top_k, width=width, parts=parts)
    if width % parts:
        raise ArgumentError(f"parts {parts} does not divide width {width}; each finer expert needs as much.")
    return experts * parts, top_k * parts, width // parts


def multiplications(hidden_size: int, width: int, top_k: int) -> int:
    """Multiplications for one token in the experts that it passes, three matrices each (SwiGLU).

    Args:
        hidden_size: Width of the hidden state.
        width: Intermediate width of an expert.
        top_k: Experts that a token passes.

    Returns:
        3 x hidden size x width x top_k; how many experts there are is no part of it.

    Raises:
        ArgumentError: An argument is not above zero.
    """
    require_positive(hidden_size=hidden_size, width=width, top_k=top_k)
    return SWIGLU_MATRICES * hidden_size * width * top_k


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def _require_affinities(affinities: np.ndarray, router: Router) -> None:
    if affinities.ndim != 2 or affinities.shape[-1] != router.experts:
        raise ArgumentError(f"affinities has shape {affinities.shape}; give tokens x experts {router.experts}.")
    require_positive(affinities=affinities.min(initial=1))
