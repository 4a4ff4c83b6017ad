import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import kv_cache

GIB = 2**30
PLAIN = {"attention": "GQA", "n_heads": 64, "n_kv_heads": 8, "head_dim": 128, "n_layers": 80}
LATENT = {
    "attention": "MLA",
    "n_heads": 128,
    "head_dim": 128,
    "n_layers": 61,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
}


@pytest.fixture(scope="module")
def configurations():
    return tables.load("model_configurations").set_index("model")


@pytest.mark.parametrize(
    ("model", "size", "as_mha", "ratio"),
    [
        ("deepseek-v3", 70_272, 3_997_696, 56.89),
        ("deepseek-v2", 69_120, 3_932_160, 56.89),
        ("deepseek-v2-lite", 31_104, 221_184, 7.11),
        ("deepseek-67b", 389_120, 3_112_960, 8),
        ("deepseekmoe-16b", 229_376, 229_376, 1),
        ("llama-3.1-405b", 516_096, 8_257_536, 16),
        ("llama-3.1-70b", 327_680, 2_621_440, 8),
        ("llama-3.1-8b", 131_072, 524_288, 4),
        ("qwen2.5-72b", 327_680, 2_621_440, 8),
        ("mixtral-8x7b", 131_072, 524_288, 4),
        ("kimi-k2", 70_272, 1_998_848, 28.44),
    ],
)
def test_bytes_a_token_of_every_model(configurations, model, size, as_mha, ratio):
    config = configurations.loc[model]
    assert kv_cache.bytes_per_token(config) == size
    assert kv_cache.with_heads(config, config["n_heads"]) == as_mha
    assert round(kv_cache.ratio_to_mha(config), 2) == ratio


class TestDeepSeekV3:
    def test_elements(self):
        assert kv_cache.elements_per_token(LATENT) == (512 + 64) * 61 == 35_136

    @pytest.mark.parametrize(("groups", "size"), [(128, 3_997_696), (8, 249_856), (1, 31_232)])
    def test_the_same_heads_without_latent_attention(self, groups, size):
        assert kv_cache.with_heads(LATENT, groups) == size

    def test_uncompressed(self):
        assert kv_cache.uncompressed(LATENT) == 4_997_120
        assert round(kv_cache.uncompressed(LATENT) / kv_cache.bytes_per_token(LATENT), 1) == 71.1

    def test_a_context_of_128k_tokens(self):
        assert round(kv_cache.memory(LATENT, context=128 * 1024) / GIB, 2) == 8.58

    def test_ratio_to_llama_is_what_the_published_bytes_give(self, configurations):
        llama = kv_cache.bytes_per_token(configurations.loc["llama-3.1-405b"])
        assert round(llama / kv_cache.bytes_per_token(LATENT), 2) == 7.34  # a paper prints 7.28


class TestSavingOfDeepSeekV2:
    def test_at_equal_precision(self, configurations):
        v2, predecessor = (kv_cache.bytes_per_token(configurations.loc[f"deepseek-{name}"]) for name in ("v2", "67b"))
        assert round(100 * (1 - v2 / predecessor), 1) == 82.2

    def test_what_93_percent_need(self, configurations):
        v2, predecessor = (configurations.loc[f"deepseek-{name}"] for name in ("v2", "67b"))
        bits = kv_cache.bits_for_saving(v2, predecessor, 0.933)
        assert round(bits) == 6
        at_six_bits = kv_cache.bytes_per_token(v2, 6 / 8) / kv_cache.bytes_per_token(predecessor)
        assert round(100 * (1 - at_six_bits), 1) == 93.3


divisors = st.sampled_from([1, 2, 4, 8, 16, 32, 64])


@given(divisors, divisors)
def test_the_cache_is_proportional_to_the_heads_that_are_kept(one, other):
    assert kv_cache.with_heads(PLAIN, one) * other == kv_cache.with_heads(PLAIN, other) * one


@given(divisors)
def test_grouped_heads_lie_between_one_and_all(groups):
    one, all_heads = (
        kv_cache.bytes_per_token(PLAIN | {"attention": kind, "n_kv_heads": heads})
        for kind, heads in (("MQA", 1), ("MHA", 64))
    )
    assert one <= kv_cache.with_heads(PLAIN, groups) <= all_heads
    assert (one, all_heads) == (kv_cache.with_heads(PLAIN, 1), kv_cache.with_heads(PLAIN, 64))


@given(st.integers(1, 256))
def test_the_latent_cache_does_not_depend_on_the_heads(heads):
    config = LATENT | {"n_heads": heads}
    assert kv_cache.bytes_per_token(config) == kv_cache.bytes_per_token(LATENT)
    assert kv_cache.uncompressed(config) * 128 == kv_cache.uncompressed(LATENT) * heads


@given(st.integers(1, 10**6), st.integers(1, 1000), st.sampled_from([0.5, 1, 2, 4]))
def test_memory_is_bytes_times_tokens(context, batch, precision):
    size = kv_cache.memory(PLAIN, context, batch, precision)
    assert size == kv_cache.bytes_per_token(PLAIN, precision) * context * batch
    assert size < kv_cache.memory(PLAIN, context + 1, batch, precision)


@given(st.floats(0, 0.999), st.integers(1, 32))
def test_bits_for_a_saving_give_that_saving(saving, bits):
    needed = kv_cache.bits_for_saving(LATENT, PLAIN, saving, bits)
    kept = needed * kv_cache.elements_per_token(LATENT) / (bits * kv_cache.elements_per_token(PLAIN))
    assert 1 - kept == pytest.approx(saving, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: kv_cache.bytes_per_token({"attention": "MLA", "n_layers": 61, "kv_lora_rank": 512}),
            "qk_rope_head_dim",
        ),
        (lambda: kv_cache.bytes_per_token(PLAIN | {"n_kv_heads": None}), "has no n_kv_heads"),
        (lambda: kv_cache.bytes_per_token(PLAIN | {"n_kv_heads": 7}), "n_kv_heads 7 does not divide n_heads 64"),
        (lambda: kv_cache.with_heads(LATENT, 7), "n_kv_heads 7 does not divide n_heads 128"),
        (lambda: kv_cache.bytes_per_token(PLAIN | {"attention": "none"}), "attention is 'none'"),
        (lambda: kv_cache.bytes_per_token(PLAIN, 0), "bytes_per_element is 0"),
        (lambda: kv_cache.uncompressed(PLAIN), "only MLA has a compressed cache"),
        (lambda: kv_cache.uncompressed(LATENT, -1), "bytes_per_element is -1"),
        (lambda: kv_cache.memory(PLAIN, 0), "context is 0"),
        (lambda: kv_cache.memory(PLAIN, 1, batch=0), "batch is 0"),
        (lambda: kv_cache.bits_for_saving(LATENT, PLAIN, 1.5), "saving is 1.5"),
        (lambda: kv_cache.bits_for_saving(LATENT, PLAIN, 0.5, 0), "reference_bits is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
