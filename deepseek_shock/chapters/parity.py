"""Whether the editions are one book: the same pages, cells, code, labels, guesses, citations and figures."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from deepseek_shock.chapters.files import editions, pages, shared_pages
from deepseek_shock.chapters.sections import cells
from deepseek_shock.charts.figure import MIME_TYPE

# What a text must share with its counterpart, in order; everything else is the author's.
_SKELETON = re.compile(
    r"^(?P<heading>#{1,6})(?= )"
    r"|^\((?P<target>[\w-]+)\)=$"
    r"|^:{3,}\{(?P<named>guess|solution|solution-start)\} (?P<name>\S+)"
    r"|^(?P<directive>(?::{3,}|`{3,})\{[\w-]+\})"
    r"|^(?P<option>:(?:label|right|class|name|filter):.*)$"
    r"|^(?P<item>(?:[-*]|\d+\.)(?= ))"
    r"|(?P<role>\{(?:cite|ref|numref|doc|term)[^}]*\}`)(?:[^`<]*<)?(?P<at>[^`>]+)>?`",
    re.MULTILINE,
)
_LINK = re.compile(r"\]\((?!https?:)([^()\s]+)\)")
_SPOKEN = 'language.use("{}")'


def faults(root: Path) -> list[str]:
    """What one edition has and another has not, over all pages of a checkout."""
    source, *others = editions(root)
    found = []
    for code in others:
        found += list(_lacking(root, source, code))
        for page in shared_pages(root):
            paths = [root / "chapters" / edition / page for edition in (source, code)]
            found += [f"chapters/{code}/{page}{fault}" for fault in _page_faults(*paths, source, code)]
    return found


def _lacking(root: Path, source: str, code: str) -> Iterator[str]:
    for one, other in ((source, code), (code, source)):
        for page in sorted(set(pages(root, one)) - set(pages(root, other))):
            yield f"chapters/{other}/{page} is missing; chapters/{one}/{page} is there, so write it too."


def _page_faults(path: Path, other: Path, source: str, code: str) -> Iterator[str]:
    for ours, theirs in zip_longest(cells(path), cells(other)):
        if ours is None or theirs is None or (ours.id, ours.cell_type) != (theirs.id, theirs.cell_type):
            yield f": its cells part from {source} at {_name(theirs)}, where {source} has {_name(ours)}."
            return
        for fault in _cell_faults(ours, theirs, source, code):
            yield f", cell {theirs.id}: {fault}"


def _name(cell: NotebookNode | None) -> str:
    return f"the {cell.cell_type} cell {cell.id}" if cell else "no cell"


def _cell_faults(ours: NotebookNode, theirs: NotebookNode, source: str, code: str) -> Iterator[str]:
    if ours.metadata.get("tags") != theirs.metadata.get("tags"):
        yield f"its tags are not those of {source}."
    if ours.cell_type == "markdown":
        yield from _text_faults(ours.source, theirs.source, source)
        return
    if ours.source.replace(_SPOKEN.format(source), _SPOKEN.format(code)) != theirs.source:
        yield f"its code is not that of {source}; only the language named in language.use may differ."
    yield from _output_faults(ours, theirs, source)


def _text_faults(ours: str, theirs: str, source: str) -> Iterator[str]:
    for here, there in zip_longest(skeleton(theirs), skeleton(ours), fillvalue="nothing"):
        if here != there:
            yield f"it has {here!r} where {source} has {there!r}."
            return
    if Counter(_LINK.findall(ours)) != Counter(_LINK.findall(theirs)):
        yield f"its links inside the book are not those of {source}."


def skeleton(text: str) -> list[str]:
    """The marks of a text that no language changes: headings, labels, directives, options, items, citations."""
    return ["".join(match.group("role", "at")) if match["role"] else match[0] for match in _SKELETON.finditer(text)]


def _output_faults(ours: NotebookNode, theirs: NotebookNode, source: str) -> Iterator[str]:
    if [_kind(output) for output in ours.outputs] != [_kind(output) for output in theirs.outputs]:
        yield f"its outputs are not of the kinds of {source}; run `make record`."
        return
    for here, there in zip(theirs.outputs, ours.outputs, strict=True):
        if MIME_TYPE in here.get("data", {}):
            if shape(here.data[MIME_TYPE]) != shape(there.data[MIME_TYPE]):
                yield f"its figure is not that of {source} in other words; run `make record`."
        elif "text/html" not in here.get("data", {}) and here != there:
            yield f"its output is not that of {source}; run `make record`."


def _kind(output: NotebookNode) -> tuple[str, list[str]]:
    return output.output_type, sorted(output.get("data", {}))


def shape(spec: dict[str, Any]) -> Any:
    """A figure without its words: names, sources, signals, structure, and every number of its tables."""
    words = spec["usermeta"]
    signals = [(param["name"], sorted(param)) for param in spec.get("params", [])]
    tables = sorted(json.dumps(_wordless(rows), sort_keys=True) for rows in spec["datasets"].values())
    rest = {key: _wordless(value) for key, value in spec.items() if key not in ("datasets", "usermeta")}
    columns = list(words["table"]["columns"])
    return words["name"], words["sources"], columns, sorted(words["controls"]), signals, tables, rest


def _wordless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _wordless(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_wordless(item) for item in value]
    return "" if isinstance(value, str) else value
