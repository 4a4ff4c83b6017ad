"""Legal on this date? Each chip under the export rules, day by day, with the clause."""

from functools import cache

import altair as alt
import pandas as pd

from deepseek_shock import language, tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_
from deepseek_shock.language import gettext as _
from deepseek_shock.models import chips, export_rules
from deepseek_shock.models.export_rules import Decision, Rule, Status
from deepseek_shock.quantities import write

FIRST, LAST = "2022-01-01", "2026-11-21"
EVENT = "2025-01-27"
DAY = pd.Timedelta(days=1)
A800, H800, H20 = "A800 SXM4 80GB", "H800 SXM5 80GB", "H20 SXM 96GB"
# Letters to Nvidia that hastened a rule, as events of the timeline, with the families of chips that needed a licence
# from that day on. The letter on the H20 is a rule of its own.
LETTERS = {"a100-h100-letter": ("A100", "H100"), "a800-h800-letter": ("A800", "H800")}
OVERTAKEN = {"a100-h100-letter": "2022-october", "a800-h800-letter": "2023-october-a"}
LETTER_2025 = "2025-april-h20"
REVIEW, EXCEPTION, UNENFORCED = "2026-january-review", "2023-october-nac", "2025-january-diffusion"
SHOWN_RULES = ("2022-october", "2023-october-a", UNENFORCED, LETTER_2025, REVIEW)
TONES = {
    "free": style.RISE,
    "controlled": style.FALL,
    "case": style.ACCENT,
    "letter": style.INK,
    "open": style.FAINT,
    "force": style.MUTED,
    "idle": style.FAINT,
    "none": style.MUTED,
}
ROW, HEAD = 29, 24
BAR = (15, 21)  # top and foot of a row's bar
DAY_MS = 86_400_000
LINK = N_("1 {} GB/s")


def figure() -> Figure:
    """A row for each rule and each chip, coloured by what holds; at the chosen day it is said in words."""
    table = spans()
    return Figure(
        "legality",
        _chart(table),
        _("Legal on this date? Chips and the US export rules for China, day by day"),
        _message(table),
        {
            "name": _("rule or chip"),
            "begins": _("from"),
            "ends": _("until"),
            "words": _("status"),
            "released": _("chip released"),
        },
        (
            "fr2022", "fr2023", "ecfr774", "fr2025diff", "fr2026", "shack2022", "register2023immediate",
            "nvda8k202504", "epochhw", "repo-swk", "heim910c",
        ),
        {"day": _("1 {} days after 1 January 2022")},
    )  # fmt: skip


def spans() -> pd.DataFrame:
    """Each stretch of days on which a rule or a chip stands alike: first and last day, state, words, place."""
    table = pd.DataFrame([*_rule_spans(), *_chip_spans()])
    order = {name: number for number, name in enumerate(table["name"].drop_duplicates())}
    heads = table["kind"].map({"rule": 1, "chip": 2})
    return table.assign(place=HEAD * heads + ROW * table["name"].map(order))


def specifications() -> pd.DataFrame:
    """The chips, Nvidia's first and the oldest first, with whether the letter on the H20 describes them."""
    table = tables.load("chip_specs").set_index("chip", drop=False).rename_axis(None)
    table["matches_h20"] = [chips.matches(row, table.loc[H20]) for _name, row in table.iterrows()]
    others = table["vendor_en"] != "Nvidia"
    return table.assign(others=others).sort_values(["others", "release_date", "chip"])


@cache
def rules() -> dict[str, Rule]:
    """The rules of the table, read once: they are asked about every chip on many days."""
    return export_rules.read(tables.load("export_rules"))


def _days() -> list[pd.Timestamp]:
    starts = {rule.effective_from for rule in rules().values()} | {*map(sent, LETTERS), pd.Timestamp(FIRST)}
    ends = {rule.effective_to + DAY for rule in rules().values() if rule.effective_to}
    return sorted(day for day in starts | ends if pd.Timestamp(FIRST) <= day <= pd.Timestamp(LAST))


def sent(letter: str) -> pd.Timestamp:
    """The day of one of the `LETTERS`."""
    return tables.load("timeline").set_index("id").loc[letter, "date"]


def _chip_spans() -> list[dict[str, str]]:
    return [span for _name, chip in specifications().iterrows() for span in _spans_of(chip)]


def _spans_of(chip: pd.Series) -> list[dict[str, str]]:
    history = export_rules.history(chip, rules(), _days())
    found = {day: state(chip, status, day) for day, status in history.items()}
    released = "" if pd.isna(chip["release_date"]) else f"{chip['release_date']:%Y-%m-%d}"
    return [span | {"released": released} for span in _joined(chip["chip"], "chip", found)]


def _joined(name: str, kind: str, found: dict[pd.Timestamp, tuple[str, str]]) -> list[dict[str, str]]:
    """Days on which something changes, with the day before the next change."""
    changes = [day for day, before in zip(found, [None, *found], strict=False) if found[day] != found.get(before)]
    ends = [*(day - DAY for day in changes[1:]), pd.Timestamp(LAST)]
    return [
        {"name": name, "kind": kind, "begins": f"{day:%Y-%m-%d}", "ends": f"{end:%Y-%m-%d}"}
        | dict(zip(("state", "words"), found[day], strict=True))
        for day, end in zip(changes, ends, strict=True)
    ]


def state(chip: pd.Series, status: Status, day: pd.Timestamp) -> tuple[str, str]:
    """A chip's state on a day, a key of `TONES`, and the words for it.

    Args:
        chip: A row of `specifications`.
        status: From `export_rules.classification` for that day.
        day: The day.
    """
    if status.decision == Decision.UNDETERMINED:
        return "open", _("undetermined: {what} not known").format(what=_named(status.missing))
    if status.decision == Decision.CONTROLLED:
        return _controlled(chip, status, day)
    if _by_letter(chip, day):
        return "letter", _("licence needed, by letter")
    if status.rule:
        return "free", _("free: Note 2, not for data centres")
    if not status.failed:
        return "free", _("free: no rule yet")
    return "free", _("free: {what} below the line").format(what=_named(status.failed))


def _controlled(chip: pd.Series, status: Status, day: pd.Timestamp) -> tuple[str, str]:
    place = provision(status.rule, status.clause)
    if export_rules.status(chip, rules()[EXCEPTION]).decision == Decision.CONTROLLED and status.outcome == "3A090.a":
        place = _("{place}, exception NAC possible").format(place=place)
    review = rules()[REVIEW]
    exported = chip["vendor_en"] != "Huawei"  # the review is about exports from the United States
    if exported and review.in_force(day) and export_rules.status(chip, review).decision == Decision.CONTROLLED:
        return "case", _("case by case: {place}").format(place=place)
    return "controlled", _("controlled: {place}").format(place=place)


def provision(rule: str, clause: int) -> str:
    """A clause's place in the text, as the table of rules names it."""
    table = tables.load("export_rules").set_index(["rule", "clause_id"])
    places = table.loc[[(rule, clause)], language.column("provision", table)]
    return places.iloc[0].removeprefix("ECCN ")


def _by_letter(chip: pd.Series, day: pd.Timestamp) -> bool:
    letter = rules()[LETTER_2025]
    named = any(chip["chip"].startswith(chips_) and day >= sent(letter) for letter, chips_ in LETTERS.items())
    return named or (letter.in_force(day) and export_rules.status(chip, letter).decision == Decision.CONTROLLED)


def _named(variables: tuple[str, ...]) -> str:
    names = {
        "bits_times_tops": _("arithmetic"),
        "tpp": _("arithmetic"),
        "performance_density": _("density"),
        "link_bandwidth": _("link"),
        "link_bandwidth_gb_s": _("link"),
        "die_area_mm2": _("die area"),
    }
    return _(" and ").join(names[variable] for variable in variables)


def _rule_spans() -> list[dict[str, str]]:
    """The letters and the rules, by date, with the days before they applied and after."""
    before = (pd.Timestamp(FIRST), ("none", _("not there yet")))
    published = tables.load("export_rules").drop_duplicates("rule").set_index("rule")["published"]
    found = {sent(letter): (_letter_names()[letter], _letter_stages(letter)) for letter in LETTERS}
    for name, words in _rule_names().items():
        found[published[name]] = (words, _stages(rules()[name], published[name]))
    spans = [_joined(words, "rule", dict([before, *stages])) for _day, (words, stages) in sorted(found.items())]
    return [span | {"released": ""} for spans_of_one in spans for span in spans_of_one]


def _letter_stages(letter: str) -> list[tuple[pd.Timestamp, tuple[str, str]]]:
    overtaken = rules()[OVERTAKEN[letter]].effective_from
    return [(sent(letter), ("force", _("in force, as a letter"))), (overtaken, ("none", _("overtaken by the rule")))]


def _letter_names() -> dict[str, str]:
    return {"a100-h100-letter": _("Letter on A100 and H100"), "a800-h800-letter": _("Notice on A800 and H800")}


def _rule_names() -> dict[str, str]:
    names = (
        _("Rule of October 2022"),
        _("Rule of October 2023"),
        _("AI Diffusion rule"),
        _("Letter on the H20"),
        _("Review of January 2026"),
    )
    return dict(zip(SHOWN_RULES, names, strict=True))


def _stages(rule: Rule, published: pd.Timestamp) -> list[tuple[pd.Timestamp, tuple[str, str]]]:
    if rule.name == UNENFORCED:
        return [
            (rule.effective_from, ("idle", _("announced, not yet to be obeyed"))),
            (rule.effective_to, ("idle", _("withdrawal announced, never enforced"))),
        ]
    announced = [(published, ("idle", _("published, not yet in force")))] if published < rule.effective_from else []
    ended = [(rule.effective_to + DAY, ("none", _("replaced")))] if rule.effective_to else []
    return [*announced, (rule.effective_from, ("force", _("in force"))), *ended]


def _message(table: pd.DataFrame) -> str:
    known = table[(table["kind"] == "chip") & (table["begins"] <= EVENT) & (table["ends"] >= EVENT)]
    states = known["state"].value_counts()
    own = specifications()
    of_2022, of_2023 = rules()["2022-october"], rules()["2023-october-a"]
    return _(
        "On {day} the controls reached {controlled} of {all} chips (Huawei's, though made in China, are tested too) "
        "and left {free} free; {open} cannot be decided, because its die area is not known. The A800 and the H800 "
        "escaped the rule of October 2022 by the link alone, {link} where the line is {link_line}. Since {since} "
        "3A090.a has reached them by their arithmetic, {a800} and {h800} where the line is {line}; a notice to Nvidia"
        " brought that forward to {letter}. The AI Diffusion rule was published but never enforced. A bar is pale "
        "before its chip came out, where that day is known."
    ).format(
        day=write(EVENT, "date", language.current()),
        controlled=states["controlled"],
        all=len(known),
        free=states["free"],
        open=states["open"],
        link=units.written(own.loc[H800, "link_bandwidth_gb_s"], LINK, 1),
        link_line=units.written(_threshold(of_2022, "link_bandwidth"), LINK, 1),
        since=write(of_2023.effective_from.date(), "date", language.current()),
        a800=f"{chips.total_processing_performance(own.loc[A800]):,.0f}",
        h800=f"{chips.total_processing_performance(own.loc[H800]):,.0f}",
        line=f"{_threshold(of_2023, 'tpp'):,.0f}",
        letter=write(sent("a800-h800-letter").date(), "date", language.current()),
    )


def _threshold(rule: Rule, variable: str) -> float:
    """The value in the first literal of a rule that is about a variable."""
    literals = [literal for clause in rule.clauses for literal in clause.literals]
    return next(literal.threshold for literal in literals if literal.variable == variable)


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    base = alt.Chart(table).transform_calculate(
        first="toDate(datum.begins)",
        last=f"toDate(datum.ends) + {DAY_MS}",
        out="datum.released ? toDate(datum.released) : 0",
        top=f"datum.place + {BAR[0]}",
        foot=f"datum.place + {BAR[1]}",
    )
    told = base.transform_filter("datum.first <= at && at < datum.last")
    told = told.transform_calculate(state="{open: 'none', idle: 'none'}[datum.state] || datum.state")  # to be read
    lasting = base.transform_filter("datum.state != 'none'")
    sold = lasting.transform_filter("datum.out < datum.last").transform_calculate(first="max(datum.first, datum.out)")
    years = alt.Axis(format="%Y", tickCount="year", grid=True, domain=False)
    x = alt.X("first:T", title=None).scale(type="utc", domain=marks.between(FIRST, LAST), nice=False).axis(years)
    place, top = (alt.Y(f"{name}:Q", axis=None).scale(None) for name in ("place", "top"))
    tone = alt.Color("state:N").scale(domain=list(TONES), range=list(TONES.values())).legend(_legend())
    return (
        alt.layer(
            lasting.mark_bar(opacity=0.3).encode(x, top, tone, x2="last:T", y2="foot:Q"),
            sold.mark_bar().encode(x, top, tone, x2="last:T", y2="foot:Q"),
            _cursor(),
            *_words(told, place, tone),
            *_headings(table),
        )
        .add_params(*_inputs())
        .properties(height=int(table["place"].max()) + ROW)
    )


def _words(told: alt.Chart, place: alt.Y, tone: alt.Color) -> list[alt.Chart]:
    """Name and status of each row at the chosen day, on a ground of their own where the line crosses them."""
    right = {"align": "right", "x": alt.ExprRef("width"), "baseline": "top", "fontSize": 11.5}
    left = right | {"align": "left", "x": 0}
    ground = {"stroke": style.PAPER, "strokeWidth": 3, "strokeJoin": "round"}
    pale = alt.condition("datum.out > at", alt.value(0.7), alt.value(1))
    return [
        told.mark_text(**left, **ground).encode(place, text="name:N"),
        told.mark_text(**left).encode(place, text="name:N", opacity=pale),
        told.mark_text(**right, **ground).encode(place, text="words:N"),
        told.mark_text(**right).encode(place, tone, text="words:N", opacity=pale),
    ]


def _legend() -> alt.Legend:
    names = {
        "free": _("free"),
        "controlled": _("controlled"),
        "case": _("case by case"),
        "letter": _("licence by letter"),
        "open": _("undetermined"),
    }
    shown = f"({names})[datum.value]"
    return alt.Legend(
        values=list(names), labelExpr=shown, columns=3, offset=34, labelLimit=130, symbolType="square", symbolOpacity=1
    )


def _cursor() -> alt.Chart:
    """A line down the chart at the chosen day."""
    line = alt.Chart(alt.Data(values=[{}])).transform_calculate(first="at")
    return line.mark_rule(color=style.INK, strokeWidth=1.5).encode(alt.X("first:T"))


def _headings(table: pd.DataFrame) -> list[alt.Chart]:
    day = units.day_expression("at")
    chips_at = int(table.loc[table["kind"] == "chip", "place"].min()) - HEAD + 4
    look = {"fontSize": 13, "fontWeight": "bold"}
    return [
        marks.once(alt.ExprRef(day), -24, fontSize=18, fontWeight="bold"),
        marks.once(_("Rules"), 2, **look),
        marks.once(_("Chips"), chips_at, **look),
    ]


def _inputs() -> list[alt.Parameter]:
    first = pd.Timestamp(FIRST)
    days, event = ((pd.Timestamp(day) - first).days for day in (LAST, EVENT))
    slider = alt.binding_range(min=0, max=days, step=1, name=_("Day"))
    return [
        alt.param(name="day", value=event, bind=slider),
        alt.param(name="at", expr=f"utc({first.year}, 0, 1) + {DAY_MS} * day"),
    ]
