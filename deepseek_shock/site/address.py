"""Where the book lives: repository, branch and base URL, so that a fork needs no edit."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LOCAL = "http://localhost:8000"


@dataclass(frozen=True)
class Address:
    """The site's base URL and, where it is known, the repository that it is built from."""

    base_url: str
    repository: str = ""
    branch: str = "main"

    def page(self, language: str, docname: str) -> str:
        """The public URL of a page."""
        return f"{self.base_url}/{language}/{docname}.html"

    def source(self, language: str, path: str) -> str:
        """A source file's place in the repository, for the links that name it."""
        return f"{self.branch}/chapters/{language}/{path}"

    @property
    def path(self) -> str:
        """The path of the site on its host, from slash to slash: for the 404 page, which any depth can get."""
        return f"{urlsplit(self.base_url).path.rstrip('/')}/"

    @property
    def slug(self) -> str:
        """``owner/name`` of the repository."""
        return urlsplit(self.repository).path.strip("/")


def find(configured: Address, environment: Mapping[str, str] = os.environ) -> Address:
    """The address: GitHub's environment variables first, then what ``_config.yml`` says.

    ``BOOK_BASE_URL`` is the Pages URL that the workflow passes on; without it the URL follows from
    ``GITHUB_REPOSITORY`` by GitHub Pages' rule, ``https://owner.github.io/name``.
    """
    slug = environment.get("GITHUB_REPOSITORY", "")
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    repository = f"{server}/{slug}" if slug else configured.repository
    base_url = environment.get("BOOK_BASE_URL") or _pages_url(slug) or configured.base_url or LOCAL
    return Address(base_url.rstrip("/"), repository.rstrip("/"), _branch(environment) or configured.branch)


def _pages_url(slug: str) -> str:
    owner, _, name = slug.lower().partition("/")
    if not owner:
        return ""
    host = f"https://{owner}.github.io"
    return host if name == f"{owner}.github.io" else f"{host}/{slug.partition('/')[2]}"


def _branch(environment: Mapping[str, str]) -> str:
    """The branch that is built; a pull request's merge ref is none that a link could name."""
    on_branch = environment.get("GITHUB_REF_TYPE") == "branch"
    name = environment.get("GITHUB_REF_NAME", "") if on_branch else ""
    return "" if name.endswith("/merge") else name
