"""What ``datapackage.json`` promises of every table, checked: a file as recorded, or a file in full."""

import csv
import hashlib
import json
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from deepseek_shock.errors import Mistake

_KINDS = {"number": "a number", "integer": "a whole number", "date": "a date such as 2025-01-27"}
_LIMITS = {
    "required": "must not be blank; fill it in",
    "exclusiveMinimum": "must be greater than {limit}; correct it or leave the cell blank",
    "minimum": "must be at least {limit}; correct it",
    "maximum": "must be at most {limit}; correct it",
    "enum": "is none of {limit}; correct the spelling",
    "pattern": "does not have the form {limit}; correct it",
}


class TableError(Mistake, ValueError):
    """A table, or a name of one, that does not keep what ``datapackage.json`` promises."""


def read(folder: Path) -> dict[str, Any]:
    """The descriptor of the data package in ``folder``."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def resource(folder: Path, name: str) -> dict[str, Any]:
    """The descriptor of one table: its schema, titles, sources, basis, size and hash.

    Raises:
        TableError: no table has this name; the message lists the names there are.
    """
    known = {entry["name"]: entry for entry in read(folder)["resources"]}
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise TableError(f"There is no table {name!r}; the tables are {', '.join(sorted(known))}.{hint}")
    return known[name]


def is_recorded(folder: Path, entry: dict[str, Any]) -> bool:
    """Whether a table's file is, byte for byte, the one that was validated when its hash was recorded.

    Raises:
        TableError: the file does not exist.
    """
    return _digest(folder, entry) == entry["hash"]


def validate(folder: Path, name: str) -> None:
    """Check one table in full: header, types, constraints, keys, and that every source is known.

    Raises:
        TableError: the first thing that is wrong, by file, row, column and value, with the mend.
    """
    entry = resource(folder, name)
    _check_header(folder, entry)
    for error in _frictionless_errors(folder, name):
        raise TableError(f"{_label(folder, entry)}{_explain(error, entry)}")
    _check_sources(folder, entry)


def refresh(folder: Path) -> list[str]:
    """Record size and hash of every table whose file has changed, once all tables are valid.

    All tables, because a change in one can break another's foreign key.

    Returns:
        The names of the tables that had changed.

    Raises:
        TableError: a table is not valid; nothing is recorded then.
    """
    manifest = read(folder)
    changed = [entry for entry in manifest["resources"] if not is_recorded(folder, entry)]
    for entry in manifest["resources"] if changed else []:
        validate(folder, entry["name"])
    for entry in changed:
        entry |= {"bytes": (folder / entry["path"]).stat().st_size, "hash": _digest(folder, entry)}
    if changed:
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    return [entry["name"] for entry in changed]


def _digest(folder: Path, entry: dict[str, Any]) -> str:
    try:
        content = (folder / entry["path"]).read_bytes()
    except FileNotFoundError:
        raise TableError(f"{_label(folder, entry)} is missing; restore the file.") from None
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _label(folder: Path, entry: dict[str, Any]) -> str:
    return f"{folder.name}/{entry['path']}"


def _check_header(folder: Path, entry: dict[str, Any]) -> None:
    with (folder / entry["path"]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    names = [field["name"] for field in entry["schema"]["fields"]]
    for name in [name for name in names if name not in header]:
        raise TableError(f"{_label(folder, entry)}, row 1: the column {name!r} is missing; add it.")
    for name in [name for name in header if name not in names]:
        raise TableError(f"{_label(folder, entry)}, row 1: datapackage.json has no column {name!r}; describe it there.")
    if header != names:
        raise TableError(f"{_label(folder, entry)}, row 1: the columns are out of order; write {','.join(names)}.")


def _frictionless_errors(folder: Path, name: str) -> list[Any]:
    # Imported here: a recorded file is read without the validator, and a page with ten tables starts faster.
    from frictionless import Package

    manifest = read(folder)
    for entry in manifest["resources"]:
        del entry["hash"], entry["bytes"]
    report = Package.from_descriptor(manifest, basepath=str(folder)).validate(name=name, limit_errors=1)
    return [*report.errors, *(error for task in report.tasks for error in task.errors)]


def _explain(error: Any, entry: dict[str, Any]) -> str:
    where = f", row {error.row_number}" if hasattr(error, "row_number") else ""
    if error.type in ("type-error", "constraint-error", "unique-error"):
        return f"{where}, column {error.field_name}: {error.cell!r} {_mend(error, entry)}."
    if error.type == "primary-key":
        names = [field["name"] for field in entry["schema"]["fields"]]
        cells = ", ".join(error.cells[names.index(name)] for name in entry["schema"]["primaryKey"])
        first = re.search(r"position (\d+)", error.note)[1]
        return f"{where}: {cells} repeats the key of row {first}; keep one of the two rows."
    if error.type == "foreign-key":
        column, table = error.field_names[0], error.reference_name
        value = error.field_cells[0]
        return f"{where}, column {column}: {value!r} is not in {table}.csv; add it there or correct it."
    return f"{where}: {error.message}"


def _mend(error: Any, entry: dict[str, Any]) -> str:
    field = next(field for field in entry["schema"]["fields"] if field["name"] == error.field_name)
    if error.type == "type-error":
        return f"is not {_KINDS[field['type']]}; correct it"
    if error.type == "unique-error":
        return "stands in another row too; keep one of the two"
    constraint = re.search(r'constraint "(\w+)"', error.note)[1]
    limit = field["constraints"][constraint]
    return _LIMITS[constraint].format(limit=", ".join(limit) if isinstance(limit, list) else limit)


def _check_sources(folder: Path, entry: dict[str, Any]) -> None:
    from pybtex.database import parse_file

    known = parse_file(str(folder / "references.bib"), bib_format="bibtex").entries
    with (folder / entry["path"]).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            for column in [column for column in row if column.endswith("sources")]:
                for key in [key for key in row[column].split(";") if key and key not in known]:
                    raise TableError(
                        f"{_label(folder, entry)}, row {number}, column {column}: {key!r} is not in "
                        "references.bib; add the entry or correct the key."
                    )
