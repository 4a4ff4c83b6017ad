"""Cheaper is not less spending: the ratio of spending after a price cut, by the elasticity of demand."""

import altair as alt
import pandas as pd
from scipy.stats import norm

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import api_price, demand

RELEASE = "2025-01-27"
ELASTICITY, STEEPEST = 1.2, 2
LOWEST, HIGHEST = 0.01, 100  # of the spending ratio that is shown


def figure() -> Figure:
    """Spending after the cut over spending before it; below, what has been measured."""
    table = measured()
    return Figure(
        "jevons",
        _chart(table),
        _("Spending after a price cut, by the elasticity of demand"),
        _message(),
        {
            "study": _("study"),
            "compares": _("what was compared"),
            "low": _("elasticity, lower end"),
            "high": _("elasticity, upper end"),
            "kind": _("kind of range"),
        },
        ("llmprices-jan", "dsapi-price-usd", "jevons1866", *tables.sources("demand_elasticities")),
        {"cheaper": _("1 {} times"), "elasticity": _("1 {}")},
    )


def measured() -> pd.DataFrame:
    """Published elasticities: a range as printed, or the 95% interval of an estimate."""
    table = tables.load("demand_elasticities")
    reach = norm.ppf(0.975) * table["standard_error"].fillna(0)
    return pd.DataFrame(
        {
            "study": table[column("study", table)],
            "compares": table[column("compares", table)],
            "low": (table["elasticity"] - reach).round(2),
            "high": (table["elasticity_to"].fillna(table["elasticity"]) + reach).round(2),
            "kind": table["standard_error"].isna().map({True: _("as printed"), False: _("95% interval")}),
        }
    )


def cut() -> float:
    """How many times as much o1 cost as R1 at its release, for three tokens of input to one of output."""
    listed = tables.load("api_prices")
    o1, r1 = (api_price.at(listed, model, RELEASE) for model in ("o1", "deepseek-r1"))
    return round(api_price.ratio(o1, r1, 0.75), 1)


def _message() -> str:
    half, more, most = (demand.spending_ratio(cut(), elasticity) for elasticity in (0.5, ELASTICITY, STEEPEST))
    return _(
        "If a price falls to 1/{cut}, as from o1 to R1, spending falls to 1/{half} at an elasticity of 0.5, stays the "
        "same at 1, rises to {more} times at {elasticity} and to {most} times at {steepest}. The published estimates "
        "reach from {lowest} to {highest}, but they compare providers or models with each other; for the answer of "
        "all demand to a fall of all prices no estimate was found."
    ).format(
        cut=f"{cut():.1f}",
        half=f"{1 / half:.1f}",
        more=f"{more:.1f}",
        most=f"{most:.0f}",
        elasticity=f"{ELASTICITY}",
        steepest=f"{STEEPEST}",
        lowest=f"{measured()['low'].min():.2f}",
        highest=f"{measured()['high'].max():.2f}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    line = alt.Chart(alt.Data(values=[{}])).transform_calculate(e=f"sequence(0, {STEEPEST} + 0.01, 0.05)")
    line = line.transform_flatten(["e"]).transform_calculate(ratio=_spending("datum.e"))
    now = alt.Chart(alt.Data(values=[{}])).transform_calculate(e="elasticity", ratio=_spending("elasticity"))
    x = alt.X("e:Q", title=_("elasticity of demand")).scale(domain=[0, STEEPEST], nice=False)
    x = x.axis(values=[0, 0.5, 1, 1.5, 2], format=".1f", grid=False)
    y = alt.Y("ratio:Q", title=_("spending after / before")).scale(type="log", domain=[LOWEST, HIGHEST], nice=False)
    y = y.axis(values=[0.01, 0.1, 1, 10, 100], labelExpr=_fraction("datum.value", "~r"))
    return (
        alt.layer(
            marks.horizontal("1", color=style.MUTED, strokeDash=[4, 3]),
            marks.vertical("1", color=style.MUTED, strokeDash=[4, 3]),
            line.mark_line(color=style.RISE, strokeWidth=2.5, clip=True).encode(x, y),
            now.mark_point(filled=True, size=110, color=style.FALL, opacity=1, clip=True).encode(x, y),
            *_intervals(table),
            _words(),
        )
        .add_params(*_inputs())
        .properties(height=320)
    )


def _spending(elasticity: str) -> str:
    """`demand.spending_ratio` once more in the browser."""
    return f"pow(cheaper, {elasticity} - 1)"


def _fraction(value: str, pattern: str) -> str:
    """A Vega expression: a number below 1 as one over its inverse."""
    return f"({value} < 1 ? '1/' + format(1 / ({value}), '{pattern}') : format({value}, '{pattern}'))"


def _intervals(table: pd.DataFrame) -> list[alt.Chart]:
    """What has been measured, at the top of the chart, each with its name above it."""
    base = alt.Chart(table)
    layers = []
    for index, row in table.iterrows():
        own, y = base.transform_filter(f"datum.study == '{row['study']}'"), 24 + 34 * index
        own = own.transform_calculate(words="datum.study + ': ' + datum.compares")
        layers += [
            own.mark_rule(strokeWidth=5, color=style.ACCENT, y=y).encode(x="low:Q", x2="high:Q"),
            own.mark_text(align="left", x=4, y=y - 12, fontSize=11, color=style.MUTED).encode(text="words:N"),
        ]
    return layers


def _words() -> alt.Chart:
    said = units.lines(
        "Price 1/{cheaper}, use × {used}:|spending × {spent}",
        cheaper="format(cheaper, '.1f')",
        used="format(used, '.1f')",
        spent=_fraction("spent", ".2f"),
    )
    return marks.once(alt.ExprRef(said), -44, fontSize=15, lineHeight=20)


def _inputs() -> list[alt.Parameter]:
    cheaper = alt.binding_range(min=1, max=100, step=0.1, name=_("Price before / after"))
    elasticity = alt.binding_range(min=0, max=STEEPEST, step=0.05, name=_("Elasticity"))
    return [
        alt.param(name="cheaper", value=cut(), bind=cheaper),
        alt.param(name="elasticity", value=ELASTICITY, bind=elasticity),
        alt.param(name="used", expr="pow(cheaper, elasticity)"),
        alt.param(name="spent", expr=_spending("elasticity")),
    ]
