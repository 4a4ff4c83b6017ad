"""Before the open is not the close: quotes of the morning beside open, low and close."""

import altair as alt
import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _

COMPANIES = ("NVDA", "AVGO", "MSFT", "META")


def figure() -> Figure:
    """A row a company, a mark for each figure of the day."""
    table = strip()
    return Figure(
        "before-the-open",
        _chart(table),
        _("Quotes before the open, open, low and close of 27 January 2025"),
        _message(table),
        {"name": _("company"), "stage": _("stage"), "change": _("change (%)")},
        (
            "reuters2025premarket-0406",
            "reuters2025premarket-0656",
            "nypost2025premarket",
            "fxempire2025",
            "yahoofinance2025premarket",
            "alpaca-iex",
            "nasdaq-screener",
        ),
        percent=("change",),
    )


def stages() -> dict[str, str]:
    """The stages of the day by the kind that the table gives them."""
    return {
        "premarket": _("before the open"),
        "open": _("open"),
        "intraday": _("low, on one exchange"),
        "close": _("close"),
    }


def strip() -> pd.DataFrame:
    """Changes from the last close, by company and stage; a quote that two reports share stands once."""
    table = tables.load("quotes_events")
    table = table[
        (table["date"] == prices.EVENT)
        & (table["unit"] == "percent")
        & table["instrument"].isin(COMPANIES)
        & (table["kind"].isin(["premarket", "open", "close"]) | table["measure"].str.startswith("low change"))
    ]
    frame = pd.DataFrame(
        {
            "order": table["instrument"].map(COMPANIES.index),
            "step": table["kind"].map(list(stages()).index),
            "name": table["instrument"].map(prices.names()),
            "stage": table["kind"].map(stages()),
            "change": (table["value"] / 100).round(5),
        }
    )
    ordered = frame.sort_values(["step", "order", "change"])[["name", "stage", "change"]]
    return ordered.drop_duplicates(ignore_index=True)


def _message(table: pd.DataFrame) -> str:
    names = prices.names()
    quotes = table[table["stage"] == stages()["premarket"]].groupby("name")["change"]
    low, high = quotes.min(), quotes.max()
    return _(
        "Before the open Microsoft was quoted between {msft_high} and {msft_low}, and closed at {msft}; "
        "Meta was quoted between "
        "{meta_high} and {meta_low}, and closed at {meta}. "
        "Nvidia and Broadcom went the other way: their closes, {nvda} and {avgo}, "
        "lie below every quote of the morning."
    ).format(
        msft_high=units.percent(high[names["MSFT"]]),
        msft_low=units.percent(low[names["MSFT"]]),
        msft=units.percent(prices.change("MSFT")),
        meta_high=units.percent(high[names["META"]]),
        meta_low=units.percent(low[names["META"]]),
        meta=units.percent(prices.change("META"), sign=True),
        nvda=units.percent(prices.change("NVDA")),
        avgo=units.percent(prices.change("AVGO")),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    names = list(table["name"].unique())
    choice = alt.binding_select(options=["", *names], labels=[_("all four"), *names], name=_("Company"))
    company = alt.param(name="company", value="", bind=choice)
    base = alt.Chart(table).transform_calculate(shown="company == '' || company == datum.name ? 1 : 0.12")
    y = alt.Y("name:N", title=None, sort=names).axis(ticks=False, domain=False, grid=True, labelLimit=120)
    x = alt.X("change:Q", title=_("change from the last close")).scale(domain=[-0.21, 0.04])
    x = x.axis(labelExpr=units.PERCENT_AXIS, tickCount=5)
    kinds = list(stages().values())
    legend = alt.Legend(columns=2, labelLimit=220)
    shape = alt.Shape("stage:N").scale(domain=kinds, range=["circle", "diamond", "stroke", "triangle-up"])
    colour = alt.Color("stage:N").scale(domain=kinds, range=[style.MUTED, style.RISE, style.ACCENT, style.FALL])
    points = base.mark_point(size=110, strokeWidth=2).encode(
        x,
        y,
        shape=shape.legend(legend),
        color=colour.legend(legend),
        opacity=alt.Opacity("shown:Q").scale(None).legend(None),
        tooltip=marks.tooltip(name=_("company"), stage=_("stage"), change=_("change")),
    )
    return alt.layer(marks.vertical("0"), points).add_params(company).properties(height=58 * len(COMPANIES))
