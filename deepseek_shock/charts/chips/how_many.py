"""How many GPUs? Every published number with what it counts and who says it, and what is on record at least."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import fleet
from deepseek_shock.quantities import write

YEAR = 2025
OWN, ARTICLE = "own report", "article"
CLAIMS = ("quick-020", "shock-blog-057", "register-ja-035")
TONES = {OWN: style.RISE, "estimate": style.ACCENT, "repeated": style.MUTED, "statement": style.FALL}
TONES |= {ARTICLE: style.FAINT}
ENDS = (300, 130000)
ROW = 46


def figure() -> Figure:
    """A row for each number; a band from what is on record to all records added up."""
    table = rows()
    return Figure(
        "how-many",
        _chart(table),
        _("How many GPUs? What each published number counts, and who says it"),
        _message(),
        {
            "low": _("GPUs"),
            "high": _("to"),
            "counts": _("what the number counts"),
            "chip": _("chip"),
            "when": _("refers to"),
            "said_by": _("who says it"),
            "kind": _("ground"),
            "interest": _("interest"),
            "note": _("remark"),
        },
        (
            "dsv3-paper", "dsr1-paper-v2", "dsinfra", "fireflyer2024", "ap2025founder", "semi-copy", "inkl2025liang",
            "semi-taiwan", "mint2025wang", "officechai2025wang", "econotimes2025probe", "globalherald2025official",
            "amodei-decoder", "outpost2025official", "winbuzz20250422", "inkl2025lawmakers",
        ),
        {"retired": _("0.01 {}% a year")},
    )  # fmt: skip


def counts() -> pd.DataFrame:
    """The table of published numbers, each with its number of GPUs and the year that it is about, by id."""
    table = tables.load("gpu_counts").set_index("id")
    figures = tables.load("training_runs").set_index("id")["value"]
    gpus = table["gpus"].fillna(table["figure"].map(figures)).astype(int)
    return table.assign(gpus=gpus, year=table["refers_to"].str[:4].astype(int))


def records() -> pd.DataFrame:
    """What the owner itself has reported: chip, year, gpus."""
    table = counts()
    return table.loc[table["basis"] == OWN, ["chip", "year", "gpus"]].reset_index(drop=True)


def rows() -> pd.DataFrame:
    """The published numbers and those of the articles, the smallest first."""
    table = pd.concat([_published(), _articles()]).sort_values(["low", "high", "label"], ignore_index=True)
    return table.assign(place=ROW * table.index + 4)


def _published() -> pd.DataFrame:
    table = counts()
    words = {name: table[column(name, table)] for name in ("said_by", "counts", "interest", "note")}
    exact, more = "{gpus}", _("> {gpus}")
    spans = [
        (more if qualifier == "more than" else exact).format(gpus=_written(gpus))
        for gpus, qualifier in zip(table["gpus"], table["qualifier"], strict=True)
    ]
    return pd.DataFrame(
        {
            "label": [f"{span} · {who}" for span, who in zip(spans, words["said_by"], strict=True)],
            "low": table["gpus"],
            "high": table["gpus"],
            "chip": table["chip"].replace("A100 and Hopper", _("A100 and Hopper")),
            "when": table["refers_to"],
            "basis": table["basis"],
            "kind": table["basis"].map(grounds()),
        }
        | {name: series.fillna("") for name, series in words.items()}
    )


def _articles() -> pd.DataFrame:
    claims = tables.load("claims").set_index("id").loc[list(CLAIMS)]
    articles = tables.load("articles").set_index("article")
    who = claims["article"].map(articles[column("short", articles)])
    low = claims["value"].astype(int)
    high = claims["value_to"].fillna(claims["value"]).astype(int)
    spans = [_written(least) if least == most else _("thousands") for least, most in zip(low, high, strict=True)]
    return pd.DataFrame(
        {
            "label": [f"{span} · {name}" for span, name in zip(spans, who, strict=True)],
            "low": low,
            "high": high,
            "chip": "",
            "when": "2025-01",
            "basis": ARTICLE,
            "kind": grounds()[ARTICLE],
            "said_by": who,
            "counts": claims[column("claim", claims)],
            "interest": "",
            "note": "",
        }
    )


def grounds() -> dict[str, str]:
    """What a number rests on."""
    return {
        OWN: _("the owner's own report"),
        "estimate": _("an estimate by outsiders"),
        "repeated": _("a repeated estimate"),
        "statement": _("a statement without evidence"),
        ARTICLE: _("one of the five articles"),
    }


def _written(gpus: float) -> str:
    return write(gpus, "count", language.current())


def _message() -> str:
    table = counts()
    low, high = fleet.bounds(records(), YEAR, retirement=0)
    return _(
        "The numbers count different things: {r1} GPUs trained R1, {v3} trained V3, {a100} A100s stood in the fund's "
        "cluster before the rules. So {low} are on the owners' record, and {high} if no machine is counted twice. The "
        "{semi} are an estimate by SemiAnalysis, which sells research, and what Scale AI's head said without evidence. "
        "The {house} of the US House committee, which argues for tighter controls, are that estimate and the A100s. "
        "No record bounds the number from above."
    ).format(
        r1=_written(table.loc["r1-run", "gpus"]),
        v3=_written(table.loc["v3-run", "gpus"]),
        a100=_written(table.loc["a100-cluster", "gpus"]),
        low=_written(round(low)),
        high=_written(round(high)),
        semi=_written(table.loc["semianalysis-hopper", "gpus"]),
        house=_written(table.loc["house-committee", "gpus"]),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    base = alt.Chart(table).transform_calculate(at=f"datum.place + {ROW - 12}", under="datum.place + 15")
    x = alt.X("low:Q", title=_("GPUs, each line ten times the one before")).scale(type="log", domain=ENDS, nice=False)
    x = x.axis(values=[1000, 10000, 100000], format=",d")
    place, under, at = (alt.Y(f"{name}:Q", axis=None).scale(None) for name in ("place", "under", "at"))
    tone = alt.Color("basis:N").scale(domain=list(TONES), range=list(TONES.values())).legend(_legend())
    shown = alt.condition("basis == '' || datum.basis == basis", alt.value(1), alt.value(0.3))
    look = {"align": "left", "x": 0, "baseline": "top"}
    return (
        alt.layer(
            *_record(x),
            base.mark_rule(strokeWidth=4).encode(x, at, tone, x2="high:Q", opacity=shown),
            base.mark_point(filled=True, size=90).encode(x, at, tone, opacity=shown),
            base.mark_text(fontSize=12.5, fontWeight="bold", **look).encode(place, text="label:N", opacity=shown),
            base.mark_text(fontSize=11.5, color=style.MUTED, **look).encode(under, text="counts:N", opacity=shown),
        )
        .add_params(*_inputs())
        .properties(height=ROW * len(table))
    )


def _band() -> alt.Chart:
    """`fleet.bounds` once more in the browser: what is on record, worn by retirement, and all records added up."""
    known = alt.Chart(records()).transform_calculate(left=f"datum.gpus * pow(1 - retired, {YEAR} - datum.year)")
    sums = known.transform_aggregate(most="max(left)", added="sum(gpus)", groupby=["chip"])
    return sums.transform_aggregate(low="sum(most)", high="sum(added)")


def _record(x: alt.X) -> list[alt.Chart]:
    band = _band()
    said = units.lines(
        "On record for {year}: {low} to {high} GPUs",
        year=f"{YEAR}",
        low="format(datum.low, ',.0f')",
        high="format(datum.high, ',.0f')",
    )
    headline = {"align": "left", "baseline": "top", "x": 0, "y": -26, "fontSize": 14, "fontWeight": "bold"}
    return [
        band.mark_rect(color=style.RISE, opacity=0.18).encode(x, x2="high:Q"),
        band.transform_calculate(words=said).mark_text(color=style.RISE, **headline).encode(text="words:N"),
    ]


def _legend() -> alt.Legend:
    return alt.Legend(labelExpr=f"({grounds()})[datum.value]", columns=1, offset=34, labelLimit=300, symbolOpacity=1)


def _inputs() -> list[alt.Parameter]:
    shown = [_("all"), *grounds().values()]
    basis = alt.binding_select(options=["", *grounds()], labels=shown, name=_("Ground"))
    retired = alt.binding_range(min=0, max=0.4, step=0.01, name=_("Share of the GPUs retired each year (assumption)"))
    return [alt.param(name="basis", value="", bind=basis), alt.param(name="retired", value=0, bind=retired)]
