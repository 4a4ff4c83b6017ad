import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import multi_token, training_cost

VOCABULARY = 8


def heads(predictability, seed, length=20_000):
    chain = multi_token.language(VOCABULARY, predictability, seed)
    return multi_token.trained(multi_token.sample(chain, length, seed), VOCABULARY)


trained = st.builds(heads, st.floats(0, 1), st.integers(0, 100), st.just(200))


@pytest.fixture(scope="module")
def published():
    """What DeepSeek reported of MTP: published["decode-speedup"]."""
    rows = tables.load("training_runs").set_index("id")["value"]
    return rows[rows.index.str.startswith("v3-mtp-")].rename(lambda name: name.removeprefix("v3-mtp-"))


class TestDeepSeekV3:
    def test_speed_up_of_the_acceptance_that_the_report_gives(self, published):
        low, high = (published[f"second-token-acceptance-{end}-dsv3-paper"] for end in ("low", "high"))
        assert [round(multi_token.speed_up(share), 2) for share in (low, high)] == [1.85, 1.9]

    def test_the_reported_speed_up_is_a_little_below_the_bound(self, published):
        ends = [published[f"second-token-acceptance-{end}-dsv3-paper"] for end in ("low", "high")]
        assert published["decode-speedup"] == 1.8 < min(map(multi_token.speed_up, ends))

    def test_the_wider_range_of_the_later_paper_includes_it(self, published):
        low = published["second-token-acceptance-low-isca25-paper"]
        assert multi_token.speed_up(low) == published["decode-speedup"]

    def test_what_the_drafts_cost_in_arithmetic(self):
        """4 % more a token in training: most of what lies between the bound and the reported speed-up."""
        config = tables.load("model_configurations").set_index("model").loc["deepseek-v3"]
        plain, with_mtp = (training_cost.flop_per_token(config, 4096, multi_token=on) for on in (False, True))
        assert round(100 * (with_mtp / plain - 1)) == 4


class TestDecoding:
    @given(trained, st.integers(1, 100), st.integers(0, 100))
    def test_the_text_is_what_the_model_alone_would_write(self, both, length, seed):
        decoding = multi_token.decode(both, length, seed)
        assert decoding.text == multi_token.sample(both.next, len(decoding.text), seed)
        assert len(decoding.text) in (length, length + 1)

    @given(trained, st.integers(1, 100), st.integers(0, 100))
    def test_every_pass_gives_a_token_and_every_accepted_draft_one_more(self, both, length, seed):
        decoding = multi_token.decode(both, length, seed)
        assert len(decoding.text) == decoding.passes + decoding.accepted
        assert 0 <= decoding.accepted < decoding.passes

    @pytest.mark.parametrize(("predictability", "tokens"), [(0.5, 1.49), (0.8, 1.79), (0.85, 1.85), (0.9, 1.89)])
    def test_tokens_a_pass_are_one_more_than_the_acceptance(self, predictability, tokens):
        decoding = multi_token.decode(heads(predictability, seed=3), 4000, seed=2)
        assert round(decoding.tokens_per_pass, 2) == tokens
        assert decoding.tokens_per_pass == pytest.approx(multi_token.speed_up(decoding.acceptance), abs=1e-3)
        assert decoding.acceptance == pytest.approx(predictability, abs=0.03)

    def test_a_text_without_surprise_takes_half_the_passes(self):
        cycle = np.roll(np.eye(4), 1, axis=1)
        certain = multi_token.Heads(cycle, np.stack([cycle] * 4))
        decoding = multi_token.decode(certain, 101)
        assert decoding.text[:5] == (1, 2, 3, 0, 1)
        assert (decoding.acceptance, decoding.passes) == (1, 51)

    def test_a_head_that_is_always_wrong_costs_nothing_but_its_drafts(self):
        cycle = np.roll(np.eye(4), 1, axis=1)
        wrong = multi_token.Heads(cycle, np.stack([cycle.T] * 4))
        assert multi_token.decode(wrong, 20) == multi_token.Decoding((1, 2, 3, 0) * 5, passes=20, accepted=0)


class TestTraining:
    def test_heads_count_what_followed(self):
        both = multi_token.trained([0, 1, 0, 1, 0], 2)
        np.testing.assert_allclose(both.next, [[1 / 4, 3 / 4], [3 / 4, 1 / 4]])
        np.testing.assert_allclose(both.after[0, 1], [3 / 4, 1 / 4])

    @given(trained)
    def test_heads_are_distributions(self, both):
        for head in (both.next, both.after):
            np.testing.assert_allclose(head.sum(axis=-1), 1)

    def test_the_head_finds_the_chain_that_it_learns_from(self):
        chain = multi_token.language(4, 0.7, seed=5)
        found = multi_token.trained(multi_token.sample(chain, 20_000, seed=6), 4).next
        assert np.abs(found - chain).max() < 0.03

    def test_cross_entropy_of_a_guess_among_equals(self):
        assert multi_token.cross_entropy(np.full((3, 8), 1 / 8), [0, 5, 7]) == pytest.approx(np.log(8))

    def test_loss_by_equation_25(self):
        assert multi_token.training_loss(2.0, [3.0], 0.3) == pytest.approx(2.9)
        assert multi_token.training_loss(2.0, [3.0, 5.0], 0.1) == pytest.approx(2.4)

    @given(st.integers(0, 2**32), st.floats(0.1, 100))
    def test_what_the_module_starts_from_does_not_depend_on_lengths(self, seed, factor):
        normal = np.random.default_rng(seed).standard_normal
        hidden, embedding, projection = normal((3, 4)), normal((3, 4)), normal((4, 8))
        found = multi_token.combined(hidden, embedding, projection)
        np.testing.assert_allclose(multi_token.combined(factor * hidden, embedding, projection), found)
        parts = [part / np.sqrt((part**2).mean(axis=-1, keepdims=True)) for part in (hidden, embedding)]
        np.testing.assert_allclose(found, np.hstack(parts) @ projection.T)


@given(st.integers(2, 20), st.floats(0, 1), st.integers(0, 100))
def test_a_language_is_a_chain(vocabulary, predictability, seed):
    chain = multi_token.language(vocabulary, predictability, seed)
    np.testing.assert_allclose(chain.sum(axis=-1), 1)
    assert (chain == predictability).any(axis=-1).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: multi_token.speed_up(1.2), r"acceptance is 1\.2"),
        (lambda: multi_token.training_loss(1, [], 0.3), "further is empty"),
        (lambda: multi_token.language(1, 1), "vocabulary is 1"),
        (lambda: multi_token.language(3, -1), "predictability is -1"),
        (lambda: multi_token.trained([0, 1], 2), "three tokens or more"),
        (lambda: multi_token.trained([0, 1, 2], 2), "below vocabulary 2"),
        (lambda: multi_token.sample(np.eye(2), 0), "length is 0"),
        (lambda: multi_token.decode(heads(1, 1, 50), 0), "length is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
