"""Checks of the chapter on cost: hours, rents, ratios between models, prices and capital expenditure."""

from collections.abc import Callable

import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_
from deepseek_shock.models import api_price, market_value, training_cost
from deepseek_shock.models.scaling_law import ScalingLaw

CLOUD = ("Microsoft", "Alphabet", "Amazon")
# Just before the promotional price of V3 ended, and just after.
PROMOTION, AFTER_PROMOTION = "2025-01-27", "2025-02-09"


# The 5.576 million dollars


@check
def final_run_as_development_cost(statement: Statement) -> Finding:
    """V3's GPU hours times the assumed rent, and whether that figure is one of development."""
    return judge.number(statement, _final_run(), _is_development("v3-cost-total"))


@check
def hours_of_v3(statement: Statement) -> Finding:
    """The three stages of V3's training, added up."""
    stages = ("pretraining", "context_extension", "post_training")
    return judge.number(statement, sum(_published("v3", f"gpu_hours_{stage}") for stage in stages))


@check
def rent_of_v3(statement: Statement) -> Finding:
    """V3's GPU hours times the assumed rent, against a limit."""
    return judge.at_most(statement, _final_run())


@check
def research_left_out(statement: Statement) -> Finding:
    """Whether the scope of V3's published cost leaves out earlier research."""
    scope = lookup.value("cost_scopes", "covers_research", figure="v3-cost-total")
    return judge.tests(statement, Condition(N_("Earlier research is outside the published figure"), scope == "no"))


@check
def base_model_and_r1(statement: Statement) -> Finding:
    """The rent of V3's final run and of R1's training on top of it, and whether they are costs of development."""
    return judge.number(statement, _final_run() + _training_of_r1(), _is_development("r1-cost-total"))


@check
def final_run_in_yen(statement: Statement) -> Finding:
    """The final run, rounded as the articles round it, in yen at the noon rates of the 27th and the 28th.

    The articles name neither the rate nor its day, so only a range is known.
    """
    rates = prices.closes().loc[[prices.EVENT, prices.AFTER], "USDJPY.FRED_NOON"]
    amounts = [market_value.in_yen(round(_final_run(), -5), rate) for rate in rates]
    return judge.span(statement, min(amounts), max(amounts))


@check
def spent_on_machines(statement: Statement) -> Finding:
    """What analysts and a competitor put on the machines that DeepSeek bought."""
    bought = lookup.rows("cost_scopes", covers_hardware="yes", covers_final_run="no")["figure"]
    figures = tables.load("training_runs").set_index("id").loc[bought, "value"]
    return judge.published(statement, figures)


# Against other models


@check
def fraction_of_chatgpt(statement: Statement) -> Finding:
    """V3's final run against every published figure for the training of GPT-4."""
    less = Condition(
        N_("The final run costs less than any published figure for the training of GPT-4"),
        _final_run() < min(_training_costs("gpt-4")),
    )
    return judge.tests(statement, less, _is_development("v3-cost-total"))


@check
def tenth_of_development_cost(statement: Statement) -> Finding:
    """V3's final run over the estimate for GPT-4 that also counts rented computers."""
    ratio = _final_run() / _published("gpt-4", "training_cost_cloud")
    return judge.at_most(statement, ratio, _for_every_gpt4(statement), _is_development("v3-cost-total"))


@check
def hundredth_of_chatgpt(statement: Statement) -> Finding:
    """V3's final run over the highest published figure for the training of GPT-4."""
    return judge.at_most(statement, _final_run() / max(_training_costs("gpt-4")))


@check
def tenth_and_hundredth(statement: Statement) -> Finding:
    """Both ratios of one sentence, each against the published figure that suits it best."""
    return judge.tests(
        statement,
        Condition(N_("V3 took 1/10 or less of the GPU hours of Llama 3.1 405B"), _hours_against_llama() <= 1 / 10),
        Condition(
            N_("V3's final run is 1/100 or less of the highest published figure for GPT-4"),
            _final_run() / max(_training_costs("gpt-4")) <= 1 / 100,
        ),
    )


@check
def tenth_of_training_hours(statement: Statement) -> Finding:
    """GPU hours of V3 over those of Llama 3.1 405B, and whether other published baselines keep the limit too."""
    active = lookup.value("model_configurations", "reported_active_params", model="deepseek-v3")
    flop = training_cost.flop(active, _published("v3", "pretraining_tokens"))
    less = Condition(
        N_("It holds for the arithmetic, too"), flop / _published("llama405", "training_compute") <= statement.high
    )
    own = _published("v3", "gpu_hours_per_trillion_tokens") / _published("67b", "gpu_hours_per_trillion_tokens")
    same = Condition(N_("It holds against DeepSeek's own 67B model for the same amount of data"), own <= statement.high)
    return judge.at_most(statement, _hours_against_llama(), less, _for_every_gpt4(statement), same)


@check
def saving_in_cost(statement: Statement) -> Finding:
    """By how many percent V3's final run costs less than each published figure for GPT-4 and Gemini Ultra."""
    costs = _training_costs("gpt-4", "gemini-1.0-ultra")
    return judge.published(statement, [100 * (1 - _final_run() / cost) for cost in costs])


@check
def cost_of_gpt4(statement: Statement) -> Finding:
    """Published figures for the training of GPT-4, in dollars."""
    return judge.published(statement, _training_costs("gpt-4"))


@check
def cost_of_us_models(statement: Statement) -> Finding:
    """Published figures for the training of GPT-4 and Gemini Ultra, in dollars."""
    return judge.published(statement, _training_costs("gpt-4", "gemini-1.0-ultra"))


@check
def cost_of_us_models_in_yen(statement: Statement) -> Finding:
    """The same figures in yen at the noon rate of 27 January 2025."""
    return judge.published(statement, _in_yen(_training_costs("gpt-4", "gemini-1.0-ultra")))


@check
def cost_of_strong_models_in_yen(statement: Statement) -> Finding:
    """The same with both ends of what the maker of Claude 3.5 Sonnet said."""
    return judge.published(statement, _in_yen(_training_costs("gpt-4", "gemini-1.0-ultra", "claude-3.5-sonnet")))


@check
def more_resources(statement: Statement) -> Finding:
    """Size and data of V3 and of Llama 3.1 405B in every fitted scaling law, V3 with its active parameters."""
    small, large = _size_and_data("deepseek-v3", "v3"), _size_and_data("llama-3.1-405b", "llama405")
    return judge.tests(
        statement,
        Condition(
            N_("Every fitted law gives the larger run the lower loss"),
            all(law.loss(*large) < law.loss(*small) for law in _scaling_laws()),
        ),
        Condition(N_("The larger run takes more arithmetic"), training_cost.flop(*large) > training_cost.flop(*small)),
    )


# Prices of use


@check
def price_against_gpt4o(statement: Statement) -> Finding:
    """V3's price over GPT-4o's from all input to all output, while the promotion lasted and after it."""
    later = _against_gpt4o(AFTER_PROMOTION)
    still = Condition(
        N_("It still holds at the list price from 8 February 2025"), min(later) <= statement.value <= max(later)
    )
    now = _against_gpt4o(PROMOTION)
    return judge.span(statement, min(now), max(now), still)


@check
def luxury_at_a_small_price(statement: Statement) -> Finding:
    """V3 against GPT-4o: list price, LiveBench, Aider's test and SimpleQA."""
    live = _score("LiveBench 2024-11-25", "global average", date="2025-01-20")
    aider = _score("Aider polyglot", "accuracy", evaluator="aider")
    facts = _score("SimpleQA", "correct", sources="dsv3-paper")
    return judge.tests(
        statement,
        Condition(N_("V3's list price is below GPT-4o's"), max(_against_gpt4o(AFTER_PROMOTION)) < 1),
        Condition(N_("V3 scores higher in LiveBench"), live("deepseek-v3") > live("gpt-4o-2024-08-06")),
        Condition(N_("V3 scores higher in Aider's test"), aider("deepseek-v3", "preview") > aider("gpt-4o-2024-08-06")),
        Condition(N_("V3 scores higher in questions of fact"), facts("deepseek-v3") > facts("gpt-4o-2024-05-13")),
    )


@check
def cost_of_thinking(statement: Statement) -> Finding:
    """What Aider's test cost with models that think first and with those that do not."""
    paid = _score("Aider polyglot", "cost", evaluator="aider")
    return judge.tests(
        statement,
        Condition(N_("R1 cost less than V3 for the same tasks"), paid("deepseek-r1") < paid("deepseek-v3", "preview")),
        Condition(
            N_("o1 cost less than GPT-4o for the same tasks"),
            paid("o1-2024-12-17", "high effort") < paid("gpt-4o-2024-08-06"),
        ),
    )


@check
def only_for_large_companies(statement: Statement) -> Finding:
    """Whether any American model on the price list of January 2025 was cheaper than V3's list price."""
    listed = tables.load("api_prices")
    v3 = api_price.at(listed, "deepseek-v3", AFTER_PROMOTION, tariff="list")
    developers = tables.load("models").set_index("model")["developer_en"]
    american = listed[listed["model"].map(developers) != "DeepSeek"]
    known = american[american["valid_from"] <= PROMOTION]
    cheapest = known[known["kind"].isin(api_price.KINDS)].groupby("kind")["price"].min()
    dearer = Condition(
        N_("Every other developer on the list charged more than V3's list price"),
        bool(cheapest["input"] > v3.input and cheapest["output"] > v3.output),
    )
    return judge.tests(statement, dearer)


# Capital expenditure


@check
def investment_in_billions(statement: Statement) -> Finding:
    """Capital expenditure of Microsoft, Alphabet and Meta in 2023: the mean quarter, and the year."""
    spent = _spent("2023-01-01", "2023-12-31", "Microsoft", "Alphabet", "Meta").groupby("company_en")["value_usd"]
    return judge.tests(
        statement,
        Condition(
            N_("The mean quarter of 2023 fits, for each company"),
            bool(spent.mean().between(statement.low, statement.high).all()),
        ),
        Condition(
            N_("The year 2023 fits, for each company"), bool(spent.sum().between(statement.low, statement.high).all())
        ),
    )


@check
def hyperscaler_spending(statement: Statement) -> Finding:
    """Capital expenditure of three cloud companies from January 2023 to September 2024, for all purposes."""
    return judge.number(statement, _spent("2023-01-01", "2024-09-30", *CLOUD)["value_usd"].sum())


@check
def meta_plan(statement: Statement) -> Finding:
    """Both ends of Meta's plan for 2025, as stated in January."""
    stated = lookup.rows("capital_expenditure", company_en="Meta", period="2025").set_index("measure")
    january = stated[stated["guidance_date"] < "2025-02-01"]["value_usd"]
    low, high = january["guidance low"], january["guidance high"]
    return judge.span(statement, low, high, Condition(N_("The plan is one amount and not a range"), bool(low == high)))


@check
def stargate_total(statement: Statement) -> Finding:
    """The sum announced for Stargate, and what was counted as committed a year later."""
    announced = lookup.value("ai_index", metric="stargate")
    committed = lookup.value("ai_index", metric="stargate-committed")
    whole = Condition(N_("The whole sum was committed a year later"), bool(committed >= announced))
    return judge.number(statement, announced, whole)


@check
def alphabet_goes_on(statement: Statement) -> Finding:
    """Alphabet's capital expenditure of 2024 and 2025, and its first plan for 2026."""
    stated = lookup.rows("capital_expenditure", company_en="Alphabet")
    spent = stated[stated["measure"] == "cash purchases"].set_index("period")["value_usd"]
    plans = stated[(stated["period"] == "2026") & (stated["measure"] == "guidance low")].sort_values("guidance_date")
    return judge.tests(
        statement,
        Condition(N_("Alphabet spent more in 2025 than in 2024"), bool(spent["2025"] > spent["2024"])),
        Condition(
            N_("Its first plan for 2026 is above what it spent in 2025"),
            bool(plans["value_usd"].iloc[0] > spent["2025"]),
        ),
    )


def _published(run: str, metric: str) -> float:
    return float(lookup.value("training_runs", run=run, metric=metric))


def _final_run() -> float:
    return training_cost.dollars(_published("v3", "gpu_hours_total"), _published("v3", "assumed_rental_price"))


def _training_of_r1() -> float:
    return training_cost.dollars(_published("r1", "gpu_hours_total"), _published("v3", "assumed_rental_price"))


def _is_development(figure: str) -> Condition:
    scope = lookup.value("cost_scopes", "covers_research", figure=figure)
    return Condition(N_("The figure covers the research before the run"), scope == "yes")


def _for_every_gpt4(statement: Statement) -> Condition:
    ratio = _final_run() / min(_training_costs("gpt-4"))
    return Condition(N_("It holds for every published figure for the training of GPT-4"), ratio <= statement.high)


def _training_costs(*runs: str) -> list[float]:
    """All published figures; dollars of 2023 are taken as they are, some percent from those of the day."""
    table = tables.load("training_runs")
    chosen = table["run"].isin(runs) & table["metric"].str.startswith("training_cost")
    return table.loc[chosen, "value"].to_list()


def _in_yen(dollars: list[float]) -> list[float]:
    rate = prices.closes().loc[prices.EVENT, "USDJPY.FRED_NOON"]
    return [market_value.in_yen(amount, rate) for amount in dollars]


def _hours_against_llama() -> float:
    return _published("v3", "gpu_hours_total") / _published("llama405", "gpu_hours_pretraining")


def _scaling_laws() -> list[ScalingLaw]:
    constants = tables.load("scaling_laws").pivot(index="law", columns="parameter", values="value")
    fitted = constants[["E", "A", "B", "alpha", "beta"]].dropna()
    return [ScalingLaw(*row) for row in fitted.itertuples(index=False)]


def _size_and_data(model: str, run: str) -> tuple[float, float]:
    """Parameters that work on a token, and tokens of pre-training."""
    active = lookup.value("model_configurations", "reported_active_params", model=model)
    return float(active), _published(run, "pretraining_tokens")


def _against_gpt4o(moment: str) -> tuple[float, float]:
    """V3's price as a fraction of GPT-4o's, for output alone and for input alone."""
    listed = tables.load("api_prices")
    one, other = (api_price.at(listed, model, moment) for model in ("gpt-4o", "deepseek-v3"))
    return tuple(1 / api_price.ratio(one, other, input_share) for input_share in (0, 1))


def _score(benchmark: str, metric: str, **where: str) -> Callable[..., float]:
    """A function from a model, in a setting, to its score in one test."""

    def score(model: str, setting: str = "default") -> float:
        found = lookup.value(
            "benchmarks", "score", benchmark=benchmark, metric=metric, model=model, setting=setting, **where
        )
        return float(found)

    return score


def _spent(first: str, last: str, *companies: str) -> pd.DataFrame:
    """Cash purchases of the quarters that lie between two days."""
    quarters = lookup.rows("capital_expenditure", period_type="quarter", measure="cash purchases")
    within = (quarters["period_start"] >= first) & (quarters["period_end"] <= last)
    return quarters[within & quarters["company_en"].isin(companies)]
