"""Twice a day is not twice: a daily-reset fund, computed and real, against the multiple of the whole change."""

import altair as alt
import pandas as pd

from deepseek_shock import prices
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import day
from deepseek_shock.language import gettext as _
from deepseek_shock.models import leveraged_fund, returns

END = "2025-06-30"
STOCK, FUND, PROMISED = "NVDA", "NVDL", 2
DASHES = {"computed": [1, 0], "total": [6, 4], "fund": [2, 2]}


def figure() -> Figure:
    """Three lines that start together on 24 January 2025."""
    table = paths()
    return Figure(
        "daily-double",
        _chart(table),
        _("Twice each day against twice the whole, 24 January to 30 June 2025"),
        _message(table),
        {
            "date": _("date"),
            "stock": _("Nvidia's return of the day (%)"),
            "fund": _("NVDL, 24 January 2025 = 1"),
        },
        ("yahoo-adjusted",),
        {"multiple": _("1 {} times"), "days": _("1 {} days")},
        percent=("stock",),
    )


def stock_returns() -> pd.Series:
    """Nvidia's daily returns from 27 January to the end, by adjusted closes."""
    return returns.simple(prices.us_closes(prices.ADJUSTED)[STOCK]).loc[prices.EVENT : END]


def paths() -> pd.DataFrame:
    """The stock's daily return and the fund's value since 24 January 2025."""
    stock = stock_returns()
    fund = prices.us_closes(prices.ADJUSTED)[FUND]
    return pd.DataFrame(
        {
            "date": stock.index.strftime("%Y-%m-%d"),
            "day": range(1, len(stock) + 1),
            "stock": stock.round(6).to_numpy(),
            "fund": (fund.loc[stock.index] / fund[prices.BEFORE]).round(5).to_numpy(),
        }
    )


def _message(table: pd.DataFrame) -> str:
    stock = stock_returns()
    total = leveraged_fund.multiple_of_total(stock, PROMISED)
    computed = leveraged_fund.path(stock, PROMISED).iloc[-1] - 1
    return _(
        "On 27 January the fund fell by {day}, close to twice Nvidia's {stock}. By {end} the stock stood at {gain}; "
        "twice that is {total}. Twice each day gave {computed}, and the fund itself {actual}."
    ).format(
        day=units.percent(-prices.change(FUND)),
        stock=units.percent(-prices.change(STOCK)),
        end=day(END),
        gain=units.percent(total / PROMISED, sign=True),
        total=units.percent(total, sign=True),
        computed=units.percent(computed, sign=True),
        actual=units.percent(table["fund"].iloc[-1] - 1, sign=True),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    kinds = _kinds()
    lines = _compounded(alt.Chart(table)).transform_filter("datum.day <= days")
    x = marks.months_axis("date")
    y = alt.Y("value:Q", title=_("value, 24 January 2025 = 1")).axis(tickCount=5)
    names = "{" + ", ".join(f"{kind}: {text!r}" for kind, text in kinds.items()) + "}[datum.value]"
    legend = alt.Legend(labelExpr=names, columns=1, labelLimit=320)
    colour = alt.Color("kind:N").scale(domain=list(kinds), range=[style.RISE, style.ACCENT, style.FALL])
    dash = alt.StrokeDash("kind:N").scale(domain=list(kinds), range=[DASHES[kind] for kind in kinds])
    folded = lines.transform_fold(list(kinds), as_=["kind", "value"]).mark_line(strokeWidth=2)
    return (
        alt.layer(marks.horizontal("1"), folded.encode(x, y, colour.legend(legend), dash.legend(legend)))
        .add_params(*_inputs(len(table)))
        .properties(height=300)
    )


def _kinds() -> dict[str, str]:
    return {
        "computed": _("the multiple of each day, computed"),
        "total": _("the multiple of the whole change"),
        "fund": _("NVDL, a real fund that promises twice each day"),
    }


def _compounded(table: alt.Chart) -> alt.Chart:
    """`leveraged_fund.path` and `multiple_of_total` once more in the browser: products as sums of logarithms."""
    until_now = {"sort": [alt.SortField("day")], "frame": [None, 0]}
    return (
        table.transform_calculate(step="log(max(1e-12, 1 + multiple * datum.stock))", own="log(1 + datum.stock)")
        .transform_window(steps="sum(step)", owns="sum(own)", **until_now)
        .transform_calculate(computed="exp(datum.steps)", total="1 + multiple * (exp(datum.owns) - 1)")
    )


def _inputs(length: int) -> list[alt.Parameter]:
    multiples = alt.binding_range(min=-1, max=3, step=0.5, name=_("Multiple of each day's return"))
    days = alt.binding_range(min=2, max=length, step=1, name=_("Trading days shown"))
    return [
        alt.param(name="multiple", value=PROMISED, bind=multiples),
        alt.param(name="days", value=length, bind=days),
    ]
