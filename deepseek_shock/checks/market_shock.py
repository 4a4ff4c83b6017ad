"""Checks of the chapter on the market shock: closes, records, currencies."""

import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_
from deepseek_shock.models import market_value, returns

CHIP_AND_POWER = ("^SOX", "NVDA", "AMD", "AVGO", "ASML", "TSM", "VST", "CEG")


@check
def market_value_lost(statement: Statement) -> Finding:
    """Nvidia's official closes of 24 and 27 January 2025 times the share count in use."""
    return judge.number(statement, _dollars_lost())


@check
def largest_loss(statement: Statement) -> Finding:
    """Rank of the day: in dollars among all companies, in percent among Nvidia's own days, and for the S&P 500."""
    index = prices.us_closes()["^GSPC"].dropna().pct_change()
    return judge.tests(
        statement,
        Condition(N_("In dollars it is the largest loss of one company up to that day"), _rank_in_dollars() == 1),
        Condition(N_("In percent it is the largest fall of Nvidia's own history"), _rank_in_percent() == 1),
        Condition(
            N_("The S&P 500 had not fallen further on any day since July 2024"),
            bool(index[prices.EVENT] <= index[: prices.EVENT].min()),
        ),
    )


@check
def nvidia_close(statement: Statement) -> Finding:
    """Change of Nvidia's official close."""
    return judge.number(statement, 100 * prices.change("NVDA"))


@check
def microsoft_close(statement: Statement) -> Finding:
    """Change of Microsoft's official close."""
    return judge.number(statement, 100 * prices.change("MSFT"))


@check
def alphabet_close(statement: Statement) -> Finding:
    """Change of Alphabet's official close (class A)."""
    return judge.number(statement, 100 * prices.change("GOOGL"))


@check
def nasdaq_composite_close(statement: Statement) -> Finding:
    """Change of the Nasdaq Composite between its closes."""
    return judge.number(statement, 100 * prices.change("^IXIC"))


@check
def nasdaq_composite_limit(statement: Statement) -> Finding:
    """The same, where "more than" was said: a fall is a negative change, so the limit is an upper one."""
    return judge.at_most(statement, 100 * prices.change("^IXIC"))


@check
def years_since_a_deeper_fall(statement: Statement) -> Finding:
    """Years back to the last day on which Nvidia fell further in percent."""
    falls = _nvidia_changes()
    deeper = falls[: prices.EVENT].index[falls[: prices.EVENT] < falls[prices.EVENT]].max()
    return judge.number(statement, (prices.EVENT - deeper).days / 365.25)


@check
def bitcoin_low(statement: Statement) -> Finding:
    """The highest of the lows that venues and reports give for 27 January: all must be below the limit."""
    quotes = tables.load("quotes_events")
    lows = quotes[quotes["measure"].str.startswith("low") & quotes["instrument"].str.startswith("BTC")]
    return judge.at_most(statement, lows.loc[lows["date"] == prices.EVENT, "value"].max())


@check
def lost_by_groups(statement: Statement) -> Finding:
    """What groups of companies lost together, for every way of drawing the group that the table has."""
    losses = tables.load("group_losses")["loss_usd"]
    alike = Condition(
        N_("The ways of drawing the group agree to a tenth"),
        bool(losses.max() - losses.min() <= judge.NEAR * losses.max()),
    )
    return judge.span(statement, losses.min(), losses.max(), alike)


@check
def chip_and_power_shares(statement: Statement) -> Finding:
    """Whether every chip and power share of the price table closed lower, and so did the chip index."""
    changes = [prices.change(ticker) for ticker in CHIP_AND_POWER]
    return judge.tests(
        statement,
        Condition(N_("Every chip and power share in the table closed lower"), max(changes) < 0),
        Condition(N_("The chip index fell further than the S&P 500"), changes[0] < prices.change("^GSPC")),
    )


@check
def weeks_after_release(statement: Statement) -> Finding:
    """Whole weeks from the day of the plunge back to the release of DeepSeek-R1."""
    released = lookup.value("timeline", "date", id="deepseek-r1-release")
    return judge.number(statement, -((prices.EVENT - released).days / 7))


@check
def meta_before_open(statement: Statement) -> Finding:
    """The dated quotes of Meta that morning, and the sign of its close."""
    quotes = lookup.rows("quotes_events", instrument="META", measure="pre-market change")["value"]
    return judge.tests(
        statement,
        Condition(
            N_("A quote of that morning rounds to it"), bool(quotes.between(statement.low, statement.high).any())
        ),
        Condition(N_("The close moved in the same direction"), prices.change("META") * statement.value > 0),
    )


@check
def nasdaq_futures(statement: Statement) -> Finding:
    """Quotes of Nasdaq-100 futures that night: to the first decimal, and to the second."""
    quotes = lookup.rows("quotes_events", instrument="NQ=F", measure="futures change")["value"]
    return judge.tests(
        statement,
        Condition(N_("Another report gives the same first decimal"), bool((quotes == round(statement.value, 1)).any())),
        Condition(N_("Another report gives the same second decimal"), bool((quotes == statement.value).any())),
    )


@check
def day_of_the_plunge(statement: Statement) -> Finding:
    """The session of the largest loss in dollars."""
    losses = tables.load("largest_losses")
    return judge.moment(statement, f"{losses.loc[losses['loss_usd'].idxmax(), 'date']:%Y-%m-%d}")


@check
def dollars_beside_yen(statement: Statement) -> Finding:
    """The loss in dollars, and whether it is the amount in yen that the same sentence gives."""
    return judge.number(statement, _dollars_lost(), _same_amount(statement.value, _stated("shock-blog-005")))


@check
def yen_beside_dollars(statement: Statement) -> Finding:
    """The loss in yen at the noon rate of the day, and whether it is the amount in dollars beside it."""
    dollars = _stated("shock-blog-004").value
    in_yen = market_value.in_yen(_dollars_lost(), _noon_rate())
    return judge.number(statement, in_yen, _same_amount(dollars, statement))


def _same_amount(dollars: float, yen: Statement) -> Condition:
    converted = market_value.in_yen(dollars, _noon_rate())
    return Condition(
        N_("At the noon rate of the day, the dollars and the yen of the sentence are one amount"),
        yen.low <= converted <= yen.high,
    )


def _stated(claim_id: str) -> Statement:
    row = tables.load("claims").set_index("id").loc[claim_id]
    return Statement(claim_id, row["unit"], row["value"], rounded_to=row["rounded_to"])


def _noon_rate() -> float:
    return prices.closes().loc[prices.EVENT, "USDJPY.FRED_NOON"]


def _dollars_lost() -> float:
    closes = prices.us_closes().loc[[prices.BEFORE, prices.EVENT], "NVDA"]
    shares = prices.shares_outstanding("NVDA", closes.index)[prices.EVENT]
    return -market_value.change(*closes, shares)


def _rank_in_dollars() -> int:
    losses = tables.load("largest_losses")
    known = losses[losses["date"] <= prices.EVENT].sort_values("loss_usd", ascending=False)
    return 1 + list(known["date"]).index(prices.EVENT)


def _nvidia_changes() -> pd.Series:
    return returns.simple(tables.load("nvda_daily").set_index("date")["adjusted_close"])


def _rank_in_percent() -> int:
    falls = _nvidia_changes()[: prices.EVENT]
    return 1 + int((falls < falls[prices.EVENT]).sum())
