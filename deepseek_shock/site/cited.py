"""``{cited}``: the sources of one page; and every citation of the book leads to the one page of sources.

sphinxcontrib-bibtex resolves the citations. It wants a bibliography, and of each entry only one in the whole book:
that one stands, unseen, on the page of sources, whose own list tells more.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.bibtex.domain import BibtexDomain

from deepseek_shock import references
from deepseek_shock.site.templating import render

PAGE = "sources"
_CITATION = re.compile(r"\{cite[^}]*\}`([^`]+)`")


class Cited(SphinxDirective):
    """The directive: what the page cites, by publisher."""

    def run(self) -> list[nodes.Node]:
        """One raw HTML node."""
        text = Path(self.env.doc2path(self.env.docname)).read_text("utf-8")
        found = sorted((references.get(key) for key in keys(text)), key=lambda source: source.publisher.casefold())
        return [nodes.raw("", render("cited.html", sources=found), format="html")]


def keys(text: str) -> set[str]:
    """The keys that the citations in a page's source name."""
    return {key.strip() for group in _CITATION.findall(text) for key in group.split(",")}


def bibliography(directive: SphinxDirective) -> nodes.Element:
    """The one bibliography, to be resolved and then taken out."""
    body = nodes.container("", classes=["only-bibliography"])
    directive.state.nested_parse(["```{bibliography}", ":all:", "```"], 0, body)
    return body


def lead_to_sources(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Point each citation at its entry on the page of sources, and take the unseen bibliography out."""
    for body in list(doctree.findall(nodes.container)):
        if "only-bibliography" in body["classes"]:
            body.parent.remove(body)
    domain: BibtexDomain = app.env.get_domain("cite")
    by_anchor = {citation.citation_id: citation.key for citation in domain.citations}
    for link in doctree.findall(nodes.reference):
        page, _, anchor = link.get("refuri", "").partition("#")
        if anchor in by_anchor and page.endswith(f"{PAGE}.html"):
            link["refuri"] = f"{page}#{by_anchor[anchor]}"


def setup(app: Sphinx) -> None:
    """Register the directive and the redirection."""
    app.add_directive("cited", Cited)
    app.connect("doctree-resolved", lead_to_sources)
