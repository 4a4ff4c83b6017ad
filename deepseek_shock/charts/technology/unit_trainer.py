"""The unit trainer: published integers, a utilisation and a rent become parameters, FLOP, GPU hours and dollars."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_
from deepseek_shock.language import gettext as _
from deepseek_shock.models import parameters, training_cost
from deepseek_shock.quantities import write

MODEL, GPU = "deepseek-v3", "H800 SXM5 80GB"
PUBLISHED = {
    "gpu_hours": "v3-gpu-hours-pretraining",
    "dollars": "v3-cost-pretraining",
    "total_dollars": "v3-cost-total",
}
LATER_STEPS = ("v3-gpu-hours-context-extension", "v3-gpu-hours-post-training")
# Lowest, highest and step of each input; most are keys of the published configuration. What moves most comes first.
RANGES = {
    "n_layers": (24, 128, 1),
    "hidden_size": (2048, 16384, 256),
    "n_routed_experts": (64, 512, 32),
    "n_activated_experts": (1, 32, 1),
    "moe_intermediate": (512, 8192, 256),
    "tokens": (1_000_000_000_000, 40_000_000_000_000, 100_000_000_000),
    "gpus": (256, 32768, 256),
    "utilisation": (0.1, 0.6, 0.001),
    "rent": (0.5, 8, 0.05),
    "n_shared_experts": (0, 4, 1),
    "n_dense_layers": (0, 12, 1),
    "dense_intermediate": (4096, 53248, 1024),
    "n_heads": (16, 256, 8),
    "kv_lora_rank": (128, 2048, 128),
    "q_lora_rank": (256, 4096, 256),
    "qk_rope_head_dim": (16, 256, 16),
    "vocab_size": (32000, 256000, 1280),
}
ROW = 50
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

COUNT = N_("1e9 {} billion")
LARGE_COUNT = N_("1e12 {} trillion")
MILLIONS = N_("1e6 {} million")
MONEY = N_("1e6 ${} million")
BYTES = N_("1e9 {} GB")
NUMBER = N_("1 {}")


def figure() -> Figure:
    """Eight results on one scale, as multiples of DeepSeek-V3's, with marks at the published figures."""
    table = results()
    return Figure(
        "unit-trainer",
        _chart(table),
        _("Unit trainer: 15 published integers, from parameters to dollars"),
        _message(table),
        {"name": _("quantity"), "value": _("computed"), "published": _("published")},
        ("dsv3-repo", "dsv3-paper", "epochhw"),
        {"tokens": _("1e12 {} trillion"), "utilisation": _("0.01 {}%"), "rent": _("1 ${}")},
    )


def inputs() -> dict[str, float]:
    """DeepSeek-V3's integers, the utilisation that its published GPU hours imply, and the rent that it assumes."""
    config = configuration()
    flop = training_cost.flop(parameters.count(config).active.with_head, _run("v3-pretraining-tokens"))
    implied = training_cost.utilisation(flop, _run("v3-gpu-hours-pretraining"), peak())
    values = {name: int(config[name]) for name in RANGES if name in config}
    return values | {
        "tokens": int(_run("v3-pretraining-tokens")),
        "gpus": int(_run("v3-cluster-size")),
        "utilisation": round(implied, 3),
        "rent": _run("v3-assumed-rental-price"),
    }


def configuration() -> dict[str, object]:
    """The published configuration."""
    return dict(tables.load("model_configurations").set_index("model").loc[MODEL])


def peak() -> float:
    """BF16 peak of the GPU, in FLOP/s."""
    return 1e12 * tables.load("chip_specs").set_index("chip").loc[GPU, "fp16_dense_tflops"]


def later_hours() -> float:
    """GPU hours of the steps after pre-training: a longer context, and fine-tuning."""
    return sum(map(_run, LATER_STEPS))


def computed(settings: dict[str, float]) -> dict[str, float]:
    """What the inputs come to, by the book's models."""
    counted = parameters.count(configuration() | settings)
    flop = training_cost.flop(counted.active.with_head, settings["tokens"])
    run = training_cost.run(flop, peak(), settings["utilisation"], settings["gpus"], settings["rent"])
    return {
        "total": counted.total,
        "active": counted.active.with_head,
        "bytes": counted.total,
        "flop": run.flop,
        "gpu_hours": run.gpu_hours,
        "days": run.days,
        "dollars": run.dollars,
        "total_dollars": training_cost.dollars(run.gpu_hours + later_hours(), settings["rent"]),
    }


def results() -> pd.DataFrame:
    """The results for DeepSeek-V3 to six digits, and what was published."""
    values, printed = computed(inputs()), published()
    return pd.DataFrame(
        {
            "key": key,
            "name": name,
            "beside": _as_printed(key, printed.get(key)),
            "value": float(f"{values[key]:.6g}"),
            "published": printed.get(key),
            "y": ROW * place + 16,
        }
        for place, (key, name) in enumerate(_names().items())
    )


def published() -> dict[str, float]:
    """The published figures for results."""
    config = configuration()
    sizes = {"total": config["reported_total_params"], "active": config["reported_active_params"]}
    return {key: float(size) for key, size in sizes.items()} | {key: _run(row) for key, row in PUBLISHED.items()}


def _names() -> dict[str, str]:
    return {
        "total": _("Parameters in all"),
        "active": _("Parameters at work on a token"),
        "bytes": _("Weights, one byte each (FP8)"),
        "flop": _("FLOP of pre-training"),
        "gpu_hours": _("GPU hours of pre-training"),
        "days": _("Days on all GPUs"),
        "dollars": _("Rent of pre-training"),
        "total_dollars": _("Rent, later steps included"),
    }


def _as_printed(key: str, value: float | None) -> str:
    """The published figure for a result in words, "" where there is none."""
    if value is None:
        return ""
    unit = "USD" if "dollars" in key else "count"
    return _("published: {value}").format(value=write(value, unit, language.current()))


def _run(figure: str) -> float:
    return float(tables.load("training_runs").set_index("id").loc[figure, "value"])


def _message(table: pd.DataFrame) -> str:
    value, printed = (table.set_index("key")[column] for column in ("value", "published"))
    mantissa, exponent = f"{value['flop']:.2e}".split("e+")
    return _(
        "The published integers of DeepSeek-V3 give {total} (published: {published_total}), of which "
        "{active} work on a token (published: {published_active}). With {tokens} that is {flop} FLOP. At "
        "{utilisation} of the BF16 peak of {gpus} H800 it takes {hours}, {days} days; at {rent} an hour it costs "
        "{dollars}, or {total_dollars} with the later steps (published: {published_dollars})."
    ).format(
        total=_rounded(value["total"], "parameter", 4),
        published_total=_rounded(printed["total"], "count"),
        active=_rounded(value["active"], "parameter", 4),
        published_active=_rounded(printed["active"], "count"),
        tokens=_rounded(inputs()["tokens"], "token"),
        flop=f"{mantissa} × 10{exponent.translate(SUPERSCRIPTS)}",
        utilisation=units.percent(inputs()["utilisation"]),
        gpus=_rounded(inputs()["gpus"], "count", 5),
        hours=_rounded(value["gpu_hours"], "GPU hour"),
        days=f"{value['days']:.0f}",
        rent=_rounded(inputs()["rent"], "USD"),
        dollars=_rounded(value["dollars"], "USD"),
        total_dollars=_rounded(value["total_dollars"], "USD"),
        published_dollars=_rounded(printed["total_dollars"], "USD", 4),
    )


def _rounded(value: float, unit: str, significant: int = 3) -> str:
    return write(value, unit, language.current(), significant=significant)


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart(table).transform_calculate(
        now=_by_key({key: key for key in table["key"]}),
        words=_by_key(_words()),
        times="datum.now / datum.value",
        mark="datum.published / datum.value",
        line="datum.y + 18",
        start="1",
    )
    left, right = alt.ExprRef("0.42 * width"), alt.ExprRef("width")
    x = alt.X("times:Q", title=_("times DeepSeek-V3"))
    x = x.scale(type="log", domain=[0.01, 100], range=[left, right], clamp=True)
    x = x.axis(values=[0.01, 0.1, 1, 10, 100], labelExpr="datum.value < 1 ? '1/' + 1 / datum.value : datum.label")
    y, line = (alt.Y(f"{place}:Q", axis=None).scale(None) for place in ("y", "line"))
    names = rows.mark_text(align="left", x=0, fontSize=13)
    figures = rows.mark_text(align="right", x=right, fontSize=15, fontWeight="bold")
    marked = rows.transform_filter("isValid(datum.published)")
    beside = marked.mark_text(align="left", x=0, fontSize=11.5, color=style.FALL)
    return (
        alt.layer(
            rows.mark_rule(color=style.RISE, strokeWidth=7, opacity=0.4).encode(x, line, x2="start:Q"),
            rows.mark_point(filled=True, color=style.RISE, size=90, opacity=1).encode(x, line),
            marked.mark_tick(color=style.FALL, thickness=2.5, size=20, opacity=1).encode(x="mark:Q", y=line),
            names.encode(y, text="name:N"),
            beside.encode(line, text="beside:N"),
            figures.encode(y, text="words:N"),
        )
        .add_params(*_inputs(), *_formulas())
        .properties(height=ROW * len(table))
    )


def _by_key(expressions: dict[str, str]) -> str:
    """A Vega expression that picks one of several by the row's key."""
    return "{" + ", ".join(f"{key}: {expression}" for key, expression in expressions.items()) + "}[datum.key]"


def _words() -> dict[str, str]:
    """For each result, a Vega expression that writes it."""
    count = "{0} < 1e12 ? {1} : {2}"
    exponent = "floor(log(flop) / LN10 + 1e-9)"
    powers = "[" + ", ".join(f"'{str(power).translate(SUPERSCRIPTS)}'" for power in range(20, 30)) + "]"
    return {
        "total": count.format("total", units.scaled("total", COUNT, 1e8), units.scaled("total", LARGE_COUNT, 1e10)),
        "active": count.format("active", units.scaled("active", COUNT, 1e7), units.scaled("active", LARGE_COUNT, 1e10)),
        "bytes": units.scaled("total", BYTES, 1e9),
        "flop": f"format(flop / pow(10, {exponent}), '.2f') + ' × 10' + {powers}[{exponent} - 20]",
        "gpu_hours": _amount("gpu_hours", MILLIONS, COUNT),
        "days": units.scaled("days", NUMBER, 0.1),
        "dollars": _amount("dollars", MONEY, units.DOLLARS),
        "total_dollars": _amount("total_dollars", MONEY, units.DOLLARS),
    }


def _amount(name: str, pattern: str, large: str) -> str:
    """A Vega expression that writes hours or dollars: to 1e4, from 1e8 on to 1e7."""
    return f"{name} < 1e8 ? {units.scaled(name, pattern, 1e4)} : {units.scaled(name, large, 1e7)}"


def _inputs() -> list[alt.Parameter]:
    names = {
        "n_layers": _("Layers"),
        "hidden_size": _("Width of the hidden state"),
        "n_routed_experts": _("Routed experts in a layer"),
        "n_activated_experts": _("Routed experts for a token"),
        "moe_intermediate": _("Width of an expert"),
        "tokens": _("Tokens of training"),
        "gpus": _("GPUs"),
        "utilisation": _("Utilisation of the GPUs' BF16 peak"),
        "rent": _("Dollars for a GPU hour"),
        "n_shared_experts": _("Shared experts"),
        "n_dense_layers": _("Dense layers"),
        "dense_intermediate": _("Width of a dense layer's network"),
        "n_heads": _("Attention heads"),
        "kv_lora_rank": _("Rank of keys and values"),
        "q_lora_rank": _("Rank of the queries"),
        "qk_rope_head_dim": _("Width of the position key"),
        "vocab_size": _("Vocabulary"),
    }
    values = inputs()
    bounds = {key: dict(zip(("min", "max", "step"), RANGES[key], strict=True)) for key in names}
    return [
        alt.param(name=key, value=values[key], bind=alt.binding_range(name=name, **bounds[key]))
        for key, name in names.items()
    ]


def _formulas() -> list[alt.Parameter]:
    """`parameters.count` and `training_cost.run` once more in the browser, for a model with MLA and experts."""
    config = configuration()
    key, value = config["qk_nope_head_dim"], config["v_head_dim"]
    formulas = {
        "attention": f"hidden_size * (q_lora_rank + kv_lora_rank + qk_rope_head_dim + n_heads * {value})"
        f" + q_lora_rank * (1 + n_heads * ({key} + qk_rope_head_dim)) + kv_lora_rank * (1 + n_heads * {key + value})",
        "expert": "3 * hidden_size * moe_intermediate",
        "sparse": "n_layers - n_dense_layers",
        "always": "hidden_size * (vocab_size + 2 * n_layers + 1) + n_layers * attention"
        " + n_dense_layers * 3 * hidden_size * dense_intermediate"
        " + sparse * (n_routed_experts * (hidden_size + 1) + n_shared_experts * expert)",
        "total": "always + hidden_size * vocab_size + sparse * n_routed_experts * expert",
        "active": "always + sparse * n_activated_experts * expert",
        "bytes": "total",
        "flop": "6 * active * tokens",
        "gpu_hours": f"flop / ({peak():.6g} * utilisation) / 3600",
        "days": "gpu_hours / gpus / 24",
        "dollars": "gpu_hours * rent",
        "total_dollars": f"(gpu_hours + {later_hours():.0f}) * rent",
    }
    return [alt.param(name=name, expr=expression) for name, expression in formulas.items()]
