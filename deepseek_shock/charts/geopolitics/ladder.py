"""The evidence ladder: place a claim on a rung, then see where this book puts it, who says it and why."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.back_matter.timeline import BREAK, broken
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _

RUNGS = ("documented", "finding", "allegation", "anonymous", "none")
SIDES = {"china": style.FALL, "us": style.RISE, "japan": style.ACCENT}
FIRST = "distillation"
ROW, STEP = 46, 40  # pixels: from rung to rung, and down to the bar of a rung
TOP, FOOT = 58, 188  # pixels above and below the ladder, for the claim and for the reasons


def figure() -> Figure:
    """Five rungs with all claims as dots; after a guess, the rung of the chosen claim and the reasons."""
    table = claims()
    return Figure(
        "evidence-ladder",
        _chart(table),
        _("An evidence ladder: place a claim, then see our rung and why"),
        _message(table),
        {
            "statement": _("claim"),
            "rung_name": _("our rung"),
            "why": _("why"),
            "who_says": _("who says it"),
            "interest": _("its interest"),
            "as_of": _("date of the evidence"),
        },
        tuple(tables.sources("evidence_ladder")),
        forgets={"chosen": "guess"},
    )


def claims() -> pd.DataFrame:
    """The claims in the order in which they are shown, with our rung and reasons."""
    table = tables.load("evidence_ladder").sort_values("place", ignore_index=True)
    words = {"statement": table[column("statement", table)].map(broken)}
    for name, before in _before().items():
        # Where its lines end depends on the words before it.
        words[name] = [broken(before + text)[len(before) :] for text in table[column(name, table)]]
    frame = table[["claim", "about", "rung", "as_of"]].assign(**words, rung_name=table["rung"].map(rungs()))
    return frame.assign(side=frame["about"].map(sides()), rank=frame.groupby("rung").cumcount())


def _before() -> dict[str, str]:
    """The words before each reason in the picture."""
    patterns = {
        "why": _("Why: {text}"),
        "who_says": _("Who says it: {text}"),
        "interest": _("Interest: {text}"),
    }
    return {name: pattern.removesuffix("{text}") for name, pattern in patterns.items()}


def rungs() -> dict[str, str]:
    """The rungs, from the firmest down."""
    return {
        "documented": _("Documented"),
        "finding": _("Official finding"),
        "allegation": _("Official allegation"),
        "anonymous": _("Anonymous report"),
        "none": _("No source"),
    }


def sides() -> dict[str, str]:
    """Whom the claims are about."""
    return {"china": _("about China"), "us": _("about the US"), "japan": _("about Japan")}


def _definitions() -> dict[str, str]:
    return {
        "documented": _("in a record that anyone can check"),
        "finding": _("the result of an authority's own inquiry"),
        "allegation": _("said by officials by name, no evidence shown"),
        "anonymous": _("known only from sources that are not named"),
        "none": _("no ground is given"),
    }


def _message(table: pd.DataFrame) -> str:
    number, side = table["rung"].value_counts(), table["about"].value_counts()
    return _(
        "Of {all} claims {documented} are documented, {finding} are findings of an authority, {allegation} are "
        "allegations by officials, {anonymous} rest on sources that are not named, and for {none} no source is known. "
        "{china} are about the Chinese side, {us} about the American and {japan} about the Japanese, all placed by the "
        "same rules. A rung says what a claim rests on, not whether it is true. The table gives our rung for each, who "
        "says it, their interest, and why."
    ).format(all=len(table), **number[list(RUNGS)], **side[list(SIDES)])


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart(table).transform_calculate(
        y=f"{ROW} * indexof({list(RUNGS)}, datum.rung) + {TOP + 14}", x="width - 12 - 17 * datum.rank"
    )
    x, y = alt.X("x:Q", axis=None).scale(None), alt.Y("y:Q", axis=None).scale(None)
    colour = alt.Color("about:N").scale(domain=list(SIDES), range=list(SIDES.values())).legend(_legend())
    here = rows.transform_filter("datum.claim == chosen")
    placed = here.transform_filter("guess != ''")
    return (
        alt.layer(
            *_ladder(table),
            rows.mark_point(filled=True, size=100, opacity=1).encode(x, y, colour),
            placed.mark_point(size=310, color=style.INK, strokeWidth=2).encode(x, y),
            *_words(here),
        )
        .add_params(*_inputs(table))
        .properties(height=TOP + ROW * len(RUNGS) + FOOT)
    )


def _ladder(table: pd.DataFrame) -> list[alt.Chart]:
    """The rungs; with a guess made, a frame round the guessed one and a tint under ours."""
    names, meanings = rungs(), _definitions()
    tops = [TOP + ROW * place for place in range(len(RUNGS))]
    rows = alt.Chart(
        pd.DataFrame({"rung": RUNGS, "name": names.values(), "means": meanings.values(), "y": tops})
    ).transform_calculate(foot=f"datum.y + {STEP}", first="1", last="width - 1")
    y, foot, first = (alt.Y("y:Q").scale(None), alt.Y("foot:Q").scale(None), alt.X("first:Q").scale(None))
    ours = rows.transform_filter("guess != '' && datum.rung == answer")
    guessed = rows.transform_filter("datum.rung == guess")
    frame = guessed.mark_rect(filled=False, stroke=style.INK, strokeDash=[4, 3])
    look = {"align": "left", "baseline": "top", "x": 7}
    return [
        ours.mark_rect(color=style.FAINT, opacity=0.3).encode(first, y, x2="last:Q", y2="foot:Q"),
        frame.encode(first, y, x2="last:Q", y2="foot:Q"),
        rows.mark_rule(color=style.FAINT, strokeWidth=3).encode(foot),
        rows.mark_text(dy=4, fontSize=13.5, fontWeight="bold", **look).encode(y, text="name:N"),
        rows.mark_text(dy=22, fontSize=11.5, color=style.MUTED, **look).encode(y, text="means:N"),
    ]


def _words(here: alt.Chart) -> list[alt.Chart]:
    """Above the ladder the chosen claim; under it, once a rung is chosen, ours and the reasons."""
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 13}
    under = TOP + ROW * len(RUNGS) + 8
    verdict = units.lines("You: {guess}|This book: {ours}", guess=f"({rungs()})[guess]", ours="datum.rung_name")
    reasons = f" + '{BREAK}' + ".join(f"{before!r} + datum.{name}" for name, before in _before().items())
    hints = (
        _("Choose a rung for this claim below the picture; ours appears here, with who says it and why."),
        _("Each dot is a claim. One set of rules holds for all sides."),
    )
    hint = [line for text in hints for line in broken(text).split(BREAK)]
    placed = here.transform_filter("guess != ''")
    return [
        here.transform_calculate(lines=f"split(datum.statement, '{BREAK}')")
        .mark_text(y=2, lineHeight=18, **(look | {"fontSize": 14, "fontWeight": "bold"}))
        .encode(text="lines:N"),
        marks.once(
            alt.ExprRef(f"guess == '' ? {hint} : ''"),
            under, lineHeight=18, color=style.MUTED, fontSize=13,
        ),
        placed.transform_calculate(lines=verdict)
        .mark_text(y=under, lineHeight=18, **(look | {"fontWeight": "bold"}))
        .encode(text="lines:N"),
        placed.transform_calculate(lines=f"split({reasons}, '{BREAK}')")
        .mark_text(y=under + 40, lineHeight=16, **(look | {"fontSize": 12.5}))
        .encode(text="lines:N"),
    ]  # fmt: skip


def _legend() -> alt.Legend:
    return alt.Legend(labelExpr=f"({sides()})[datum.value]", symbolOpacity=1, symbolType="circle")


def _inputs(table: pd.DataFrame) -> list[alt.Parameter]:
    """The claim and the reader's rung; ours follows from the claim."""
    labels = table["statement"].str.replace(BREAK, "")
    claim = alt.binding_select(options=list(table["claim"]), labels=list(labels), name=_("Claim"))
    options, names = ["", *RUNGS], [_("not placed yet"), *rungs().values()]
    rung = alt.binding_select(options=options, labels=names, name=_("Your rung"))
    return [
        alt.param(name="chosen", value=FIRST, bind=claim),
        alt.param(name="guess", value="", bind=rung),
        alt.param(name="answer", expr=f"({table.set_index('claim')['rung'].to_dict()})[chosen]"),
    ]
