from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import fleet
from deepseek_shock.models.fleet import Control

GPUS_A_NODE = 8  # of the inference service, in the note to its row
RECORDED = ["v3-cluster-size", "r1-cluster-size", "company-inference-nodes-mean"]
HALF = Control(begins=2021, lag=1, strength=0.5, leakage=0.2)  # all numbers of the toy are ours

gpus = st.floats(0, 1e6)
shares = st.floats(0, 1)


def yearly(*values, since=2020):
    return pd.Series(values, index=range(since, since + len(values)), dtype=float)


IMPORTS, OWN = yearly(*[100] * 5), yearly(*range(5))


@st.composite
def fleets(draw):
    """GPUs at first, imports, own make, a control and retirement over one to eight years."""
    count = draw(st.integers(1, 8))
    numbers = st.lists(gpus, min_size=count, max_size=count).map(lambda values: yearly(*values))
    control = Control(draw(st.integers(2018, 2028)), draw(st.integers(0, 3)), draw(shares), draw(shares))
    return draw(gpus), draw(numbers), draw(numbers), control, draw(shares)


def ends(first, imports, own, control, retirement):
    return fleet.stock(first, fleet.inflows(imports, own, control), retirement)


@pytest.fixture(scope="module")
def runs():
    return tables.load("training_runs").set_index("id")


@pytest.fixture(scope="module")
def records(runs):
    counts = runs.loc[RECORDED, "value"] * [1, 1, GPUS_A_NODE]
    return pd.DataFrame({"chip": "H800", "year": [2024, 2025, 2025], "gpus": counts})


class TestToy:
    def test_a_control_acts_after_its_lag(self):
        assert HALF.at(IMPORTS.index).tolist() == [0, 0, 0.5, 0.5, 0.5]

    def test_inflows(self):
        found = fleet.inflows(IMPORTS, OWN, HALF)
        assert found["bought"].tolist() == [100, 100, 50, 50, 50]
        assert found["leaked"].tolist() == [0, 0, 10, 10, 10]
        assert found["own"].tolist() == [0, 1, 2, 3, 4]

    def test_stock(self):
        assert ends(200, IMPORTS, OWN, HALF, 0.5).tolist() == [200, 201, 162.5, 144.25, 136.125]

    def test_balance(self):
        found = fleet.balance(200, fleet.inflows(IMPORTS, OWN, HALF), 0.5)
        assert found.columns.tolist() == ["start", "bought", "leaked", "own", "retired", "end"]
        assert found.loc[2020].tolist() == [200, 100, 0, 0, 100, 200]
        assert found.loc[2023].tolist() == [162.5, 50, 10, 3, 81.25, 144.25]

    def test_a_lifetime_of_four_years(self):
        assert fleet.retirement(4) == 0.25
        assert fleet.retirement(1) == 1

    def test_software_multiplies(self):
        assert fleet.capability(yearly(10, 10, 5), 3).tolist() == [10, 30, 45]

    def test_the_fleet_shrinks_while_what_it_can_do_still_grows(self):
        held = ends(200, IMPORTS, OWN, HALF, 0.5)
        assert held[2024] < held[2021]
        assert fleet.capability(held, 2).is_monotonic_increasing

    def test_it_is_felt_later_than_it_is_put_in_force(self):
        free = ends(200, IMPORTS, 0 * OWN, replace(HALF, strength=0), 0.5)
        missing = fleet.shortfall(ends(200, IMPORTS, 0 * OWN, HALF, 0.5), free)
        assert missing.tolist() == [0, 0, 0.2, 0.3, 0.35]
        found = [fleet.binds_from(missing, share) for share in (0.01, 0.2, 0.25, 0.35, 0.4)]
        assert found == [2022, 2022, 2023, 2024, None]

    def test_half_of_the_effect_takes_more_than_three_years_at_a_lifetime_of_five(self):
        assert [round(fleet.share_felt(years, 0.2, 0), 3) for years in (0, 1, 3, 4)] == [0, 0.2, 0.488, 0.59]

    @pytest.mark.parametrize(
        ("permitted", "stopped"), [((1, 1), 0), ((1, 0), 1), ((0, 1), 1), ((0.5, 0.4), 0.8), ((0.3,), 0.7)]
    )
    def test_gates(self, permitted, stopped):
        assert fleet.stopped_by_gates(*permitted) == stopped


class TestDeepSeek:
    """Only what the company itself put on record; press reports and estimates are others' words."""

    def test_the_records_are_the_companys_own(self, runs):
        assert (runs.loc[RECORDED, "kind"] == "reported").all()
        assert (runs.loc[RECORDED[:2], "hardware"] == "H800").all()

    def test_bounds(self, records):
        assert fleet.bounds(records, 2025, retirement=0) == (2048, 2048 + 512 + 1814)

    def test_before_there_is_a_record(self, records):
        assert fleet.bounds(records, 2024, retirement=0) == (2048, 2048)
        assert fleet.bounds(records, 2023, retirement=0) == (0, 0)

    def test_what_is_said_lies_far_above_what_is_on_record(self, runs, records):
        said = runs.loc["company-hopper-gpus"]
        assert said["kind"] == "estimated"
        assert said["value"] > 10 * fleet.bounds(records, 2025, retirement=0).high

    def test_chips_of_two_kinds_are_not_the_same_machines(self, records):
        others = pd.DataFrame([("A100", 2021, 1000), ("A100", 2022, 600)], columns=["chip", "year", "gpus"])
        both = pd.concat([records, others])
        assert fleet.bounds(both, 2025, retirement=0) == (2048 + 1000, 4374 + 1600)
        # 600 after three years are more than 1,000 after four.
        assert fleet.bounds(both, 2025, retirement=0.5).low == max(1024, 1814) + 75
        assert fleet.bounds(both, 2025, retirement=0.5).high == 4374 + 1600


class TestLaws:
    @given(fleets())
    def test_a_stock_is_never_negative_and_never_more_than_all_that_came(self, case):
        first, imports, own, _, _ = case
        found = ends(*case)
        assert (found >= 0).all()
        assert (found <= (first + (imports + own).cumsum()) * (1 + 1e-9)).all()

    @given(fleets())
    def test_the_balance_adds_up(self, case):
        first, imports, own, control, retirement = case
        found = fleet.balance(first, fleet.inflows(imports, own, control), retirement)
        came = found[["start", "bought", "leaked", "own"]].sum(axis=1)
        assert (came - found["retired"]).tolist() == pytest.approx(found["end"].tolist(), abs=1e-6)
        assert found["start"].tolist() == [first, *found["end"].tolist()[:-1]]

    @given(fleets(), shares)
    def test_a_stronger_control_never_leaves_more(self, case, part):
        *rest, control, retirement = case
        weaker = replace(control, strength=part * control.strength)
        assert (ends(*rest, control, retirement) <= ends(*rest, weaker, retirement) * (1 + 1e-9) + 1e-9).all()

    @given(fleets(), shares)
    def test_leakage_never_leaves_less(self, case, part):
        *rest, control, retirement = case
        tighter = replace(control, leakage=part * control.leakage)
        assert (ends(*rest, control, retirement) * (1 + 1e-9) + 1e-9 >= ends(*rest, tighter, retirement)).all()

    @given(fleets(), st.integers(1, 3))
    def test_a_longer_lag_never_leaves_less(self, case, longer):
        *rest, control, retirement = case
        later = replace(control, lag=control.lag + longer)
        assert (ends(*rest, later, retirement) * (1 + 1e-9) + 1e-9 >= ends(*rest, control, retirement)).all()

    @given(fleets())
    def test_nothing_changes_before_it_acts(self, case):
        first, imports, own, control, retirement = case
        without = ends(first, imports, own, replace(control, strength=0), retirement)
        before = without.index < control.begins + control.lag
        assert ends(*case)[before].tolist() == without[before].tolist()

    @given(fleets())
    def test_what_leaks_wholly_is_no_control(self, case):
        first, imports, own, control, retirement = case
        leaky, none = replace(control, leakage=1), replace(control, strength=0)
        found = ends(first, imports, own, leaky, retirement)
        assert found.tolist() == pytest.approx(ends(first, imports, own, none, retirement).tolist())

    @given(gpus, fleets(), fleets())
    def test_two_fleets_are_one(self, first, one, other):
        """Stocks add up: the model is linear in what comes in."""
        retirement = one[4]
        count = min(len(one[1]), len(other[1]))
        flows = [fleet.inflows(case[1][:count], case[2][:count], case[3]) for case in (one, other)]
        both = fleet.stock(2 * first, flows[0] + flows[1], retirement)
        apart = fleet.stock(first, flows[0], retirement) + fleet.stock(first, flows[1], retirement)
        assert both.tolist() == pytest.approx(apart.tolist())

    @given(st.floats(1, 1e6), st.floats(0.01, 1))
    def test_a_stock_that_replaces_what_it_loses_stands_still(self, inflow, retirement):
        steady = inflow / retirement
        found = ends(steady, yearly(*[inflow] * 6), yearly(*[0] * 6), replace(HALF, strength=0), retirement)
        assert found.tolist() == pytest.approx([steady] * 6)

    @given(st.floats(1, 20))
    def test_a_gpu_lasts_its_lifetime_on_average(self, lifetime):
        """Years that a GPU serves: 1 for the first, (1 - r) for the second and so on, 1 / r in all."""
        share = fleet.retirement(lifetime)
        assert sum((1 - share) ** year for year in range(2000)) == pytest.approx(lifetime)

    @given(st.floats(0.01, 1), st.floats(0, 1), shares, shares)
    def test_the_formula_of_the_effect_is_what_the_stock_does(self, retirement, growth, strength, leakage):
        """A fleet that grows steadily, and a control that acts at once."""
        free = yearly(*(1000 * (1 + growth) ** year for year in range(1, 9)))
        imports = free - (1 - retirement) * free.shift(fill_value=1000)
        acting = Control(2020, 0, strength, leakage)
        found = fleet.shortfall(ends(1000, imports, 0 * free, acting, retirement), free)
        final = strength * (1 - leakage)
        expected = [final * fleet.share_felt(years, retirement, growth) for years in range(1, 9)]
        assert found.tolist() == pytest.approx(expected, abs=1e-9)

    @given(fleets(), st.floats(0.5, 5))
    def test_software_that_both_have_leaves_the_shortfall_as_it_is(self, case, gain):
        first, imports, own, control, retirement = case
        held, free = ends(*case), ends(first, imports, own, replace(control, strength=0), retirement) + 1
        with_software = fleet.shortfall(fleet.capability(held, gain), fleet.capability(free, gain))
        assert with_software.tolist() == pytest.approx(fleet.shortfall(held, free).tolist())

    @given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(2018, 2024), gpus), min_size=1), shares)
    def test_at_least_is_never_more_than_at_most(self, rows, retirement):
        records = pd.DataFrame(rows, columns=["chip", "year", "gpus"])
        found = fleet.bounds(records, 2025, retirement)
        assert 0 <= found.low <= found.high * (1 + 1e-9)
        again = fleet.bounds(pd.concat([records, records]), 2025, retirement)
        assert again.low == found.low
        assert again.high == pytest.approx(2 * found.high)


FLOWS = fleet.inflows(IMPORTS, OWN, HALF)
RECORDS = pd.DataFrame({"chip": ["H800", "H800"], "year": [2024, 2025], "gpus": [2048, 512]})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Control(2022, 0, 1.5, 0), r"strength is 1\.5"),
        (lambda: Control(2022, 0, 1, -0.1), r"leakage is -0\.1"),
        (lambda: Control(2022, -1, 1, 0), "lag is -1; give whole years"),
        (lambda: Control(2022, 0.5, 1, 0), r"lag is 0\.5; give whole years"),
        (lambda: fleet.inflows(IMPORTS, OWN[1:], HALF), "imports and own are not for the same years"),
        (lambda: fleet.inflows(-IMPORTS, OWN, HALF), r"imports is -100\.0 in 2020; give zero GPUs or more"),
        (lambda: fleet.inflows(IMPORTS, OWN.shift(), HALF), "own is nan in 2020"),
        (lambda: fleet.inflows(IMPORTS.drop(2022), OWN, HALF), "The years of imports do not follow each other"),
        (lambda: fleet.inflows(IMPORTS, OWN[::-1], HALF), "The years of own do not follow each other"),
        (lambda: fleet.inflows(IMPORTS[:0], OWN[:0], HALF), "The years of imports do not follow"),
        (lambda: fleet.capability(IMPORTS.set_axis(list("abcde")), 2), "The years of stock do not follow"),
        (lambda: fleet.stock(-1, FLOWS, 0.2), "first is -1; give zero or more"),
        (lambda: fleet.stock(float("nan"), FLOWS, 0.2), "first is nan"),
        (lambda: fleet.stock(1, FLOWS, 1.2), r"retirement is 1\.2"),
        (lambda: fleet.stock(1, FLOWS.drop(columns="leaked"), 0.2), "inflows has no column leaked"),
        (lambda: fleet.balance(1, FLOWS.assign(own=-1), 0.2), "own is -1 in 2020"),
        (lambda: fleet.retirement(0.5), r"lifetime is 0\.5; give 1 year or more"),
        (lambda: fleet.retirement(float("nan")), "lifetime is nan"),
        (lambda: fleet.capability(IMPORTS, 0), "yearly_gain is 0"),
        (lambda: fleet.capability(-IMPORTS, 2), "stock is -100"),
        (lambda: fleet.shortfall(IMPORTS, IMPORTS[1:]), "held and without are not for the same years"),
        (lambda: fleet.shortfall(OWN, OWN), "without is 0 in 2020; of nothing"),
        (lambda: fleet.shortfall(IMPORTS, OWN - 3), r"without is -3\.0 in 2020"),
        (lambda: fleet.binds_from(OWN, 0), "share is 0"),
        (lambda: fleet.binds_from(OWN, 1.5), r"share is 1\.5"),
        (lambda: fleet.share_felt(-1, 0.2, 0), "years is -1"),
        (lambda: fleet.share_felt(1, 2, 0), "retirement is 2"),
        (lambda: fleet.share_felt(1, 0.2, -0.1), r"growth is -0\.1"),
        (lambda: fleet.stopped_by_gates(), "permitted is empty"),
        (lambda: fleet.stopped_by_gates(1, 1.5), r"permitted share 2 is 1\.5"),
        (lambda: fleet.bounds(RECORDS, 2025, -1), "retirement is -1"),
        (lambda: fleet.bounds(RECORDS.drop(columns="chip"), 2025, 0), "records has no column chip"),
        (lambda: fleet.bounds(RECORDS.assign(gpus=[1, -2]), 2025, 0), "records, row 2: chip H800, year 2025, gpus -2"),
        (lambda: fleet.bounds(RECORDS.assign(gpus=[None, 2.0]), 2025, 0), "records, row 1"),
        (lambda: fleet.bounds(RECORDS.assign(chip=["H800", None]), 2025, 0), "records, row 2"),
        (lambda: fleet.bounds(RECORDS.assign(year=[2024, None]), 2025, 0), "records, row 2"),
    ],
)
def test_refusals_name_what_is_wrong(call, message):
    with pytest.raises(Mistake, match=message):
        call()
