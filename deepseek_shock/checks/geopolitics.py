"""Checks of the chapter on geopolitics: what governments did after January 2025, and how the two countries compare."""

import pandas as pd

from deepseek_shock import prices
from deepseek_shock.checks import chips, judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_

RESTRICTIONS = ("italy-order", "taiwan-ban", "texas-ban", "australia-ban", "korea-suspension")
DATA_PROTECTION = ("italy-order", "korea-suspension")
US_CONTROLS = ("entity-list-march-2025", "h20-licence")
CHINESE_MEASURES = ("china-summons-nvidia", "china-nvidia-antitrust-finding")


@check
def rules_on_foreign_ai(statement: Statement) -> Finding:
    """Restrictions by governments and acts of data protection authorities in the year after the fall."""
    return judge.forecast(
        statement,
        Condition(
            N_("At least two governments restricted the use of a foreign AI service within a year"),
            within_a_year(*RESTRICTIONS) >= 2,
        ),
        Condition(
            N_("At least one data protection authority acted within a year"), within_a_year(*DATA_PROTECTION) >= 1
        ),
    )


@check
def more_multipolar(statement: Statement) -> Finding:
    """Notable models of the US for one of China, 2024 and 2025, and the lead of the best US model on the Arena."""
    return judge.forecast(
        statement,
        Condition(
            N_("The ratio of notable models, US to China, fell from 2024 to 2025"), _ratio("2025") < _ratio("2024")
        ),
        Condition(
            N_("The lead of the best US model over the best Chinese one was smaller in 2026 than in February 2025"),
            _arena_lead("2026-03") < _arena_lead("2025-02"),
        ),
    )


@check
def nvidias_china_business(statement: Statement) -> Finding:
    """The smallest share of China in Nvidia's revenue in a later quarter, against that of fiscal 2025."""
    shares = lookup.rows("ai_revenue", metric="china-share").set_index("period_end")["value"]
    before = lookup.value("ai_revenue", metric="china-share", period="FY2025")
    after = float(shares[shares.index > prices.EVENT].min())
    return judge.forecast(
        statement,
        Condition(N_("China's share of Nvidia's revenue fell below that of fiscal 2025"), after < before),
        Condition(
            N_("China's share of Nvidia's revenue fell to half or less of that of fiscal 2025"), after <= before / 2
        ),
    )


@check
def us_companies_lead(statement: Statement) -> Finding:
    """The US against China in number of notable models, on the Arena and, o1 against R1, on LiveBench."""
    return judge.tests(
        statement,
        Condition(N_("The US had more notable models than China in 2024"), _ratio("2024") > 1),
        Condition(N_("The best US model led the best Chinese one on Chatbot Arena"), _arena_lead("2025-02") > 0),
        Condition(N_("o1 stood above R1 on LiveBench"), _livebench("o1-2024-12-17") > _livebench("deepseek-r1")),
    )


@check
def the_contest_intensifies(statement: Statement) -> Finding:
    """New controls of the US and new measures of China against Nvidia in the year after the fall."""
    return judge.forecast(
        statement,
        Condition(N_("The US added controls or listings within a year"), within_a_year(*US_CONTROLS) >= 1),
        Condition(
            N_("China took measures against US chips or their maker within a year"),
            within_a_year(*CHINESE_MEASURES) >= 1,
        ),
    )


@check
def unaffected_by_the_rules(statement: Statement) -> Finding:
    """Whether the rules left the chip and its supply alone: the link of the H800, and its sale after November 2023."""
    link = "link_bandwidth_gb_s"
    return judge.tests(
        statement,
        Condition(
            N_("The link of the H800 is as fast as that of the H100"),
            bool(chips.chip(chips.H800)[link] >= chips.chip(chips.H100)[link]),
        ),
        Condition(
            N_("More H800s could be bought without a licence on 27 January 2025"),
            not chips.listed(chips.H800, prices.EVENT),
        ),
    )


@check
def controls_or_limits_follow(statement: Statement) -> Finding:
    """The licence for the H20, and restrictions on the use of DeepSeek, in the year after the fall."""
    return judge.forecast(
        statement,
        Condition(
            N_("The US tightened its export controls on AI chips within a year"), within_a_year("h20-licence") == 1
        ),
        Condition(
            N_("At least one government limited the use of Chinese AI within a year"), within_a_year(*RESTRICTIONS) >= 1
        ),
    )


def within_a_year(*events: str) -> int:
    """How many of these events of the timeline fall into the year after the day of the fall.

    Raises:
        TableError: the timeline has no such event.
    """
    dates = [lookup.value("timeline", "date", id=event) for event in events]
    return sum(prices.EVENT <= date <= prices.EVENT + pd.DateOffset(years=1) for date in dates)


def _ratio(year: str) -> float:
    """Notable models of the US for one of China (AI Index)."""
    models = lookup.rows("ai_index", metric="notable-models", period=year).set_index("entity_en")["value"]
    return float(models["United States"] / models["China"])


def _arena_lead(month: str) -> float:
    return float(lookup.value("ai_index", metric="gap-arena", period=month))


def _livebench(model: str) -> float:
    scores = lookup.rows("benchmarks", benchmark="LiveBench 2024-11-25", metric="global average", model=model)
    return float(scores.sort_values("date")["score"].iloc[0])
