"""Hiding the markup of MyST Markdown, so that only prose is read."""

import re

from deepseek_shock.quantities.scanning import blank

# Directives whose body is prose; the body of any other fence (code, data, a figure's options) is not.
_PROSE_DIRECTIVES = frozenset(
    {
        *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "seealso"),
        *("tip", "warning", "topic", "sidebar", "margin", "epigraph", "exercise", "solution", "guess"),
        *("card", "dropdown", "grid", "grid-item", "grid-item-card", "tab-item", "tab-set"),
    }
)
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,}|:{3,})[ \t]*(?:\{(?P<directive>[\w:-]+)\})?")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_INLINE = re.compile(
    r"<!--.*?-->"
    r"|(?:\{[\w:.+-]+\})?(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"  # code span or role
    r"|(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"  # link target
    r"|<(?:https?|mailto):[^>\s]*>|https?://[^\s<>)\]」）、。]+"
    r"|</?[A-Za-z][^<>]*>"
    r"|\[\^[^\]]*\]"
    r"|\{\{.*?\}\}"
    r"|\{[#.][^{}\n]*\}",
    re.DOTALL,
)
_LINES = re.compile(
    r"^\([\w:.-]+\)=[ \t]*$"  # label
    r"|^%.*$"  # comment
    r"|^[ \t]*:[\w-]+:.*$"  # option
    r"|^[ \t]*\[[^\]]+\]:[ \t]+\S+.*$"  # link definition
    r"|^[ \t]*(?:\d+[.)]|[-*+])(?=[ \t])"  # list marker
    r"|^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|.*)?$",  # table rule
    re.MULTILINE,
)


def strip_markup(text: str) -> str:
    """Return MyST Markdown with everything but prose blanked, at equal length so that offsets hold.

    Blanked are front matter, code (spans, fences, cells), roles such as {cite}`key`, link targets, URLs,
    HTML, labels, comments, directive names and options, list markers, footnote marks and emphasis. The title
    and body of a prose directive (note, exercise) and the words of links, headings and tables stay. A dollar
    sign is a currency, never math: dollarmath is off in this book. An escaped dollar loses its backslash.
    """
    text = blank(text, [match.span() for match in _FRONT_MATTER.finditer(text)], " ")
    text = blank(text, _fences(text), " ")
    for pattern in (_INLINE, _LINES):
        text = blank(text, [match.span() for match in pattern.finditer(text)], " ")
    text = re.sub(r"\\([^\w\s])", r"\1 ", text)
    return re.sub(r"\*+|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])", lambda marks: " " * len(marks[0]), text)


def _fences(text: str) -> list[tuple[int, int]]:
    """Return the spans of fence lines and of the bodies that hold no prose; the title of a note is prose."""
    spans: list[tuple[int, int]] = []
    open_fences: list[tuple[str, bool]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        fence = _FENCE.match(line)
        in_code = bool(open_fences) and not open_fences[-1][1]
        if fence and open_fences and _closes(fence, open_fences[-1][0], line):
            open_fences.pop()
            spans.append((offset, offset + len(line)))
        elif fence and not in_code:
            prose = fence["directive"] in _PROSE_DIRECTIVES
            open_fences.append((fence["marks"], prose))
            has_title = prose and fence["directive"] != "grid"
            spans.append((offset, offset + (fence.end() if has_title else len(line))))
        elif in_code:
            spans.append((offset, offset + len(line)))
        offset += len(line)
    return spans


def _closes(fence: re.Match, opening: str, line: str) -> bool:
    marks = fence["marks"]
    return marks[0] == opening[0] and len(marks) >= len(opening) and line.strip() == marks
