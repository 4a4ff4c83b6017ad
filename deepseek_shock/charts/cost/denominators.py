"""A tenth, a fourteenth, a hundredth: one numerator, and every published baseline as its denominator."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.cost.hourly_rate import RENT, assumed, row_names
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import training_cost

LINES = (10, 20, 100)
TONES = {"yes": style.RISE, "partly": style.ACCENT, "no": style.FAINT}
SHAPES = {"dollars": "circle", "hours": "square", "arithmetic": "triangle-up"}


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
    table = pd.DataFrame([_ratio(published, *baseline) for baseline in baselines()])
    kind = table["measure"].map(list(SHAPES).index)
    return table.assign(kind=kind).sort_values(["kind", "most"], ignore_index=True).drop(columns="kind")


def baselines() -> tuple[tuple[str, str, list[str]], ...]:
    """Name, what is counted, and the row of training_runs, or two rows for the ends of a range."""
    said = "claude-3.5-sonnet-training-cost-said"
    gpt4, ultra, llama = "gpt-4-training", "gemini-1.0-ultra-training", "llama405"
    return (
        (_("GPT-4, machines written down (Epoch AI)"), "dollars", [f"{gpt4}-cost-2023usd"]),
        (_("GPT-4, rented machines (AI Index)"), "dollars", [f"{gpt4}-cost-cloud"]),
        (_("GPT-4, what OpenAI's head said"), "dollars", [f"{gpt4}-cost-said"]),
        (_("Gemini 1.0 Ultra, machines written down (Epoch AI)"), "dollars", [f"{ultra}-cost-2023usd"]),
        (_("Gemini 1.0 Ultra, rented machines (AI Index)"), "dollars", [f"{ultra}-cost-cloud"]),
        (_("Claude 3.5 Sonnet, what Anthropic's head said"), "dollars", [f"{said}-low", f"{said}-high"]),
        (_("DeepSeek's own 67B model, for the same data"), "hours", ["67b-gpu-hours-per-trillion-tokens"]),
        (_("Llama 3.1 405B (Meta)"), "hours", [f"{llama}-gpu-hours-pretraining"]),
        (_("Llama 3.1, all three sizes (Meta)"), "hours", ["llama31-gpu-hours-pretraining"]),
        (_("GPT-4 (Epoch AI)"), "arithmetic", [f"{gpt4}-compute"]),
        (_("Claude 3.5 Sonnet (Epoch AI)"), "arithmetic", ["claude-3.5-sonnet-training-compute"]),
        (_("Llama 3.1 405B (Meta)"), "arithmetic", [f"{llama}-training-compute"]),
        (_("GPT-4o (Epoch AI)"), "arithmetic", ["gpt-4o-training-compute"]),
        (_("Gemini 1.0 Ultra (Epoch AI)"), "arithmetic", [f"{ultra}-compute"]),
        (_("Grok 3 (Epoch AI)"), "arithmetic", ["grok-3-training-compute"]),
    )


def _ratio(published: pd.DataFrame, name: str, measure: str, keys: list[str]) -> dict[str, object]:
    rows = published.loc[keys]
    low, high = float(rows["value"].min()), float(rows["value"].max())
    own = numerators()["per trillion tokens" if "per-trillion" in keys[0] else measure]
    return {
        "name": name,
        "measure": measure,
        "measured": _unit(rows["unit"].iloc[0]),
        "own": own,
        "low": low,
        "high": high,
        "bound": ">" if rows["qualifier"].iloc[0] == "more than" else "",
        "least": round(low / own, 3),
        "most": round(high / own, 3),
    }


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
        "At {rate} an hour V3's final run is between 1/{least} and 1/{most} of the dollar figures published for "
        "others. A tenth or less holds for {tenth} of {all} baselines in dollars, hours or arithmetic, a twentieth for "
        "{twentieth}. A hundredth holds for {hundredth}, the arithmetic of {name}, and for none in dollars."
    ).format(
        rate=units.written(assumed(), RENT, 0.01),
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
    x = x.scale(type="log", domain=[0.8, 300], nice=False).axis(
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
    rate = alt.binding_range(min=1, max=4, step=0.1, name=_("V3's rent of a GPU hour"))
    return [
        alt.param(name="claimed", value=LINES[0], bind=claimed),
        alt.param(name="rate", value=assumed(), bind=rate),
    ]
