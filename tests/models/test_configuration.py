import pandas as pd
import pytest

from deepseek_shock.models import configuration
from deepseek_shock.models.configuration import ConfigurationError

BLANKS = [None, float("nan"), pd.NA]


@pytest.mark.parametrize("config", [{"n_layers": 61}, {"n_layers": 61.0}, pd.Series({"n_layers": 61})])
def test_a_whole_number(config):
    assert configuration.whole(config, "n_layers") == 61
    assert isinstance(configuration.whole(config, "n_layers"), int)


@pytest.mark.parametrize("config", [{}, *({"mtp_depth": blank} for blank in BLANKS)])
def test_missing_and_blank_are_the_same(config):
    assert not configuration.has(config, "mtp_depth")
    assert configuration.whole(config, "mtp_depth", 0) == 0
    assert configuration.flag(config, "mtp_depth") is False
    with pytest.raises(ConfigurationError, match="no mtp_depth; give it a whole number"):
        configuration.whole(config, "mtp_depth")


@pytest.mark.parametrize("value", [-1, 1.5, "1"])
def test_what_is_no_whole_number(value):
    with pytest.raises(ConfigurationError, match=r"n_layers is .* must be a whole number"):
        configuration.whole({"n_layers": value}, "n_layers")


def test_zero_is_whole_but_not_positive():
    assert configuration.whole({"n_layers": 0}, "n_layers") == 0
    with pytest.raises(ConfigurationError, match="n_layers is 0; it must be above zero"):
        configuration.positive({"n_layers": 0}, "n_layers")


@pytest.mark.parametrize(("value", "expected"), [("yes", True), ("no", False), (True, True), (False, False)])
def test_flags(value, expected):
    assert configuration.flag({"qkv_bias": value}, "qkv_bias") is expected


def test_another_word_is_no_flag():
    with pytest.raises(ConfigurationError, match="qkv_bias is 'true'; it must be yes or no"):
        configuration.flag({"qkv_bias": "true"}, "qkv_bias")


@pytest.mark.parametrize(("attention", "latent"), [("MLA", True), ("MHA", False), ("GQA", False), ("MQA", False)])
def test_kinds_of_attention(attention, latent):
    assert configuration.is_latent({"attention": attention}) is latent


@pytest.mark.parametrize("config", [{}, {"attention": "mla"}])
def test_another_kind_of_attention(config):
    with pytest.raises(ConfigurationError, match="it must be one of MHA, GQA, MQA, MLA"):
        configuration.is_latent(config)


@pytest.mark.parametrize(
    ("config", "heads"),
    [
        ({"attention": "MHA"}, 8),
        ({"attention": "MHA", "n_kv_heads": 8}, 8),
        ({"attention": "MQA"}, 1),
        ({"attention": "MQA", "n_kv_heads": 1}, 1),
        ({"attention": "GQA", "n_kv_heads": 2}, 2),
    ],
)
def test_key_value_heads(config, heads):
    assert configuration.kv_heads(config | {"n_heads": 8}) == heads


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"attention": "GQA"}, "no n_kv_heads"),
        ({"attention": "GQA", "n_kv_heads": 3}, "n_kv_heads 3 does not divide n_heads 8"),
        ({"attention": "MHA", "n_kv_heads": 2}, "n_kv_heads is 2; MHA with n_heads 8 has 8"),
        ({"attention": "MQA", "n_kv_heads": 2}, "n_kv_heads is 2; MQA with n_heads 8 has 1"),
    ],
)
def test_heads_that_do_not_fit(config, message):
    with pytest.raises(ConfigurationError, match=message):
        configuration.kv_heads(config | {"n_heads": 8})
