"""The book's Sphinx extension: it gives each page its language, its place, its neighbours and its look."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import translators

from deepseek_shock import __version__, language
from deepseek_shock.site import address, cited, events, figures, guess, ledger, pages, sources, templating, terms
from deepseek_shock.site.bibliography import register_style

COVER = "cover.png"


def setup(app: Sphinx) -> dict[str, object]:
    """Register everything; Sphinx calls this once per edition."""
    _speak(app)
    register_style()
    for part in (guess, cited, ledger, events, terms, sources):
        part.setup(app)
    app.add_config_value("book_address", None, "html", types=[address.Address])
    app.add_css_file("book.css", priority=900)  # after the theme's own
    app.add_js_file("book.js", type="module")
    app.connect("config-inited", _configure, priority=100)  # before MyST-NB and the theme read theirs
    app.connect("builder-inited", _settle_builder, priority=100)
    app.connect("builder-inited", pages.translate_theme)
    app.connect("builder-inited", _write_drawings)
    app.connect("html-collect-pages", pages.search_page)
    app.connect("doctree-read", pages.name_sections)
    app.connect("doctree-resolved", pages.unsection_exercises)
    app.connect("html-page-context", pages.furnish, priority=900)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _speak(app: Sphinx) -> None:
    """Take the language from the folder of the edition (``chapters/ja``), whoever started the build."""
    code = Path(app.srcdir).name
    language.use(code)
    app.config.language = code
    app._init_i18n()  # Sphinx read its own catalogues before extensions could name the language
    # sphinx-exercise has "Exercise" in Japanese, but not every form of "Solution".
    translators["general", "exercise"].add_fallback(language.translations(code))


def _configure(app: Sphinx, config: Config) -> None:
    """Turn Jupyter Book's repository block into the book's address, and leave Furo its own options."""
    options = config.html_theme_options
    configured = address.Address(
        config.html_baseurl, options.get("repository_url", ""), options.get("repository_branch", "main")
    )
    config.book_address = address.find(configured)
    config.html_theme_options = {"top_of_page_buttons": []}
    config.html_baseurl = f"{config.book_address.base_url}/{config.language}/"
    config.html_title = language.gettext("DeepSeek Shock, Recomputed")
    config.nb_code_prompt_show = config.nb_code_prompt_hide = language.gettext("Code")
    config.togglebutton_hint = language.gettext("Show the answer")
    config.togglebutton_hint_hide = language.gettext("Hide the answer")
    config.ogp_site_url = config.html_baseurl
    config.ogp_site_name = config.html_title
    config.ogp_image = f"{config.html_baseurl}_static/{COVER}"
    config.ogp_image_alt = config.html_title
    config.html_static_path.append(str(templating.STATIC))
    config.templates_path.append(str(templating.TEMPLATES / "theme"))


def _settle_builder(app: Sphinx) -> None:
    """Name the style of code on dark pages, which Furo knows only once it is loaded; leave searching to Pagefind."""
    app.config.pygments_dark_style = "a11y-high-contrast-dark"
    app.builder.search = False


def _write_drawings(app: Sphinx) -> None:
    """Put the charts' script and the picture for links to the book beside the other static files, once."""
    static = Path(app.outdir) / "_static"
    if app.builder.format != "html" or (static / "vega.js").exists():
        return
    from deepseek_shock.charts.market_shock import relay  # pandas is slow to load, and needed here only

    static.mkdir(parents=True, exist_ok=True)
    (static / COVER).write_bytes(figures.bitmap(relay.figure().spec()))
    (static / "vega.js").write_text(figures.bundle(), "utf-8")
