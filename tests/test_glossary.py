"""The glossary: its terms are well made, and both editions use them and not what it rules out."""

import re
from collections.abc import Iterator
from functools import cache

import catalogue
import pytest
from helpers import LANGUAGES, ROOT

from deepseek_shock import manifest, tables
from deepseek_shock.chapters import sections
from deepseek_shock.site import terms

GLOSSARY = tables.load("glossary").set_index("id").fillna("")
# What is not prose: code, citations and addresses.
NOT_PROSE = re.compile(r"\{cite[^}]*\}`[^`]+`|(?<!\})`[^`]+`|https?://\S+")
SHOWN = ("title", "description", "basis", "not_to_be_mixed_with")
SENTENCE_END = {"en": r"[.?!](?:\s|$)", "ja": r"。"}
POLITE = re.compile(r"(です|ます|でした|ました|ません|でしょう)$")
Text = tuple[str, str]


def rivals(term_id: str, language: str) -> list[str]:
    """The words that a language does not use for a concept."""
    return [words for words in GLOSSARY.loc[term_id, f"{language}_rivals"].split(";") if words]


def uses(text: str, words: str) -> bool:
    """Whether a text uses a word as the site's links understand it; one with capitals, only as it is written."""
    found = terms.pattern(words).search(text)
    return bool(found) and (words == words.lower() or re.search(re.escape(words), text) is not None)


def faults(text: str, term: str, forbidden: list[str]) -> list[str]:
    """The forbidden words in a text, where they are not part of the term itself."""
    without = text.replace(term, "\N{REPLACEMENT CHARACTER}")
    return [words for words in forbidden if uses(without, words)]


@cache
def corpus(language: str) -> list[Text]:
    """Everything a reader of an edition can read but the glossary, with the place where it stands."""
    return [*in_chapters(language), *in_tables(language), *in_descriptions(language), *in_catalogue(language)]


@cache
def definitions(language: str) -> list[Text]:
    return [(f"data/glossary.csv, row {row}", text) for row, text in GLOSSARY[f"definition_{language}"].items()]


@cache
def whole(language: str) -> str:
    """All of it as one text, so that a word that is nowhere is found to be nowhere at once."""
    return "\n".join(text for _, text in [*corpus(language), *definitions(language)])


def in_chapters(language: str) -> Iterator[Text]:
    for page in sorted((ROOT / "chapters" / language).glob("*.*")):
        for cell in sections.cells(page):
            if cell.cell_type == "markdown":
                yield f"{page.relative_to(ROOT)}, cell {cell.id}", NOT_PROSE.sub(" ", cell.source)


def in_tables(language: str) -> Iterator[Text]:
    for entry in manifest.read(tables.folder())["resources"]:
        if entry["name"] == "glossary":
            continue
        frame = tables.load(entry["name"])
        rows = frame[entry["schema"]["primaryKey"]].astype(str).agg(" ".join, axis="columns")
        for column in [column for column in frame if column.endswith(f"_{language}")]:
            for row, text in zip(rows, frame[column].fillna(""), strict=True):
                yield f"data/{entry['path']}, row {row}, column {column}", text


def in_descriptions(language: str) -> Iterator[Text]:
    suffix = "" if language == "en" else f"_{language}"
    for entry in manifest.read(tables.folder())["resources"]:
        for part in [entry, *entry["schema"]["fields"]]:
            for key in SHOWN:
                yield f"data/datapackage.json, {entry['name']}, {part['name']}", part.get(f"{key}{suffix}", "")


def in_catalogue(language: str) -> Iterator[Text]:
    for message in catalogue.read(ROOT, "ja"):
        yield f"messages.po, {message.id!r}", message.id if language == "en" else message.string


class TestTerms:
    def test_there_are_enough(self) -> None:
        assert len(GLOSSARY) >= 80
        assert set(GLOSSARY["subject"]) == {"market", "model", "cost", "chip", "policy", "method"}

    @pytest.mark.parametrize("column", ["term_en", "term_ja"])
    def test_no_word_stands_for_two_concepts(self, column: str) -> None:
        assert GLOSSARY.index.is_unique
        assert not GLOSSARY[column].str.casefold().duplicated().any()

    @pytest.mark.parametrize("term_id", GLOSSARY.index)
    def test_the_reading_is_in_hiragana(self, term_id: str) -> None:
        assert re.fullmatch(r"[ぁ-ゖー・]+", GLOSSARY.loc[term_id, "reading"])

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("term_id", GLOSSARY.index)
    def test_the_definition_has_two_sentences(self, term_id: str, language: str) -> None:
        definition = GLOSSARY.loc[term_id, f"definition_{language}"]
        *sentences, rest = re.split(SENTENCE_END[language], definition)
        assert len(sentences) == 2, definition
        assert not rest, definition
        assert language == "en" or all(POLITE.search(sentence) for sentence in sentences), definition

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_term_is_the_rival_of_another(self, language: str) -> None:
        named = {words.casefold() for words in GLOSSARY[f"term_{language}"]}
        ruled_out = {words.casefold() for term_id in GLOSSARY.index for words in rivals(term_id, language)}
        assert ruled_out
        assert not named & ruled_out


class TestUse:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("term_id", GLOSSARY.index)
    def test_no_rival_is_used(self, term_id: str, language: str) -> None:
        term = GLOSSARY.loc[term_id, f"term_{language}"]
        somewhere = faults(whole(language), term, rivals(term_id, language))
        found = [
            f"{place} has {words!r}; the term is {term!r}."
            for place, text in [*corpus(language), *definitions(language)]
            for words in faults(text, term, somewhere)
        ]
        assert not found, "\n".join(found)

    @pytest.mark.parametrize("term_id", GLOSSARY.index)
    def test_both_languages_use_the_term_or_neither(self, term_id: str) -> None:
        words = {language: GLOSSARY.loc[term_id, f"term_{language}"] for language in LANGUAGES}
        found = {
            language: next((place for place, text in corpus(language) if uses(text, words[language])), None)
            for language in LANGUAGES
        }
        assert (found["en"] is None) == (found["ja"] is None), f"{words} is used in one language only: {found}."


class TestSearch:
    """What counts as a use of a word, so that the tests above cannot pass by finding nothing."""

    @pytest.mark.parametrize("kind", ["chapters/", "data/claims.csv", "data/datapackage.json", "messages.po"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_kind_of_text_is_read(self, language: str, kind: str) -> None:
        assert [place for place, text in corpus(language) if place.startswith(kind) and text]

    def test_english_words_are_whole_and_may_stand_in_the_plural(self) -> None:
        assert faults("Two Data Centers.", "data centre", ["data center"]) == ["data center"]
        assert not faults("A capexit.", "capital expenditure", ["capex"])

    def test_a_word_with_capitals_counts_only_as_it_is_written(self) -> None:
        assert faults("312 TFLOPS", "FLOP/s", ["FLOPS", "TFLOPS"]) == ["TFLOPS"]
        assert not faults("Model FLOPs utilisation", "FLOP/s", ["FLOPS"])

    def test_a_rival_inside_the_term_is_the_term(self) -> None:
        assert not faults("データセンターが増えます。", "データセンター", ["データセンタ"])
        assert faults("データセンタが増えます。", "データセンター", ["データセンタ"]) == ["データセンタ"]

    def test_code_citations_and_addresses_are_no_prose(self) -> None:
        text = NOT_PROSE.sub(" ", "See `capex`, {cite}`capex` and https://a.org/capex; {term}`the term <capex>` is.")
        assert text.count("capex") == 1
