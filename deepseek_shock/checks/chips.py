"""Checks of the chapter on chips: what the H800 can do, when which rule reached it, how many GPUs there were."""

import pandas as pd

from deepseek_shock import prices, tables
from deepseek_shock.checks import judge, lookup
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.checks.registry import check
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_
from deepseek_shock.models import chips, export_rules

H100, H800, H200, H20, B200 = "H100 SXM5 80GB", "H800 SXM5 80GB", "H200 SXM 141GB", "H20 SXM 96GB", "B200 180GB"
A100 = "A100 SXM4 80GB"
SLOWER_ARITHMETIC = N_("The H800's dense arithmetic is slower than the H100's")
SLOWER_LINK = N_("The H800's link to other chips is slower than the H100's")
SLOWER_MEMORY = N_("The H800's memory is slower than the H100's")
OLDER = N_("The H800 came out before the H100")
FEWER_HOURS = N_("V3 took fewer GPU hours than Llama 3.1 405B")


@check
def no_advanced_chip(statement: Statement) -> Finding:
    """Whether the H800 is no advanced chip: by the H100 as a yardstick, and by the threshold of October 2023."""
    return judge.tests(
        statement,
        Condition(SLOWER_ARITHMETIC, _arithmetic(H800) < _arithmetic(H100)),
        Condition(
            N_("The H800 stays below the performance at which the rule of October 2023 calls a chip advanced"),
            export_rules.status(chip(H800), rules()["2023-october-a"]).decision == export_rules.Decision.FREE,
        ),
    )


@check
def no_leading_edge_chip(statement: Statement) -> Finding:
    """Whether newer chips than the H800 were out, and whether the H800 computes less than the H100."""
    return judge.tests(
        statement, _newer_gpus_were_out(), Condition(SLOWER_ARITHMETIC, _arithmetic(H800) < _arithmetic(H100))
    )


@check
def trained_on_the_h800(statement: Statement) -> Finding:
    """The hardware in which the reports on V3 and R1 count their GPU hours."""
    hours = lookup.rows("training_runs", metric="gpu_hours_total", kind="reported").set_index("run")["hardware"]
    return judge.tests(
        statement,
        Condition(N_("The report on V3 counts its training in hours of the H800"), hours["v3"] == "H800"),
        Condition(N_("The paper on R1 counts its training in hours of the H800"), hours["r1"] == "H800"),
    )


@check
def leading_supplier(statement: Statement) -> Finding:
    """Published estimates of Nvidia's share, whatever they count."""
    most = Condition(N_("Every published estimate gives Nvidia more than half"), bool(min(_shares()) > 50))
    return judge.tests(statement, most)


@check
def fewer_gpu_hours(statement: Statement) -> Finding:
    """GPU hours of V3 in all against those of Llama 3.1 405B before fine-tuning; the ratio is what is recomputed."""
    return judge.tests(
        statement,
        Condition(FEWER_HOURS, gpu_hours_ratio() > 1),
        recomputed=gpu_hours_ratio(),
    )


@check
def published_fleets(statement: Statement) -> Finding:
    """Published counts of GPUs: the cluster of V3, which is a lower bound, the A100s of 2021, the Hopper estimate."""
    ids = ("v3-cluster-size", "company-a100-gpus-2021", "company-hopper-gpus")
    return judge.published(statement, [lookup.value("training_runs", id=name) for name in ids])


@check
def rules_and_the_h800(statement: Statement) -> Finding:
    """Whether chip rules for China were in force when V3 appeared, and whether they hit the H800 from the start."""
    published = lookup.value("timeline", "date", id="deepseek-v3-release")
    controls = [rule for rule in rules().values() if rule.outcomes & set(export_rules.CONTROLS)]
    in_force = any(rule.in_force(published) for rule in controls)
    return judge.tests(
        statement,
        Condition(N_("Chip rules for China were in force when V3 was published"), in_force),
        Condition(N_("They covered the H800 when it came out"), listed(H800, chip(H800)["release_date"])),
    )


@check
def cluster_size(statement: Statement) -> Finding:
    """The cluster on which V3 was trained (DeepSeek-V3 report, section 3.1)."""
    return judge.number(statement, lookup.value("training_runs", id="v3-cluster-size"))


@check
def designed_to_the_rule(statement: Statement) -> Finding:
    """Whether the H800 misses the rule of October 2022 by its link alone, and the H100 of the same die does not."""
    rule = rules()["2022-october"]
    return judge.tests(
        statement,
        Condition(N_("The H100 met both tests of the rule of October 2022"), _decision(H100, rule) == "controlled"),
        Condition(
            N_("The H800 missed that rule by the test of the link, and by no other"),
            export_rules.status(chip(H800), rule).failed == ("link_bandwidth",),
        ),
    )


@check
def less_capable_than_the_newest(statement: Statement) -> Finding:
    """The H800 against the H100 in three figures, and the H100 against what had come out by the day of the fall."""
    return judge.tests(
        statement,
        Condition(SLOWER_LINK, _link(H800) < _link(H100)),
        Condition(SLOWER_ARITHMETIC, _arithmetic(H800) < _arithmetic(H100)),
        Condition(SLOWER_MEMORY, _memory(H800) < _memory(H100)),
        _the_h100_is_the_newest(),
    )


@check
def a_machine_of_another_class(statement: Statement) -> Finding:
    """Whether the H800 is in another class than the H100: in arithmetic, in memory, in the export rule."""
    rule = rules()["2023-october-a"]
    return judge.tests(
        statement,
        Condition(SLOWER_ARITHMETIC, _arithmetic(H800) < _arithmetic(H100)),
        Condition(SLOWER_MEMORY, _memory(H800) < _memory(H100)),
        Condition(
            N_("The export rule of October 2023 puts the two into different classes"),
            export_rules.status(chip(H800), rule) != export_rules.status(chip(H100), rule),
        ),
    )


@check
def a100_before_the_rule(statement: Statement) -> Finding:
    """Whether A100s are on record for 2021, and whether a rule reached the A100 then and does so now."""
    bought = lookup.value("training_runs", id="company-a100-gpus-2021")
    return judge.tests(
        statement,
        Condition(N_("Purchases of A100s in 2021 are on record"), bool(bought > 0)),
        Condition(N_("No rule reached the A100 at the end of 2021"), not listed(A100, "2021-12-31")),
        Condition(N_("A rule reached the A100 at the end of 2022"), listed(A100, "2022-12-31")),
    )


@check
def only_older_gpus(statement: Statement) -> Finding:
    """Newer chips under the rules, the age of the H800, and whether its whole generation was closed to China."""
    h800 = chip(H800)["release_date"]
    return judge.tests(
        statement,
        Condition(
            N_("Newer GPUs, the H200 and the B200, were out and needed a licence for China"),
            all(
                h800 < chip(name)["release_date"] <= prices.EVENT and listed(name, prices.EVENT)
                for name in (H200, B200)
            ),
        ),
        Condition(OLDER, h800 < chip(H100)["release_date"]),
        Condition(N_("The H20, of the same generation, needed a licence for China"), listed(H20, prices.EVENT)),
    )


@check
def fewer_and_weaker_chips(statement: Statement) -> Finding:
    """GPU hours against Llama 3.1 405B, and the H800's arithmetic against that of the H100."""
    return judge.tests(
        statement,
        Condition(FEWER_HOURS, gpu_hours_ratio() > 1),
        Condition(SLOWER_ARITHMETIC, _arithmetic(H800) < _arithmetic(H100)),
    )


@check
def latest_gpus_need_a_licence(statement: Statement) -> Finding:
    """Whether Nvidia's best GPUs were on the control list on the day of the fall."""
    return judge.tests(
        statement,
        Condition(N_("The H100 needed a licence for China"), listed(H100, prices.EVENT)),
        Condition(N_("The H200 needed a licence for China"), listed(H200, prices.EVENT)),
        Condition(N_("The B200 needed a licence for China"), listed(B200, prices.EVENT)),
    )


@check
def the_h100_is_the_latest(statement: Statement) -> Finding:
    """The month of the last release of a data-centre GPU by Nvidia up to the day of the fall."""
    return judge.tests(statement, _the_h100_is_the_newest(), recomputed=f"{newest():%Y-%m}")


@check
def outside_the_rules(statement: Statement) -> Finding:
    """Whether the H800 was off the control list on the day of the fall; recomputed is the day it came on the list."""
    status = export_rules.classification(chip(H800), rules(), prices.EVENT)
    since = f"{rules()[status.rule].effective_from:%Y-%m-%d}" if status.rule else None
    return judge.tests(
        statement,
        Condition(N_("The H800 needed no licence for China on 27 January 2025"), not listed(H800, prices.EVENT)),
        recomputed=since,
    )


@check
def an_outdated_model(statement: Statement) -> Finding:
    """Whether the H800 is older than the H100, and whether newer chips were out."""
    return judge.tests(
        statement, Condition(OLDER, chip(H800)["release_date"] < chip(H100)["release_date"]), _newer_gpus_were_out()
    )


@check
def gpus_of_v3_and_r1(statement: Statement) -> Finding:
    """The cluster of V3, on which R1 rests, and the one on which R1 itself was trained."""
    own = lookup.value("training_runs", id="r1-cluster-size")
    as_many = Condition(N_("R1's own training used as many"), bool(statement.low <= own <= statement.high))
    return judge.number(statement, lookup.value("training_runs", id="v3-cluster-size"), as_many)


@check
def published_shares(statement: Statement) -> Finding:
    """Nvidia's share as its estimators published it: of GPUs shipped for data centres, of the market for AI GPUs."""
    return judge.published(statement, _shares())


def chip(name: str) -> pd.Series:
    """One row of the table of chips."""
    return _specs().loc[name]


def rules() -> dict[str, export_rules.Rule]:
    """The export rules of the table."""
    return export_rules.read(tables.load("export_rules"))


def listed(name: str, date: pd.Timestamp | str) -> bool:
    """Whether a chip was on the control list for China on a day."""
    status = export_rules.classification(chip(name), rules(), date)
    return status.decision == export_rules.Decision.CONTROLLED


def newest() -> pd.Timestamp:
    """The last release of a GPU for data centres by Nvidia up to the day of the fall."""
    specs = _specs()
    released = specs.loc[(specs["vendor_en"] == "Nvidia") & (specs["datacenter"] == "yes"), "release_date"]
    return released[released <= prices.EVENT].max()


def gpu_hours_ratio() -> float:
    """GPU hours of Llama 3.1 405B over those of V3."""
    dense, sparse = ("llama405-gpu-hours-pretraining", "v3-gpu-hours-total")
    return float(lookup.value("training_runs", id=dense) / lookup.value("training_runs", id=sparse))


def _specs() -> pd.DataFrame:
    return tables.load("chip_specs").set_index("chip")


def _arithmetic(name: str) -> float:
    """Total processing performance: dense rate times bit length, at its best number format."""
    return chips.total_processing_performance(chip(name))


def _memory(name: str) -> float:
    return chips.memory_bandwidth(chip(name))


def _link(name: str) -> float:
    return chips.link_bandwidth(chip(name))


def _decision(name: str, rule: export_rules.Rule) -> str:
    return export_rules.status(chip(name), rule).decision


def _newer_gpus_were_out() -> Condition:
    return Condition(
        N_("Nvidia had newer GPUs for data centres on the market"), bool(newest() > chip(H800)["release_date"])
    )


def _the_h100_is_the_newest() -> Condition:
    return Condition(
        N_("No GPU of Nvidia for data centres newer than the H100 had come out"),
        bool(newest() <= chip(H100)["release_date"]),
    )


def _shares() -> list[float]:
    ids = ("nvidia-gpu-shipment-share-2023", "nvidia-ai-gpu-share-2024-01")
    return [lookup.value("ai_revenue", id=name) for name in ids]
