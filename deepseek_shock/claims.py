"""The ledger: what the five articles state, and what became of it."""

import difflib
from dataclasses import dataclass
from html import escape

import pandas as pd

from deepseek_shock import tables
from deepseek_shock.errors import Mistake
from deepseek_shock.language import column, current, day, gettext, pgettext


class UnknownClaimError(Mistake, KeyError):
    """A claim id that the ledger does not have."""


@dataclass(frozen=True)
class Claim:
    """One statement of an article, in the language in use."""

    id: str
    article: str
    words: str
    verdict: str
    reason: str
    as_of: str

    def _repr_html_(self) -> str:
        """The statement and where it stands; the verdict is folded, for the reader is asked for a guess first."""
        title = gettext("Verdict and reason")
        kind = escape(self.verdict.replace(" ", "-"))
        return (
            f'<div class="claim claim-{kind}" lang="{current()}">'
            f'<p class="claim-words">{escape(self.words)}</p>'
            f'<p class="claim-source">{escape(self._origin())}</p>'
            f"<details><summary>{escape(title)}</summary>"
            f'<p><span class="claim-verdict">{escape(_verdict(self.verdict))}</span>: {escape(self.reason)}</p>'
            "</details></div>"
        )

    def __repr__(self) -> str:
        return f"{self.words}\n{self._origin()}\n{_verdict(self.verdict)}: {self.reason}"

    def _origin(self) -> str:
        return gettext("Claim {id}, {article}. As of {date}.").format(id=self.id, article=self.article, date=self.as_of)


class Cards(tuple):
    """Several claims, shown one below the other."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return "\n".join(claim._repr_html_() for claim in self)

    def __repr__(self) -> str:
        return "\n\n".join(repr(claim) for claim in self)


def load() -> pd.DataFrame:
    """The whole ledger, by claim id."""
    return tables.load("claims").set_index("id")


def card(claim_id: str) -> Claim:
    """A claim as a card: what is stated, the verdict and its reason.

    Raises:
        UnknownClaimError: the ledger has no such claim; names the nearest ids.
    """
    ledger = load()
    if claim_id not in ledger.index:
        near = difflib.get_close_matches(claim_id, ledger.index)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UnknownClaimError(f"data/claims.csv has no claim {claim_id!r}.{hint}")
    row = ledger.loc[claim_id]
    return Claim(
        id=claim_id,
        article=_article(row["article"]),
        words=row[column("claim", row)],
        verdict=row["verdict"],
        reason=row[column("reason", row)],
        as_of=day(row["as_of"]),
    )


def cards(*claim_ids: str) -> Cards:
    """Several claims at once."""
    return Cards(card(claim_id) for claim_id in claim_ids)


def _article(label: str) -> str:
    row = tables.load("articles").set_index("article").loc[label]
    return row[column("label", row)]


def _verdict(word: str) -> str:
    """The verdict in the language in use."""
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
