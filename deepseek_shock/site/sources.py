"""``{sources}`` and ``{tables}``: every reference by kind with what it is used for, and the state of every table."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from deepseek_shock import references, tables
from deepseek_shock.chapters import files
from deepseek_shock.claims import words
from deepseek_shock.language import current, day, gettext
from deepseek_shock.site import cited
from deepseek_shock.site.templating import render

SHORT_HASH = 12


@dataclass
class Uses:
    """Where a source is used: names of tables, ids of claims, names of chapters."""

    tables: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    chapters: list[str] = field(default_factory=list)


class Sources(SphinxDirective):
    """The directive for the references, by kind."""

    def run(self) -> list[nodes.Node]:
        """One raw HTML node."""
        used = uses(Path(self.env.app.srcdir))
        known = [references.get(key) for key in references.bibliography().entries]
        groups = {
            kind: sorted((source for source in known if source.kind == kind), key=_name) for kind in references.KINDS
        }
        text = render(
            "sources.html", groups=groups, uses=used, kind_name=kind_name, titles=titles(), page_title=page_title
        )
        return [nodes.raw("", text, format="html"), cited.bibliography(self)]


class Tables(SphinxDirective):
    """The directive for the state of the data tables."""

    def run(self) -> list[nodes.Node]:
        """One raw HTML node."""
        text = render("tables.html", tables=[state(name) for name in tables.names()])
        return [nodes.raw("", text, format="html")]


def uses(tree: Path) -> dict[str, Uses]:
    """Where each source is used, by key: in tables, for claims, and in the prose of the edition in ``tree``."""
    found: dict[str, Uses] = defaultdict(Uses)
    for name in tables.names():
        for key in tables.sources(name) if name != "claims" else ():
            found[key].tables.append(name)
    for claim_id, keys in tables.load("claims").set_index("id")["sources"].items():
        for key in keys.split(";"):
            found[key].claims.append(claim_id)
    for page in files.pages(tree.parents[1], tree.name):
        for key in sorted(cited.keys((tree / page).read_text("utf-8"))):
            found[key].chapters.append(Path(page).stem)
    return found


def state(name: str) -> dict[str, Any]:
    """What the page says of one table, in the language in use."""
    entry = tables.resource(name)
    local = {key: entry.get(f"{key}_{current()}", entry.get(key, "")) for key in ("title", "description", "basis")}
    return local | {
        "name": name,
        "warning": entry.get(f"not_to_be_mixed_with_{current()}", entry.get("not_to_be_mixed_with", "")),
        "rows": len(tables.load(name)),
        "as_of": day(entry["as_of"]),
        "bytes": entry["bytes"],
        "digest": entry["hash"].removeprefix("sha256:")[:SHORT_HASH],
        "hash": entry["hash"],
        "path": entry["path"],
        "columns": [_column(column) for column in entry["schema"]["fields"]],
        "references": [references.get(key) for key in tables.sources(name)],
    }


def page_title(name: str) -> str:
    """What a page is called: a chapter by its name, any other as its file."""
    return words.chapter(name) if name in words.CHAPTERS else name


def titles() -> dict[str, str]:
    """The tables' titles, by name, in the language in use."""
    return {name: state_title(name) for name in tables.names()}


def state_title(name: str) -> str:
    """One table's title in the language in use."""
    entry = tables.resource(name)
    return entry.get(f"title_{current()}", entry["title"])


def kind_name(kind: str) -> str:
    """A kind of source."""
    return {
        "paper": gettext("Papers and technical reports"),
        "code": gettext("Code, model cards and configurations"),
        "rule": gettext("Laws, rules and court papers"),
        "official": gettext("Governments, agencies and official statistics"),
        "company": gettext("Companies about themselves: results, prices, announcements"),
        "data": gettext("Series of data"),
        "analysis": gettext("Analysts, researchers' posts and histories"),
        "press": gettext("Press and news pages"),
    }[kind]


def _column(column: dict[str, Any]) -> dict[str, str]:
    local = {key: column.get(f"{key}_{current()}", column.get(key, "")) for key in ("description", "unit")}
    return {"name": column["name"], **local}


def _name(source: references.Reference) -> tuple[str, str]:
    return source.publisher.casefold(), source.title.casefold()


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("sources", Sources)
    app.add_directive("tables", Tables)
