"""Whether an export rule reaches a chip: the rules as data, and what follows where a figure is not known.

A rule is one or more clauses, of which one is enough (OR); a clause is one or more literals, such as tpp >= 4800,
which must all hold (AND). A literal about a figure that is not known is neither true nor false, and a rule is
decided only if every value of that figure would decide it alike (Kleene's three-valued logic): one false literal
settles a clause, one true clause settles a rule, and nothing is guessed.

Sources: 15 CFR part 774, ECCN 3A090 with its notes; 87 FR 62186 for the text of 2022.
"""

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import pandas as pd

from deepseek_shock.errors import Mistake
from deepseek_shock.models.chips import (
    Chip,
    ChipError,
    figure,
    link_bandwidth,
    memory_bandwidth,
    performance_density,
    total_processing_performance,
)

OPERATORS = {"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt}
CONTROLS = ("licence-denial", "3A090.a", "3A090.b")  # outcomes that put a chip on the list; the first prevails
EXCLUSION = "outside"  # the outcome of a rule that takes it off again
VALIDITY = ["citation", "effective_from", "effective_to"]
COLUMNS = ["rule", *VALIDITY, "clause_id", "variable", "operator", "threshold", "outcome"]

QUANTITIES = {
    "tpp": total_processing_performance,
    "bits_times_tops": total_processing_performance,  # the text of 2022 spells the same product out
    "performance_density": performance_density,
    "link_bandwidth": link_bandwidth,
    "dram_bandwidth": memory_bandwidth,
}  # variables of rules that are computed; any other is a column of the chip
INPUTS = {
    "bits_times_tops": ("tpp",),
    "performance_density": ("tpp", "die_area_mm2"),
    "link_bandwidth": ("link_bandwidth_gb_s",),
    "dram_bandwidth": ("memory_bandwidth_tb_s",),
}


class RuleError(Mistake, ValueError):
    """Rules that cannot be read, or a chip that lacks a column which a clause needs."""


class Decision(StrEnum):
    """What a rule comes to for a chip."""

    CONTROLLED = "controlled"
    FREE = "free"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Status:
    """A decision and what it rests on.

    Attributes:
        decision: `controlled` where a clause holds, `free` where none does, `undetermined` where it hangs on a
            figure that is not known. Of an exclusion or exception, `controlled` says that it applies.
        rule: The rule that decides; None where a chip is free since none of several reaches it.
        clause: Of a clause that holds, its number.
        outcome: Of a clause that holds, what follows from it.
        failed: Of a chip that is free, the variables that fall short, over all clauses; none if no rule was in force.
        missing: Of an undetermined chip, the figures that would decide.
    """

    decision: Decision
    rule: str | None = None
    clause: int | None = None
    outcome: str | None = None
    failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Literal:
    """A comparison of one variable with a threshold."""

    variable: str
    operator: str
    threshold: float

    def holds(self, chip: Chip) -> bool | None:
        """Whether it is true of a chip; None where the variable is not known."""
        value = _value(chip, self.variable)
        return None if value is None else OPERATORS[self.operator](value, self.threshold)


@dataclass(frozen=True)
class Clause:
    """Literals that must all hold, and what follows."""

    number: int
    outcome: str
    literals: tuple[Literal, ...]

    def holds(self, chip: Chip) -> bool | None:
        """Whether it is true of a chip: false if one literal is, unknown if one is not known and none is false."""
        answers = {literal.holds(chip) for literal in self.literals}
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True)
class Rule:
    """Clauses of which one is enough, and the first and last day on which they are in force."""

    name: str
    citation: str
    effective_from: pd.Timestamp
    effective_to: pd.Timestamp | None
    clauses: tuple[Clause, ...]

    @property
    def outcomes(self) -> set[str]:
        """What may follow from the rule."""
        return {clause.outcome for clause in self.clauses}

    def in_force(self, date: pd.Timestamp | str) -> bool:
        """Whether the rule applies on a day; the last day counts, and without one the rule stands."""
        day = pd.Timestamp(date)
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def read(table: pd.DataFrame) -> dict[str, Rule]:
    """Read rules from a table with one row a literal.

    Args:
        table: The columns of the table export_rules: rule, citation, effective_from, effective_to, clause_id,
            variable, operator, threshold, outcome.

    Returns:
        The rules by name, in the order of the table.

    Raises:
        RuleError: A column is absent, an operator is unknown, a threshold is blank, or a rule's dates disagree.
    """
    absent = [column for column in COLUMNS if column not in table]
    if absent:
        raise RuleError(f"The table of rules has no column {absent[0]}; add it.")
    return {name: _rule(name, rows) for name, rows in table.groupby("rule", sort=False)}


def status(chip: Chip, rule: Rule) -> Status:
    """Whether a rule, taken by itself and at any date, reaches a chip.

    Args:
        chip: The columns of the table chip_specs by name, blank where not known. A variable that no column gives,
            such as `matches_h20`, is looked up under its own name: 1 or "yes", 0 or "no", blank.
        rule: The rule.

    Returns:
        The decision, with the clause that holds, what falls short, or which figures would decide.

    Raises:
        RuleError: The chip lacks a column that a clause needs; rule and clause are named.
    """
    answers = {clause: _ask(rule, clause, chip) for clause in rule.clauses}
    for clause, answer in answers.items():
        if answer:
            return Status(Decision.CONTROLLED, rule.name, clause.number, clause.outcome)
    open_clauses = [clause for clause, answer in answers.items() if answer is None]
    if open_clauses:
        return Status(Decision.UNDETERMINED, rule.name, missing=_missing(chip, open_clauses))
    return Status(Decision.FREE, rule.name, failed=_failed(chip, rule.clauses))


def classification(chip: Chip, rules: Mapping[str, Rule], date: pd.Timestamp | str) -> Status:
    """Whether a chip is on the control list on a day: reached by a control in force and by no exclusion from it.

    Controls are the rules whose outcome is one of `CONTROLS`, and the first of them prevails; exclusions are those
    whose outcome is `EXCLUSION`. Letters, licence policy and tariffs are no part of the list: ask `status` for them.

    Args:
        chip: As for `status`.
        rules: From `read`.
        date: The day.

    Returns:
        The decision and, unless no control reaches the chip, the rule that made it: a control or the exclusion.

    Raises:
        RuleError: Two texts of the controls are in force at once, or the chip lacks a column.
    """
    require_one_text(rules)
    controls = [status(chip, rule) for outcome in CONTROLS for rule in _in_force(rules, date, outcome)]
    reached = [control for control in controls if control.decision != Decision.FREE]
    if not reached:
        return Status(Decision.FREE, failed=_unique(control.failed for control in controls))
    return _less_exclusions(reached, [status(chip, rule) for rule in _in_force(rules, date, EXCLUSION)])


def history(chip: Chip, rules: Mapping[str, Rule], dates: Iterable[pd.Timestamp | str]) -> dict[pd.Timestamp, Status]:
    """Classification of a chip on several days.

    Args:
        chip: As for `status`.
        rules: From `read`.
        dates: The days.

    Returns:
        The status on each day, in the order of the days.

    Raises:
        RuleError: As for `classification`.
    """
    return {pd.Timestamp(date): classification(chip, rules, date) for date in dates}


def require_one_text(rules: Mapping[str, Rule]) -> None:
    """Check that no day has controls from two documents: the later one replaces the earlier.

    Raises:
        RuleError: Two of them overlap; both are named.
    """
    controls = sorted(
        (rule for rule in rules.values() if rule.outcomes & set(CONTROLS)), key=lambda rule: rule.effective_from
    )
    for earlier, later in combinations(controls, 2):
        if earlier.citation != later.citation and earlier.in_force(later.effective_from):
            raise RuleError(
                f"{earlier.name} and {later.name} are both in force on {later.effective_from:%Y-%m-%d}; "
                "end the first (effective_to) before the second begins."
            )


def _in_force(rules: Mapping[str, Rule], date: pd.Timestamp | str, outcome: str) -> list[Rule]:
    return [rule for rule in rules.values() if outcome in rule.outcomes and rule.in_force(date)]


def _less_exclusions(reached: list[Status], exclusions: list[Status]) -> Status:
    """Controls that reach a chip, or may, against the exclusions from them."""
    excluding = _first(exclusions, Decision.CONTROLLED)
    if excluding:
        return replace(excluding, decision=Decision.FREE)
    controlling = _first(reached, Decision.CONTROLLED)
    hanging = [rule for rule in exclusions if rule.decision == Decision.UNDETERMINED]
    if controlling and not hanging:
        return controlling
    hanging = hanging if controlling else reached + hanging
    return Status(Decision.UNDETERMINED, hanging[0].rule, missing=_unique(rule.missing for rule in hanging))


def _first(statuses: list[Status], decision: Decision) -> Status | None:
    return next((status for status in statuses if status.decision == decision), None)


def _unique(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _ask(rule: Rule, clause: Clause, chip: Chip) -> bool | None:
    try:
        return clause.holds(chip)
    except ChipError as error:
        raise RuleError(f"Rule {rule.name}, clause {clause.number}: {error}") from None


def _failed(chip: Chip, clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Variables of the literals that are false."""
    literals = [literal for clause in clauses for literal in clause.literals]
    return _unique([literal.variable] for literal in literals if literal.holds(chip) is False)


def _missing(chip: Chip, clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Figures without which the literals cannot be decided."""
    literals = [literal for clause in clauses for literal in clause.literals]
    return _unique(_unknown(chip, literal.variable) for literal in literals if literal.holds(chip) is None)


def _unknown(chip: Chip, variable: str) -> list[str]:
    return [name for name in INPUTS.get(variable, (variable,)) if _value(chip, name) is None]


def _value(chip: Chip, variable: str) -> float | None:
    """A variable of a rule: computed, or a column of the chip under its own name."""
    return QUANTITIES[variable](chip) if variable in QUANTITIES else figure(chip, variable)


def _rule(name: str, rows: pd.DataFrame) -> Rule:
    if len(rows[VALIDITY].drop_duplicates()) != 1:
        raise RuleError(f"The rows of rule {name} differ in {', '.join(VALIDITY)}; write them alike.")
    citation, first, last = rows[VALIDITY].iloc[0]
    first, last = pd.Timestamp(first), None if pd.isna(last) else pd.Timestamp(last)
    if last is not None and last < first:
        raise RuleError(
            f"Rule {name} ends on {last:%Y-%m-%d}, before it begins on {first:%Y-%m-%d}; correct the dates."
        )
    clauses = tuple(_clause(name, number, literals) for number, literals in rows.groupby("clause_id"))
    return Rule(name, str(citation), first, last, clauses)


def _clause(rule: str, number: int, rows: pd.DataFrame) -> Clause:
    literals = tuple(
        _literal(f"Rule {rule}, clause {number}", *row)
        for row in rows[["variable", "operator", "threshold"]].itertuples(index=False)
    )
    return Clause(number, rows["outcome"].iloc[0], literals)


def _literal(place: str, variable: str, operator: str, threshold: float) -> Literal:
    if operator not in OPERATORS:
        raise RuleError(f"{place}: the operator {operator!r} is unknown; write one of {' '.join(OPERATORS)}.")
    if pd.isna(threshold):
        raise RuleError(f"{place}: the threshold of {variable} is blank; fill it in.")
    return Literal(variable, operator, float(threshold))
