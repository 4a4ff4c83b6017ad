"""A tenth, a fourteenth, a hundredth: one numerator, and every published baseline as its denominator."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.cost.hourly_rate import assumed, row_names
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_
from deepseek_shock.language import gettext as _
from deepseek_shock.models import training_cost

LINES = (10, 20, 100)
TONES = {"yes": style.RISE, "partly": style.ACCENT, "no": style.FAINT}
SHAPES = {"dollars": "circle", "hours": "square", "arithmetic": "triangle-up"}
# Row of training_runs, what it counts, and its name. A name with two rows is a range.
BASELINES = (
    ("gpt-4-training-cost-2023usd", "dollars", N_("GPT-4, machines written down (Epoch AI)")),
    ("gpt-4-training-cost-cloud", "dollars", N_("GPT-4, rented machines (AI Index)")),
    ("gpt-4-training-cost-said", "dollars", N_("GPT-4, what OpenAI's head said")),
    (
        "gemini-1.0-ultra-training-cost-2023usd",
        "dollars",
        N_("Gemini 1.0 Ultra, machines written down (Epoch AI)"),
    ),
    ("gemini-1.0-ultra-training-cost-cloud", "dollars", N_("Gemini 1.0 Ultra, rented machines (AI Index)")),
    ("claude-3.5-sonnet-training-cost-said-low", "dollars", N_("Claude 3.5 Sonnet, what Anthropic's head said")),
    ("claude-3.5-sonnet-training-cost-said-high", "dollars", N_("Claude 3.5 Sonnet, what Anthropic's head said")),
    ("67b-gpu-hours-per-trillion-tokens", "hours", N_("DeepSeek's own 67B model, for the same data")),
    ("llama405-gpu-hours-pretraining", "hours", N_("Llama 3.1 405B (Meta)")),
    ("llama31-gpu-hours-pretraining", "hours", N_("Llama 3.1, all three sizes (Meta)")),
    ("gpt-4-training-compute", "arithmetic", N_("GPT-4 (Epoch AI)")),
    ("claude-3.5-sonnet-training-compute", "arithmetic", N_("Claude 3.5 Sonnet (Epoch AI)")),
    ("llama405-training-compute", "arithmetic", N_("Llama 3.1 405B (Meta)")),
    ("gpt-4o-training-compute", "arithmetic", N_("GPT-4o (Epoch AI)")),
    ("gemini-1.0-ultra-training-compute", "arithmetic", N_("Gemini 1.0 Ultra (Epoch AI)")),
    ("grok-3-training-compute", "arithmetic", N_("Grok 3 (Epoch AI)")),
)


def figure() -> Figure:
    """One row a baseline: by how many times it exceeds DeepSeek-V3's final run in the same measure."""
    table = ratios()
    return Figure(
        "denominators",
        _chart(table),
        _("DeepSeek-V3's final run as a fraction of every published baseline"),
        _message(table),
        {
            "name": _("baseline"),
            "measured": _("measured in"),
            "own": _("V3"),
            "low": _("baseline, lowest"),
            "high": _("baseline, highest"),
            "bound": _("bound"),
            "least": _("baseline / V3, lowest"),
            "most": _("baseline / V3, highest"),
        },
        (
            "dsv3-paper", "dsv2-paper", "epoch-csv", "aiindex24-vc", "wired-altman", "amodei-decoder", "llama-models",
            "llama3-paper",
        ),
        {"claimed": _("1 1/{}"), "rate": _("1 ${}")},
    )  # fmt: skip


def ratios() -> pd.DataFrame:
    """Each baseline over V3's figure of the same kind, at the rent that the report assumes."""
    published = tables.load("training_runs").set_index("id")
    own = numerators()
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for key, measure, name in BASELINES:
        value, qualifier = float(published.loc[key, "value"]), published.loc[key, "qualifier"]
        v3 = own["per trillion tokens" if "per-trillion" in key else measure]
        row = rows.setdefault((name, measure), {"low": value, "bound": ">" if qualifier == "more than" else ""})
        row |= {
            "name": _(name),
            "measure": measure,
            "measured": _unit(published.loc[key, "unit"]),
            "own": v3,
            "high": value,
        }
    table = pd.DataFrame(rows.values())
    table["least"], table["most"] = (table["low"] / table["own"]).round(3), (table["high"] / table["own"]).round(3)
    kind = table["measure"].map(list(SHAPES).index)
    return table.assign(kind=kind).sort_values(["kind", "most"], ignore_index=True).drop(columns="kind")


def numerators() -> dict[str, float]:
    """DeepSeek-V3 in each measure: rent of all hours, all hours, 6ND of pre-training, hours for the same data."""
    published = tables.load("training_runs").set_index(["run", "metric"])["value"]
    sizes = tables.load("model_configurations").set_index("model")["reported_active_params"]
    hours = float(published["v3", "gpu_hours_total"])
    arithmetic = training_cost.flop(float(sizes["deepseek-v3"]), float(published["v3", "pretraining_tokens"]))
    return {
        "dollars": training_cost.dollars(hours, assumed()),
        "hours": hours,
        "arithmetic": float(f"{arithmetic:.4g}"),
        "per trillion tokens": float(published["v3", "gpu_hours_per_trillion_tokens"]),
    }


def measures() -> dict[str, str]:
    """What the baselines count."""
    return {"dollars": _("dollars"), "hours": _("GPU hours"), "arithmetic": _("arithmetic (FLOP)")}


def _unit(unit: str) -> str:
    names = {"USD": "dollars", "GPU hour": "hours", "FLOP": "arithmetic"}
    return _("dollars of 2023") if unit == "USD of 2023" else measures()[names[unit]]


def _message(table: pd.DataFrame) -> str:
    money = table[table["measure"] == "dollars"]
    hundred = table[table["least"] >= LINES[-1]]
    return _(
        "At 2 dollars an hour V3's final run is between 1/{least} and 1/{most} of the dollar figures published for "
        "others. A tenth or less holds for {tenth} of {all} baselines in dollars, hours or arithmetic, a twentieth for "
        "{twentieth}. A hundredth holds for {hundredth}, the arithmetic of {name}, and for none in dollars."
    ).format(
        least=f"{money['least'].min():.1f}",
        most=f"{money['most'].max():.0f}",
        tenth=(table["least"] >= 10).sum(),
        all=len(table),
        twentieth=(table["least"] >= 20).sum(),
        hundredth=len(hundred),
        name=hundred["name"].iloc[0],
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    base = _turned(alt.Chart(table)).transform_calculate(row="datum.measure + datum.name")
    y = alt.Y("row:N", sort=list(table["measure"] + table["name"])).axis(None)
    x = alt.X("low_times:Q", title=_("V3 as a fraction of the baseline"))
    x = x.scale(type="log", domain=[1, 300], nice=False).axis(
        values=[1, 2, 5, *LINES], labelExpr="datum.value == 1 ? '1' : '1/' + datum.value", grid=False
    )
    tone = alt.Color("holds:N").scale(domain=list(TONES), range=list(TONES.values())).legend(None)
    spans = base.mark_rule(strokeWidth=4, yOffset=7).encode(x, y, tone, x2="high_times:Q")
    points = base.mark_point(filled=True, size=80, opacity=1, yOffset=7).encode(x, y, tone, _shape())
    amounts = base.mark_text(align="left", dx=9, dy=7, fontSize=11).encode(alt.X("high_times:Q"), y, text="words:N")
    return (
        alt.layer(
            *(marks.vertical(f"{line}", strokeDash=[2, 3]) for line in LINES),
            marks.vertical("claimed", color=style.INK, strokeWidth=1.5),
            spans,
            points,
            amounts,
            *row_names(base, y, "name"),
            _count(base),
        )
        .add_params(*_inputs())
        .properties(height=34 * len(table))
    )


def _turned(baselines: alt.Chart) -> alt.Chart:
    """Ratios at the chosen rent, `training_cost.dollars` once more in the browser, and whether the claim holds."""
    fraction = "'1/' + format(datum.{}, datum.{} < 9.95 ? '.1f' : '.0f')"
    low, high = (fraction.replace("{}", f"{end}_times") for end in ("low", "high"))
    return (
        baselines.transform_calculate(v3=f"datum.measure == 'dollars' ? {numerators()['hours']:.0f} * rate : datum.own")
        .transform_calculate(low_times="datum.low / datum.v3", high_times="datum.high / datum.v3")
        .transform_calculate(
            holds="datum.low_times >= claimed ? 'yes' : datum.high_times >= claimed ? 'partly' : 'no'",
            words=f"(datum.bound == '>' ? '< ' : '') + {low} + (datum.low == datum.high ? '' : '–' + {high})",
        )
    )


def _shape() -> alt.Shape:
    words = "{" + ", ".join(f"{measure}: {text!r}" for measure, text in measures().items()) + "}[datum.value]"
    legend = alt.Legend(
        labelExpr=words, offset=28, symbolFillColor=style.INK, symbolStrokeColor=style.INK, labelLimit=160
    )
    return alt.Shape("measure:N").scale(domain=list(SHAPES), range=list(SHAPES.values())).legend(legend)


def _count(base: alt.Chart) -> alt.Chart:
    said = units.lines(
        "1/{claimed} or less: {held} of {all} baselines", claimed="claimed", held="datum.held", all="datum.all"
    )
    return (
        base.transform_calculate(held="datum.holds == 'yes' ? 1 : 0")
        .transform_aggregate(held="sum(held)", all="count()")
        .transform_calculate(words=said)
        .mark_text(align="left", baseline="top", x=0, y=-24, fontSize=14)
        .encode(text="words:N")
    )


def _inputs() -> list[alt.Parameter]:
    claimed = alt.binding_range(min=2, max=150, step=1, name=_("The claim: at most"))
    rate = alt.binding_range(min=1, max=8, step=0.1, name=_("V3's rent of a GPU hour"))
    return [
        alt.param(name="claimed", value=LINES[0], bind=claimed),
        alt.param(name="rate", value=assumed(), bind=rate),
    ]
