"""README, CONTRIBUTING, licences and citation: what they promise is there."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAPERS = ("README.md", "CONTRIBUTING.md", "LICENSE-text.md")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def text(name):
    return (ROOT / name).read_text("utf-8")


def targets():
    """Commands of the Makefile."""
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


def cff_check(path):
    command = [
        Path(sys.executable).parent / "check-jsonschema",
        "--builtin-schema",
        "vendor.citation-file-format",
        path,
    ]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True)


@pytest.mark.parametrize("name", PAPERS)
def test_links_lead_to_files_that_exist(name):
    links = re.findall(r"\]\(([^)#]+)", text(name))
    assert links
    assert not [link for link in links if not link.startswith("https://") and not (ROOT / link).is_file()]


@pytest.mark.parametrize("name", PAPERS)
def test_places_named_in_code_type_exist(name):
    places = re.findall(r"`((?:chapters|data|deepseek_shock|tests)/[\w/.-]*)`", text(name))
    assert not [place for place in places if not (ROOT / place).exists()]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_are_targets_of_the_makefile(name):
    commands = set(re.findall(r"(?:^|`)make ([a-z]+)", text(name), re.MULTILINE))
    assert commands
    assert commands <= targets()


def test_first_screen_of_the_readme_shows_commands_and_a_picture():
    before_first_section = text("README.md").split("\n## ")[0]
    assert "make site" in before_first_section
    assert "make test" in before_first_section
    assert re.search(r"!\[.+\]\(\.github/page\.png\)", before_first_section)
    assert len(before_first_section.splitlines()) <= 20


def test_workflow_that_the_readme_names_exists():
    name = yaml.safe_load(text(".github/workflows/book.yml"))["name"]
    assert f"choose **{name}** and run it" in text("README.md")


def test_citation_fits_the_schema():
    result = cff_check(ROOT / "CITATION.cff")
    assert result.returncode == 0, result.stdout


def test_citation_check_can_fail(tmp_path):
    copy = tmp_path / "CITATION.cff"
    copy.write_text(text("CITATION.cff").replace("cff-version", "version-of-cff"), "utf-8")
    assert cff_check(copy).returncode != 0


def test_citation_agrees_with_the_package():
    assert CITATION["version"] == PROJECT["version"]
    assert CITATION["license"] == [PROJECT["license"], "CC-BY-4.0"]


def test_licences_name_who_and_under_what():
    assert text("LICENSE").startswith("MIT License\n\nCopyright (c) 2026 the authors of DeepSeek Shock, Recomputed\n")
    assert "https://creativecommons.org/licenses/by/4.0/" in text("LICENSE-text.md")
    assert [name for name in PROJECT["license-files"] if not (ROOT / name).is_file()] == []


def test_cells_that_contributing_names_are_in_the_chapter():
    rows = re.findall(r"^\| (`relay.*?) \|", text("CONTRIBUTING.md"), re.MULTILINE)
    ids = {cell for row in rows for cell in re.findall(r"`([\w-]+)`", row)}
    assert len(ids) == 9
    assert not [cell for cell in ids if f'"id": "{cell}"' not in text("chapters/en/market-shock.ipynb")]


def test_binder_installs_the_package_at_the_pins():
    assert os.access(ROOT / ".binder" / "postBuild", os.X_OK)
    assert "--constraint requirements.txt --editable ." in text(".binder/postBuild")
    version = tuple(map(int, re.findall(r"\d+", text(".binder/runtime.txt"))))
    assert version >= tuple(map(int, re.findall(r"\d+", PROJECT["requires-python"])))
