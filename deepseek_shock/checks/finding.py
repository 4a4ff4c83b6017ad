"""What a check finds: the recomputed value, what was stated, and the verdict that follows."""

from dataclasses import dataclass

from deepseek_shock.checks.statement import Statement

Recomputed = float | tuple[float, float] | str | None


@dataclass(frozen=True)
class Condition:
    """One yes-or-no test of a claim.

    Attributes:
        words: What is tested, in English, as a message of the catalogue.
        holds: What came out.
    """

    words: str
    holds: bool


@dataclass(frozen=True)
class Finding:
    """The outcome of one check.

    Attributes:
        statement: What was claimed, with its tolerance (`statement.low` to `statement.high`).
        recomputed: A number, a range, an ISO date, or nothing where only conditions were tested.
        verdict: A word of the ledger's scale.
        rule: Why that tolerance and how the verdict follows, in English, as a message of the catalogue.
        conditions: The tests that were made, in order.
    """

    statement: Statement
    recomputed: Recomputed
    verdict: str
    rule: str
    conditions: tuple[Condition, ...] = ()
