"""What the checks on open source find in the tables, and that changed tables change it."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock.checks import open_source, registry
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement

Edit = Callable[[pd.DataFrame], None]


def run(check: str) -> Finding:
    return registry.get(check)(Statement("a-001"))


def publish_everything(frame: pd.DataFrame) -> None:
    frame["published"] = "yes"


def no_derivatives(frame: pd.DataFrame) -> None:
    frame.loc[frame["kind"] == "derivative", "kind"] = "software"


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("free_of_charge", [True, False]),
        ("licence_is_mit", [True, True]),
        ("derivatives_may_be_published", [True, True]),
        ("weights_are_published", [True, True]),
        ("papers_are_public", [True, True, True]),
        ("open_source_in_the_strict_sense", [True, False, False]),
        ("can_be_rebuilt", [False, False]),
        ("source_code_is_public", [True, False]),
        ("technology_is_public", [True, True, False, False]),
        ("training_code_was_public", [False, False]),
        ("hardware_and_access", [True, False, True]),
        ("openness_pays", [True, True, True]),
        ("used_and_built_on", [True, True, True]),
    ],
)
def test_what_holds(check: str, expected: list[bool]) -> None:
    assert [condition.holds for condition in run(check).conditions] == expected


def test_the_first_derivative_came_after_a_week() -> None:
    (day,) = open_source._derivatives()["date"]
    assert day - pd.Timestamp("2025-01-20") == pd.Timedelta(days=7)


@pytest.mark.parametrize(
    "check", ["open_source_in_the_strict_sense", "can_be_rebuilt", "source_code_is_public", "technology_is_public"]
)
def test_with_code_and_data_it_would_be_open(check: str, edit: Callable[..., None]) -> None:
    edit("openness", publish_everything)
    assert run(check).verdict == "supported"


def test_libraries_of_january_would_count(edit: Callable[..., None]) -> None:
    def earlier(frame: pd.DataFrame) -> None:
        frame.loc[frame["artefact"] == "training_libraries", "published_on"] = "2025-01-25"

    edit("openness", earlier)
    assert run("training_code_was_public").verdict == "imprecise"


def test_another_licence_is_seen(edit: Callable[..., None]) -> None:
    def closed(frame: pd.DataFrame) -> None:
        frame["licence"] = "DeepSeek License Agreement 1.0"

    edit("openness", closed)
    assert run("licence_is_mit").verdict == "imprecise"
    assert run("free_of_charge").verdict == "wrong"


def test_an_api_without_a_price_would_be_free(edit: Callable[..., None]) -> None:
    def free(frame: pd.DataFrame) -> None:
        frame["price"] = 0.0

    edit("api_prices", free)
    assert run("free_of_charge").verdict == "supported"


def test_dearer_tokens_would_fail_a_forecast(edit: Callable[..., None]) -> None:
    def dearer(frame: pd.DataFrame) -> None:
        frame.loc[frame["model"].str.startswith("deepseek-v"), "price"] *= 10

    edit("api_prices", dearer)
    assert run("openness_pays").verdict == "partly"


def test_cheaper_gpu_hours_would_fulfil_a_forecast(edit: Callable[..., None]) -> None:
    def cheaper(frame: pd.DataFrame) -> None:
        frame.loc[frame["date"] >= "2026-01-01", ["price_low_usd", "price_high_usd"]] /= 2

    edit("gpu_rental_prices", cheaper)
    assert run("hardware_and_access").verdict == "came true"


def test_without_derivatives_two_forecasts_hold_in_part(edit: Callable[..., None]) -> None:
    edit("model_releases", no_derivatives)
    assert run("used_and_built_on").verdict == run("openness_pays").verdict == "partly"


def test_with_few_downloads_too(edit: Callable[..., None]) -> None:
    def few(frame: pd.DataFrame) -> None:
        frame["value"] = 999.0

    edit("open_model_adoption", few)
    assert [condition.holds for condition in run("used_and_built_on").conditions] == [False, True, False]
