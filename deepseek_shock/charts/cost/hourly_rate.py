"""The same hours at another rent: what 2.788 million GPU hours cost at each published price of an hour."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_, column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import training_cost

LOWEST, HIGHEST = 1, 8  # dollars an hour that the slider reaches
ROUND_SUM = 10e6
REPORTED = "2024-12-31"  # the report is of December 2024; rents after it cannot have been paid
MILLIONS = N_("1e6 ${} million")
RENT = N_("1 ${}")
HOURS = N_("1e6 {} million hours")
AXIS_TOTAL = N_("1e6 {}")


def figure() -> Figure:
    """Published rents in rows; the rent that the reader sets, and the total it gives."""
    table = rents()
    hours = runs()
    return Figure(
        "hourly-rate",
        _chart(table, hours),
        _("GPU hours times rent: the assumed price and the published ones"),
        _message(hours["v3"]),
        {
            "market": _("what was rented"),
            "gpu": _("GPU"),
            "date": _("date"),
            "low": _("lowest (dollars an hour)"),
            "high": _("highest (dollars an hour)"),
            "total_low": _("V3's hours at the lowest (dollars)"),
            "total_high": _("V3's hours at the highest (dollars)"),
        },
        ("dsv3-paper", "dsr1-paper-v2", "llama-models", "cheah2024", "h100hist", "compux2026", "twin"),
        {"rate": _("1 ${}")},
    )


def rents() -> pd.DataFrame:
    """Market levels, contracts and medians within the slider's reach, oldest first; not the offers of single firms."""
    listed = tables.load("gpu_rental_prices")
    listed = listed[listed["gpu"].isin(["H100", "H800"]) & (listed["kind"] != "list")]
    low = listed["price_low_usd"].fillna(listed["price_high_usd"])
    high = listed["price_high_usd"].fillna(listed["price_low_usd"])
    listed = listed.assign(low=low, high=high)[(low >= LOWEST) & (high <= HIGHEST)].sort_values(["date", "id"])
    hours = runs()["v3"]
    return pd.DataFrame(
        {
            "market": listed[column("market", listed)],
            "gpu": listed["gpu"],
            "date": [_date(row) for row in listed.itertuples()],
            "low": listed["low"],
            "high": listed["high"],
            "bound": listed["price_low_usd"].isna().map({True: "<", False: ""})
            + listed["price_high_usd"].isna().map({True: ">", False: ""}),
            "later": listed["date"] > REPORTED,
            "total_low": [round(training_cost.dollars(hours, rent)) for rent in listed["low"]],
            "total_high": [round(training_cost.dollars(hours, rent)) for rent in listed["high"]],
        }
    ).assign(label=lambda table: table["market"] + " · " + table["gpu"] + ", " + table["date"])


def _date(row: tuple) -> str:
    return f"{row.date:{'%Y' if row.date_precision == 'year' else '%Y-%m'}}"


def runs() -> dict[str, float]:
    """GPU hours of the runs that can be chosen."""
    published = tables.load("training_runs").set_index(["run", "metric"])["value"]
    v3 = float(published["v3", "gpu_hours_total"])
    return {
        "v3": v3,
        "r1": v3 + float(published["r1", "gpu_hours_total"]),
        "llama": float(published["llama405", "gpu_hours_pretraining"]),
    }


def assumed() -> float:
    """The rent that the DeepSeek-V3 report assumes, in dollars an hour."""
    published = tables.load("training_runs").set_index("id")["value"]
    return float(published["v3-assumed-rental-price"])


def _message(hours: float) -> str:
    october = tables.load("gpu_rental_prices").set_index("id").loc["h100-2024-10-on-demand-sxm", "price_low_usd"]
    return _(
        "V3's {hours} cost {total} at the {assumed} that its report assumes. At {demand}, a cloud price of October "
        "2024 for the H100, they would cost {at_demand}; it takes {rate} an hour to make {round_sum}. The published "
        "rents here would give anything from {lowest} to {highest}."
    ).format(
        hours=units.written(hours, HOURS, 1e3),
        total=units.written(training_cost.dollars(hours, assumed()), MILLIONS, 1e3),
        assumed=units.written(assumed(), RENT, 0.01),
        demand=units.written(october, RENT, 0.01),
        at_demand=units.written(training_cost.dollars(hours, october), MILLIONS, 1e5),
        rate=units.written(ROUND_SUM / hours, RENT, 0.01),
        round_sum=units.written(ROUND_SUM, MILLIONS, 1e6),
        lowest=units.written(rents()["total_low"].min(), MILLIONS, 1e5),
        highest=units.written(rents()["total_high"].max(), MILLIONS, 1e5),
    )


def _chart(table: pd.DataFrame, hours: dict[str, float]) -> alt.LayerChart:
    base = alt.Chart(table).transform_calculate(
        words="datum.bound + ' ' + (datum.low == datum.high ? '' : format(datum.low, '.2f') + '–')"
        " + format(datum.high, '.2f')"
    )
    y = alt.Y("label:N", sort=list(table["label"])).axis(None)
    x = alt.X("low:Q", title=_axis_title()).scale(domain=[0.5, 9.3], nice=False)
    x = x.axis(values=[1, 2, 3, 4, 5, 6, 7, 8], labelExpr=_axis_labels(), labelLineHeight=15, labelOverlap="parity")
    spans = base.mark_rule(strokeWidth=4, yOffset=7).encode(x, y, _colour(), x2="high:Q")
    points = base.mark_point(filled=True, size=70, opacity=1, yOffset=7).encode(x, y, _colour())
    amounts = base.mark_text(align="left", dx=8, dy=7, fontSize=11).encode(alt.X("high:Q"), y, text="words:N")
    return (
        alt.layer(
            marks.vertical(f"{ROUND_SUM:g} / hours", strokeDash=[2, 3]),
            marks.vertical("rate", color=style.INK, strokeWidth=1.5),
            spans,
            points,
            amounts,
            *row_names(base, y, "label"),
            _words(),
        )
        .add_params(*_inputs(hours))
        .properties(height=36 * len(table))
    )


def row_names(base: alt.Chart, y: alt.Y, field: str) -> list[alt.Chart]:
    """The name of each row above its marks, on a ground of its own where lines cross it."""
    look = {"align": "left", "x": 2, "dy": -8, "fontSize": 12}
    ground = base.mark_text(stroke=style.PAPER, strokeWidth=4, **look)
    return [layer.encode(y, text=f"{field}:N") for layer in (ground, base.mark_text(color=style.MUTED, **look))]


def _axis_title() -> list[str]:
    return [_("above: dollars an hour"), _("below: total in millions of dollars")]


def _axis_labels() -> str:
    total = units.scaled("datum.value * hours", AXIS_TOTAL, 1e5)
    return f"[{units.scaled('datum.value', RENT, 1)}, {total}]"


def _colour() -> alt.Color:
    until, later = _("until the report, December 2024"), _("later")
    legend = alt.Legend(
        labelExpr=f"datum.value ? {later!r} : {until!r}", symbolType="circle", offset=50, labelLimit=240
    )
    return alt.Color("later:N").scale(domain=[False, True], range=[style.RISE, style.FAINT]).legend(legend)


def _words() -> alt.Chart:
    said = units.lines(
        "{hours} × {rate} = {total}|{round_sum} at {round_rate} an hour",
        hours=units.scaled("hours", HOURS, 1e3),
        rate=units.scaled("rate", RENT, 0.01),
        total=units.scaled("total", MILLIONS, 1e3),
        round_sum=units.scaled(f"{ROUND_SUM:g}", MILLIONS, 1e6),
        round_rate=units.scaled(f"{ROUND_SUM:g} / hours", RENT, 0.01),
    )
    return marks.once(alt.ExprRef(said), -44, fontSize=14, lineHeight=20)


def _inputs(hours: dict[str, float]) -> list[alt.Parameter]:
    """The rent and the run; `training_cost.dollars` once more in the browser."""
    rate = alt.binding_range(min=LOWEST, max=HIGHEST, step=0.01, name=_("Rent of a GPU hour"))
    names = {"v3": _("V3"), "r1": _("V3 and R1"), "llama": "Llama 3.1 405B"}
    run = alt.binding_select(options=list(hours.values()), labels=[names[run] for run in hours], name=_("Hours of"))
    return [
        alt.param(name="rate", value=assumed(), bind=rate),
        alt.param(name="hours", value=hours["v3"], bind=run),
        alt.param(name="total", expr="hours * rate"),
    ]
