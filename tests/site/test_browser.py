"""The site in a browser: quiet, alive, and whole without scripts, on a phone, on paper."""

from itertools import product

import pytest
from built import CHAPTERS, CODES, FIRST_CHAPTER, NOTEBOOKS, PAGES, WRITTEN, refuse
from wording import strangers

CONTROLS = ".chart-controls input, .chart-controls select"

# Every control to its ends and back; what the charts write on the way.
TURN_EVERYTHING = """async () => {
  const said = new Set();
  for (const figure of document.querySelectorAll("figure.chart")) {
    for (const input of figure.querySelectorAll(".chart-controls input, .chart-controls select")) {
      const values = input.type === "range" ? [input.min, input.max]
        : input.type === "checkbox" ? [null, null] : [...input.options].map((option) => option.value);
      for (const value of values) {
        if (value === null) input.checked = !input.checked; else input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await figure.view.runAsync();
        for (const text of figure.querySelectorAll(".chart-live text, .chart-live title, .chart-controls output"))
          said.add(text.textContent);
        for (const labelled of figure.querySelectorAll(".chart-live, .chart-live *"))
          if (!labelled.closest("[aria-hidden=true]"))
            said.add(labelled.getAttribute("aria-label")).add(labelled.getAttribute("aria-roledescription"));
      }
    }
    figure.querySelector(".chart-controls button[type=reset]")?.click();
  }
  return [...said].filter(Boolean);
}"""

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (element) => element && (["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX)
    || scrolls(element.parentElement));
  const wide = [...document.querySelectorAll("body *")].filter((element) =>
    element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement));
  return [`${document.documentElement.scrollWidth} px at ${width} px`,
    ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
}"""


def unseen(page) -> list[str]:
    """The figures without a still picture that a reader can see on coming to them."""
    missing = []
    for figure in page.query_selector_all("figure.chart"):
        figure.scroll_into_view_if_needed()
        page.screenshot()  # what is far away is laid out with the first frame that shows it
        boxes = [svg.bounding_box() for svg in figure.query_selector_all(".chart-picture svg")]
        if not any(box and box["width"] > 100 and box["height"] > 50 for box in boxes):
            missing.append(figure.get_attribute("id"))
    return missing


def scroll_through(page) -> None:
    """To the end of the page and back, a window's height at a time."""
    page.evaluate("""async () => {
      for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
        scrollTo({ top: at, behavior: "instant" });
        await new Promise(requestAnimationFrame);
      }
      scrollTo({ top: 0, behavior: "instant" });
    }""")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_before_and_after_everything_is_turned(visit, path):
    visited = visit(path)
    refuse(f"came before any chart: {name}" for name in visited.requested if name.endswith("vega.js"))
    scroll_through(visited.page)
    figures = visited.figures()
    said = visited.page.evaluate(TURN_EVERYTHING)
    visited.page.wait_for_load_state("networkidle")
    assert bool(figures) is (path in NOTEBOOKS)
    assert len([name for name in visited.requested if name.endswith("vega.js")]) == bool(figures)
    refuse(visited.faults)
    refuse(strangers(said, path[:2]))


def test_an_address_that_does_not_exist_gets_the_404_page_with_its_style(visit, address):
    visited = visit("ja/no/such/page.html")
    assert visited.faults[0] == f"status 404: {address}/ja/no/such/page.html"
    refuse(fault for fault in visited.faults[1:] if "the server responded with a status of 404" not in fault)
    assert visited.page.locator("h1").inner_text() == "404"
    visited.page.locator("a[hreflang=ja]").click()
    visited.page.wait_for_url("**/fork/ja/index.html")


@pytest.mark.parametrize("path", WRITTEN)
def test_a_page_is_whole_without_javascript(visit, path):
    visited = visit(path, java_script_enabled=False)
    page = visited.page
    refuse(unseen(page))
    refuse([control.get_attribute("id") for control in page.locator(CONTROLS).all() if control.is_enabled()])
    assert page.locator(".chart-live:visible").count() == 0
    assert page.locator(".languages a").count() == len(CODES)
    refuse(visited.faults)


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_guess_opens_its_answer_without_javascript(visit, path):
    guesses = visit(path, java_script_enabled=False).page.locator(".guess")
    assert guesses.count() > 0
    for guess in guesses.all():
        assert guess.locator(".guess-answer").is_hidden()
        assert guess.locator(".guess-mark:visible").count() == 0
        guess.locator("input").last.check()
        assert guess.locator(".guess-answer").is_visible()
        assert guess.locator(".guess-mark:visible").count() >= 1


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_needs_no_sideways_scrolling(visit, path):
    visited = visit(path, viewport={"width": 390, "height": 844}, has_touch=True)
    faults = []
    for width in (390, 320):
        visited.page.set_viewport_size({"width": width, "height": 844})
        visited.figures()
        faults += visited.page.evaluate(TOO_WIDE)
    refuse(faults)


@pytest.mark.parametrize(("path", "width"), [*product(NOTEBOOKS, [390]), *product(FIRST_CHAPTER, [1280])])
def test_a_live_chart_is_drawn_for_the_width_that_it_has(visit, path, width):
    visited = visit(path, viewport={"width": width, "height": 844})
    scales = [
        figure.query_selector(".chart-live svg").evaluate("""svg =>
      svg.getBoundingClientRect().width / svg.viewBox.baseVal.width""")
        for figure in visited.figures()
    ]
    assert all(0.95 < scale < 1.05 for scale in scales), scales


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_phone_shows_the_pictures_for_its_width(visit, path):
    page = visit(path, viewport={"width": 390, "height": 844}, java_script_enabled=False).page
    refuse(unseen(page))
    for picture in page.locator(".chart-picture").all():
        shown = [svg.bounding_box() for svg in picture.locator("svg").all() if svg.is_visible()]
        assert len(shown) == 1
        assert shown[0]["x"] >= 0
        assert shown[0]["x"] + shown[0]["width"] <= 390


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_paper_gets_the_still_pictures_and_no_controls(visit, path):
    visited = visit(path)
    visited.figures()
    visited.page.emulate_media(media="print")
    page = visited.page
    refuse(unseen(page))
    hidden = (".chart-live", ".chart-controls", ".page-tools", ".sidebar-drawer", ".theme-toggle")
    refuse([selector for selector in hidden if page.locator(f"{selector}:visible").count()])
    refuse([answer.inner_text()[:40] for answer in page.locator(".guess-answer").all() if answer.is_hidden()])


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_whoever_wants_less_motion_gets_none(visit, path):
    page = visit(path, reduced_motion="reduce").page
    moving = page.evaluate("""() => [...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
      const animated = style.animationName !== "none" && lasts(style.animationDuration);
      const passes = style.transitionProperty !== "none" && lasts(style.transitionDuration);
      return animated || passes || style.scrollBehavior === "smooth";
    }).map((element) => element.outerHTML.slice(0, 80))""")
    refuse(moving)


def colours(page) -> dict[str, str]:
    """The ground of the page, its text, and the text of a chart."""
    return page.evaluate("""() => ({
      ground: getComputedStyle(document.body).backgroundColor,
      text: getComputedStyle(document.querySelector("article p")).color,
      chart: getComputedStyle(document.querySelector("figure.chart .chart-live text")).fill,
    })""")


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_the_theme_follows_the_machine_and_its_button_and_is_kept(visit, path):
    visited = visit(path, color_scheme="light")
    visited.figures()
    light = colours(visited.page)
    visited.page.emulate_media(color_scheme="dark")
    dark = colours(visited.page)
    assert all(light[part] != dark[part] for part in light)
    seen = []
    visited.page.evaluate("scrollTo(0, 0)")
    for _ in range(3):
        visited.page.locator(".theme-toggle:visible").click()
        seen.append((visited.page.locator("body").get_attribute("data-theme"), colours(visited.page)))
    assert {theme for theme, _ in seen} == {"light", "dark", "auto"}
    assert all(shown == {"light": light, "dark": dark, "auto": dark}[theme] for theme, shown in seen)
    visited.page.locator(".theme-toggle:visible").click()
    chosen = visited.page.locator("body").get_attribute("data-theme")
    visited.page.reload()
    assert visited.page.locator("body").get_attribute("data-theme") == chosen


@pytest.mark.parametrize("path", FIRST_CHAPTER)
def test_a_live_chart_has_its_caption_or_message_as_its_name(visit, path):
    faults = []
    for figure in visit(path).figures():
        label, name, own = figure.evaluate("""figure => {
          const live = figure.querySelector(".chart-live");
          const chart = live.hasAttribute("role") ? live : live.querySelector("[role]:not([aria-hidden=true])");
          const labels = chart?.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id));
          const name = chart?.getAttribute("aria-label") ?? labels?.map((label) => label.textContent).join(" ");
          return [figure.id, name, figure.querySelector("figcaption").textContent];
        }""")
        if not name or " ".join(name.split()) not in " ".join(own.split()):
            faults.append(f"{label}: {name!r}")
    refuse(faults)
