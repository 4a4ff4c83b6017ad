"""What the checks of the Sputnik chapter recompute, and what would change their answer."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock import tables
from deepseek_shock.checks import sputnik
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement

WORDS = Statement("a-001")


def holding(finding: Finding) -> list[bool]:
    return [condition.holds for condition in finding.conditions]


@pytest.mark.parametrize(
    ("check", "moment", "day"),
    [(sputnik.sputnik_launched, "1957", "1957-10-04"), (sputnik.moon_landing, "1969", "1969-07-20")],
)
def test_known_days(check: Callable[[Statement], Finding], moment: str, day: str) -> None:
    assert check(Statement("a-001", moment=moment)).recomputed == day


def test_a_wrong_year_is_seen() -> None:
    assert sputnik.sputnik_launched(Statement("a-001", moment="1958")).verdict == "wrong"


def test_the_moon_became_the_goal_1329_days_after_sputnik() -> None:
    assert (sputnik._day("kennedy-moon-speech") - sputnik._day("sputnik-1")).days == 1_329


def test_the_moon_as_an_immediate_goal(change: Callable[..., None]) -> None:
    change("timeline", {"id": "kennedy-moon-speech"}, "date", pd.Timestamp("1957-11-25"))
    assert sputnik.moon_landing(Statement("a-001", moment="1969")).verdict == "supported"


def test_nasas_share_at_both_ends() -> None:
    budget = tables.load("nasa_budget").set_index("fiscal_year")
    share = 100 * budget["nasa_outlays_usd"] / budget["federal_outlays_usd"]
    assert share[[sputnik.FIRST_FISCAL_YEAR, sputnik.PEAK_FISCAL_YEAR]].round(2).tolist() == [0.11, 4.41]


def test_a_year_of_less_money(change: Callable[..., None]) -> None:
    change("nasa_budget", {"fiscal_year": "1960"}, "nasa_outlays_usd", 100e6)
    assert holding(sputnik.space_money(WORDS)) == [False, True]


@pytest.mark.parametrize(
    ("check", "found"),
    [
        (sputnik.ct_scanner, [False, False]),
        (sputnik.solar_panels, [False, True]),
        (sputnik.satellite_navigation, [True, True]),
        (sputnik.water_and_air, [True, False]),
    ],
)
def test_how_the_spin_offs_are_linked(check: Callable[[Statement], Finding], found: list[bool]) -> None:
    assert holding(check(WORDS)) == found


def test_only_what_came_before_sputnik_has_a_market_for_its_link() -> None:
    origins = tables.load("spinoffs").set_index("id")
    assert origins.index[origins["before_sputnik"] == "yes"].tolist() == ["solar-panels"]
    assert origins.loc["solar-panels", "link"] == "market"


@pytest.mark.parametrize(("link", "verdict"), [("direct", "supported"), ("market", "imprecise"), ("remote", "wrong")])
def test_another_link_is_another_verdict(change: Callable[..., None], link: str, verdict: str) -> None:
    change("spinoffs", {"id": "ct"}, "link", link)
    assert sputnik.ct_scanner(WORDS).verdict == verdict


def test_the_scores_of_february_2025() -> None:
    assert (sputnik._score("o3-mini"), sputnik._score("deepseek-r1")) == (75.88, 71.57)


def test_rivals_that_came_later(change: Callable[..., None]) -> None:
    for event in sputnik.RIVALS[1:]:
        change("timeline", {"id": event}, "date", pd.Timestamp("2026-01-01"))
    assert holding(sputnik.rivals_answered(WORDS)) == [False, True]


def test_rivals_that_are_no_better(change: Callable[..., None]) -> None:
    change("benchmarks", {"model": "o3-mini", "metric": "global average"}, "score", 70.0)
    assert holding(sputnik.rivals_answered(WORDS)) == [True, False]
