"""What every page carries: languages, canonical address, tools in its header, and no leftovers."""

import re
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from docutils import nodes
from sphinx.application import Sphinx

from deepseek_shock import language
from deepseek_shock.chapters import files
from deepseek_shock.language import N_
from deepseek_shock.site.address import Address

# What Jupyter Book's extensions put on every page and no page of this book uses: the stock theme's script, Thebe,
# the design grid (take it out of this list to use sphinx-design), and the helpers of Sphinx's own search.
LEFTOVERS = re.compile(
    r"sphinx-book-theme|thebe|DOCUMENTATION_OPTIONS\.(pagename|theme_)|pydata|comments"
    r"|sphinx-design|design-tabs|doctools|sphinx_highlight|translations\.js"
)
# In the text of a page: Thebe's settings and kernel, and the roles that docutils gives a bibliography, deprecated
# or without the list they belong to.
UNWANTED_MARKUP = re.compile(
    r'<script type="text/x-thebe-config">.*?</script>|<script>kernelName = .*?</script>'
    r'| role="(?:doc-biblioentry|doc-backlink|list)"',
    re.DOTALL,
)


def furnish(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document):
    """Add the book's furniture to a page's template context."""
    context["script_files"] = [script for script in context["script_files"] if not _leftover(script)]
    context["css_files"] = [sheet for sheet in context["css_files"] if not _leftover(sheet)]
    # docutils names the viewport too, as the theme does.
    context["metatags"] = re.sub(r'<meta name="viewport"[^>]*>\n?', "", context.get("metatags", ""))
    here: Address = app.config.book_address
    context["body"] = UNWANTED_MARKUP.sub("", context.get("body", ""))
    context["book"] = {
        "editions": editions(Path(app.srcdir), pagename, here),
        "default_edition": here.page("en", pagename),
        "tools": tools(Path(app.srcdir), pagename, here),
        "language": app.config.language,
    }


def _leftover(asset: Any) -> bool:
    attributes = getattr(asset, "attributes", {})
    return bool(LEFTOVERS.search(f"{getattr(asset, 'filename', asset)} {attributes.get('body') or ''}"))


def source_file(tree: Path, docname: str) -> Path | None:
    """The file that a page is written in, or ``None`` for pages that Sphinx makes."""
    candidates = (tree / f"{docname}{suffix}" for suffix in files.SUFFIXES)
    return next((file for file in candidates if file.exists()), None)


def editions(tree: Path, docname: str, here: Address) -> dict[str, dict[str, str]]:
    """The page in each language in which its file exists: where it is, from here and for the world."""
    up = "../" * (docname.count("/") + 1)
    made_by_sphinx = source_file(tree, docname) is None
    return {
        code: {
            "href": f"{up}{code}/{docname}.html",
            "url": here.page(code, docname),
            "name": language_name(code),
            "locale": _territory(code),
        }
        for code in language.available()
        if made_by_sphinx or source_file(tree.parent / code, docname)
    }


def language_name(code: str) -> str:
    """A language's name in itself."""
    return Locale.parse(code).get_language_name()


def _territory(code: str) -> str:
    """``ja`` as ``ja_JP``, the form that OpenGraph wants."""
    language_code, _, territory = get_global("likely_subtags")[code].split("_")
    return f"{language_code}_{territory}"


def tools(tree: Path, docname: str, here: Address) -> list[dict[str, str]]:
    """Links of a page's header: the notebook, and what needs the repository where that is known."""
    source = source_file(tree, docname)
    if source is None:
        return []
    path = source.relative_to(tree).as_posix()
    notebook = [("download", f"{'../' * docname.count('/')}_sources/{path}")] if source.suffix == ".ipynb" else []
    online = _online(path, here, tree.name, bool(notebook)) if here.repository else []
    return [{"kind": kind, "href": href} for kind, href in notebook + online]


def _online(path: str, here: Address, code: str, notebook: bool) -> list[tuple[str, str]]:
    place = here.source(code, path)
    running = [
        ("colab", f"https://colab.research.google.com/github/{here.slug}/blob/{place}"),
        (
            "binder",
            f"https://mybinder.org/v2/gh/{here.slug}/{here.branch}?urlpath=lab/tree/chapters/{code}/{path}",
        ),
    ]
    return (running if notebook else []) + [
        ("edit", f"{here.repository}/edit/{place}"),
        ("issue", f"{here.repository}/issues/new?title={code}/{path}"),
    ]


def search_page(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """The page on which Pagefind searches; Sphinx makes one only with its own index."""
    return [("search", {"title": language.gettext("Search")}, "search.html")]


def unsection_exercises(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make plain boxes of the sections inside exercises: all of them carry one and the same id."""
    for section in list(doctree.findall(nodes.section)):
        if {"exercise-content", "solution-content"} & set(section["ids"]):
            section.parent.replace(section, nodes.container("", *section.children))


def name_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Let the label that the author gave be a section's anchor: it is the same in every language."""
    given = {doctree.nameids[name] for name, explicit in doctree.nametypes.items() if explicit}
    for section in doctree.findall(nodes.section):
        section["ids"].sort(key=lambda anchor: anchor not in given)


def translate_theme(app: Sphinx) -> None:
    """Let the theme's templates speak through the book's catalogue first, Sphinx's after it."""
    environment = getattr(app.builder.templates, "environment", None)
    if environment is None:
        return
    ours = language.translations(app.config.language)
    if app.translator is not ours and ours._fallback is None:
        ours.add_fallback(app.translator)
    environment.install_gettext_translations(ours)
    environment.filters["labels_translated"] = labels_translated


NAVIGATION = N_("Site navigation")
# What Sphinx writes into the pages of every language; marked here for the catalogue.
OTHERS_WORDS = (N_("Link to this heading"),)
ENGLISH = re.compile(r'(?P<before>(?:aria-label|alt|title)="|<title>)(?P<words>[^"<]+)')
# What MyST-NB and the theme write against the standards: paragraphs inside a summary, landmarks without a name.
STANDARD = (
    (re.compile(r'<p class="((?:collapsed|expanded) admonition-title)">(.*?)</p>'), r'<span class="\1">\2</span>'),
    (re.compile(r'<aside class="sidebar-drawer"'), rf'\g<0> aria-label="{NAVIGATION}"'),
    (re.compile(r'<aside class="toc-drawer[^"]*"'), r'\g<0> aria-label="On this page"'),
)


def labels_translated(markup: str) -> str:
    """``markup`` by the standards, its labels and titles in the language of the page: the theme writes English ones."""
    for wrong, right in STANDARD:
        markup = wrong.sub(right, markup)
    return ENGLISH.sub(_translated, markup)


def _translated(match: re.Match[str]) -> str:
    before, words = match.group("before", "words")
    return before + language.translations(language.current()).gettext(words)
