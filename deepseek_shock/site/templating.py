"""The book's own HTML templates, their visible strings through gettext."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deepseek_shock import language

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def environment(code: str) -> Environment:
    """A Jinja environment that speaks ``code``."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(language.translations(code), newstyle=True)
    return env


def render(template: str, **context: Any) -> str:
    """The template in the language in use."""
    return environment(language.current()).get_template(template).render(**context)
