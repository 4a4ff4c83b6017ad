"""The relay: one day in 24 hours, each figure at the hour at which it could be read."""

import altair as alt
import pandas as pd

from deepseek_shock import prices, references, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _

COMPANIES = {"NVDA": style.FALL, "MSFT": style.RISE, "META": style.ACCENT}
LABELLED = ("^N225", "5803.T", "SIE-ENERGY")
OTHERS = ("6857.T", "8035.T", "9984.T", "STOXX600", "STOXX600-TECH", "ASML.AS", "NQ=F")
KINDS = {"europe": 1, "premarket": 2, "futures": 2, "open": 3, "close": 4}
SHAPES = ["square", "diamond", "circle", "triangle-up", "cross"]


def figure() -> Figure:
    """Tokyo's closes, Europe's morning, the quotes before the open, the open and the close."""
    table = quotes()
    return Figure(
        "relay",
        _chart(table),
        _("The relay of 27 January 2025: each figure at the hour at which it could be read"),
        _message(table),
        {"name": _("what"), "change": _("change (%)"), "clock": _("time"), "stage": _("stage"), "source": _("source")},
        (
            "jquants",
            "index-history",
            "reuters2025europe",
            "reuters2025premarket-0406",
            "mint2025premarket",
            "reuters2025premarket-0656",
            "nypost2025premarket",
            "bloomberg2025futures",
            "alpaca-iex",
            "nasdaq-screener",
        ),
        {"now": _("1 {} h")},
        percent=("change",),
    )


def quotes() -> pd.DataFrame:
    """Percent changes of the day that have a clock time, by hour since midnight UTC."""
    table = tables.load("quotes_events")
    table = table[
        (table["date"] == prices.EVENT)
        & (table["unit"] == "percent")
        & table["time_et"].notna()
        & table["kind"].isin(KINDS)
        & table["instrument"].isin([*COMPANIES, *LABELLED, *OTHERS])
    ]
    hours = table["time_et"].map(utc_hour)
    name = table["instrument"].map(prices.names())
    frame = pd.DataFrame(
        {
            "instrument": table["instrument"],
            "name": name,
            "change": (table["value"] / 100).round(5),
            "hour": hours,
            "clock": hours.map(both_clocks),
            "stage": [_stage(row) for row in table.itertuples()],
            "source": table["sources"].map(_publisher),
            "tone": table["instrument"].where(table["instrument"].isin(COMPANIES), ""),
            "label": name.where(table["instrument"].isin([*COMPANIES, *LABELLED]), ""),
        }
    )
    return frame.sort_values(["hour", "instrument"], ignore_index=True)


def stages() -> list[str]:
    """The five stages of the relay."""
    return [
        _("Tokyo, close"),
        _("Europe, morning"),
        _("US, before the open"),
        _("US, open"),
        _("US, close"),
    ]


def _stage(row) -> str:
    tokyo = row.instrument.endswith(".T") or row.instrument == "^N225"
    return stages()[0 if tokyo else KINDS[row.kind]]


def utc_hour(clock: str) -> float:
    """Hours since midnight UTC of a New York winter time, which is five hours behind."""
    hours, minutes = map(int, clock.split(":"))
    return round(hours + minutes / 60 + 5, 4)


def both_clocks(hour: float) -> str:
    """A UTC hour on the clocks of New York and Tokyo."""
    return _("{new_york} New York, {tokyo} Tokyo").format(new_york=_face(hour - 5), tokyo=_face(hour + 9))


def _publisher(sources: str) -> str:
    """Who published the first of a row's sources."""
    return references.get(sources.split(";")[0]).publisher


def _face(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _message(table: pd.DataFrame) -> str:
    first = table[table["hour"] == utc_hour("04:06")].set_index("instrument")["change"]
    return _(
        "At 04:06 in New York Nvidia stood at {early} and Meta at {meta_early}; at the close Nvidia stood at {close}, "
        "Microsoft at {microsoft} and Meta at {meta}. Early reports had a smaller fall for Nvidia than the close, "
        "a larger one for Microsoft, and for Meta the other sign."
    ).format(
        early=units.percent(first["NVDA"]),
        meta_early=units.percent(first["META"]),
        close=units.percent(prices.change("NVDA")),
        microsoft=units.percent(prices.change("MSFT")),
        meta=units.percent(prices.change("META"), sign=True),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    slider = alt.binding_range(min=6, max=24, step=0.25, name=_("Clock: hours since midnight UTC"))
    now = alt.param(name="now", value=24, bind=slider)
    told = alt.Chart(table).transform_filter("datum.hour <= now")
    x, y = _axes()
    colour = alt.Color("tone:N").scale(domain=[*COMPANIES, ""], range=[*COMPANIES.values(), style.MUTED])
    look = {"x": x, "y": y, "color": colour.legend(None)}
    lines = told.transform_filter("datum.tone != ''").mark_line(strokeWidth=2, opacity=0.8)
    tooltip = marks.tooltip(name=_("what"), change=_("change"), clock=_("time"), source=_("source"))
    points = told.mark_point(filled=True, size=55, opacity=1)
    return (
        alt.layer(
            lines.encode(**look, detail="name:N", order="hour:Q"),
            points.encode(**look, shape=_shape(), tooltip=tooltip),
            _labels(told).encode(**look, text="words:N"),
            marks.horizontal("0"),
            marks.vertical("now", color=style.MUTED, strokeDash=[3, 3]),
        )
        .add_params(now)
        .properties(height=340)
    )  # fmt: skip


def _axes() -> tuple[alt.X, alt.Y]:
    face = "format((datum.value + {}) % 24, '02d') + ':00'"
    x = alt.X("hour:Q", title=_("New York time over Tokyo time")).scale(domain=[5, 30], nice=False)
    y = alt.Y("change:Q", title=_("change from the last close")).scale(domain=[-0.21, 0.05])
    return (
        x.axis(
            values=[6, 9, 12, 15, 18, 21],
            labelExpr=f"[{face.format(19)}, {face.format(9)}]",
            labelOverlap="greedy",
            labelSeparation=6,
            grid=False,
        ),
        y.axis(labelExpr=units.PERCENT_AXIS, tickCount=5),
    )


def _shape() -> alt.Shape:
    legend = alt.Legend(columns=2, symbolStrokeColor=style.INK, symbolFillColor=style.INK, labelLimit=220)
    return alt.Shape("stage:N").scale(domain=stages(), range=SHAPES).legend(legend)


def _labels(told: alt.Chart) -> alt.Chart:
    """The name and the latest figure of each labelled instrument."""
    newest = [alt.SortField("hour", order="descending")]
    return (
        told.transform_filter("datum.label != ''")
        .transform_window(place="row_number()", sort=newest, groupby=["name"])
        .transform_filter("datum.place == 1")
        .transform_calculate(words="[datum.label, format(datum.change, '+.1%')]")
        .mark_text(align="left", dx=8, dy=-3, fontSize=12, lineHeight=14)
    )
