"""Checks of the chapter on Sputnik: the launch, the Moon, the money, the spin-offs, and the rivals of R1."""

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_

FIRST_FISCAL_YEAR, PEAK_FISCAL_YEAR = "1958", "1966"
# The first releases of other developers after R1.
RIVALS = ("o3-mini", "qwen3-release", "kimi-k2-release", "glm-4-5-release", "gpt-oss-release")
# How the space race can have furthered a technology: made it, made one kind of it, or bought it first.
FURTHERED = ("direct", "narrow", "market")


@check
def sputnik_launched(statement: Statement) -> Finding:
    """The day on which Sputnik 1 was launched."""
    return judge.moment(statement, f"{_day('sputnik-1'):%Y-%m-%d}")


@check
def moon_landing(statement: Statement) -> Finding:
    """The day of the landing, and how long after Sputnik the Moon became the goal."""
    decided = _day("kennedy-moon-speech") <= _day("sputnik-1") + pd.DateOffset(years=1)
    return judge.moment(
        statement,
        f"{_day('apollo-11'):%Y-%m-%d}",
        Condition(N_("The Moon became the goal within a year of Sputnik"), decided),
    )


@check
def space_money(statement: Statement) -> Finding:
    """NASA's outlays, in dollars and as a share of the government's, from the launch to their peak."""
    budget = tables.load("nasa_budget").set_index("fiscal_year")[:PEAK_FISCAL_YEAR]
    share = budget["nasa_outlays_usd"] / budget["federal_outlays_usd"]
    return judge.tests(
        statement,
        Condition(
            N_("NASA's outlays rose in every fiscal year from 1958 to 1966"),
            bool((budget["nasa_outlays_usd"].diff()[1:] > 0).all()),
        ),
        Condition(
            N_("Their share of federal outlays was larger in 1966 than in 1958"),
            bool(share[PEAK_FISCAL_YEAR] > share[FIRST_FISCAL_YEAR]),
        ),
    )


@check
def ct_scanner(statement: Statement) -> Finding:
    """How computed tomography is linked to the space race."""
    return _spin_off(statement, "ct")


@check
def solar_panels(statement: Statement) -> Finding:
    """How solar panels are linked to the space race."""
    return _spin_off(statement, "solar-panels")


@check
def satellite_navigation(statement: Statement) -> Finding:
    """How satellite navigation is linked to the space race."""
    return _spin_off(statement, "gps")


@check
def water_and_air(statement: Statement) -> Finding:
    """How the purification of water and of air are linked to the space race."""
    return judge.tests(
        statement,
        Condition(
            N_("The space race made a way of purifying water, or bought it first"),
            _link("water-purification") in FURTHERED,
        ),
        Condition(
            N_("The space race made a way of purifying air, or bought it first"), _link("air-purification") in FURTHERED
        ),
    )


@check
def rivals_answered(statement: Statement) -> Finding:
    """Releases of other developers in the year of R1, and an independent test of one of them."""
    events = tables.load("timeline").set_index("id")["date"]
    answers = events[list(RIVALS)].between(_day("deepseek-r1-release"), pd.Timestamp("2025-12-31"))
    return judge.forecast(
        statement,
        Condition(N_("At least three other developers released new models in 2025"), bool(answers.sum() >= 3)),
        Condition(N_("An independent test put one of them above R1"), bool(_score("o3-mini") > _score("deepseek-r1"))),
    )


def _day(event: str) -> pd.Timestamp:
    return lookup.value("timeline", "date", id=event)


def _link(item: str) -> str:
    return lookup.value("spinoffs", "link", id=item)


def _spin_off(statement: Statement, item: str) -> Finding:
    """A technology whose origin is the space race is supported, one that it only furthered imprecise."""
    link = _link(item)
    return judge.tests(
        statement,
        Condition(N_("The technology has its origin in Sputnik or the space race"), link == "direct"),
        Condition(N_("The space race made it, made one kind of it, or bought it first"), link in FURTHERED),
    )


def _score(model: str) -> float:
    """The average on LiveBench when o3-mini was first scored, which is also when the scoring was corrected."""
    return lookup.value(
        "benchmarks", "score", benchmark="LiveBench 2024-11-25", metric="global average", model=model, date="2025-02-03"
    )
