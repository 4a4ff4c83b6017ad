"""The key-value cache: what a model keeps in memory of every token that it has read.

For each token and layer, attention keeps a key and a value for every key-value head: all of them (MHA), one for a
group of query heads (GQA), or a single one (MQA). Multi-head latent attention (MLA) keeps one latent vector from
which all keys and values are computed again, and one decoupled key that carries the position (RoPE).

Source: DeepSeek-V2 report (arXiv 2405.04434), Table 1 and equations 9-19.
"""

from deepseek_shock.models.arguments import require_fraction, require_positive
from deepseek_shock.models.configuration import Configuration, ConfigurationError, is_latent, kv_heads, positive

BF16_BYTES = 2


def elements_per_token(config: Configuration) -> int:
    """Numbers that the cache holds for one token.

    MHA 2 n_h d_h l; GQA 2 n_g d_h l; MQA 2 d_h l; MLA (d_c + d_R) l, with n_h heads of width d_h, n_g key-value
    heads, l layers, latent width d_c (`kv_lora_rank`) and RoPE key width d_R (`qk_rope_head_dim`).

    Args:
        config: The published configuration, with the keys of the table model_configurations.

    Returns:
        Elements.

    Raises:
        ConfigurationError: A key is missing, heads do not divide, or the attention is none of the four.
    """
    if is_latent(config):
        width = positive(config, "kv_lora_rank") + positive(config, "qk_rope_head_dim")
    else:
        width = 2 * kv_heads(config) * positive(config, "head_dim")
    return width * positive(config, "n_layers")


def bytes_per_token(config: Configuration, bytes_per_element: float = BF16_BYTES) -> float:
    """Bytes that the cache needs for one token.

    Args:
        config: The configuration, as for `elements_per_token`.
        bytes_per_element: 2 for BF16, 1 for FP8.

    Returns:
        Bytes.

    Raises:
        ConfigurationError: As for `elements_per_token`.
        ArgumentError: `bytes_per_element` is not above zero.
    """
    require_positive(bytes_per_element=bytes_per_element)
    return elements_per_token(config) * bytes_per_element


def with_heads(config: Configuration, groups: int, bytes_per_element: float = BF16_BYTES) -> float:
    """Bytes a token that a model of this depth and these heads would need without latent attention.

    Args:
        config: The configuration, with `head_dim` (of an MLA model: the width of a head without its RoPE part).
        groups: Key-value heads: `n_heads` for MHA, 1 for MQA, a divisor of `n_heads` for GQA.
        bytes_per_element: 2 for BF16.

    Returns:
        Bytes.

    Raises:
        ConfigurationError: A key is missing or `groups` does not divide `n_heads`.
        ArgumentError: `bytes_per_element` is not above zero.
    """
    return bytes_per_token(dict(config) | {"attention": "GQA", "n_kv_heads": groups}, bytes_per_element)


def ratio_to_mha(config: Configuration) -> float:
    """How many times as large the cache would be with multi-head attention, at equal precision.

    Raises:
        ConfigurationError: As for `with_heads`.
    """
    return with_heads(config, positive(config, "n_heads")) / bytes_per_token(config)


def uncompressed(config: Configuration, bytes_per_element: float = BF16_BYTES) -> float:
    """Bytes a token if MLA kept the keys and values themselves: n_h (d_nope + d_R + d_v) l.

    Its keys are wider than those of plain attention, since each carries the RoPE part.

    Args:
        config: The configuration of a model with MLA.
        bytes_per_element: 2 for BF16.

    Returns:
        Bytes.

    Raises:
        ConfigurationError: The attention is not MLA or a key is missing.
        ArgumentError: `bytes_per_element` is not above zero.
    """
    require_positive(bytes_per_element=bytes_per_element)
    if not is_latent(config):
        raise ConfigurationError(f"attention is {config['attention']}; only MLA has a compressed cache.")
    widths = ("qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim")
    heads = positive(config, "n_heads") * positive(config, "n_layers")
    return heads * sum(positive(config, width) for width in widths) * bytes_per_element


def memory(config: Configuration, context: int, batch: int = 1, bytes_per_element: float = BF16_BYTES) -> float:
    """Bytes that the cache needs for several conversations at once.

    Args:
        config: The configuration, as for `elements_per_token`.
        context: Tokens in each conversation.
        batch: Conversations.
        bytes_per_element: 2 for BF16.

    Returns:
        bytes_per_token x context x batch, in bytes (2**30 of them are a GiB).

    Raises:
        ConfigurationError: As for `elements_per_token`.
        ArgumentError: An argument is not above zero.
    """
    require_positive(context=context, batch=batch)
    return bytes_per_token(config, bytes_per_element) * context * batch


def bits_for_saving(
    config: Configuration, reference: Configuration, saving: float, reference_bits: float = 16
) -> float:
    """Bits an element that make one model's cache smaller than another's by a stated fraction.

    (1 - saving) x reference_bits x reference elements / elements: a saving that is larger than the elements alone
    give takes a lower precision too.

    Args:
        config: The model with the smaller cache.
        reference: The model it is compared with.
        saving: The stated saving as a fraction.
        reference_bits: Bits an element of the reference.

    Returns:
        Bits.

    Raises:
        ConfigurationError: As for `elements_per_token`.
        ArgumentError: `saving` is not a fraction or `reference_bits` is not above zero.
    """
    require_positive(reference_bits=reference_bits)
    require_fraction(saving=saving)
    return (1 - saving) * reference_bits * elements_per_token(reference) / elements_per_token(config)
