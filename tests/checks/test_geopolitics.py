"""What the checks on geopolitics recompute, and what would change their answer."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock.checks import geopolitics
from deepseek_shock.checks.statement import Statement
from deepseek_shock.tables import TableError

WORDS = Statement("a-001")


def later(*events: str, years: int = 3) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A timeline in which some events come years later."""

    def move(frame: pd.DataFrame) -> pd.DataFrame:
        moved = frame["id"].isin(events)
        assert moved.sum() == len(events)
        return frame.assign(date=frame["date"].where(~moved, frame["date"] + pd.DateOffset(years=years)))

    return move


def test_events_of_the_year_after_the_fall() -> None:
    assert geopolitics.within_a_year(*geopolitics.RESTRICTIONS) == 5
    assert geopolitics.within_a_year(*geopolitics.DATA_PROTECTION) == 2
    assert geopolitics.within_a_year("deepseek-r1-release", "caisi-evaluation-2026") == 0


def test_an_event_that_the_timeline_lacks_is_named() -> None:
    with pytest.raises(TableError, match=r"timeline\.csv has 0 rows with id 'no-such-event'"):
        geopolitics.within_a_year("no-such-event")


def test_the_models_spread_and_the_lead_stayed() -> None:
    assert geopolitics._ratio("2024") == pytest.approx(40 / 15)
    assert geopolitics._ratio("2025") == pytest.approx(50 / 30)
    assert geopolitics._arena_lead("2025-02") == 1.7
    assert geopolitics._arena_lead("2026-03") == 2.7


def test_livebench_as_it_stood_in_january_2025() -> None:
    assert geopolitics._livebench("o1-2024-12-17") == pytest.approx(75.67, abs=0.005)
    assert geopolitics._livebench("deepseek-r1") == pytest.approx(71.38, abs=0.005)


def test_restrictions_that_came_later_would_not_count(edit: Callable[..., None]) -> None:
    edit("timeline", later(*geopolitics.RESTRICTIONS))
    assert geopolitics.rules_on_foreign_ai(WORDS).verdict == "did not"
    assert geopolitics.controls_or_limits_follow(WORDS).verdict == "partly"


def test_a_single_restriction_is_not_two(edit: Callable[..., None]) -> None:
    edit("timeline", later(*geopolitics.RESTRICTIONS[1:]))
    assert geopolitics.rules_on_foreign_ai(WORDS).verdict == "partly"


def test_measures_of_one_side_alone_would_not_be_a_contest(edit: Callable[..., None]) -> None:
    edit("timeline", later(*geopolitics.CHINESE_MEASURES))
    assert geopolitics.the_contest_intensifies(WORDS).verdict == "partly"


def test_a_smaller_lead_would_make_it_come_true(edit: Callable[..., None]) -> None:
    smaller = {"2026-03": 0.9}
    edit("ai_index", lambda frame: frame.assign(value=frame["period"].map(smaller).fillna(frame["value"])))
    assert geopolitics.more_multipolar(WORDS).verdict == "came true"


def test_a_lasting_business_in_china_would_be_seen(edit: Callable[..., None]) -> None:
    def share(percent: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
        return lambda frame: frame.assign(
            value=frame["value"].where(frame["id"] != "nvidia-china-share-fy2026q3", percent)
        )

    edit("ai_revenue", share(10))
    assert geopolitics.nvidias_china_business(WORDS).verdict == "partly"
    edit("ai_revenue", share(13))
    assert geopolitics.nvidias_china_business(WORDS).verdict == "did not"


def test_more_models_from_china_would_end_the_lead_in_one_respect(edit: Callable[..., None]) -> None:
    def more(frame: pd.DataFrame) -> pd.DataFrame:
        chinese = (frame["metric"] == "notable-models") & (frame["entity_en"] == "China")
        return frame.assign(value=frame["value"].where(~chinese, 60))

    edit("ai_index", more)
    assert geopolitics.us_companies_lead(WORDS).verdict == "imprecise"


def test_a_full_link_would_be_a_trace_less_of_the_rules(edit: Callable[..., None]) -> None:
    edit("chip_specs", lambda frame: frame.assign(link_bandwidth_gb_s=900.0))
    assert geopolitics.unaffected_by_the_rules(WORDS).verdict == "imprecise"
