"""Already rising: who paid for American research from 1953 on, and how fast it grew before and after Sputnik."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import event_alignment

SPUTNIK = 1957
FIRST, PEAK = 1953, 1964
LONGEST = 1975  # up to which the reader can look, and the old pace is drawn
MEASURES = {"federal": "federally_funded_usd", "business": "business_funded_usd", "all": "research_usd"}


def figure() -> Figure:
    """A share over seventy years, and the pace of the years before 1957 carried on."""
    table = shares()
    return Figure(
        "already-rising",
        _chart(table),
        _("Already rising: American research before and after Sputnik, 1953 to 2022"),
        _message(),
        {
            "year": _("year"),
            "federal": _("paid by the federal government, of GDP (%)"),
            "business": _("paid by business, of GDP (%)"),
            "all": _("all research and development, of GDP (%)"),
            "defence": _("defence in federal research (%)"),
        },
        ("ncses-10473", "ncses-10478", "ncses-10229", "ncses-12588", "ncses-11640"),
        {"since": _("1 {}"), "until": _("1 {}")},
        percent=("federal", "business", "all", "defence"),
    )


def shares() -> pd.DataFrame:
    """Research by payer as a share of GDP, by calendar year, and defence's share in federal research, fiscal."""
    table = tables.load("us_research_spending").set_index("year")
    parts = {name: event_alignment.share(table[column], table["gdp_usd"]) for name, column in MEASURES.items()}
    frame = pd.DataFrame(parts | {"defence": table["defense_share_percent"] / 100})
    return frame.round(7).reset_index()


def pace(measure: str, first: int, last: int) -> float:
    """Mean change a year from one year to another, as a fraction of the whole: (last - first) / years."""
    share = shares().set_index("year")[measure]
    return float((share[last] - share[first]) / (last - first))


def _message() -> str:
    table = shares().set_index("year")
    federal, defence = table["federal"], table["defence"]
    return _(
        "Research paid by the federal government was {first} of GDP in 1953 and {sputnik} in 1957. It rose by {before} "
        "percentage points a year up to 1957 and by {after} from then to its peak of {peak} in 1964; in 2022 it was "
        "{last}. Sputnik met a rise that was under way, and the rise did not quicken. What changed was the purpose: "
        "defence had {defence} of federal research in fiscal 1957 and {later} in fiscal 1966. An old pace carried on "
        "is a yardstick, not a forecast."
    ).format(
        first=units.percent(federal[FIRST], 2),
        sputnik=units.percent(federal[SPUTNIK], 2),
        before=f"{100 * pace('federal', FIRST, SPUTNIK):.2f}",
        after=f"{100 * pace('federal', SPUTNIK, PEAK):.2f}",
        peak=units.percent(federal[PEAK], 2),
        last=units.percent(federal.iloc[-1], 2),
        defence=units.percent(defence[SPUTNIK]),
        later=units.percent(defence[1966]),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart()
    x = alt.X("year:Q", title=None).scale(domain=[FIRST, 2022], nice=False, zero=False)
    x = x.axis(format="d", values=[1957, 1970, 1980, 1990, 2000, 2010, 2020], grid=False, labelOverlap="greedy")
    label = "format(datum.value, measure == 'defence' ? '.0%' : '.1%')"
    y = alt.Y("share:Q", title=None).axis(labelExpr=label, tickCount=5)
    before = rows.transform_filter("datum.year >= datum.begins && datum.year <= until").mark_line(strokeWidth=4)
    chosen = rows.transform_filter(f"datum.year == datum.begins || datum.year == {SPUTNIK} || datum.year == until")
    carried = rows.transform_filter(f"datum.year >= {SPUTNIK} && datum.year <= until")
    layers = [
        marks.vertical(f"{SPUTNIK}", color=style.FALL, strokeDash=[4, 3]),
        rows.mark_line(color=style.FAINT, strokeWidth=2).encode(x, y),
        before.encode(x, y, color=alt.value(style.RISE)),
        carried.mark_line(color=style.FALL, strokeDash=[5, 4], strokeWidth=2).encode(x, alt.Y("carried:Q")),
        chosen.mark_point(filled=True, size=70, opacity=1, color=style.RISE).encode(x, y),
        *_words(rows),
    ]
    return _paced(alt.layer(*layers, data=table)).add_params(*_inputs()).properties(height=290)


def _paced(rows: alt.LayerChart) -> alt.LayerChart:
    """`pace` before and after 1957, in the browser; a series that begins later is taken from its first year."""
    at = {"first": "datum.begins", "middle": f"{SPUTNIK}", "last": "until"}
    own = {f"own_{name}": f"datum.year == {year} ? datum.share : null" for name, year in at.items()}
    return (
        rows.transform_calculate(share="datum[measure]")
        .transform_filter("isValid(datum.share)")
        .transform_joinaggregate(known="min(year)")
        .transform_calculate(begins="max(since, datum.known)")
        .transform_calculate(**own)
        .transform_joinaggregate(**{name: f"max(own_{name})" for name in at})
        .transform_calculate(
            before=f"(datum.middle - datum.first) / ({SPUTNIK} - datum.begins)",
            after=f"(datum.last - datum.middle) / (until - {SPUTNIK})",
        )
        .transform_calculate(carried=f"datum.middle + datum.before * (datum.year - {SPUTNIK})")
    )


def _words(rows: alt.Chart) -> list[alt.Chart]:
    """Both paces, above the chart."""
    told = rows.transform_filter("datum.year == until")
    said = {
        "before": units.lines(
            "{begins}–1957: {pace} points a year", begins="datum.begins", pace="format(100 * datum.before, '+.2f')"
        ),
        "after": units.lines(
            "1957–{until}: {pace} points a year", until="until", pace="format(100 * datum.after, '+.2f')"
        ),
    }
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 14, "fontWeight": "bold"}
    return [
        told.transform_calculate(words=said[side]).mark_text(y=height, color=colour, **look).encode(text="words:N")
        for side, height, colour in (("before", -50, style.FALL), ("after", -28, style.RISE))
    ]


def _inputs() -> list[alt.Parameter]:
    measures = {
        "federal": _("research paid by the federal government, of GDP"),
        "business": _("research paid by business, of GDP"),
        "all": _("all research and development, of GDP"),
        "defence": _("defence in federal research"),
    }
    choice = alt.binding_select(options=list(measures), labels=list(measures.values()), name=_("Show"))
    since = alt.binding_range(min=FIRST, max=SPUTNIK - 1, step=1, name=_("Pace before Sputnik, from"))
    until = alt.binding_range(min=SPUTNIK + 1, max=LONGEST, step=1, name=_("Pace after Sputnik, up to"))
    return [
        alt.param(name="measure", value="federal", bind=choice),
        alt.param(name="since", value=FIRST, bind=since),
        alt.param(name="until", value=PEAK, bind=until),
    ]
