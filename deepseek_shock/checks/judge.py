"""The rules by which a computed value becomes a verdict. They are the same for every claim.

The tolerance is how the claim was rounded: "593 billion" is every amount from 592.5 to 593.5 billion. A value that
misses it by at most a tenth of itself is imprecise, one that misses by more is wrong. A claim that meets its number
and fails a condition that its words set is imprecise.
"""

from collections.abc import Iterable

from deepseek_shock.checks.finding import Condition, Finding, Recomputed
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import N_

NEAR = 0.1
# Binary fractions: 0.1 + 0.2 must still round to 0.3.
_SLACK = 1e-9

ROUNDING = N_("Supported if the recomputed value rounds to the stated one, imprecise within a tenth, wrong beyond.")
EXACT = N_("Stated as a whole number, so there is no tolerance; imprecise within a tenth, wrong beyond.")
RANGE = N_("Supported inside the stated range, imprecise within a tenth of its nearer end, wrong beyond.")
SPAN = N_("Only a range is known: supported if the stated value lies in it, imprecise within a tenth, wrong beyond.")
LIMIT = N_("Stated as a limit: supported if it is kept, imprecise if missed by up to a tenth, wrong beyond.")
PUBLISHED = N_("Published values: supported if all round to the stated one, contested if some do, wrong if none does.")
MOMENT = N_("Supported if the date is the stated one, to the day, month or year that is stated.")
TESTS = N_("Supported if all tests hold, imprecise if some do, wrong if none does.")
FORECAST = N_("Came true if all tests hold, partly if some do, did not if none does.")


def number(statement: Statement, recomputed: float, *conditions: Condition) -> Finding:
    """One recomputed number against the stated number or range."""
    verdict = _closeness(statement.low, statement.high, recomputed, recomputed)
    return _finding(statement, float(recomputed), verdict, _rule(statement), conditions)


def span(statement: Statement, low: float, high: float, *conditions: Condition) -> Finding:
    """A range, where no single value is known, against the stated number or range."""
    verdict = _closeness(statement.low, statement.high, low, high)
    return _finding(statement, (float(low), float(high)), verdict, SPAN, conditions)


def at_most(statement: Statement, recomputed: float, *conditions: Condition) -> Finding:
    """A recomputed number against a stated upper limit ("a tenth or less")."""
    verdict = _closeness(float("-inf"), statement.high, recomputed, recomputed)
    return _finding(statement, float(recomputed), verdict, LIMIT, conditions)


def at_least(statement: Statement, recomputed: float, *conditions: Condition) -> Finding:
    """A recomputed number against a stated lower limit ("more than 3 percent")."""
    verdict = _closeness(statement.low, float("inf"), recomputed, recomputed)
    return _finding(statement, float(recomputed), verdict, LIMIT, conditions)


def published(statement: Statement, values: Iterable[float], *conditions: Condition) -> Finding:
    """Values published by several makers, none of them ours to correct, against the stated number or range."""
    known = sorted(values)
    if not known:
        return Finding(statement, None, "unverifiable", PUBLISHED, conditions)
    agreeing = sum(_closeness(statement.low, statement.high, value, value) == "supported" for value in known)
    verdict = {0: "wrong", len(known): "supported"}.get(agreeing, "contested")
    return _finding(statement, (float(known[0]), float(known[-1])), verdict, PUBLISHED, conditions)


def moment(statement: Statement, date: str, *conditions: Condition) -> Finding:
    """An ISO date against the stated day, month or year."""
    verdict = "supported" if date.startswith(statement.moment) else "wrong"
    return _finding(statement, date, verdict, MOMENT, conditions)


def tests(statement: Statement, *conditions: Condition, recomputed: Recomputed = None) -> Finding:  # noqa: PT028
    """Yes-or-no tests of what the words say."""
    return Finding(statement, recomputed, _share(conditions, "supported", "imprecise", "wrong"), TESTS, conditions)


def forecast(statement: Statement, *conditions: Condition, recomputed: Recomputed = None) -> Finding:
    """Yes-or-no tests of what was foretold, by the rule that the ledger writes down."""
    return Finding(statement, recomputed, _share(conditions, "came true", "partly", "did not"), FORECAST, conditions)


def _closeness(stated_low: float, stated_high: float, low: float, high: float) -> str:
    """How near the recomputed range comes to the stated one."""
    gap = max(low - stated_high, stated_low - high)
    nearest = abs(low if low > stated_high else high)
    if gap <= _SLACK * nearest:
        return "supported"
    return "imprecise" if gap <= (NEAR + _SLACK) * nearest else "wrong"


def _finding(
    statement: Statement, recomputed: Recomputed, verdict: str, rule: str, conditions: tuple[Condition, ...]
) -> Finding:
    met = all(condition.holds for condition in conditions)
    return Finding(statement, recomputed, verdict if met or verdict != "supported" else "imprecise", rule, conditions)


def _rule(statement: Statement) -> str:
    if statement.value_to is not None:
        return RANGE
    return ROUNDING if statement.rounded_to else EXACT


def _share(conditions: tuple[Condition, ...], every: str, some: str, none: str) -> str:
    holding = sum(condition.holds for condition in conditions)
    return every if holding == len(conditions) else some if holding else none
