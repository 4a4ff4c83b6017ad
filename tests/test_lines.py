"""Lines of words that a cell gives."""

from deepseek_shock.lines import Lines


def test_they_are_a_list_on_a_page_and_text_elsewhere() -> None:
    bundle = Lines(line for line in ("one", "two < three"))._repr_mimebundle_()
    assert bundle["text/html"] == '<ul class="lines"><li>one</li><li>two &lt; three</li></ul>'
    assert bundle["text/plain"] == "one\ntwo < three"
