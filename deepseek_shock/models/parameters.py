"""How many parameters a Transformer has, and how many of them work on a token, from its published configuration.

A layer is attention, a feed-forward network of three matrices (SwiGLU) and two RMSNorm vectors. In a mixture of
experts (MoE) the feed-forward network of most layers is a router, shared experts and routed experts, of which a
token passes the top k. Embedding and output head stand before and after the layers; multi-token prediction (MTP)
adds one layer more for each further token that is predicted in training.

Source: DeepSeek-V3 report (arXiv 2412.19437), equations 1-15 and 21-23, and the inference code published with it.
By this rule DeepSeek-V3 has, to the last number, the size of its published checkpoint.
"""

from dataclasses import dataclass
from math import ceil, prod
from typing import NamedTuple

from deepseek_shock.models.configuration import (
    Configuration,
    ConfigurationError,
    flag,
    is_latent,
    kv_heads,
    positive,
    whole,
)

FP8_BLOCK = 128  # one FP32 scale for each 128 x 128 block of a weight matrix (DeepSeek-V3 report, section 3.3.2)
SWIGLU_MATRICES = 3  # gate, up and down


class Active(NamedTuple):
    """Parameters that one token uses, by the three rules under which laboratories report them.

    Attributes:
        body: The layers and the last norm, with the activated experts only.
        with_head: The body and the output head: the 37B of DeepSeek-V3, the 32B of Kimi K2.
        with_head_and_embedding: All that and the embedding, of which a token looks up one row: the 2.8B of
            DeepSeekMoE 16B.
    """

    body: int
    with_head: int
    with_head_and_embedding: int


class FeedForward(NamedTuple):
    """Parameters of feed-forward networks by part.

    Attributes:
        dense: Networks of the dense layers.
        router: Affinities to the experts, with the balancing bias where there is one.
        shared: Experts that every token passes.
        routed: Experts among which the router chooses.
        routed_active: The part of `routed` that one token passes.
    """

    dense: int = 0
    router: int = 0
    shared: int = 0
    routed: int = 0
    routed_active: int = 0

    @property
    def size(self) -> int:
        """All parameters."""
        return self.dense + self.router + self.shared + self.routed

    @property
    def active(self) -> int:
        """Parameters that one token passes."""
        return self.size - self.routed + self.routed_active


class MultiToken(NamedTuple):
    """Parameters of the MTP modules, which are no part of a model's reported size.

    Attributes:
        layers: One layer a module.
        layers_active: The part of `layers` that one token passes.
        projections: The matrix that joins hidden state and next token, and three norms, for each module.
        copies: Embedding and output head, which a checkpoint stores once more with each module.
    """

    layers: int
    layers_active: int
    projections: int
    copies: int

    @property
    def active(self) -> int:
        """Parameters that one token passes in training, without the output head, which the main model shares."""
        return self.layers_active + self.projections

    @property
    def size(self) -> int:
        """Parameters of its own."""
        return self.layers + self.projections

    @property
    def stored(self) -> int:
        """Parameters in a checkpoint."""
        return self.size + self.copies


@dataclass(frozen=True)
class Count:
    """Parameters of a model by part, over all its layers.

    Attributes:
        embedding: Input embedding; 0 where it is tied, that is, one matrix with the output head.
        head: Output head.
        attention: Attention matrices with their inner norms and biases.
        norms: Two a layer and the last one.
        feed_forward: Feed-forward networks, dense and of experts.
        mtp: MTP modules.
        fp8_scales: Block scales of a checkpoint that holds the linear layers, those of MTP among them, in FP8.
    """

    embedding: int
    head: int
    attention: int
    norms: int
    feed_forward: FeedForward
    mtp: MultiToken
    fp8_scales: int

    @property
    def total(self) -> int:
        """What is reported as the size of a model: with embedding and output head, without MTP."""
        return self.embedding + self.head + self.attention + self.norms + self.feed_forward.size

    @property
    def active(self) -> Active:
        """What works on one token, by three rules of counting; say which when two models are compared."""
        body = self.attention + self.norms + self.feed_forward.active
        return Active(body, body + self.head, body + self.head + self.embedding)

    @property
    def stored_in_fp8(self) -> int:
        """Numbers in a checkpoint such as DeepSeek-V3's: the model, its MTP modules as stored, and FP8 scales."""
        return self.total + self.mtp.stored + self.fp8_scales


def count(config: Configuration) -> Count:
    """Count the parameters of a model.

    Args:
        config: The published configuration, with the keys of the table model_configurations. Without
            `n_routed_experts` every layer is dense; without `mtp_depth` there is no MTP module.

    Returns:
        The parts, in parameters; `total`, `active` and `stored_in_fp8` add them up.

    Raises:
        ConfigurationError: A key is missing, heads do not divide, or more is asked for than there is.
    """
    hidden, layers = positive(config, "hidden_size"), _layers(config)
    vocabulary = hidden * positive(config, "vocab_size")
    return Count(
        embedding=0 if flag(config, "tied_embeddings") else vocabulary,
        head=vocabulary,
        attention=len(layers) * _attention(config),
        norms=(2 * len(layers) + 1) * hidden,
        feed_forward=_added([_feed_forward(config, sparse) for sparse in layers]),
        mtp=_multi_token(config),
        fp8_scales=sum(_fp8_scales(config, sparse) for sparse in layers + _mtp_layers(config)),
    )


def _layers(config: Configuration) -> list[bool]:
    """For each layer, whether its feed-forward network is one of experts."""
    layers = positive(config, "n_layers")
    if not whole(config, "n_routed_experts", 0):
        return [False] * layers
    dense = whole(config, "n_dense_layers")
    if dense > layers:
        raise ConfigurationError(f"n_dense_layers is {dense}; there are only n_layers {layers}.")
    return [False] * dense + [True] * (layers - dense)


def _mtp_layers(config: Configuration) -> list[bool]:
    """The layers of the MTP modules; each is like the model's last."""
    return _layers(config)[-1:] * whole(config, "mtp_depth", 0)


def _attention_matrices(config: Configuration) -> list[tuple[int, int]]:
    hidden, heads = positive(config, "hidden_size"), positive(config, "n_heads")
    if is_latent(config):
        return _latent_matrices(config, hidden, heads)
    width, groups = positive(config, "head_dim"), kv_heads(config)
    return [(hidden, heads * width), *[(hidden, groups * width)] * 2, (heads * width, hidden)]


def _latent_matrices(config: Configuration, hidden: int, heads: int) -> list[tuple[int, int]]:
    """MLA: queries by way of a latent vector or not, keys and values by way of theirs, one RoPE key for all heads."""
    key, rope, value = (positive(config, f"{part}_head_dim") for part in ("qk_nope", "qk_rope", "v"))
    rank, query_rank = positive(config, "kv_lora_rank"), whole(config, "q_lora_rank", 0)
    queries = heads * (key + rope)
    to_queries = [(hidden, query_rank), (query_rank, queries)] if query_rank else [(hidden, queries)]
    return [*to_queries, (hidden, rank + rope), (rank, heads * (key + value)), (heads * value, hidden)]


def _attention(config: Configuration) -> int:
    """Parameters of one layer's attention: its matrices, and norms of latent vectors or biases."""
    matrices = sum(map(prod, _attention_matrices(config)))
    if is_latent(config):
        return matrices + whole(config, "q_lora_rank", 0) + positive(config, "kv_lora_rank")
    biases = (positive(config, "n_heads") + 2 * kv_heads(config)) * positive(config, "head_dim")
    return matrices + flag(config, "qkv_bias") * biases


def _expert_counts(config: Configuration) -> tuple[int, int, int]:
    """Routed, activated and shared experts of one layer."""
    routed, activated = positive(config, "n_routed_experts"), positive(config, "n_activated_experts")
    if activated > routed:
        raise ConfigurationError(f"n_activated_experts is {activated}; there are only n_routed_experts {routed}.")
    return routed, activated, whole(config, "n_shared_experts")


def _feed_forward(config: Configuration, sparse: bool) -> FeedForward:
    """Parameters of one layer's feed-forward network."""
    matrix = positive(config, "hidden_size") * positive(config, "moe_intermediate" if sparse else "dense_intermediate")
    network = SWIGLU_MATRICES * matrix
    if not sparse:
        return FeedForward(dense=network)
    routed, activated, shared = _expert_counts(config)
    router = routed * (positive(config, "hidden_size") + flag(config, "router_bias"))
    return FeedForward(0, router, shared * network, routed * network, activated * network)


def _added(networks: list[FeedForward]) -> FeedForward:
    return FeedForward(*map(sum, zip(*networks, strict=True)))


def _multi_token(config: Configuration) -> MultiToken:
    """Parameters of all MTP modules: DeepSeek-V3 report, equations 21-23."""
    hidden, layers = positive(config, "hidden_size"), _mtp_layers(config)
    networks = [_feed_forward(config, sparse) for sparse in layers]
    beside = len(layers) * (_attention(config) + 2 * hidden)
    return MultiToken(
        layers=beside + sum(network.size for network in networks),
        layers_active=beside + sum(network.active for network in networks),
        projections=len(layers) * (2 * hidden * hidden + 3 * hidden),
        copies=len(layers) * 2 * hidden * positive(config, "vocab_size"),
    )


def _fp8_scales(config: Configuration, sparse: bool) -> int:
    """Block scales of one layer's matrices; router, norms and MTP's projection stay in higher precision."""
    routed, _, shared = _expert_counts(config) if sparse else (1, 1, 0)
    width = positive(config, "moe_intermediate" if sparse else "dense_intermediate")
    network = SWIGLU_MATRICES * _blocks((positive(config, "hidden_size"), width))
    return sum(map(_blocks, _attention_matrices(config))) + (routed + shared) * network


def _blocks(matrix: tuple[int, int]) -> int:
    return prod(ceil(side / FP8_BLOCK) for side in matrix)
