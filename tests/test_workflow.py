"""The workflow is valid, safe by zizmor's rules, and the same in every fork."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
BIN = Path(sys.executable).parent
TEXT = (ROOT / ".github" / "workflows" / "book.yml").read_text("utf-8")
JOBS = yaml.safe_load(TEXT)["jobs"]


def steps(text):
    """The workflow's steps, job by job."""
    return [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True)


def schema_check(path, schema="vendor.github-workflows"):
    return run(BIN / "check-jsonschema", "--builtin-schema", schema, path)


def zizmor(path):
    return run(BIN / "zizmor", "--offline", "--pedantic", path)


def unpinned(text):
    """Actions that are not named by a full commit with its version beside it."""
    return [line for line in re.findall(r"uses: (.+)", text) if not re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", line)]


def owners_named(text):
    """Repositories that the workflow names, beside the actions it uses."""
    return re.findall(r"github\.com/[\w.-]+/[\w.-]+|[\w-]+\.github\.io|repository: *\S+", text)


def secrets_named(text):
    return [name for name in re.findall(r"secrets\.(\w+)", text) if name != "GITHUB_TOKEN"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_workflow_fits_the_schema(path, schema):
    result = schema_check(path, schema)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_zizmor_finds_nothing(path):
    result = zizmor(path)
    assert result.returncode == 0, result.stdout


def test_the_checks_can_fail(tmp_path):
    copy = tmp_path / ".github" / "workflows" / "book.yml"
    copy.parent.mkdir(parents=True)
    copy.write_text(re.sub(r"checkout@\S+ # v\S+", "checkout@v6", TEXT), "utf-8")
    assert zizmor(copy).returncode != 0
    copy.write_text(TEXT.replace("runs-on:", "runs-off:"), "utf-8")
    assert schema_check(copy).returncode != 0
    assert unpinned("uses: actions/checkout@v6") == ["actions/checkout@v6"]
    assert owners_named("repository: someone/book")
    assert owners_named("https://github.com/someone/book")
    assert secrets_named("${{ secrets.DEPLOY_KEY }}") == ["DEPLOY_KEY"]


def test_a_fork_needs_no_edit_and_no_secret():
    assert not owners_named(TEXT)
    assert not secrets_named(TEXT)


def test_actions_are_pinned_by_commit_one_commit_each():
    assert not unpinned(TEXT)
    pins = set(re.findall(r"uses: (\S+)@(\S+)", TEXT))
    assert len(pins) == len({action for action, _ in pins})


def test_only_publishing_may_write():
    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    writing = {name: job["permissions"] for name, job in JOBS.items() if "write" in str(job.get("permissions"))}
    assert writing == {"publish": {"pages": "write", "id-token": "write"}}


def test_every_supported_python_is_tested():
    assert JOBS["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]


def test_nothing_is_published_before_the_tests_have_passed():
    assert set(JOBS["publish"]["needs"]) == {"test", "build"}
    assert JOBS["publish"]["environment"]["name"] == "github-pages"


def test_a_pull_request_keeps_its_site_and_asks_nothing_of_pages():
    ask, keep = (step for step in JOBS["build"]["steps"] if re.search("configure-pages|upload-artifact", str(step)))
    assert "github.event_name != 'pull_request'" in ask["if"]
    assert keep["if"] == "steps.pages.outcome != 'success'"


def test_commands_of_the_workflow_are_those_of_the_book():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    commands = [step["run"] for step in steps(TEXT) if "run" in step and "\n" not in step["run"]]
    for command in commands:
        tool, *words = command.split()
        assert words[0] in targets if tool == "make" else (ROOT / words[0]).exists()
