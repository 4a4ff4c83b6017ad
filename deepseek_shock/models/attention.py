"""Multi-head latent attention (MLA): a small cache from which keys and values are computed again, or never at all.

Of each token the cache holds one latent vector c, shared by all heads, and one key for the position. Keys are W_UK c
and values W_UV c. Since q . (W_UK c) = (W_UK^T q) . c, the matrix can go to the query instead (absorption), and no key
or value is ever formed. Rotary position embedding (RoPE) turns a key by its position, which would stand between q and
W_UK, so the position is carried by a key of its own: the decoupled key.

Sources: DeepSeek-V2 report (arXiv 2405.04434), equations 9-19 and section 2.1.2; DeepSeek-V3 report (arXiv
2412.19437), equations 1-11. The norms of the latent vectors are left out; they change nothing in the argument.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from deepseek_shock.models.arguments import ArgumentError, require_positive

ROPE_BASE = 10_000  # `rope_theta` of the published configuration


@dataclass(frozen=True)
class Inputs:
    """What attention works on: one sequence of T tokens, h heads.

    Attributes:
        queries: Content part, h x T x key width.
        rope_queries: Part with the position in it, h x T x RoPE width.
        latents: c, the first half of the cache, T x rank.
        rope_keys: The decoupled key, one for all heads and with the position in it; the other half, T x RoPE width.
        up_keys: W_UK, h x key width x rank.
        up_values: W_UV, h x value width x rank.

    Raises:
        ArgumentError: Two shapes do not belong together.
    """

    queries: np.ndarray
    rope_queries: np.ndarray
    latents: np.ndarray
    rope_keys: np.ndarray
    up_keys: np.ndarray
    up_values: np.ndarray

    def __post_init__(self) -> None:
        for name, axes in (("queries", 3), ("latents", 2), ("rope_keys", 2), ("up_values", 3)):
            if getattr(self, name).ndim != axes:
                raise ArgumentError(f"{name} has shape {getattr(self, name).shape}; give {axes} axes.")
        (heads, tokens, width), (_, rank) = self.queries.shape, self.latents.shape
        rope, value = self.rope_keys.shape[-1], self.up_values.shape[1]
        shapes = {
            "rope_queries": (heads, tokens, rope),
            "latents": (tokens, rank),
            "rope_keys": (tokens, rope),
            "up_keys": (heads, width, rank),
            "up_values": (heads, value, rank),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ArgumentError(f"{name} has shape {getattr(self, name).shape}; beside the others give {shape}.")

    @property
    def scale(self) -> float:
        """1 / sqrt(key width + RoPE width), by which scores are multiplied."""
        return 1 / sqrt(self.queries.shape[-1] + self.rope_queries.shape[-1])

    @property
    def cached_per_token(self) -> int:
        """Numbers in the cache for one token and layer."""
        return self.latents.shape[-1] + self.rope_keys.shape[-1]


def draw(heads: int, tokens: int, key: int, value: int, rank: int, rope: int, seed: int = 0) -> Inputs:
    """Random inputs; synthetic, to compare ways of computing the same thing.

    Args:
        heads: h.
        tokens: T.
        key: Width of the content part of a key.
        value: Width of a value.
        rank: Width of the latent vector.
        rope: Width of the decoupled key; even, since RoPE turns pairs.
        seed: Of the numbers.

    Returns:
        Normal numbers, the RoPE parts turned by their positions.

    Raises:
        ArgumentError: A size is not above zero, or `rope` is odd.
    """
    require_positive(heads=heads, tokens=tokens, key=key, value=value, rank=rank, rope=rope)
    normal = np.random.default_rng(seed).standard_normal
    return Inputs(
        queries=normal((heads, tokens, key)),
        rope_queries=rotated(normal((heads, tokens, rope))),
        latents=normal((tokens, rank)),
        rope_keys=rotated(normal((tokens, rope))),
        up_keys=normal((heads, key, rank)) / sqrt(rank),
        up_values=normal((heads, value, rank)) / sqrt(rank),
    )


def rotated(vectors: np.ndarray, positions: np.ndarray | None = None) -> np.ndarray:
    """RoPE: turn each pair of numbers by position x 10000^(-pair / pairs).

    The product of two turned vectors depends on the distance of their positions only.

    Args:
        vectors: ... x T x width.
        positions: One for each of the T; 0, 1, 2, ... without it.

    Returns:
        The shape of `vectors`.

    Raises:
        ArgumentError: The width is odd.
    """
    *_, tokens, width = vectors.shape
    if width % 2:
        raise ArgumentError(f"The width {width} is odd; RoPE turns pairs of numbers, so give an even one.")
    positions = np.arange(tokens) if positions is None else positions
    angles = np.outer(positions, ROPE_BASE ** (-np.arange(0, width, 2) / width))
    even, odd = vectors[..., 0::2], vectors[..., 1::2]
    turned = even * np.cos(angles) - odd * np.sin(angles), even * np.sin(angles) + odd * np.cos(angles)
    return np.stack(turned, axis=-1).reshape(vectors.shape)


def causal_softmax(scores: np.ndarray) -> np.ndarray:
    """Weights of each token's predecessors and itself, adding up to 1.

    Args:
        scores: ... x T queries x T keys.

    Returns:
        The shape of `scores`, 0 for what comes later.
    """
    seen = np.where(np.tri(scores.shape[-1], dtype=bool), scores, -np.inf)
    powers = np.exp(seen - seen.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def naive(inputs: Inputs) -> np.ndarray:
    """MLA as its formulas stand: keys and values of every token are formed again. Heads x tokens x value width."""
    keys = np.einsum("hkc,tc->htk", inputs.up_keys, inputs.latents)
    values = np.einsum("hvc,tc->htv", inputs.up_values, inputs.latents)
    content = np.einsum("hsk,htk->hst", inputs.queries, keys)
    position = np.einsum("hsr,tr->hst", inputs.rope_queries, inputs.rope_keys)
    weights = causal_softmax((content + position) * inputs.scale)
    return np.einsum("hst,htv->hsv", weights, values)


def absorbed(inputs: Inputs) -> np.ndarray:
    """The same from the cache alone: W_UK goes to the query, W_UV to the result. Heads x tokens x value width."""
    queries = np.einsum("hsk,hkc->hsc", inputs.queries, inputs.up_keys)
    content = np.einsum("hsc,tc->hst", queries, inputs.latents)
    position = np.einsum("hsr,tr->hst", inputs.rope_queries, inputs.rope_keys)
    weights = causal_softmax((content + position) * inputs.scale)
    mixed = np.einsum("hst,tc->hsc", weights, inputs.latents)
    return np.einsum("hsc,hvc->hsv", mixed, inputs.up_values)


def naive_with_rope_on_content(inputs: Inputs) -> np.ndarray:
    """MLA with RoPE on the content key as well, which DeepSeek avoids: keys are formed and turned by their position.

    Its scores are q . R W_UK c, with a turn R that depends on the distance. No one query absorbs all of them, so
    `absorbed`, on the same inputs, gives something else: compare the two.

    Args:
        inputs: As for `naive`, with an even key width.

    Returns:
        Heads x tokens x value width.

    Raises:
        ArgumentError: The key width is odd.
    """
    keys = rotated(np.einsum("hkc,tc->htk", inputs.up_keys, inputs.latents))
    values = np.einsum("hvc,tc->htv", inputs.up_values, inputs.latents)
    content = np.einsum("hsk,htk->hst", rotated(inputs.queries), keys)
    position = np.einsum("hsr,tr->hst", inputs.rope_queries, inputs.rope_keys)
    return np.einsum("hst,htv->hsv", causal_softmax((content + position) * inputs.scale), values)


def absorbed_query(query: np.ndarray, up_key: np.ndarray, distance: int) -> np.ndarray:
    """The query that absorbs W_UK of one head when a key is turned by RoPE: it depends on the key's distance.

    (R q)^T W_UK, with R the turn by the distance. Without RoPE (distance 0) one query serves every key; with it
    each key needs another, and nothing is saved.

    Args:
        query: Content part of one head's query, key width.
        up_key: W_UK of that head, key width x rank.
        distance: Positions from the key to the query.

    Returns:
        A vector of the rank, to be multiplied with the latent vector.

    Raises:
        ArgumentError: The key width is odd.
    """
    turned = rotated(query[np.newaxis], positions=np.array([distance]))[0]
    return np.einsum("k,kc->c", turned, up_key)


def grouped(queries: np.ndarray, keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Attention with keys and values kept as they are: MHA, GQA and MQA.

    Args:
        queries: Heads x T x width.
        keys: Groups x T x width: as many groups as heads is MHA, one is MQA, a number between them GQA.
        values: Groups x T x value width.

    Returns:
        Heads x T x value width.

    Raises:
        ArgumentError: The groups do not divide the heads, or keys and values differ in them.
    """
    heads, groups = len(queries), len(keys)
    if heads % groups or len(values) != groups:
        raise ArgumentError(f"{heads} heads, {groups} keys, {len(values)} values: groups must be equal and divide.")
    keys, values = (np.repeat(each, heads // groups, axis=0) for each in (keys, values))
    scores = np.einsum("hsd,htd->hst", queries, keys) / sqrt(queries.shape[-1])
    return np.einsum("hst,htv->hsv", causal_softmax(scores), values)
