"""``{guess}``: a question with choices before the answer; choosing one opens the answer.

The choices are radio buttons and the style sheet opens what a choice reveals, so it works without
JavaScript, by touch and by keyboard. In print, and where the browser lacks ``:has()``, the answer stands open.

    :::{guess} label-of-the-guess
    :right: 2
    The question?

    - first choice
    - second choice

    The answer, in as many paragraphs as it takes.
    :::
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from deepseek_shock.language import gettext


class Guess(SphinxDirective):
    """The directive: first a question, then one list of choices, then the answer."""

    required_arguments = 1
    option_spec: ClassVar = {"right": directives.positive_int}
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The question as a form, the answer in a region that a choice opens."""
        body = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, body)
        lists = [index for index, child in enumerate(body.children) if isinstance(child, nodes.bullet_list)]
        right = self.options.get("right")
        if not lists or right is None or right > len(body.children[lists[0]]):
            raise self.error("A guess needs a question, a list of choices, and :right: the number of one of them.")
        split = lists[0]
        return [self._form(body.children[:split], body.children[split], body.children[split + 1 :], right)]

    def _form(self, question, choices, answer, right: int) -> nodes.Element:
        name, title = self.arguments[0], gettext("Your guess first")
        box = nodes.container("", classes=["guess"], ids=[name])
        box += _raw(f'<form class="guess-form"><fieldset><legend>{title}</legend>')
        box += list(question)
        for number, choice in enumerate(choices.children, start=1):
            box += _choice(name, number, choice, number == right)
        box += _raw("</fieldset></form>")
        box += nodes.container("", *answer, classes=["guess-answer"])
        return box


def _choice(name: str, number: int, choice: nodes.list_item, right: bool) -> list[nodes.Node]:
    """A radio button with the choice's words, and what the reader is told on choosing it."""
    kind, mark = ("right", gettext("This is it")) if right else ("other", gettext("Not quite"))
    button = f'<input type="radio" name="{name}" value="{number}">'
    return [
        _raw(f'<label class="guess-choice guess-{kind}">{button}<span>'),
        nodes.inline("", "", *choice.children[0].children),
        _raw(f'</span> <em class="guess-mark">{mark}</em></label>'),
    ]


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("guess", Guess)
