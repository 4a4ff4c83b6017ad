"""What the tests of formulas share: a figure of a built page turned to settings, and what it then holds."""

from itertools import product

FLOAT = 1e-12  # relative: two orders of the same multiplications

# For each setting: the values of signals, and the data behind the marks of one kind that the chart draws.
TURN = """async (figure, [settings, signals, kind, fields]) => {
  const drawn = (item) => item.marktype === kind
    ? item.items.map(({ datum }) => datum).filter((datum) => fields.every((field) => field in datum))
    : (item.items ?? []).flatMap(drawn);
  const results = [];
  for (const setting of settings) {
    for (const [name, value] of Object.entries(setting)) figure.view.signal(name, value);
    await figure.view.runAsync();
    const rows = drawn(figure.view.scenegraph().root);
    results.push({
      ...Object.fromEntries(signals.map((name) => [name, figure.view.signal(name)])),
      rows: rows.map((row) => Object.fromEntries(fields.map((field) => [field, row[field]]))),
    });
  }
  return results;
}"""


def grid(**choices) -> list[dict]:
    """Every combination of the choices."""
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
