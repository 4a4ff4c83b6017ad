"""What the checks of the market shock recompute."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock import claims, tables
from deepseek_shock.checks import registry
from deepseek_shock.checks.statement import Statement


@pytest.mark.parametrize(
    ("claim_id", "recomputed"),
    [
        ("investing-recap-005", 592.658e9),
        ("quick-004", -16.968),
        ("shock-blog-007", -2.139),
        ("shock-blog-008", -4.196),
        ("king-column-002", -3.069),
        ("shock-blog-005", 91.4e12),
        ("king-column-004", 4.87),
        ("register-ja-003", -1),
        ("king-column-005", 98_046),
    ],
)
def test_known_values(claim_id: str, recomputed: float) -> None:
    assert claims.check(claim_id).recomputed == pytest.approx(recomputed, rel=1e-3)


def test_the_record_holds_in_dollars_alone() -> None:
    assert [condition.holds for condition in claims.check("investing-recap-006").conditions] == [True, False, False]


def test_the_yen_of_the_sentence_are_not_its_dollars() -> None:
    for claim_id in ("shock-blog-004", "shock-blog-005"):
        assert not claims.check(claim_id).conditions[0].holds


def test_a_changed_close_changes_the_verdict(put: Callable[..., None]) -> None:
    frame = tables.load("prices_daily")
    frame.loc[(frame["ticker"] == "MSFT") & (frame["date"] == "2025-01-27"), "close"] *= 0.97
    put("prices_daily", frame)
    assert claims.check("shock-blog-007").verdict == "supported"


def test_a_bitcoin_low_above_the_limit_would_be_seen() -> None:
    assert registry.get("bitcoin_low")(Statement("a-001", "USD", 98_000)).verdict == "imprecise"
    assert registry.get("bitcoin_low")(Statement("a-001", "USD", 80_000)).verdict == "wrong"


def test_the_day_of_the_plunge_is_the_largest_loss() -> None:
    losses = tables.load("largest_losses")
    assert losses.loc[losses["loss_usd"].idxmax(), "date"] == pd.Timestamp("2025-01-27")
