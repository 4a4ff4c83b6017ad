from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import cost_boundary, training_cost
from deepseek_shock.models.cost_boundary import Component, Range

FEW = 500  # draws, where the law holds for any number
HERE = "this test"  # the source of ranges that are made up

FINAL_RUN = Component("final run", ("hours", "rent"))
EXPERIMENTS = Component("experiments", ("hours", "rent", "multiple"))
R1 = Component("R1", ("R1 hours", "rent"))
CLUSTER = Component("cluster", ("GPUs", "price"), replaces=frozenset({"final run", "experiments", "R1"}))

RENT = Range(1, 4, HERE)
MADE_UP = {"GPUs": Range(2048, 50_000, HERE), "price": Range(20_000, 30_000, HERE)}

ranges = st.tuples(st.floats(1e-3, 1e9), st.floats(1, 100)).map(lambda pair: Range(pair[0], pair[0] * pair[1], HERE))
settings = st.dictionaries(st.sampled_from("abcdef"), ranges, min_size=1)


@st.composite
def boundaries(draw):
    """Ranges, and components that multiply some of them."""
    known = draw(settings)
    factors = st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=3).map(tuple)
    some = draw(st.lists(factors, min_size=1, max_size=4))
    return [Component(f"component {number}", each) for number, each in enumerate(some)], known


@pytest.fixture(scope="module")
def published():
    return tables.load("training_runs").set_index("id")


@pytest.fixture(scope="module")
def known(published):
    """What is published of V3 and R1, and the rent as a range."""

    def of(low, high=None):
        rows = published.loc[[low, high or low]]
        return Range(*rows["value"], rows["sources"].iloc[0])

    return {
        "hours": of("v3-gpu-hours-total"),
        "rent": of("v3-assumed-rental-price"),
        "multiple": of("v3-experiments-multiple-low", "v3-experiments-multiple-high"),
        "R1 hours": of("r1-gpu-hours-total"),
    }


class TestDeepSeek:
    def test_the_narrowest_boundary_is_the_published_point(self, known, published):
        hours, rent = (published["value"][name] for name in ("v3-gpu-hours-total", "v3-assumed-rental-price"))
        assert cost_boundary.cost([FINAL_RUN], known) == (5.576e6, 5.576e6, 5.576e6)
        assert training_cost.dollars(hours, rent) == published["value"]["v3-cost-total"] == 5.576e6

    def test_with_r1(self, known):
        assert cost_boundary.cost([R1], known).middle == 294_000
        assert cost_boundary.cost([FINAL_RUN, R1], known).middle == 5.87e6

    def test_each_further_box_moves_the_range(self, known):
        """Ours: rent, GPUs and price are ranges for the test, the multiple of experiments is an author's estimate."""
        wider = known | MADE_UP | {"rent": RENT}
        boxes = ([FINAL_RUN], [FINAL_RUN, EXPERIMENTS], [FINAL_RUN, EXPERIMENTS, CLUSTER])
        found = [cost_boundary.cost(box, wider) for box in boxes]
        assert [tuple(round(end / 1e6) for end in each) for each in found] == [
            (3, 6, 10),
            (11, 21, 42),
            (58, 248, 1041),
        ]

    def test_what_moves_the_total_most(self, known):
        wider = known | MADE_UP | {"rent": RENT}
        found = cost_boundary.by_component([FINAL_RUN, EXPERIMENTS, R1, CLUSTER], wider)
        assert list(found) == ["cluster", "experiments", "final run", "R1"]

    def test_whose_doubt_weighs_most(self, known):
        found = cost_boundary.by_quantity([FINAL_RUN, EXPERIMENTS, R1], known | {"rent": RENT})
        assert list(found) == ["rent", "multiple", "hours", "R1 hours"]
        assert found["hours"][0] == found["hours"][1]

    def test_who_buys_the_machines_does_not_rent_them(self, known):
        wider = known | MADE_UP
        assert cost_boundary.cost([FINAL_RUN, R1, CLUSTER], wider) == cost_boundary.cost([CLUSTER], wider)
        assert cost_boundary.inside([FINAL_RUN, CLUSTER]) == [CLUSTER]


class TestLaws:
    @given(boundaries())
    def test_quantiles_are_ordered_and_lie_between_the_extremes(self, case):
        components, known = case
        found = cost_boundary.cost(components, known, FEW)
        least, most = (
            cost_boundary.totals(components, {name: each.at(share) for name, each in known.items()}) for share in (0, 1)
        )
        assert least * (1 - 1e-3) <= found.low <= found.middle <= found.high <= most * (1 + 1e-3)

    @given(boundaries())
    def test_a_wider_boundary_never_costs_less(self, case):
        components, known = case
        for narrow, wide in zip(
            cost_boundary.cost(components[:1], known, FEW), cost_boundary.cost(components, known, FEW), strict=True
        ):
            assert narrow <= wide

    @given(boundaries(), st.integers(0, 2**32))
    def test_a_seed_is_repeated_whatever_else_has_a_range(self, case, seed):
        components, known = case
        first = cost_boundary.cost(components, known, FEW, seed)
        assert cost_boundary.cost(components, known | {"another": Range(1, 2, HERE)}, FEW, seed) == first
        assert cost_boundary.cost(components[::-1], dict(reversed(known.items())), FEW, seed) == first

    @given(boundaries())
    def test_the_ends_are_ordered_and_the_widest_comes_first(self, case):
        ends = list(cost_boundary.by_quantity(*case).values())
        assert all(low <= high for low, high in ends)
        widths = [high - low for low, high in ends]
        assert widths == sorted(widths, reverse=True)

    @given(st.floats(1e-3, 1e9))
    def test_a_known_number_has_no_range(self, value):
        found = cost_boundary.cost([Component("it", ("a",))], {"a": Range(value, value, HERE)}, FEW)
        assert found.low == found.high == pytest.approx(value, rel=1e-3)

    @given(ranges, st.floats(0, 1), st.floats(0, 1))
    def test_half_and_double_the_middle_are_as_likely(self, each, one, other):
        assert each.at(one) * each.at(1 - one) == pytest.approx(each.at(other) * each.at(1 - other))
        assert (each.at(0), each.at(1)) == (each.low, pytest.approx(each.high))

    def test_shared_quantities_move_together(self):
        """Twice the same component is twice its total; two independent ones of that size spread less."""
        known = {"a": Range(1, 100, HERE), "b": Range(1, 100, HERE)}
        same, apart = (
            cost_boundary.cost([Component("one", ("a",)), Component("two", (other,))], known) for other in "ab"
        )
        alone = cost_boundary.cost([Component("one", ("a",))], known)
        assert same.high == pytest.approx(2 * alone.high, rel=1e-3)
        assert apart.high < same.high
        assert apart.low > same.low

    def test_quantiles_are_those_of_the_distribution(self):
        known = {"a": Range(1, 100, HERE)}
        found = cost_boundary.cost([Component("one", ("a",))], known)
        np.testing.assert_allclose(found, 100 ** np.array(cost_boundary.PROBABILITIES), rtol=0.03)


ONE = {"a": Range(1, 2, HERE)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Range(0, 1, HERE), "low is 0"),
        (lambda: Range(-5, 1, HERE), "low is -5"),
        (lambda: Range(2, 1, HERE), "low 2 is above high 1"),
        (lambda: Range(1, 2, ""), "range from 1 to 2 has no source"),
        (lambda: Component("staff", ()), "component staff has no factors"),
        (lambda: replace(CLUSTER, replaces=frozenset({"cluster"})), "component cluster replaces itself"),
        (lambda: cost_boundary.cost([], ONE), "components is empty"),
        (lambda: cost_boundary.cost([Component("power", ("b",))], ONE), "power needs b, which has no range"),
        (lambda: cost_boundary.cost([Component("x", ("a",))] * 2, ONE), "Two components are called x"),
        (lambda: cost_boundary.cost([Component("x", ("a",))], ONE, draws=0), "draws is 0"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
