from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import api_price, voting

VOTES = 64
SOLVED = 26 / 30  # what 86.7 % is of the thirty problems of AIME 2024

shares = st.floats(0.01, 0.99)
counts = st.integers(1, 200)
amounts = st.floats(1e-3, 1e6)


class TestR1Zero:
    """pass@1 and cons@64 on AIME 2024; one parameter is fitted to one number, so the fit proves nothing."""

    def test_the_shares_are_the_published_ones(self):
        published = tables.load("training_runs").set_index("id")["value"]
        assert published["r1-aime2024-pass1-end-dsr1-paper-v1"] == 71.0
        assert published["r1-aime2024-pass1-end-dsr1-paper-v2"] == 77.9
        assert published["r1-aime2024-majority-vote"] == round(100 * SOLVED, 1) == 86.7

    @pytest.mark.parametrize(
        ("mean", "consensus", "concentration"),
        [(0.71, SOLVED, 6.39), (0.71, 0.867, 6.42), (0.779, SOLVED, 2.70), (0.779, 0.867, 2.71)],
    )
    def test_concentration(self, mean, consensus, concentration):
        """A prototype had 6.39 for the first version and 2.71 for the second: 26 of 30 once, and once 86.7 %."""
        assert round(voting.concentration(mean, consensus, VOTES), 2) == concentration

    def test_if_all_problems_were_alike_a_vote_would_solve_nearly_all(self):
        assert voting.majority_success(0.71, VOTES) > 0.999


class TestVotes:
    @pytest.mark.parametrize(
        ("answers", "winner"),
        [([204], 204), ([1, 2, 2, 3], 2), (["b", "a", "a", "b"], "b"), ([(1,), (2,), (2,)], (2,))],
    )
    def test_the_most_frequent_answer_wins(self, answers, winner):
        assert voting.majority(answers) == winner

    @given(shares, counts)
    def test_a_vote_helps_who_is_mostly_right_and_harms_who_is_not(self, success, samples):
        voted = voting.majority_success(success, samples)
        if success > 0.5:
            assert voted >= success - 1e-9
        if success < 0.5:
            assert voted <= success + 1e-9

    @given(shares, counts)
    def test_right_and_wrong_share_the_votes(self, success, samples):
        both = voting.majority_success(success, samples) + voting.majority_success(1 - success, samples)
        assert both == pytest.approx(1)

    @given(shares)
    def test_one_vote_and_two_change_nothing(self, success):
        assert voting.majority_success(success, 1) == pytest.approx(success)
        assert voting.majority_success(success, 2) == pytest.approx(success)

    @pytest.mark.parametrize(("success", "samples"), [(0.6, 5), (0.6, 6), (0.3, 7)])
    def test_the_formula_is_what_votes_come_to(self, success, samples):
        random, won = np.random.default_rng(0), 0
        for votes in random.random((4000, samples)) < success:
            votes = random.permutation(votes)  # so that the first of a tie is either
            won += bool(voting.majority(votes.tolist()))
        assert won / 4000 == pytest.approx(voting.majority_success(success, samples), abs=0.025)

    @given(shares, shares, counts)
    def test_more_success_more_votes(self, one, other, samples):
        low, high = sorted([one, other])
        assert voting.majority_success(low, samples) <= voting.majority_success(high, samples) + 1e-12


class TestPassAtK:
    @pytest.mark.parametrize(("success", "samples", "chance"), [(0.5, 1, 0.5), (0.5, 3, 0.875), (0, 9, 0), (1, 1, 1)])
    def test_examples(self, success, samples, chance):
        assert voting.pass_at_k(success, samples) == chance

    @given(shares, counts)
    def test_each_further_sample_helps_and_each_less(self, success, samples):
        chances = [voting.pass_at_k(success, samples + more) for more in range(3)]
        gains = [after - before for before, after in pairwise(chances)]
        assert gains[0] >= gains[1] - 1e-12 >= -2e-12

    @given(shares, counts)
    def test_a_vote_never_does_better(self, success, samples):
        assert voting.majority_success(success, samples) <= voting.pass_at_k(success, samples) + 1e-12


class TestConsensus:
    @given(shares, st.floats(0.05, 1000), st.integers(1, 100))
    def test_the_mean_over_problems_that_are_drawn(self, mean, concentration, samples):
        """One vote is the mean itself; more votes are a share too."""
        assert voting.consensus(mean, concentration, 1) == pytest.approx(mean)
        assert -1e-9 <= voting.consensus(mean, concentration, samples) <= 1 + 1e-9

    @given(st.floats(0.51, 0.99), st.floats(0.05, 500), st.floats(1.01, 10))
    def test_the_more_alike_the_problems_the_more_a_vote_helps(self, mean, concentration, factor):
        less, more = (voting.consensus(mean, each, VOTES) for each in (concentration, concentration * factor))
        assert mean - 1e-6 <= less <= more + 1e-9

    def test_problems_that_are_all_alike(self):
        assert voting.consensus(0.6, 1e9, VOTES) == pytest.approx(voting.majority_success(0.6, VOTES), abs=1e-6)

    @given(st.floats(0.55, 0.95), st.floats(0.1, 100))
    def test_concentration_finds_what_consensus_was_made_from(self, mean, concentration):
        share = voting.consensus(mean, concentration, VOTES)
        assert voting.concentration(mean, share, VOTES) == pytest.approx(concentration, rel=1e-4)


class TestThinking:
    @given(amounts, amounts, amounts, st.floats(1.01, 100))
    def test_more_tokens_cost_more_and_take_longer(self, tokens, price, speed, times):
        assert voting.cost_of_answer(times * tokens, price) > voting.cost_of_answer(tokens, price)
        assert voting.latency(times * tokens, speed) > voting.latency(tokens, speed)

    @given(amounts, amounts, st.integers(1, 64))
    def test_a_vote_costs_as_many_answers(self, tokens, price, samples):
        one, voted = (voting.cost_of_answer(tokens, price, count) for count in (1, samples))
        assert voted == pytest.approx(samples * one)

    @given(amounts, shares)
    def test_a_right_answer_costs_more_than_an_answer(self, cost, success):
        assert voting.cost_of_right_answer(cost, success) > cost

    @given(shares, st.floats(1, 100), amounts)
    def test_at_the_break_even_a_right_answer_costs_the_same(self, success, times, cost):
        needed = voting.break_even_success(success, times)
        assume(needed is not None)
        before, after = (voting.cost_of_right_answer(*each) for each in ((cost, success), (times * cost, needed)))
        assert after == pytest.approx(before)

    def test_ten_times_the_tokens_pay_only_for_who_was_right_one_time_in_ten_or_less(self):
        assert voting.break_even_success(0.09, 10) == pytest.approx(0.9)
        assert voting.break_even_success(0.11, 10) is None

    def test_what_a_right_answer_must_be_worth(self):
        assert voting.break_even_worth((0.01, 0.5), (0.10, 0.8)) == pytest.approx(0.3)
        assert voting.break_even_worth((0.01, 0.5), (0.10, 0.5)) is None

    def test_r1_on_the_clock(self):
        """OTIS Mock AIME cut off at 2,048 to 32,768 tokens, at the output price of January 2025.

        An answer costs more with every token, a right answer less: accuracy rises faster than tokens until it stops.
        """
        price = api_price.at(tables.load("api_prices"), "deepseek-r1", "2025-01-27").output
        rows = tables.load("thinking_budgets")
        rows = rows[(rows["model"] == "deepseek-r1") & rows["benchmark"].str.startswith("OTIS")]
        rows = rows.sort_values("token_budget")
        cost = [voting.cost_of_answer(tokens, price) for tokens in rows["mean_tokens"]]
        right = [voting.cost_of_right_answer(*pair) for pair in zip(cost[1:], rows["accuracy"][1:] / 100, strict=True)]
        assert (price, rows["token_budget"].tolist()) == (2.19, [2048, 4096, 8192, 16384, 32768])
        assert [round(each, 4) for each in cost] == [0.0045, 0.0088, 0.0162, 0.0236, 0.0236]
        assert rows["accuracy"].iloc[0] == 0  # no right answer at any cost
        assert [round(each, 4) for each in right] == [0.0991, 0.0560, 0.0443, 0.0443]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: voting.majority([]), "answers is empty"),
        (lambda: voting.pass_at_k(1.1, 1), r"success is 1\.1"),
        (lambda: voting.pass_at_k(0.5, 0), "samples is 0"),
        (lambda: voting.majority_success(-0.1, 1), r"success is -0\.1"),
        (lambda: voting.consensus(1, 1, 64), "mean is 1; give a share above 0 and below 1"),
        (lambda: voting.consensus(0.5, 0, 64), "concentration is 0"),
        (lambda: voting.concentration(0.5, 0.6, 64), r"mean is 0\.5; give a share above one half"),
        (lambda: voting.concentration(0.71, 0.7, 64), r"consensus_share is 0\.7; give a share from 0\.710 to 1\.000"),
        (lambda: voting.cost_of_answer(1, -1), "price is -1"),
        (lambda: voting.latency(1, 0), "tokens_per_second is 0"),
        (lambda: voting.cost_of_right_answer(1, 0), "success is 0"),
        (lambda: voting.break_even_success(0.5, 0), "times_tokens is 0"),
        (lambda: voting.break_even_worth((2, 0.5), (1, 0.8)), "added_cost is -1"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
