"""The function that a chapter shows of a model is the one that runs, and short enough to be read."""

import inspect
from importlib import import_module

import pytest

LINES = 15

CORE = [
    "mixture_of_experts.route",
    "mixture_of_experts.updated_bias",
    "attention.naive",
    "attention.absorbed",
    "multi_token.decode",
    "fp8.quantised",
    "fp8.accumulated",
    "grpo.advantages",
    "grpo.gradient",
    "distillation.pull",
    "voting.majority",
    "cost_boundary.totals",
    "demand.spending_ratio",
    "interconnect.step_time",
    "fleet.stock",
    "event_alignment.share",
    "analogy.score",
]


@pytest.mark.parametrize("name", CORE)
def test_it_fits_in_fifteen_lines_with_its_docstring(name):
    module, function = name.split(".")
    source = inspect.getsource(getattr(import_module(f"deepseek_shock.models.{module}"), function))
    assert len(source.splitlines()) <= LINES
