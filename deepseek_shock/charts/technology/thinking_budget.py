"""Thinking costs: what R1's answers are worth, take and cost when they are cut off after a number of tokens."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_
from deepseek_shock.language import gettext as _
from deepseek_shock.models import api_price, voting
from deepseek_shock.quantities import write

MODEL, DAY = "deepseek-r1", "2025-01-27"
TESTS = ("OTIS Mock AIME 2024-2025", "GPQA Diamond")
SPEED = 21  # tokens a second: DeepSeek gives 20 to 22 for its service on 27 and 28 February 2025
BEST = 16384
ANSWERS = 1000
ROW, BAR = 104, 56
SECONDS = N_("1 {} s")


def figure() -> Figure:
    """Three rows of bars over the budgets: right answers, seconds, dollars."""
    table = budgets()
    return Figure(
        "thinking-budget",
        _chart(table),
        _("Thinking costs: R1's answers, cut off after a number of tokens"),
        _message(table),
        {
            "test": _("test"),
            "budget": _("cut off after (tokens)"),
            "tokens": _("tokens used on average"),
            "accuracy": _("right answers (%)"),
            "samples": _("answers"),
        },
        ("roodman-curves", "dsinfra", "dsapi-price-usd"),
        {"speed": _("1 {} tokens a second"), "price": _("1 ${}")},
        percent=("accuracy",),
    )


def budgets() -> pd.DataFrame:
    """The measured budgets of each test, the smallest first."""
    table = tables.load("thinking_budgets")
    table = table[(table["model"] == MODEL) & table["benchmark"].isin(TESTS)]
    table = table.sort_values(["benchmark", "token_budget"], ignore_index=True)
    return pd.DataFrame(
        {
            "test": table["benchmark"],
            "budget": table["token_budget"],
            "tokens": table["mean_tokens"].astype(int),
            "accuracy": (table["accuracy"] / 100).round(5),
            "samples": table["samples"],
        }
    )


def price() -> float:
    """R1's price of output on the day, in dollars for a million tokens."""
    return api_price.at(tables.load("api_prices"), MODEL, DAY).output


def _message(table: pd.DataFrame) -> str:
    rows = table[table["test"] == TESTS[0]].set_index("budget")
    short, long = rows.loc[rows.index.min()], rows.loc[BEST]
    time, cost = voting.latency(long["tokens"], SPEED), ANSWERS * voting.cost_of_answer(long["tokens"], price())
    return _(
        "Cut off after {short}, R1 solved {none} of a mock AIME; with up to {long} it solved {most}, and {last} with "
        "twice that limit. With {long} allowed it wrote {tokens} on average, {times} times as many: at {speed} "
        "tokens a second {time} an answer, and {cost} for {answers} answers at R1's price. Accuracy, time and cost "
        "rise together, whatever the speed and the price; an article says that it gets faster and takes less "
        "computing. Answers were cut off after the fact: a model told to be brief might do better."
    ).format(
        short=_written(short.name, "token"),
        none=units.percent(short["accuracy"], 0),
        long=_written(BEST, "token"),
        most=units.percent(long["accuracy"]),
        last=units.percent(rows.loc[2 * BEST, "accuracy"]),
        tokens=_written(long["tokens"], "token"),
        times=f"{long['tokens'] / short['tokens']:.1f}",
        speed=SPEED,
        time=_written(round(time), "second"),
        cost=_written(round(cost, 1), "USD"),
        answers=_written(ANSWERS, "count"),
    )


def _written(value: float, unit: str) -> str:
    return write(value, unit, language.current())


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    bars = (
        alt.Chart(table)
        .transform_filter("datum.test == test")
        .transform_joinaggregate(most="max(tokens)")
        .transform_calculate(seconds="datum.tokens / speed", dollars=f"{ANSWERS} * datum.tokens * price / 1e6")
        .transform_calculate(rows=_rows())
        .transform_flatten(["rows"], as_=["row"])
        .transform_calculate(
            base=f"{ROW} * datum.row.place + {ROW - 20}",
            top=f"datum.base - {BAR} * datum.row.share",
            words="datum.row.words",
            chosen="datum.budget <= cut",
        )
    )
    x = alt.X("budget:O", title=_("cut off after so many tokens"))
    x = x.axis(labelExpr="format(datum.value, ',')", labelAngle=0, ticks=False, labelFontSize=11)
    y = alt.Y("base:Q", axis=None).scale(None)
    colour = alt.condition("datum.chosen", alt.value(style.RISE), alt.value(style.FAINT))
    top = alt.Y("top:Q", axis=None).scale(None)
    return (
        alt.layer(
            bars.mark_bar(width={"band": 0.6}).encode(x, y, y2="top:Q", color=colour),
            bars.mark_text(dy=-8, fontSize=12).encode(x, top, text="words:N"),
            *_titles(),
            *_article(),
        )
        .add_params(*_inputs(table))
        .properties(height=3 * ROW - 10)
    )


def _rows() -> str:
    """A Vega expression for three rows: place from the top, share of the row's height, words."""
    seconds, dollars = units.scaled("datum.seconds", SECONDS, 1), units.scaled("datum.dollars", units.PRICE, 0.1)
    return (
        "[{place: 0, share: datum.accuracy, words: format(datum.accuracy, '.1%')},"
        f" {{place: 1, share: datum.tokens / datum.most, words: {seconds}}},"
        f" {{place: 2, share: datum.tokens / datum.most, words: {dollars}}}]"
    )


def _titles() -> list[alt.Chart]:
    titles = [_("Right answers: up"), _("Time for an answer: up"), _("Price of 1,000 answers: up")]
    return [marks.once(title, ROW * place - 6, fontSize=13, fontWeight="bold") for place, title in enumerate(titles)]


def _article() -> list[alt.Chart]:
    """What the article says, in our words and against the bars."""
    said = {1: _("the article: much faster"), 2: _("the article: less computing")}
    drawn = []
    for place, words in said.items():
        top, base = ROW * place + ROW - 20 - BAR, ROW * place + ROW - 24
        look = {"color": style.FALL, "strokeWidth": 2, "strokeDash": [6, 4]}
        ends = {"x": alt.value(4), "y": alt.value(top), "x2": alt.value("width"), "y2": alt.value(base)}
        line = alt.Chart(alt.Data(values=[{}])).mark_rule(**look).encode(**ends)
        drawn += [line, marks.once(words, ROW * place + 12, fontSize=12, color=style.FALL)]
    return drawn


def _inputs(table: pd.DataFrame) -> list[alt.Parameter]:
    steps = sorted({int(budget) for budget in table["budget"]})
    cuts = [_written(step, "token") for step in steps]
    test = alt.binding_select(
        options=list(TESTS), labels=[_("a mock AIME (mathematics)"), _("GPQA Diamond (science)")], name=_("Test")
    )
    cut = alt.binding_select(options=steps, labels=cuts, name=_("Answers are cut off after"))
    speed = alt.binding_range(min=5, max=200, step=1, name=_("Speed of writing"))
    cost = alt.binding_range(min=0.1, max=60, step=0.01, name=_("Price of a million tokens"))
    return [
        alt.param(name="test", value=TESTS[0], bind=test),
        alt.param(name="cut", value=BEST, bind=cut),
        alt.param(name="speed", value=SPEED, bind=speed),
        alt.param(name="price", value=price(), bind=cost),
    ]
