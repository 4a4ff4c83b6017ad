"""Prices by ticker and session, on one basis at a time."""

import pandas as pd
import pytest

from deepseek_shock import language, prices, tables


def test_closes_are_the_rows_of_the_table() -> None:
    table = tables.load("prices_daily")
    wide = prices.closes()
    assert wide.notna().sum().sum() == table["close"].notna().sum()
    assert wide.loc["2025-01-27", "NVDA"] == 118.42


@pytest.mark.parametrize("basis", [prices.AS_TRADED, prices.ADJUSTED])
def test_a_basis_is_one_column_of_the_table(basis: str) -> None:
    table = tables.load("prices_daily").query("ticker == 'NVDA'").set_index("date")[basis]
    pd.testing.assert_series_equal(
        prices.closes(basis)["NVDA"].dropna(), table.dropna(), check_names=False, check_freq=False
    )


def test_a_basis_that_no_column_has_is_refused() -> None:
    with pytest.raises(KeyError, match="yesterday"):
        prices.closes("yesterday")


def test_us_sessions_are_those_of_the_us_market() -> None:
    sessions = prices.us_closes().index
    assert pd.Timestamp("2025-01-25") not in sessions  # a Saturday, on which bitcoin was traded
    assert pd.Timestamp("2025-01-20") not in sessions  # Martin Luther King Day
    assert {prices.BEFORE, prices.EVENT, prices.AFTER} <= set(sessions)
    assert prices.us_closes()["^GSPC"].notna().all()


@pytest.mark.parametrize(
    ("ticker", "percent"),
    [("NVDA", -16.968), ("MSFT", -2.139), ("META", 1.914), ("^IXIC", -3.069), ("NVDL", -33.785)],
)
def test_changes_known_from_elsewhere(ticker: str, percent: float) -> None:
    assert round(100 * prices.change(ticker), 3) == percent


def test_changes_compound() -> None:
    first, second = prices.change("NVDA"), prices.change("NVDA", prices.EVENT, prices.AFTER)
    both = prices.change("NVDA", prices.BEFORE, prices.AFTER)
    assert (1 + first) * (1 + second) == pytest.approx(1 + both)


def test_a_change_never_mixes_the_bases() -> None:
    """NVDL has no close as traded on these days, so both of its closes are adjusted ones."""
    adjusted = prices.closes(prices.ADJUSTED)["NVDL"]
    assert prices.closes()["NVDL"].reindex([prices.BEFORE, prices.EVENT]).isna().any()
    assert prices.change("NVDL") == adjusted[prices.EVENT] / adjusted[prices.BEFORE] - 1


def test_a_missing_close_is_named() -> None:
    with pytest.raises(ValueError, match=r"no closes of 5803\.T on 2025-01-25 and 2025-01-27"):
        prices.change("5803.T", pd.Timestamp("2025-01-25"), prices.EVENT)


def test_share_counts_hold_until_the_next() -> None:
    sessions = pd.DatetimeIndex(["2025-01-24", "2025-01-27", "2025-02-27", "2025-02-28"])
    counts = prices.shares_outstanding("NVDA", sessions)
    assert list(counts.index) == list(sessions)
    assert list(counts) == [24.49e9, 24.49e9, 24.49e9, 24.40e9]


def test_no_share_count_is_known_before_the_first() -> None:
    assert prices.shares_outstanding("NVDA", pd.DatetimeIndex(["2020-01-02"])).isna().all()


@pytest.mark.parametrize(("code", "name"), [("en", "Nvidia"), ("ja", "エヌビディア")])
def test_names_follow_the_language(code: str, name: str) -> None:
    language.use(code)
    try:
        assert prices.names()["NVDA"] == name
    finally:
        language.use(language.SOURCE)
