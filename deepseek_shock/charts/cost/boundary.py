"""What a cost figure includes: tick what counts, and see the range that it gives and the figures that it explains."""

from itertools import combinations
from math import floor, log10

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import style, units
from deepseek_shock.charts.cost.hourly_rate import RENT, row_names
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _
from deepseek_shock.models import cost_boundary
from deepseek_shock.models.cost_boundary import Component, Range

RUNS = frozenset({"final-run", "r1"})
# Who buys machines does not rent them too: what is paid by the hour is then contained in the purchase.
COMPONENTS = (
    Component("final-run", ("v3-hours", "rent")),
    Component("r1", ("r1-hours", "rent")),
    Component("experiments", ("v3-hours", "rent", "experiments")),
    Component("cluster", ("gpus", "cluster"), replaces=RUNS),
    Component("machines", ("machines",), replaces=RUNS | {"experiments", "cluster"}),
    Component("operation", ("operation",), replaces=RUNS | {"experiments"}),
)
FIRST = ("final-run",)
LEAST, MOST = 2e5, 4e9  # dollars
ENDS = {"from": "low", "to": "high"}
DIGITS = 3  # significant ones of an amount in words
TONES = {"in": style.RISE, "contained": style.ACCENT, "out": style.FAINT}
# A claim of each amount that the articles give: roundings of the final run.
CLAIMED = ("shock-blog-016", "investing-recap-003")


def figure() -> Figure:
    """One row a box, above them the total, below them what was published; each published figure where it fits."""
    return Figure(
        "cost-boundary",
        _chart(),
        _("What do you count? The range of DeepSeek's cost for every boundary"),
        _message(),
        {
            "name": _("what is counted"),
            "group": _("kind of row"),
            "low": _("lower end (dollars)"),
            "high": _("upper end (dollars)"),
        },
        (
            "dsv3-paper", "dsr1-paper-v2", "cheah2024", "h100hist", "lambert-v3", "epoch2026finalruns",
            "techspot2023h100", "epoch-h100-notebook", "semi-nbc", "semi-taiwan", "semi-critique", "amodei-decoder",
        ),
    )  # fmt: skip


def ranges() -> dict[str, Range]:
    """The quantities that the components are products of."""
    doubtful = tables.load("cost_components").dropna(subset="low").set_index("component")
    published = tables.load("training_runs").set_index("id")
    exact = {"v3-hours": "v3-gpu-hours-total", "r1-hours": "r1-gpu-hours-total", "gpus": "v3-cluster-size"}
    known = {name: (published.loc[key, "value"], published.loc[key, "sources"]) for name, key in exact.items()}
    return {name: Range(value, value, sources) for name, (value, sources) in known.items()} | {
        "rent" if name == "final-run" else name: Range(row["low"], row["high"], row["sources"])
        for name, row in doubtful.iterrows()
    }


def rows() -> pd.DataFrame:
    """The total, the boxes with their own ranges, what has no figure, and what was published."""
    low, high = ends(FIRST)
    total = pd.DataFrame(
        [{"name": _("What you count"), "kind": "total", "group": _("total"), "low": low, "high": high}]
    )
    table = pd.concat([total, _boxes(), _unknown(), _published()], ignore_index=True)
    return table.assign(bound=table["bound"].fillna(""))


def ends(names: tuple[str, ...]) -> tuple[int, int]:
    """The total with every quantity at its lower end, and with every one at its upper end, in whole dollars."""
    chosen, known = [part for part in COMPONENTS if part.name in names], ranges()
    low, high = (
        cost_boundary.totals(chosen, {name: getattr(known[name], end) for name in known}) for end in ("low", "high")
    )
    return round(float(low)), round(float(high))


def boundaries() -> list[tuple[str, ...]]:
    """Every set of boxes."""
    names = [part.name for part in COMPONENTS]
    return [chosen for count in range(1, len(names) + 1) for chosen in combinations(names, count)]


def quantiles() -> pd.DataFrame:
    """For every set of boxes, by its key, the range of nine in ten draws and the median."""
    known = ranges()
    parts = {part.name: part for part in COMPONENTS}
    drawn = {chosen: cost_boundary.cost([parts[name] for name in chosen], known) for chosen in boundaries()}
    return pd.DataFrame([{"key": key_of(chosen), **result._asdict()} for chosen, result in drawn.items()])


def key_of(names: tuple[str, ...]) -> int:
    """The number of a set of boxes: a binary digit each."""
    return sum(2**place for place, part in enumerate(COMPONENTS) if part.name in names)


def _boxes() -> pd.DataFrame:
    named = tables.load("cost_components").set_index("component")
    found = []
    for place, part in enumerate(COMPONENTS):
        low, high = ends((part.name,))
        replacing = key_of(tuple(other.name for other in COMPONENTS if part.name in other.replaces))
        own = {"name": named.loc[part.name, column("label", named)], "low": low, "high": high}
        found.append(own | {"kind": "box", "bit": 2**place, "replacing": replacing})
    return pd.DataFrame(found).assign(group=_("box"))


def _unknown() -> pd.DataFrame:
    table = tables.load("cost_components")
    table = table[table["low"].isna()]
    own = {"name": table[column("label", table)]}
    return pd.DataFrame(own).assign(kind="unknown", group=_("no figure found"))


def published() -> tuple[tuple[str, list[str], tuple[str, ...]], ...]:
    """What others have published: name, rows of training_runs that are added up, and the boxes that it is about."""
    machines = ("machines",)
    return (
        (_("DeepSeek's report on V3"), ["v3-cost-total"], FIRST),
        (_("V3 and R1, by their two papers"), ["v3-cost-total", "r1-cost-total"], ("final-run", "r1")),
        (_("SemiAnalysis, according to CNBC"), ["company-hardware-spend"], machines),
        (_("Anthropic's head, a competitor"), ["company-hopper-chips-value"], machines),
        (_("a reader's check of SemiAnalysis"), ["company-server-capex-hopper-only"], machines),
        (_("SemiAnalysis, according to Taiwan News"), ["company-server-capex"], machines),
    )


def _published() -> pd.DataFrame:
    known = tables.load("training_runs").set_index("id")
    claims, articles = tables.load("claims").set_index("id"), tables.load("articles").set_index("article")
    short = articles[column("short", articles)]
    found = [
        {"name": name, "low": known.loc[keys, "value"].sum(), "about": key_of(boxes)}
        | {"bound": ">" if (known.loc[keys, "qualifier"] == "more than").any() else ""}
        for name, keys, boxes in published()
    ]
    for claim in CLAIMED:
        name = _("{article}, as the cost of development").format(article=short[claims.loc[claim, "article"]])
        found.append({"name": name, "low": claims.loc[claim, "value"], "about": key_of(FIRST), "bound": ""})
    table = pd.DataFrame(found).sort_values("low", kind="stable")
    return table.assign(kind="published", group=_("published figure"), high=table["low"])


def _message() -> str:
    all_boxes = tuple(part.name for part in COMPONENTS)
    runs = tuple(sorted(RUNS | {"experiments"}))
    alone = cost_boundary.by_component(COMPONENTS, ranges())
    rent = ranges()["rent"]
    shown = _published()
    machines = shown.loc[shown["about"] == key_of(("machines",)), "low"].min()
    names = tables.load("cost_components").set_index("component")
    largest, second = (names.loc[name, column("label", names)] for name in list(alone)[:2])
    return _(
        "V3's final run alone is {first}, at rents of {lowest} to {highest} an hour; with R1 and with research it "
        "is {runs}. With all machines bought and run it is {all_boxes}, and who pays for the machines pays no rent "
        "besides. Two boxes move the total most: “{largest}” and “{second}”. A published figure lights up where it is "
        "right about what is ticked: those of the report and of the articles at the final run, the sums from "
        "{machines} at the machines. For staff and data no figure was found, so no range holds them."
    ).format(
        first=written(*ends(FIRST)),
        lowest=units.written(rent.low, RENT, 0.01),
        highest=units.written(rent.high, RENT, 0.01),
        runs=written(*ends(runs)),
        all_boxes=written(*ends(all_boxes)),
        machines=written(machines, machines),
        largest=largest,
        second=second,
    )


def _chart() -> alt.LayerChart:
    table = rows()
    y = alt.Y("name:N", sort=list(table["name"])).axis(None)
    x = alt.X("from:Q", title=_("dollars, each line ten times the one before"))
    x = x.scale(type="log", domain=[LEAST, MOST], nice=False)
    x = x.axis(values=[1e6, 1e7, 1e8, 1e9], labelExpr=span("datum.value", "datum.value", 1))
    nine = _nine()
    layers = [
        nine.mark_rule(strokeWidth=3, yOffset=8, color=style.RISE).encode(x, y, x2="to:Q"),
        nine.mark_rule(strokeWidth=11, yOffset=8, color=style.RISE).encode(alt.X("nine_low:Q"), y, x2="nine_high:Q"),
        nine.mark_tick(thickness=2, size=14, yOffset=8, color=style.PAPER).encode(alt.X("middle:Q"), y),
        _bars().encode(x, y, x2="to:Q"),
        _pins().encode(x, y),
        *_amounts(y),
        *row_names(alt.Chart(), y, "name"),
        *_words(nine),
    ]
    counted = _counted(alt.layer(*layers, data=table))
    return counted.add_params(*_inputs()).properties(height=34 * len(table))


def _counted(rows: alt.LayerChart) -> alt.LayerChart:
    """`cost_boundary.inside` and both ends of the total once more in the browser, by binary digits of the boxes."""
    within = "datum.low <= datum.total_high * (1 + 1e-9) && datum.low >= datum.total_low * (1 - 1e-9)"
    return (
        rows.transform_calculate(
            state="!(datum.kind == 'box' && (key & datum.bit)) ? 'out' : key & datum.replacing ? 'contained' : 'in'"
        )
        .transform_calculate(
            own_low="datum.state == 'in' ? datum.low : 0",
            own_high="datum.state == 'in' ? datum.high : 0",
            own_bit="datum.state == 'in' ? datum.bit : 0",
        )
        .transform_joinaggregate(total_low="sum(own_low)", total_high="sum(own_high)", counted="sum(own_bit)")
        .transform_calculate(
            fits=f"datum.counted == datum.about && {within}",
            **{end: f"datum.kind == 'total' ? datum.total_{own} : datum.{own}" for end, own in ENDS.items()},
        )
    )


def _nine() -> alt.Chart:
    """The total with the range of nine in ten draws."""
    drawn = alt.LookupData(quantiles(), "key", ["low", "middle", "high"])
    total = alt.Chart().transform_filter("datum.kind == 'total' && key > 0").transform_calculate(key="key")
    return total.transform_lookup("key", from_=drawn, as_=["nine_low", "middle", "nine_high"])


def _bars() -> alt.Chart:
    tone = alt.Color("state:N").scale(domain=list(TONES), range=list(TONES.values())).legend(_legend())
    boxes = alt.Chart().transform_filter("datum.kind == 'box'")
    return boxes.mark_rule(strokeWidth=6, strokeCap="round", yOffset=8).encode(tone)


def _pins() -> alt.Chart:
    lit = alt.condition("datum.fits", alt.value(style.FALL), alt.value(style.PAPER))
    look = {"shape": "diamond", "size": 90, "strokeWidth": 1.5, "stroke": style.FALL, "opacity": 1, "yOffset": 8}
    return alt.Chart().transform_filter("datum.kind == 'published'").mark_point(**look).encode(fill=lit)


def _amounts(y: alt.Y) -> list[alt.Chart]:
    """Amounts in words, on the side of the mark where there is room."""
    words = f"(datum.bound == '>' ? '> ' : '') + {span('datum.from', 'datum.to')}"
    known = alt.Chart().transform_filter("datum.kind == 'box' || datum.kind == 'published'")
    known = known.transform_calculate(words=words)
    look = {"dy": 8, "fontSize": 11}
    left = known.transform_filter("datum.low > 3e7").mark_text(align="right", dx=-9, **look)
    right = known.transform_filter("datum.low <= 3e7").mark_text(align="left", dx=9, **look)
    none = alt.Chart().transform_filter("datum.kind == 'unknown'")
    none = none.mark_text(align="left", x=2, fontStyle="italic", text=_("no figure found"), **look)
    return [
        left.encode(alt.X("from:Q"), y, text="words:N"),
        right.encode(alt.X("to:Q"), y, text="words:N"),
        none.encode(y),
    ]


def _legend() -> alt.Legend:
    states = {"in": _("counted"), "contained": _("contained in what is bought"), "out": _("not ticked")}
    return alt.Legend(labelExpr=f"({states})[datum.value]", symbolType="stroke", symbolStrokeWidth=5, offset=72)


def _words(nine: alt.Chart) -> list[alt.Chart]:
    """The total in large type, the nine draws in ten, and the largest part."""
    look = {"align": "left", "baseline": "top", "x": 0}
    nothing = _("Tick what counts.")
    drawn = units.lines("9 of 10 draws: {span}", span=span("datum.nine_low", "datum.nine_high"))
    part = units.lines("Largest part: {name}", name="datum.name")
    largest = (
        alt.Chart()
        .transform_filter("datum.state == 'in'")
        .transform_window(place="row_number()", sort=[alt.SortField("high", order="descending")])
        .transform_filter("datum.place == 1")
    )
    return [
        nine.transform_calculate(words=span("datum.from", "datum.to"))
        .mark_text(y=-66, fontSize=19, fontWeight="bold", **look)
        .encode(text="words:N"),
        nine.transform_calculate(words=drawn).mark_text(y=-41, fontSize=13, **look).encode(text="words:N"),
        largest.transform_calculate(words=part).mark_text(y=-23, fontSize=13, **look).encode(text="words:N"),
        alt.Chart()
        .transform_filter("datum.kind == 'total' && key == 0")
        .mark_text(text=nothing, y=-66, fontSize=15, **look),
    ]


def patterns() -> tuple[tuple[float, str, str], ...]:
    """How amounts are written: a divisor and the texts before and after, the smaller unit first."""
    split = (pattern.split(" ", 1) for pattern in (_("1e6 ${} million"), _("1e9 ${} billion")))
    return tuple((float(divisor), *text.split("{}")) for divisor, text in split)


def span(low: str, high: str, digits: int = DIGITS) -> str:
    """A Vega expression for a range of dollars: "$5.58–8.34 million", 「558〜834万ドル」."""
    dash = _("–")

    def text(divisor: float, before: str, after: str) -> str:
        first, last = (f"format({value} / {divisor:g}, ',.{digits}~r')" for value in (low, high))
        return f"'{before}' + ({low} == {high} ? '' : {first} + '{dash}') + {last} + '{after}'"

    small, large = patterns()
    return f"({high} < {large[0]:g} ? {text(*small)} : {text(*large)})"


def written(low: float, high: float) -> str:
    """The same as Python text."""
    small, large = patterns()
    divisor, before, after = small if high < large[0] else large
    first, last = (_significant(value / divisor) for value in (low, high))
    return before + (last if low == high else first + _("–") + last) + after


def _significant(number: float) -> str:
    places = DIGITS - 1 - floor(log10(number))
    text = f"{round(number, places):,.{max(0, places)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _inputs() -> list[alt.Parameter]:
    named = tables.load("cost_components").set_index("component")
    boxes = [
        alt.param(
            name=parameter(part.name),
            value=part.name in FIRST,
            bind=alt.binding_checkbox(name=named.loc[part.name, column("label", named)]),
        )
        for part in COMPONENTS
    ]
    key = " + ".join(f"({parameter(part.name)} ? {2**place} : 0)" for place, part in enumerate(COMPONENTS))
    return [*boxes, alt.param(name="key", expr=key)]


def parameter(component: str) -> str:
    """The name of a box's parameter."""
    return component.replace("-", "_")
