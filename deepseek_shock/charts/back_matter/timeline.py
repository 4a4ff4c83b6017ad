"""The timeline: seventy years of events in six lanes, one of them told at a time."""

import re
import textwrap

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column, current, pgettext
from deepseek_shock.language import gettext as _

LANES = ("sputnik", "export-controls", "releases", "market", "policy", "aftermath")
FIRST = "nvidia-shock"
# What a window of the whole period shows, before and after this year; and how far a near window reaches.
EARLY, LATE, BETWEEN, NEAR = (1955, 1974), (2022.5, 2027), 1990, 0.25
# A date as a number: the axis can then be cut where nothing is told.
YEAR = "utcyear(datum.day) + (utcdayofyear(datum.day) - 1) / 366"
# Characters a line, so that the sentence fits a phone. A zero-width space marks where a line ends.
LINE, BREAK = {"en": 46, "ja": 23}, "\u200b"
# What a Japanese line does not part: names and numbers in Latin letters, and a mark that no line begins with.
UNBROKEN = re.compile(r"(?:[!-~]+|.)[、。」)ーっゃゅょッャュョ]*")


def figure() -> Figure:
    """Every event as a dot in its lane; the one that the slider holds is told in words."""
    table = events()
    ids = tables.load("timeline").sort_values(["date", "id"])["id"]
    return Figure(
        "timeline",
        _chart(table, 1 + list(ids).index(FIRST)),
        _("The timeline: {number} events from 1955 to 2026").format(number=len(table)),
        _message(table),
        {"date": _("date"), "lane": _("lane"), "event": _("event")},
        (),
        {"chosen": "1 {}"},
    )


def lane_name(lane: str) -> str:
    """A lane's name."""
    return {
        "sputnik": pgettext("lane", "Sputnik"),
        "export-controls": pgettext("lane", "Export controls"),
        "releases": pgettext("lane", "Models"),
        "market": pgettext("lane", "Markets"),
        "policy": pgettext("lane", "Policy"),
        "aftermath": pgettext("lane", "Aftermath"),
    }[lane]


def events() -> pd.DataFrame:
    """Number, date, lane and words of each event, in the order of time."""
    timeline = tables.load("timeline").sort_values(["date", "id"], ignore_index=True)
    return pd.DataFrame(
        {
            "number": timeline.index + 1,
            "date": timeline["date"].dt.strftime("%Y-%m-%d"),
            "lane": timeline["lane"].map(lane_name),
            "event": timeline[column("event", timeline)].map(broken),
        }
    )


def broken(sentence: str) -> str:
    """A sentence with marks where its lines end: between words, or in Japanese between characters."""
    if current() != "ja":
        return f" {BREAK}".join(textwrap.wrap(sentence, LINE[current()]))
    lines = [""]
    for piece in UNBROKEN.findall(sentence):
        lines += [""] if _width(lines[-1] + piece) > LINE["ja"] else []
        lines[-1] += piece
    return BREAK.join(lines)


def _width(text: str) -> float:
    """Width in Japanese characters; a Latin letter or digit is about half of one."""
    return sum(0.55 if character.isascii() else 1 for character in text)


def _message(table: pd.DataFrame) -> str:
    days = (pd.to_datetime(table["date"]) - pd.Timestamp("2025-01-20")).dt.days
    return _(
        "{month} of the {number} events lie in the thirty days from the release of DeepSeek-R1 on 20 January 2025; "
        "the rules on chips began in 2022, and Sputnik stands seventy years before. Move the slider to read one "
        "event after the other."
    ).format(month=int(days.between(0, 30).sum()), number=len(table))


def _chart(table: pd.DataFrame, first: int) -> alt.LayerChart:
    lanes = [lane_name(lane) for lane in LANES]
    base = alt.Chart(table).transform_calculate(day="toDate(datum.date)", year=YEAR)
    told = base.transform_filter("datum.number == chosen")
    x = alt.X("year:Q", title=None).scale(domain=[alt.ExprRef("period[0]"), alt.ExprRef("period[1]")], nice=False)
    x = x.axis(format="d", tickMinStep=1, tickCount=5, grid=False)
    y = marks.names_axis("lane", lanes).scale(domain=lanes)
    dots = base.transform_filter("datum.year >= period[0] && datum.year <= period[1]")
    tooltip = marks.tooltip(date=_("date"), event=_("event"))
    lines = f"split(datum.event, '{BREAK}')"
    here = told.transform_calculate(lines=lines, when=units.day_expression("datum.day"))
    words = {"align": "left", "baseline": "top", "x": 0, "fontSize": 13}
    return (
        alt.layer(
            dots.mark_point(filled=True, size=45, opacity=0.55, color=style.RISE).encode(x, y, tooltip=tooltip),
            told.mark_rule(color=style.FALL, strokeDash=[3, 3]).encode(x),
            told.mark_point(filled=True, size=120, opacity=1, color=style.FALL).encode(x, y),
            here.mark_text(**words, y=-98, fontWeight="bold").encode(text="when:N"),
            here.mark_text(**words, y=-78, lineHeight=18).encode(text="lines:N"),
        )
        .add_params(*_inputs(table, first))
        .properties(height=200)
    )


def _inputs(table: pd.DataFrame, first: int) -> list[alt.Parameter]:
    slider = alt.binding_range(min=1, max=len(table), step=1, name=_("Event"))
    labels = [_("the whole period"), _("three months to either side")]
    window = alt.binding_select(options=["whole", "near"], labels=labels, name=_("Window"))
    days = pd.to_datetime(table["date"])
    year = f"{(days.dt.year + (days.dt.day_of_year - 1) / 366).round(3).tolist()}[chosen - 1]"
    return [
        alt.param(name="chosen", value=first, bind=slider),
        alt.param(name="reach", value="whole", bind=window),
        alt.param(name="at", expr=year),
        alt.param(
            name="period",
            expr=f"reach == 'near' ? [at - {NEAR}, at + {NEAR}] : at < {BETWEEN} ? {list(EARLY)} : {list(LATE)}",
        ),
    ]
