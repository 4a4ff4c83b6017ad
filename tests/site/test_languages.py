"""No word of one language on a page of another: text, labels, titles, and what charts write."""

import json

import pytest
from built import NOTEBOOKS, PAGES, SEARCHES, WRITTEN, parse, refuse, sentences
from wording import strangers


@pytest.mark.parametrize("path", [*WRITTEN, *SEARCHES])
def test_a_page_speaks_one_language(site, path):
    refuse(strangers(sentences(parse(site, path), path[:2]), path[:2]))


@pytest.mark.parametrize("path", PAGES)
def test_what_is_marked_as_the_other_language_is_in_that_language(site, path):
    root = parse(site, path)
    others = {"en", "ja"} - {root.get("lang")}
    refuse([fault for code in others for fault in strangers(sentences(root, code), code)])


def titles(part):
    """All titles of a specification: of axes, legends and tooltips."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part if isinstance(part, list) else []):
        if key == "title":
            yield from [value] if isinstance(value, str) else value or []
        elif key != "datasets":
            yield from titles(value)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_specifications_speak_the_language_of_their_page(site, path):
    specs = [json.loads(file.read_text("utf-8")) for file in (site / path[:2] / "_figures").rglob("*.json")]
    assert sum(len(list(titles(spec))) for spec in specs) > len(specs)
    refuse(strangers([text for spec in specs for text in (spec["description"], *titles(spec))], path[:2]))


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("View this page", "ja", True),
        ("Solution", "ja", True),
        ("[n.d.]", "ja", True),
        ("The data as a table: 下落率", "ja", True),
        ("S&P500種、SOX、NVDL、Reutersと、CC BY 4.0", "ja", False),
        ("Nvidia fell by 17%", "en", False),
        ("Download 表", "en", True),
        ("closed at 5、930", "en", True),
    ],
)
def test_strangers_are_told_from_names(text, code, found):
    assert bool(strangers([text], code)) is found
