import operator

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock import tables
from deepseek_shock.models import chips, export_rules
from deepseek_shock.models.export_rules import CONTROLS, Decision, RuleError, Status

CONTROLLED, FREE, UNDETERMINED = Decision
BEFORE, IN_2022, LAST_OF_2022, IN_2023 = "2022-10-20", "2022-10-21", "2023-11-16", "2023-11-17"


@pytest.fixture(scope="module")
def rules():
    return export_rules.read(tables.load("export_rules"))


@pytest.fixture(scope="module")
def specifications():
    return tables.load("chip_specs").set_index("chip")


# October 2022: controlled, the literal that falls short, or the figure that is missing.
# October 2023: controlled, free, the exclusion, or the figure that is missing. Then the tariff band.
EXPECTED = {
    "V100 SXM2 16GB": ("bits_times_tops", FREE, None),
    "A100 SXM4 40GB": (CONTROLLED, CONTROLLED, None),
    "A100 SXM4 80GB": (CONTROLLED, CONTROLLED, None),
    "A800 SXM4 80GB": ("link_bandwidth", CONTROLLED, None),
    "H100 SXM5 80GB": (CONTROLLED, CONTROLLED, None),
    "H100 PCIe 80GB": (CONTROLLED, CONTROLLED, None),
    "H800 SXM5 80GB": ("link_bandwidth", CONTROLLED, None),
    "H200 SXM 141GB": (CONTROLLED, CONTROLLED, 1),
    "H20 SXM 96GB": ("bits_times_tops", FREE, None),
    "L2 PCIe 24GB": ("bits_times_tops", FREE, None),
    "RTX 4090": ("link_bandwidth", CONTROLLED, None),
    "RTX 4090 D": ("bits_times_tops", "2023-october-note-2", None),
    "B200 180GB": (CONTROLLED, CONTROLLED, None),
    "B200 192GB": (CONTROLLED, CONTROLLED, None),
    "MI300X": (CONTROLLED, CONTROLLED, None),
    "Ascend 910B1": ("link_bandwidth_gb_s", CONTROLLED, None),
    "Ascend 910B2": ("link_bandwidth_gb_s", CONTROLLED, None),
    "Ascend 910B3": ("link_bandwidth_gb_s", CONTROLLED, None),
    "Ascend 910B4": ("bits_times_tops", "die_area_mm2", None),
    "Ascend 910C": (CONTROLLED, CONTROLLED, None),
}


def test_no_chip_of_the_table_is_left_out(specifications):
    assert set(specifications.index) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_october_2022(specifications, rules, name):
    found, expected = export_rules.classification(specifications.loc[name], rules, IN_2022), EXPECTED[name][0]
    if expected == CONTROLLED:
        assert found == Status(CONTROLLED, "2022-october", 1, "licence-denial")
    elif expected == "link_bandwidth_gb_s":
        assert found == Status(UNDETERMINED, "2022-october", missing=(expected,))
    elif expected == "link_bandwidth":
        assert found == Status(FREE, failed=(expected,))  # by its link alone
    else:
        assert found.decision == FREE
        assert expected in found.failed


@pytest.mark.parametrize("name", EXPECTED)
def test_october_2023(specifications, rules, name):
    found, expected = export_rules.classification(specifications.loc[name], rules, IN_2023), EXPECTED[name][1]
    if expected == CONTROLLED:
        assert found == Status(CONTROLLED, "2023-october-a", 1, "3A090.a")
    elif expected == FREE:
        assert (found.decision, found.rule) == (FREE, None)
    elif expected == "die_area_mm2":
        assert found == Status(UNDETERMINED, "2023-october-a", missing=(expected,))
    else:
        assert found == Status(FREE, expected, 1, "outside")


@pytest.mark.parametrize("name", EXPECTED)
def test_tariff_bands(specifications, rules, name):
    found = export_rules.status(specifications.loc[name], rules["2026-january-tariff"])
    assert found.clause == EXPECTED[name][2]
    assert (found.decision == CONTROLLED) == (found.clause is not None)


@pytest.mark.parametrize("name", EXPECTED)
def test_only_the_b200_keeps_the_presumption_of_denial_in_2026(specifications, rules, name):
    found = export_rules.status(specifications.loc[name], rules["2026-january-review"])
    assert found.decision == (FREE if name.startswith("B200") else CONTROLLED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_exception_is_open_to_the_rtx_4090_alone(specifications, rules, name):
    found = export_rules.status(specifications.loc[name], rules["2023-october-nac"])
    assert (found.decision == CONTROLLED) == (name == "RTX 4090")


@pytest.mark.parametrize(
    ("name", "decision"),
    [("H20 SXM 96GB", CONTROLLED), ("V100 SXM2 16GB", FREE), ("L2 PCIe 24GB", FREE), ("RTX 4090 D", FREE)],
)
def test_letter_of_april_2025_to_chips_that_the_rules_leave_free(specifications, rules, name, decision):
    chip = specifications.loc[name].to_dict()
    matches = chips.matches(chip, specifications.loc["H20 SXM 96GB"])
    assert export_rules.classification(chip, rules, "2025-04-09").decision == FREE
    assert export_rules.status(chip | {"matches_h20": matches}, rules["2025-april-h20"]).decision == decision


@pytest.mark.parametrize("name", EXPECTED)
def test_the_memory_rule_reaches_no_memory_on_a_processor(specifications, rules, name):
    chip = specifications.loc[name].to_dict() | {"copackaged": "yes", "memory_bandwidth_density": None}
    assert export_rules.status(chip, rules["2024-december-hbm"]).decision == FREE


@pytest.mark.parametrize("name", ["A800 SXM4 80GB", "H800 SXM5 80GB"])
def test_history_of_the_chips_made_for_the_rule_of_2022(specifications, rules, name):
    days = [BEFORE, IN_2022, LAST_OF_2022, IN_2023, "2026-11-21"]
    history = export_rules.history(specifications.loc[name], rules, days)
    assert list(history) == [pd.Timestamp(day) for day in days]
    assert [status.decision for status in history.values()] == [FREE, FREE, FREE, CONTROLLED, CONTROLLED]
    assert [status.failed for status in history.values()] == [(), ("link_bandwidth",), ("link_bandwidth",), (), ()]
    assert history[pd.Timestamp(IN_2023)].outcome == "3A090.a"


def test_the_arithmetic_of_the_a800_and_h800_is_that_of_the_chips_they_replaced(specifications):
    for cut, whole in (("A800 SXM4 80GB", "A100 SXM4 80GB"), ("H800 SXM5 80GB", "H100 SXM5 80GB")):
        performance = (chips.total_processing_performance(specifications.loc[name]) for name in (cut, whole))
        assert len(set(performance)) == 1


def test_die_areas_that_are_estimates_decide_nothing(specifications, rules):
    for name in specifications.index[specifications["die_area_basis"] == "estimate"]:
        chip = specifications.loc[name].to_dict()
        without = export_rules.classification(chip | {"die_area_mm2": None}, rules, IN_2023)
        assert without == export_rules.classification(chip, rules, IN_2023)


@pytest.mark.parametrize(("area", "outcome"), [(756, "3A090.a"), (757, "3A090.b"), (2800, "3A090.b"), (2801, None)])
def test_the_die_area_would_decide_the_910b4(specifications, rules, area, outcome):
    chip = specifications.loc["Ascend 910B4"].to_dict() | {"die_area_mm2": area}
    assert export_rules.classification(chip, rules, IN_2023).outcome == outcome


TABLE = pd.DataFrame(
    [
        ("first", "1 FR 1", "2022-01-01", "2022-12-31", 1, "tpp", ">=", 100, "3A090.a"),
        ("first", "1 FR 1", "2022-01-01", "2022-12-31", 1, "link_bandwidth", ">=", 600, "3A090.a"),
        ("second", "2 FR 2", "2023-01-01", None, 1, "tpp", ">=", 100, "3A090.a"),
        ("second", "2 FR 2", "2023-01-01", None, 2, "tpp", ">=", 50, "3A090.a"),
        ("second", "2 FR 2", "2023-01-01", None, 2, "performance_density", ">=", 5, "3A090.a"),
        ("but", "2 FR 2", "2023-01-01", None, 1, "datacenter", "=", 0, "outside"),
        ("but", "2 FR 2", "2023-01-01", None, 1, "tpp", "<", 100, "outside"),
    ],
    columns=export_rules.COLUMNS,
)
SMALL = export_rules.read(TABLE)
FIGURES = ("tpp_reported", "die_area_mm2", "link_bandwidth_gb_s", "datacenter")
UNKNOWN = dict.fromkeys((*chips.FORMAT_BITS, *FIGURES, "link_type", "memory_bandwidth_tb_s"))

days = st.sampled_from(["2021-12-31", "2022-01-01", "2022-12-31", "2023-01-01", "2030-01-01"])
values = {
    "tpp_reported": st.sampled_from([40, 60, 120]),
    "die_area_mm2": st.sampled_from([5, 15, 30]),
    "link_bandwidth_gb_s": st.sampled_from([400, 900]),
    "datacenter": st.sampled_from(["yes", "no"]),
}
known = st.fixed_dictionaries(values).map(UNKNOWN.__or__)
hidden = st.sets(st.sampled_from(FIGURES))


def hide(chip, columns):
    return chip | dict.fromkeys(columns)


def decide(chip, day):
    return export_rules.classification(chip, SMALL, day)


@given(known, hidden, hidden, days)
def test_knowing_more_never_flips_a_decision(chip, some, more, day):
    knowing_less, knowing_more = decide(hide(chip, some | more), day), decide(hide(chip, some), day)
    if knowing_less.decision != UNDETERMINED:
        assert knowing_more.decision == knowing_less.decision


@given(known, hidden, days)
def test_what_is_all_known_is_decided(chip, columns, day):
    assert decide(chip, day).decision != UNDETERMINED
    undecided = decide(hide(chip, columns), day)
    assert (undecided.decision == UNDETERMINED) == bool(undecided.missing)


@given(known, hidden, days)
def test_what_is_said_to_be_missing_is_missing_and_enough(chip, columns, day):
    names = {"tpp": "tpp_reported"}
    less = hide(chip, columns)
    missing = {names.get(name, name) for name in decide(less, day).missing}
    assert missing <= columns
    assert decide(less | {name: chip[name] for name in missing}, day).decision != UNDETERMINED


@given(known, days)
def test_a_decision_agrees_with_two_valued_logic(chip, day):
    performance, data_centre = chip["tpp_reported"], chip["datacenter"] == "yes"
    if day < "2022-01-01":
        expected = False
    elif day <= "2022-12-31":
        expected = performance >= 100 and chip["link_bandwidth_gb_s"] >= 600
    else:
        dense = performance >= 50 and performance / chip["die_area_mm2"] >= 5
        expected = performance >= 100 or (dense and data_centre)
    assert (decide(chip, day).decision == CONTROLLED) == expected


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=4))
def test_clauses_and_rules_are_kleenes_and_and_or(answers):
    chip = {f"flag_{i}": answer for i, answer in enumerate(answers)}
    literals = [("rule", "1 FR 1", "2022-01-01", None, 1, name, "=", 1, "3A090.a") for name in chip]
    together = export_rules.read(pd.DataFrame(literals, columns=export_rules.COLUMNS))["rule"]
    apart = export_rules.read(
        pd.DataFrame([(*row[:4], i, *row[5:]) for i, row in enumerate(literals)], columns=export_rules.COLUMNS)
    )["rule"]
    order = {False: 0, None: 1, True: 2}
    names = {False: FREE, None: UNDETERMINED, True: CONTROLLED}
    assert export_rules.status(chip, together).decision == names[min(answers, key=order.get)]
    assert export_rules.status(chip, apart).decision == names[max(answers, key=order.get)]


def test_a_figure_that_can_no_longer_decide_is_not_missing():
    rows = [
        ("rule", "1 FR 1", "2022-01-01", None, clause, name, ">=", 1, "3A090.a")
        for clause, name in ((1, "short"), (1, "idle"), (2, "decisive"))
    ]
    rule = export_rules.read(pd.DataFrame(rows, columns=export_rules.COLUMNS))["rule"]
    chip = {"short": 0, "idle": None, "decisive": None}
    assert export_rules.status(chip, rule).missing == ("decisive",)
    assert export_rules.status(chip | {"decisive": 0}, rule).failed == ("short", "decisive")


@pytest.mark.parametrize(
    ("symbol", "function"),
    [("<", operator.lt), ("<=", operator.le), ("=", operator.eq), (">=", operator.ge), (">", operator.gt)],
)
@pytest.mark.parametrize("value", [1, 2, 3])
def test_operators(symbol, function, value):
    assert export_rules.Literal("figure", symbol, 2).holds({"figure": value}) == function(value, 2)


def test_the_first_of_the_controls_prevails(rules):
    assert CONTROLS.index("3A090.a") < CONTROLS.index("3A090.b")
    wide = export_rules.read(TABLE.replace({"outcome": {"outside": "3A090.b"}}).iloc[::-1])
    chip = UNKNOWN | {"tpp_reported": 60, "die_area_mm2": 5, "datacenter": "no"}
    assert export_rules.classification(chip, wide, "2023-01-01").outcome == "3A090.a"


def test_an_exclusion_that_is_not_known_leaves_the_chip_open():
    chip = UNKNOWN | {"tpp_reported": 60, "die_area_mm2": 5}
    assert decide(chip, "2023-01-01") == Status(UNDETERMINED, "but", missing=("datacenter",))


def changed(row, column, value):
    table = TABLE.astype(object)
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (changed(1, "operator", "=>"), "Rule first, clause 1: the operator '=>' is unknown; write one of < <= = >= >"),
        (changed(4, "threshold", None), "Rule second, clause 2: the threshold of performance_density is blank"),
        (changed(4, "effective_from", "2024-01-01"), "rows of rule second differ in citation, effective_from"),
        (changed(slice(0, 1), "effective_to", "2021-12-31"), "Rule first ends on 2021-12-31, before it begins"),
        (TABLE.drop(columns="threshold"), "has no column threshold"),
    ],
)
def test_rules_that_cannot_be_read(table, message):
    with pytest.raises(RuleError, match=message):
        export_rules.read(table)


def test_two_texts_in_force_at_once():
    overlapping = export_rules.read(changed(slice(0, 1), "effective_to", "2023-01-01"))
    with pytest.raises(RuleError, match="first and second are both in force on 2023-01-01; end the first"):
        export_rules.history(UNKNOWN, overlapping, ["2022-06-01"])


def test_the_table_has_one_text_at_a_time(rules):
    export_rules.require_one_text(rules)


def test_a_chip_without_a_column_that_a_clause_needs():
    chip = {name: value for name, value in UNKNOWN.items() if name != "die_area_mm2"}
    with pytest.raises(RuleError, match="Rule second, clause 2: The chip has no die_area_mm2; add it"):
        export_rules.status(chip, SMALL["second"])


def test_a_variable_that_no_column_gives(specifications, rules):
    with pytest.raises(RuleError, match="Rule 2025-april-h20, clause 1: The chip has no matches_h20"):
        export_rules.status(specifications.loc["H20 SXM 96GB"], rules["2025-april-h20"])
