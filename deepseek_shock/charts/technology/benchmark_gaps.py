"""Is it a difference: gaps between benchmark scores with the intervals that the number of questions gives them."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import two_proportions
from deepseek_shock.quantities import write

# What is compared: the model, its rivals (in tests by others the best of them), and DeepSeek's paper that has both.
PAIRS = {
    "r1": ("deepseek-r1", ("o1-2024-12-17",), "dsr1-paper-v1"),
    "v3": ("deepseek-v3", ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "gpt-4o-2024-11-20"), "dsv3-paper"),
}
PAPER_TESTS = (
    "AIME 2024",
    "MATH-500",
    "GPQA Diamond",
    "Aider polyglot",
    "SWE-bench Verified",
    "LiveCodeBench",
    "MMLU",
    "DROP",
    "SimpleQA",
)
METRICS = ("pass@1", "pass@1 (chain of thought)", "accuracy", "correct", "exact match", "F1", "resolved")
OTHERS = ("LiveBench 2024-11-25", "Aider polyglot", "GPQA Diamond", "MATH level 5", "OTIS Mock AIME 2024-2025")
SHORT = {"LiveBench 2024-11-25": "LiveBench", "OTIS Mock AIME 2024-2025": "OTIS Mock AIME"}
LIVEBENCH_DAY, AS_EDITOR = "2025-01-20", "with Claude 3.5 Sonnet as editor"
SOURCES = (
    "dsr1-paper-v1",
    "dsv3-paper",
    "livebench",
    "aider",
    "epoch-runs",
    "evalscope-aime24",
    "math500-card",
    "aiwiki-gpqa",
    "roodman-curves",
)
MOST = 2000
ROW, HEAD = 23, 20


def figure() -> Figure:
    """A point for each test, its interval where the number of questions is known, coloured where zero lies outside."""
    table = gaps()
    return Figure(
        "benchmark-gaps",
        _chart(table),
        _("Is it a difference? Gaps between scores, and what the number of questions can tell"),
        _message(table),
        {
            "models": _("models"),
            "benchmark": _("test"),
            "questions": _("questions"),
            "ours": _("DeepSeek's model (%)"),
            "theirs": _("the other model (%)"),
            "low": _("difference, lower end (%)"),
            "high": _("difference, upper end (%)"),
            "evaluator": _("evaluator"),
            "interest": _("interest of the evaluator"),
        },
        SOURCES,
        {"times": _("1 {} times as many")},
        percent=("ours", "theirs", "low", "high"),
    )


def gaps() -> pd.DataFrame:
    """A row for each pair of models and test: both scores, the questions where known, and the interval."""
    table = pd.concat([rows(pair) for pair in PAIRS for rows in (_by_deepseek, _by_others)], ignore_index=True)
    table["questions"] = table["benchmark"].map(tables.load("benchmark_tests").set_index("benchmark")["questions"])
    evaluators = tables.load("evaluators").set_index("evaluator")
    names, interests = (evaluators[language.column(stem, evaluators.columns)] for stem in ("name", "interest"))
    ends = [_interval(row) for row in table.itertuples()]
    return table.assign(
        short=table["benchmark"].replace(SHORT),
        models=table["pair"].map(_pair_names()),
        interest=table["evaluator"].map(interests).fillna(""),
        evaluator=table["evaluator"].map(names),
        low=[low for low, _high in ends],
        high=[high for _low, high in ends],
    )


def _by_deepseek(pair: str) -> pd.DataFrame:
    """The tests of DeepSeek's paper; of LiveCodeBench the scores with a chain of thought."""
    ours, theirs, paper = PAIRS[pair]
    scores = tables.load("benchmarks")
    scores = scores[(scores["sources"] == paper) & scores["metric"].isin(METRICS)]
    scores = scores[(scores["benchmark"] != "LiveCodeBench") | (scores["metric"] != "pass@1")]
    return _compared(pair, scores, ours, theirs[:1], list(PAPER_TESTS)).assign(by_others=False)


def _by_others(pair: str) -> pd.DataFrame:
    """The tests of `OTHERS`, each model at its best setting and, of several versions, the best."""
    ours, theirs, _paper = PAIRS[pair]
    scores = tables.load("benchmarks").query("kind == 'independent' and setting != @AS_EDITOR")
    scores = scores[scores["metric"].isin(["accuracy", "global average"])]
    scores = scores[(scores["evaluator"] != "livebench") | (scores["date"] == LIVEBENCH_DAY)]
    return _compared(pair, scores, ours, theirs, list(OTHERS)).assign(by_others=True)


def _compared(pair: str, scores: pd.DataFrame, ours: str, theirs: tuple[str, ...], tests: list[str]) -> pd.DataFrame:
    """The best scores of a model and of its rivals as fractions, in the order of the tests."""
    best = {
        side: scores[scores["model"].isin(models)].groupby("benchmark")["score"].max()[tests] / 100
        for side, models in {"ours": [ours], "theirs": theirs}.items()
    }
    evaluators = scores.groupby("benchmark")["evaluator"].first()[tests]
    table = pd.DataFrame(best).round(4).assign(evaluator=evaluators, pair=pair, place=range(len(tests)))
    return table.rename_axis("benchmark").reset_index()


def _interval(row) -> tuple[float | None, float | None]:
    """The ends of the difference's interval, where the number of questions is known."""
    if pd.isna(row.questions):
        return None, None
    gap = two_proportions.difference(row.ours, row.theirs, row.questions)
    return round(gap.low, 5), round(gap.high, 5)


def _pair_names() -> dict[str, str]:
    return {"r1": _("R1 less o1"), "v3": _("V3 less GPT-4o")}


def _message(table: pd.DataFrame) -> str:
    known = table[(table["pair"] == "r1") & table["questions"].notna()]
    clear = known[(known["low"] > 0) | (known["high"] < 0)]
    aime = known[known["benchmark"] == "AIME 2024"].iloc[0]
    gap = aime["ours"] - aime["theirs"]
    needed = two_proportions.questions_needed(aime["ours"], aime["theirs"])
    return _(
        "On AIME 2024 R1 is {gap} percentage points ahead of o1, {problems} of one of its {questions} problems; the "
        "interval runs from {low} to {high} points. It would take about {needed} problems to tell the two apart. "
        "Of the {known} comparisons of R1 and o1 whose number of questions is known, zero lies outside the interval "
        "in {count}: {clear}. Scores in DeepSeek's papers are the developer's own."
    ).format(
        gap=f"{100 * gap:.1f}",
        problems=f"{gap * aime['questions']:.2f}",
        questions=aime["questions"],
        low=f"{100 * aime['low']:+.1f}".replace("-", units.MINUS),
        high=f"{100 * aime['high']:+.1f}",
        needed=write(needed, "count", language.current(), significant=3),
        known=len(known),
        count=len(clear),
        clear=", ".join(map(_told, clear.itertuples())),
    )


def _told(row) -> str:
    """One comparison in words."""
    ours, theirs = units.percent(row.ours), units.percent(row.theirs)
    return _("{test} by {evaluator} ({ours} to {theirs})").format(
        test=row.benchmark, evaluator=row.evaluator, ours=ours, theirs=theirs
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart(table).transform_filter("datum.pair == pair")
    rows = rows.transform_calculate(
        gap="datum.ours - datum.theirs",
        asked="isValid(datum.questions) ? datum.questions * times : 0",
        reach="datum.asked ? " + _reach() + " : 0",
        y=f"{HEAD} + {ROW} * datum.place + (datum.by_others ? {HEAD + ROW * len(PAPER_TESTS)} : 0) + {ROW / 2}",
    )
    rows = rows.transform_calculate(
        name="datum.short + (datum.asked ? ' (' + format(datum.asked, ',') + ')' : '')",
        lower="datum.gap - datum.reach",
        upper="datum.gap + datum.reach",
        tone="!datum.asked ? 'unknown' : abs(datum.gap) <= datum.reach ? 'open' : datum.gap > 0 ? 'ahead' : 'behind'",
    )
    y = alt.Y("y:Q", axis=None).scale(None)
    return (
        alt.layer(
            marks.vertical("0", color=style.INK),
            rows.mark_rule(strokeWidth=4, opacity=0.55).encode(_axis("lower"), y, x2="upper:Q", color=_tones()),
            rows.mark_point(filled=True, size=70, opacity=1).encode(_axis("gap"), y, color=_tones()),
            rows.mark_text(align="left", x=0).encode(y, text="name:N"),
            *_headings(),
        )
        .add_params(*_inputs())
        .properties(height=2 * HEAD + ROW * (len(PAPER_TESTS) + len(OTHERS)))
    )


def _reach() -> str:
    """`two_proportions.difference` once more in the browser."""
    variance = "datum.ours * (1 - datum.ours) + datum.theirs * (1 - datum.theirs)"
    return f"{two_proportions.QUANTILE:.8g} * sqrt(({variance}) / datum.asked)"


def _axis(field: str) -> alt.X:
    x = alt.X(f"{field}:Q", title=_("difference in percentage points"))
    x = x.scale(domain=[-0.42, 0.56], nice=False, range=[alt.ExprRef("0.45 * width"), alt.ExprRef("width")])
    return x.axis(
        labelExpr="datum.value ? format(100 * datum.value, '+.0f') : '0'",
        values=[-0.4, -0.2, 0, 0.2, 0.4],
        labelOverlap="greedy",
    )


def _tones() -> alt.Color:
    names = {
        "ahead": _("DeepSeek's model ahead, beyond chance"),
        "behind": _("DeepSeek's model behind, beyond chance"),
        "open": _("could be chance"),
        "unknown": _("number of questions not recorded"),
    }
    labels = "{" + ", ".join(f"{key}: {name!r}" for key, name in names.items()) + "}[datum.label]"
    legend = alt.Legend(columns=1, labelLimit=300, labelExpr=labels, symbolType="circle", symbolOpacity=1)
    return (
        alt.Color("tone:N")
        .scale(domain=list(names), range=[style.RISE, style.FALL, style.MUTED, style.FAINT])
        .legend(legend)
    )


def _headings() -> list[alt.Chart]:
    look = {"fontSize": 12.5, "fontWeight": "bold"}
    others = HEAD + ROW * len(PAPER_TESTS) + 5
    return [marks.once(_("In DeepSeek's paper"), 5, **look), marks.once(_("In tests by others"), others, **look)]


def _inputs() -> list[alt.Parameter]:
    names = _pair_names()
    pairs = alt.binding_select(options=list(names), labels=list(names.values()), name=_("Models"))
    times = alt.binding_range(min=1, max=MOST, step=1, name=_("Questions in each test"))
    return [alt.param(name="pair", value="r1", bind=pairs), alt.param(name="times", value=1, bind=times)]
