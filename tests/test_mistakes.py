"""The checks go red on a broken copy of the book, and every mistake gets one plain message.

A test that cannot fail proves nothing: here each check meets a book with one thing wrong.
"""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import catalogue
import pytest
from helpers import ROOT, copy_of_book, edit, edit_cell, files, keep_cells, replace_in_cell, run

from deepseek_shock import language, manifest, tables
from deepseek_shock.__main__ import main
from deepseek_shock.chapters import numbers, parity, recordings
from deepseek_shock.charts.market_shock import headline
from deepseek_shock.site import templating

CHAPTER = "chapters/{}/market-shock.ipynb"
ENGLISH, JAPANESE = CHAPTER.format("en"), CHAPTER.format("ja")
CLOSE = "2025-01-27,NVDA,118.42,"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the book with one chapter to run: the others would be run anew and add nothing."""
    book = copy_of_book(tmp_path)
    for notebook in book.glob("chapters/*/*.ipynb"):
        if notebook.name != Path(CHAPTER).name:
            notebook.unlink()
    return book


class TestChecksGoRed:
    """One change each, and the check that must see it."""

    def test_a_price_changed_in_the_data(self, broken: Path) -> None:
        edit(broken / "data" / "prices_daily.csv", CLOSE, "2025-01-27,NVDA,118.24,")
        entry = manifest.resource(broken / "data", "prices_daily")
        assert not manifest.is_recorded(broken / "data", entry)
        assert manifest.is_recorded(ROOT / "data", manifest.resource(ROOT / "data", "prices_daily"))

    def test_a_price_changed_and_recorded_anew_is_seen_by_nbval(self, broken: Path) -> None:
        edit(broken / "data" / "prices_daily.csv", CLOSE, "2025-01-27,NVDA,118.24,")
        keep_cells(broken / ENGLISH, "setup", "movers-model")
        assert run("-m", "deepseek_shock.tables", "refresh", root=broken).returncode == 0
        proof = run("-m", "pytest", "--nbval", "--quiet", "-p", "no:cacheprovider", ENGLISH, root=broken)
        assert proof.returncode == 1
        assert "'NVDA': -16.968" in proof.stdout
        assert "'NVDA': -17.094" in proof.stdout

    @pytest.mark.parametrize(
        ("cell", "old", "new"),
        [
            ("headline-verdict", "91兆円", "9.1兆円"),
            ("movers-text", r"3\.2%", "2.3%"),
            ("after-text", "6月9日", "6月6日"),
        ],
    )
    def test_a_number_changed_in_the_japanese_prose(self, broken: Path, cell: str, old: str, new: str) -> None:
        before = set(numbers.differences(broken))
        replace_in_cell(broken / JAPANESE, cell, old, new)
        found = set(numbers.differences(broken)) - before
        assert any(message.startswith(f"{JAPANESE}, cell {cell}: only ja states") for message in found), found

    def test_a_number_changed_in_both_editions_alike(self, broken: Path) -> None:
        for name in (ENGLISH, JAPANESE):
            replace_in_cell(broken / name, "after-text", r"20\.4%", "21.7%")
        found = set(numbers.unbacked(broken)) - set(numbers.unbacked(ROOT))
        assert {message.split(":")[0] for message in found} == {
            f"{name}, cell after-text" for name in (ENGLISH, JAPANESE)
        }

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda cell: cell["outputs"].clear(), ", cell headline-model: it shows something and has no output"),
            (lambda cell: cell.update(execution_count=None), ": the execution counts are not 1, 2, 3"),
            (lambda cell: cell["metadata"].update(tags=["nbval-ignore-output"]), "cell headline-model: the tags"),
            (lambda cell: cell["metadata"].update(collapsed=True), ": is not in canonical form"),
        ],
    )
    def test_a_recording_tampered_with(
        self, broken: Path, change: Callable[[dict[str, Any]], object], message: str
    ) -> None:
        edit_cell(broken / ENGLISH, "headline-model", change)
        assert any(fault.startswith(ENGLISH) and message in fault for fault in recordings.faults(broken))

    def test_code_that_differs_between_the_editions(self, broken: Path) -> None:
        replace_in_cell(broken / JAPANESE, "headline-solution", "dollar_step=step", "dollar_step=1e9")
        assert parity.faults(broken) == [
            f"{JAPANESE}, cell headline-solution: its code is not that of en; "
            "only the language named in language.use may differ."
        ]

    def test_a_translation_dropped(self, broken: Path) -> None:
        path = broken / "deepseek_shock" / "locale" / "ja" / "LC_MESSAGES" / "messages.po"
        drop(path, "Last price")
        found = set(catalogue.faults(broken, "ja")) - set(catalogue.faults(ROOT, "ja"))
        assert found == {"ja: 'Last price' is not translated."}

    def test_a_translation_marked_fuzzy_or_with_another_placeholder(self, broken: Path) -> None:
        path = broken / "deepseek_shock" / "locale" / "ja" / "LC_MESSAGES" / "messages.po"
        edit(path, 'msgid "Last price"', '#, fuzzy\nmsgid "Last price"')
        edit(path, 'msgid "Shares outstanding"', 'msgid "Shares outstanding {now}"')
        assert set(catalogue.faults(broken, "ja")) - set(catalogue.faults(ROOT, "ja")) == {
            "ja: 'Last price' is marked fuzzy.",
            "ja: 'Shares outstanding' is not translated.",
            "ja: 'Shares outstanding {now}' has other placeholders.",
            "ja: 'Shares outstanding {now}' is obsolete; remove it.",
        }

    def test_a_file_of_another_host(self, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import test_files

        templates = broken / "deepseek_shock" / "site" / "templates"
        edit(templates / "404.html", "<main>", '<main><img src="https://example.org/pixel.png" alt="">')
        monkeypatch.setattr(templating, "TEMPLATES", templates)
        words = dict.fromkeys(("code", "title", "lost", "lost_hint", "home"), "en")
        page = templating.render("404.html", editions=[words], root="", root_path="/")
        (broken / "404.html").write_text(page, "utf-8")
        with pytest.raises((AssertionError, pytest.fail.Exception), match=r"example\.org/pixel\.png"):
            test_files.test_nothing_is_loaded_from_another_host(broken, "404.html")


def drop(path: Path, message: str) -> None:
    """Take a message out of a catalogue."""
    entries = path.read_text("utf-8").split("\n\n")
    kept = [entry for entry in entries if f'msgid "{message}"' not in entry]
    assert len(kept) == len(entries) - 1
    path.write_text("\n\n".join(kept), "utf-8")


def one_line(status: int, told: str, *parts: str) -> None:
    """A status that is not zero and one plain line, no traceback."""
    assert status == 1, told
    assert len(told.strip().splitlines()) == 1, told
    assert all(part in told for part in parts), told
    assert told.endswith(".\n")


@pytest.fixture
def refused(broken: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Run a command's ``main`` on the broken copy: one plain line on stderr, status 1, and no file touched."""
    monkeypatch.setattr(tables, "folder", lambda: broken / "data")
    monkeypatch.setenv("PYTHONPATH", str(broken))  # for the kernels

    def check(main: Callable[[list[str]], int], arguments: list[str], *parts: str) -> None:
        before = files(broken)
        status = main(arguments)
        one_line(status, capfd.readouterr().err, *parts)
        assert files(broken) == before

    return check


class TestBadInput:
    """The commands end in one message that names the place and the mend, and leave everything as it was."""

    @pytest.mark.parametrize(
        ("table", "old", "new", "parts"),
        [
            ("prices_daily", "date,ticker,close,", "date,ticker,closing,", ["row 1", "'close'", "missing"]),
            ("prices_daily", CLOSE, "2025-01-27,NVDA,n/a,", ["row 4066", "column close", "'n/a'", "correct it"]),
            ("prices_daily", CLOSE, "2025-01-27,NVDA,0,", ["row 4066", "column close", "greater than 0"]),
            ("prices_daily", CLOSE, "2025-01-24,NVDA,118.42,", ["2025-01-24, NVDA", "repeats", "keep one"]),
            (
                "share_counts",
                "24598341970,nasdaq-screener",
                "24598341970,nobody2025",
                ["row 2", "'nobody2025'", ".bib"],
            ),
        ],
    )
    def test_a_broken_table(self, broken: Path, refused, table: str, old: str, new: str, parts: list[str]) -> None:
        edit(broken / "data" / f"{table}.csv", old, new)
        refused(tables.main, ["refresh"], f"data/{table}.csv, ", *parts)

    def test_a_chapter_in_one_language_only(self, broken: Path, refused) -> None:
        (broken / JAPANESE).unlink()
        refused(main, ["site", "--root", str(broken)], f"Missing {JAPANESE}", "every page is written in each language")

    @pytest.mark.parametrize("command", ["site", "record"])
    def test_a_notebook_that_is_not_valid(self, broken: Path, refused, command: str) -> None:
        keep_cells(broken / ENGLISH, "setup")
        (broken / JAPANESE).write_text('{"cells": [', "utf-8")
        refused(main, [command, "--root", str(broken)], "market-shock.ipynb is not a valid notebook", "Restore it")

    @pytest.mark.parametrize(
        ("cell", "old", "new", "parts"),
        [
            ("double-claim", '"quick-054"', '"quick-54"', ["UnknownClaimError", "'quick-54'", "quick-054"]),
            ("record-model", '"nvda_daily"', '"nvda_day"', ["TableError", "'nvda_day'", "nvda_daily"]),
            ("relay-figure", r"relay\.figure\(\)", "1 / 0", ["ZeroDivisionError", "division by zero"]),
        ],
    )
    def test_a_cell_that_fails(self, broken: Path, refused, cell: str, old: str, new: str, parts: list[str]) -> None:
        (broken / ENGLISH).unlink()
        keep_cells(broken / JAPANESE, "setup", cell)
        replace_in_cell(broken / JAPANESE, cell, old, new)
        arguments = ["record", "--root", str(broken)]
        refused(main, arguments, f"{JAPANESE}, cell {cell}:", *parts, "Nothing was written.")

    def test_a_chart_whose_translation_is_missing(self, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        locale = broken / "deepseek_shock" / "locale"
        drop(locale / "ja" / "LC_MESSAGES" / "messages.po", "Last price")
        monkeypatch.setattr(language, "LOCALE", locale)
        language.translations.cache_clear()
        language.use("ja")
        try:
            with pytest.raises(
                language.LanguageError, match=r"ja/LC_MESSAGES/messages\.po has no .*'Last price'; add it"
            ):
                headline.figure().spec()
        finally:
            language.use(language.SOURCE)
            language.translations.cache_clear()

    def test_a_port_in_use(self, broken: Path) -> None:
        """From the shell, as `make serve` runs it."""
        with socket.socket() as taken:
            taken.bind(("localhost", 0))
            taken.listen()
            port = taken.getsockname()[1]
            result = run("-m", "deepseek_shock", "serve", "--port", str(port), root=broken)
        one_line(result.returncode, result.stderr, f"Port {port} is in use", f"PORT={port + 1}")
        assert not (broken / "_build").exists()

    def test_a_folder_that_is_no_checkout(self, refused, tmp_path: Path) -> None:
        empty = tmp_path / "empty"
        empty.mkdir()
        refused(main, ["site", "--root", str(empty)], str(empty), "chapters")
        assert list(empty.iterdir()) == []


def test_the_copy_that_is_broken_was_whole(broken: Path) -> None:
    assert recordings.faults(broken) == recordings.faults(ROOT) == []
    assert {path.relative_to(broken).as_posix() for path in broken.rglob("*.ipynb")} == {ENGLISH, JAPANESE}
    assert json.loads((broken / "data" / "datapackage.json").read_text("utf-8")) == manifest.read(tables.folder())
