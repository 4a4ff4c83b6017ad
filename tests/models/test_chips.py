import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.models import chips

RATES = tuple(chips.FORMAT_BITS)
BLANK = dict.fromkeys(
    (*RATES, "tpp_reported", "die_area_mm2", "link_bandwidth_gb_s", "link_type", "memory_bandwidth_tb_s")
)
H20 = BLANK | {"memory_bandwidth_tb_s": 4.0, "link_bandwidth_gb_s": 900, "link_type": "NVLink"}

rate = st.one_of(st.none(), st.floats(1, 10_000))
arithmetic = st.fixed_dictionaries(dict.fromkeys((*RATES, "tpp_reported", "die_area_mm2"), rate))


@pytest.fixture(scope="module")
def specifications():
    return tables.load("chip_specs").set_index("chip")


# TPP, the columns that give it, and performance density.
COMPUTED = {
    "V100 SXM2 16GB": (2000, RATES[:1], 2.45),
    "A100 SXM4 40GB": (4992, (RATES[0], RATES[2]), 6.04),
    "A100 SXM4 80GB": (4992, (RATES[0], RATES[2]), 6.04),
    "A800 SXM4 80GB": (4992, (RATES[0], RATES[2]), 6.04),
    "H100 SXM5 80GB": (15832, RATES[:3], 19.45),
    "H100 PCIe 80GB": (12096, RATES[:1], 14.86),
    "H800 SXM5 80GB": (15832, RATES[:3], 19.45),
    "H200 SXM 141GB": (15832, RATES[:3], 19.45),
    "H20 SXM 96GB": (2368, RATES[:3], 2.91),
    "L2 PCIe 24GB": (1544, RATES[:3], None),
    "RTX 4090": (5285, ("int8_dense_tops",), 8.69),
    "RTX 4090 D": (4707, (), None),
    "B200 180GB": (36000, RATES, 22.11),
    "B200 192GB": (36000, (RATES[0], RATES[1], RATES[3]), 22.11),
    "MI300X": (20919, RATES[1:3], 20.57),
    "Ascend 910B1": (6400, RATES[:1], None),
    "Ascend 910B2": (6016, RATES[:1], None),
    "Ascend 910B3": (5008, RATES[:1], None),
    "Ascend 910B4": (4480, RATES[:1], None),
    "Ascend 910C": (12800, RATES[:1], None),
}


def test_no_chip_of_the_table_is_left_out(specifications):
    assert set(specifications.index) == set(COMPUTED)


@pytest.mark.parametrize("name", COMPUTED)
def test_performance_and_density_of_every_chip(specifications, name):
    chip = specifications.loc[name]
    density = chips.performance_density(chip)
    assert (
        round(chips.total_processing_performance(chip)),
        chips.decisive_formats(chip),
        density if density is None else round(density, 2),
    ) == COMPUTED[name]


@pytest.mark.parametrize(
    ("name", "line", "percent"),
    [
        ("A100 SXM4 80GB", 4800, 4.0),
        ("RTX 4090 D", 4800, -1.9),
        ("H20 SXM 96GB", 2400, -1.3),
        ("L2 PCIe 24GB", 1600, -3.5),
    ],
)
def test_distance_to_the_nearest_line(specifications, name, line, percent):
    performance = chips.total_processing_performance(specifications.loc[name])
    assert round(100 * (performance / line - 1), 1) == percent


def test_density_of_h20_is_nine_percent_below_the_line(specifications):
    assert round(100 * (chips.performance_density(specifications.loc["H20 SXM 96GB"]) / 3.2 - 1)) == -9


def test_the_lower_grade_of_910c(specifications):
    lower = specifications.loc["Ascend 910C"].to_dict() | {"fp16_dense_tflops": 752}
    assert chips.total_processing_performance(lower) == 12032


def test_a_printed_performance_only_stands_in(specifications):
    chip = specifications.loc["RTX 4090"]
    assert chip["tpp_reported"] == 5286
    assert chips.total_processing_performance(chip) == pytest.approx(8 * 660.6)


@given(arithmetic)
def test_performance_is_the_largest_product_or_what_is_printed(chip):
    products = [bits * chip[column] for column, bits in chips.FORMAT_BITS.items() if chip[column] is not None]
    performance = chips.total_processing_performance(chip)
    assert performance == (max(products) if products else chip["tpp_reported"])
    assert bool(chips.decisive_formats(chip)) == bool(products)


@given(arithmetic)
def test_density_is_known_if_both_its_parts_are(chip):
    performance, density = chips.total_processing_performance(chip), chips.performance_density(chip)
    assert (density is None) == (performance is None or chip["die_area_mm2"] is None)
    assert density is None or math.isclose(density * chip["die_area_mm2"], performance)


@given(st.floats(1, 1000))
def test_a_part_without_a_link_of_its_own_has_none_whatever_its_row_says(bandwidth):
    assert chips.link_bandwidth(BLANK | {"link_type": "PCIe"}) == 0
    assert chips.link_bandwidth(BLANK | {"link_bandwidth_gb_s": bandwidth}) == bandwidth
    assert chips.link_bandwidth(BLANK) is None


def test_memory_bandwidth_is_in_gigabytes():
    assert chips.memory_bandwidth(H20) == 4000


@pytest.mark.parametrize(
    ("memory", "link", "expected"),
    [
        (4.0, 100, True),
        (1.0, 900, True),
        (4.0, None, True),
        (None, 900, True),
        (1.0, 100, False),
        (1.0, None, None),
        (None, 100, None),
        (None, None, None),
    ],
)
def test_one_bandwidth_is_enough_to_match(memory, link, expected):
    chip = BLANK | {"memory_bandwidth_tb_s": memory, "link_bandwidth_gb_s": link}
    assert chips.matches(chip, H20) is expected


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, pd.NaT])
def test_every_kind_of_blank_is_not_known(blank):
    assert chips.figure({"die_area_mm2": blank}, "die_area_mm2") is None


@pytest.mark.parametrize(("value", "expected"), [("yes", 1), ("no", 0), (True, 1), (False, 0), (3, 3)])
def test_flags_are_numbers(value, expected):
    assert chips.figure({"datacenter": value}, "datacenter") == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: chips.figure({}, "die_area_mm2"), "no die_area_mm2; add it, blank where"),
        (lambda: chips.figure({"die_area_mm2": "large"}, "die_area_mm2"), "die_area_mm2 is 'large'"),
        (lambda: chips.total_processing_performance({"fp16_dense_tflops": 1}), "no fp8_dense_tflops"),
        (lambda: chips.performance_density(BLANK | {"tpp_reported": 1, "die_area_mm2": 0}), "die_area_mm2 is 0"),
        (lambda: chips.link_bandwidth({}), "no link_type"),
        (lambda: chips.matches(H20, BLANK), "memory_bandwidth of the reference chip is blank"),
    ],
)
def test_refusals_name_the_column(call, message):
    with pytest.raises(Mistake, match=message):
        call()
