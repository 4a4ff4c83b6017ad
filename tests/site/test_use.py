"""How a reader gets about: by keyboard, from language to language, by search."""

import re

import pytest
from built import CHAPTERS, CODES, FIRST_CHAPTER, refuse

WHERE = """() => {
  const at = document.activeElement;
  const figure = at.closest("figure.chart");
  return at.id || (at.closest(".languages") ? `language ${at.hreflang}` : figure && at.type === "reset"
    ? `reset ${figure.id}` : at.classList.contains("skip-to-content") ? "skip" : at.tagName);
}"""


def tab_through(page) -> list[str]:
    """What the focus meets from the top of the page on, until it meets the first again."""
    page.evaluate(f"window.met = []; addEventListener('focusin', () => met.push(({WHERE})()))")
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    while (met := page.evaluate("met")).count("skip") < 2 and len(met) < 1000:
        for _ in range(50):
            page.keyboard.press("Tab")
    return met


@pytest.mark.parametrize("path", CHAPTERS)
def test_the_tab_key_reaches_everything_that_turns(visit, path):
    visited = visit(path, reduced_motion="reduce")
    visited.figures()
    met = tab_through(visited.page)
    find = visited.page.query_selector_all
    wanted = [control.get_attribute("id") for control in find(".chart-controls :is(input, select)")]
    wanted += [f"reset {figure.get_attribute('id')}" for figure in find("figure.chart:has(form)")]
    wanted += [f"language {code}" for code in CODES]
    assert len(wanted) > 10
    refuse(f"not reached: {name}" for name in wanted if name not in met)
    assert met[0] == "skip"


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_the_first_link_skips_to_the_text(visit, path):
    page = visit(path, reduced_motion="reduce").page
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    box, leads_to = link.bounding_box(), link.get_attribute("href")
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith(leads_to)
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('[role=main], main').contains(document.activeElement)")


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_arrow_keys_move_a_slider_and_enter_brings_it_back(visit, path):
    visited = visit(path)
    figure = visited.figure("headline-machine")
    slider = figure.query_selector("input[name=close]")
    said = figure.query_selector("input[name=close] ~ output, [for$=close]:is(output)")
    before, words = slider.input_value(), said.inner_text()
    slider.focus()
    for _ in range(3):
        visited.page.keyboard.press("ArrowRight")
    moved = float(slider.input_value())
    assert moved == pytest.approx(float(before) + 3 * float(slider.get_attribute("step")))
    assert figure.evaluate("figure => figure.view.signal('close')") == moved
    assert said.inner_text() != words
    assert slider.get_attribute("aria-valuetext") == said.inner_text()
    figure.query_selector("button[type=reset]").focus()
    visited.page.keyboard.press("Enter")
    restored = "([figure, value]) => figure.view.signal('close') === value"
    visited.page.wait_for_function(restored, arg=[figure, float(before)])
    assert said.inner_text() == words


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_a_guess_is_made_by_keyboard(visit, path):
    page = visit(path).page
    guess = page.locator(".guess").first
    guess.locator("input").first.focus()
    page.keyboard.press("Space")
    assert guess.locator(".guess-answer").is_visible()
    page.keyboard.press("ArrowDown")
    assert guess.locator("input").nth(1).is_checked()
    assert guess.locator(".guess-answer").is_visible()


# The number of the chapter's section that the middle of the window shows.
SECTION_IN_VIEW = """() => [...document.querySelectorAll("article section:has(> h2)")]
  .findIndex((section) => section.getBoundingClientRect().top < innerHeight / 2
    && section.getBoundingClientRect().bottom > innerHeight / 2)"""


@pytest.mark.parametrize("path", FIRST_CHAPTER)
@pytest.mark.parametrize("section", ["movers", "daily-double"])
def test_the_other_language_opens_at_the_section_being_read(visit, path, section):
    page = visit(f"{path}#{section}", reduced_motion="reduce").page
    other = next(code for code in CODES if code != path[:2])
    page.wait_for_function("scrollY > 0")
    here = page.evaluate(SECTION_IN_VIEW)
    page.locator(f".languages a[hreflang={other}]").evaluate("link => link.click()")
    page.wait_for_url(re.compile(f"/{other}/"), wait_until="load")
    fragment = page.url.partition("#")[2]
    assert here > 0
    assert page.evaluate("(id) => document.getElementById(id) !== null", fragment), f"no #{fragment} in {other}"
    assert page.evaluate(SECTION_IN_VIEW) == here


ROOT_OPENS = {"ja-JP": "ja/index.html", "ja": "ja/index.html", "en-GB": "en/index.html", "fr-FR": "index.html"}


@pytest.mark.parametrize(("locale", "opens"), ROOT_OPENS.items())
def test_the_root_page_goes_by_the_languages_of_the_browser(visit, address, locale, opens):
    page = visit("index.html", locale=locale).page
    page.wait_for_timeout(200)
    assert page.url == f"{address}/{opens}"


def test_the_root_page_lets_a_reader_choose_without_javascript(visit, address):
    page = visit("index.html", locale="ja-JP", java_script_enabled=False).page
    assert page.url == f"{address}/index.html"
    page.locator("a[hreflang=ja]").click()
    assert page.url == f"{address}/ja/index.html"


SEARCHES = [
    ("ja", "半導体", "chips"),
    ("ja", "時価総額", "market-shock"),
    ("ja", "蒸留", "geopolitics"),
    ("en", "event study", "market-shock"),
    ("en", "Sputnik", "sputnik"),
]


@pytest.mark.parametrize(("code", "words", "chapter"), SEARCHES)
def test_search_finds_the_chapter(visit, code, words, chapter):
    visited = visit(f"{code}/search.html?q={words}")
    link = visited.page.locator(f"#search a[href*='{chapter}.html']").first
    link.wait_for()
    found = visited.page.locator("#search a").evaluate_all("links => links.map((link) => new URL(link.href).pathname)")
    assert {address.split("/")[2] for address in found} == {code}
    refuse(visited.faults)
    link.click()
    visited.page.wait_for_url(re.compile(rf"/fork/{code}/{chapter}\.html"))


@pytest.mark.parametrize(("code", "words"), [("ja", "時価総額"), ("en", "event study")])
def test_a_page_is_left_for_search_by_typing_and_enter(visit, code, words):
    visited = visit(f"{code}/index.html")
    box = visited.page.locator("input[name=q]:visible")
    box.fill(words)
    box.press("Enter")
    visited.page.wait_for_url("**/search.html*")
    visited.page.locator("#search a[href*='market-shock.html']").first.wait_for()
    assert visited.page.locator("#search input").first.input_value() == words
    refuse(visited.faults)


@pytest.mark.parametrize("code", CODES)
def test_search_without_javascript_says_that_it_needs_it(visit, code):
    page = visit(f"{code}/search.html", java_script_enabled=False).page
    assert page.locator("article p:visible").inner_text().strip()
