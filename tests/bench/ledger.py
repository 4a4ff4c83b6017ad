"""How long the ledger's filter takes for a keystroke, and all checks together."""

import time
from statistics import median

from playwright.sync_api import Browser

from bench.results import Number
from deepseek_shock import claims

SLOWDOWN = 4
WORDS = "nvidia demand"
# From the input event until the new list is laid out, letter by letter.
TYPE = """async words => {
  const field = document.querySelector("#filter-words"), times = [];
  for (let length = 1; length <= words.length; length += 1) {
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const start = performance.now();
    field.value = words.slice(0, length);
    field.dispatchEvent(new Event("input", {bubbles: true}));
    document.body.offsetHeight;
    times.push(performance.now() - start);
  }
  return times;
}"""


def measure(browser: Browser, subject: str, address: str) -> list[Number]:
    """A keystroke's time with a processor four times slower, and the time of all checks here."""
    page = browser.new_context(viewport={"width": 412, "height": 823}).new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address, wait_until="load")
    times = page.evaluate(TYPE, WORDS)
    page.context.close()
    slower = f"processor {SLOWDOWN} times slower"
    return [
        Number(subject, f"filter, median keystroke, {slower}", median(times), "ms", 50),
        Number(subject, f"filter, slowest keystroke, {slower}", max(times), "ms", 50),
        Number(subject, "all checks", _checks(), "s", 10),
    ]


def _checks() -> float:
    start = time.perf_counter()
    for claim_id in claims.load().index:
        claims.check(claim_id)
    return time.perf_counter() - start
