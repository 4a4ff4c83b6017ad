"""What the tests of the models share."""

import pandas as pd
import pytest

from deepseek_shock import tables


@pytest.fixture(scope="session")
def prices() -> pd.DataFrame:
    """Daily prices on the sessions of New York: prices["close"]["NVDA"], prices["adjusted_close"]["NVDA"]."""
    wide = tables.load("prices_daily").pivot(index="date", columns="ticker", values=["close", "adjusted_close"])
    return wide[wide["close"]["^GSPC"].notna()]
