"""Axe finds nothing: WCAG 2.2 A and AA and its best practices, light and dark, everything open."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import PAGES, refuse

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
ON_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # what a theme can change
# The rows of a table, the cards of a chapter and the entries of a long list are alike, so a few stand for all: axe
# looks at every element, and these pages have tens of thousands.
OPEN_EVERYTHING = """() => {
  const alike = [".chart-table tr:nth-child(n+4)", ".ledger > li:nth-child(n+13)", ".sources li:nth-child(n+7)",
    ".data-table:nth-of-type(n+7)", ".events:nth-of-type(n+7)", ".terms dl > :nth-child(n+13)",
    ".cited li:nth-child(n+7)", ".chart-picture svg > g > *"];
  for (const row of document.querySelectorAll(alike.join())) row.remove();
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const input of document.querySelectorAll(".guess input:first-of-type")) input.checked = true;
}"""


def violations(page, **options) -> list[str]:
    """What axe finds: rule, place, and what it says of it."""
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())[:160]}"
        for rule in Axe().run(page, options=OPTIONS | options).response["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, path):
    visited = visit(path, color_scheme="light", reduced_motion="reduce")
    visited.figures()
    visited.page.evaluate(OPEN_EVERYTHING)
    light = [f"light: {violation}" for violation in violations(visited.page)]
    visited.page.emulate_media(color_scheme="dark")
    dark = [f"dark: {violation}" for violation in violations(visited.page, runOnly=ON_COLOUR)]
    refuse(light + dark)


def test_axe_finds_what_is_wrong(visit):
    page = visit("en/index.html").page
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><button></button>')")
    assert any("image-alt" in violation for violation in violations(page))
