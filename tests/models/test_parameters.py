import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.models.configuration import ConfigurationError
from deepseek_shock.models.parameters import count

V3 = {
    "attention": "MLA",
    "vocab_size": 129280,
    "hidden_size": 7168,
    "n_layers": 61,
    "n_heads": 128,
    "q_lora_rank": 1536,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "n_dense_layers": 3,
    "dense_intermediate": 18432,
    "moe_intermediate": 2048,
    "n_routed_experts": 256,
    "n_shared_experts": 1,
    "n_activated_experts": 8,
    "router_bias": "yes",
    "mtp_depth": 1,
}
DENSE = {
    "attention": "GQA",
    "vocab_size": 1000,
    "hidden_size": 64,
    "n_layers": 3,
    "n_heads": 8,
    "n_kv_heads": 2,
    "head_dim": 8,
    "dense_intermediate": 256,
}
SPARSE = DENSE | {
    "n_dense_layers": 1,
    "moe_intermediate": 32,
    "n_routed_experts": 16,
    "n_shared_experts": 1,
    "n_activated_experts": 4,
}


@pytest.fixture(scope="module")
def configurations():
    return tables.load("model_configurations").set_index("model")


class TestDeepSeekV3:
    def test_table_has_the_published_integers(self, configurations):
        row = configurations.loc["deepseek-v3"]
        assert {key: row[key] for key in V3} == V3

    def test_size_without_mtp(self):
        assert count(V3).total == 671_026_419_200

    def test_active_by_three_rules(self):
        assert count(V3).active == (35_698_939_392, 36_625_618_432, 37_552_297_472)

    def test_embedding_and_head(self):
        assert count(V3).embedding == count(V3).head == 926_679_040

    def test_multi_token_prediction(self):
        mtp = count(V3).mtp
        assert (mtp.layers, mtp.size, mtp.stored) == (11_507_286_272, 11_610_068_224, 13_463_426_304)

    def test_the_checkpoint_to_the_last_number(self):
        parts = count(V3)
        assert parts.total + parts.mtp.stored == 684_489_845_504
        assert parts.fp8_scales == 41_540_496
        assert parts.stored_in_fp8 == 684_531_386_000


# Billions: total, active body, with head, with head and embedding; of dense models the total alone.
BILLIONS = {
    "deepseek-v3": (671.026, 35.699, 36.626, 37.552),
    "deepseek-v2": (235.741, 20.327, 20.852, 21.376),
    "deepseek-v2-lite": (15.706, 2.242, 2.451, 2.661),
    "deepseek-67b": (67.425, None, None, 67.425),
    "deepseekmoe-16b": (16.376, 2.409, 2.619, 2.829),
    "llama-3.1-405b": (405.853, None, None, 405.853),
    "llama-3.1-70b": (70.554, None, None, 70.554),
    "llama-3.1-8b": (8.030, None, None, 8.030),
    "qwen2.5-72b": (72.706, None, None, 72.706),
    "mixtral-8x7b": (46.703, 12.618, 12.749, 12.880),
    "kimi-k2": (1026.408, 30.513, 31.687, 32.862),
}


def test_no_model_of_the_table_is_left_out(configurations):
    assert set(configurations.index) == set(BILLIONS)


@pytest.mark.parametrize("model", BILLIONS)
def test_every_model_of_the_table_in_billions(configurations, model):
    parts = count(configurations.loc[model])
    for counted, expected in zip((parts.total, *parts.active), BILLIONS[model], strict=True):
        assert expected is None or round(counted / 1e9, 3) == expected


@pytest.mark.parametrize(
    ("model", "last_digit", "rules"),
    [
        ("deepseek-v3", 1e9, {"with_head"}),
        ("kimi-k2", 1e9, {"with_head"}),
        ("deepseekmoe-16b", 1e8, {"with_head_and_embedding"}),
        ("deepseek-v2", 1e9, {"with_head", "with_head_and_embedding"}),
        ("mixtral-8x7b", 1e9, {"body", "with_head", "with_head_and_embedding"}),
        ("deepseek-v2-lite", 1e8, set()),
    ],
)
def test_which_rule_of_counting_gives_the_reported_active_size(configurations, model, last_digit, rules):
    row = configurations.loc[model]
    sizes = count(row).active._asdict().items()
    assert {rule for rule, size in sizes if abs(size - row["reported_active_params"]) <= last_digit / 2} == rules


def test_nearest_to_the_reported_size_of_deepseek_v2_lite_is_the_body_with_the_head(configurations):
    row = configurations.loc["deepseek-v2-lite"]
    sizes = count(row).active._asdict()
    assert min(sizes, key=lambda rule: abs(sizes[rule] - row["reported_active_params"])) == "with_head"


def test_share_of_active_parameters_in_deepseek_v3():
    parts = count(V3)
    assert round(100 * parts.active.with_head / parts.total, 2) == 5.46


sizes = st.integers(1, 64)
sparse = st.builds(
    lambda heads, width, experts, k, layers, dense: (
        SPARSE
        | {
            "n_heads": 2 * heads,
            "n_kv_heads": heads,
            "head_dim": width,
            "n_routed_experts": experts,
            "n_activated_experts": min(k, experts),
            "n_layers": layers,
            "n_dense_layers": min(dense, layers),
        }
    ),
    sizes,
    sizes,
    sizes,
    sizes,
    st.integers(1, 8),
    st.integers(0, 8),
)


@given(sparse)
def test_active_is_at_most_the_total_and_grows_with_what_is_counted(config):
    parts = count(config)
    assert parts.active.body < parts.active.with_head < parts.active.with_head_and_embedding <= parts.total


@given(sparse)
def test_with_every_expert_active_everything_is(config):
    parts = count(config | {"n_activated_experts": config["n_routed_experts"]})
    assert parts.active.with_head_and_embedding == parts.total


@given(sparse, st.integers(1, 4))
def test_finer_experts_leave_the_size_and_the_work_but_for_the_router(config, pieces):
    coarse = count(config | {"moe_intermediate": 32 * pieces})
    fine = count(
        config
        | {
            "moe_intermediate": 32,
            "n_routed_experts": pieces * config["n_routed_experts"],
            "n_activated_experts": pieces * config["n_activated_experts"],
            "n_shared_experts": pieces * config["n_shared_experts"],
        }
    )
    assert fine.total - fine.feed_forward.router == coarse.total - coarse.feed_forward.router
    assert fine.active.body - fine.feed_forward.router == coarse.active.body - coarse.feed_forward.router


@given(st.integers(1, 50))
def test_size_is_linear_in_layers(layers):
    one, more = (count(DENSE | {"n_layers": n}).total for n in (1, layers))
    layer = count(DENSE | {"n_layers": 2}).total - one
    assert more - one == (layers - 1) * layer


@given(st.integers(1, 3))
def test_mtp_is_no_part_of_the_size(depth):
    with_mtp = count(SPARSE | {"mtp_depth": depth})
    assert with_mtp.total == count(SPARSE).total
    assert with_mtp.mtp.size == depth * count(SPARSE | {"mtp_depth": 1}).mtp.size


def test_a_tied_embedding_is_counted_once():
    apart, tied = count(DENSE), count(DENSE | {"tied_embeddings": "yes"})
    assert apart.total - tied.total == tied.head == 64_000
    assert tied.active.with_head == tied.active.with_head_and_embedding == tied.total


def test_biases_of_query_key_and_value():
    assert count(DENSE | {"qkv_bias": True}).total - count(DENSE).total == 3 * (8 + 2 + 2) * 8


def test_blank_keys_mean_what_missing_ones_do(configurations):
    row = configurations.loc["llama-3.1-8b"]
    assert count(row) == count(row.dropna()) == count(row.dropna().to_dict())


@pytest.mark.parametrize("key", sorted(set(V3) - {"q_lora_rank", "router_bias", "mtp_depth", "n_routed_experts"}))
def test_a_missing_key_is_named(key):
    config = {name: value for name, value in V3.items() if name != key}
    with pytest.raises(ConfigurationError, match=key):
        count(config)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_activated_experts": 257}, "n_activated_experts is 257; there are only n_routed_experts 256"),
        ({"n_dense_layers": 62}, "n_dense_layers is 62; there are only n_layers 61"),
        ({"hidden_size": 0}, "hidden_size is 0; it must be above zero"),
        ({"hidden_size": 7168.5}, "hidden_size is 7168.5; it must be a whole number"),
        ({"hidden_size": "7168"}, "hidden_size is '7168'; it must be a whole number"),
        ({"mtp_depth": -1}, "mtp_depth is -1"),
        ({"router_bias": "perhaps"}, "router_bias is 'perhaps'; it must be yes or no"),
        ({"attention": "GQA", "n_kv_heads": 7, "head_dim": 128}, "n_kv_heads 7 does not divide n_heads 128"),
        ({"attention": "GQA", "n_kv_heads": 0, "head_dim": 128}, "n_kv_heads 0 does not divide"),
        ({"attention": "MHA", "n_kv_heads": 8, "head_dim": 128}, "MHA with n_heads 128 has 128"),
        ({"attention": "linear"}, "attention is 'linear'; it must be one of MHA, GQA, MQA, MLA"),
    ],
)
def test_a_bad_configuration_is_refused_by_key_and_rule(change, message):
    with pytest.raises(ConfigurationError, match=message):
        count(V3 | change)
