"""The claims as the ledger has them, and the computations behind their verdicts."""

import difflib
from dataclasses import dataclass

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.checks import registry
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement
from deepseek_shock.errors import Mistake
from deepseek_shock.language import column


class UnknownClaimError(Mistake, KeyError):
    """A claim id that the ledger does not have."""


class FailedCheckError(Mistake, RuntimeError):
    """A claim whose check does not exist or raised an error."""


@dataclass(frozen=True)
class Claim:
    """One statement of an article and what became of it, in the language in use.

    Attributes:
        id: Its key, such as "quick-004".
        article: The article's label.
        article_key: The article's key, as in the table of articles.
        chapter: The chapter that treats it.
        kind: What kind of statement it is.
        words: The statement, paraphrased.
        stated: Its numbers.
        verdict: A word of the scale.
        reason: Why that verdict.
        rule: For a forecast, when it would count as come true; else "".
        resolved_on: The ISO date of the evidence that settled a forecast; else "".
        sources: Keys of ``references.bib``.
        as_of: The ISO date on which this was the state of knowledge.
        check: The name of the claim's computation, or "".
    """

    id: str
    article: str
    article_key: str
    chapter: str
    kind: str
    words: str
    stated: Statement
    verdict: str
    reason: str
    rule: str
    resolved_on: str
    sources: tuple[str, ...]
    as_of: str
    check: str


def load() -> pd.DataFrame:
    """The whole ledger, by claim id."""
    return tables.load("claims").set_index("id")


def get(claim_id: str) -> Claim:
    """One claim.

    Raises:
        UnknownClaimError: the ledger has no such claim; names the nearest ids.
    """
    ledger = load()
    if claim_id not in ledger.index:
        near = difflib.get_close_matches(claim_id, ledger.index)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UnknownClaimError(f"data/claims.csv has no claim {claim_id!r}.{hint}")
    return _claim(claim_id, ledger.loc[claim_id])


def check(claim_id: str) -> Finding | None:
    """Run the computation behind a claim; ``None`` where the ledger names none.

    Returns:
        The stated value with its tolerance, the recomputed value, the rule, and the verdict that follows.

    Raises:
        UnknownClaimError: the ledger has no such claim.
        FailedCheckError: the check does not exist, or raised; names the row of the ledger.
    """
    claim = get(claim_id)
    if not claim.check:
        return None
    try:
        return registry.get(claim.check)(claim.stated)
    except Exception as error:  # whatever a computation raises, the author must learn for which row
        raise FailedCheckError(
            f"data/claims.csv, claim {claim_id}: the check {claim.check!r} failed: {type(error).__name__}: {error}"
        ) from error


def _claim(claim_id: str, row: pd.Series) -> Claim:
    text = row.astype(object).where(row.notna(), "")
    articles = tables.load("articles").set_index("article")
    return Claim(
        id=claim_id,
        article=articles.loc[text["article"], column("label", articles)],
        article_key=text["article"],
        chapter=text["chapter"],
        kind=text["kind"],
        words=text[column("claim", text)],
        stated=_statement(claim_id, row),
        verdict=text["verdict"],
        reason=text[column("reason", text)],
        rule=text[column("rule", text)],
        resolved_on=_iso(row["resolved_on"]),
        sources=tuple(text["sources"].split(";")),
        as_of=_iso(row["as_of"]),
        check=text["check"],
    )


def _statement(claim_id: str, row: pd.Series) -> Statement:
    numbers = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("value", "value_to", "rounded_to")}
    words = {name: None if pd.isna(row[name]) else row[name] for name in ("unit", "moment")}
    return Statement(claim_id, unit=words["unit"] or "", moment=words["moment"], **numbers)


def _iso(date: pd.Timestamp) -> str:
    return "" if pd.isna(date) else f"{date:%Y-%m-%d}"
