"""And afterwards: when Nvidia's fall was made good, by three definitions."""

import altair as alt
import pandas as pd

from deepseek_shock import prices
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import day
from deepseek_shock.language import gettext as _
from deepseek_shock.models import recovery

START = "2025-01-02"


def figure() -> Figure:
    """Close or market value since the start of 2025, the level to come back to, and the day it was reached."""
    table = path()
    return Figure(
        "made-good",
        _chart(table),
        _("When was it made good? Nvidia's close and market value, January 2025 to July 2026"),
        _message(table),
        {
            "date": _("date"),
            "close": _("close as traded (dollars)"),
            "value": _("market value (billion dollars)"),
        },
        ("nasdaq-screener", "yahoo-adjusted"),
    )


def path() -> pd.DataFrame:
    """Close as traded and market value by session; a session without a known close has neither."""
    closes = prices.us_closes()["NVDA"].loc[START:]
    value = closes * prices.shares_outstanding("NVDA", closes.index) / 1e9
    return pd.DataFrame({"close": closes, "value": value.round(1)})


def levels() -> dict[str, float]:
    """What "made good" means, by definition: the level to come back to."""
    table = path()
    before = table.loc[prices.BEFORE]
    return {
        "close": float(before["close"]),
        "value": float(before["value"]),
        "record": float(table.loc[: prices.BEFORE, "close"].max()),
    }


def reached() -> dict[str, recovery.FirstReach]:
    """The first session at or above each level after the fall, and the gaps before it."""
    table = path()
    return {
        definition: recovery.first_at_or_above(
            table["value" if definition == "value" else "close"], level, prices.EVENT
        )
        for definition, level in levels().items()
    }


def _message(table: pd.DataFrame) -> str:
    dates = {definition: day(first.date) for definition, first in reached().items()}
    return _(
        "After a low of {low} dollars on {low_date} the close came back to that of 24 January on "
        "{close}, one cent above it. "
        "The market value came back on {value}, for there were fewer shares by then; "
        "the January record was passed on {record}."
    ).format(low=f"{table['close'].min():.2f}", low_date=day(table["close"].idxmin()), **dates)


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    known = table.dropna().rename_axis("date").reset_index()
    known["date"] = known["date"].dt.strftime("%Y-%m-%d")
    base = alt.Chart(known).transform_calculate(shown="definition == 'value' ? datum.value : datum.close")
    x = marks.months_axis("date")
    value = units.scaled("datum.value * 1e9", units.TRILLIONS, 1e11)
    label = f"definition == 'value' ? {value} : {units.price('datum.value')}"
    y = alt.Y("shown:Q", title=None).axis(labelExpr=label, tickCount=5).scale(zero=False)
    first = _first(base)
    words = first.transform_calculate(words=units.day_expression("datum.date"))
    return (
        alt.layer(
            base.mark_line(color=style.RISE, strokeWidth=1.5).encode(x, y),
            marks.horizontal("level", color=style.FALL, strokeDash=[4, 3]),
            first.mark_point(filled=True, size=90, color=style.FALL, opacity=1).encode(x, y),
            words.mark_text(align="left", dx=8, dy=16, fontSize=13, color=style.FALL).encode(x, y, text="words:N"),
        )
        .add_params(*_inputs())
        .properties(height=320)
    )  # fmt: skip


def _first(base: alt.Chart) -> alt.Chart:
    """`recovery.first_at_or_above` once more in the browser."""
    return (
        base.transform_filter(f"datum.date > toDate('{prices.EVENT:%Y-%m-%d}') && datum.shown >= level")
        .transform_window(place="row_number()", sort=[alt.SortField("date")])
        .transform_filter("datum.place == 1")
    )


def _inputs() -> list[alt.Parameter]:
    labels = [
        _("the close of 24 January"),
        _("the market value of 24 January"),
        _("the record close of 6 January"),
    ]
    choice = alt.binding_select(options=list(levels()), labels=labels, name=_("Made good means back to"))
    table = "{" + ", ".join(f"{definition}: {level}" for definition, level in levels().items()) + "}"
    return [
        alt.param(name="definition", value="close", bind=choice),
        alt.param(name="level", expr=f"{table}[definition]"),
    ]
