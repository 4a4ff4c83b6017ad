"""What every scanner of a text shares: half-width characters, hidden names, blanked spans."""

import re
import unicodedata
from collections.abc import Iterable

HIDDEN = "\0"

_FULL_WIDTH = (*range(0xFF01, 0xFF5F), 0x3000, *range(0xFFE0, 0xFFE7))
_HALF_WIDTH = {code: unicodedata.normalize("NFKC", chr(code)) for code in _FULL_WIDTH if code != 0xFFE3}

# Names that contain a number; the number in them is not a quantity.
_NAMES = (
    r"S&P\s?\d+|(?:Nasdaq|NASDAQ|Nikkei|Russell|STOXX|Stoxx|TOPIX|FTSE|CSI|Fortune)[- ]?\d+",
    r"(?:日経|ナスダック|ラッセル|ダウ)平?均?\d+(?![\d,.万億])",
    r"(?:Claude|Llama|LLaMA|Gemini|Qwen|GPT|Grok|Kimi|Phi|Gemma|Mistral|Python|Windows|Apache|BY|BY-SA)\s\d+(?:\.\d+)*",
    # Our own references: chapter 3, 第3章, 図2, 1.2節
    r"\b(?i:chapters?|sections?|figures?|fig\.|tables?|exercises?|appendix|equation|step|level)\s\d+(?:\.\d+)*",
    r"第\s?\d+(?:\.\d+)*\s?[章節部巻]|\d+(?:\.\d+)*[章節]|(?<![一-龠])[図表式章節注]\s?\d+(?:\.\d+)*(?![一-龠\d,])",
    # Versions, round-the-clock, and any word of Latin letters and digits: 3.11.7, 24/7, GPT-4o, R1, V3.1.
    r"(?<![\d.])\d+\.\d+\.\d+[\w.]*|(?<![\d/])24/7(?!\d)",
    r"(?<![A-Za-z])(?!(?:FY|USD|JPY|GPU|CPU)\d|(?<=\d)[eE]\d)[A-Za-z]+[-_]?\d[A-Za-z0-9]*(?:[-_./][A-Za-z0-9]+)*",
)
_NAME = re.compile("|".join(f"(?:{pattern})" for pattern in _NAMES))


def to_half_width(text: str) -> str:
    """Return the text with full-width ASCII made half-width: the NFKC form of each, so offsets hold."""
    return text.translate(_HALF_WIDTH)


def hide_names(text: str) -> str:
    """Return the text with the digits of names (GPT-4o, H800, S&P 500, 第3章) replaced by `HIDDEN`."""
    return _NAME.sub(lambda name: re.sub(r"\d", HIDDEN, name[0]), text)


def blank(text: str, spans: Iterable[tuple[int, int]], filler: str = HIDDEN) -> str:
    """Return the text with each span filled, line breaks kept, so that offsets hold."""
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", filler, text[start:end]) + text[end:]
    return text
