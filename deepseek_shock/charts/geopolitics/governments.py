"""What governments did: acts on DeepSeek, and on chips and trade, by date, in a row for each government."""

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import style, units
from deepseek_shock.charts.back_matter.timeline import BREAK, broken
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import column
from deepseek_shock.language import gettext as _

# Events of the timeline by whose act it is, what it is about, and of which kind it is.
ACTS = {
    ("us", "deepseek"): {
        "us-navy-warning": "advice",
        "pentagon-block": "ban",
        "us-house-notice": "ban",
        "nasa-block": "ban",
        "texas-ban": "ban",
        "sacks-distillation": "words",
        "house-report": "words",
        "caisi-evaluation-2025": "words",
        "kratsios-memo": "words",
        "caisi-evaluation-2026": "words",
        "entity-list-held-back": "words",
    },
    ("us", "chips"): {
        "moolenaar-letter": "words",
        "warren-hawley-letter": "words",
        "entity-list-march-2025": "control",
        "h20-licence": "control",
        "ai-diffusion-not-enforced": "easing",
        "h20-sales-resume": "easing",
        "affiliates-rule": "control",
        "affiliates-rule-suspended": "easing",
        "h200-announcement": "easing",
        "h200-review-rule": "easing",
        "headquarters-rule-guidance": "control",
        "affiliates-suspension-ends": "open",
    },
    ("china", "chips"): {
        "china-rare-earths-april-2025": "control",
        "china-summons-nvidia": "words",
        "china-nvidia-antitrust-finding": "words",
        "rtx-pro-6000d": "ban",
        "china-rare-earths-october-2025": "control",
        "china-domestic-chips": "ban",
        "china-controls-suspended": "easing",
        "china-customs-h200": "ban",
        "china-h200-conditional": "easing",
        "china-suspension-ends": "open",
    },
    ("italy", "deepseek"): {"italy-order": "order"},
    ("taiwan", "deepseek"): {"taiwan-ban": "ban"},
    ("australia", "deepseek"): {"australia-ban": "ban"},
    ("korea", "deepseek"): {
        "korea-ministries": "ban",
        "korea-suspension": "order",
        "korea-finding": "words",
        "korea-return": "easing",
    },
    ("japan", "deepseek"): {"japan-privacy-commission": "advice", "japan-ministries-advice": "advice"},
}
# Suspensions, each to the event that ends it.
SPANS = {
    "korea-suspension": "korea-return",
    "affiliates-rule-suspended": "affiliates-suspension-ends",
    "china-controls-suspended": "china-suspension-ends",
}
KINDS = {
    "ban": (style.FALL, "square"),
    "order": (style.ACCENT, "diamond"),
    "control": (style.INK, "triangle-down"),
    "easing": (style.RISE, "triangle-up"),
    "advice": (style.MUTED, "circle"),
    "words": (style.FAINT, "cross"),
}
# The axis is cut: six weeks have the left half of the width, all that came after has the right.
FIRST, CUT, LAST = "2025-01-20", "2025-03-01", "2026-11-21"
NEAR, FAR = (0.02, 0.5), (0.54, 0.96)
EVENT = "2025-01-27"
CHOSEN = "affiliates-suspension-ends"
ROWS = {"us": 68, "china": 68, "italy": 38, "taiwan": 38, "australia": 38, "korea": 64, "japan": 38}  # pixels
TRACKS = {"ban": 0, "advice": 0, "control": 1, "words": 2, "order": 3, "easing": 3, "open": 3}
TRACK, BESIDE = 10, 9  # between kinds of act, and between two of a kind on one day


def figure() -> Figure:
    """Each act at its date in the row of its government; one of them is told in words."""
    table = acts()
    return Figure(
        "governments",
        _chart(table),
        _("What governments did, by date: DeepSeek, chips and trade"),
        _message(table),
        {
            "when": _("date"),
            "who": _("government"),
            "kind": _("kind of act"),
            "subject": _("about"),
            "event": _("event"),
        },
        _sources(),
        {"number": "1 {}"},
    )


def _listed() -> pd.DataFrame:
    """The acts as events of the timeline, in the order of time."""
    kinds_ = [(event, *key, kind) for key, events in ACTS.items() for event, kind in events.items()]
    known = pd.DataFrame(kinds_, columns=["id", "row", "topic", "sort"]).set_index("id")
    return known.join(tables.load("timeline").set_index("id")).sort_values("date", kind="stable")


def _sources() -> tuple[str, ...]:
    """What the timeline cites for the acts, and a list that names Japan wrongly."""
    return tuple(dict.fromkeys([*";".join(_listed()["sources"]).split(";"), "bans-err"]))


def acts() -> pd.DataFrame:
    """The acts in the order of time."""
    listed = _listed()
    again = listed.groupby(["row", "date", "sort"]).cumcount()
    return pd.DataFrame(
        {
            "number": range(1, len(listed) + 1),
            "day": listed["date"].dt.strftime("%Y-%m-%d"),
            "y": [_pixel_down(row, kind) for row, kind in zip(listed["row"], listed["sort"], strict=True)]
            + BESIDE * again,
            "when": [_when(event) for event in listed.itertuples()],
            "who": listed["row"].map(governments()),
            "sort": listed["sort"],
            "kind": listed["sort"].map(kinds()),
            "topic": listed["topic"],
            "subject": listed["topic"].map(subjects()),
            "event": listed[column("event", listed)].map(broken),
        }
    ).reset_index(drop=True)


def suspensions() -> pd.DataFrame:
    """What was suspended from one day to another."""
    listed = _listed()
    began, ended = (listed.loc[list(events)] for events in (SPANS, SPANS.values()))
    return pd.DataFrame(
        {
            "day": began["date"].dt.strftime("%Y-%m-%d").to_list(),
            "until": ended["date"].dt.strftime("%Y-%m-%d").to_list(),
            "topic": began["topic"].to_list(),
            "y": [_pixel_down(row, kind) for row, kind in zip(began["row"], began["sort"], strict=True)],
        }
    )


def _pixel_down(row: str, kind: str) -> int:
    """The pixel of a kind of act in a row, which not every row is high enough to keep apart."""
    return _top(list(ROWS).index(row)) + min(26 + TRACK * TRACKS[kind], ROWS[row] - 11)


def _when(event) -> str:
    """A day in words; of some acts only a day is known on which they had happened."""
    day = language.day(event.date)
    return _("By {day}").format(day=day) if event.precision == "by" else day


def governments() -> dict[str, str]:
    """The rows."""
    return {
        "us": _("United States"),
        "china": _("China"),
        "italy": _("Italy"),
        "taiwan": _("Taiwan"),
        "australia": _("Australia"),
        "korea": _("South Korea"),
        "japan": _("Japan"),
    }


def kinds() -> dict[str, str]:
    """Kinds of act."""
    return {
        "ban": _("ban or block"),
        "order": _("order to the service"),
        "control": _("trade control"),
        "easing": _("eased or suspended"),
        "advice": _("advice or warning"),
        "words": _("letter, charge, test or finding"),
        "open": _("end of a suspension; what followed is not known"),
    }


def subjects() -> dict[str, str]:
    """What acts are about."""
    return {"deepseek": _("DeepSeek"), "chips": _("chips and trade")}


def _message(table: pd.DataFrame) -> str:
    early = table[(table["day"] >= EVENT) & (table["day"] < CUT) & table["sort"].isin(["ban", "order"])]
    days = (pd.to_datetime(early["day"]) - pd.Timestamp(EVENT)).dt.days
    named = governments()
    until = table[table["sort"] == "open"].set_index("who")["when"]
    return _(
        "Within {days} days of the fall of the market authorities in {number} places banned or restricted DeepSeek: "
        "{who}. The bans are for official use, in parts of the US government, in Texas and elsewhere; Italy and South "
        "Korea acted against the service itself. Japan gave information and advice ({japan} acts) and banned nothing, "
        "though lists say so. On chips and trade the United States and China tightened and eased in turn. Their "
        "suspensions were due to run out on {us} and {china}; no source was found that says what followed."
    ).format(
        days=days.max(),
        number=early["who"].nunique(),
        who=_(", ").join(early["who"].drop_duplicates()),
        japan=(table["who"] == named["japan"]).sum(),
        us=until[named["us"]],
        china=until[named["china"]],
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart(table).transform_calculate(x=_pixel("datum.day"))
    x, y = alt.X("x:Q", axis=None).scale(None), alt.Y("y:Q", axis=None).scale(None)
    legend = alt.Legend(labelExpr=f"({kinds()})[datum.value]", columns=2, offset=88, symbolOpacity=1, labelLimit=190)
    colours, shapes = ([look[part] for look in KINDS.values()] for part in (0, 1))
    colour = alt.Color("sort:N").scale(domain=list(KINDS), range=colours).legend(legend)
    shape = alt.Shape("sort:N").scale(domain=list(KINDS), range=shapes).legend(legend)
    shown = alt.condition("topic == '' || datum.topic == topic", alt.value(1), alt.value(0.12))
    lasting = alt.Chart(suspensions()).transform_calculate(x=_pixel("datum.day"), end=_pixel("datum.until"))
    told = rows.transform_filter("datum.number == number")
    known, open_ = rows.transform_filter("datum.sort != 'open'"), rows.transform_filter("datum.sort == 'open'")
    return (
        alt.layer(
            *_frame(),
            lasting.mark_rule(strokeWidth=3, color=style.FAINT).encode(x, y, x2="end:Q", opacity=shown),
            known.mark_point(filled=True, size=85, stroke=style.PAPER, strokeWidth=1).encode(
                x, y, colour, shape, opacity=shown
            ),
            open_.mark_text(text="?", fontSize=17, fontWeight="bold").encode(x, y, opacity=shown),
            told.mark_point(size=300, color=style.INK, strokeWidth=1.5).encode(x, y),
            *_words(told),
        )
        .add_params(*_inputs(table))
        .properties(height=_top(len(ROWS)) + 40)
    )


def _top(place: int) -> int:
    """The pixel at which a row begins."""
    return sum(list(ROWS.values())[:place])


def _pixel(day: str) -> str:
    """A Vega expression: the pixel of a day on the cut axis."""
    first, cut, last = (pd.Timestamp(moment).value // 1_000_000 for moment in (FIRST, CUT, LAST))
    near = f"{NEAR[0]} + {NEAR[1] - NEAR[0]:g} * (toDate({day}) - {first}) / {cut - first}"
    far = f"{FAR[0]} + {FAR[1] - FAR[0]:g} * (toDate({day}) - {cut}) / {last - cut}"
    return f"width * (toDate({day}) < {cut} ? {near} : {far})"


def _frame() -> list[alt.Chart]:
    """Names of the rows, lines between them, and the days that the axis names."""
    named = governments()
    rows = pd.DataFrame({"name": [named[row] for row in ROWS], "y": [_top(place) for place in range(len(ROWS))]})
    days = pd.DataFrame({"day": [EVENT, "2025-03-01", "2026-01-01"]})
    y, x = alt.Y("y:Q", axis=None).scale(None), alt.X("x:Q", axis=None).scale(None)
    base, foot = alt.Chart(rows), _top(len(ROWS))
    ticks = alt.Chart(days).transform_calculate(
        x=_pixel("datum.day"),
        words=f"datum.day == '{EVENT}' ? {units.day_expression('toDate(datum.day)')}"
        f" : {units.month_expression('toDate(datum.day)')}",
        left=f"datum.day == '{EVENT}' ? datum.x - 30 : datum.x - 20",
    )
    parts = alt.Chart(pd.DataFrame({"words": [_("six weeks"), _("twenty-one months")], "at": [0.25, 0.75]}))
    look = {"baseline": "top", "fontSize": 12, "color": style.MUTED}
    return [
        base.mark_rule(color=style.GRID).encode(y),
        base.mark_text(align="left", x=0, dy=3, fontWeight="bold", **look).encode(y, text="name:N"),
        ticks.mark_rule(color=style.FAINT, strokeDash=[3, 3], y=0, y2=foot + 3).encode(x),
        ticks.mark_text(align="left", y=foot + 6, **look).encode(alt.X("left:Q").scale(None), text="words:N"),
        parts.transform_calculate(x="width * datum.at").mark_text(y=foot + 24, **look).encode(x, text="words:N"),
    ]


def _words(told: alt.Chart) -> list[alt.Chart]:
    """The chosen act: date and government, its kind, and what happened."""
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 13}
    told = told.transform_calculate(head="datum.when + ' · ' + datum.who", lines=f"split(datum.event, '{BREAK}')")
    return [
        told.mark_text(y=-84, fontWeight="bold", **look).encode(text="head:N"),
        told.mark_text(y=-66, color=style.MUTED, **(look | {"fontSize": 12})).encode(text="kind:N"),
        told.mark_text(y=-48, lineHeight=16, **look).encode(text="lines:N"),
    ]


def _inputs(table: pd.DataFrame) -> list[alt.Parameter]:
    first = 1 + list(_listed().index).index(CHOSEN)
    slider = alt.binding_range(min=1, max=len(table), step=1, name=_("Event"))
    labels = [_("DeepSeek, and chips and trade"), *subjects().values()]
    choice = alt.binding_select(options=["", *subjects()], labels=labels, name=_("Acts about"))
    return [alt.param(name="number", value=first, bind=slider), alt.param(name="topic", value="", bind=choice)]
