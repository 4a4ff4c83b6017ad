"""The package away from its checkout: the tables travel in the wheel, and Colab finds both."""

import http.server
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from helpers import LANGUAGES, ROOT, copy_of_book

from deepseek_shock import notebooks, tables


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package as a wheel brings it; built from a copy, for building leaves files behind."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(copy_of_book(folder))]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def python(source: str, *path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python outside the checkout, with only ``path`` in place of the installed package."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("COLAB_")}
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {[*map(str, path)]} + sys.path\n{source}"],
        cwd="/",
        env=outside | environment,
        capture_output=True,
        text=True,
    )


def test_the_wheel_carries_the_tables(installed: Path) -> None:
    packed = installed / "deepseek_shock" / "_data"
    ours = {path.name: path.read_bytes() for path in tables.folder().iterdir()}
    assert {path.name: path.read_bytes() for path in packed.iterdir()} == ours


def test_the_wheel_carries_catalogues_templates_and_styles(installed: Path) -> None:
    package = installed / "deepseek_shock"
    assert (package / "locale" / "ja" / "LC_MESSAGES" / "messages.po").is_file()
    assert list((package / "site" / "templates").glob("*.html"))
    assert list((package / "site" / "static").glob("*.css"))


def test_tables_load_outside_the_checkout(installed: Path) -> None:
    result = python(
        "from deepseek_shock import claims, language, tables\n"
        "language.use('ja')\n"
        "print(tables.folder(), len(tables.load('prices_daily')), claims.card('quick-004').claim.verdict)",
        installed,
    )
    folder, rows, verdict = result.stdout.split()
    assert Path(folder) == installed / "deepseek_shock" / "_data"
    assert (int(rows), verdict) == (len(tables.load("prices_daily")), "imprecise")


class Session(http.server.BaseHTTPRequestHandler):
    """Answers as Colab does when asked which notebook is open."""

    path_of_notebook = ""

    def do_GET(self) -> None:
        body = json.dumps([{"path": f"fileId={quote(self.path_of_notebook, safe='')}"}]).encode()
        self.send_response(200 if self.path == "/api/sessions" else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def colab() -> Iterator[dict[str, str]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Session)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"COLAB_JUPYTER_IP": "127.0.0.1", "KMP_TARGET_PORT": str(server.server_port)}
    server.shutdown()
    server.server_close()


def cell(code: str) -> str:
    """The chapter's cell for Colab, where no package is found and what it would run is printed instead."""
    (source,) = (
        c.source for c in notebooks.read(ROOT / "chapters" / code / "market-shock.ipynb").cells if c.id == "colab"
    )
    return source


WITHOUT_PACKAGE = "import importlib.util\nimportlib.util.find_spec = lambda name: None\n"
PRINTED = "import subprocess\nsubprocess.run = lambda command, check: print(*command[1:], check)\n"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("branch", ["main", "spring"])
def test_colab_installs_from_the_repository_of_the_notebook(
    colab: dict[str, str], monkeypatch: pytest.MonkeyPatch, code: str, branch: str
) -> None:
    address = f"https://github.com/someone/fork/blob/{branch}/chapters/{code}/market-shock.ipynb"
    monkeypatch.setattr(Session, "path_of_notebook", address)
    result = python(WITHOUT_PACKAGE + PRINTED + cell(code), **colab)
    assert result.stdout == f"-m pip install --quiet git+https://github.com/someone/fork@{branch} True\n", result.stderr


def test_a_notebook_from_elsewhere_is_told_what_to_do(colab: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "path_of_notebook", "https://drive.example/1234")
    result = python(WITHOUT_PACKAGE + PRINTED + cell("en"), **colab)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == "Open this notebook from its GitHub repository, or install the book's package first.\n"


def test_where_the_package_is_the_cell_does_nothing() -> None:
    """No session is asked: at this address nobody would answer."""
    result = python(PRINTED + cell("en"), ROOT, COLAB_JUPYTER_IP="127.0.0.1", KMP_TARGET_PORT="1")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
