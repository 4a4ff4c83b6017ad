"""Money after the shock: NASA against federal AI research and five firms, one measure at a time."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import marks, style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import gettext as _
from deepseek_shock.models import event_alignment

SPUTNIK, RELEASE = 1957, 2025  # year 0
LAST = 16  # fiscal year 1973, after the last landing on the Moon
PEAK = 9
BASE = 2017  # the dollars of
GDP_KNOWN = "2024"  # the last year whose product is reported and not projected
COLOURS = {"nasa": style.FALL, "federal": style.RISE, "five": style.ACCENT, "four": style.MUTED}


def figure() -> Figure:
    """Years since year 0; a measure that one side lacks is shown without it."""
    table = amounts()
    return Figure(
        "money-after-the-shock",
        _chart(table),
        _("Money after the shock: NASA from 1958, and state and firms around 2025"),
        _message(table),
        {
            "who": _("whose money"),
            "period": _("period"),
            "years": _("years since year 0"),
            "gdp": _("share of GDP (%)"),
            "outlays": _("share of federal outlays (%)"),
            "real": _("dollars of 2017"),
        },
        ("omb-db2016", "wiki-nasabudget-a", "erp-b18", "ncses-10473", "nitrd-govwin", "capex-16", "wb-gdp24", "imf-weo",
         "secfacts", "bwcapex", "amzn2025q4"),
        {"year": _("1 {}")},
        percent=("gdp", "outlays"),
    )  # fmt: skip


def names() -> dict[str, str]:
    """Whose money each series is."""
    return {
        "nasa": _("NASA, outlays by fiscal year"),
        "federal": _("federal AI research, requested"),
        "five": _("five firms' capital expenditure, as published"),
        "four": _("four of them, by their accounts"),
    }


def amounts() -> pd.DataFrame:
    """Every known amount in every measure that it can be given in."""
    table = pd.concat([nasa(), federal(), five_firms(), four_firms()], ignore_index=True)
    table["who"] = table["series"].map(names())
    return table.assign(gdp=table["gdp"].round(6), outlays=table["outlays"].round(5), real=table["real"].round(-6))


def nasa() -> pd.DataFrame:
    """NASA's outlays as shares and in dollars of 2017, by fiscal years since 1957."""
    budget = tables.load("nasa_budget").set_index("fiscal_year").drop("1976TQ")
    budget.index = budget.index.astype(int)
    spent = budget["nasa_outlays_usd"]
    deflator = tables.load("us_research_spending").set_index("year")["gdp_deflator"]
    measures = {
        "gdp": event_alignment.share(spent, budget["gdp_usd"]),
        "outlays": event_alignment.share(spent, budget["federal_outlays_usd"]),
        "real": event_alignment.constant_dollars(spent.reindex(deflator.index), deflator, BASE),
    }
    table = pd.DataFrame({name: event_alignment.aligned(values, SPUTNIK) for name, values in measures.items()})
    table = table.loc[1:LAST].rename_axis("years").reset_index()
    return table.assign(series="nasa", period=[_("fiscal {year}").format(year=SPUTNIK + n) for n in table["years"]])


def products() -> pd.Series:
    """Gross domestic product of the United States by year; that of 2025 is a projection."""
    table = tables.load("ai_index").query("metric == 'gdp' and entity_en == 'United States'")
    return table.set_index("period")["value"]


def federal() -> pd.DataFrame:
    """Requests for federal AI research as a share of the last product that is not a projection."""
    table = tables.load("ai_index").query("metric == 'federal-ai-rd'").set_index("period")["value"]
    years = table.index.str.removeprefix("FY").astype(int)
    return pd.DataFrame(
        {
            "series": "federal",
            "period": [_("fiscal {year}").format(year=year) for year in years],
            "years": years - RELEASE,
            "gdp": (table / products()[GDP_KNOWN]).to_numpy(),
        }
    )


def five_firms() -> pd.DataFrame:
    """The share of the product that a source gives for Amazon, Meta, Microsoft, Alphabet and Oracle."""
    table = tables.load("ai_index").query("metric == 'capex-five-gdp'").sort_values("period")
    return pd.DataFrame(
        {
            "series": "five",
            "period": [_quarter(period) for period in table["period"]],
            "years": table["period"].str[:4].astype(int) - RELEASE,
            "gdp": table["value"] / 100,
        }
    )


def four_firms() -> pd.DataFrame:
    """The same without Oracle, from cash purchases of four quarters."""
    table = tables.load("capital_expenditure").query("measure == 'cash purchases' and period_type == 'quarter'")
    spent = table.groupby(table["period"].str[:4])["value_usd"].sum()
    whole = products().sort_index()
    share = event_alignment.share(spent[whole.index], whole)
    return pd.DataFrame(
        {"series": "four", "period": share.index, "years": share.index.astype(int) - RELEASE, "gdp": share.to_numpy()}
    )


def _quarter(period: str) -> str:
    """A year, or a quarter as "2025, quarter 2"."""
    year, mark, quarter = period.partition("Q")
    return _("{year}, quarter {quarter}").format(year=year, quarter=quarter) if mark else year


def _message(table: pd.DataFrame) -> str:
    rows = table.set_index(["series", "years"])
    peak, first = rows.loc[("nasa", PEAK)], rows.loc[("nasa", 1)]
    state, nasas = (part.set_index("years")["gdp"] for part in (federal(), nasa()))
    five, four = (table[table["series"] == name].set_index("years")["gdp"] for name in ("five", "four"))
    return _(
        "NASA went from {first} of federal outlays in fiscal 1958 to {outlays} in fiscal 1966, which was {gdp} of GDP. "
        "The request for federal AI research in fiscal 2025 is {state} of GDP, 1/{times} of that. Five firms' "
        "capital expenditure was {before} of GDP in 2024 and {after} in the second quarter of 2025; four of them, by "
        "their accounts, {four_before} and {four_after} in 2024 and 2025, for all purposes and all countries. "
        "The state paid then, so far mostly firms pay now, and firms' money has no share in federal outlays."
    ).format(
        first=units.percent(first["outlays"], 2),
        outlays=units.percent(peak["outlays"], 2),
        gdp=units.percent(peak["gdp"], 2),
        state=units.percent(state[0], 3),
        times=f"{nasas[PEAK] / state[0]:.0f}",
        before=units.percent(five[-1], 2),
        after=units.percent(five[0], 2),
        four_before=units.percent(four[-1], 2),
        four_after=units.percent(four[0], 2),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    rows = alt.Chart()
    x = alt.X("years:Q", title=_("years since year 0 (1957 and 2025)"))
    x = x.scale(domain=[-1.6, LAST], nice=False).axis(values=[0, 3, 6, 9, 12, 15], format="d", grid=False)
    label = f"measure == 'real' ? {units.dollars('datum.value')} : format(datum.value, '.1%')"
    y = alt.Y("amount:Q", title=None).axis(labelExpr=label, tickCount=5)
    colour = alt.Color("series:N").scale(domain=list(COLOURS), range=list(COLOURS.values())).legend(_legend())
    line = rows.transform_filter("datum.series == 'nasa'")
    marked = rows.transform_filter("datum.series == 'nasa' && datum.years == year")
    today = rows.transform_filter("datum.series != 'nasa'")
    layers = [
        marks.vertical("0"),
        line.mark_line(strokeWidth=2).encode(x, y, colour),
        today.mark_line(strokeWidth=1.5, strokeDash=[3, 3]).encode(x, y, colour),
        today.mark_point(filled=True, size=70, opacity=1).encode(x, y, colour),
        marked.mark_point(filled=True, size=90, opacity=1).encode(x, y, colour),
        *_labels(today, x, y),
        *_words(marked),
    ]
    chart = alt.layer(*layers, data=table).transform_calculate(amount="datum[measure]")
    return chart.transform_filter("isValid(datum.amount)").add_params(*_inputs()).properties(height=280)


def _legend() -> alt.Legend:
    """The series that have the chosen measure."""
    shown = f"measure == 'gdp' ? {list(COLOURS)} : ['nasa']"
    labels = f"({names()})[datum.value]"
    return alt.Legend(values=alt.ExprRef(shown), labelExpr=labels, columns=1, labelLimit=300, symbolType="stroke",
                      symbolStrokeWidth=3, offset=56)  # fmt: skip


def _labels(today: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The last share of the firms and of the state."""
    colour = alt.Color("series:N")
    texts = []
    for series, digits, look in (("five", 2, {"dx": 9}), ("federal", 3, {"dx": 2, "dy": -13})):
        last = today.transform_filter(f"datum.years == 0 && datum.series == '{series}'")
        last = last.transform_calculate(words=f"format(datum.amount, '.{digits}%')")
        text = last.mark_text(align="left", fontSize=13, **look)
        texts.append(text.encode(x, y, colour, text="words:N"))
    return texts


def _words(marked: alt.Chart) -> list[alt.Chart]:
    """NASA's amount in the chosen year, and under it what is known of today in the same measure."""
    said = units.lines(
        "Year {years}, {period}: NASA {amount}",
        years="datum.years",
        period="datum.period",
        amount=f"measure == 'real' ? {units.dollars('datum.amount', 1e8)} : format(datum.amount, '.2%')",
    )
    now = {
        "gdp": _("2025: firms {firms}, federal AI research {state}").format(
            firms=units.percent(five_firms().set_index("years")["gdp"][0], 2),
            state=units.percent(federal().set_index("years")["gdp"][0], 3),
        ),
        "outlays": _("Firms' money is no federal outlay."),
        "real": _("Dollars of 2017; none known for today."),
    }
    look = {"align": "left", "baseline": "top", "x": 0, "fontSize": 13}
    told = marked.transform_calculate(words=said)
    return [
        told.mark_text(y=-44, color=style.FALL, fontWeight="bold", **look).encode(text="words:N"),
        marks.once(alt.ExprRef(f"({now})[measure]"), -24, fontSize=13, color=style.MUTED),
    ]


def _inputs() -> list[alt.Parameter]:
    measures = {
        "gdp": _("share of gross domestic product (GDP)"),
        "outlays": _("share of federal outlays"),
        "real": _("dollars of 2017"),
    }
    choice = alt.binding_select(options=list(measures), labels=list(measures.values()), name=_("Measure"))
    years = alt.binding_range(min=1, max=LAST, step=1, name=_("NASA, years since 1957"))
    return [
        alt.param(name="measure", value="gdp", bind=choice),
        alt.param(name="year", value=PEAK, bind=years),
    ]
