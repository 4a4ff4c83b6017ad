"""A record in dollars, not in percent: the largest one-day losses of market value of one company."""

import altair as alt
import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column, day
from deepseek_shock.language import gettext as _

EVENT = f"{prices.EVENT:%Y-%m-%d}"


def figure() -> Figure:
    """Dollars upwards, percent to the left, as known at two dates."""
    table = losses()
    return Figure(
        "dollar-record",
        _chart(table),
        _("Largest one-day losses of one company: dollars upwards, percent to the left"),
        _message(table),
        {
            "company": _("company"),
            "date": _("date"),
            "loss": _("loss (dollars)"),
            "fall": _("fall of the share (%)"),
        },
        ("nasdaq-screener", "yahoo-adjusted"),
        percent=("fall",),
    )


def losses() -> pd.DataFrame:
    """The largest computed losses of `tables.load("largest_losses")`."""
    table = tables.load("largest_losses").query("basis == 'computed'")
    return pd.DataFrame(
        {
            "company": table[column("company", table)],
            "date": table["date"].dt.strftime("%Y-%m-%d"),
            "loss": table["loss_usd"].astype(float).round(-7),
            "fall": (table["percent_change"] / 100).round(5),
        }
    )


def _message(table: pd.DataFrame) -> str:
    worst = table.loc[table["fall"].idxmin()]
    return _(
        "In dollars Nvidia's loss of {loss} stands alone at the top. In percent {company} fell further on {date}, "
        "by {fall}, and lost less than half as many dollars."
    ).format(
        loss=units.written(table["loss"].max(), units.DOLLARS, 1e8),
        company=worst["company"],
        date=day(worst["date"]),
        fall=units.percent(-worst["fall"]),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    dates = [table["date"].max(), EVENT]
    choice = alt.binding_select(options=dates, labels=[day(date) for date in dates], name=_("Losses up to"))
    until = alt.param(name="until", value=dates[0], bind=choice)
    base = (
        alt.Chart(table)
        .transform_calculate(since=f"datum.date > '{EVENT}' ? 1 : 0")
        .transform_filter("datum.date <= until")
    )
    x = alt.X("fall:Q", title=_("fall of the share")).scale(domain=[-0.30, 0]).axis(format="%", tickCount=4)
    y = alt.Y("loss:Q", title=None).scale(domain=[150e9, 650e9])
    y = y.axis(labelExpr=units.dollars("datum.value"), tickCount=4)
    points = base.mark_point(filled=True, size=70, opacity=0.85).encode(
        x,
        y,
        _colour(),
        tooltip=marks.tooltip(company=_("company"), date=_("date"), fall=_("fall of the share")),
    )
    return alt.layer(points, _names(base).encode(x, y, text="words:N")).add_params(until).properties(height=300)


def _colour() -> alt.Color:
    before, since = _("up to {date}").format(date=day(EVENT)), _("since then")
    legend = alt.Legend(labelExpr=f"datum.value == 0 ? {before!r} : {since!r}", symbolType="circle", labelLimit=220)
    return alt.Color("since:N").scale(domain=[0, 1], range=[style.FALL, style.RISE]).legend(legend)


def _names(base: alt.Chart) -> alt.Chart:
    """Names for the two largest in dollars and for the largest in percent."""
    month = units.month_expression("toDate(datum.date)")
    by_loss = [alt.SortField("loss", order="descending")]
    return (
        base.transform_window(place="rank()", sort=by_loss)
        .transform_filter("datum.place <= 2 || datum.fall < -0.25")
        .transform_calculate(words=f"datum.company + ' ' + {month}")
        .mark_text(align="left", dx=8, fontSize=12)
    )
