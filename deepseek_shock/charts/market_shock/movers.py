"""Who fell, who rose: closes of the day, of the next, and of both together."""

import altair as alt
import pandas as pd

from deepseek_shock import prices
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _

TICKERS = (
    "VST", "CEG", "AVGO", "NVDA", "ORCL", "TSM", "AMD", "ASML", "GOOGL", "MSFT", "AMZN", "META", "AAPL",
    "^SOX", "^IXIC", "^GSPC", "^N225", "5803.T", "6857.T", "9984.T", "8035.T", "BTC-USD",
)  # fmt: skip


def figure() -> Figure:
    """A bar for each share, index and coin; the day is the reader's choice."""
    table = moves()
    return Figure(
        "movers",
        _chart(table),
        _("Who fell and who rose, from close to close"),
        _message(table),
        {
            "name": _("what"),
            "first": _("27 January (%)"),
            "second": _("28 January (%)"),
            "both": _("both days (%)"),
        },
        ("nasdaq-screener", "yahoo-indices", "fred-nasdaqcom", "index-history", "jquants", "yahoo-btc"),
        percent=("first", "second", "both"),
    )


def moves() -> pd.DataFrame:
    """Changes of the close by instrument, the largest fall of 27 January first."""
    spans = {
        "first": (prices.BEFORE, prices.EVENT),
        "second": (prices.EVENT, prices.AFTER),
        "both": (prices.BEFORE, prices.AFTER),
    }
    names = prices.names()
    rows = [
        {"name": names[ticker]} | {day: round(prices.change(ticker, *span), 5) for day, span in spans.items()}
        for ticker in TICKERS
    ]
    return pd.DataFrame(rows).sort_values("first", ignore_index=True)


def _message(table: pd.DataFrame) -> str:
    fallen, risen = table.iloc[0], table.iloc[-1]
    return _(
        "Of those shown, {fallen} fell furthest on 27 January, by {fall}; "
        "both power companies fell by more than Nvidia did, {nvidia}. "
        "{risen} rose by {rise} and Meta by {meta}. On the 28th most of New York rose and Tokyo's "
        "technology names fell again."
    ).format(
        fallen=fallen["name"],
        fall=units.percent(-fallen["first"]),
        nvidia=units.percent(-prices.change("NVDA")),
        risen=risen["name"],
        rise=units.percent(risen["first"]),
        meta=units.percent(prices.change("META")),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    labels = [_("27 January"), _("28 January"), _("the two days together")]
    choice = alt.binding_select(options=["first", "second", "both"], labels=labels, name=_("Day"))
    day = alt.param(name="day", value="first", bind=choice)
    base = alt.Chart(table).transform_calculate(
        change="datum[day]", words="format(datum.change, '+.1%')", fell="datum.change < 0"
    )
    y = marks.names_axis("name", list(table["name"]))
    x = alt.X("change:Q", title=_("change of the close")).scale(domain=[-0.40, 0.17])
    x = x.axis(labelExpr=units.PERCENT_AXIS, values=[-0.3, -0.2, -0.1, 0, 0.1])
    colour = alt.condition("datum.fell", alt.value(style.FALL), alt.value(style.RISE))
    bars = base.mark_bar(height=9).encode(x, y, color=colour, tooltip=marks.tooltip(name=_("what"), change=_("change")))
    falls = base.transform_filter("datum.fell").mark_text(align="right", dx=-4, fontSize=11)
    rises = base.transform_filter("!datum.fell").mark_text(align="left", dx=4, fontSize=11)
    words = [text.encode(x, y, text="words:N") for text in (falls, rises)]
    return alt.layer(bars, *words).add_params(day).properties(height=19 * len(table))
