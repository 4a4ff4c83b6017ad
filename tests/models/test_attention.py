from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import attention, kv_cache

EXACT = 1e-12
small = st.integers(1, 6)
drawn = st.builds(
    attention.draw, small, small, small, small, small, small.map(lambda half: 2 * half), st.integers(0, 2**32)
)
turnable = st.builds(
    attention.draw,
    small,
    st.integers(2, 5),
    small.map(lambda half: 2 * half),
    small,
    small,
    st.just(2),
    st.integers(0, 2**32),
)
vectors = st.integers(0, 2**32).map(lambda seed: np.random.default_rng(seed).standard_normal((2, 8)))
positions = st.integers(0, 10_000)


def turned(vector, position):
    return attention.rotated(vector[np.newaxis], np.array([position]))[0]


@given(drawn)
def test_absorbed_equals_naive(inputs):
    assert np.abs(attention.absorbed(inputs) - attention.naive(inputs)).max() < EXACT


def test_absorbed_equals_naive_with_the_heads_of_deepseek_v3():
    inputs = attention.draw(heads=128, tokens=4, key=128, value=128, rank=512, rope=64)
    assert np.abs(attention.absorbed(inputs) - attention.naive(inputs)).max() < EXACT


def test_what_is_cached_in_deepseek_v3():
    inputs = attention.draw(heads=128, tokens=1, key=128, value=128, rank=512, rope=64)
    heads, _, key = inputs.queries.shape
    uncompressed = heads * (key + inputs.up_values.shape[1])
    assert inputs.cached_per_token == 576
    assert uncompressed == 32_768
    assert round(uncompressed / inputs.cached_per_token, 1) == 56.9
    config = tables.load("model_configurations").set_index("model").loc["deepseek-v3"]
    assert inputs.cached_per_token * config["n_layers"] == kv_cache.elements_per_token(config)


@given(drawn)
def test_naive_is_plain_attention_on_the_keys_that_are_formed(inputs):
    keys = np.stack([inputs.latents @ up.T for up in inputs.up_keys])
    values = np.stack([inputs.latents @ up.T for up in inputs.up_values])
    joined = np.concatenate([keys, np.stack([inputs.rope_keys] * len(keys))], axis=-1)
    queries = np.concatenate([inputs.queries, inputs.rope_queries], axis=-1)
    np.testing.assert_allclose(attention.naive(inputs), attention.grouped(queries, joined, values), atol=EXACT)


class TestRope:
    @given(vectors, positions, positions, positions)
    def test_a_product_depends_on_the_distance_only(self, pair, first, second, shift):
        query, key = pair
        here = turned(query, first) @ turned(key, second)
        there = turned(query, first + shift) @ turned(key, second + shift)
        assert here == pytest.approx(there, abs=1e-9)

    @given(vectors, positions)
    def test_a_turn_keeps_the_length(self, pair, position):
        assert np.linalg.norm(turned(pair[0], position)) == pytest.approx(np.linalg.norm(pair[0]))

    @given(vectors)
    def test_position_zero_changes_nothing(self, pair):
        np.testing.assert_array_equal(turned(pair[0], 0), pair[0])

    def test_the_first_pair_turns_by_a_radian_a_position(self):
        np.testing.assert_allclose(turned(np.array([1.0, 0]), 2), [np.cos(2), np.sin(2)])


class TestWhyTheKeyIsDecoupled:
    """RoPE on the content key: then no query can absorb W_UK once and for all."""

    def test_absorption_fails(self):
        inputs = attention.draw(heads=4, tokens=16, key=8, value=8, rank=6, rope=4)
        failed = attention.absorbed(inputs) - attention.naive_with_rope_on_content(inputs)
        assert np.abs(attention.absorbed(inputs) - attention.naive(inputs)).max() < EXACT
        assert round(np.abs(failed).max(), 3) == 1.608

    @given(turnable)
    def test_the_first_token_sees_only_itself_and_is_the_same(self, inputs):
        rotated = attention.naive_with_rope_on_content(inputs)
        np.testing.assert_allclose(rotated[:, 0], attention.absorbed(inputs)[:, 0], atol=EXACT)

    @given(turnable, st.data())
    def test_each_distance_needs_a_query_of_its_own(self, inputs, data):
        at = data.draw(st.integers(1, inputs.queries.shape[1] - 1))
        query, up_key = inputs.queries[0, at], inputs.up_keys[0]
        keys = attention.rotated(inputs.latents @ up_key.T)
        for token in range(at + 1):
            score = turned(query, at) @ keys[token]
            own = attention.absorbed_query(query, up_key, at - token)
            assert own @ inputs.latents[token] == pytest.approx(score, abs=1e-9)

    def test_the_queries_differ_by_distance(self):
        inputs = attention.draw(heads=1, tokens=1, key=8, value=8, rank=6, rope=2)
        here, there = (attention.absorbed_query(inputs.queries[0, 0], inputs.up_keys[0], gap) for gap in (0, 5))
        np.testing.assert_allclose(here, inputs.up_keys[0].T @ inputs.queries[0, 0])
        assert np.abs(here - there).max() > 0.1


class TestCausality:
    @given(drawn.filter(lambda inputs: len(inputs.latents) > 1))
    def test_what_comes_later_changes_nothing(self, inputs):
        other = replace(inputs, latents=np.concatenate([inputs.latents[:-1], inputs.latents[-1:] + 1]))
        for form in (attention.naive, attention.absorbed):
            np.testing.assert_array_equal(form(inputs)[:, :-1], form(other)[:, :-1])

    @given(st.integers(1, 8), st.integers(0, 2**32))
    def test_weights_add_up_to_one(self, tokens, seed):
        weights = attention.causal_softmax(np.random.default_rng(seed).normal(0, 100, (tokens, tokens)))
        np.testing.assert_allclose(weights.sum(axis=-1), 1)
        assert (weights[~np.tri(tokens, dtype=bool)] == 0).all()


class TestGrouped:
    @given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32))
    def test_gqa_is_mha_with_each_key_repeated(self, groups, heads_each, seed):
        normal = np.random.default_rng(seed).standard_normal
        queries, keys, values = (normal((count, 5, 4)) for count in (groups * heads_each, groups, groups))
        repeated = (np.repeat(each, heads_each, axis=0) for each in (keys, values))
        np.testing.assert_array_equal(attention.grouped(queries, keys, values), attention.grouped(queries, *repeated))

    def test_equal_keys_give_the_mean_of_the_values_so_far(self):
        values = np.arange(4.0).reshape(1, 4, 1)
        found = attention.grouped(np.ones((2, 4, 3)), np.ones((1, 4, 3)), values)
        np.testing.assert_allclose(found[:, :, 0], [[0, 0.5, 1, 1.5]] * 2)


INPUTS = attention.draw(heads=2, tokens=3, key=4, value=5, rank=6, rope=2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: attention.draw(2, 3, 4, 5, 6, rope=3), "width 3 is odd; RoPE turns pairs"),
        (lambda: attention.draw(0, 3, 4, 5, 6, 2), "heads is 0"),
        (
            lambda: replace(INPUTS, latents=np.ones((2, 6))),
            r"latents has shape \(2, 6\); beside the others give \(3, 6\)",
        ),
        (lambda: replace(INPUTS, up_keys=np.ones((2, 4, 7))), r"up_keys has shape \(2, 4, 7\).* give \(2, 4, 6\)"),
        (lambda: replace(INPUTS, queries=np.ones((2, 3))), r"queries has shape \(2, 3\); give 3 axes"),
        (lambda: attention.absorbed_query(np.ones(3), np.ones((3, 2)), 1), "width 3 is odd"),
        (lambda: attention.grouped(*(np.ones((n, 1, 1)) for n in (4, 3, 3))), "4 heads, 3 keys, 3 values"),
        (lambda: attention.grouped(*(np.ones((n, 1, 1)) for n in (4, 2, 1))), "4 heads, 2 keys, 1 values"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
