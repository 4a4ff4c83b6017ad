"""``{terms}``: the glossary; and in every chapter, the first use of one of its terms links there.

Each term is a Sphinx glossary term under its id, so prose may also write {term}`words <kv-cache>` itself.
"""

import re
from collections.abc import Iterator

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from deepseek_shock import tables
from deepseek_shock.language import column, current, gettext
from deepseek_shock.site.templating import render

PAGE = "glossary"
ANCHOR = "term-{}"
# Where a link would be no help, or would break what stands there.
NO_LINKS = (nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.raw, nodes.caption, nodes.rubric)
# English terms may stand in the plural.
_PLURAL = r"(?:s|es)?"


class Terms(SphinxDirective):
    """The directive: all terms, by subject and by the order of the language."""

    def run(self) -> list[nodes.Node]:
        """A target for each term, and one raw HTML node with their definitions."""
        glossary = tables.load("glossary")
        domain: StandardDomain = self.env.get_domain("std")
        for term_id in glossary["id"]:
            domain.note_object("term", term_id, ANCHOR.format(term_id), location=self.get_location())
        text = render("terms.html", groups=grouped(glossary), anchor=ANCHOR, other=_other())
        # Pagefind takes a space before a Japanese word for a part of it.
        return [nodes.raw("", re.sub(r">\s+<", "><", text), format="html")]


def grouped(glossary: pd.DataFrame) -> list[tuple[str, str, list[dict[str, str]]]]:
    """The terms by subject; in each, by the alphabet or by the Japanese reading."""
    order = "reading" if current() == "ja" else "term_en"
    ordered = glossary.sort_values(order, key=lambda words: words.str.casefold())
    subjects = [subject for subject in _SUBJECTS if (ordered["subject"] == subject).any()]
    return [(name, _subject(name), _localised(ordered[ordered["subject"] == name])) for name in subjects]


def link_first_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term on a page to the glossary, longer terms before those inside them."""
    if docname == PAGE or PAGE not in app.env.found_docs or app.builder.format != "html":
        return
    glossary = tables.load("glossary")
    terms = dict(zip(glossary["id"], glossary[column("term", glossary)], strict=True))
    for term_id in sorted(terms, key=lambda key: -len(terms[key])):
        _link_first(app, doctree, docname, term_id, pattern(terms[term_id]))


def pattern(term: str) -> re.Pattern[str]:
    """What counts as a use of a term: whole words in any case in English, the characters in Japanese."""
    escaped = re.escape(term)
    if re.fullmatch(r"[\x00-\x7f]+", term):
        return re.compile(rf"(?<![A-Za-z0-9]){escaped}{_PLURAL}(?![A-Za-z0-9])", re.IGNORECASE)
    return re.compile(escaped)


def _link_first(app: Sphinx, doctree: nodes.document, docname: str, term_id: str, use: re.Pattern[str]) -> None:
    for text in _prose(doctree):
        if match := use.search(text):
            before, words, after = text[: match.start()], match[0], text[match.end() :]
            link = make_refnode(app.builder, docname, PAGE, ANCHOR.format(term_id), nodes.Text(words))
            link["classes"].append("term")
            text.parent.replace(
                text, [nodes.Text(part) if part is not words else link for part in (before, words, after)]
            )
            return


def _prose(doctree: nodes.document) -> Iterator[nodes.Text]:
    for text in list(doctree.findall(nodes.Text)):
        parents = _ancestors(text)
        if any(isinstance(node, nodes.paragraph) for node in parents) and not any(
            isinstance(node, NO_LINKS) for node in parents
        ):
            yield text


def _ancestors(node: nodes.Node) -> list[nodes.Node]:
    found = []
    while node := node.parent:
        found.append(node)
    return found


_SUBJECTS = ("market", "model", "cost", "chip", "policy", "method")


def _subject(name: str) -> str:
    return {
        "market": gettext("Markets"),
        "model": gettext("Models"),
        "cost": gettext("Cost and money"),
        "chip": gettext("Chips and machines"),
        "policy": gettext("Policy and history"),
        "method": gettext("Methods of this book"),
    }[name]


def _other() -> str:
    """The other language of the pair."""
    return "en" if current() == "ja" else "ja"


def _localised(glossary: pd.DataFrame) -> list[dict[str, str]]:
    other = _other()
    return [
        {
            "id": row["id"],
            "term": row[column("term", row)],
            "reading": row["reading"] if not pd.isna(row["reading"]) else "",
            "definition": row[column("definition", row)],
            "other": row[f"term_{other}"],
        }
        for _, row in glossary.iterrows()
    ]


def setup(app: Sphinx) -> None:
    """Register the directive and the linking."""
    app.add_directive("terms", Terms)
    app.connect("doctree-resolved", link_first_uses)
