"""Where does 95 percent come from: published shares near it, and what each is a share of."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import api_price, kv_cache, parameters

CLAIMED = 0.95
PROMOTION, LIST = "2025-01-27", "2025-02-09"  # a day under V3's promotional price, and one under its list price
LOWEST = 0.88
ROW = 38
HOURS = "gpu_hours_per_trillion_tokens"


def figure() -> Figure:
    """A dot for each share, lit where it lies within the tolerance of 95 percent."""
    table = shares()
    return Figure(
        "ninety-five",
        _chart(table),
        _("Where does 95% come from? Shares near it that published figures give"),
        _message(table),
        {"name": _("less of what, against what"), "share": _("less by (%)"), "basis": _("a share of")},
        (
            "dsv3-repo",
            "dsv3-paper",
            "dsv2-paper",
            "llama-models",
            "llmprices-jan",
            "dsapi-price-usd",
            "dsapi-price-apidog",
        ),
        {"tolerance": _("0.01 ±{} points")},
        percent=("share",),
    )


def shares() -> pd.DataFrame:
    """What DeepSeek needs or charges less, as fractions, the largest first."""
    rows = [*_weights(), *_prices(), *_hours(), *_caches()]
    table = pd.DataFrame(rows, columns=["key", "name", "share", "basis"])
    table["share"] = table["share"].round(5)
    return table.sort_values("share", ascending=False, ignore_index=True).assign(y=lambda frame: ROW * frame.index + 8)


def _weights() -> list[tuple[str, str, float, str]]:
    counted = parameters.count(_configuration("deepseek-v3"))
    share = 1 - counted.active.with_head / counted.total
    return [("weights", _("Weights at work on a token: V3 against all its weights"), share, _("parameters"))]


def _prices() -> list[tuple[str, str, float, str]]:
    table, basis = tables.load("api_prices"), _("price")
    o1, r1 = (api_price.at(table, model, PROMOTION) for model in ("o1", "deepseek-r1"))
    gpt_4o = api_price.at(table, "gpt-4o", PROMOTION)
    promoted, listed = (api_price.at(table, "deepseek-v3", day) for day in (PROMOTION, LIST))
    return [
        ("r1_input", _("Price of input: R1 against o1"), api_price.saving(o1, r1, 1), basis),
        ("r1_output", _("Price of output: R1 against o1"), api_price.saving(o1, r1, 0), basis),
        ("v3_input", _("Price of input: V3 (promotion) against GPT-4o"), api_price.saving(gpt_4o, promoted, 1), basis),
        (
            "v3_output",
            _("Price of output: V3 (promotion) against GPT-4o"),
            api_price.saving(gpt_4o, promoted, 0),
            basis,
        ),
        ("v3_list", _("Price of input: V3 (list) against GPT-4o"), api_price.saving(gpt_4o, listed, 1), basis),
    ]


def _hours() -> list[tuple[str, str, float, str]]:
    runs = tables.load("training_runs").set_index("id")["value"]
    llama = runs["v3-gpu-hours-total"] / runs["llama405-gpu-hours-pretraining"]
    own = {
        run: runs["v3-gpu-hours-per-trillion-tokens"] / runs[f"{run}-gpu-hours-per-trillion-tokens"]
        for run in ("67b", "v2")
    }
    basis, a_token = _("GPU hours"), _("GPU hours a token")
    return [
        ("llama", _("GPU hours: V3 against Llama 3.1 405B"), 1 - llama, basis),
        ("67b", _("GPU hours: V3 against DeepSeek 67B"), 1 - own["67b"], a_token),
        ("v2", _("GPU hours: V3 against DeepSeek-V2"), 1 - own["v2"], a_token),
    ]


def _caches() -> list[tuple[str, str, float, str]]:
    reported = tables.load("training_runs").set_index("id")["value"]["v2-kv-cache-reduction-vs-67b"]
    basis = _("cache of keys and values")
    return [
        (
            "cache",
            _("Cache: V3 against plain attention"),
            1 - 1 / kv_cache.ratio_to_mha(_configuration("deepseek-v3")),
            basis,
        ),
        ("v2_cache", _("Cache: V2 against DeepSeek 67B, as reported"), reported, basis),
    ]


def _configuration(model: str) -> pd.Series:
    return tables.load("model_configurations").set_index("model").loc[model]


def _message(table: pd.DataFrame) -> str:
    share = table.set_index("key")["share"]
    return _(
        "Of the shares that published figures give, one rounds to 95%: {weights} of V3's weights rest at a token, "
        "which saves arithmetic and no GPU memory. R1 was {price} cheaper than o1, in price. "
        "What was saved in GPU hours is {llama} against Llama 3.1 405B; for the same data, {dense} against DeepSeek's "
        "own 67B model, and against V2 the hours rose by {rise}. These last two lie off the picture."
    ).format(
        weights=units.percent(share["weights"]),
        price=units.percent(share["r1_input"]),
        llama=units.percent(share["llama"]),
        dense=units.percent(share["67b"]),
        rise=units.percent(-share["v2"]),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    near = int((table["share"] >= LOWEST).sum())
    rows = (
        alt.Chart(table)
        .transform_filter(f"datum.share >= {LOWEST}")
        .transform_calculate(
            lit=f"abs(datum.share - {CLAIMED}) <= tolerance + 1e-9",
            line="datum.y + 17",
            words="format(datum.share, '.1%')",
        )
    )
    x = _axis("share")
    y, line = (alt.Y(f"{place}:Q", axis=None).scale(None) for place in ("y", "line"))
    colour = alt.condition("datum.lit", alt.value(style.FALL), alt.value(style.MUTED))
    return (
        alt.layer(
            _band(),
            rows.mark_text(align="left", x=0).encode(y, text="name:N", color=colour),
            rows.mark_point(filled=True, size=110, opacity=1).encode(x, line, color=colour),
            rows.mark_text(align="left", dx=9, fontWeight="bold").encode(x, line, text="words:N", color=colour),
            marks.once(alt.ExprRef(_lines(table)), -26, fontSize=13, fontWeight="bold"),
        )
        .add_params(_tolerance())
        .properties(height=ROW * near)
    )


def _axis(field: str) -> alt.X:
    axis = alt.Axis(format=".0%", values=[0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 1], labelOverlap="greedy")
    return alt.X(f"{field}:Q", title=_("less by")).scale(domain=[LOWEST, 1], nice=False, zero=False).axis(axis)


def _band() -> alt.Chart:
    """What counts as 95 percent."""
    ends = {"low": f"{CLAIMED} - tolerance", "high": f"{CLAIMED} + tolerance"}
    band = alt.Chart(alt.Data(values=[{}])).transform_calculate(**ends)
    return band.mark_rect(color=style.FALL, opacity=0.15).encode(_axis("low"), x2="high:Q")


def _lines(table: pd.DataFrame) -> str:
    shown = table.loc[table["share"] >= LOWEST, "share"]
    hits = " + ".join(f"(abs({share} - {CLAIMED}) <= tolerance + 1e-9 ? 1 : 0)" for share in shown)
    return units.lines(
        "{hits} of {all} lie within 95% ± {tolerance} points",
        hits=hits,
        all=str(len(shown)),
        tolerance="format(100 * tolerance, '.1f')",
    )


def _tolerance() -> alt.Parameter:
    slider = alt.binding_range(min=0, max=0.05, step=0.001, name=_("What counts as 95%"))
    return alt.param(name="tolerance", value=0.005, bind=slider)
