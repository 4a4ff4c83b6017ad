"""What the models read of a published configuration: whole numbers and flags under the names of its keys."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from deepseek_shock.errors import Mistake

Configuration = Mapping[str, Any] | pd.Series  # keys as in the table model_configurations; a row of it will do

ATTENTION = ("MHA", "GQA", "MQA", "MLA")


class ConfigurationError(Mistake, ValueError):
    """A configuration that lacks a key, or whose values cannot belong to one model."""


def has(config: Configuration, key: str) -> bool:
    """Whether the key is there and not blank."""
    value = config.get(key)
    return value is not None and not pd.isna(value)


def whole(config: Configuration, key: str, default: int | None = None) -> int:
    """A whole number, zero or more.

    Args:
        config: The configuration.
        key: Its key.
        default: What a missing or blank value means; without it the key is required.

    Raises:
        ConfigurationError: The key is missing, or its value is negative or not whole.
    """
    if not has(config, key):
        if default is None:
            raise ConfigurationError(f"The configuration has no {key}; give it a whole number.")
        return default
    value = config.get(key)
    if isinstance(value, str) or value < 0 or value != int(value):
        raise ConfigurationError(f"{key} is {value!r}; it must be a whole number, zero or more.")
    return int(value)


def positive(config: Configuration, key: str) -> int:
    """A whole number above zero.

    Raises:
        ConfigurationError: The key is missing, or its value is not a whole number above zero.
    """
    value = whole(config, key)
    if value == 0:
        raise ConfigurationError(f"{key} is 0; it must be above zero.")
    return value


def is_latent(config: Configuration) -> bool:
    """Whether the attention is multi-head latent attention (MLA), and not MHA, GQA or MQA.

    Raises:
        ConfigurationError: The attention is none of the four.
    """
    attention = config.get("attention")
    if attention not in ATTENTION:
        raise ConfigurationError(f"attention is {attention!r}; it must be one of {', '.join(ATTENTION)}.")
    return attention == "MLA"


def kv_heads(config: Configuration) -> int:
    """Key-value heads of MHA, GQA or MQA, whatever the query heads share of them.

    As many as the query heads in MHA, one in MQA, `n_kv_heads` in GQA, where they must divide the query heads.

    Raises:
        ConfigurationError: A key is missing, or the heads do not fit the attention.
    """
    attention, heads = config.get("attention"), positive(config, "n_heads")
    expected = {"MHA": heads, "MQA": 1}.get(attention)
    groups = whole(config, "n_kv_heads", expected)
    if expected not in (None, groups):
        raise ConfigurationError(f"n_kv_heads is {groups}; {attention} with n_heads {heads} has {expected}.")
    if groups == 0 or heads % groups:
        raise ConfigurationError(f"n_kv_heads {groups} does not divide n_heads {heads}; each group needs as many.")
    return groups


def flag(config: Configuration, key: str) -> bool:
    """A yes or a no; missing or blank means no.

    Raises:
        ConfigurationError: The value is neither True, False, "yes" nor "no".
    """
    value = config.get(key) if has(config, key) else "no"
    answers = {True: True, False: False, "yes": True, "no": False}
    if value not in answers:
        raise ConfigurationError(f"{key} is {value!r}; it must be yes or no.")
    return answers[value]
