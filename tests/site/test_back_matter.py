"""The timeline, the glossary and the page of sources: complete, linked, and found by search."""

import hashlib
import json
import re

import pytest
from built import CHAPTERS, CODES, parse, refuse

from deepseek_shock import references, tables
from deepseek_shock.site import terms

GLOSSARY = tables.load("glossary")
TIMELINE = tables.load("timeline")
# The number of pages that Pagefind finds for each word, and whether the glossary is one of them.
SEARCH = """async (words) => {
  const pagefind = await import(new URL("../pagefind/pagefind.js", location.href));
  await pagefind.options({ noWorker: true });
  const missed = [];
  for (const word of words) {
    const { results } = await pagefind.search(word);
    const pages = await Promise.all(results.slice(0, 20).map((result) => result.data()));
    if (!pages.some(({ url }) => url.includes("glossary"))) missed.push(word);
  }
  return missed;
}"""


@pytest.mark.parametrize("code", CODES)
def test_the_list_has_every_event_in_the_order_of_time(site, code):
    shown = parse(site, f"{code}/timeline.html").xpath("//li[contains(@class, 'event-')]")
    assert [event.get("id") for event in shown] == list(TIMELINE.sort_values(["date", "id"])["id"])
    words = TIMELINE.set_index("id")[f"event_{code}"]
    refuse(event.get("id") for event in shown if words[event.get("id")] not in event.text_content())


@pytest.mark.parametrize("code", CODES)
def test_no_date_is_more_exact_than_what_is_known(site, code):
    known = TIMELINE.set_index("id")["precision"]
    for event in parse(site, f"{code}/timeline.html").xpath("//li[contains(@class, 'event-')]"):
        [time] = event.iter("time")
        fields = {"year": 1, "month": 2, "day": 3, "by": 3}[known[event.get("id")]]
        assert len(time.get("datetime").split("-")) == fields


@pytest.mark.parametrize("code", CODES)
def test_the_glossary_has_every_term_with_its_other_name(site, code):
    root = parse(site, f"{code}/glossary.html")
    shown = {term.get("id").removeprefix("term-"): term.text_content() for term in root.xpath("//dt[@id]")}
    assert set(shown) == set(GLOSSARY["id"])
    for _, row in GLOSSARY.iterrows():
        assert row["term_en"] in shown[row["id"]]
        assert row["term_ja"] in shown[row["id"]]


# The index has 不正|確 where the browser's dictionary looks for 不|正確.
SPLIT_OTHERWISE = {"不正確"}


@pytest.mark.parametrize("code", CODES)
def test_search_finds_every_term(visit, code):
    page = visit(f"{code}/search.html").page
    # "wrong (verdict)" is looked up as "wrong".
    words = GLOSSARY[f"term_{code}"].str.replace(r" ?\(.*\)", "", regex=True)
    assert set(page.evaluate(SEARCH, list(words))) <= SPLIT_OTHERWISE


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_first_use_of_a_term_in_a_chapter_links_to_it(site, path):
    root = parse(site, path)
    links = [link.get("href").partition("#term-")[2] for link in root.find_class("term")]
    assert len(links) == len(set(links)) >= 10
    paragraphs = " ".join(part.text_content() for part in root.xpath("//article//p[not(ancestor::figure)]"))
    words = dict(zip(GLOSSARY["id"], GLOSSARY[f"term_{path[:2]}"], strict=True))
    assert all(terms.pattern(words[link]).search(paragraphs) for link in links)


@pytest.mark.parametrize("code", CODES)
def test_every_source_is_listed_once_with_what_it_is_used_for(site, code):
    listed = parse(site, f"{code}/sources.html").xpath("//section[@class='sources']//li")
    assert sorted(entry.get("id") for entry in listed) == sorted(references.bibliography().entries)
    for entry in listed:
        [used] = entry.find_class("source-uses")
        assert list(used.iter("a")), entry.get("id")


@pytest.mark.parametrize("code", CODES)
def test_every_table_has_its_state_and_its_file(site, code):
    sections = parse(site, f"{code}/sources.html").find_class("data-table")
    assert [section.get("id").removeprefix("table-") for section in sections] == tables.names()
    for section in sections:
        [download] = section.xpath(".//a[@download]")
        content = (site / code / download.get("href")).resolve().read_bytes()
        [digest] = section.find_class("digest")
        assert digest.get("title") == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_published_package_is_the_repositorys(site):
    package = json.loads((site / "data" / "datapackage.json").read_text("utf-8"))
    assert [entry["name"] for entry in package["resources"]] == tables.names()


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("parameter", "has 671 billion parameters", "parameters"),
        ("token", "Tokenisation", None),
        ("KV cache", "the KV cache of", "KV cache"),
        ("学習", "事前学習では", "学習"),
        ("GPU", "GPU時間", "GPU"),
    ],
)
def test_a_use_is_a_whole_word_in_english_and_the_characters_in_japanese(term, text, found):
    match = terms.pattern(term).search(text)
    assert (match and match[0]) == found


def test_a_term_is_matched_as_it_is_written():
    assert not re.search(terms.pattern("3A090.a"), "3A0900a")
