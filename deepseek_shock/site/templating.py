"""The book's own HTML templates, their visible strings through gettext."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deepseek_shock import language

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def environment() -> Environment:
    """A Jinja environment that speaks the language in use."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(language.gettext, _no_plurals, newstyle=True)
    return env


def _no_plurals(singular: str, plural: str, number: int) -> str:
    raise NotImplementedError("The book's templates count nothing; write the sentence without a plural.")


def render(template: str, **context: Any) -> str:
    """The template in the language in use."""
    return environment().get_template(template).render(**context)
