"""The checks by name: a function becomes one by its decorator, and the ledger's column ``check`` names it."""

import difflib
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from deepseek_shock import checks
from deepseek_shock.checks.finding import Finding
from deepseek_shock.checks.statement import Statement
from deepseek_shock.errors import Mistake

Check = Callable[[Statement], Finding]

_CHECKS: dict[str, Check] = {}


class UnknownCheckError(Mistake, KeyError):
    """A name under which no check is registered."""


def check(function: Check) -> Check:
    """Register a check under the name of its function.

    Raises:
        ValueError: another check has the name.
    """
    name = function.__name__
    if name in _CHECKS:
        raise ValueError(f"Two checks are called {name!r}, in {_CHECKS[name].__module__} and {function.__module__}.")
    _CHECKS[name] = function
    return function


def get(name: str) -> Check:
    """The check of that name.

    Raises:
        UnknownCheckError: there is none; names the nearest ones.
    """
    known = every()
    if name not in known:
        near = difflib.get_close_matches(name, known)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise UnknownCheckError(f"No check is called {name!r}.{hint}")
    return known[name]


@cache
def every() -> dict[str, Check]:
    """All checks by name, from all modules of this package."""
    for module in pkgutil.iter_modules(checks.__path__):
        importlib.import_module(f"{checks.__name__}.{module.name}")
    return dict(sorted(_CHECKS.items()))
