"""A claim as a card: what is stated, and, folded away until the reader has guessed, what became of it."""

from dataclasses import dataclass
from html import escape

from deepseek_shock import references
from deepseek_shock.checks.finding import Condition, Finding
from deepseek_shock.claims import words
from deepseek_shock.claims.ledger import Claim, check, get
from deepseek_shock.language import current, day, gettext


@dataclass(frozen=True)
class Card:
    """A claim and what its check found, ready to be shown."""

    claim: Claim
    finding: Finding | None

    def _repr_html_(self) -> str:
        """The statement and where it stands; the verdict is folded, for the reader is asked for a guess first."""
        title, verdict = escape(gettext("Verdict and reason")), escape(words.verdict(self.claim.verdict))
        return (
            f'<div class="claim claim-{self.css_class()}" lang="{current()}">'
            f'<p class="claim-words">{escape(self.claim.words)}</p>'
            f'<p class="claim-source">{escape(self._origin())}</p>'
            f"<details><summary>{title}</summary>"
            f'<p class="claim-verdict">{verdict}</p>{self.explanation()}</details></div>'
        )

    def css_class(self) -> str:
        """The verdict as a name that a style sheet can hold."""
        return self.claim.verdict.replace(" ", "-")

    def explanation(self) -> str:
        """What stands behind the verdict, as HTML: reason, computation, rule of a forecast, sources."""
        title, links = gettext("Sources"), "; ".join(map(_link, self.claim.sources))
        rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in self._figures())
        tests = "".join(f"<li>{escape(_told(condition))}</li>" for condition in self._conditions())
        return (
            f"<p>{escape(self.claim.reason)}</p>"
            + (f'<dl class="claim-check">{rows}</dl>' if rows else "")
            + (f'<ul class="claim-tests">{tests}</ul>' if tests else "")
            + "".join(f'<p class="claim-note">{escape(note)}</p>' for note in self._notes())
            + f'<p class="claim-note">{escape(title)}: {links}</p>'
        )

    def __repr__(self) -> str:
        figures = "\n".join(f"{term}: {text}" for term, text in self._figures())
        tests = "\n".join(_told(condition) for condition in self._conditions())
        verdict = f"{words.verdict(self.claim.verdict)}: {self.claim.reason}"
        told = [self.claim.words, self._origin(), verdict, figures, tests, *self._notes(), self._sources()]
        return "\n".join(filter(None, told))

    def _origin(self) -> str:
        claim = self.claim
        return gettext("Claim {id}, {article}. As of {date}.").format(
            id=claim.id, article=claim.article, date=day(claim.as_of)
        )

    def _figures(self) -> list[tuple[str, str]]:
        """What was stated, what counts as the same, what was recomputed; no row without a number."""
        if self.finding is None:
            return []
        statement = self.finding.statement
        rows = [
            (gettext("Stated"), words.stated(statement)),
            (gettext("Rounds to it"), words.tolerance(statement)),
            (gettext("Recomputed"), words.recomputed(self.finding)),
        ]
        return [(term, text) for term, text in rows if text] if rows[2][1] else []

    def _conditions(self) -> tuple[Condition, ...]:
        return self.finding.conditions if self.finding else ()

    def _notes(self) -> list[str]:
        rule = gettext(self.finding.rule) if self.finding else ""
        resolved = self.claim.resolved_on and gettext("Resolved by evidence of {date}. Rule: {rule}").format(
            date=day(self.claim.resolved_on), rule=self.claim.rule
        )
        return [note for note in (rule, resolved) if note]

    def _sources(self) -> str:
        title = gettext("Sources")
        return f"{title}: {'; '.join(references.get(key).title for key in self.claim.sources)}"


class Cards(tuple):
    """Several cards, shown one below the other."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return "\n".join(card._repr_html_() for card in self)

    def __repr__(self) -> str:
        return "\n\n".join(repr(card) for card in self)


def card(claim_id: str) -> Card:
    """A claim as a card: the statement, the verdict, its reason, stated and recomputed values, sources.

    Raises:
        UnknownClaimError: the ledger has no such claim; names the nearest ids.
        FailedCheckError: its computation failed; names the row.
    """
    return Card(get(claim_id), check(claim_id))


def cards(*claim_ids: str) -> Cards:
    """Several claims at once."""
    return Cards(card(claim_id) for claim_id in claim_ids)


def _told(condition: Condition) -> str:
    """A condition and what came out."""
    answer = gettext("yes") if condition.holds else gettext("no")
    return gettext("{test}: {answer}").format(test=gettext(condition.words), answer=answer)


def _link(key: str) -> str:
    source = references.get(key)
    name = escape(source.publisher)
    return f'<a href="{escape(source.url)}">{name}</a>' if source.url else name
