"""The A100 years: when each chip could be sold to China without a licence, and what is on record from those years."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.chips import how_many, legality
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import fleet
from deepseek_shock.quantities import write

CHIPS = {"A100": "A100 SXM4 40GB", "A800": legality.A800, "H800": legality.H800, "H20": legality.H20}
RECORDS = ("a100-purchase", "a100-cluster", "v3-run", "service")
YEARS = range(2022, 2026)
SHOWN = 2025
ROW, TEXT, HEAD, STOCK = 46, 15, 26, 90
FIRST, LAST = "2020-01-01", "2026-01-01"


def figure() -> Figure:
    """A bar for each chip's free days, the records as diamonds, and below what is left of the A100s."""
    table = windows()
    return Figure(
        "before-the-rules",
        _chart(table),
        _("The A100 years: free sale to China, what is on record, and what is left of it"),
        _message(table),
        {
            "chip": _("chip"),
            "begins": _("free from"),
            "ends": _("free until"),
            "days": _("days"),
        },
        (
            "epochhw", "repo-swk", "tadviser-a800", "shack2022", "register2023immediate", "fr2022", "fr2023",
            "nvda8k202504", "semi-copy", "inkl2025liang", "ap2025founder", "fireflyer2024", "dsv3-paper", "dsinfra",
            "techspot2025r1",
        ),
        {"retired": _("0.01 {}% a year"), "year": "1 {}"},
    )  # fmt: skip


def windows() -> pd.DataFrame:
    """The days from a chip's release on which no rule and no letter kept it from China."""
    spans = legality.spans()
    return pd.DataFrame(_window(name, spans[spans["name"] == chip]) for name, chip in CHIPS.items())


def _window(name: str, spans: pd.DataFrame) -> dict[str, object]:
    free = spans[(spans["state"] == "free") & (spans["ends"] >= spans["released"])]
    begins, ends = legality.specifications().loc[CHIPS[name], "release_date"], pd.Timestamp(free["ends"].max())
    return {
        "chip": name,
        "begins": f"{begins:%Y-%m-%d}",
        "ends": f"{ends:%Y-%m-%d}",
        "days": (ends - begins).days + 1,
    }


def stock(retired: float) -> pd.Series:
    """A100s left of the fund's cluster at the end of each year, if a share of them is retired every year."""
    first, *later = YEARS
    none = pd.Series(0, index=pd.Index(later))
    nothing = pd.DataFrame(dict.fromkeys(fleet.INFLOWS, none))
    return pd.concat([pd.Series({first: cluster()}), fleet.stock(cluster(), nothing, retired)])


def cluster() -> float:
    """A100s of the fund's cluster."""
    return float(how_many.counts().loc["a100-cluster", "gpus"])


def equivalent() -> float:
    """H800s whose dense FP16 arithmetic is that of one A100."""
    rates = tables.load("chip_specs").set_index("chip")["fp16_dense_tflops"]
    return float(rates[CHIPS["A100"]] / rates[CHIPS["H800"]])


def _message(table: pd.DataFrame) -> str:
    days = table.set_index("chip")["days"]
    counts = how_many.counts()
    run, cluster_row = counts.loc["v3-run"], counts.loc["a100-cluster"]
    return _(
        "For {a100_days} days, until August 2022, nothing kept the A100 from China. The fund behind DeepSeek had "
        "{a100} of them by {year}, by its own account; an estimate dates the purchase to {bought}. They do the "
        "arithmetic of {equivalent} H800s. The H800 was free for {h800_days} days; when DeepSeek bought the {h800} "
        "that trained V3 has not been published. In September 2025 it said that it owns A100s and used them in early "
        "experiments."
    ).format(
        a100_days=days["A100"],
        a100=_count(cluster_row["gpus"]),
        year=cluster_row["refers_to"],
        bought=counts.loc["a100-purchase", "refers_to"],
        equivalent=_count(round(cluster() * equivalent())),
        h800_days=days["H800"],
        h800=_count(run["gpus"]),
    )


def _count(gpus: float) -> str:
    return write(gpus, "count", language.current())


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    placed, records, foot = _placed(table)
    bars = alt.Chart(placed).transform_calculate(
        first="toDate(datum.begins)", last="toDate(datum.ends)", top="datum.place + 18", foot="datum.place + 26"
    )
    points = alt.Chart(records).transform_calculate(first="toDate(datum.date)")
    years = alt.Axis(format="%Y", tickCount="year", grid=True, domain=False, labelOverlap="greedy")
    x = alt.X("first:T", title=None).scale(type="utc", domain=marks.between(FIRST, LAST), nice=False).axis(years)
    place, top, bar, line = (alt.Y(f"{name}:Q", axis=None).scale(None) for name in ("place", "top", "bar", "line"))
    look = {"baseline": "top", "fontSize": 12.5}
    return (
        alt.layer(
            bars.mark_bar(color=style.RISE).encode(x, top, x2="last:T", y2="foot:Q"),
            points.mark_point(shape="diamond", filled=True, size=90, opacity=1, color=style.FALL).encode(x, bar),
            points.mark_text(align="left", x=0, baseline="top", fontSize=11.5, color=style.FALL).encode(
                line, text="words:N"
            ),
            bars.mark_text(align="left", x=0, fontWeight="bold", **look).encode(place, text="chip:N"),
            bars.mark_text(align="right", x=alt.ExprRef("width"), **look).encode(place, text="words:N"),
            marks.once(_("Free of US controls, for China"), 2, fontSize=13, fontWeight="bold"),
            *_stock(foot, x),
        )
        .add_params(*_inputs())
        .properties(height=foot + 2 * HEAD + STOCK)
    )


def _placed(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """The chips' rows and under them what is on record, with their places; and where the rows end."""
    counts = how_many.counts().loc[list(RECORDS)]
    places, records, place = [], [], HEAD
    for chip in CHIPS:
        places.append(place)
        own = counts[counts["chip"] == chip].sort_values("refers_to")
        for number, (key, record) in enumerate(own.iterrows()):
            line = {"line": place + 32 + TEXT * number, "bar": place + 22}
            records.append(line | {"date": _middle(record["refers_to"]), "words": _recorded(key, record)})
        place += ROW + TEXT * len(own)
    words = [_("{days} days").format(days=days) for days in table["days"]]
    return table.assign(place=places, words=words), pd.DataFrame(records), place


def _middle(when: str) -> str:
    """A day for a diamond: the middle of a year or of a month."""
    return when + {4: "-07-01", 7: "-15", 10: ""}[len(when)]


def _recorded(key: str, record: pd.Series) -> str:
    templates = {
        "a100-purchase": _("{when}: {gpus} bought ({who})"),
        "a100-cluster": _("{when}: {gpus} owned ({who})"),
        "v3-run": _("{when}: {gpus} train V3 ({who})"),
        "service": _("{when}: {gpus} answer users ({who})"),
    }
    return templates[key].format(
        when=write(record["refers_to"], "date", language.current()),
        gpus=_count(record["gpus"]),
        who=record[column("said_by", record.index)],
    )


def _stock(top: int, x: alt.X) -> list[alt.Chart]:
    """`stock` once more in the browser: a bar for the end of each year."""
    ends = pd.DataFrame({"end": YEARS, "first": [f"{year}-02-01" for year in YEARS]})
    foot = top + 2 * HEAD + STOCK - 8
    left = (
        alt.Chart(ends)
        .transform_calculate(left=f"{cluster():g} * pow(1 - retired, datum.end - {YEARS[0]})")
        .transform_calculate(
            first="toDate(datum.first)",
            last="toDate(datum.first) + 300 * 864e5",
            top=f"{foot} - {STOCK} * datum.left / {cluster():g}",
            foot=f"{foot}",
        )
    )
    said = units.lines(
        "A100s left at the end of {year}: {left}|as much arithmetic as {h800} H800s",
        year="year",
        left="format(datum.left, ',.0f')",
        h800=f"format(datum.left * {equivalent():.6g}, ',.0f')",
    )
    tone = alt.condition("datum.end == year", alt.value(style.ACCENT), alt.value(style.FAINT))
    words = {
        "align": "left",
        "baseline": "top",
        "x": 0,
        "y": top,
        "fontSize": 13,
        "fontWeight": "bold",
        "lineHeight": 17,
    }
    return [
        left.mark_bar().encode(x, alt.Y("top:Q", axis=None).scale(None), x2="last:T", y2="foot:Q", color=tone),
        left.transform_filter("datum.end == year")
        .transform_calculate(words=said)
        .mark_text(**words)
        .encode(text="words:N"),
    ]


def _inputs() -> list[alt.Parameter]:
    retired = alt.binding_range(min=0, max=0.4, step=0.01, name=_("Share of the A100s retired each year (assumption)"))
    year = alt.binding_range(min=YEARS[0], max=YEARS[-1], step=1, name=_("Year"))
    return [alt.param(name="retired", value=0, bind=retired), alt.param(name="year", value=SHOWN, bind=year)]
