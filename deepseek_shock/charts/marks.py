"""Marks that several figures share."""

import altair as alt
import pandas as pd

from deepseek_shock.charts import style, units


def once(text: str | alt.ExprRef, y: int, **look: object) -> alt.Chart:
    """A text that stands once, beside the data: it begins at the left, ``y`` pixels from the top."""
    look = {"align": "left", "baseline": "top", "x": 0, "y": y, **look}
    return alt.Chart(alt.Data(values=[{}])).mark_text(text=text, **look)


def horizontal(value: str, **look: object) -> alt.Chart:
    """A line across the chart at ``value``, a Vega expression."""
    rule = alt.Chart(alt.Data(values=[{}])).transform_calculate(at=value)
    return rule.mark_rule(**{"color": style.FAINT, **look}).encode(y="at:Q")


def vertical(value: str, **look: object) -> alt.Chart:
    """A line down the chart at ``value``, a Vega expression."""
    rule = alt.Chart(alt.Data(values=[{}])).transform_calculate(at=value)
    return rule.mark_rule(**{"color": style.FAINT, **look}).encode(x="at:Q")


def tooltip(**titles: str) -> list[alt.Tooltip]:
    """Tooltips by field; a field called ``change`` or ``fall`` is a fraction and shown in percent."""
    return [
        alt.Tooltip(f"{field}:Q", title=title, format="+.2%")
        if field in ("change", "fall")
        else alt.Tooltip(f"{field}:N", title=title)
        for field, title in titles.items()
    ]


def names_axis(field: str, order: list[str]) -> alt.Y:
    """A row for each name, in the order given."""
    return alt.Y(f"{field}:N", title=None, sort=order).axis(ticks=False, domain=False, labelLimit=160)


def months_axis(field: str) -> alt.X:
    """Dates in UTC, months under the ticks, as many as fit."""
    axis = alt.Axis(
        labelExpr=units.month_expression("datum.value"),
        tickCount=4,
        grid=False,
        labelOverlap="greedy",
        labelSeparation=10,
    )
    return alt.X(f"{field}:T", title=None).scale(type="utc").axis(axis)


def between(*days: str) -> alt.ExprRef:
    """The domain of a time scale, as an expression: where layers share numbers Vega-Lite finds them in conflict."""
    return alt.ExprRef(str([pd.Timestamp(day).value // 1_000_000 for day in days]))
