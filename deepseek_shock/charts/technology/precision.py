"""Range, not precision: what eight bits lose to zero when one outlier sets the scale, for all numbers or for a tile."""

from statistics import median

import altair as alt
import numpy as np
import pandas as pd

from deepseek_shock import language
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import fp8
from deepseek_shock.quantities import write

SHAPE, OUTLIERS = (128, 1024), 8
POWERS = (1, 6, 0.5)  # lowest, highest and step of the outlier's power of ten
SHOWN = 5
HILL, ONE, TILES = 110, 160, 215  # places of the hill's foot and of the two ranges, in pixels from the top


def figure() -> Figure:
    """The numbers as a hill, and under it the range that each way of scaling leaves to eight bits."""
    table = losses()
    return Figure(
        "precision",
        _chart(table),
        _("Range, not precision: eight bits, one scale or many (synthetic numbers)"),
        _message(table),
        {
            "outlier": _("outlier, times ordinary numbers"),
            "one_lost": _("lost to zero, one scale (%)"),
            "tile_lost": _("lost to zero, a scale for 128 (%)"),
            "one_error": _("error, one scale (%)"),
            "tile_error": _("error, a scale for 128 (%)"),
        },
        ("dsv3-paper", "dsv3-repo"),
        {"power": _("1 10 to the power {}")},
        percent=("one_lost", "tile_lost", "one_error", "tile_error"),
    )


def losses() -> pd.DataFrame:
    """What ordinary numbers lose beside outliers of each size: share lost to zero, and relative error."""
    first, last, step = POWERS
    return pd.DataFrame(_lost(power) for power in np.arange(first, last + step, step))


def _lost(power: float) -> dict[str, float]:
    outlier = 10.0**power
    numbers = fp8.with_outliers(SHAPE, outlier, OUTLIERS)
    ordinary = np.abs(numbers) < outlier
    row = {"power": float(power), "outlier": float(f"{outlier:.3g}")}
    for name, tile in (("one", SHAPE), ("tile", fp8.TILE)):
        kept = fp8.quantised(numbers, tile)
        row[f"{name}_lost"] = round(fp8.underflow(numbers[ordinary], kept[ordinary]), 4)
        row[f"{name}_error"] = round(fp8.relative_error(numbers[ordinary], kept[ordinary]), 4)
    return row


def reach() -> float:
    """The largest number that a scale can hold, over the largest that it makes zero."""
    return fp8.LARGEST / (fp8.values()[1] / 2)


def ordinary_largest() -> float:
    """The largest number of a tile without outliers, in the middle of all such tiles, to two decimals."""
    numbers = np.abs(fp8.with_outliers(SHAPE, 1, 0)).reshape(-1, fp8.TILE[1])
    return round(median(numbers.max(axis=1)), 2)


def _message(table: pd.DataFrame) -> str:
    row, small = (table.set_index("power").loc[power] for power in (SHOWN, 2))
    return _(
        "A synthetic demonstration. With one scale for all numbers, an outlier of {outlier} times the ordinary size "
        "makes {one_lost} of the numbers zero; with a scale for each 128 numbers it is {tile_lost}. Beside an outlier "
        "of 100 times nearly nothing is lost, and the error is nearly the same, {one_error} and {tile_error}: "
        "fine scales give eight bits more range, not more precision."
    ).format(
        outlier=write(row["outlier"], "count", language.current()),
        one_lost=units.percent(row["one_lost"]),
        tile_lost=units.percent(row["tile_lost"]),
        one_error=units.percent(small["one_error"]),
        tile_error=units.percent(small["tile_error"]),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    one = units.lines("one scale for all: {lost} lost to zero, error {error}", **_losses_of("one"))
    tile = units.lines("a scale for 128: {lost} lost to zero, error {error}", **_losses_of("tile"))
    largest = f"{ordinary_largest()}"
    return (
        alt.layer(
            _hill(style.FAINT, "true"),
            _hill(style.FALL, "datum.value < lowest"),
            *_range(table, one, ONE, style.FALL, "pow(10, power)"),
            *_range(table, tile, TILES, style.RISE, largest),
            marks.once(_("how many numbers have this size"), 0, color=style.MUTED),
        )
        .add_params(_power(), alt.param(name="lowest", expr=f"pow(10, power) / {reach():.6g}"))
        .properties(height=TILES + 20)
    )


def _hill(colour: str, shown: str) -> alt.Chart:
    """How many normal numbers there are of each size, on a logarithmic scale: z exp(-z^2 / 2), the peak as 1."""
    sizes = alt.Chart(alt.sequence(-6, 1, 0.02, as_="power_of_ten"))
    sizes = sizes.transform_calculate(value="pow(10, datum.power_of_ten)").transform_filter(shown)
    sizes = sizes.transform_calculate(
        top=f"{HILL} - {HILL - 20} * datum.value * exp((1 - pow(datum.value, 2)) / 2)", foot=f"{HILL}"
    )
    top = alt.Y("top:Q", axis=None).scale(None)
    return sizes.mark_area(color=colour, opacity=0.8).encode(_axis("value"), top, y2="foot:Q")


def _losses_of(kind: str) -> dict[str, str]:
    """Vega expressions for what ordinary numbers lose with one way of scaling."""
    return {what: f"format(datum.{kind}_{what}, '.1%')" for what in ("lost", "error")}


def _range(table: pd.DataFrame, words: str, place: int, colour: str, high: str) -> list[alt.Chart]:
    """What eight bits can hold with one way of scaling, under a Vega expression for the words."""
    chosen = alt.Chart(table).transform_filter("abs(datum.power - power) < 0.01")
    ends = chosen.transform_calculate(high=high, low=f"{high} / {reach():.6g}")
    said = chosen.transform_calculate(words=words)
    return [
        ends.mark_rule(color=colour, strokeWidth=14).encode(_axis("low"), x2="high:Q", y=alt.value(place)),
        said.mark_text(align="left", x=0).encode(text="words:N", y=alt.value(place - 18)),
    ]


def _axis(field: str) -> alt.X:
    """Size of a number, in standard deviations of the ordinary ones."""
    x = alt.X(f"{field}:Q", title=_("size of a number, times ordinary numbers"))
    x = x.scale(type="log", domain=[1e-6, 1e6], nice=False)
    labels = "{'-6': '10⁻⁶', '-3': '0.001', '0': '1', '3': '1,000', '6': '10⁶'}[round(log(datum.value) / LN10)]"
    return x.axis(values=[1e-6, 1e-3, 1, 1e3, 1e6], labelExpr=labels, grid=True)


def _power() -> alt.Parameter:
    first, last, step = POWERS
    slider = alt.binding_range(min=first, max=last, step=step, name=_("Size of the outliers, times ordinary numbers"))
    return alt.param(name="power", value=SHOWN, bind=slider)
