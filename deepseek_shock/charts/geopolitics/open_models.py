"""Open models: China against the United States on four bases that must not be joined into a series."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import marks, style
from deepseek_shock.charts.back_matter.timeline import BREAK, broken
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.quantities import write

COLOURS = {"china": style.FALL, "us": style.RISE}
UNITS = {"year": "percent", "spring": "percent", "tracked": "count", "derived": "count"}
LEAST = ("derived",)  # where the number for China is a lower bound
ROW, BAR, FOOT = 112, 21, 62  # pixels
BARS = 64  # from the top of a row to the middle of its first bar
LONGEST = 0.55  # of the width: the longer bar of each pair


def figure() -> Figure:
    """A pair of bars for each basis, each pair on its own scale; the remark on one of them in words."""
    table = bases()
    return Figure(
        "open-models",
        _chart(table),
        _("Where the shock lasted: open models from China and the United States on four bases"),
        _message(table),
        {
            "measure": _("what is counted"),
            "period": _("period"),
            "china": _("China"),
            "us": _("United States"),
            "unit": _("measured in"),
            "ratio": _("China over the United States (times)"),
            "who": _("who counts, and its interest"),
            "remark": _("remark"),
        },
        (
            "mit-hf", "hai-cn-open", "hf-41", "atom-report", "atom", "atom-project", "hf-oneyear",
            "openrouter2026tokens",
        ),
    )  # fmt: skip


def bases() -> pd.DataFrame:
    """Each basis with both countries' amounts, its unit, who counts and what it leaves out."""
    table = pd.DataFrame(_amounts(), index=["china", "us"]).T.rename_axis("basis").reset_index()
    said = {basis: [write(table.loc[row, side], UNITS[basis], language.current()) for side in COLOURS]
            for row, basis in enumerate(table["basis"])}  # fmt: skip
    words = _words_of_bases()
    for field in ("measure", "period", "who", "remark"):
        table[field] = [
            broken(words[basis][field]) if field == "remark" else words[basis][field] for basis in table["basis"]
        ]
    return table.assign(
        unit=table["basis"].map(UNITS).map({"percent": _("percent"), "count": _("number")}),
        ratio=(table["china"] / table["us"]).round(2),
        said_china=[said[basis][0] for basis in table["basis"]],
        said_us=[said[basis][1] for basis in table["basis"]],
        bound=["> " if basis in LEAST else "" for basis in table["basis"]],
        place=range(len(table)),
    )


def _amounts() -> dict[str, list[float]]:
    index = tables.load("ai_index").set_index(["metric", "period", "entity_en"])["value"].sort_index()
    derived = tables.load("open_model_adoption").set_index(["metric", "subject"])["value"]["derivative_models"]
    both = ["China", "United States"]
    return {
        "year": list(index["hugging-face-share", "2024-08/2025-08"][both]),
        "spring": list(index["hugging-face-share", "2026"][both]),
        "tracked": list(index["downloads-tracked", "2026-03"][both]),
        "derived": list(derived[["qwen", "llama"]]),
    }


def _words_of_bases() -> dict[str, dict[str, str]]:
    return {
        "year": {
            "measure": _("Share of downloads, Hugging Face"),
            "period": _("August 2024 to August 2025"),
            "who": _("MIT and Hugging Face, the host of the models"),
            "remark": _("A study of one year, read in reports of it. A download is not yet a use."),
        },
        "spring": {
            "measure": _("Share of downloads, on another basis"),
            "period": _("spring 2026"),
            "who": _("Hugging Face, the host of the models, in a digest"),
            "remark": _("Counted in another way than the study of the year before: the two shares are no growth."),
        },
        "tracked": {
            "measure": _("Downloads tracked, cumulative"),
            "period": _("to March 2026"),
            "who": _("ATOM, which campaigns for open models of the US"),
            "remark": _("A sum over years of the models that it tracks, read in a summary of its report."),
        },
        "derived": {
            "measure": _("Models derived: Qwen and Llama"),
            "period": _("about 2025"),
            "who": _("Hugging Face, the host of the models"),
            "remark": _("One family of each country, not all. The number for Qwen is a lower bound."),
        },
    }


def _message(table: pd.DataFrame) -> str:
    rows = table.set_index("basis")
    return _(
        "Open models from China are ahead of those from the United States on each basis found: {year_china} against "
        "{year_us} of the downloads in a year up to August 2025, {spring_china} against {spring_us} in spring 2026 on "
        "another basis, {tracked} times as many downloads tracked by March 2026, and more than {derived} times as many "
        "models derived from Qwen as from Llama. The bases differ, so they make no series. Shares of tokens on "
        "OpenRouter are left out: it is one market place, and its users choose it themselves."
    ).format(
        year_china=rows.loc["year", "said_china"],
        year_us=rows.loc["year", "said_us"],
        spring_china=rows.loc["spring", "said_china"],
        spring_us=rows.loc["spring", "said_us"],
        tracked=f"{rows.loc['tracked', 'ratio']:.1f}",
        derived=f"{int(rows.loc['derived', 'ratio'])}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    base = alt.Chart(table).transform_calculate(
        top=f"{ROW} * datum.place",
        under=f"{ROW} * datum.place + 18",
        middle=f"{ROW} * datum.place + {BARS + BAR // 2}",
        times="datum.bound ? datum.bound + '×' + format(floor(datum.ratio), 'd') : '×' + format(datum.ratio, '.2f')",
        shade="basis == '' || datum.basis == basis ? 1 : 0.35",
    )
    y, shade = alt.Y("y:Q", axis=None).scale(None), alt.Opacity("shade:Q").scale(None).legend(None)
    colour = alt.Color("country:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(_legend())
    bars = _bars(base)
    end = alt.X("end:Q", axis=None).scale(None)
    look = {"align": "left", "x": 0, "baseline": "top"}
    top, under, middle = (alt.Y(f"{name}:Q", axis=None).scale(None) for name in ("top", "under", "middle"))
    return (
        alt.layer(
            bars.mark_rule(strokeWidth=15).encode(alt.X("start:Q").scale(None), y, colour, x2="end:Q", opacity=shade),
            bars.mark_text(align="left", dx=6, fontSize=13).encode(end, y, text="words:N", opacity=shade),
            base.mark_text(fontSize=13.5, fontWeight="bold", **look).encode(top, text="measure:N", opacity=shade),
            base.transform_calculate(lines="[datum.period, datum.who]")
            .mark_text(fontSize=11.5, lineHeight=15, color=style.MUTED, **look)
            .encode(under, text="lines:N", opacity=shade),
            base.mark_text(align="right", x=alt.ExprRef("width"), fontSize=16, fontWeight="bold", color=style.FALL)
            .encode(middle, text="times:N", opacity=shade),
            *_remarks(base),
        )
        .add_params(_input(table))
        .properties(height=ROW * len(table) + FOOT)
    )  # fmt: skip


def _bars(base: alt.Chart) -> alt.Chart:
    """The two amounts of a basis, the larger as long as in any other basis."""
    return base.transform_fold(["china", "us"], as_=["country", "amount"]).transform_calculate(
        y=f"datum.top + {BARS} + (datum.country == 'us' ? {BAR} : 0)",
        start="0",
        end=f"width * {LONGEST} * datum.amount / max(datum.china, datum.us)",
        words="datum.country == 'us' ? datum.said_us : datum.bound + datum.said_china",
    )


def _remarks(base: alt.Chart) -> list[alt.Chart]:
    """Under the bars what all bases leave open, or one of them."""
    look = {"align": "left", "baseline": "top", "x": 0, "y": ROW * len(UNITS) + 2, "fontSize": 12.5, "lineHeight": 17}
    every = broken(_("Each pair has a scale of its own. Do not read the pairs as a series."))
    told = base.transform_filter("datum.basis == basis").transform_calculate(lines=f"split(datum.remark, '{BREAK}')")
    return [
        marks.once(alt.ExprRef(f"basis == '' ? {every.split(BREAK)} : ''"), **(look | {"color": style.MUTED})),
        told.mark_text(**look).encode(text="lines:N"),
    ]


def _legend() -> alt.Legend:
    names = {"china": _("China"), "us": _("United States")}
    return alt.Legend(labelExpr=f"({names})[datum.value]", symbolType="stroke", symbolStrokeWidth=12)


def _input(table: pd.DataFrame) -> alt.Parameter:
    labels = [_("all four"), *(f"{row.measure} ({row.period})" for row in table.itertuples())]
    choice = alt.binding_select(options=["", *table["basis"]], labels=labels, name=_("Basis"))
    return alt.param(name="basis", value="", bind=choice)
