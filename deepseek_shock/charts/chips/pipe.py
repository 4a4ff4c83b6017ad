"""A narrower pipe: a training step on an H100 and on a chip with another link, by how much of the traffic is hidden."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_
from deepseek_shock.language import gettext as _
from deepseek_shock.models import interconnect

CHIPS = {"H100": "H100 SXM5 80GB", "H800": "H800 SXM5 80GB"}
COMPUTE, COMMUNICATION = 1, 0.4  # the toy's step on an H100; how V3's steps divide has not been published
HIDDEN = 0.9
WIDEST, GRAIN = 900, 10  # of the slider, in GB/s
LONGEST = 2  # end of the axis
ROW, BAR, HEAD = 50, 22, 28
LINK = N_("1 {} GB/s")
TONES = {"compute": style.RISE, "hidden": style.ACCENT, "exposed": style.FALL}


def figure() -> Figure:
    """Four bars: both chips with nothing hidden, and both with the chosen share hidden."""
    table = cases()
    return Figure(
        "pipe-and-overlap",
        _chart(table),
        _("A narrower pipe: the time of a training step on an H100 and an H800 (a toy)"),
        _message(table),
        {
            "chip": _("chip"),
            "bandwidth": _("link (GB/s)"),
            "hidden": _("communication hidden (%)"),
            "exposed": _("communication waited for"),
            "time": _("time of a step"),
            "slowdown": _("longer than on the H100 (%)"),
        },
        ("epochhw", "repo-swk", "dsv3-paper"),
        {"link": LINK, "overlap": _("0.01 {}%")},
        percent=("hidden", "slowdown"),
    )


def bandwidths() -> dict[str, float]:
    """The links of the two chips, in GB/s."""
    specs = tables.load("chip_specs").set_index("chip")["link_bandwidth_gb_s"]
    return {name: float(specs[chip]) for name, chip in CHIPS.items()}


def step() -> interconnect.Step:
    """The toy's step on an H100."""
    return interconnect.Step(COMPUTE, COMMUNICATION, bandwidths()["H100"])


def cases() -> pd.DataFrame:
    """Both chips, with nothing hidden and with nine tenths."""
    return pd.DataFrame(
        {
            "chip": name,
            "bandwidth": bandwidth,
            "hidden": overlap,
            "exposed": round(interconnect.exposed(step(), bandwidth, overlap), 5),
            "time": round(interconnect.step_time(step(), bandwidth, overlap), 5),
            "slowdown": round(interconnect.slowdown(step(), bandwidth, overlap), 5),
        }
        for overlap in (0, HIDDEN)
        for name, bandwidth in bandwidths().items()
    )


def _message(table: pd.DataFrame) -> str:
    times, slowdowns = (table.set_index(["chip", "hidden"])[column] for column in ("time", "slowdown"))
    return _(
        "A toy: a step computes for {compute} unit of time on both chips, and on the H100 it communicates for "
        "{communication}. The link of the H800 has {narrow} instead of {wide}. With nothing hidden its step takes "
        "{open_h800} against {open_h100}, {open_slower} longer; with {hidden} of the communication behind the "
        "computation {h800} against {h100}, {slower} longer. In the toy, software closes the gap, not the chip."
    ).format(
        compute=COMPUTE,
        communication=COMMUNICATION,
        narrow=units.written(bandwidths()["H800"], LINK, 1),
        wide=units.written(bandwidths()["H100"], LINK, 1),
        open_h100=f"{times['H100', 0]:.1f}",
        open_h800=f"{times['H800', 0]:.1f}",
        open_slower=units.percent(slowdowns["H800", 0], 0),
        hidden=units.percent(HIDDEN, 0),
        h100=f"{times['H100', HIDDEN]:.2f}",
        h800=f"{times['H800', HIDDEN]:.2f}",
        slower=units.percent(slowdowns["H800", HIDDEN], 0),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    steps = _steps(table)
    parts = _parts(steps)
    x = alt.X("begins:Q", title=_("time of a step, where computing takes 1")).axis(tickCount=5)
    x = x.scale(domain=[0, LONGEST], nice=False)
    tone = alt.Color("part:N").scale(domain=list(TONES), range=list(TONES.values())).legend(_legend())
    name, top = (alt.Y(f"{place}:Q", axis=None).scale(None) for place in ("place", "top"))
    look = {"baseline": "top", "fontSize": 12.5}
    return (
        alt.layer(
            parts.mark_bar().encode(x, top, tone, x2="ends:Q", y2="foot:Q"),
            steps.mark_text(align="left", x=0, **look).encode(name, text="name:N"),
            steps.mark_text(align="right", x=alt.ExprRef("width"), **look).encode(name, text="words:N"),
            *_headings(),
        )
        .add_params(*_inputs())
        .properties(height=2 * (HEAD + 2 * ROW))
    )


def _steps(table: pd.DataFrame) -> alt.Chart:
    """`interconnect.step_time` once more in the browser, at the chosen link and share."""
    wide, narrow = bandwidths().values()
    speed = units.scaled("datum.speed", LINK, 1)
    own = units.lines("{chip}, {speed}", chip="datum.chip", speed=speed)
    other = units.lines("the same chip, {speed}", speed=speed)
    return (
        alt.Chart(table)
        .transform_calculate(speed=f"datum.chip == 'H100' ? {wide:g} : link", share="datum.hidden ? overlap : 0")
        .transform_calculate(communication=f"{COMMUNICATION * wide:g} / datum.speed")
        .transform_calculate(waited="(1 - datum.share) * datum.communication")
        .transform_calculate(
            lasts=f"{COMPUTE} + datum.waited",
            place=f"{HEAD} + (datum.hidden ? {HEAD + 2 * ROW} : 0) + (datum.chip == 'H100' ? 0 : {ROW})",
        )
        .transform_calculate(
            name=f"datum.chip == 'H100' || link == {narrow:g} ? {own} : {other}",
            words="format(datum.lasts, '.2f')",
        )
    )


def _parts(steps: alt.Chart) -> alt.Chart:
    """Each step in three: computing, what is hidden behind it, what is waited for."""
    return (
        steps.transform_calculate(part="['compute', 'hidden', 'exposed']")
        .transform_flatten(["part"])
        .transform_calculate(
            begins=f"datum.part == 'exposed' ? {COMPUTE} : 0",
            ends=f"datum.part == 'hidden' ? datum.communication - datum.waited"
            f" : datum.part == 'exposed' ? datum.lasts : {COMPUTE}",
            top=f"datum.place + (datum.part == 'hidden' ? {16 + 2 * BAR // 3} : 16)",
            foot=f"datum.place + {16 + BAR}",
        )
    )


def _legend() -> alt.Legend:
    names = {
        "compute": _("computing"),
        "hidden": _("communication behind it"),
        "exposed": _("communication waited for"),
    }
    return alt.Legend(labelExpr=f"({names})[datum.value]", labelLimit=200, columns=2)


def _headings() -> list[alt.Chart]:
    """Above each pair, by how much the second chip takes longer."""
    none = units.lines("Nothing is hidden: {slower} longer", slower="format(open_slower, '.0%')")
    chosen = units.lines(
        "{share} is hidden: {slower} longer", share="format(overlap, '.0%')", slower="format(slower, '.0%')"
    )
    look = {"fontSize": 14, "fontWeight": "bold", "color": style.FALL}
    return [
        marks.once(alt.ExprRef(none), 2, **look),
        marks.once(alt.ExprRef(chosen), HEAD + 2 * ROW + 2, **look),
    ]


def _inputs() -> list[alt.Parameter]:
    """Both sliders; `interconnect.slowdown` once more in the browser."""
    wide, narrow = bandwidths().values()
    link = alt.binding_range(min=narrow, max=WIDEST, step=GRAIN, name=_("Speed of the link"))
    overlap = alt.binding_range(min=0, max=1, step=0.01, name=_("Communication hidden behind computing"))
    ratio = f"({COMPUTE} + {{}} * {COMMUNICATION * wide:g} / link) / ({COMPUTE} + {{}} * {COMMUNICATION}) - 1"
    return [
        alt.param(name="link", value=narrow, bind=link),
        alt.param(name="overlap", value=HIDDEN, bind=overlap),
        alt.param(name="open_slower", expr=ratio.format(1, 1)),
        alt.param(name="slower", expr=ratio.format("(1 - overlap)", "(1 - overlap)")),
    ]
