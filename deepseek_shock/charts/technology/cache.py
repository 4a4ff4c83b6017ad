"""The cache you never see: gigabytes of keys and values for a model, a context and a batch, against a GPU's memory."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import kv_cache

DEFAULT_MODEL, DEFAULT_GPU = "deepseek-v3", "H800 SXM5 80GB"
GPUS = ("RTX 4090", "H800 SXM5 80GB", "H20 SXM 96GB", "H200 SXM 141GB")
LONGEST, STEP = 131072, 1024
GROUPS = 8
KINDS = ("MHA", "GQA", "MQA", "MLA")


def figure() -> Figure:
    """A bar for each kind of attention that the model could have had, the one it has in a colour of its own."""
    table = sizes()
    return Figure(
        "kv-cache",
        _chart(table),
        _("The cache you never see: what a model keeps of every token it has read"),
        _message(table),
        {
            "name": _("model"),
            "built": _("attention as built"),
            "MHA": _("MHA (bytes a token)"),
            "GQA": _("GQA with 8 groups (bytes a token)"),
            "MQA": _("MQA (bytes a token)"),
            "MLA": _("MLA (bytes a token)"),
        },
        ("dsv2-paper", "isca25-paper", *_sources(table["model"]), "epochhw"),
        {"context": _("1024 {}K tokens")},
    )


def sizes() -> pd.DataFrame:
    """Bytes a token in BF16 of each model, as built and as it would be with the same heads and depth."""
    return pd.DataFrame(
        {"model": model, "name": row["name"], "built": row["attention"]} | bytes_by_kind(row)
        for model, row in configurations().iterrows()
    )


def configurations() -> pd.DataFrame:
    """The published configurations by model."""
    return tables.load("model_configurations").set_index("model")


def bytes_by_kind(row: pd.Series) -> dict[str, int | None]:
    """Bytes a token for each of `KINDS`; None for MLA of a model that was built without it."""
    latent = int(kv_cache.bytes_per_token(row)) if row["attention"] == "MLA" else None
    heads = {"MHA": int(row["n_heads"]), "GQA": GROUPS, "MQA": 1}
    return {kind: int(kv_cache.with_heads(row, groups)) for kind, groups in heads.items()} | {"MLA": latent}


def memories() -> pd.Series:
    """Memory of each GPU in GB."""
    return tables.load("chip_specs").set_index("chip").loc[list(GPUS), "memory_gb"]


def _sources(models: pd.Series) -> list[str]:
    keys = configurations().loc[models, "sources"].str.split(";").explode()
    return [key for key in dict.fromkeys(keys) if key not in ("dsv2-paper", "isca25-paper", "epochhw")]


def _message(table: pd.DataFrame) -> str:
    row, size = table.set_index("model").loc[DEFAULT_MODEL], memories()[DEFAULT_GPU]
    gigabytes = {kind: row[kind] * LONGEST / 1e9 for kind in KINDS}
    return _(
        "With plain attention, one conversation of 128K tokens with DeepSeek-V3 would need {plain} GB of cache, "
        "the memory of {gpus} H800, and the weights are not in it. With 8 groups, as Llama and Qwen have them, it "
        "would need {grouped} GB. Latent attention needs {latent} GB: plain attention takes {times} times as much."
    ).format(
        plain=f"{gigabytes['MHA']:.0f}",
        gpus=f"{gigabytes['MHA'] / size:.1f}",
        grouped=f"{gigabytes['GQA']:.1f}",
        latent=f"{gigabytes['MLA']:.1f}",
        times=f"{row['MHA'] / row['MLA']:.0f}",
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    names = _kind_names()
    bars = (
        alt.Chart(table)
        .transform_filter("datum.model == model")
        .transform_fold(list(KINDS), as_=["kind", "bytes"])
        .transform_filter("isValid(datum.bytes)")
        .transform_calculate(
            gigabytes="datum.bytes * context * batch / 1e9",
            label="{" + ", ".join(f"{kind}: {name!r}" for kind, name in names.items()) + "}[datum.kind]",
            own="datum.kind == datum.built",
            words=_words(),
        )
    )
    y = alt.Y("label:N", title=None, sort=list(names.values()))
    y = y.scale(domain=list(names.values())).axis(ticks=False, domain=False, labelLimit=150)
    x = alt.X("gigabytes:Q", title=_("gigabytes of cache (BF16)"))
    x = x.scale(domainMin=0, domainMax=alt.ExprRef("longest"), nice=False).axis(tickCount=4)
    colour = alt.condition("datum.own", alt.value(style.FALL), alt.value(style.FAINT))
    ticks = {"color": style.RISE, "thickness": 3, "size": 20, "opacity": 1}
    return (
        alt.layer(
            bars.mark_bar(height=18).encode(x, y, color=colour),
            bars.transform_calculate(memory="memory").mark_tick(**ticks).encode(x="memory:Q", y=y),
            bars.mark_text(align="left", baseline="top", x=0, dx=4, dy=12).encode(y=y, text="words:N"),
            marks.once(alt.ExprRef(_lines()), -26, x=-80, fontSize=13),
        )
        .add_params(*_inputs(table), *_limits(table))
        .properties(height=200)
    )


def _kind_names() -> dict[str, str]:
    return {
        "MHA": _("plain (MHA)"),
        "GQA": _("8 groups (GQA)"),
        "MQA": _("one group (MQA)"),
        "MLA": _("latent (MLA)"),
    }


def _words() -> str:
    built = _(" ← as built")
    size = "format(datum.gigabytes, ',.3r')"
    return units.lines("{size} GB{mark}", size=size, mark=f"datum.own ? {built!r} : ''")


def _lines() -> str:
    return units.lines("Blue mark: the memory of one GPU, {memory} GB", memory="memory")


def _inputs(table: pd.DataFrame) -> list[alt.Parameter]:
    models = alt.binding_select(options=list(table["model"]), labels=list(table["name"]), name=_("Model"))
    context = alt.binding_range(min=STEP, max=LONGEST, step=STEP, name=_("Context of each conversation"))
    batch = alt.binding_range(min=1, max=64, step=1, name=_("Conversations at once"))
    memory = memories()
    labels = [f"{chip} ({size:.0f} GB)" if "GB" not in chip else chip for chip, size in memory.items()]
    gpus = alt.binding_select(options=[int(size) for size in memory], labels=labels, name=_("GPU"))
    return [
        alt.param(name="model", value=DEFAULT_MODEL, bind=models),
        alt.param(name="context", value=LONGEST, bind=context),
        alt.param(name="batch", value=1, bind=batch),
        alt.param(name="memory", value=int(memory[DEFAULT_GPU]), bind=gpus),
    ]


def _limits(table: pd.DataFrame) -> list[alt.Parameter]:
    """The end of the axis: the longest bar or the GPU's memory, with some room."""
    plain = "{" + ", ".join(f"'{row.model}': {row.MHA}" for row in table.itertuples()) + "}[model]"
    return [alt.param(name="longest", expr=f"1.06 * max({plain} * context * batch / 1e9, memory)")]
