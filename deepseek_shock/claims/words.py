"""The fixed words of the ledger, and its numbers, in the language in use."""

from deepseek_shock.checks.finding import Finding, Recomputed
from deepseek_shock.checks.statement import Statement
from deepseek_shock.language import current, gettext, pgettext
from deepseek_shock.quantities import write

VERDICTS = (
    *("supported", "imprecise", "wrong", "contested", "unverifiable"),
    *("came true", "partly", "did not", "too early"),
)
KINDS = ("quantity", "ranking", "date", "attribution", "technical", "opinion", "forecast")
CHAPTERS = (
    *("market-shock", "technology", "cost", "chips", "open-source"),
    *("geopolitics", "sputnik", "japan", "limits", "aftermath"),
)
SIGNIFICANT = 4
_OF_TOLERANCE = 6


def verdict(word: str) -> str:
    """A verdict."""
    return {
        "supported": pgettext("verdict", "Supported"),
        "imprecise": pgettext("verdict", "Imprecise"),
        "wrong": pgettext("verdict", "Wrong"),
        "contested": pgettext("verdict", "Contested"),
        "unverifiable": pgettext("verdict", "Unverifiable"),
        "came true": pgettext("verdict", "Came true"),
        "partly": pgettext("verdict", "Partly"),
        "did not": pgettext("verdict", "Did not"),
        "too early": pgettext("verdict", "Too early"),
    }[word]


def kind(word: str) -> str:
    """A kind of claim."""
    return {
        "quantity": pgettext("kind", "Quantity"),
        "ranking": pgettext("kind", "Ranking"),
        "date": pgettext("kind", "Date"),
        "attribution": pgettext("kind", "Attribution"),
        "technical": pgettext("kind", "Fact"),
        "opinion": pgettext("kind", "Judgement"),
        "forecast": pgettext("kind", "Forecast"),
    }[word]


def chapter(name: str) -> str:
    """A chapter's name, as its title has it."""
    return {
        "market-shock": gettext("Market shock"),
        "technology": gettext("Technology"),
        "cost": gettext("Cost"),
        "chips": gettext("Chips"),
        "open-source": gettext("Open source"),
        "geopolitics": gettext("Geopolitics"),
        "sputnik": gettext("Sputnik"),
        "japan": gettext("Japan"),
        "limits": gettext("Limits"),
        "aftermath": gettext("Aftermath"),
    }[name]


def stated(statement: Statement) -> str:
    """The number, range or date that was claimed; "" where there is none."""
    if statement.moment is not None:
        return write(statement.moment, "date", current())
    if statement.value is None:
        return ""
    if statement.value_to is not None:
        return _range(statement.value, statement.value_to, statement.unit)
    return quantity(statement.value, statement.unit)


def tolerance(statement: Statement) -> str:
    """The range of numbers that round to the one that was claimed; "" where only that number will do."""
    if not statement.rounded_to or statement.value_to is not None:
        return ""
    return _range(statement.low, statement.high, statement.unit, _OF_TOLERANCE)


def recomputed(finding: Finding) -> str:
    """What the check found; "" where it only tested conditions."""
    return _found(finding.recomputed, finding.statement.unit)


def quantity(value: float, unit: str, significant: int = SIGNIFICANT) -> str:
    """A number with its unit; below 1, a ratio as one over something."""
    if unit == "fraction" and 0 < value < 1:
        return gettext("1/{number}").format(number=write(1 / value, "count", current(), significant=significant - 1))
    named = "count" if unit in ("", "fraction") else unit
    return write(value, named, current(), significant=_needed(value, significant))


def _needed(value: float, significant: int) -> int:
    """As many digits as a whole number below ten thousand has, whatever was asked for."""
    return max(significant, len(str(int(abs(value))))) if abs(value) < 10_000 else significant


def _found(found: Recomputed, unit: str) -> str:
    if found is None:
        return ""
    if isinstance(found, str):
        return write(found, "date", current())
    if isinstance(found, tuple):
        low, high = found
        return quantity(low, unit) if low == high else _range(low, high, unit)
    return quantity(found, unit)


def _range(low: float, high: float, unit: str, significant: int = SIGNIFICANT) -> str:
    return gettext("{low} to {high}").format(
        low=quantity(low, unit, significant), high=quantity(high, unit, significant)
    )
