"""The router lab: how the load of experts evens out while a bias learns, and how badly job titles would fit them."""

import altair as alt
import numpy as np
import pandas as pd

from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import mixture_of_experts as moe

EXPERTS, TOP_K = (8, 16), (1, 2, 4)
DEFAULT = (16, 2)
STEPS, EVERY = 100, 10
SPEED = 0.005  # five times DeepSeek-V3's, for few steps
TRAINED, MEASURED = 512, 2048  # tokens a step, and tokens on which a load is measured
SUBJECTS = 4
POPULARITY, LIKING = 0.8, 0.5  # how much experts differ for all tokens, and for those of one subject
SEED = 27
HEIGHT = 190


def figure() -> Figure:
    """A bar for each expert: its load, and the part of it that its commonest subject makes."""
    table = snapshots()
    return Figure(
        "router-lab",
        _chart(table),
        _("Router lab: the load of each expert, and what a job title would say of it (synthetic tokens)"),
        _message(table),
        {
            "experts": _("experts"),
            "top_k": _("experts for a token"),
            "step": _("steps of balancing"),
            "busiest": _("busiest expert, times its fair share"),
            "idlest": _("idlest expert, times its fair share"),
            "titled": _("tokens that the titles fit (%)"),
        },
        ("dsv3-paper", "dsmoe-paper"),
        {"step": _("1 {} steps")},
        percent=("titled",),
    )


def snapshots() -> pd.DataFrame:
    """For each router and every few steps of balancing, what each expert receives; step 0 is without balancing."""
    return pd.DataFrame(row for experts in EXPERTS for top_k in TOP_K for row in simulated(experts, top_k))


def simulated(experts: int, top_k: int) -> list[dict[str, object]]:
    """One router learning its bias: a row each time that the load is measured."""
    router, random = moe.Router(experts, top_k), np.random.default_rng(SEED)
    liking = POPULARITY * random.standard_normal(experts) + LIKING * random.standard_normal((SUBJECTS, experts))
    measured = _affinities(random, liking, MEASURED)
    bias, rows = np.zeros(experts), []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            rows.append({"experts": experts, "top_k": top_k, "step": step} | _row(moe.route(measured, bias, router)))
        received = moe.loads(moe.route(_affinities(random, liking, TRAINED), bias, router))
        bias = moe.updated_bias(bias, received, SPEED)
    return rows


def _affinities(random: np.random.Generator, liking: np.ndarray, tokens: int) -> np.ndarray:
    """Affinities of tokens, subject after subject, to the experts."""
    noise = random.standard_normal((tokens, liking.shape[1]))
    return 1 / (1 + np.exp(-np.repeat(liking, tokens // SUBJECTS, axis=0) - noise))


def _row(weights: np.ndarray) -> dict[str, object]:
    """Loads in percent of the fair share, each expert's commonest subject, and its part of the load."""
    by_subject = np.count_nonzero(weights.reshape(SUBJECTS, -1, weights.shape[1]), axis=1)
    loads, fair = by_subject.sum(axis=0), by_subject.sum() / weights.shape[1]
    return {
        "busiest": round(1 + moe.max_violation(loads), 3),
        "idlest": round(float(loads.min() / fair), 3),
        "titled": round(float(by_subject.max(axis=0).sum() / by_subject.sum()), 4),
        "load": np.rint(100 * loads / fair).astype(int).tolist(),
        "part": np.rint(100 * by_subject.max(axis=0) / fair).astype(int).tolist(),
        "title": by_subject.argmax(axis=0).tolist(),
    }


def _message(table: pd.DataFrame) -> str:
    experts, top_k = DEFAULT
    rows = table[(table["experts"] == experts) & (table["top_k"] == top_k)].set_index("step")
    return _(
        "A synthetic demonstration with {experts} experts, {top_k} for each token. Without balancing the busiest "
        "expert receives {before} times its fair share and the idlest {idle} times; after {steps} steps in which a "
        "bias learns, {after} and {least} times. Each expert was given a liking for some subjects. A job title, "
        "its commonest subject, still fits only {titled} of the tokens: experts are where the router sends tokens, "
        "not departments."
    ).format(
        experts=experts,
        top_k=top_k,
        before=f"{rows.loc[0, 'busiest']:.2f}",
        idle=f"{rows.loc[0, 'idlest']:.2f}",
        steps=STEPS,
        after=f"{rows.loc[STEPS, 'busiest']:.2f}",
        least=f"{rows.loc[STEPS, 'idlest']:.2f}",
        titled=units.percent(rows.loc[STEPS, "titled"], 0),
    )


def _subjects() -> list[str]:
    """A letter for each subject."""
    return _("M L C H").split()


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    now, before = _experts(table, "balancing ? step : 0"), _experts(table, "0")
    x = alt.X("expert:O", title=_("job titles: M mathematics, L law, C cooking, H history"))
    x = x.axis(labels=False, ticks=False, titlePadding=24)
    ticks = {"color": style.FALL, "thickness": 2.5, "width": {"band": 0.9}, "opacity": 1}
    names = now.transform_calculate(name=f"titles ? {_subjects()!r}[datum.title] : '' + datum.expert")
    return (
        alt.layer(
            now.mark_bar(color=style.RISE, opacity=0.35).encode(x, _height("load")),
            now.mark_bar(color=style.RISE).encode(x, _height("part")),
            before.mark_tick(**ticks).encode(x, _height("load")),
            marks.horizontal("100", color=style.MUTED, strokeDash=[4, 3]),
            names.mark_text().encode(x, y=alt.value(HEIGHT + 12), text="name:N"),
            *_words(table),
        )
        .add_params(*_inputs())
        .properties(height=HEIGHT)
    )


def _experts(table: pd.DataFrame, step: str) -> alt.Chart:
    """A row for each expert of the chosen router, after the steps that a Vega expression gives."""
    chosen = f"datum.experts == experts && datum.top_k == top_k && datum.step == ({step})"
    rows = alt.Chart(table).transform_filter(chosen).transform_calculate(expert="sequence(1, experts + 1)")
    return rows.transform_flatten(["expert", "load", "part", "title"])


def _height(field: str) -> alt.Y:
    y = alt.Y(f"{field}:Q", title=_("times the fair share"), stack=None).scale(domain=[0, 400], clamp=True)
    return y.axis(labelExpr="datum.value / 100", values=[0, 100, 200, 300, 400])


def _words(table: pd.DataFrame) -> list[alt.Chart]:
    chosen = "datum.experts == experts && datum.top_k == top_k && datum.step == (balancing ? step : 0)"
    said = units.lines(
        "busiest expert: {busiest} times its fair share|dark: its commonest subject, {titled} of all tokens",
        busiest="format(datum.busiest, '.2f')",
        titled="format(datum.titled, '.0%')",
    )
    rows = alt.Chart(table).transform_filter(chosen).transform_calculate(words=said)
    look = {"align": "left", "baseline": "top", "x": 0, "lineHeight": 17, "fontSize": 13}
    legend = marks.once(_("red: before balancing"), -20, fontSize=13, color=style.FALL)
    return [rows.mark_text(**look).encode(text="words:N", y=alt.value(-56)), legend]


def _inputs() -> list[alt.Parameter]:
    switch = [_("on"), _("off")]
    names = [_("numbers"), _("job titles")]
    experts = alt.binding_select(options=list(EXPERTS), labels=[str(count) for count in EXPERTS], name=_("Experts"))
    top_k = alt.binding_select(options=list(TOP_K), labels=[str(k) for k in TOP_K], name=_("Experts for a token"))
    balancing = alt.binding_select(options=[True, False], labels=switch, name=_("Balancing"))
    step = alt.binding_range(min=0, max=STEPS, step=EVERY, name=_("Steps of balancing"))
    titles = alt.binding_select(options=[False, True], labels=names, name=_("Names of the experts"))
    return [
        alt.param(name="experts", value=DEFAULT[0], bind=experts),
        alt.param(name="top_k", value=DEFAULT[1], bind=top_k),
        alt.param(name="balancing", value=True, bind=balancing),
        alt.param(name="step", value=STEPS, bind=step),
        alt.param(name="titles", value=False, bind=titles),
    ]
