"""A control acts with a lag: what a fleet is, year by year, as a share of what it would be without the control."""

import altair as alt
import pandas as pd

from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import fleet

FIRST, LAST = 2018, 2035
EVENT = 2024  # R1 came three weeks after the end of this year
# The A800 and the H800, free under the rule of October 2022, needed a licence from 23 October 2023: 2024 was the first
# whole year.
BEGINS, LAG = 2022, 2
# Assumptions: no source has them.
LEAKAGE, LIFETIME, OWN, GROWTH = 0.1, 5, 0.1, 0.2
HALF = 0.5
COLOURS = {"bought": style.RISE, "leaked": style.ACCENT, "own": style.INK}
HEIGHT = 260


def figure() -> Figure:
    """Areas for what was bought, what leaks in and what is made at home; above them what is missing."""
    table = shares()
    return Figure(
        "lag-simulator",
        _chart(table),
        _("A control acts with a lag: the fleet as a share of what it would be without it (synthetic)"),
        _message(table),
        {
            "year": _("end of the year"),
            "bought": _("bought (%)"),
            "leaked": _("came in all the same (%)"),
            "own": _("made at home (%)"),
            "missing": _("missing (%)"),
        },
        ("fr2022", "fr2023", "epochhw", "heim2025"),
        {
            "begins": _("1 {}"),
            "lag": _("1 {} years"),
            "leakage": _("0.01 {}%"),
            "lifetime": _("1 {} years"),
            "own": _("0.01 {}% of the imports"),
            "growth": _("0.01 {}% a year"),
        },
        percent=("bought", "leaked", "own", "missing"),
    )


def simulate(begins: int, lag: int, leakage: float, lifetime: float, own: float, growth: float) -> pd.DataFrame:
    """What the fleet consists of and what it lacks, by year, as shares of the fleet that would be without the control.

    Imports and own make grow by ``growth`` a year from any amount; own make is ``own`` times the imports, and the
    fleet before the first year is the one that grows along.
    """
    years = pd.RangeIndex(FIRST, LAST + 1)
    imports = pd.Series((1 + growth) ** (years - FIRST), index=years, dtype=float)
    control, free = fleet.Control(begins, lag, 1, leakage), fleet.Control(begins, lag, 0, 0)
    retired = fleet.retirement(lifetime)
    ends = {name: _ends(imports, own * imports, rule, retired) for name, rule in (("held", control), ("free", free))}
    without = ends["free"].sum(axis=1)
    parts = ends["held"].div(without, axis=0)
    return parts.assign(missing=fleet.shortfall(ends["held"].sum(axis=1), without))


def _ends(imports: pd.Series, own: pd.Series, control: fleet.Control, retired: float) -> pd.DataFrame:
    """The stock at the end of each year by the way it came, with the stock before it in proportion to the inflow."""
    came = fleet.inflows(imports, own, control)
    growth = imports.iloc[1] / imports.iloc[0] - 1
    ends = {}
    for name in fleet.INFLOWS:
        alone = came.assign(**{other: 0.0 for other in fleet.INFLOWS if other != name})
        ends[name] = fleet.stock(came[name].iloc[0] / (growth + retired), alone, retired)
    return pd.DataFrame(ends)


def final(leakage: float, own: float) -> float:
    """The shortfall in the end: that of the inflow."""
    return (1 - leakage) / (1 + own)


def half_felt(begins: int, lag: int, lifetime: float, growth: float) -> int:
    """The first year that ends with half of the final effect or more, by `fleet.share_felt`."""
    felt = pd.Series({n: fleet.share_felt(n, fleet.retirement(lifetime), growth) for n in range(1, LAST - FIRST)})
    return begins + lag - 1 + fleet.binds_from(felt.round(12), HALF)


def shares() -> pd.DataFrame:
    """The fleet under the assumptions that the figure begins with."""
    table = simulate(BEGINS, LAG, LEAKAGE, LIFETIME, OWN, GROWTH).round(4)
    return table.rename_axis("year").reset_index()


def _message(table: pd.DataFrame) -> str:
    missing = table.set_index("year")["missing"]
    half, steady = half_felt(BEGINS, LAG, LIFETIME, GROWTH), half_felt(BEGINS, LAG, LIFETIME, 0)
    return _(
        "A synthetic fleet: a control of {begins} acts from {acts}, the first whole year in which the H800 too needed "
        "a licence. By the end of {event}, three weeks before R1, {missing} of the fleet that would have been is "
        "missing, of {final} in the end. Half of the effect is felt by the end of {half}, {years} years on; with a "
        "fleet that does not grow, after {steady}. The old GPUs stay and go on working. Leaks, lifetime, own "
        "production and growth are assumptions: no source has them."
    ).format(
        begins=BEGINS,
        acts=BEGINS + LAG,
        missing=units.percent(missing[EVENT], 0),
        event=EVENT,
        final=units.percent(final(LEAKAGE, OWN), 0),
        half=half,
        years=half - BEGINS,
        steady=steady - BEGINS,
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = _simulated(alt.Chart(table))
    x = alt.X("year:Q", title=_("end of the year")).scale(domain=[FIRST, LAST], nice=False)
    x = x.axis(format="d", tickMinStep=1, tickCount=6, grid=False)
    folded = rows.transform_fold(["share_own", "share_leaked", "share_bought"], as_=["way", "share"])
    folded = folded.transform_calculate(way="slice(datum.way, 6)")
    y = alt.Y("share:Q", title=None, stack="zero").axis(format=".0%", tickCount=5).scale(domain=[0, 1])
    colour = alt.Color("way:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(_legend())
    order = alt.Order("place:Q")
    areas = folded.transform_calculate(place="{own: 0, leaked: 1, bought: 2}[datum.way]")
    return (
        alt.layer(
            areas.mark_area(opacity=0.7).encode(x, y, colour, order=order),
            marks.horizontal("1 - final / 2", strokeDash=[4, 3], color=style.MUTED),
            marks.vertical(f"{EVENT}", color=style.INK, strokeDash=[2, 3]),
            marks.vertical("half", color=style.FALL, strokeWidth=2, clip=True),
            *_words(rows),
        )
        .add_params(*_inputs())
        .properties(height=HEIGHT)
    )


def _simulated(rows: alt.Chart) -> alt.Chart:
    """`simulate` and `fleet.share_felt` once more in the browser, in closed form."""
    return rows.transform_calculate(
        felt="1 - pow(kept, max(0, datum.year - acts + 1))",
    ).transform_calculate(
        share_own="own / (1 + own)",
        share_leaked="leakage * datum.felt / (1 + own)",
        share_bought="(1 - datum.felt) / (1 + own)",
        short="final * datum.felt",
    )


def _words(rows: alt.Chart) -> list[alt.Chart]:
    said = units.lines(
        "Half of the effect by the end of {half},|{years} years after the control of {begins}.|"
        "End of {event}: {missing} missing, {final} in the end",
        half="format(half, 'd')",
        years="format(half - begins, 'd')",
        begins="format(begins, 'd')",
        event=f"'{EVENT}'",
        missing="format(datum.short, '.0%')",
        final="format(final, '.0%')",
    )
    here = rows.transform_filter(f"datum.year == {EVENT}").transform_calculate(words=said)
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 14, "lineHeight": 19}
    beside = {"x": alt.ExprRef("width - 8"), "align": "right", "fontSize": 12.5, "color": style.MUTED}
    half = here.transform_calculate(middle="1 - final / 2").mark_text(
        baseline="bottom", dy=-4, text=_("half"), **beside
    )
    model = {"x": alt.ExprRef(f"scale('x', {EVENT}) - 5"), "align": "right", "fontSize": 12.5, "fontWeight": "bold"}
    return [
        marks.once(_("R1"), 30, stroke=style.PAPER, strokeWidth=3, **model),
        marks.once(_("R1"), 30, **model),
        here.mark_text(y=-66, **look).encode(text="words:N"),
        marks.once(_("missing"), 8, **beside),
        half.encode(alt.Y("middle:Q")),
    ]


def _legend() -> alt.Legend:
    names = {
        "bought": _("bought before the control acted"),
        "leaked": _("came in all the same"),
        "own": _("made at home"),
    }
    return alt.Legend(
        labelExpr=f"({names})[datum.value]",
        columns=1,
        offset=76,
        labelLimit=300,
        symbolType="square",
        symbolOpacity=0.7,
    )


def _inputs() -> list[alt.Parameter]:
    ranges = {
        "begins": (BEGINS, 2019, 2028, 1, _("Year of the control")),
        "lag": (LAG, 0, 4, 1, _("Years until it acts")),
        "leakage": (LEAKAGE, 0, 0.9, 0.05, _("Share that comes in all the same (assumption)")),
        "lifetime": (LIFETIME, 2, 10, 0.5, _("How long a GPU lasts (assumption)")),
        "own": (OWN, 0, 1, 0.05, _("Own production (assumption)")),
        "growth": (GROWTH, 0, 1, 0.05, _("Growth of the fleet (assumption)")),
    }
    inputs = [
        alt.param(name=name, value=value, bind=alt.binding_range(min=low, max=high, step=step, name=label))
        for name, (value, low, high, step, label) in ranges.items()
    ]
    return [
        *inputs,
        alt.param(name="acts", expr="begins + lag"),
        alt.param(name="kept", expr="(1 - 1 / lifetime) / (1 + growth)"),
        alt.param(name="final", expr="(1 - leakage) / (1 + own)"),
        # The small amount keeps the quotient of logarithms on its own side of a whole number.
        alt.param(name="half", expr=f"acts - 1 + ceil(log({HALF}) / log(kept) - 1e-9)"),
    ]
