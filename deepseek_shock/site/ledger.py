"""``{ledger}``: every claim of the five articles on one page, complete without JavaScript.

``ledger.js`` adds the filter. Each claim also speaks to search engines, as schema.org ``ClaimReview``.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from deepseek_shock import claims
from deepseek_shock.claims import words
from deepseek_shock.claims.card import Card
from deepseek_shock.site import pages
from deepseek_shock.site.address import Address
from deepseek_shock.site.templating import render

# Only these three lie on one scale from false to true; the other verdicts are words alone.
RATINGS = {"wrong": 1, "imprecise": 3, "supported": 5}
FACETS = ("chapter", "article", "verdict", "kind")


class Ledger(SphinxDirective):
    """The directive: filter, claims, and their reviews for machines."""

    def run(self) -> list[nodes.Node]:
        """One raw HTML node."""
        cards = [claims.card(claim_id) for claim_id in claims.load().index]
        address: Address = self.env.app.config.book_address
        here = address.page(self.env.app.config.language, self.env.docname)
        text = render(
            "ledger.html",
            cards=cards,
            facets={name: facet(cards, name) for name in FACETS},
            words=words,
            written=_written(Path(self.env.app.srcdir)),
            reviews=json.dumps(reviews(cards, here, self.env.app.config.html_title), ensure_ascii=False),
        )
        return [nodes.raw("", text, format="html")]


def facet(cards: list[Card], name: str) -> list[tuple[str, str, int]]:
    """What one list of the filter offers: value, label and number of claims, in the order of the ledger's scales."""
    count = Counter(value(card, name) for card in cards)
    order = {"chapter": words.CHAPTERS, "verdict": words.VERDICTS, "kind": words.KINDS}.get(name, sorted(count))
    labels = {value(card, "article"): card.claim.article for card in cards}
    label = {"chapter": words.chapter, "verdict": words.verdict, "kind": words.kind, "article": labels.get}[name]
    return [(key, label(key), count[key]) for key in order if count[key]]


def value(card: Card, name: str) -> str:
    """What a card has for one list of the filter."""
    return card.claim.article_key if name == "article" else getattr(card.claim, name)


def reviews(cards: list[Card], page: str, publisher: str) -> dict[str, Any]:
    """The claims as schema.org ``ClaimReview``."""
    return {"@context": "https://schema.org", "@graph": [_review(card, page, publisher) for card in cards]}


def _review(card: Card, page: str, publisher: str) -> dict[str, Any]:
    claim = card.claim
    scale = {"ratingValue": RATINGS.get(claim.verdict), "worstRating": 1, "bestRating": 5}
    return {
        "@type": "ClaimReview",
        "url": f"{page}#{claim.id}",
        "claimReviewed": claim.words,
        "datePublished": claim.as_of,
        "author": {"@type": "Organization", "name": publisher},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Organization", "name": claim.article}},
        "reviewRating": {
            "@type": "Rating",
            **(scale if claim.verdict in RATINGS else {}),
            "alternateName": words.verdict(claim.verdict),
        },
    }


def _written(tree: Path) -> set[str]:
    """The chapters that have a page."""
    return {name for name in words.CHAPTERS if pages.source_file(tree, name)}


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("ledger", Ledger)
