"""Where this repository is hosted, and links into other ones."""

import base64
import re

import pytest
from mkdocs.exceptions import ConfigurationError

from .conftest import Project
from .documents import document, token

pytestmark = pytest.mark.slow

OTHER = base64.b64encode(b"github%3A%3Aother%3A%3Azed").decode()
TEMPLATE = "https://git.acme.io/{path}?at={ref}#{first}"


@pytest.mark.parametrize(
    ("options", "link"),
    [
        # Options for this host are not for another.
        ({"host": "gitlab"}, "https://github.com/zed/other/blob/HEAD/src/a.py#L1"),
        ({"link_template": TEMPLATE}, "https://github.com/zed/other/blob/HEAD/src/a.py#L1"),
        (
            {"host": "gitlab", "repositories": {"other": "https://git.acme.io/zed/other"}},
            "https://git.acme.io/zed/other/-/blob/HEAD/src/a.py#L1",
        ),
    ],
)
def test_links_into_another_repository(
    project: Project, options: dict[str, object], link: str
) -> None:
    other = token("/src/a.py", 1, "one", "one = 1", f' repo-id="{OTHER}" repo-name="other"')
    project.write({".swm/doc.abcd1234.sw.md": document("Doc", f"See {other}.")})
    built = project.build(options, repo_url="https://git.acme.io/acme/widget")
    assert f'href="{link}"' in built.content("swimm/doc/")


def test_an_address_that_is_no_repository_is_refused(project: Project) -> None:
    project.write({".swm/a.abc12.sw.md": "# A\n", "docs/index.md": "# Home\n"})
    url = "https://github.com/acme/widget/tree/main"
    expected = f"repository, such as https://github.com/acme/widget, but received: {url}"
    with pytest.raises(ConfigurationError, match=re.escape(expected)):
        project.build({"repo_url": url})
    # What MkDocs takes for its own button may be anything.
    built = project.build(repo_url="https://github.com/acme")
    assert built.warnings == [
        "the 'repo_url' of the site is not a repository and is not used: Expected the address "
        "of a repository, such as https://github.com/OWNER/NAME, but received: "
        "https://github.com/acme"
    ]
    project.build({"link_template": "https://x.org/{path}"}, repo_url=url, strict=True)
