"""Spin-off court: dated exhibits on five technologies, before and after the launch of Sputnik 1."""

import altair as alt
import pandas as pd
from babel.dates import format_skeleton

from deepseek_shock import tables
from deepseek_shock.charts import style
from deepseek_shock.charts.back_matter.timeline import BREAK, broken
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column, current, day
from deepseek_shock.language import gettext as _

LAUNCH = pd.Timestamp("1957-10-04")
ITEMS = ("gps", "solar-panels", "water-purification", "ct", "air-purification")
# How long a date stays open, by its precision.
LENGTHS = {
    "day": pd.DateOffset(days=1),
    "month": pd.DateOffset(months=1),
    "year": pd.DateOffset(years=1),
    "about": pd.DateOffset(years=1),
    "decade": pd.DateOffset(years=10),
}
SKELETONS = {"month": "yMMMM", "year": "y"}
FIRST, LAST = 1904, 2000
ROW = 66  # pixels
COLOURS = {"before": style.ACCENT, "after": style.FALL}
SHAPES = {"yes": "triangle-up", "no": "circle"}


def figure() -> Figure:
    """All five technologies with their exhibits, or the exhibits of one of them in words."""
    table = exhibits()
    return Figure(
        "spinoff-court",
        _chart(table),
        _("Spin-off court: exhibits before and after 4 October 1957"),
        _message(table),
        {
            "name": _("technology"),
            "when": _("date"),
            "exhibit": _("exhibit"),
            "side": _("Sputnik 1"),
            "programme": _("made in a space programme"),
            "verdict": _("our finding"),
        },
        (
            "gavaghan1998", "guier", "wyatt-transit", "history-navstar", "us2780765", "perlin", "nasa-sp4902",
            "mcguire-chlorine", "spinoff-water", "webb-ct", "hsj-ct", "mdct", "nasa-myth", "camfil-hepa",
            "spinoff-air",
        ),
    )  # fmt: skip


def exhibits() -> pd.DataFrame:
    """The exhibits by technology and date; a date that is not exact is a span of years."""
    table = tables.load("spinoff_exhibits")
    items = tables.load("spinoffs").set_index("id")
    ends = pd.Series([date + LENGTHS[kind] for date, kind in zip(table["date"], table["precision"], strict=True)])
    frame = pd.DataFrame(
        {
            "item": table["item"],
            "name": table["item"].map(items[column("item", items)]),
            "when": [_when(row) for row in table.itertuples()],
            "exhibit": table[column("exhibit", table)].map(broken),
            "start": table["date"].map(decimal_year),
            "end": ends.map(decimal_year),
            "sputnik": (ends <= LAUNCH).map({True: "before", False: "after"}),
            "space": table["space_programme"],
            "programme": table["space_programme"].map({"yes": _("yes"), "no": _("no")}),
            "verdict": table["item"].map(items["link"]).map(findings()),
            "place": table["item"].map(ITEMS.index),
            "date": table["date"],
        }
    )
    frame = frame.sort_values(["place", "date"], ignore_index=True).drop(columns="date")
    frame["side"] = frame["sputnik"].map({"before": _("before"), "after": _("after")})
    return frame.assign(rank=frame.groupby("item").cumcount())


def decimal_year(date: pd.Timestamp) -> float:
    """A date as years, to about four days."""
    return round(date.year + (date.day_of_year - 1) / 366, 2)


def findings() -> dict[str, str]:
    """What each kind of link to the space race comes to."""
    return {
        "direct": _("its origin is the space race"),
        "narrow": _("older; one kind of it is from space"),
        "market": _("older; space was its first buyer"),
        "indirect": _("made elsewhere; space gave a related technique"),
        "remote": _("from a space programme, but decades later"),
    }


def _when(row) -> str:
    """A date in words, as exactly as it is known."""
    if row.precision == "day":
        return day(row.date.date())
    if row.precision in SKELETONS:
        return format_skeleton(SKELETONS[row.precision], row.date, locale=current())
    pattern = _("About {year}") if row.precision == "about" else _("The {year}s")
    return pattern.format(year=row.date.year)


def _message(table: pd.DataFrame) -> str:
    space = table[table["space"] == "yes"]
    older = table[table["sputnik"] == "before"]
    return _(
        "Of {all} exhibits {older} are older than Sputnik 1, and for each of the five technologies there is one. "
        "{space} were made in a space programme. Only GPS has its origin in the space race, though an article of 1956 "
        "already spoke of navigation by satellite; silicon solar cells were patented before the launch and found their "
        "first buyer in space; of water purification one kind is from Apollo; CT was made elsewhere; the air purifier "
        "is of the 1990s."
    ).format(all=len(table), older=len(older), space=len(space))


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart()
    x = alt.X("at:Q", title=None).axis(format="d", tickCount=5, tickMinStep=1, grid=False, labelOverlap="greedy")
    x = x.scale(domainMin=alt.ExprRef("span[0]"), domainMax=alt.ExprRef("span[1]"), nice=False, zero=False)
    y = alt.Y("y:Q", axis=None).scale(None)
    colour = alt.Color("sputnik:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(_colours())
    shape = alt.Shape("space:N").scale(domain=list(SHAPES), range=list(SHAPES.values())).legend(_shapes())
    layers = [
        rows.mark_tick(orient="vertical", size=20, thickness=1.5, color=style.INK).encode(alt.X("launch:Q"), y),
        rows.mark_rule(strokeWidth=5, opacity=0.5).encode(x, y, x2="till:Q", color=colour),
        rows.mark_point(filled=True, size=95, opacity=1).encode(alt.X("middle:Q"), y, color=colour, shape=shape),
        *_words(rows, y),
    ]
    chart = alt.layer(*layers, data=table).transform_filter("chosen == '' || datum.item == chosen")
    return (
        chart.transform_calculate(
            at="datum.start",
            till="datum.end",
            middle="(datum.start + datum.end) / 2",
            launch=f"{decimal_year(LAUNCH)}",
            y=f"{ROW} * (chosen == '' ? datum.place : datum.rank) + {ROW - 12}",
        )
        .add_params(_input(table), alt.param(name="span", expr=_span(table)))
        .properties(height=ROW * len(ITEMS) + 6)
    )


def _span(table: pd.DataFrame) -> str:
    """A Vega expression: the years that the axis shows, those of the chosen technology and the launch."""
    own = table.groupby("item").agg(first=("start", "min"), last=("end", "max"))
    launch = decimal_year(LAUNCH)
    spans = {item: _widened(min(row["first"], launch), max(row["last"], launch)) for item, row in own.iterrows()}
    return f"chosen == '' ? [{FIRST}, {LAST}] : ({spans})[chosen]"


def _widened(first: float, last: float) -> list[float]:
    margin = (last - first) / 12
    return [round(float(first - margin), 2), round(float(last + margin), 2)]


def _words(rows: alt.Chart, y: alt.Y) -> list[alt.Chart]:
    """Names and findings of all technologies, or dates and words of the exhibits of one."""
    look = {"align": "left", "baseline": "bottom", "x": 0}
    headed = rows.transform_filter("chosen != '' || datum.rank == 0")
    head = headed.transform_calculate(head="chosen == '' ? datum.name : datum.when")
    body = headed.transform_calculate(
        body=f"chosen == '' ? [datum.verdict] : split(datum.exhibit, '{BREAK}')",
    ).transform_calculate(lines="length(datum.body)")
    return [
        head.mark_text(dy=-36, fontSize=13, fontWeight="bold", **look).encode(y, text="head:N"),
        body.mark_text(dy=-33, fontSize=12, lineHeight=14, **(look | {"baseline": "top"})).encode(y, text="body:N"),
    ]


def _colours() -> alt.Legend:
    names = {"before": _("before Sputnik 1"), "after": _("after Sputnik 1")}
    return alt.Legend(labelExpr=f"({names})[datum.value]", symbolType="square", symbolOpacity=1, columns=1)


def _shapes() -> alt.Legend:
    names = {"yes": _("made in a space programme"), "no": _("made elsewhere")}
    return alt.Legend(
        labelExpr=f"({names})[datum.value]", symbolFillColor=style.MUTED, symbolStrokeColor=style.MUTED, columns=1
    )


def _input(table: pd.DataFrame) -> alt.Parameter:
    named = table.drop_duplicates("item").set_index("item")["name"]
    labels = [_("all five"), *named]
    choice = alt.binding_select(options=["", *named.index], labels=labels, name=_("Technology"))
    return alt.param(name="chosen", value="", bind=choice)
