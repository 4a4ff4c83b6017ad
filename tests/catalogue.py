"""What the source asks to be translated, and what is wrong with a catalogue of translations."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import util
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

Key = tuple[str | None, str]
CONFIGURATION = "deepseek_shock/locale/babel.cfg"
# As the command in babel.cfg has them: functions of charts/units.py whose first argument is a message.
KEYWORDS = DEFAULT_KEYWORDS | {"lines": None}
THEME = ("furo", "myst_nb", "sphinx_exercise", "sphinx_togglebutton")
CALLS = {"_", "gettext", "pgettext", "N_", "lines"}
_PLACE = re.compile(r"\{\w*\}|%\(\w+\)s")


def messages(root: Path) -> set[Key]:
    """Context and text of every message that Babel finds in the package."""
    with (root / CONFIGURATION).open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(root / "deepseek_shock", methods, options, KEYWORDS)
    return {(context, text) for _, _, text, _, context in found}


def calls(root: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the package of a function that translates, with the file and line it stands in."""
    for path in sorted((root / "deepseek_shock").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in CALLS:
                yield f"{path.relative_to(root)}:{node.lineno}", node


def read(root: Path, code: str) -> Catalog:
    """The catalogue of a language."""
    path = root / "deepseek_shock" / "locale" / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return pofile.read_po(file, locale=code, abort_invalid=True)


def faults(root: Path, code: str) -> list[str]:
    """What a catalogue lacks or has wrong, one sentence a message."""
    catalogue = read(root, code)
    lacking = [key for key in messages(root) if not _translated(catalogue, key)]
    return sorted(
        [f"{code}: {text!r} is not translated." for _, text in lacking]
        + [f"{code}: {message.id!r} is marked fuzzy." for message in _entries(catalogue) if message.fuzzy]
        + [f"{code}: {message.id!r} has other placeholders." for message in _entries(catalogue) if _unlike(message)]
        + [f"{code}: {text!r} is obsolete; remove it." for text in _obsolete(root, catalogue)]
    )


def _entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _translated(catalogue: Catalog, key: Key) -> bool:
    message = catalogue.get(key[1], key[0])
    return bool(message and message.string)


def _unlike(message: Message) -> bool:
    return bool(message.string) and sorted(_PLACE.findall(message.id)) != sorted(_PLACE.findall(message.string))


def _obsolete(root: Path, catalogue: Catalog) -> list[str]:
    """Entries that nothing asks for: commented out, or neither in the source nor in what draws the pages."""
    known, theme = messages(root), theme_text()
    unused = [message.id for message in _entries(catalogue) if (message.context, message.id) not in known]
    unused = [text for text in unused if text not in theme and text not in theme_messages()]
    return [*unused, *(message.id for message in catalogue.obsolete.values())]


@cache
def theme_text() -> str:
    """The text of the theme and the extensions whose own words the pages show."""
    folders = [Path(util.find_spec(name).origin).parent for name in THEME]
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".py"))
    return "\n".join(path.read_text("utf-8") for path in sorted(files))


def theme_messages() -> set[str]:
    """What Furo's templates have translated."""
    folder = Path(util.find_spec("furo").origin).parent / "theme" / "furo"
    return {text for _, _, text, *_ in extract_from_dir(folder, [("**.html", "jinja2")])}
