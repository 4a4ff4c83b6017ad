"""What of MyST Markdown is prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepseek_shock.quantities import read, strip_markup

PAGE = """---
numbering: 7
---
(sec-11)=
# A loss of $593 billion

% 12 comments
<!-- 13 -->
It fell **16.97**% {cite}`reuters2025-01-27` or \\$24.20, see [5 tables](../14/page15.md "16") and `x = 17`.
<https://example.org/18> https://example.org/19?n=20 <span style="width:21%">22 words</span>

1. 23 points
- 24 hours

| a | b |
|---|--:|
| 25% | 26 tokens |

```{code-cell} python
27 + 28
```

````{note} A note of 29 yen
:class: n30
The $31 and $32 stay.
```python
33
```
````

:::{figure} img34.png
35
:::
Fin 36 shares.[^37]
"""


def test_only_prose_is_left():
    found = [quantity.text.strip() for quantity in read(strip_markup(PAGE), "en")]
    assert found == [
        *("$593 billion", "16.97  %", "$ 24.20", "5", "22", "23 points", "24 hours", "25%", "26 tokens"),
        *("29 yen", "$31", "$32", "36 shares"),
    ]


def test_offsets_and_lines_hold():
    stripped = strip_markup(PAGE)
    assert len(stripped) == len(PAGE)
    assert [len(line) for line in stripped.split("\n")] == [len(line) for line in PAGE.split("\n")]


@pytest.mark.parametrize("text", ["$5 and $6", "a < 5% and b > 6%", "snake_case 7", "5 * 6", "株価は5%下落"])
def test_prose_is_untouched(text):
    assert strip_markup(text).replace(" ", "") == text.replace("*", "").replace(" ", "")


@given(text=st.text(alphabet="`:{}[]()<>$*_#%\\|-12a \n~"))
def test_length_holds_for_any_text(text):
    stripped = strip_markup(text)
    assert len(stripped) == len(text)
    assert [i for i, c in enumerate(stripped) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
