"""Checks of the chapter on the aftermath: what became of the forecasts, each by the rule in the ledger."""

import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_
from deepseek_shock.models import recovery

US_SHARES = ("NVDA", "MSFT", "GOOGL", "AMZN", "META")
MONTH, QUARTER, YEAR = (pd.DateOffset(months=count) for count in (1, 3, 12))
# DeepSeek's chat service, from model to model.
CHAT_MODELS = ("deepseek-v3", "deepseek-v3.1", "deepseek-v3.2", "deepseek-v4-flash")
MOCK_AIME, SCIENCE = "OTIS Mock AIME 2024-2025", "GPQA Diamond"


# Share prices


@check
def market_overreacted(statement: Statement) -> Finding:
    """When Nvidia's close of the eve of the shock was reached again."""
    returned = _price_returned()
    return judge.forecast(
        statement,
        Condition(N_("Nvidia's close before the shock was reached again"), returned is not None),
        Condition(N_("It was reached within a month"), _no_later(returned, prices.EVENT + MONTH)),
        recomputed=None if returned is None else f"{returned:%Y-%m-%d}",
    )


@check
def bitcoin_recovers(statement: Statement) -> Finding:
    """When bitcoin's close of the eve was reached again, and where it stood a month after the shock."""
    closes = prices.closes()["BTC-USD"].dropna()
    eve = closes[prices.EVENT - pd.Timedelta(days=1)]
    returned = recovery.first_at_or_above(closes, eve, prices.EVENT).date
    return judge.forecast(
        statement,
        Condition(
            N_("Bitcoin's close before the shock was reached within a month"),
            _no_later(returned, prices.EVENT + MONTH),
        ),
        Condition(N_("A month later bitcoin stood at that level or above"), bool(closes[prices.EVENT + MONTH] >= eve)),
    )


@check
def chip_boom_over(statement: Statement) -> Finding:
    """The chip index and Advantest a year after the shock, against the eve."""
    return judge.forecast(
        statement,
        Condition(N_("The chip index stood lower a year later"), _change("^SOX", prices.EVENT + YEAR) < 0),
        Condition(N_("Advantest stood lower a year later"), _change("6857.T", prices.EVENT + YEAR) < 0),
    )


# Nvidia's business


@check
def nvidia_demand_falls(statement: Statement) -> Finding:
    """Nvidia's data centre revenue by year and by quarter."""
    return judge.forecast(
        statement,
        _data_center_revenue_fell(),
        Condition(
            N_("Data centre revenue was lower in some quarter than in the one before"),
            bool((_quarters()["FY2025Q4":].diff() < 0).any()),
        ),
    )


@check
def nvidia_weak_spot(statement: Statement) -> Finding:
    """Nvidia's data centre revenue in the first full year, and its share a year after the shock."""
    return judge.forecast(
        statement,
        _data_center_revenue_fell(),
        Condition(N_("Nvidia's share stood lower a year later"), _change("NVDA", prices.EVENT + YEAR) < 0),
    )


@check
def nvidia_stalls(statement: Statement) -> Finding:
    """Nvidia's share three months after the shock, and its data centre revenue in the quarter that began then."""
    quarters = _quarters()
    return judge.forecast(
        statement,
        Condition(N_("Nvidia's share stood lower three months later"), _change("NVDA", prices.EVENT + QUARTER) < 0),
        Condition(
            N_("Data centre revenue did not grow in the quarter after the shock"),
            bool(quarters["FY2026Q1"] <= quarters["FY2025Q4"]),
        ),
    )


@check
def gpu_scramble_eases(statement: Statement) -> Finding:
    """What the market asked for an hour of an H100 in 2025 and before; a tenth allows for different bases."""
    return judge.forecast(
        statement,
        Condition(
            N_("An H100 was cheaper to rent in 2025 than in October 2024 by more than a tenth"),
            _rent("h100-2025-marketplaces") < (1 - judge.NEAR) * _rent("h100-2024-10-on-demand-sxm"),
        ),
    )


# Spending and demand


@check
def ai_demand_grows(statement: Statement) -> Finding:
    """Capital expenditure, OpenAI's revenue and Nvidia's data centre revenue after the shock."""
    return judge.forecast(
        statement,
        Condition(
            N_("Four large US companies raised their capital expenditure in 2025"), _growth_of_spending(2025) > 0
        ),
        Condition(N_("OpenAI's annualised revenue rose in 2025"), _growth_of_openai() > 0),
        Condition(N_("Nvidia's data centre revenue rose in fiscal 2026"), not _data_center_revenue_fell().holds),
    )


@check
def race_goes_on(statement: Statement) -> Finding:
    """The growth of capital expenditure from year to year, and the return of Nvidia's price."""
    return judge.forecast(
        statement,
        Condition(
            N_("Capital expenditure of four large US companies grew at least as fast in 2025 as in 2024"),
            _growth_of_spending(2025) >= _growth_of_spending(2024),
        ),
        Condition(
            N_("Nvidia's close before the shock was reached within a year"),
            _no_later(_price_returned(), prices.EVENT + YEAR),
        ),
    )


@check
def ai_becomes_familiar(statement: Statement) -> Finding:
    """How many people use ChatGPT in a week, a year apart, and what OpenAI earns."""
    before, after = (_index("chatgpt-weekly-users", "World", month) for month in ("2025-02", "2026-02"))
    return judge.forecast(
        statement,
        Condition(N_("ChatGPT had more weekly users in February 2026 than a year before"), after > before),
        Condition(N_("OpenAI's annualised revenue at least doubled in 2025"), _growth_of_openai() >= 1),
    )


# The United States and China


@check
def landscape_changed(statement: Statement) -> Finding:
    """Who leads in ratings, and whose open models are downloaded."""
    return judge.forecast(
        statement,
        Condition(N_("A Chinese model led the ratings in March 2026"), _arena_lead("2026-03") < 0),
        _chinese_models_downloaded_more(),
    )


@check
def us_hold_loosens(statement: Statement) -> Finding:
    """The place in downloads and the lead in ratings and in investment, against the beginning of 2025."""
    return judge.forecast(
        statement,
        Condition(
            N_("Chinese models have more downloads on Hugging Face than US ones"),
            _index("hugging-face-share", "China", "2026") > _index("hugging-face-share", "United States", "2026"),
        ),
        Condition(
            N_("The lead of the best US model shrank from February 2025 to March 2026"),
            _arena_lead("2026-03") < _arena_lead("2025-02"),
        ),
        _investment_lead_shrank(),
    )


@check
def us_gains_shaken(statement: Statement) -> Finding:
    """Private investment in AI in the US as a multiple of China's, and US shares at the end of the prices."""
    last = prices.us_closes()["NVDA"].last_valid_index()
    lower = sum(_change(ticker, last) < 0 for ticker in US_SHARES)
    return judge.forecast(
        statement,
        _investment_lead_shrank(),
        Condition(N_("At least half of five large US shares stood lower in July 2026"), 2 * lower >= len(US_SHARES)),
    )


@check
def industry_turns(statement: Statement) -> Finding:
    """Who supplies the chips, who pays, and where open models come from."""
    return judge.forecast(
        statement,
        _data_center_revenue_fell(),
        Condition(N_("Four large US companies cut their capital expenditure in 2025"), _growth_of_spending(2025) < 0),
        _chinese_models_downloaded_more(),
    )


# Prices of models


@check
def price_competition(statement: Statement) -> Finding:
    """Whether a rival cut a price within a month of R1, and DeepSeek its own within two years."""
    return judge.forecast(statement, _rival_cut_price(), _deepseek_cut_price())


@check
def prices_fall_everywhere(statement: Statement) -> Finding:
    """List prices of a rival and of DeepSeek's chat service, from model to model."""
    inputs = pd.Series([_list_price(model, "input") for model in CHAT_MODELS])
    return judge.forecast(
        statement,
        _rival_cut_price(),
        _deepseek_cut_price(),
        Condition(N_("DeepSeek never raised the list price of its chat service"), bool((inputs.diff()[1:] <= 0).all())),
    )


@check
def barriers_drop(statement: Statement) -> Finding:
    """What the use of a model costs, and what is spent at the top."""
    return judge.forecast(
        statement,
        Condition(
            N_("DeepSeek's cheapest chat model costs less than V3 did"),
            _list_price(CHAT_MODELS[-1], "output") < _list_price(CHAT_MODELS[0], "output"),
        ),
        Condition(
            N_("Private investment in AI in the US fell in 2025"),
            _index("private-investment", "United States", "2025")
            < _index("private-investment", "United States", "2024"),
        ),
    )


# DeepSeek's own models


@check
def deepseek_develops(statement: Statement) -> Finding:
    """DeepSeek's releases after the shock, and what an independent test makes of them."""
    releases = lookup.rows("model_releases", kind="model")
    later = releases.loc[releases["date"] > prices.EVENT, "model"]
    return judge.forecast(
        statement,
        Condition(N_("DeepSeek released a model with a new version number"), bool(later.isin(CHAT_MODELS).any())),
        _scores_above_r1(MOCK_AIME, later),
    )


@check
def deeper_reasoning(statement: Statement) -> Finding:
    """Later models against R1 on two independent tests of reasoning."""
    later = tables.load("model_releases").query("date > @prices.EVENT")["model"]
    return judge.forecast(statement, _scores_above_r1(MOCK_AIME, later), _scores_above_r1(SCIENCE, later))


@check
def better_use_of_resources(statement: Statement) -> Finding:
    """Output prices of successors, and the scores of the cheapest one and its predecessor on the same questions."""
    cheaper = _list_price("deepseek-v4-flash", "output") < _list_price("deepseek-v3.2", "output")
    better = _live_bench("deepseek-v4-flash") > _live_bench("deepseek-v3.2")
    return judge.forecast(
        statement,
        Condition(
            N_("DeepSeek's output price fell below that of V3"),
            _list_price("deepseek-v3.2", "output") < _list_price("deepseek-v3", "output"),
        ),
        Condition(N_("A cheaper successor scored higher than its predecessor"), cheaper and better),
    )


def _price_returned() -> pd.Timestamp | None:
    """The first session on which Nvidia closed at or above its close of the eve."""
    closes = prices.us_closes()["NVDA"]
    return recovery.first_at_or_above(closes, closes[prices.BEFORE], prices.EVENT).date


def _no_later(date: pd.Timestamp | None, limit: pd.Timestamp) -> bool:
    return date is not None and date <= limit


def _change(ticker: str, day: pd.Timestamp) -> float:
    """Change as a fraction from the eve of the shock to the last close on or before a day."""
    closes = prices.closes()[ticker].dropna()
    return float(closes[:day].iloc[-1] / closes[prices.BEFORE] - 1)


def _data_center_revenue(period: str) -> float:
    return float(lookup.value("ai_revenue", metric="data-center-revenue", period=period))


def _data_center_revenue_fell() -> Condition:
    return Condition(
        N_("Nvidia's data centre revenue fell in fiscal 2026"),
        _data_center_revenue("FY2026") < _data_center_revenue("FY2025"),
    )


def _quarters() -> pd.Series:
    """Nvidia's data centre revenue by fiscal quarter, in order."""
    revenue = lookup.rows("ai_revenue", metric="data-center-revenue").set_index("period")["value"]
    return revenue[revenue.index.str.contains("Q")].sort_index()


def _rent(key: str) -> float:
    return float(lookup.value("gpu_rental_prices", "price_high_usd", id=key))


def _growth_of_spending(year: int) -> float:
    """Growth of the four companies' cash purchases of property and equipment over the year before, as a fraction."""
    quarters = lookup.rows("capital_expenditure", measure="cash purchases", period_type="quarter")
    by_year = quarters.groupby(quarters["period_start"].dt.year)["value_usd"].sum()
    return float(by_year[year] / by_year[year - 1] - 1)


def _growth_of_openai() -> float:
    """Growth of OpenAI's annualised revenue from the end of 2024 to the end of 2025, as a fraction."""
    revenue = lookup.rows("ai_revenue", metric="annualized-revenue").set_index("period")["value"]
    return float(revenue["2025"] / revenue["2024"] - 1)


def _index(metric: str, entity: str, period: str) -> float:
    return float(lookup.value("ai_index", metric=metric, entity_en=entity, period=period))


def _arena_lead(month: str) -> float:
    """Lead of the best US model over the best Chinese one in the Arena ratings, in percent."""
    return float(lookup.value("ai_index", metric="gap-arena", period=month))


def _chinese_models_downloaded_more() -> Condition:
    return Condition(
        N_("Open models from China were downloaded more often than US ones"),
        _index("downloads-tracked", "China", "2026-03") > _index("downloads-tracked", "United States", "2026-03"),
    )


def _investment_lead_shrank() -> Condition:
    before = _index("private-investment", "United States", "2024") / _index("private-investment", "China", "2024")
    return Condition(
        N_("Private investment in the US became a smaller multiple of China's"),
        _index("private-investment-ratio", "United States and China", "2025") < before,
    )


def _list_price(model: str, kind: str) -> float:
    """The list price with which a model began; where two sources differ, the lower one."""
    quoted = lookup.rows("api_prices", model=model, kind=kind, tariff="list").sort_values(["valid_from", "price"])
    return float(quoted["price"].iloc[0])


def _rival_cut_price() -> Condition:
    quoted = lookup.rows("api_prices", model="o1-mini", kind="input").sort_values("valid_from")
    released = lookup.value("model_releases", "date", model="deepseek-r1")
    within = pd.to_datetime(quoted["valid_from"].iloc[-1]) <= released + MONTH
    return Condition(
        N_("A rival cut a price within a month of R1"), bool(within and quoted["price"].is_monotonic_decreasing)
    )


def _deepseek_cut_price() -> Condition:
    return Condition(
        N_("DeepSeek cut the list price of its chat service"),
        _list_price("deepseek-v3.2", "output") < _list_price("deepseek-v3", "output"),
    )


def _scores_above_r1(benchmark: str, later: pd.Series) -> Condition:
    scores = lookup.rows("benchmarks", benchmark=benchmark, kind="independent")
    words = {
        MOCK_AIME: N_("A later model scored higher than R1 on Epoch AI's mock AIME"),
        SCIENCE: N_("A later model scored higher than R1 on GPQA"),
    }[benchmark]
    r1 = scores.loc[scores["model"] == "deepseek-r1", "score"].max()
    return Condition(words, bool((scores.loc[scores["model"].isin(later), "score"] > r1).any()))


def _live_bench(model: str) -> float:
    return float(
        lookup.value("benchmarks", "score", benchmark="LiveBench 2026-01-08", metric="global average", model=model)
    )
