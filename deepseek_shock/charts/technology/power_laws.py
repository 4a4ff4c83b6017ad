"""Power laws are not proportional: what more computing power takes off the loss, in three fits, and in proportion."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import training_cost
from deepseek_shock.models.scaling_law import CONSTANTS, ScalingLaw

LAWS = ("hoffmann-2022-rounded", "hoffmann-2022", "besiroglu-2024")
DASHES = [[1, 0], [6, 3], [2, 2], [10, 3, 2, 3]]
TWICE, MOST = 2, 100
PROPORTION = "proportion"


def figure() -> Figure:
    """Curves of the reducible loss that is left, against the multiple of the computing power."""
    table = fits()
    return Figure(
        "power-laws",
        _chart(table),
        _("Power laws are not proportional: the reducible loss that is left when computing power grows"),
        _message(table),
        {
            "name": _("fit"),
            "exponent": _("exponent of computing power"),
            "optimum": _("best loss with V3's computing power"),
            "floor": _("loss that no computing removes"),
            "twice": _("taken off the reducible loss by twice the computing (%)"),
            "halving": _("times the computing to halve the reducible loss"),
        },
        ("hoffmann", "besiroglu", "dsv3-paper"),
        {"times": _("1 {} times")},
        percent=("twice",),
    )


def laws() -> dict[str, ScalingLaw]:
    """The three fits."""
    constants = tables.load("scaling_laws").pivot(index="law", columns="parameter", values="value")
    return {law: ScalingLaw.of(constants.loc[law, list(CONSTANTS)]) for law in LAWS}


def exponent(law: ScalingLaw) -> float:
    """How the reducible loss falls with computing power C: as C^-exponent, at the best split."""
    return law.alpha * law.parameter_exponent


def fits() -> pd.DataFrame:
    """What each fit says, for one the best loss with V3's computing power; the last row is proportion."""
    budget = _budget()
    rows = [
        {
            "key": key,
            "exponent": round(exponent(law), 6),
            "optimum": round(law.loss(*law.optimum(budget)), 4),
            "floor": law.irreducible,
            "twice": round(law.reduction(TWICE), 5),
            "halving": round(2 ** (1 / exponent(law)), 1),
        }
        for key, law in laws().items()
    ]
    table = pd.DataFrame([*rows, {"key": PROPORTION, "exponent": 1.0, "twice": 0.5, "halving": 2.0}])
    return table.assign(name=table["key"].map(_names()))


def _budget() -> float:
    """6ND of DeepSeek-V3 with the active parameters that it reports, in FLOP."""
    active = tables.load("model_configurations").set_index("model").loc["deepseek-v3", "reported_active_params"]
    tokens = tables.load("training_runs").set_index("id").loc["v3-pretraining-tokens", "value"]
    return training_cost.flop(active, tokens)


def _names() -> dict[str, str]:
    return {
        "hoffmann-2022-rounded": _("Hoffmann 2022, as printed"),
        "hoffmann-2022": _("Hoffmann 2022, more digits"),
        "besiroglu-2024": _("Besiroglu 2024, a new fit"),
        PROPORTION: _("in proportion: twice the computing, half the loss"),
    }


def _message(table: pd.DataFrame) -> str:
    table = table[table["key"] != PROPORTION]
    return _(
        "Twice the computing power takes {least} to {most} off the part of the loss that can be reduced, in all three "
        "published fits and at any size. In proportion it would be 50%. To halve that part takes {fewest} to "
        "{times} times the computing power, and the rest of the loss no computing power removes."
    ).format(
        least=units.percent(table["twice"].min()),
        most=units.percent(table["twice"].max()),
        fewest=f"{table['halving'].min():.0f}",
        times=f"{table['halving'].max():.0f}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    names = _names()
    curves = alt.Chart(table).transform_calculate(steps="sequence(0, 41)").transform_flatten(["steps"])
    curves = curves.transform_calculate(
        multiple=f"pow({MOST}, datum.steps / 40)", left="pow(datum.multiple, -datum.exponent)"
    )
    now = alt.Chart(table).transform_calculate(multiple="times", left="pow(times, -datum.exponent)")
    x = alt.X("multiple:Q", title=_("times the computing power")).scale(type="log", domain=[1, MOST])
    x = x.axis(values=[1, 2, 5, 10, 20, 50, 100], format="d", grid=False)
    y = alt.Y("left:Q", title=_("reducible loss that is left")).scale(domain=[0, 1]).axis(format=".0%", tickCount=5)
    legend = alt.Legend(columns=1, labelLimit=300, symbolType="stroke", symbolStrokeWidth=2, labelExpr=_legend(names))
    order = list(names)
    colours = [style.RISE, style.INK, style.ACCENT, style.FALL]
    colour = alt.Color("key:N").scale(domain=order, range=colours).legend(legend)
    dash = alt.StrokeDash("key:N").scale(domain=order, range=DASHES).legend(legend)
    return (
        alt.layer(
            curves.mark_line(strokeWidth=2).encode(x, y, colour, dash),
            marks.vertical("times", color=style.MUTED, strokeDash=[3, 3]),
            now.mark_point(filled=True, size=60, opacity=1).encode(x, y, color=colour),
            marks.once(
                alt.ExprRef(_lines(table)), 178, x=alt.ExprRef("width"), align="right", fontSize=13, lineHeight=17
            ),
        )
        .add_params(_times())
        .properties(height=300)
    )


def _legend(names: dict[str, str]) -> str:
    return "{" + ", ".join(f"'{key}': {name!r}" for key, name in names.items()) + "}[datum.label]"


def _lines(table: pd.DataFrame) -> str:
    table = table[table["key"] != PROPORTION]
    fall = "format(1 - pow(times, -{}), '.1%')"
    return units.lines(
        "{times} times the computing power:|the fits −{least} to −{most}|in proportion −{proportion}",
        times="times",
        least=fall.format(table["exponent"].min()),
        most=fall.format(table["exponent"].max()),
        proportion=fall.format(1),
    )


def _times() -> alt.Parameter:
    slider = alt.binding_range(min=1, max=MOST, step=1, name=_("Computing power"))
    return alt.param(name="times", value=TWICE, bind=slider)
