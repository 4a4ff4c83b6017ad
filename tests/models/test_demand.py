import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import api_price, demand

cheaper = st.floats(1.01, 100)
elasticities = st.floats(0, 3)


class TestExamples:
    def test_twenty_seven_times_cheaper_at_an_elasticity_of_1_2(self):
        assert round(demand.spending_ratio(27, 1.2), 2) == 1.93
        assert round(demand.quantity_ratio(27, 1.2), 1) == 52.2

    def test_the_price_of_r1_against_o1_is_such_a_cut(self):
        prices = tables.load("api_prices")
        o1, r1 = (api_price.at(prices, model, "2025-01-27") for model in ("o1", "deepseek-r1"))
        assert round(api_price.ratio(o1, r1, input_share=0.75)) == 27

    def test_at_an_elasticity_of_one_half_spending_falls(self):
        assert demand.spending_ratio(4, 0.5) == 0.5

    def test_twice_the_spending_after_a_fall_to_a_quarter(self):
        assert demand.implied_elasticity(4, 2) == 1.5


class TestLaws:
    @given(cheaper, elasticities)
    def test_both_ways_of_writing_it_agree(self, times, elasticity):
        """r^(e - 1) with r old over new is q^(1 - e) with q new over old."""
        assert demand.spending_ratio(times, elasticity) == pytest.approx((1 / times) ** (1 - elasticity))

    @given(cheaper)
    def test_the_break_even_is_one(self, times):
        assert demand.spending_ratio(times, demand.BREAK_EVEN_ELASTICITY) == pytest.approx(1)
        assert demand.implied_elasticity(times, 1) == demand.BREAK_EVEN_ELASTICITY == 1

    @given(cheaper, st.floats(1.01, 3), st.floats(0, 0.99))
    def test_above_it_spending_rises_and_below_it_falls(self, times, elastic, inelastic):
        assert demand.spending_ratio(times, elastic) > 1 > demand.spending_ratio(times, inelastic)

    @given(cheaper)
    def test_demand_that_does_not_react_saves_the_whole_cut(self, times):
        assert demand.spending_ratio(times, 0) == pytest.approx(1 / times)

    @given(cheaper, elasticities, st.floats(0.01, 1))
    def test_spending_rises_with_the_elasticity(self, times, elasticity, more):
        assert demand.spending_ratio(times, elasticity + more) > demand.spending_ratio(times, elasticity)

    @given(cheaper, cheaper, elasticities)
    def test_two_cuts_are_one(self, first, second, elasticity):
        both = demand.spending_ratio(first, elasticity) * demand.spending_ratio(second, elasticity)
        assert demand.spending_ratio(first * second, elasticity) == pytest.approx(both)

    @given(cheaper, elasticities)
    def test_a_rise_undoes_a_cut(self, times, elasticity):
        assert demand.spending_ratio(1 / times, elasticity) == pytest.approx(
            1 / demand.spending_ratio(times, elasticity)
        )

    @given(cheaper, elasticities)
    def test_the_elasticity_is_found_again(self, times, elasticity):
        found = demand.implied_elasticity(times, demand.spending_ratio(times, elasticity))
        assert found == pytest.approx(elasticity, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: demand.quantity_ratio(0, 1), "times_cheaper is 0"),
        (lambda: demand.spending_ratio(-27, 1), "times_cheaper is -27"),
        (lambda: demand.spending_ratio(27, -0.1), r"elasticity is -0\.1; give zero or more"),
        (lambda: demand.spending_ratio(27, float("nan")), "elasticity is nan"),
        (lambda: demand.implied_elasticity(1, 2), "times_cheaper is 1; a price that has not changed"),
        (lambda: demand.implied_elasticity(2, 0), "spending_ratio is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
