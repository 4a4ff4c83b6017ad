"""What the export rules measure of a chip: its arithmetic, that by area, its links and its memory.

Every function takes a row of the table chip_specs, or its columns by name. A blank is a figure that is not known,
and what cannot be computed without it is None.

Source: 15 CFR part 774, technical notes to ECCN 3A090.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from deepseek_shock.errors import Mistake
from deepseek_shock.models.arguments import require_positive

Chip = Mapping[str, Any] | pd.Series

FORMAT_BITS = {"fp16_dense_tflops": 16, "fp8_dense_tflops": 8, "int8_dense_tops": 8, "fp4_dense_tflops": 4}
GB_IN_TB = 1000


class ChipError(Mistake, ValueError):
    """A chip without a column that is asked for, or with a value that is no number."""


def total_processing_performance(chip: Chip) -> float | None:
    """Total processing performance (TPP): max over number formats of (dense rate x bit length).

    Over the formats whose rate is published: a format without a rate is taken to be no faster, bit for bit. Where
    no rate is published, the TPP that press or maker print stands in.

    Args:
        chip: Rates in TFLOP/s and TOP/s, and `tpp_reported`.

    Returns:
        TPP; None if it is not known.

    Raises:
        ChipError: The chip lacks a column.
    """
    products = _products(chip)
    return max(products.values()) if products else figure(chip, "tpp_reported")


def decisive_formats(chip: Chip) -> tuple[str, ...]:
    """Columns of the number formats that give a chip its TPP; several where they tie, none where it is not computed.

    Raises:
        ChipError: The chip lacks a column.
    """
    products = _products(chip)
    return tuple(column for column, product in products.items() if product == max(products.values()))


def performance_density(chip: Chip) -> float | None:
    """TPP / die area.

    Args:
        chip: As for `total_processing_performance`, and `die_area_mm2`.

    Returns:
        TPP a square millimetre; None if it is not known.

    Raises:
        ChipError: The chip lacks a column.
        ArgumentError: The die area is not above zero.
    """
    performance, area = total_processing_performance(chip), figure(chip, "die_area_mm2")
    if performance is None or area is None:
        return None
    require_positive(die_area_mm2=area)
    return performance / area


def link_bandwidth(chip: Chip) -> float | None:
    """Bandwidth of the links between chips, in GB/s, both directions together; 0 where there is only PCIe.

    The text of 2022 counts PCIe too. The table does not give it, so the figure is that much too small.

    Raises:
        ChipError: The chip lacks a column.
    """
    only_pcie = _cell(chip, "link_type") == "PCIe"
    return 0.0 if only_pcie else figure(chip, "link_bandwidth_gb_s")


def memory_bandwidth(chip: Chip) -> float | None:
    """Bandwidth of the memory on the package, in GB/s; None if it is not known.

    Raises:
        ChipError: The chip lacks a column.
    """
    bandwidth = figure(chip, "memory_bandwidth_tb_s")
    return None if bandwidth is None else bandwidth * GB_IN_TB


def matches(chip: Chip, reference: Chip) -> bool | None:
    """Whether a chip has at least the memory bandwidth or the link bandwidth of another.

    So the letter of April 2025 describes what it covers beside the H20; the limits in it are not public.

    Args:
        chip: The chip.
        reference: The chip that it is compared with, both bandwidths known.

    Returns:
        True if one of the two reaches, False if neither does, None if that hangs on a bandwidth not known.

    Raises:
        ChipError: A chip lacks a column, or a bandwidth of the reference is blank.
    """
    answers = set()
    for bandwidth in (memory_bandwidth, link_bandwidth):
        value, needed = bandwidth(chip), bandwidth(reference)
        if needed is None:
            raise ChipError(f"The {bandwidth.__name__} of the reference chip is blank; choose one where it is known.")
        answers.add(None if value is None else value >= needed)
    return True if True in answers else None if None in answers else False


def figure(chip: Chip, column: str) -> float | None:
    """A number or a flag (yes is 1, no is 0) of a chip; None where it is blank.

    Raises:
        ChipError: The chip lacks the column, or its value is neither a number nor yes or no.
    """
    value = _cell(chip, column)
    if value is None or pd.isna(value):
        return None
    value = {"yes": 1, "no": 0}.get(value, value)
    if isinstance(value, str):
        raise ChipError(f"The chip's {column} is {value!r}; write a number, yes or no, or leave it blank.")
    return float(value)


def _cell(chip: Chip, column: str) -> Any:
    if column not in chip:
        raise ChipError(f"The chip has no {column}; add it, blank where it is not known.")
    return chip[column]


def _products(chip: Chip) -> dict[str, float]:
    """Rate times bit length of each number format whose rate is published."""
    rates = {column: figure(chip, column) for column in FORMAT_BITS}
    return {column: rate * FORMAT_BITS[column] for column, rate in rates.items() if rate is not None}
