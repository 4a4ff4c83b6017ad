"""Checks of the chapter on open source: licences, what was published and when, who built on it."""

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_

V3, R1 = "deepseek-v3", "deepseek-r1"
ARTICLES_END = "2025-01-31"  # the articles were written in late January 2025, or give the state of then
MANY_DOWNLOADS, MANY_DERIVATIVES = 1_000_000, 1_000  # as in the ledger's rules


@check
def free_of_charge(statement: Statement) -> Finding:
    """R1's weights by their licence, and its API by its list price."""
    prices = lookup.rows("api_prices", model=R1, tariff="list")["price"]
    return judge.tests(
        statement,
        _weights_of_r1_under_mit(),
        Condition(N_("The API of R1 costs nothing"), bool((prices == 0).all())),
    )


@check
def licence_is_mit(statement: Statement) -> Finding:
    """Licences that R1 was released under."""
    return judge.tests(
        statement,
        _weights_of_r1_under_mit(),
        Condition(
            N_("R1's repository is under the MIT licence"),
            lookup.value("model_releases", "code_licence", model=R1) == "MIT",
        ),
    )


@check
def derivatives_may_be_published(statement: Statement) -> Finding:
    """R1's licence, and derivatives that others published."""
    return judge.tests(
        statement,
        _weights_of_r1_under_mit(),
        Condition(N_("Others have published a derivative"), len(_derivatives()) > 0),
    )


@check
def weights_are_published(statement: Statement) -> Finding:
    """Weights of V3 and of R1."""
    return judge.tests(
        statement,
        Condition(N_("The weights of V3 were published"), _published(V3, "weights")),
        Condition(N_("The weights of R1 were published"), _published(R1, "weights")),
    )


@check
def papers_are_public(statement: Statement) -> Finding:
    """Papers on V3 and R1, and a version that was reviewed."""
    return judge.tests(
        statement,
        Condition(N_("A paper on V3 was published"), _published(V3, "paper")),
        Condition(N_("A paper on R1 was published"), _published(R1, "paper")),
        Condition(N_("A reviewed version on R1 was published"), _published(R1, "peer_review")),
    )


@check
def open_source_in_the_strict_sense(statement: Statement) -> Finding:
    """A free licence for the weights, and the data and code from which the model was made."""
    return judge.tests(statement, _weights_of_r1_under_mit(), *_what_rebuilding_needs())


@check
def can_be_rebuilt(statement: Statement) -> Finding:
    """What anyone would need to make R1 again."""
    return judge.tests(statement, *_what_rebuilding_needs())


@check
def source_code_is_public(statement: Statement) -> Finding:
    """Code to run the model, and code to train it."""
    return judge.tests(
        statement,
        Condition(N_("The code to run R1 was published"), _published(R1, "inference_code")),
        Condition(N_("The code that trained R1 was published"), _published(R1, "training_code")),
    )


@check
def technology_is_public(statement: Statement) -> Finding:
    """Weights, paper, training code and training data of R1."""
    return judge.tests(
        statement,
        Condition(N_("The weights of R1 were published"), _published(R1, "weights")),
        Condition(N_("A paper on R1 was published"), _published(R1, "paper")),
        *_what_rebuilding_needs(),
    )


@check
def training_code_was_public(statement: Statement) -> Finding:
    """Training code, or the libraries used in training, at the time of the articles."""
    libraries = lookup.value("openness", "published_on", model=V3, artefact="training_libraries")
    return judge.tests(
        statement,
        Condition(N_("The code that trained R1 was published"), _published(R1, "training_code")),
        Condition(
            N_("Libraries used in training were published by the end of January 2025"), libraries <= ARTICLES_END
        ),
    )


@check
def hardware_and_access(statement: Statement) -> Finding:
    """Prices of tokens and of GPU hours, and downloads of open models, by the ledger's rule."""
    growth = lookup.value("open_model_adoption", metric="growth_of_downloads_since_r1", subject="chinese-models")
    return judge.forecast(
        statement,
        _tokens_became_cheaper(),
        Condition(N_("An H100 is cheaper to rent than in October 2024 by more than a tenth"), _rent_of_an_h100_fell()),
        Condition(N_("Downloads of open models have grown"), bool(growth > 0)),
    )


@check
def openness_pays(statement: Statement) -> Finding:
    """Cost, innovation and spread, by the ledger's rule."""
    released = lookup.value("model_releases", "date", model=R1)
    return judge.forecast(
        statement,
        _tokens_became_cheaper(),
        Condition(
            N_("Others published a derivative within a month"),
            bool((_derivatives()["date"] <= released + pd.DateOffset(months=1)).any()),
        ),
        _downloaded_by_many(),
    )


@check
def used_and_built_on(statement: Statement) -> Finding:
    """Downloads of R1 and derivatives of DeepSeek's models, by the ledger's rule."""
    derivatives = lookup.value("open_model_adoption", metric="derivative_models", subject="deepseek")
    return judge.forecast(
        statement,
        _downloaded_by_many(),
        Condition(N_("Others have published a derivative"), len(_derivatives()) > 0),
        Condition(N_("There are a thousand derivatives or more"), bool(derivatives >= MANY_DERIVATIVES)),
    )


def _published(model: str, artefact: str) -> bool:
    return lookup.value("openness", "published", model=model, artefact=artefact) == "yes"


def _weights_of_r1_under_mit() -> Condition:
    licence = lookup.value("openness", "licence", model=R1, artefact="weights")
    return Condition(N_("R1's weights are under the MIT licence"), licence == "MIT")


def _what_rebuilding_needs() -> tuple[Condition, Condition]:
    return (
        Condition(N_("The code that trained R1 was published"), _published(R1, "training_code")),
        Condition(N_("The data that trained R1 were published"), _published(R1, "training_data")),
    )


def _derivatives() -> pd.DataFrame:
    """Models that others made from R1 and its distilled models."""
    return lookup.rows("model_releases", kind="derivative")


def _tokens_became_cheaper() -> Condition:
    """The last list prices in dollars against R1's, for input and output."""
    prices = lookup.rows("api_prices", tariff="list", currency="USD")
    prices = prices[prices["kind"].isin(["input", "output"])]
    first = prices[prices["model"] == R1].set_index("kind")["price"]
    last = (
        prices[prices["model"].str.startswith("deepseek-") & prices["valid_to"].isna()].groupby("kind")["price"].min()
    )
    return Condition(
        N_("DeepSeek's cheapest model costs less than R1 for input and output"), bool((last < first).all())
    )


def _rent_of_an_h100_fell() -> bool:
    """The last median of providers against the nearest list price before; a tenth allows for different bases."""
    rents = tables.load("gpu_rental_prices").set_index("id")["price_high_usd"]
    before, last = rents["h100-2024-10-on-demand-sxm"], rents["h100-2026-07-28-listed-providers-median"]
    return bool(last < (1 - judge.NEAR) * before)


def _downloaded_by_many() -> Condition:
    downloads = lookup.value("open_model_adoption", metric="downloads_cumulative", subject=R1)
    return Condition(N_("R1 was downloaded a million times or more"), bool(downloads >= MANY_DOWNLOADS))
