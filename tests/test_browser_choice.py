"""The order in which `browser` looks for one, on a machine that is made up."""

import subprocess
import sys
from types import SimpleNamespace

import browser
import pytest

OWN = "/cache/playwright/chrome"


@pytest.fixture
def machine(monkeypatch):
    """A machine: what starts, what is on PATH, who runs; and the commands that were run on it."""
    fake = SimpleNamespace(starting=set(), path={}, root=False, commands=[], brings={})

    def run(*command):
        fake.commands.append(command[:2] if command[0] == "apt-get" else "playwright")
        fake.starting |= fake.brings.get(fake.commands[-1], set())
        fake.path |= {path.rsplit("/", 1)[1]: path for path in fake.starting if path.startswith("/usr/bin/")}

    monkeypatch.delenv("BOOK_BROWSER", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: fake.path.get(name))
    monkeypatch.setattr(browser, "starts", lambda path: path in fake.starting)
    monkeypatch.setattr(browser, "playwrights_own", lambda: OWN)
    monkeypatch.setattr(browser, "APPLICATIONS", ())
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0 if fake.root else 1000, raising=False)
    monkeypatch.setattr(browser, "_run", run)
    return fake


def have(machine, *paths):
    machine.starting |= set(paths)
    machine.path |= {path.rsplit("/", 1)[1]: path for path in paths if path.startswith("/usr/bin/")}


def test_the_wish_comes_first(machine, monkeypatch):
    have(machine, "/usr/bin/google-chrome", "/opt/mine")
    monkeypatch.setenv("BOOK_BROWSER", "/opt/mine")
    assert browser.find() == "/opt/mine"


def test_a_wish_that_does_not_start_is_an_error_and_nothing_is_installed(machine, monkeypatch):
    have(machine, "/usr/bin/google-chrome")
    monkeypatch.setenv("BOOK_BROWSER", "/opt/none")
    with pytest.raises(browser.BrowserError, match=r"BOOK_BROWSER is '/opt/none'.*correct or unset it\.$"):
        browser.ensure()
    assert machine.commands == []


@pytest.mark.parametrize("name", browser.NAMES)
def test_the_machines_own_browser_goes_before_playwrights(machine, name):
    have(machine, f"/usr/bin/{name}", OWN)
    assert browser.ensure() == f"/usr/bin/{name}"
    assert machine.commands == []


def test_an_application_of_macos_is_found(machine, monkeypatch, tmp_path):
    application = tmp_path / "Google Chrome"
    application.touch()
    monkeypatch.setattr(browser, "APPLICATIONS", (tmp_path / "Chromium", application))
    have(machine, str(application), OWN)
    assert browser.find() == str(application)


def test_a_browser_that_does_not_start_is_passed_over(machine):
    have(machine, "/usr/bin/chromium")
    machine.path["google-chrome"] = "/usr/bin/google-chrome"
    assert browser.find() == "/usr/bin/chromium"


def test_playwrights_is_downloaded_where_there_is_none(machine):
    machine.brings = {"playwright": {OWN}}
    assert browser.ensure() == OWN
    assert machine.commands == ["playwright"]


def test_debians_package_is_the_last_resort_of_root(machine):
    machine.root = True
    machine.path["apt-get"] = "/usr/bin/apt-get"
    machine.brings = {("apt-get", "install"): {"/usr/bin/chromium"}}
    assert browser.ensure() == "/usr/bin/chromium"
    assert machine.commands == ["playwright", ("apt-get", "update"), ("apt-get", "install")]


@pytest.mark.parametrize(("root", "debian"), [(False, True), (True, False)])
def test_without_any_one_line_says_what_to_install(machine, root, debian):
    machine.root = root
    machine.path |= {"apt-get": "/usr/bin/apt-get"} if debian else {}
    with pytest.raises(browser.BrowserError, match=r"^No browser for the tests: install Google Chrome or Chromium"):
        browser.ensure()
    assert machine.commands == ["playwright"]


@pytest.mark.parametrize("root", [True, False])
def test_only_root_goes_without_the_sandbox(machine, root):
    have(machine, "/usr/bin/chromium")
    machine.root = root
    options = browser.launch_options()
    assert options["executable_path"] == "/usr/bin/chromium"
    assert ("--no-sandbox" in options["args"]) is root


def test_the_script_ends_with_one_line_and_status_1(monkeypatch, tmp_path):
    environment = {"BOOK_BROWSER": str(tmp_path / "none"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, browser.__file__], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_what_is_no_browser_does_not_start(tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert not browser.starts(str(broken))
    assert not browser.starts(str(tmp_path / "none"))
