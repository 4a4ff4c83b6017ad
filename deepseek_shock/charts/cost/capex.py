"""Capital expenditure of four companies against the AI revenue that is known, and against what had been planned."""

import altair as alt
import pandas as pd

from deepseek_shock import tables
from deepseek_shock.charts import style, units
from deepseek_shock.charts.figure import Figure
from deepseek_shock.language import N_, column
from deepseek_shock.language import gettext as _

COMPANIES = {"Meta": style.FAINT, "Amazon": style.FALL, "Alphabet": style.ACCENT, "Microsoft": style.RISE}
CLOUD = ("Amazon", "Alphabet", "Microsoft")
YEARS = ("2023", "2024", "2025")  # for which every quarter of every company is known
PLANNED_BEFORE = "2025-03-01"
BILLIONS = N_("1e9 {}")
REVENUES = {
    "openai-pace": ("OpenAI", "annualized-revenue"),
    "openai-revenue": ("OpenAI", "revenue"),
    "microsoft-pace": ("Microsoft", "ai-run-rate"),
}


def figure() -> Figure:
    """Bars by year, by quarter or summed up; beside the years AI revenue, on the last one the plans."""
    table = amounts()
    return Figure(
        "capex-revenue",
        _chart(table),
        _("Capital expenditure of four companies (cash purchases, calendar years) and AI revenue"),
        _message(table),
        {
            "company": _("company"),
            "what": _("measure"),
            "period": _("period"),
            "value": _("dollars"),
            "bound": _("bound"),
        },
        (
            "secfacts", "bwcapex", "amzn2025q4", "meta-csv", "ie202502", "deepnewz0129", "friar202601", "msftfy25q2",
            "ainvest-openai", "aifa202603", "register202501",
        ),
    )  # fmt: skip


def amounts() -> pd.DataFrame:
    """Spending by calendar quarter, plans for the calendar year 2025, and AI revenue by year."""
    return pd.concat([spending(), plans(), revenue()], ignore_index=True)


def spending() -> pd.DataFrame:
    """Cash purchases of property and equipment by quarter, for all purposes."""
    table = tables.load("capital_expenditure")
    quarters = table[(table["period_type"] == "quarter") & (table["measure"] == "cash purchases")]
    known = quarters[quarters["period"].str[:4].isin(YEARS)].sort_values(["company_en", "period"])
    return _rows(known, "spent", _("cash purchases"), known["value_usd"], "")


def plans() -> pd.DataFrame:
    """What companies planned for the calendar year 2025; Microsoft's plan was for its fiscal year."""
    table = tables.load("capital_expenditure")
    stated = table[(table["period"] == YEARS[-1]) & (table["guidance_date"] < PLANNED_BEFORE)]
    stated = stated[stated["company_en"].isin(COMPANIES)].sort_values("id")
    kinds = {"guidance low": ("low", _("plan, lower end")), "guidance high": ("high", _("plan, upper end"))}
    parts = [stated[stated["measure"] == measure] for measure in kinds]
    return pd.concat(
        _rows(part, kind, name, part["value_usd"], "") for part, (kind, name) in zip(parts, kinds.values(), strict=True)
    )


def revenue() -> pd.DataFrame:
    """Revenue of a year, and the yearly pace at its end, as far as they are known."""
    table = tables.load("ai_revenue")
    ends = pd.to_datetime([f"{year}-12-31" for year in YEARS])
    table = table[table["period_end"].isin(ends) & (table["status"] != "projection")]
    parts = []
    for kind, (company, metric) in REVENUES.items():
        part = table[(table["company_en"] == company) & (table["metric"] == metric)].sort_values("period_end")
        bound = part["qualifier"].map({"more than": ">"}).fillna("")
        part = part.assign(period=part["period_end"].dt.strftime("%Y"))
        parts.append(_rows(part, kind, revenue_names()[kind], part["value"], bound))
    return pd.concat(parts)


def _rows(table: pd.DataFrame, kind: str, what: str, value: pd.Series, bound: pd.Series | str) -> pd.DataFrame:
    own = {"firm": table["company_en"], "company": table[column("company", table)], "period": table["period"]}
    return pd.DataFrame(own).assign(kind=kind, what=what, value=value.astype("int64"), bound=bound)


def revenue_names() -> dict[str, str]:
    """What each series of revenue is, and who says so."""
    return {
        "openai-pace": _("OpenAI, yearly pace at the end of the year (company)"),
        "openai-revenue": _("OpenAI, revenue of the year (press)"),
        "microsoft-pace": _("Microsoft's AI business, yearly pace at the end of the year (company)"),
    }


def _message(table: pd.DataFrame) -> str:
    spent = table[table["kind"] == "spent"]
    first, before, last = spent.groupby(spent["period"].str[:4])["value"].sum()[list(YEARS)]
    low, high = (table.loc[table["kind"] == end, "value"].sum() for end in ("low", "high"))
    planning = spent[(spent["firm"] != "Microsoft") & spent["period"].str.startswith(YEARS[-1])]
    pace = table[table["kind"] == "openai-pace"].set_index("period")["value"]
    return _(
        "The four companies spent {first} in 2023, {before} in 2024 and {last} in 2025. In January and February 2025 "
        "Alphabet, Amazon and Meta planned {low} to {high} for the year; {came} came. Microsoft's plan was for its "
        "fiscal year and is left out. OpenAI's revenue ran at {start} a year at the end of 2023 and above {end} at the "
        "end of 2025. The spending is for all purposes. Amazon's quarters of 2026 were not found, so the bars end "
        "with 2025."
    ).format(
        first=units.written(first, units.DOLLARS, 1e8),
        before=units.written(before, units.DOLLARS, 1e8),
        last=units.written(last, units.DOLLARS, 1e8),
        low=units.written(low, units.DOLLARS, 1e9),
        high=units.written(high, units.DOLLARS, 1e9),
        came=units.written(planning["value"].sum(), units.DOLLARS, 1e8),
        start=units.written(pace["2023"], units.DOLLARS, 1e9),
        end=units.written(pace["2025"], units.DOLLARS, 1e9),
    )


def _chart(table: pd.DataFrame) -> alt.LayerChart:
    bars = _shown(alt.Chart(table))
    x = alt.X("group:N", title=None).axis(labelAngle=0, labelOverlap="greedy", labelSeparation=4, ticks=False)
    side = alt.XOffset("side:N").sort(["spent", "earned"])
    y = alt.Y("amount:Q", title=_("billions of dollars"), stack="zero")
    y = y.axis(labelExpr=_billions("datum.value", 1e9), tickCount=5)
    totals = bars.transform_aggregate(amount="sum(amount)", groupby=["group", "side", "bound"])
    words = f"datum.bound + (view == 'year' ? {_billions('datum.amount', 1e8)} : {_billions('datum.amount', 1e9)})"
    totals = totals.transform_calculate(words=words).mark_text(dy=-7, fontSize=11)
    return (
        alt.layer(
            bars.mark_bar().encode(x, y, _colour(table), xOffset=side, order="place:O"),
            totals.encode(x, alt.Y("amount:Q"), xOffset=side, text="words:N"),
            *_plan(table, x, side),
            *_claim(),
        )
        .add_params(*_inputs())
        .properties(height=300)
    )


def _shown(rows: alt.Chart) -> alt.Chart:
    """Sums by period of the chosen companies and revenue, in the browser."""
    return (
        rows.transform_filter(
            "datum.kind == 'spent' ? indexof(firms, datum.firm) >= 0 : view == 'year' && datum.kind == earned"
        )
        .transform_calculate(
            side="datum.kind == 'spent' ? 'spent' : 'earned'",
            tone="datum.kind == 'spent' ? datum.firm : 'revenue'",
            place=f"indexof({list(COMPANIES)}, datum.firm)",
            group="view == 'year' ? slice(datum.period, 0, 4) : datum.period",
        )
        .transform_window(
            until_now="sum(value)", sort=[alt.SortField("period")], groupby=["side", "firm"], frame=[None, 0]
        )
        .transform_calculate(part="view == 'sum' ? datum.until_now : datum.value")
        .transform_aggregate(amount="sum(part)", groupby=["group", "side", "tone", "place", "bound"])
    )


def _plan(table: pd.DataFrame, x: alt.X, side: alt.XOffset) -> list[alt.Chart]:
    """A frame from the lower to the upper end of the plans, beside it in words what came."""
    planned = (
        alt.Chart(table)
        .transform_filter(f"view == 'year' && indexof(firms, datum.firm) >= 0 && {_planning()}")
        .transform_pivot("kind", value="value", op="sum", groupby=["none"])
        .transform_calculate(group=f"'{YEARS[-1]}'", side="'spent'")
    )
    said = units.lines(
        "{companies} in 2025|planned: {low} to {high}|came: {came}",
        companies=f"({_planners(table)})[firms]",
        low=units.dollars("datum.low"),
        high=units.dollars("datum.high"),
        came=units.dollars("datum.spent", 1e8),
    )
    frame = planned.mark_bar(fill="transparent", stroke=style.INK, strokeWidth=2)
    words = planned.transform_calculate(words=said)
    words = words.mark_text(align="left", baseline="top", x=0, y=-60, fontSize=13, lineHeight=18)
    return [frame.encode(x, alt.Y("low:Q"), y2="high:Q", xOffset=side), words.encode(text="words:N")]


def _planning() -> str:
    """A Vega expression: a plan, or spending in the planned year by a company that had a plan for it."""
    spent = f"datum.kind == 'spent' && datum.firm != 'Microsoft' && slice(datum.period, 0, 4) == '{YEARS[-1]}'"
    return f"(datum.kind == 'low' || datum.kind == 'high' || {spent})"


def _planners(table: pd.DataFrame) -> dict[str, str]:
    """For each choice of companies those that had a plan for the calendar year."""
    names = table[table["kind"] == "low"].set_index("firm")["company"]
    return {choice: _(", ").join(names[firm] for firm in choice.split() if firm in names) for choice in choices()}


def claimed() -> float:
    """What The Register gave as the hyperscalers' spending since the start of 2023."""
    return float(tables.load("ai_revenue").set_index("id").loc["hyperscalers-capital-expenditure-2024-09", "value"])


def _claim() -> list[alt.Chart]:
    line = alt.Chart(alt.Data(values=[{}])).transform_filter("view == 'sum'").transform_calculate(at=f"{claimed():.0f}")
    words = ["The Register", units.written(claimed(), units.DOLLARS, 1e9)]
    look = {"color": style.INK}
    return [
        line.mark_rule(strokeDash=[5, 4], **look).encode(y="at:Q"),
        line.mark_text(text=words, align="left", x=4, dy=-22, lineHeight=14, **look).encode(y="at:Q"),
    ]


def _billions(value: str, step: float) -> str:
    return units.scaled(value, BILLIONS, step)


def _colour(table: pd.DataFrame) -> alt.Color:
    names = table.drop_duplicates("firm").set_index("firm")["company"]
    labels = {firm: names[firm] for firm in COMPANIES} | {"revenue": _("AI revenue")}
    scale = alt.Scale(domain=list(labels), range=[*COMPANIES.values(), style.INK])
    legend = alt.Legend(labelExpr=f"({labels})[datum.value]", columns=2, offset=66, labelLimit=160)
    return alt.Color("tone:N", scale=scale, legend=legend)


def choices() -> dict[str, str]:
    """Which companies can be added up."""
    return {
        " ".join(COMPANIES): _("all four"),
        " ".join(CLOUD): _("three cloud companies, without Meta"),
        "Meta Amazon Alphabet": _("the three with a plan for 2025, without Microsoft"),
    }


def _inputs() -> list[alt.Parameter]:
    views = {"year": _("each year"), "quarter": _("each quarter"), "sum": _("summed up since the start of 2023")}
    view = alt.binding_select(options=list(views), labels=list(views.values()), name=_("Spending"))
    firms = alt.binding_select(options=list(choices()), labels=list(choices().values()), name=_("Companies"))
    series = {
        "openai-pace": _("OpenAI, pace a year"),
        "openai-revenue": _("OpenAI, revenue"),
        "microsoft-pace": _("Microsoft's AI business, pace a year"),
    }
    earned = alt.binding_select(options=list(series), labels=list(series.values()), name=_("AI revenue, beside years"))
    return [
        alt.param(name="view", value="year", bind=view),
        alt.param(name="firms", value=" ".join(COMPANIES), bind=firms),
        alt.param(name="earned", value="openai-pace", bind=earned),
    ]
