"""What the checks on chips recompute, and what would change their answer."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock.checks import chips, lookup
from deepseek_shock.checks.statement import Statement
from deepseek_shock.models import chips as measures
from deepseek_shock.models import export_rules

WORDS = Statement("a-001")
ABOUT_2000 = Statement("a-001", "count", 2_000, rounded_to=1_000)
NINETY_PERCENT = Statement("a-001", "percent", 90, rounded_to=10)
THOUSANDS = Statement("a-001", "count", 1_000, value_to=9_999)


@pytest.mark.parametrize(
    ("name", "date", "listed"),
    [
        (chips.H800, "2023-03-21", False),
        (chips.H800, "2023-11-16", False),
        (chips.H800, "2023-11-17", True),
        (chips.H800, "2025-01-27", True),
        (chips.H100, "2022-10-20", False),
        (chips.H100, "2022-10-21", True),
        (chips.A100, "2021-12-31", False),
        (chips.A100, "2022-10-21", True),
        (chips.H20, "2025-01-27", False),
        (chips.H200, "2025-01-27", True),
        (chips.B200, "2025-01-27", True),
    ],
)
def test_the_control_list_by_date(name: str, date: str, listed: bool) -> None:
    assert chips.listed(name, date) is listed


def test_the_h800_is_the_h100_but_for_its_link() -> None:
    for measure in (measures.total_processing_performance, measures.memory_bandwidth, measures.performance_density):
        assert measure(chips.chip(chips.H800)) == measure(chips.chip(chips.H100))
    assert measures.total_processing_performance(chips.chip(chips.H800)) == 15_832
    assert [chips.chip(name)["link_bandwidth_gb_s"] for name in (chips.H100, chips.H800)] == [900, 400]


def test_the_h800_missed_the_first_rule_by_its_link() -> None:
    rule = chips.rules()["2022-october"]
    assert export_rules.status(chips.chip(chips.H800), rule).failed == ("link_bandwidth",)
    assert export_rules.status(chips.chip(chips.H100), rule).decision == "controlled"


def test_the_day_from_which_the_h800_needed_a_licence() -> None:
    assert chips.outside_the_rules(WORDS).recomputed == "2023-11-17"


def test_the_latest_chip_before_the_fall() -> None:
    assert chips.newest() == pd.Timestamp("2024-11-18")
    assert chips.the_h100_is_the_latest(WORDS).recomputed == "2024-11"


def test_llama_took_eleven_times_the_gpu_hours() -> None:
    assert chips.fewer_gpu_hours(WORDS).recomputed == pytest.approx(11.06, abs=0.005)


@pytest.mark.parametrize(("run", "gpus"), [("r1_zero", 512), ("r1", 512)])
def test_the_hours_of_r1_are_those_of_512_gpus_and_not_of_648(run: str, gpus: int) -> None:
    hours = lookup.value("training_runs", metric=f"gpu_hours_{run}")
    clock = lookup.value("training_runs", metric=f"wall_clock_{run}")
    assert gpus * clock == pytest.approx(hours, abs=500)
    assert 648 * clock != pytest.approx(hours, rel=0.2)


def test_two_thousand_is_v3_and_not_r1() -> None:
    assert chips.cluster_size(ABOUT_2000).recomputed == 2_048
    finding = chips.gpus_of_v3_and_r1(ABOUT_2000)
    assert (finding.recomputed, [condition.holds for condition in finding.conditions]) == (2_048, [False])


def test_published_counts_and_shares_are_a_range() -> None:
    assert chips.published_fleets(THOUSANDS).recomputed == (2_048, 50_000)
    assert chips.published_shares(NINETY_PERCENT).recomputed == (90, 98)


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (chips.no_advanced_chip, [False, False]),
        (chips.no_leading_edge_chip, [True, False]),
        (chips.rules_and_the_h800, [True, False]),
        (chips.less_capable_than_the_newest, [True, False, False, False]),
        (chips.a_machine_of_another_class, [False, False, False]),
        (chips.an_outdated_model, [False, True]),
        (chips.only_older_gpus, [True, False, False]),
        (chips.fewer_and_weaker_chips, [True, False]),
    ],
)
def test_what_holds_of_the_h800(check: Callable, holds: list[bool]) -> None:
    assert [condition.holds for condition in check(WORDS).conditions] == holds


def test_an_h800_of_half_the_speed_would_be_no_advanced_chip(change: Callable[..., None]) -> None:
    for column in ("fp16_dense_tflops", "fp8_dense_tflops", "int8_dense_tops"):
        change("chip_specs", {"chip": chips.H800}, column, 148)
    assert chips.no_advanced_chip(WORDS).verdict == "supported"
    assert chips.fewer_and_weaker_chips(WORDS).verdict == "supported"
    assert chips.a_machine_of_another_class(WORDS).verdict == "imprecise"


def test_an_h800_with_the_full_link_would_not_fit_the_rule(change: Callable[..., None]) -> None:
    change("chip_specs", {"chip": chips.H800}, "link_bandwidth_gb_s", 900)
    assert chips.designed_to_the_rule(WORDS).verdict == "imprecise"
    assert chips.rules_and_the_h800(WORDS).verdict == "supported"


def test_a_rule_that_began_later_would_leave_the_h800_outside(change: Callable[..., None]) -> None:
    change("export_rules", {"citation": "88 FR 73458"}, "effective_from", pd.Timestamp("2025-06-01"))
    finding = chips.outside_the_rules(WORDS)
    assert (finding.verdict, finding.recomputed) == ("supported", None)
    assert chips.latest_gpus_need_a_licence(WORDS).verdict == "wrong"


def test_without_newer_releases_the_h100_would_be_the_latest(change: Callable[..., None]) -> None:
    change("chip_specs", {"vendor_en": "Nvidia"}, "release_date", pd.Timestamp("2022-09-20"))
    assert chips.the_h100_is_the_latest(WORDS).verdict == "supported"


def test_another_cluster_would_be_seen(change: Callable[..., None]) -> None:
    change("training_runs", {"id": "v3-cluster-size"}, "value", 16_384)
    assert chips.cluster_size(ABOUT_2000).verdict == "wrong"
    assert chips.published_fleets(THOUSANDS).verdict == "wrong"


def test_other_hardware_would_be_seen(change: Callable[..., None]) -> None:
    change("training_runs", {"id": "v3-gpu-hours-total"}, "hardware", "H100")
    assert chips.trained_on_the_h800(WORDS).verdict == "imprecise"


def test_a_share_below_half_would_be_seen(change: Callable[..., None]) -> None:
    change("ai_revenue", {"id": "nvidia-ai-gpu-share-2024-01"}, "value", 45)
    assert chips.leading_supplier(WORDS).verdict == "wrong"
    assert chips.published_shares(NINETY_PERCENT).verdict == "wrong"
