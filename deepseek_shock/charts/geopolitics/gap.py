"""Three gaps: what three measures say of the best US over the best Chinese models, each on its own scale."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style
from deepseek_shock.charts.back_matter.timeline import BREAK, broken
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _

TESTS = {"gap-humaneval": "HumanEval", "gap-math": "MATH", "gap-mmlu": "MMLU", "gap-mmmu": "MMMU"}
ARENA, LAG = "gap-arena", "lag-v4-pro"
# The top of each panel's scale, in the panel's own unit.
TOPS = {"points": 35, "percent": 10, "months": 10}
TICKS = {"points": (0, 10, 20, 30), "percent": (0, 5, 10), "months": (0, 5, 10)}
COLOURS = {"points": style.RISE, "percent": style.ACCENT, "months": style.FALL}
FIRST, LAST = "2023-07-01", "2026-09-01"
WHOLE = 480  # pixels
HEAD, TOLD, GAP = 44, 96, 14  # above a panel, above one that is told in full, below
APART = 14  # pixels between two labels


def figure() -> Figure:
    """A panel for each measure; one chosen measure takes the whole height."""
    table = gaps()
    return Figure(
        "three-gaps",
        _chart(table),
        _("Three measures of the gap between US and Chinese models, each on its own scale"),
        _message(table),
        {
            "measure": _("measure"),
            "name": _("what is compared"),
            "period": _("date"),
            "gap": _("US lead"),
            "unit": _("measured in"),
            "who": _("who measures, and its interest"),
        },
        ("aii25-cen", "aii25-tec", "aii25-voronoi", "aii26-merit", "caisi26", "caisi-2026"),
    )


def gaps() -> pd.DataFrame:
    """Every published gap with its panel, its month and who measures."""
    known = tables.load("ai_index").query("group == 'gap'").sort_values(["metric", "period"], ignore_index=True)
    panel = known["metric"].map(_panel)
    return pd.DataFrame(
        {
            "panel": panel,
            "measure": panel.map(_names()),
            "name": known["metric"].map(_compared()),
            "period": known["period"],
            "gap": known["value"],
            "unit": panel.map(_units()),
            "who": panel.map(_who()),
        }
    )


def _panel(metric: str) -> str:
    return "points" if metric in TESTS else {ARENA: "percent", LAG: "months"}[metric]


def _names() -> dict[str, str]:
    return {
        "points": _("AI Index: test scores"),
        "percent": _("Chatbot Arena: votes"),
        "months": _("CAISI: time"),
    }


def _units() -> dict[str, str]:
    return {"points": _("points"), "percent": _("percent"), "months": _("months")}


def _who() -> dict[str, str]:
    return {
        "points": _("by Stanford, a university, from published tests"),
        "percent": _("by visitors of a site, as Stanford reports it"),
        "months": _("by the US Commerce Department, a side in the rivalry"),
    }


def _meanings() -> dict[str, str]:
    """What each measure is blind to."""
    return {
        "points": _(
            "Questions answered right, the best US model less the best Chinese one. Where both are near 100 the gap is "
            "small whatever else they can do."
        ),
        "percent": _(
            "How much higher visitors' votes rate the best US model. They compare two answers, and style counts too."
        ),
        "months": _(
            "How long ago the best US models could do as much, by tests of its own choice, of which some are not "
            "published. One model at one time."
        ),
    }


def _compared() -> dict[str, str]:
    return TESTS | {ARENA: _("best model of each country"), LAG: _("DeepSeek V4-Pro and the best US models")}


def _message(table: pd.DataFrame) -> str:
    value = table.set_index(["name", "period"])["gap"]
    arena = table.loc[table["panel"] == "percent", "gap"]
    return _(
        "On the MMLU test the best US model led the best Chinese one by {first} points at the end of 2023 and by "
        "{second} a year later, on MMMU by {mmmu_first} and {mmmu_second}. Visitors' votes on Chatbot Arena make it "
        "{arena} percent in January 2024, February 2025 and March 2026. CAISI, of the US Commerce Department, puts "
        "DeepSeek V4-Pro {months} months behind in May 2026. Points, votes and months measure different things and "
        "share no scale: a test near its top can show no gap, and a vote goes to the answer that looks better."
    ).format(
        first=f"{value['MMLU', '2023-12']:g}",
        second=f"{value['MMLU', '2024-12']:g}",
        mmmu_first=f"{value['MMMU', '2023-12']:g}",
        mmmu_second=f"{value['MMMU', '2024-12']:g}",
        arena=_(", ").join(f"{gap:g}" for gap in arena),
        months=f"{table.loc[table['panel'] == 'months', 'gap'].iloc[0]:g}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = _placed(alt.Chart(_stepped(table)))
    x = alt.X("day:T", title=None).scale(type="utc", domain=marks.between(FIRST, LAST), nice=False)
    x = x.axis(format="%Y", tickCount="year", grid=False)
    y, colour = alt.Y("y:Q", axis=None).scale(None), _colour()
    number = "format(datum.gap, '.3~f')"
    last = rows.transform_filter("datum.period == datum.latest").transform_calculate(
        words=f"(datum.panel == 'points' ? datum.name + ' ' : '') + {number}",
        y="datum.y + (chosen == '' ? datum.step : datum.apart)",
    )
    others = rows.transform_filter("datum.period != datum.latest").transform_calculate(words=number)
    first = others.transform_filter("datum.period == datum.earliest")
    between = others.transform_filter("datum.period != datum.earliest")
    return (
        alt.layer(
            *_scales(),
            rows.mark_line(strokeWidth=2).encode(x, y, colour, detail="name:N"),
            rows.mark_point(filled=True, size=70, opacity=1).encode(x, y, colour),
            last.mark_text(align="left", dx=9, fontSize=12.5).encode(x, y, text="words:N"),
            first.mark_text(align="right", dx=-8, fontSize=12.5).encode(x, y, text="words:N"),
            between.mark_text(align="left", dx=7, dy=10, fontSize=12.5).encode(x, y, text="words:N"),
        )
        .add_params(_input())
        .properties(height=WHOLE)
    )


def _stepped(table: pd.DataFrame) -> pd.DataFrame:
    """The gaps with the first and the last month of each, and how far its last label steps aside for the others."""
    periods = table.groupby("name")["period"]
    table = table.assign(earliest=periods.transform("min"), latest=periods.transform("max"))
    part = WHOLE / len(TOPS)
    return table.assign(step=_steps(table, part - HEAD - GAP), apart=_steps(table, WHOLE - TOLD - GAP))


def _steps(table: pd.DataFrame, room: float) -> pd.Series:
    """Pixels by which the last labels of a panel ``room`` high are moved up, the lowest gap first."""
    steps = pd.Series(0, index=table.index)
    for panel, group in table[table["period"] == table["latest"]].groupby("panel"):
        free = float("inf")
        for index, gap in group["gap"].sort_values().items():
            place = -room * gap / TOPS[panel]
            steps[index] = round(min(place, free) - place)
            free = place + steps[index] - APART
    return steps


def _colour() -> alt.Color:
    return alt.Color("panel:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(None)


def _placed(rows: alt.Chart) -> alt.Chart:
    """Pixels of each gap in its panel, or in the whole height if its measure is chosen."""
    return (
        rows.transform_filter("chosen == '' || datum.panel == chosen")
        .transform_calculate(day="toDate(datum.period)", **_panels())
        .transform_calculate(y="datum.foot - (datum.foot - datum.top) * datum.gap / datum.most")
    )


def _panels() -> dict[str, str]:
    """Vega expressions: the top and the foot of a panel, and the amount at its top."""
    part = WHOLE / len(TOPS)
    start = f"(chosen == '' ? {part:g} * indexof({list(TOPS)}, datum.panel) : 0)"
    return {
        "head": start,
        "top": f"{start} + (chosen == '' ? {HEAD} : {TOLD})",
        "foot": f"{start} + (chosen == '' ? {part:g} : {WHOLE}) - {GAP}",
        "most": f"({TOPS})[datum.panel]",
    }


def _scales() -> list[alt.Chart]:
    """Each panel's heading, who measures, and lines across at round amounts."""
    names, units_, who = _names(), _units(), _who()
    ticks = [{"panel": panel, "gap": gap} for panel, gaps_ in TICKS.items() for gap in gaps_]
    meaning = {panel: broken(words) for panel, words in _meanings().items()}
    titles = pd.DataFrame({"panel": list(TOPS)}).assign(
        title=[f"{names[panel]} ({units_[panel]})" for panel in TOPS],
        who=[who[panel] for panel in TOPS],
        meaning=[meaning[panel] for panel in TOPS],
    )
    shown = "chosen == '' || datum.panel == chosen"
    lines = alt.Chart(pd.DataFrame(ticks)).transform_filter(shown).transform_calculate(**_panels())
    lines = lines.transform_calculate(y="datum.foot - (datum.foot - datum.top) * datum.gap / datum.most")
    titles = alt.Chart(titles).transform_filter(shown).transform_calculate(**_panels())
    titles = titles.transform_calculate(under="datum.head + 18", below="datum.head + 36")
    told = titles.transform_filter("chosen != ''").transform_calculate(lines=f"split(datum.meaning, '{BREAK}')")
    y = alt.Y("y:Q", axis=None).scale(None)
    look = {"align": "left", "baseline": "top", "x": 0}
    return [
        lines.mark_rule(color=style.GRID).encode(y),
        lines.mark_text(align="right", x=alt.ExprRef("width"), dy=-7, fontSize=11, color=style.MUTED).encode(
            y, text="gap:Q"
        ),
        titles.mark_text(fontSize=13.5, fontWeight="bold", **look).encode(
            alt.Y("head:Q", axis=None).scale(None), _colour(), text="title:N"
        ),
        titles.mark_text(fontSize=12, color=style.MUTED, **look).encode(
            alt.Y("under:Q", axis=None).scale(None), text="who:N"
        ),
        told.mark_text(fontSize=12.5, lineHeight=16, **look).encode(
            alt.Y("below:Q", axis=None).scale(None), text="lines:N"
        ),
    ]


def _input() -> alt.Parameter:
    labels = [_("all three"), *_names().values()]
    return alt.param(
        name="chosen", value="", bind=alt.binding_select(options=["", *TOPS], labels=labels, name=_("Measure"))
    )
