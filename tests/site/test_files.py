"""The built site as files: links, languages, addresses, sizes, and nothing from another host."""

import csv
import functools
import io
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import pytest
from built import (
    BASE_URL,
    BRANCH,
    CODES,
    DOCNAMES,
    NOTEBOOKS,
    PAGES,
    REPOSITORY,
    SEARCHES,
    WRITTEN,
    parse,
    public,
    refuse,
    target,
)

from deepseek_shock.site.figures import as_text

LARGEST_SPEC = 30 * 1024
# The timeline carries the words of all its events.
LARGER_SPECS = {"timeline.json": 60 * 1024}
LEFTOVERS = ("thebe", "sphinx-book-theme", "searchindex.js", "searchtools.js", "objects.inv", "webpack-macros.html")


def links(root):
    """Every address on a page, with the element that holds it."""
    for element in root.iter("*"):
        for name in ("href", "src", "action", "data-spec", "xlink:href"):
            if element.get(name):
                yield element, element.get(name)
        for part in (element.get("srcset") or "").split(","):
            if part:
                yield element, part.split()[0]
        for address in re.findall(r"url\(([^)]+)\)", element.get("style") or ""):
            yield element, address.strip("'\"")


def broken(site: Path, base: str, address: str) -> str:
    """What is wrong with an address on the page ``base``, or nothing."""
    host, path, fragment = target(address, base)
    if host != urlsplit(BASE_URL).hostname:
        return ""
    if not urljoin(base, address).startswith(BASE_URL):
        return f"{address}: outside the site's folder on its host"
    file = site / unquote(path)
    if not file.is_file():
        return f"{address}: no such file"
    if fragment and unquote(fragment) not in anchors(site, unquote(path)):
        return f"{address}: no such anchor"
    return ""


@functools.cache
def anchors(site: Path, path: str) -> set[str]:
    """The ids of a page."""
    return set(parse(site, path).xpath("//@id"))


@pytest.mark.parametrize("path", PAGES)
def test_links_and_anchors_lead_somewhere_inside_the_site(site, path):
    found = {address for _, address in links(parse(site, path)) if not address.startswith("data:")}
    assert found
    refuse([fault for address in sorted(found) if (fault := broken(site, public(path), address))])


def test_links_of_the_404_page_hold_at_any_depth(site):
    faults = [
        fault
        for _, address in links(parse(site, "404.html"))
        if (fault := broken(site, f"{BASE_URL}/no/such/page.html", address))
    ]
    refuse(faults)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_loaded_from_another_host(site, path):
    ours = urlsplit(BASE_URL).hostname
    foreign = [
        lxml.etree.tostring(element, with_tail=False, encoding="unicode")[:200]
        for element, address in links(parse(site, path))
        if element.tag != "a" and target(address, public(path))[0] not in ("", ours)
    ]
    refuse(foreign)


def test_style_sheets_load_only_what_is_there(site):
    faults = []
    for sheet in site.rglob("*.css"):
        text = sheet.read_text("utf-8")
        base = public(sheet.relative_to(site).as_posix())
        addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", text) + re.findall(r"@import\s+['\"]([^'\"]+)", text)
        for address in addresses:
            if address.startswith(("data:", "#")):
                continue
            foreign = target(address, base)[0] != urlsplit(BASE_URL).hostname
            faults += [f"{sheet.name}: {address} is on another host"] if foreign else []
            faults += [f"{sheet.name}: {fault}"] if (fault := broken(site, base, address)) else []
    refuse(faults)


def test_the_books_own_scripts_name_no_host(site):
    host = re.compile(r"(?:https?:)?//(?!someone\.github\.io)[a-z0-9-]+\.[a-z]+[^\"']*")
    scripts = [*site.glob("*/_static/book.js"), site / "index.html", site / "404.html"]
    assert len(scripts) == len(CODES) + 2
    named = {
        script.relative_to(site).as_posix(): found
        for script in scripts
        if (found := host.findall(script.read_text("utf-8")))
    }
    assert named == {}


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique(site, path):
    ids = Counter(parse(site, path).xpath("//@id"))
    refuse([name for name, times in ids.items() if times > 1])


@pytest.mark.parametrize("path", [*WRITTEN, *SEARCHES])
def test_every_page_has_its_language_and_leads_to_the_other(site, path):
    root, (code, name) = parse(site, path), path.split("/")
    switch = {link.get("hreflang"): link for link in root.find_class("languages")[0].iter("a")}
    assert root.get("lang") == code
    assert list(switch) == CODES
    for other, link in switch.items():
        assert target(link.get("href"), public(path))[1] == f"{other}/{name}"
        assert link.get("lang") == other
        assert (link.get("aria-current") == "true") is (other == code)


def alternates(root) -> dict[str, str]:
    return {link.get("hreflang"): link.get("href") for link in root.xpath("//head/link[@rel='alternate'][@hreflang]")}


@pytest.mark.parametrize("path", WRITTEN)
def test_canonical_address_and_editions_are_absolute_and_reciprocal(site, path):
    root, name = parse(site, path), path.split("/")[1]
    expected = {code: public(f"{code}/{name}") for code in CODES} | {"x-default": public(f"en/{name}")}
    assert root.xpath("//link[@rel='canonical']/@href") == [public(path)]
    assert alternates(root) == expected
    assert all(alternates(parse(site, f"{code}/{name}")) == expected for code in CODES)


def meta(root, name: str) -> list[str]:
    return root.xpath("//head/meta[@name=$name or @property=$name]/@content", name=name)


ONCE = ("description", "og:title", "og:description", "og:type", "og:url", "og:site_name", "og:locale", "viewport")


@pytest.mark.parametrize("path", WRITTEN)
def test_title_description_and_opengraph(site, path):
    root, code = parse(site, path), path.split("/")[0]
    heading = "".join(root.xpath("//article//h1[1]//text()[not(parent::a[@class='headerlink'])]")).strip()
    faults = [
        f"{name} stands {len(found)} times"
        for name in ONCE
        if len(found := meta(root, name)) != 1 or not found[0].strip()
    ]
    titles = root.xpath("//head/title/text()")
    refuse(faults)
    assert len(titles) == 1
    assert heading in titles[0]
    assert meta(root, "og:title") == [heading]
    assert meta(root, "og:url") == [public(path)]
    assert meta(root, "og:locale")[0].startswith(f"{code}_")
    assert {text[:2] for text in meta(root, "og:locale:alternate")} == set(CODES) - {code}
    assert 50 <= len(meta(root, "description")[0]) <= 400


def test_no_two_pages_share_a_title_or_a_description(site):
    pages = [parse(site, path) for path in WRITTEN]
    titles = Counter(root.findtext(".//title") for root in pages)
    descriptions = Counter(text for root in pages for text in meta(root, "description"))
    refuse([text for text, times in (titles | descriptions).items() if times > 1])


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_offers_its_notebook_here_and_in_the_fork(site, path):
    code, name = path.removesuffix(".html").split("/")
    source = f"chapters/{code}/{name}.ipynb"
    found = list(parse(site, path).find_class("sources-of-page")[0].iter("a"))
    download = next(link for link in found if link.get("download") is not None)
    notebook = site / target(download.get("href"), public(path))[1]
    assert json.loads(notebook.read_text("utf-8"))["metadata"]["kernelspec"]["language"] == "python"
    assert [link.get("href") for link in found if link is not download] == [
        f"https://colab.research.google.com/github/{REPOSITORY}/blob/{BRANCH}/{source}",
        f"https://mybinder.org/v2/gh/{REPOSITORY}/{BRANCH}?urlpath=lab/tree/{source}",
        f"https://github.com/{REPOSITORY}/edit/{BRANCH}/{source}",
        f"https://github.com/{REPOSITORY}/issues/new?title={code}/{name}.ipynb",
    ]


def test_the_sitemap_has_every_page_with_its_editions(site):
    tree = lxml.etree.parse(site / "sitemap.xml")
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    entries = {
        url.findtext("s:loc", namespaces=spaces): {
            link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", spaces)
        }
        for url in tree.iterfind("s:url", spaces)
    }
    assert set(entries) >= {public(path) for path in WRITTEN}
    assert all(target(loc, loc)[1] in [*WRITTEN, "index.html"] for loc in entries)
    for path in WRITTEN:
        name = path.split("/")[1]
        assert {code: public(f"{code}/{name}") for code in CODES}.items() <= entries[public(path)].items()


def test_robots_txt_lets_everyone_in_and_names_the_sitemap(site):
    lines = dict(line.split(": ", 1) for line in (site / "robots.txt").read_text("utf-8").splitlines() if line)
    assert lines == {"User-agent": "*", "Allow": "/", "Sitemap": f"{BASE_URL}/sitemap.xml"}


def test_the_root_page_offers_each_language_without_javascript(site):
    root = parse(site, "index.html")
    choices = {link.get("hreflang"): link for link in root.xpath("//body//a[@hreflang]")}
    assert root.xpath("//link[@rel='canonical']/@href") == [f"{BASE_URL}/"]
    assert alternates(root) == {code: public(f"{code}/index.html") for code in CODES} | {"x-default": f"{BASE_URL}/"}
    assert list(choices) == CODES
    for code, link in choices.items():
        assert target(link.get("href"), public("index.html"))[1] == f"{code}/index.html"
        assert link.xpath("ancestor-or-self::*[@lang][1]/@lang") == [code]
        assert link.text_content().strip()


def test_the_404_page_speaks_each_language_and_stays_out_of_search(site):
    root = parse(site, "404.html")
    assert root.xpath("//body//section/@lang") == CODES
    assert [target(link.get("href"), "")[1] for link in root.xpath("//section//a")] == [
        f"{urlsplit(BASE_URL).path}/{code}/index.html".removeprefix("/fork/") for code in CODES
    ]
    assert meta(root, "robots") == ["noindex"]


@pytest.mark.parametrize("path", SEARCHES)
def test_search_pages_stay_out_of_search_engines(site, path):
    assert meta(parse(site, path), "robots") == ["noindex"]


def test_nothing_of_the_stock_theme_is_left(site):
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    refuse([name for name in names if any(leftover in name for leftover in LEFTOVERS)])


@pytest.mark.parametrize("path", PAGES)
def test_no_page_mentions_the_stock_theme(site, path):
    text = (site / path).read_text("utf-8").lower()
    refuse([leftover for leftover in LEFTOVERS if leftover in text])


def figures(site: Path, path: str):
    """Each figure of a page with the file that ``data-spec`` names."""
    found = parse(site, path).find_class("chart")
    assert found
    return [(figure, site / target(figure.get("data-spec"), public(path))[1]) for figure in found]


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_specifications_are_small_and_of_the_pages_language(site, path):
    sizes = {file.name: file.stat().st_size for _, file in figures(site, path)}
    refuse(f"{name}: {size} bytes" for name, size in sizes.items() if size > LARGER_SPECS.get(name, LARGEST_SPEC))
    for figure, file in figures(site, path):
        spec = json.loads(file.read_text("utf-8"))
        assert spec["description"] == " ".join(figure.find_class("chart-message")[0].text_content().split())


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_each_figure_has_all_that_belongs_to_it(site, path):
    faults = []
    for figure, _ in figures(site, path):
        label = figure.get("id")
        for part in ("chart-caption", "chart-message", "chart-table", "chart-source"):
            found = figure.find_class(part)
            faults += [] if len(found) == 1 and found[0].text_content().strip() else [f"{label}: no {part}"]
        links_out = figure.xpath(".//*[starts-with(@class, 'chart-source')]//a[not(@download)]")
        if {link.get("rel") for link in links_out} != {None, "license"}:
            faults.append(f"{label}: a source or the licence is missing")
        if len(figure.xpath(".//*[@class='chart-picture']//*[local-name()='svg']")) < 1:
            faults.append(f"{label}: no still picture")
    refuse(faults)


def as_printed(cell: str) -> str:
    """A cell of the CSV as the table prints it."""
    try:
        return as_text(float(cell))
    except ValueError:
        return cell


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_the_csv_is_the_table_on_the_page(site, path):
    faults = []
    for figure, _ in figures(site, path):
        [download] = figure.xpath(".//a[@download]")
        file = site / target(download.get("href"), public(path))[1]
        saved = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
        shown = [[cell.text_content() for cell in row] for row in figure.iter("tr")]
        printed = [saved[0], *([as_printed(cell) for cell in row] for row in saved[1:])]
        faults += [f"{file.name}: {len(printed)} rows against {len(shown)}"] if len(printed) != len(shown) else []
        # A year is text in a table and a number to whoever reads the CSV.
        pairs = zip(printed, saved, shown, strict=False)
        faults += [
            f"{file.name}: {ours} against {theirs}"
            for ours, raw, theirs in pairs
            if any(cell not in both for cell, *both in zip(theirs, ours, raw, strict=True))
        ]
        faults += [f"{file.name}: no rows"] if len(saved) < 2 else []
    refuse(faults)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_sections_have_the_same_anchors_in_every_language(site, path):
    """The language switch keeps the section by its anchor."""
    name = path.split("/")[1]
    found = [parse(site, f"{code}/{name}").xpath("//article//section[h2]/@id") for code in CODES]
    assert found[0]
    assert all(ids == found[0] for ids in found)


def test_both_editions_have_the_same_files(site):
    files = [[path for path in (site / code).rglob("*") if path.is_file()] for code in CODES]
    trees = [
        {path.relative_to(site / code).as_posix() for path in found} for code, found in zip(CODES, files, strict=True)
    ]
    assert set.union(*trees) - set.intersection(*trees) <= {"_static/translations.js"}
    assert {f"{docname}.html" for docname in DOCNAMES} <= trees[0]
