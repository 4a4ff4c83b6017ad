"""Design to the threshold: every chip in the plane of performance and density, and one of them with less arithmetic."""

import re
from collections.abc import Iterable

import altair as alt
import pandas as pd

from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.chips.legality import H20, LINK, REVIEW, provision, rules, specifications
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import chips
from deepseek_shock.models.export_rules import Clause, Rule

OF_2022, A, B, NOTE_2, LETTER = (
    "2022-october", "2023-october-a", "2023-october-b", "2023-october-note-2", "2025-april-h20",
)  # fmt: skip
# The rules whose lines are drawn, by what is chosen.
CHOICES = {OF_2022: (OF_2022,), A: (A, B), REVIEW: (A, B, REVIEW)}
H100, RTX_4090_D, L2, A100 = "H100 SXM5 80GB", "RTX 4090 D", "L2 PCIe 24GB", "A100 SXM4 80GB"
SHARE = 0.15
PERCENT = "format(share, '.0%')"
PERFORMANCE = ("tpp", "bits_times_tops")
DENSITY = ("performance_density",)
FIELDS = dict.fromkeys(PERFORMANCE, "datum.t") | dict.fromkeys(DENSITY, "datum.d")
FIELDS |= {"link_bandwidth": "datum.link", "dram_bandwidth": "datum.memory", "datacenter": "datum.datacenter"}
TONES = {
    "free": style.RISE,
    "controlled": style.FALL,
    "b": style.MUTED,
    "case": style.ACCENT,
    "letter": style.INK,
    "open": style.FAINT,
}
ENDS_X, ENDS_Y = (1300, 70000), (1.25, 34)
PLANE, LINE = 290, 15  # heights of the plane, and of each row of the chips below it
NAMED_LEFT, NAMED_BELOW = ("A100", "A800", "H100", "H200", "H800", "H100 PCIe"), ("MI300X",)


def figure() -> Figure:
    """The regions of a rule, a dot for each chip, and the chosen chip with a share of its arithmetic."""
    table = plane()
    return Figure(
        "threshold",
        _chart(table),
        _("Design to the threshold: performance, density and the lines of the rules"),
        _message(table),
        {
            "chip": _("chip"),
            "tpp": _("total processing performance"),
            "line": _("nearest line of October 2023"),
            "off": _("distance (%)"),
            "density": _("performance density"),
            "density_line": _("nearest line of density"),
            "density_off": _("distance (%)"),
        },
        ("fr2022", "fr2023", "ecfr774", "fr2026", "epochhw", "repo-swk", "tomsit4090d", "huaweia3", "heim910c"),
        {"share": _("0.01 {}%")},
    )


def plane() -> pd.DataFrame:
    """What the rules measure of each chip, its distance to the lines of October 2023, and the place of its dot."""
    table = pd.DataFrame(_measured(chip) for _name, chip in specifications().iterrows())
    missing = table["density"].isna()
    again = table.duplicated(["short", "tpp"])
    rank = table["tpp"].where(missing & ~again).rank(method="first").fillna(0)
    return table.assign(
        shown=~again,
        stack=table[~again].groupby(["tpp", "density"]).cumcount().reindex(table.index).fillna(0).astype(int),
        row=(PLANE + 10 + LINE * rank).astype(int),
    )


def _measured(chip: pd.Series) -> dict[str, object]:
    performance, density = chips.total_processing_performance(chip), chips.performance_density(chip)
    line, off = nearest(performance, thresholds(A, PERFORMANCE))
    density_line, density_off = nearest(density, thresholds(A, DENSITY)) if density else (None, None)
    return {
        "chip": chip["chip"],
        "short": re.sub(r"( SXM\d?)? \d+GB$", "", chip["chip"]),
        "tpp": performance,
        "line": line,
        "off": round(off, 4),
        "density": None if density is None else round(density, 4),
        "density_line": density_line,
        "density_off": density_off and round(density_off, 4),
        "area": chips.figure(chip, "die_area_mm2"),
        "link": chips.link_bandwidth(chip),
        "memory": round(chips.memory_bandwidth(chip), 4),
        "datacenter": chips.figure(chip, "datacenter"),
        "matches": bool(chip["matches_h20"]),
        "exported": chip["vendor_en"] != "Huawei",
    }


def thresholds(choice: str, variables: Iterable[str]) -> list[float]:
    """The lines that the rules of a choice draw in a variable, the lowest first."""
    literals = (literal for name in CHOICES[choice] for clause in rules()[name].clauses for literal in clause.literals)
    return sorted({literal.threshold for literal in literals if literal.variable in variables})


def nearest(value: float, lines: list[float]) -> tuple[float, float]:
    """The line that is nearest to a value, and how far above it the value lies, in percent of the line."""
    line = min(lines, key=lambda line: abs(value / line - 1))
    return line, 100 * (value / line - 1)


def _message(table: pd.DataFrame) -> str:
    off, lines = (table.set_index("chip")[column] for column in ("off", "line"))
    cut = SHARE * table.set_index("chip").loc[H100, "tpp"]
    line, below = nearest(cut, thresholds(A, PERFORMANCE))
    return _(
        "Chips made for China stand just below a line of October 2023: the H20 {h20} below {h20_line}, the RTX 4090 D "
        "{rtx} below {rtx_line}, the L2 {l2} below {l2_line}. The A100, older than the rule, stands {a100} above "
        "{a100_line}. With {share} of its arithmetic switched on, an H100 comes to {cut}, {below} below {line}, and is "
        "free; the H20, on the same die, has {own}. Of {unknown} chips the die area is not known, nor the density."
    ).format(
        h20=_percent(off[H20]),
        h20_line=f"{lines[H20]:,.0f}",
        rtx=_percent(off[RTX_4090_D]),
        rtx_line=f"{lines[RTX_4090_D]:,.0f}",
        l2=_percent(off[L2]),
        l2_line=f"{lines[L2]:,.0f}",
        a100=_percent(off[A100]),
        a100_line=f"{lines[A100]:,.0f}",
        share=units.percent(SHARE, 0),
        cut=f"{cut:,.0f}",
        below=_percent(below),
        line=f"{line:,.0f}",
        own=f"{table.set_index('chip').loc[H20, 'tpp']:,.0f}",
        unknown=int(table["density"].isna().sum()),
    )


def _percent(off: float) -> str:
    return units.percent(abs(off) / 100)


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    whole, cut = (alt.Chart().transform_filter(f"datum.kind == '{kind}'") for kind in ("whole", "cut"))
    rows = alt.layer(*_regions(), *_dots(whole), *_diamond(cut), *_headlines(cut), data=table)
    return _decided(rows).add_params(*_inputs(table)).properties(height=int(table["row"].max()) + LINE)


def _decided(rows: alt.LayerChart) -> alt.LayerChart:
    """`export_rules.classification` once more in the browser, with the letter and the review of 2026.

    Each chip stands once as it is, and the chosen one once more with less arithmetic.
    """
    known = rules()
    control = f"{_holds(known[A])} ? 'controlled' : {_holds(known[B])} ? 'b' : ''"
    open_or_free = "({} ? 'open' : 'free')".format
    may_2022, may_2023 = _may_hold(known[OF_2022]), f"{_may_hold(known[A])} || {_may_hold(known[B])}"
    of_2023 = f"{_holds(known[NOTE_2])} ? 'free' : datum.reached || {open_or_free(may_2023)}"
    reviewed = f"datum.exported && datum.reached && datum.then != 'free' && {_holds(known[REVIEW])}"
    of_2026 = f"datum.then == 'free' && datum.matches ? 'letter' : {reviewed} ? 'case' : datum.then"
    of_2022 = f"{_holds(known[OF_2022])} ? 'controlled' : {open_or_free(may_2022)}"
    chosen = f"rule == {OF_2022!r} ? {of_2022} : rule == {REVIEW!r} ? ({of_2026}) : datum.then"
    return (
        rows.transform_filter("datum.shown")
        .transform_calculate(kind="datum.short == chip ? ['whole', 'cut'] : ['whole']")
        .transform_flatten(["kind"])
        .transform_calculate(t="datum.kind == 'cut' ? datum.tpp * share : datum.tpp")
        .transform_calculate(d="isValid(datum.area) ? datum.t / datum.area : null")
        .transform_calculate(reached=control)
        .transform_calculate(then=of_2023)
        .transform_calculate(state=chosen)
    )


def _holds(rule: Rule) -> str:
    """A Vega expression: whether one of a rule's clauses holds, by what is known."""
    return _any(rule, "isValid({field}) && {field} {operator} {threshold:g}")


def _may_hold(rule: Rule) -> str:
    """A Vega expression: whether one of a rule's clauses could hold, whatever is not known."""
    return _any(rule, "(!isValid({field}) || {field} {operator} {threshold:g})")


def _any(rule: Rule, pattern: str) -> str:
    clauses = [
        " && ".join(
            pattern.format(
                field=FIELDS[literal.variable],
                operator="==" if literal.operator == "=" else literal.operator,
                threshold=literal.threshold,
            )
            for literal in clause.literals
        )
        for clause in rule.clauses
    ]
    return "(" + " || ".join(clauses) + ")"


def _regions() -> list[alt.Chart]:
    """What each choice controls, with the names of the clauses; darker where two of them hold."""
    boxes = pd.DataFrame([box for choice in CHOICES for box in _boxes(choice)])
    drawn = alt.Chart(boxes).transform_filter("datum.choice == rule")
    named = {"align": "left", "dx": 3, "fontSize": 10.5, "lineBreak": "|", "color": style.MUTED}
    lines = alt.Data(values=[{"line": line} for line in thresholds(REVIEW, PERFORMANCE)])
    return [
        drawn.mark_rect(opacity=0.18).encode(_x("x1"), _y("y1"), _tone(), x2="x2:Q", y2="y2:Q"),
        alt.Chart(lines).mark_rule(color=style.GRID).encode(_x("line")),
        drawn.transform_filter("indexof(datum.clause, '.b') < 0")
        .mark_text(baseline="top", dy=3, **named)
        .encode(_x("x1"), _y("y2"), text="clause:N"),
        drawn.transform_filter("indexof(datum.clause, '.b') >= 0")
        .mark_text(baseline="bottom", dy=-2, **named)
        .encode(_x("x1"), _y("y1"), text="clause:N"),
    ]


def _boxes(choice: str) -> list[dict[str, object]]:
    """A rectangle for each clause; the review of 2026 parts them where it no longer reaches."""
    names = [name for name in CHOICES[choice] if name != REVIEW]
    boxes = [{"choice": choice} | _box(rules()[name], clause) for name in names for clause in rules()[name].clauses]
    if choice != REVIEW:
        return boxes
    _low, most = _span(rules()[REVIEW].clauses[0], PERFORMANCE, ENDS_X)
    near = [box | {"x2": min(box["x2"], most), "state": "case"} for box in boxes]
    return near + [box | {"x1": most, "clause": ""} for box in boxes if box["x2"] > most]


def _box(rule: Rule, clause: Clause) -> dict[str, object]:
    """What a clause covers; one about density is drawn up to where performance alone decides."""
    x1, x2 = _span(clause, PERFORMANCE, ENDS_X)
    y1, y2 = _span(clause, DENSITY, ENDS_Y)
    if (y1, y2) != ENDS_Y:
        x2 = min(x2, *(_span(other, PERFORMANCE, ENDS_X)[0] for other in rules()[A].clauses[:1]))
    place = provision(rule.name, clause.number)
    link = [literal.threshold for literal in clause.literals if literal.variable == "link_bandwidth"]
    words = (
        _("{place}|if the link has {link} or more").format(place=place, link=units.written(link[0], LINK, 1))
        if link
        else place
    )
    return {"clause": words, "x1": x1, "x2": x2, "y1": y1, "y2": y2, "state": "b" if rule.name == B else "controlled"}


def _span(clause: Clause, variables: Iterable[str], ends: tuple[float, float]) -> tuple[float, float]:
    """The lowest and highest value of a variable with which a clause can hold, inside the ends of the axis."""
    bounds = [(literal.operator[0], literal.threshold) for literal in clause.literals if literal.variable in variables]
    low = max([ends[0], *(value for side, value in bounds if side == ">")])
    return low, min([ends[1], *(value for side, value in bounds if side == "<")])


def _dots(whole: alt.Chart) -> list[alt.Chart]:
    """Chips in the plane, one over the other where they share a place; below it those without a density."""
    placed, listed = (whole.transform_filter(f"{test}isValid(datum.d)") for test in ("", "!"))
    words = whole.transform_calculate(state="datum.state == 'open' ? 'b' : datum.state")  # to be read
    left, below = (f"indexof({list(names)}, datum.short) >= 0" for names in (NAMED_LEFT, NAMED_BELOW))
    side = {
        "align": alt.ExprRef(f"{left} ? 'right' : {below} ? 'center' : 'left'"),
        "dx": alt.ExprRef(f"{left} ? -9 : {below} ? 12 : 9"),
        "dy": alt.ExprRef(f"{below} ? 15 : -12 * datum.stack"),
    }
    return [
        placed.mark_point(filled=True, opacity=1, size=alt.ExprRef("[150, 70, 20][datum.stack]")).encode(
            _x("t"), _y("d"), _tone()
        ),
        words.transform_filter("isValid(datum.d)")
        .mark_text(fontSize=11.5, **side)
        .encode(_x("t"), _y("d"), _tone(), text="short:N"),
        listed.mark_point(filled=True, opacity=1, size=70, y=alt.ExprRef("datum.row")).encode(_x("t"), _tone()),
        words.transform_filter("!isValid(datum.d)")
        .mark_text(fontSize=11.5, align="left", dx=9, y=alt.ExprRef("datum.row"))
        .encode(_x("t"), _tone(), text="short:N"),
        marks.once(_("die area not known"), PLANE + 6, fontSize=11.5, color=style.MUTED),
    ]


def _diamond(cut: alt.Chart) -> list[alt.Chart]:
    """The chosen chip with the chosen share of its arithmetic, tied to the whole one."""
    look = {"shape": "diamond", "size": 150, "stroke": style.INK, "strokeWidth": 1.5, "filled": True, "opacity": 1}
    tied = {"color": style.INK, "strokeDash": [3, 3]}
    placed, listed = (cut.transform_filter(f"{test}isValid(datum.d)") for test in ("", "!"))
    return [
        placed.mark_rule(**tied).encode(_x("t"), _y("d"), x2="tpp:Q", y2="density:Q"),
        placed.mark_point(**look).encode(_x("t"), _y("d"), _tone()),
        listed.mark_rule(y=alt.ExprRef("datum.row"), **tied).encode(_x("t"), x2="tpp:Q"),
        listed.mark_point(y=alt.ExprRef("datum.row"), **look).encode(_x("t"), _tone()),
    ]


def _headlines(cut: alt.Chart) -> list[alt.Chart]:
    """What the chosen chip comes to, and how far it is from the nearest lines."""
    state = f"({_names()})[datum.state]"
    said = units.lines("{chip}, {share} switched on: {state}", chip="datum.short", share=PERCENT, state=state)
    look = {"align": "left", "baseline": "top", "x": 0}
    performance = _nearest(cut, _("performance"), PERFORMANCE, "format(datum.t, ',.0f')")
    density = _nearest(cut.transform_filter("isValid(datum.d)"), _("density"), DENSITY, "format(datum.d, '.2f')")
    return [
        cut.transform_calculate(words=said)
        .mark_text(y=-58, fontSize=14, fontWeight="bold", **look)
        .encode(text="words:N"),
        performance.mark_text(y=-38, fontSize=12.5, **look).encode(text="words:N"),
        density.mark_text(y=-21, fontSize=12.5, **look).encode(text="words:N"),
    ]


def _nearest(cut: alt.Chart, name: str, variables: tuple[str, ...], written: str) -> alt.Chart:
    """`nearest` once more in the browser, for the chosen rule."""
    lines = {choice: thresholds(choice, variables) for choice in CHOICES}
    value = FIELDS[variables[0]]
    numbers = {"value": written, "gap": "format(datum.gap, '.1%')", "line": "format(datum.limit, ',')"}
    below = units.lines("{name} {value}, {gap} below {line}", name=repr(name), **numbers)
    above = units.lines("{name} {value}, {gap} above {line}", name=repr(name), **numbers)
    return (
        cut.transform_calculate(limit=f"({lines})[rule]")
        .transform_flatten(["limit"])
        .transform_calculate(over=f"{value} / datum.limit - 1")
        .transform_calculate(gap="abs(datum.over)")
        .transform_joinaggregate(least="min(gap)")
        .transform_filter("datum.gap == datum.least")
        .transform_calculate(words=f"datum.over < 0 ? {below} : {above}")
    )


def _names() -> dict[str, str]:
    return {
        "free": _("free"),
        "controlled": _("controlled"),
        "b": _("licence needed (3A090.b)"),
        "case": _("case by case"),
        "letter": _("licence by letter"),
        "open": _("undetermined"),
    }


def _tone() -> alt.Color:
    look = {"columns": 2, "offset": 66, "labelLimit": 170, "symbolType": "square"}
    look |= {"symbolOpacity": 1, "symbolStrokeWidth": 0}
    shown = alt.Legend(labelExpr=f"({_names()})[datum.value]", **look)
    return alt.Color("state:N").scale(domain=list(TONES), range=list(TONES.values())).legend(shown)


def _x(field: str) -> alt.X:
    lines = thresholds(REVIEW, PERFORMANCE)
    x = alt.X(f"{field}:Q", title=_("total processing performance")).axis(
        values=lines, format=",d", labelOverlap=False, grid=False, labelFontSize=10.5
    )
    return x.scale(type="log", domain=ENDS_X, nice=False)


def _y(field: str) -> alt.Y:
    lines = [*thresholds(A, DENSITY), 20]
    y = alt.Y(f"{field}:Q", title=_("performance density")).axis(values=lines, format="~r", titleAnchor="end")
    return y.scale(type="log", domain=ENDS_Y, nice=False, range=[PLANE, 0])


def _inputs(table: pd.DataFrame) -> list[alt.Parameter]:
    names = [_("Rule of October 2022"), _("Rule of October 2023"), _("Review of January 2026")]
    shorts = list(table.loc[table["shown"], "short"])
    rule = alt.binding_select(options=list(CHOICES), labels=names, name=_("Rule"))
    chip = alt.binding_select(options=shorts, labels=shorts, name=_("Chip"))
    share = alt.binding_range(min=0.05, max=1, step=0.01, name=_("Share of its arithmetic switched on"))
    return [
        alt.param(name="rule", value=A, bind=rule),
        alt.param(name="chip", value="H100", bind=chip),
        alt.param(name="share", value=SHARE, bind=share),
    ]
