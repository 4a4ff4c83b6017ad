"""The tools of `make bench`: a missed target is told, bytes are counted as they travel, pins name no host."""

import gzip
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from bench import results, server
from bench.results import Number

BENCH = Path(__file__).parent / "bench"


@pytest.mark.parametrize(
    ("number", "met"),
    [
        (Number("page", "requests", 25, target=25), True),
        (Number("page", "requests", 26, target=25), False),
        (Number("page", "performance", 95, target=95, more_is_better=True), True),
        (Number("page", "performance", 94, target=95, more_is_better=True), False),
        (Number("page", "requests", 1000), None),
    ],
)
def test_a_target_is_a_ceiling_or_a_floor_or_absent(number, met):
    assert number.met is met


def test_the_table_says_what_was_missed_and_names_a_subject_once():
    lines = results.table([Number("page", "time", 1.26, "s", 1), Number("page", "requests", 3, target=25)]).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["page", "time", "1.3", "s", "≤", "1", "MISSED"],
        ["requests", "3", "≤", "25", "met"],
    ]


def test_the_file_keeps_exact_values_and_verdicts(tmp_path):
    results.write([Number("page", "time", 1.26, "s", 1)], {"python": "3.11"}, tmp_path / "new" / "bench.json")
    content = json.loads((tmp_path / "new" / "bench.json").read_text("utf-8"))
    assert content["machine"] == {"python": "3.11"}
    assert (content["numbers"][0]["value"], content["numbers"][0]["met"]) == (1.26, False)


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("identity", None)])
def test_the_server_compresses_for_those_who_take_it(tmp_path, accepted, encoding):
    (tmp_path / "page.html").write_text("word " * 1000, "utf-8")
    with server.serve(tmp_path) as address:
        request = urllib.request.Request(f"{address}/page.html", headers={"Accept-Encoding": accepted})
        with urllib.request.urlopen(request) as answer:
            body, headers = answer.read(), answer.headers
    assert headers["Content-Encoding"] == encoding
    assert int(headers["Content-Length"]) == len(body)
    assert (gzip.decompress(body) if encoding else body) == b"word " * 1000


def test_what_is_compressed_already_stays_as_it_is(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"png")
    with server.serve(tmp_path) as address:
        request = urllib.request.Request(f"{address}/picture.png", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            assert (answer.headers["Content-Encoding"], answer.read()) == (None, b"png")


def test_an_absent_file_is_not_found(tmp_path):
    with server.serve(tmp_path) as address, pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/absent.html")


def test_lighthouse_is_pinned_exactly_and_the_lock_names_no_host():
    wanted = json.loads((BENCH / "package.json").read_text("utf-8"))["devDependencies"]
    lock = (BENCH / "package-lock.json").read_text("utf-8")
    packages = json.loads(lock)["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in entry for name, entry in packages.items() if name)
    assert "resolved" not in lock
