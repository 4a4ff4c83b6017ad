"""Checks of the chapter on limits: what the full model needs, what is public, what tests and authorities found."""

import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_
from deepseek_shock.models import parameters

FULL, DENSE, DISTILLED = "deepseek-v3", "llama-3.1-405b", "llama-3.1-8b"  # R1 has V3's size; R1-Distill-Llama-8B
BYTE, HALF_BYTE = 8, 4  # bits a parameter
GB = 1e9


@check
def r1_on_a_pc(statement: Statement) -> Finding:
    """Weights of R1, and of the distilled R1 on Llama 3.1 8B, against the largest consumer card of the table."""
    card = _memory(datacenter="no")
    return judge.tests(
        statement,
        Condition(
            N_("A distilled R1 of 8 billion parameters fits on a consumer card at a byte a parameter"),
            weights(DISTILLED, BYTE) <= card,
        ),
        Condition(
            N_("The full R1 fits on a consumer card at half a byte a parameter"), weights(FULL, HALF_BYTE) <= card
        ),
    )


@check
def sparse_is_not_light(statement: Statement) -> Finding:
    """Weights of DeepSeek-V3 against those of a dense model, and against the largest data-centre GPU of the table."""
    return judge.tests(
        statement,
        Condition(N_("It needs less memory than the dense Llama 3.1 405B"), weights(FULL, BYTE) < weights(DENSE, BYTE)),
        Condition(
            N_("Its weights fit on a single data-centre GPU at a byte a parameter"),
            weights(FULL, BYTE) <= _memory(datacenter="yes"),
        ),
    )


@check
def the_configuration_is_public(statement: Statement) -> Finding:
    """What a secret would leave open: the size that the configuration gives, and the hours that training took."""
    config = _configuration(FULL)
    counted = parameters.count(config).total
    return judge.tests(
        statement,
        Condition(
            N_("The published configuration leaves the size of the model open"),
            round(counted / GB) != round(config["reported_total_params"] / GB),
        ),
        Condition(
            N_("The report leaves the hours of training open"),
            lookup.rows("training_runs", run="v3", metric="gpu_hours_total", kind="reported").empty,
        ),
        recomputed=float(counted),
    )


@check
def refusals_on_sensitive_topics(statement: Statement) -> Finding:
    """The two tests of censorship in the table: through the service and on downloaded weights."""
    refused = lookup.value("limits_findings", id="promptfoo")
    return judge.tests(
        statement,
        Condition(N_("Most prompts on topics sensitive in China were refused through the service"), bool(refused > 50)),
        Condition(N_("Refusals were found in the downloaded weights too"), _found("censorship", "r1dacted")),
    )


@check
def reasons_for_care(statement: Statement) -> Finding:
    """Whether anything was found that bears on security, and whether an authority acted on data protection."""
    acts = lookup.rows("limits_findings", topic="privacy", standing="official act")
    return judge.tests(
        statement,
        Condition(N_("Data of users were found exposed"), _found("data exposure", "wiz")),
        Condition(N_("At least two data protection authorities acted"), len(acts) >= 2),
    )


@check
def responses_on_safety(statement: Statement) -> Finding:
    """Acts of data protection authorities, and evaluations by CAISI, in the year after the fall."""
    acts = lookup.rows("limits_findings", topic="privacy", standing="official act")
    evaluations = lookup.rows("limits_findings", finding="caisi-jailbreak")
    return judge.forecast(
        statement,
        Condition(N_("At least one data protection authority acted on DeepSeek within a year"), _within_a_year(acts)),
        Condition(
            N_("At least one public body published an evaluation of its safety or bias within a year"),
            _within_a_year(evaluations),
        ),
    )


def weights(model: str, bits: int) -> float:
    """Memory that the weights of a model take, in GB: parameters x bits / 8, without the cache of a conversation."""
    return parameters.count(_configuration(model)).total * bits / 8 / GB


def _configuration(model: str) -> pd.Series:
    return tables.load("model_configurations").set_index("model").loc[model]


def _memory(datacenter: str) -> float:
    """The largest memory of one card, in GB."""
    return float(lookup.rows("chip_specs", datacenter=datacenter)["memory_gb"].max())


def _found(topic: str, finding: str) -> bool:
    return not lookup.rows("limits_findings", topic=topic, finding=finding, standing="finding").empty


def _within_a_year(findings: pd.DataFrame) -> bool:
    return bool(findings["date"].between(prices.EVENT, prices.EVENT + pd.DateOffset(years=1)).any())
