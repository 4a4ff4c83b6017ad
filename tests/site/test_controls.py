"""The controls under a figure, used as a reader uses them: from end to end, and back to the start."""

import json

import pytest
from built import CHAPTERS

SIGNAL = "(figure, name) => figure.view.runAsync().then(() => figure.view.signal(name))"
# A number that stands for the picture as it is drawn now.
PICTURE = """figure => [...figure.querySelector(".chart-live").innerHTML]
  .reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) | 0, 0)"""
AS_BEFORE = """([figure, signals, values]) =>
  Object.entries(signals).every(([name, value]) => figure.view.signal(name) === value) &&
  [...figure.querySelectorAll(".chart-controls input, .chart-controls select")]
    .every((control, index) => control.value === values[index])"""


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_control_turns_its_parameter_and_says_so(visit, path):
    """By the form's own inputs, from end to end; and the reset brings back what was there."""
    visited = visit(path)
    for figure in visited.figures():
        name = figure.get_attribute("id")
        controls = figure.query_selector_all(".chart-controls input, .chart-controls select")
        signals = {key: figure.evaluate(SIGNAL, key) for key in map(named, controls)}
        values = [control.evaluate("control => control.value") for control in controls]
        pictures = {figure.evaluate(PICTURE)}
        for control in controls:
            for value in settable(control):
                put(control, value)
                assert figure.evaluate(SIGNAL, named(control)) == json.loads(value), (name, named(control), value)
                pictures.add(figure.evaluate(PICTURE))
        assert len(pictures) > len(controls), f"{name}: the picture does not change"
        figure.query_selector("button[type=reset]").click()
        visited.page.wait_for_function(AS_BEFORE, arg=[figure, signals, values])


def named(control) -> str:
    return control.get_attribute("name")


def settable(control) -> list[str]:
    """The ends of a slider, both states of a box, or every option."""
    kind = control.get_attribute("type")
    if kind == "range":
        return [control.get_attribute("min"), control.get_attribute("max")]
    if kind == "checkbox":
        return ["true", "false"]
    return [option.get_attribute("value") for option in control.query_selector_all("option")]


def put(control, value: str) -> None:
    """Set a control as a reader does."""
    kind = control.get_attribute("type")
    if kind == "range":
        control.fill(value)
    elif kind == "checkbox":
        control.set_checked(json.loads(value))
    else:
        control.select_option(value)
