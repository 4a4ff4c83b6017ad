"""Where the book lives follows from the environment, then from `_config.yml`."""

import pytest

from deepseek_shock.site.address import LOCAL, Address, find
from deepseek_shock.site.assembly import configured_address

CONFIGURED = Address("https://book.example/shock", "https://github.com/owner/name", "spring")
ACTIONS = {"GITHUB_REPOSITORY": "Someone/Fork", "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "main"}


def test_without_anything_it_is_on_this_machine() -> None:
    assert find(Address(""), {}) == Address(LOCAL, "", "main")


def test_outside_of_actions_the_configuration_counts() -> None:
    assert find(CONFIGURED, {}) == CONFIGURED


def test_a_fork_needs_no_edit() -> None:
    assert find(CONFIGURED, ACTIONS) == Address(
        "https://someone.github.io/Fork", "https://github.com/Someone/Fork", "main"
    )


@pytest.mark.parametrize(
    ("slug", "url"),
    [
        ("someone/book", "https://someone.github.io/book"),
        ("Someone/someone.github.io", "https://someone.github.io"),
        ("SomeOne/SomeOne.github.io", "https://someone.github.io"),
    ],
)
def test_the_base_url_by_the_rule_of_pages(slug: str, url: str) -> None:
    assert find(Address(""), {"GITHUB_REPOSITORY": slug}).base_url == url


def test_the_url_that_pages_gives_counts_before_the_rule() -> None:
    assert find(CONFIGURED, ACTIONS | {"BOOK_BASE_URL": "https://own.example/"}).base_url == "https://own.example"


@pytest.mark.parametrize(
    ("kind", "name", "branch"),
    [
        ("branch", "release/2", "release/2"),
        ("branch", "12/merge", "spring"),
        ("tag", "v1", "spring"),
        ("", "", "spring"),
    ],
)
def test_the_branch_is_one_that_a_link_can_name(kind: str, name: str, branch: str) -> None:
    assert find(CONFIGURED, {"GITHUB_REF_TYPE": kind, "GITHUB_REF_NAME": name}).branch == branch


def test_another_server_is_followed() -> None:
    environment = ACTIONS | {"GITHUB_SERVER_URL": "https://git.example"}
    assert find(Address(""), environment).repository == "https://git.example/Someone/Fork"


def test_what_follows_from_an_address() -> None:
    assert CONFIGURED.page("ja", "market-shock") == "https://book.example/shock/ja/market-shock.html"
    assert CONFIGURED.source("ja", "market-shock.ipynb") == "spring/chapters/ja/market-shock.ipynb"
    assert CONFIGURED.slug == "owner/name"
    assert CONFIGURED.path == "/shock/"
    assert Address("https://book.example").path == "/"


@pytest.mark.parametrize("text", ["title: A book\n", "repository: {url: '', branch: main}\nhtml: {baseurl: ''}\n"])
def test_an_empty_configuration_will_do(tmp_path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_REPOSITORY", "BOOK_BASE_URL", "GITHUB_REF_TYPE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "_config.yml").write_text(text, "utf-8")
    assert configured_address(tmp_path) == Address(LOCAL, "", "main")
