"""What the checks on limits recompute, and what would change their answer."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock.checks import limits
from deepseek_shock.checks.statement import Statement

WORDS = Statement("a-001")


@pytest.mark.parametrize(
    ("model", "bits", "gigabytes"),
    [
        (limits.FULL, 8, 671.03),
        (limits.FULL, 4, 335.51),
        (limits.FULL, 16, 1342.05),
        (limits.DENSE, 8, 405.85),
        (limits.DISTILLED, 8, 8.03),
    ],
)
def test_memory_of_the_weights(model: str, bits: int, gigabytes: float) -> None:
    assert limits.weights(model, bits) == pytest.approx(gigabytes, abs=0.006)


def test_the_largest_cards_of_the_table() -> None:
    assert limits._memory(datacenter="no") == 24
    assert limits._memory(datacenter="yes") == 192


def test_the_configuration_gives_the_published_size() -> None:
    assert limits.the_configuration_is_public(WORDS).recomputed == 671_026_419_200


def test_a_card_large_enough_would_be_seen(edit: Callable[..., None]) -> None:
    edit("chip_specs", lambda frame: frame.assign(memory_gb=700.0))
    assert limits.r1_on_a_pc(WORDS).verdict == "supported"
    assert limits.sparse_is_not_light(WORDS).verdict == "imprecise"


def test_a_model_of_a_tenth_of_the_experts_would_be_light(edit: Callable[..., None]) -> None:
    edit("model_configurations", lambda frame: frame.assign(n_routed_experts=frame["n_routed_experts"] // 10))
    assert limits.sparse_is_not_light(WORDS).verdict == "supported"


def test_a_size_that_cannot_be_counted_would_be_seen(edit: Callable[..., None]) -> None:
    edit("model_configurations", lambda frame: frame.assign(reported_total_params=10**12))
    assert limits.the_configuration_is_public(WORDS).verdict == "imprecise"


def test_without_the_test_on_weights_half_is_left(edit: Callable[..., None]) -> None:
    edit("limits_findings", lambda frame: frame[frame["finding"] != "r1dacted"])
    assert limits.refusals_on_sensitive_topics(WORDS).verdict == "imprecise"


def test_without_an_exposure_or_acts_nothing_is_left(edit: Callable[..., None]) -> None:
    edit("limits_findings", lambda frame: frame[~frame["topic"].isin(["data exposure", "privacy"])])
    assert limits.reasons_for_care(WORDS).verdict == "wrong"


def test_responses_that_came_later_would_not_count(edit: Callable[..., None]) -> None:
    edit("limits_findings", lambda frame: frame.assign(date=frame["date"] + pd.DateOffset(years=2)))
    assert limits.responses_on_safety(WORDS).verdict == "did not"
