"""Speed: how many days passed from Sputnik 1, and from R1, to each response."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import event_alignment

SPUTNIK, RELEASE, FALL = "sputnik-1", "deepseek-r1-release", "nvidia-shock"
THEN = ("explorer-1", "arpa", "space-act", "ndea", "kennedy-moon-speech")
NOW = ("ai-action-plan", "gpt-oss-release", "open-models-grant", "genesis-order")
FIRMS = ("gpt-oss-release",)
COLOURS = {"then": style.FALL, "now": style.RISE}
LAST, YEAR = 1400, 365  # days
ROW, HEAD = 33, 24  # pixels


def figure() -> Figure:
    """A bar for each response, as long as the days that it took."""
    table = responses()
    return Figure(
        "speed",
        _chart(table),
        _("Speed: days from Sputnik 1 and from R1 to each response in the United States"),
        _message(table),
        {
            "shock": _("shock"),
            "name": _("response"),
            "date": _("date"),
            "days": _("days since the shock"),
            "who": _("by whom"),
        },
        (
            "nasa-mono10", "darpa-hist", "sp4510-key", "politico-ndea", "congdigest", "aap-mondaq", "gptoss-repo",
            "omai-fedscoop", "genesis-tpp", "deepseek-r1-repository", "stargate-sherwood",
        ),
        {"now": _("1 day {}")},
    )  # fmt: skip


def names() -> dict[str, str]:
    """Short names of the responses, in the order of time."""
    return {
        "explorer-1": _("Explorer 1 in orbit"),
        "arpa": _("ARPA founded"),
        "space-act": _("Space Act signed, which creates NASA"),
        "ndea": _("Defense Education Act (NDEA) signed"),
        "kennedy-moon-speech": _("Kennedy makes the Moon the goal"),
        "ai-action-plan": _("AI Action Plan of the White House"),
        "gpt-oss-release": _("gpt-oss, open weights, by OpenAI"),
        "open-models-grant": _("NSF and Nvidia pay for open models"),
        "genesis-order": _("Genesis order of the President"),
    }


def shocks() -> dict[str, str]:
    """What days are counted from."""
    return {"then": _("Sputnik 1, 4 October 1957"), "now": _("DeepSeek-R1, 20 January 2025")}


def lags(zero: str, events: tuple[str, ...]) -> pd.Series:
    """Days from event ``zero`` of the timeline to each of the events."""
    timeline = tables.load("timeline").set_index("id")
    return event_alignment.lags(timeline.loc[[zero, *events]], zero)[list(events)]


def responses() -> pd.DataFrame:
    """Each response with its shock and the days between them; R1 counts from its release."""
    days = pd.concat([lags(SPUTNIK, THEN), lags(RELEASE, NOW)])
    dates = tables.load("timeline").set_index("id")["date"]
    side = pd.Series(["then"] * len(THEN) + ["now"] * len(NOW), days.index)
    table = pd.DataFrame(
        {
            "side": side,
            "shock": side.map(shocks()),
            "name": days.index.map(names()),
            "date": dates[days.index].dt.strftime("%Y-%m-%d"),
            "days": days,
            "who": [_("company") if event in FIRMS else _("government") for event in days.index],
        }
    )
    place = [*range(len(THEN)), *range(len(NOW))]
    lower = HEAD + ROW * len(THEN)
    table["y"] = [HEAD + ROW * step + (lower if kind == "now" else 0) for kind, step in zip(side, place, strict=True)]
    return table.reset_index(drop=True)


def _message(table: pd.DataFrame) -> str:
    then, now = (table.loc[table["side"] == side, "days"] for side in COLOURS)
    return _(
        "Within a year of Sputnik 1 the United States had a satellite, an agency and two laws, after {then} days; the "
        "Moon became the goal after {moon}. From R1's release it took {now} days to a plan, a model with open weights, "
        "a grant and an order. The pace is alike, the means are not: the model is a company's, and the order came with "
        "no money of its own. Stargate was announced a day after R1 and before the market fell, so it is not counted."
    ).format(
        then=_(", ").join(f"{days}" for days in then[:-1]),
        moon=f"{then.iloc[-1]:,}",
        now=_(", ").join(f"{days}" for days in now),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart(table).transform_calculate(
        since=f"datum.days - (datum.side == 'now' && start == '{FALL}' ? {_offset()} : 0)"
    )
    rows = rows.transform_calculate(reached="min(datum.since, now)", done="datum.since <= now", zero="0")
    x = alt.X("reached:Q", title=_("years of 365 days since the shock")).scale(domain=[0, LAST], nice=False)
    x = x.axis(values=[0, YEAR, 2 * YEAR, 3 * YEAR], labelExpr=f"format(datum.value / {YEAR}, 'd')")
    y = alt.Y("y:Q", axis=None).scale(None)
    colour = alt.Color("side:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(None)
    shade = alt.condition("datum.done", alt.value(1), alt.value(0.35))
    bars = rows.mark_rule(strokeWidth=9, yOffset=9).encode(x, y, x2="zero:Q", color=colour, opacity=shade)
    count = rows.transform_filter("datum.done").transform_calculate(words="format(datum.since, ',')")
    told = rows.mark_text(align="left", x=2, dy=-5, fontSize=13)
    return (
        alt.layer(
            bars,
            told.encode(y, text="name:N", opacity=shade),
            count.mark_text(align="left", dx=6, dy=10, fontSize=13).encode(x, y, text="words:N"),
            *_headings(rows),
        )
        .add_params(*_inputs())
        .properties(height=2 * HEAD + ROW * len(table))
    )


def _offset() -> int:
    """Days from R1's release to the fall of the market."""
    return int(lags(RELEASE, (FALL,))[FALL])


def _headings(rows: alt.Chart) -> list[alt.Chart]:
    """For each side what days are counted from, and how many responses had come."""
    fall = _("The fall of the market, 27 January 2025")
    named = shocks()
    texts = []
    for side, place in (("then", 0), ("now", HEAD + ROW * len(THEN))):
        name = f"{named[side]!r}" if side == "then" else f"start == '{FALL}' ? {fall!r} : {named[side]!r}"
        counted = rows.transform_filter(f"datum.side == '{side}'").transform_calculate(had="datum.done ? 1 : 0")
        said = counted.transform_aggregate(had="sum(had)", all="count()").transform_calculate(
            words=units.lines("{shock}: {had} of {all}", shock=name, had="datum.had", all="datum.all")
        )
        look = {"align": "left", "baseline": "top", "x": 0, "y": place - 10, "fontSize": 13.5, "fontWeight": "bold"}
        texts.append(said.mark_text(color=COLOURS[side], **look).encode(text="words:N"))
    return texts


def _inputs() -> list[alt.Parameter]:
    days = alt.binding_range(min=0, max=LAST, step=1, name=_("How things stood after the shock, on"))
    labels = [_("R1's release, 20 January 2025"), _("the fall of the market, 27 January 2025")]
    start = alt.binding_select(options=[RELEASE, FALL], labels=labels, name=_("Count the days of 2025 from"))
    return [
        alt.param(name="now", value=LAST, bind=days),
        alt.param(name="start", value=RELEASE, bind=start),
    ]
