"""How soon a chart is alive after the reader comes to it, and how soon a slider's turn is on the screen."""

from statistics import median

from playwright.sync_api import Browser, Page

from bench.results import Number

FIGURES = "[...document.querySelectorAll('figure.chart')].map(figure => figure.id)"
# The page is fresh, so each chart pays for the script that draws them all.
ENLIVEN = """async id => {
  const figure = document.getElementById(id), start = performance.now();
  figure.scrollIntoView({block: "center", behavior: "instant"});
  while (!figure.view) {
    if (performance.now() - start > 30000) throw Error(`${id} does not come alive`);
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - start;
}"""
# From the input event until the frame with the new picture has been painted.
TURN = """async id => {
  const figure = document.getElementById(id), times = [];
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  await figure.view.runAsync();
  for (const slider of figure.querySelectorAll("input[type=range]"))
    for (const part of [0, 0.25, 0.5, 0.75, 1, 0.6, 0.35, 0.1]) {
      await painted();
      const start = performance.now();
      slider.value = Number(slider.min) + part * (slider.max - slider.min);
      slider.dispatchEvent(new Event("input", {bubbles: true}));
      await figure.view.runAsync();
      await painted();
      times.push(performance.now() - start);
    }
  return times;
}"""


def measure(browser: Browser, subject: str, address: str) -> list[Number]:
    """Medians over the page's figures, at full speed and with a processor four times slower."""
    return [number for slowdown in (1, 4) for number in _at_speed(browser, subject, address, slowdown)]


def _at_speed(browser: Browser, subject: str, address: str, slowdown: int) -> list[Number]:
    page = _open(browser, address, slowdown)
    names = page.evaluate(FIGURES)
    page.context.close()
    alive, steps = {}, {}
    for name in names:
        page = _open(browser, address, slowdown)
        alive[name] = page.evaluate(ENLIVEN, name) / 1000
        if times := page.evaluate(TURN, name):
            steps[name] = median(times)
        page.context.close()
    speed = "" if slowdown == 1 else f", processor {slowdown} times slower"
    worst = max(steps, key=steps.get)
    return [
        Number(subject, f"from scroll to live chart{speed}", median(alive.values()), "s", 1 if slowdown == 1 else None),
        Number(subject, f"slider step{speed}", median(steps.values()), "ms", 50 if slowdown == 1 else None),
        Number(subject, f"slowest slider step{speed} ({worst})", steps[worst], "ms"),
    ]


def _open(browser: Browser, address: str, slowdown: int) -> Page:
    """The page in a browser that has never seen it."""
    page = browser.new_context(viewport={"width": 1350, "height": 940}).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    return page
