"""Eight tests of the analogy between Sputnik and R1, with the reader's own weights."""

import altair as alt
import pandas as pd

from deepseek_shock import references, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import analogy

STEPS = 4  # the places on a scale run from 0 to this
WEIGHT, HEAVIEST = 1, 5
COLOURS = {"sputnik": style.FALL, "r1": style.RISE}
# Shapes in a box from -1 to 1: a sheet of paper and a rocket.
SHEET = "M-0.6,-0.9L0.2,-0.9L0.6,-0.5L0.6,0.9L-0.6,0.9Z"
ROCKET = "M0,-1C0.4,-0.6,0.4,0,0.3,0.4L0.6,0.9L0.2,0.7L-0.2,0.7L-0.6,0.9L-0.3,0.4C-0.4,0,-0.4,-0.6,0,-1Z"
# Parts of the width: at the left the scales, at the right what they come to.
SCALE, PULL = (0.02, 0.64), (0.74, 0.96)
ROW = 48  # pixels


def figure() -> Figure:
    """Both sides on eight scales, how alike that makes them, and the weighted mean of it."""
    table = tests()
    return Figure(
        "analogy",
        _chart(table),
        _("Is it like Sputnik? Eight tests, and weights that are yours"),
        _message(table),
        {
            "test": _("test"),
            "sputnik": _("Sputnik, place from 0 to 4"),
            "r1": _("R1, place from 0 to 4"),
            "alike": _("alike, from 0 to 1"),
            "sputnik_reason": _("why, for Sputnik"),
            "r1_reason": _("why, for R1"),
            "sources": _("sources"),
        },
        tuple(tables.sources("analogy_tests")),
        {parameter(key): _("1 {} times") for key in table["key"]},
    )


def parameter(key: str) -> str:
    """The parameter that holds the weight of a test."""
    return f"weight_{key}"


def tests() -> pd.DataFrame:
    """One row a test, in order: the places of both sides, how alike they are from 0 to 1, and the reasons."""
    table = tables.load("analogy_tests").sort_values("place", kind="stable")
    sides = {side: rows.set_index("test") for side, rows in table.groupby("side")}
    one, other = sides["sputnik"], sides["r1"]
    frame = pd.DataFrame({stem: one[column(stem, one)] for stem in ("test", "zero", "four")})
    for side, rows in sides.items():
        frame[side] = rows["score"]
        frame[f"{side}_reason"] = rows[column("reason", rows)]
    frame["sources"] = (one["sources"] + ";" + other["sources"]).map(_publishers)
    frame["alike"] = likeness(one["score"], other["score"])
    return frame.rename_axis("key").reset_index()


def likeness(one: pd.Series, other: pd.Series) -> pd.Series:
    """How alike two places on a scale are: 1 - distance / length of the scale, by test."""
    return 1 - (one - other).abs() / STEPS


def _publishers(keys: str) -> str:
    """Who published the sources, each named once and without its abbreviation."""
    names = (references.get(key).publisher.partition("(")[0].strip() for key in keys.split(";"))
    return _(", ").join(dict.fromkeys(names))


def _message(table: pd.DataFrame) -> str:
    scores = table.set_index("key")["alike"]
    equal = pd.Series(WEIGHT, scores.index)
    first = analogy.turning_weights(scores, equal).head(1)
    names = table.set_index("key")["test"]
    result = analogy.score(scores, equal)
    return _(
        "With equal weights the two are {score} alike, and an analogy holds from {line}. It {holds}, but one step on "
        "one scale moves the score by {step} points, and “{test}” counted {times} times would put it on the line. "
        "Most alike are {most}; most different are {least}. The places on the scales are this book's judgement, and so "
        "is the choice of tests: the rivalry of two powers is not among them."
    ).format(
        score=units.percent(result),
        line=units.percent(analogy.LINE, 0),
        holds=_("holds") if analogy.holds(scores, equal) else _("does not hold"),
        step=f"{100 / STEPS / len(scores):.1f}",
        test=names[first.index[0]],
        times=f"{first.iloc[0]:g}",
        most=_quoted(names[scores.nlargest(2).index]),
        least=_quoted(names[scores == scores.min()]),
    )


def _quoted(names: pd.Series) -> str:
    return _("“{names}”").format(names=_("”, “").join(names))


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart()
    layers = [
        *_scales(rows),
        *_pulls(rows),
        *_gauge(rows),
        *_result(rows),
    ]
    return (
        _weighed(alt.layer(*layers, data=table), table)
        .resolve_scale(strokeWidth="independent")
        .add_params(*_inputs(table))
        .properties(height=ROW * len(table) + 20)
    )


def _weighed(rows: alt.LayerChart, table: pd.DataFrame) -> alt.LayerChart:
    """`likeness` and `analogy.score` once more in the browser."""
    weights = "{" + ", ".join(f"{key}: {parameter(key)}" for key in table["key"]) + "}"
    return (
        rows.transform_calculate(weight=f"({weights})[datum.key]")
        .transform_calculate(
            likeness=f"1 - abs(datum.sputnik - datum.r1) / {STEPS}", order=f"indexof({list(table['key'])}, datum.key)"
        )
        .transform_calculate(product="datum.weight * datum.likeness", y=f"{ROW} * datum.order + 34")
        .transform_joinaggregate(weights="sum(weight)", products="sum(product)")
        .transform_calculate(score="datum.products / datum.weights", shade="datum.weight > 0 ? 1 : 0.3")
    )


def _across(part: tuple[float, float], value: str) -> str:
    """A Vega expression: the pixel of a fraction of one part of the width."""
    first, last = part
    return f"width * ({first} + {round(last - first, 3)} * ({value}))"


def _place(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None).scale(None)


def _scales(rows: alt.Chart) -> list[alt.Chart]:
    """Each test's name, its scale with both ends named, and the places of Sputnik and of R1."""
    y, shade = alt.Y("y:Q", axis=None).scale(None), alt.Opacity("shade:Q").scale(None).legend(None)
    sides = {side: _across(SCALE, f"datum.{side} / {STEPS}") for side in COLOURS}
    placed = rows.transform_calculate(first=_across(SCALE, "0"), last=_across(SCALE, "1"), **{
        f"x_{side}": place for side, place in sides.items()
    })  # fmt: skip
    dots = placed.transform_fold(["x_sputnik", "x_r1"], as_=["side", "x"])
    # Where both stand at one place, they stand side by side.
    dots = dots.transform_calculate(
        x="datum.x + (datum.sputnik == datum.r1 ? (datum.side == 'x_r1' ? 5 : -5) : 0)", side="slice(datum.side, 2)"
    )
    names = {"sputnik": _("Sputnik 1, 1957"), "r1": _("DeepSeek-R1, 2025")}
    legend = alt.Legend(labelExpr=f"({names})[datum.value]", symbolOpacity=1, offset=86)
    colour = alt.Color("side:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(legend)
    ends = {"fontSize": 11, "dy": 14, "color": style.MUTED}
    return [
        placed.mark_rule(color=style.GRID, strokeWidth=2).encode(_place("first"), y, x2="last:Q"),
        placed.mark_rule(color=style.INK, strokeWidth=2).encode(_place("x_sputnik"), y, x2="x_r1:Q", opacity=shade),
        dots.mark_point(filled=True, size=110).encode(_place("x"), y, colour, opacity=shade),
        placed.mark_text(align="left", x=0, dy=-15, fontSize=13, fontWeight="bold").encode(
            y, text="test:N", opacity=shade
        ),
        placed.mark_text(align="left", **ends).encode(_place("first"), y, text="zero:N"),
        placed.mark_text(align="right", **ends).encode(_place("last"), y, text="four:N"),
    ]


def _pulls(rows: alt.Chart) -> list[alt.Chart]:
    """What each test comes to: from the line to how alike it finds them, as thick as its weight."""
    y = alt.Y("y:Q", axis=None).scale(None)
    pulls = rows.transform_calculate(
        line=_across(PULL, f"{analogy.LINE}"),
        found=_across(PULL, "datum.likeness"),
        thickness="3 * datum.weight",
        top="datum.y - 22",
        foot="datum.y + 22",
        words="format(datum.likeness, '.0%')",
    )
    colour = alt.condition(f"datum.likeness < {analogy.LINE}", alt.value(style.ACCENT), alt.value(style.INK))
    return [
        pulls.mark_rule(color=style.FAINT).encode(_place("line"), alt.Y("top:Q").scale(None), y2="foot:Q"),
        pulls.transform_filter("datum.weight > 0")
        .mark_rule()
        .encode(_place("line"), y, x2="found:Q", color=colour, strokeWidth=alt.StrokeWidth("thickness:Q").scale(None)),
        pulls.mark_text(align="left", dx=5, dy=-15, fontSize=11, color=style.MUTED).encode(
            _place("line"), y, text="words:N"
        ),
        marks.once(_("how alike; thick: weight"), -1, x="width", align="right", fontSize=11, color=style.MUTED),
    ]


def _gauge(rows: alt.Chart) -> list[alt.Chart]:
    """The score between a sheet of paper and a rocket."""
    one = rows.transform_filter("datum.order == 0")
    ends = one.transform_calculate(
        first="28", last="width - 28", line=f"28 + (width - 56) * {analogy.LINE}", at="28 + (width - 56) * datum.score"
    )
    y = alt.value(-18)
    scored = ends.transform_filter("datum.weights > 0")
    faint = "0.25 + 0.75 * "
    look = {"filled": True, "size": 500, "opacity": 1}
    return [
        ends.mark_rule(color=style.GRID, strokeWidth=6, strokeCap="round").encode(_place("first"), x2="last:Q", y=y),
        ends.mark_tick(orient="vertical", size=20, thickness=2, color=style.MUTED).encode(_place("line"), y=y),
        scored.mark_point(filled=True, size=170, color=style.INK, opacity=1).encode(_place("at"), y=y),
        scored.transform_calculate(shade=f"{faint} (1 - datum.score)")
        .mark_point(shape=SHEET, color=style.ACCENT, **(look | {"x": 10}))
        .encode(y=y, opacity=alt.Opacity("shade:Q").scale(None)),
        scored.transform_calculate(shade=f"{faint} datum.score", right="width - 10")
        .mark_point(shape=ROCKET, color=style.FALL, **look)
        .encode(_place("right"), y=y, opacity=alt.Opacity("shade:Q").scale(None)),
    ]


def _result(rows: alt.Chart) -> list[alt.Chart]:
    """The verdict in words."""
    one = rows.transform_filter("datum.order == 0")
    holds, fails = _("the analogy holds"), _("the analogy does not hold")
    said = units.lines(
        "{score} alike: {verdict}",
        score="format(datum.score, '.1%')",
        verdict=f"datum.score >= {analogy.LINE} ? {holds!r} : {fails!r}",
    )
    look = {"align": "left", "baseline": "top", "x": 0, "y": -66, "fontWeight": "bold"}
    return [
        one.transform_filter("datum.weights > 0")
        .transform_calculate(words=said)
        .mark_text(fontSize=17, **look)
        .encode(text="words:N"),
        one.transform_filter("datum.weights == 0").mark_text(text=_("Give one test a weight."), fontSize=15, **look),
    ]


def _inputs(table: pd.DataFrame) -> list[alt.Parameter]:
    return [
        alt.param(
            name=parameter(row.key),
            value=WEIGHT,
            bind=alt.binding_range(min=0, max=HEAVIEST, step=0.5, name=_("Weight: {test}").format(test=row.test)),
        )
        for row in table.itertuples()
    ]
