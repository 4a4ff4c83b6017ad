"""Nvidia's own worst days since 1999, and which of them a look back of so many years sees."""

import altair as alt
import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import day
from deepseek_shock.language import gettext as _
from deepseek_shock.models import returns

SHOWN = 15
DAYS_A_YEAR = 365.25


def figure() -> Figure:
    """The largest one-day falls in order, the look back in years being the reader's."""
    table = falls()
    return Figure(
        "worst-days",
        _chart(table),
        _("Nvidia's fifteen worst days since its listing in 1999"),
        _message(),
        {"rank": _("rank"), "date": _("date"), "fall": _("fall (%)")},
        ("yahoo-adjusted", "yahoo-qqq"),
        {"years": _("1 {} years")},
        percent=("fall",),
    )


def closes() -> pd.Series:
    """Nvidia's adjusted closes since 1999."""
    return tables.load("nvda_daily").set_index("date")["adjusted_close"]


def falls() -> pd.DataFrame:
    """The largest falls with rank, date, and years before 27 January 2025."""
    largest = returns.largest_falls(closes(), SHOWN)
    dates = largest["date"].dt.strftime("%Y-%m-%d")
    years = (prices.EVENT - largest["date"]).dt.days / DAYS_A_YEAR
    return pd.DataFrame(
        {
            "rank": largest["rank"],
            "date": dates,
            "label": [f"{rank}. {day(date)}" for rank, date in zip(largest["rank"], dates, strict=True)],
            "fall": largest["fall"].round(5),
            "years_before": years.round(3),
        }
    )


def _message() -> str:
    since = returns.worst_since(closes(), prices.EVENT)
    return _(
        "27 January 2025 ranks {rank}th with a fall of {fall}. It was the worst day since {since}, "
        "{years} years before, "
        "so “about five years” holds. Red is the day, blue what the look back sees, grey the rest."
    ).format(
        rank=returns.rank_of(closes(), prices.EVENT),
        fall=units.percent(-prices.change("NVDA")),
        since=day(since),
        years=f"{(prices.EVENT - since).days / DAYS_A_YEAR:.1f}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    slider = alt.binding_range(min=1, max=26, step=1, name=_("Look back from 27 January 2025"))
    years = alt.param(name="years", value=5, bind=slider)
    shade = "datum.years_before == 0 ? 'event' : datum.years_before > 0 && datum.years_before <= years ? 'seen' : ''"
    base = alt.Chart(table).transform_calculate(shade=shade, words="format(datum.fall, '.1%')")
    y = marks.names_axis("label", list(table["label"]))
    x = alt.X("fall:Q", title=_("fall on one day")).scale(domain=[-0.48, 0])
    x = x.axis(format="%", values=[-0.4, -0.3, -0.2, -0.1, 0])
    colours = alt.Scale(domain=["event", "seen", ""], range=[style.FALL, style.RISE, style.FAINT])
    bars = base.mark_bar(height=11).encode(x, y, alt.Color("shade:N").scale(colours).legend(None))
    text = base.mark_text(align="right", dx=-4, fontSize=11).encode(x, y, text="words:N")
    return alt.layer(bars, text).add_params(years).properties(height=20 * len(table))
