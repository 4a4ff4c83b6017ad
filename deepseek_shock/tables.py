"""The book's tables: ``data/*.csv`` as pandas frames, typed by ``datapackage.json``.

A file whose hash is the recorded one was validated when it was recorded and is read straight away; any
other is validated in full first. After editing a table, ``python -m deepseek_shock.tables refresh``
validates the package and records the new sizes and hashes.
"""

import argparse
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from deepseek_shock import manifest
from deepseek_shock.manifest import TableError

__all__ = ["TableError", "folder", "load", "names", "path", "resource", "sources"]


def folder() -> Path:
    """Where the tables are: inside the installed package, or ``data/`` of the checkout."""
    packed = Path(__file__).parent / "_data"
    return packed if packed.is_dir() else Path(__file__).parents[1] / "data"


def load(name: str) -> pd.DataFrame:
    """One table, typed: dates as ``datetime64``, numbers as ``float64``, text as text, blanks as missing.

    Whole numbers are ``int64``, or ``Int64`` where cells may be blank. Keys and enumerations stay text:
    as categories they would make the columns of a pivot refuse new names, and ``map`` visit values that
    a filter has removed.

    Returns:
        A fresh copy; the units are in ``resource(name)["schema"]["fields"]``.

    Raises:
        TableError: there is no such table, or its file was changed and is not valid.
    """
    return _load(folder(), name).copy()


def names() -> list[str]:
    """The names of all tables, in the order of ``datapackage.json``."""
    return [entry["name"] for entry in manifest.read(folder())["resources"]]


def path(name: str) -> Path:
    """The CSV file of one table."""
    return folder() / resource(name)["path"]


def resource(name: str) -> dict[str, Any]:
    """What ``datapackage.json`` says of one table: titles, schema with units, basis, sources."""
    return manifest.resource(folder(), name)


def sources(name: str) -> list[str]:
    """The keys in ``references.bib`` of everything one table was taken from."""
    return [source["title"] for source in resource(name).get("sources", [])]


@cache
def _load(data: Path, name: str) -> pd.DataFrame:
    entry = manifest.resource(data, name)
    if not manifest.is_recorded(data, entry):
        manifest.validate(data, name)
    fields = entry["schema"]["fields"]
    return pd.read_csv(
        data / entry["path"],
        dtype={field["name"]: _dtype(field) for field in fields if field["type"] != "date"},
        parse_dates=[field["name"] for field in fields if field["type"] == "date"],
        date_format="%Y-%m-%d",
        keep_default_na=False,
        na_values=[""],
    )


def _dtype(field: dict[str, Any]) -> str:
    if field["type"] == "integer":
        return "int64" if field.get("constraints", {}).get("required") else "Int64"
    return {"number": "float64", "string": "str"}[field["type"]]


def main(arguments: list[str] | None = None) -> int:
    """Run ``python -m deepseek_shock.tables refresh``."""
    parser = argparse.ArgumentParser(prog="python -m deepseek_shock.tables", description=__doc__)
    parser.add_argument("command", choices=["refresh"], help="validate all tables, record sizes and hashes")
    parser.parse_args(arguments)
    try:
        changed = manifest.refresh(folder())
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Recorded: {', '.join(changed)}." if changed else "Every table is as recorded.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
