"""Verdicts by article: how many statements held, and how many forecasts came true."""

import altair as alt
import pandas as pd

from deepseek_shock import claims, tables
from deepseek_shock.charts import marks, style
from deepseek_shock.charts.figure import Figure
from deepseek_shock.claims import words
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _

# What came out well, in between, badly; disputed; open. A forecast's verdicts share the tones of a statement's.
TONES = {
    "supported": style.RISE, "imprecise": style.FAINT, "wrong": style.FALL, "contested": style.ACCENT,
    "unverifiable": style.GRID, "came true": style.RISE, "partly": style.FAINT, "did not": style.FALL,
    "too early": style.ACCENT,
}  # fmt: skip
LIGHT = (style.FAINT, style.GRID)


def figure() -> Figure:
    """One bar an article, cut by verdict; statements or forecasts, in numbers or in shares."""
    table = counts()
    return Figure(
        "verdicts",
        _chart(table),
        _("Verdicts on the claims of the five articles"),
        _message(table),
        {
            "article": _("article"),
            "sort": _("claims"),
            "verdict": _("verdict"),
            "claims": _("number"),
            "share": _("share (%)"),
        },
        (),
        percent=("share",),
    )


def counts() -> pd.DataFrame:
    """Number and share of each verdict, by article, for statements and for forecasts."""
    ledger = claims.load()
    short = tables.load("articles").set_index("article").pipe(lambda articles: articles[column("short", articles)])
    group = ledger["kind"].eq("forecast").map({True: "forecasts", False: "statements"}).rename("group")
    found = ledger.groupby(["article", group, "verdict"]).size().rename("claims").reset_index()
    found["share"] = (found["claims"] / found.groupby(["article", "group"])["claims"].transform("sum")).round(4)
    found["rank"] = found["verdict"].map(words.VERDICTS.index)
    found = found.sort_values(["article", "group", "rank"], ignore_index=True)
    tone = found["verdict"].map(TONES)
    return found.assign(
        tone=tone,
        ink=tone.isin(LIGHT).map({True: style.INK, False: style.PAPER}),
        verdict=found["verdict"].map(words.verdict),
        article=found["article"].map(short),
        sort=found["group"].map({"statements": _("statements"), "forecasts": _("forecasts")}),
    )


def _message(table: pd.DataFrame) -> str:
    return _(
        "Of {statements} statements {supported} are supported, {imprecise} imprecise, {wrong} wrong, {contested} "
        "contested and {unverifiable} unverifiable. Of {forecasts} forecasts {true} came true, {partly} came true in "
        "part and {not_} did not; the rest are open or cannot be scored."
    ).format(**totals())


def totals() -> dict[str, int]:
    """Number of claims by verdict, statements and forecasts apart."""
    ledger = claims.load()
    forecasts = ledger["kind"] == "forecast"
    said, foretold = (ledger.loc[chosen, "verdict"].value_counts() for chosen in (~forecasts, forecasts))
    return {
        "statements": int(said.sum()),
        **{verdict: int(said.get(verdict, 0)) for verdict in words.VERDICTS[:5]},
        "forecasts": int(foretold.sum()),
        "true": int(foretold.get("came true", 0)),
        "partly": int(foretold.get("partly", 0)),
        "not_": int(foretold.get("did not", 0)),
    }


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    groups = ["statements", "forecasts"]
    choice = alt.binding_select(options=groups, labels=[_("statements"), _("forecasts")], name=_("Claims"))
    group = alt.param(name="group", value=groups[0], bind=choice)
    measures = alt.binding_select(
        options=["share", "claims"], labels=[_("share of the article's claims"), _("number")], name=_("Bars show")
    )
    measure = alt.param(name="measure", value="share", bind=measures)
    base = (
        alt.Chart(table)
        .transform_filter("datum.group == group")
        .transform_calculate(
            size="datum[measure]", words="datum.size > (measure == 'share' ? 0.045 : 3) ? datum.claims : ''"
        )
    )
    x = alt.X("size:Q", title=None, stack="zero")
    x = x.axis(labelExpr="measure == 'share' ? format(datum.value, '.0%') : datum.label", tickCount=5)
    y = marks.names_axis("article", list(dict.fromkeys(table["article"])))
    look = {"y": y, "order": "rank:O"}
    tooltip = marks.tooltip(article=_("article"), verdict=_("verdict"), claims=_("number"))
    bars = base.mark_bar(height=22).encode(x=x, color=_colour(table), tooltip=tooltip, **look)
    middle = alt.X("size:Q", stack="zero", bandPosition=0.5)
    text = base.mark_text(fontSize=11).encode(x=middle, text="words:N", detail="verdict:N", **look)
    text = text.encode(color=alt.Color("ink:N", scale=None))
    return (
        alt.layer(bars, text)
        .add_params(group, measure)
        .resolve_scale(color="independent")
        .properties(height=34 * table["article"].nunique())
    )


def _colour(table: pd.DataFrame) -> alt.Color:
    """Verdicts in the order of the scale; the legend has those of the chosen claims."""
    ranked = table.drop_duplicates("verdict").sort_values("rank")
    scale = alt.Scale(domain=list(ranked["verdict"]), range=list(ranked["tone"]))
    shown = {name: list(dict.fromkeys(rows.sort_values("rank")["verdict"])) for name, rows in table.groupby("group")}
    legend = alt.Legend(values=alt.ExprRef(f"({shown})[group]"), columns=3, labelLimit=200)
    return alt.Color("verdict:N", scale=scale, legend=legend)
