"""Every source that data, figures and prose name is in the one list, and is told in the reader's language."""

import re
from collections.abc import Iterator

import pytest
from helpers import LANGUAGES, ROOT

from deepseek_shock import language, notebooks, references
from deepseek_shock.chapters.files import pages
from deepseek_shock.chapters.sections import cells
from deepseek_shock.charts.figure import MIME_TYPE

PAGES = [ROOT / "chapters" / code / page for code in LANGUAGES for page in pages(ROOT, code)]


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use(language.SOURCE)


def cited() -> set[str]:
    texts = [cell.source for path in PAGES for cell in cells(path) if cell.cell_type == "markdown"]
    roles = [keys for text in texts for keys in re.findall(r"\{cite[^}]*\}`([^`]+)`", text)]
    return {key.strip() for keys in roles for key in keys.split(",")}


def drawn_from() -> set[str]:
    outputs = [
        output.get("data", {})
        for path in PAGES
        if path.suffix == ".ipynb"
        for cell in notebooks.code_cells(notebooks.read(path))
        for output in cell.outputs
    ]
    return {key for data in outputs if MIME_TYPE in data for key in data[MIME_TYPE]["usermeta"]["sources"]}


@pytest.mark.parametrize("named", [cited, drawn_from])
def test_what_the_pages_name_is_known(named) -> None:
    assert named()
    assert named() <= set(references.bibliography().entries)


@pytest.mark.parametrize("key", sorted(references.bibliography().entries))
def test_every_source_has_a_title_an_address_and_no_space_in_its_key(key: str) -> None:
    source = references.get(key)
    assert source.title.strip()
    assert source.url.startswith(("https://", "http://")) or (source.note and not source.url)
    assert re.fullmatch(r"[a-z0-9-]+", key)


def test_the_title_follows_the_language() -> None:
    titled = [key for key, entry in references.bibliography().entries.items() if "title_ja" in entry.fields]
    assert titled
    english = references.get(titled[0]).title
    language.use("ja")
    assert references.get(titled[0]).title != english


def test_an_unknown_source_is_named_with_the_mend() -> None:
    with pytest.raises(references.UnknownSourceError) as caught:
        references.get("nobody2025")
    assert str(caught.value) == "Unknown source 'nobody2025'; add it to data/references.bib."
