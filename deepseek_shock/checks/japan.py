"""Checks of the chapter on Japan: use of generative AI, shares in Tokyo, a Japanese model."""

import pandas as pd

from deepseek_shock import prices
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_


@check
def adoption_in_japan(statement: Statement) -> Finding:
    """Japan among the four countries of the surveys, for people, in both years."""
    return judge.tests(
        statement,
        Condition(N_("Japan is last of four countries in fiscal 2023"), _is_last("has-used", 2023, "all")),
        Condition(N_("Japan is last of four countries in fiscal 2024"), _is_last("has-used", 2024, "all")),
    )


@check
def people_and_companies_in_japan(statement: Statement) -> Finding:
    """Japan among the four countries of the survey for fiscal 2024, for people and for companies."""
    return judge.tests(
        statement,
        Condition(N_("Japan is last of four countries among people"), _is_last("has-used", 2024, "all")),
        Condition(N_("Japan is last of four countries among companies"), _is_last("firms-using", 2024, "firms")),
    )


@check
def fujikura_in_tokyo(statement: Statement) -> Finding:
    """Fujikura's close in Tokyo on 27 January 2025."""
    return judge.tests(statement, _closed_lower("5803.T"))


@check
def advantest_in_tokyo(statement: Statement) -> Finding:
    """Advantest's close in Tokyo on 27 January 2025."""
    return judge.tests(statement, _closed_lower("6857.T"))


@check
def advantest_rebound(statement: Statement) -> Finding:
    """The session, counted from 27 January 2025, in which Advantest first closed higher, after falls only.

    The prices cannot show the motive that is claimed, but whether another one is at hand.
    """
    changes = prices.closes()["6857.T"].dropna().pct_change()[prices.EVENT :]
    session = 1 + int((changes > 0).argmax())
    fell = Condition(N_("It fell in every session before"), bool((changes.iloc[: session - 1] < 0).all()))
    nvidia = prices.us_closes()["NVDA"].pct_change()
    night_before = nvidia[nvidia.index < changes.index[session - 1]].iloc[-1]
    unaided = Condition(N_("Nvidia had not already risen in New York the night before"), bool(night_before <= 0))
    return judge.number(statement, session, fell, unaided)


@check
def cyberagent_model(statement: Statement) -> Finding:
    """The release date of CyberAgent's model, and whether it has the size of the model that it is said to rest on."""
    released = lookup.rows("model_releases", kind="derivative")
    (model,) = released[released["name"].str.startswith("CyberAgent")].itertuples()
    r1 = lookup.value("model_releases", "total_params", model="deepseek-r1", kind="model")
    same = Condition(N_("It has as many parameters as R1"), bool(model.total_params == r1))
    return judge.moment(statement, f"{model.date:%Y-%m-%d}", same)


def _closed_lower(ticker: str) -> Condition:
    return Condition(N_("It closed lower than the day before"), prices.change(ticker) < 0)


def _is_last(metric: str, year: int, group: str) -> bool:
    return _shares(metric, year, group).idxmin() == "Japan"


def _shares(metric: str, year: int, group: str) -> pd.Series:
    rows = lookup.rows("genai_adoption", metric=metric, fiscal_year=year, group=group)
    return rows.set_index("country_en")["share_percent"]
